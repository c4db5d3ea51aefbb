"""Background jobs: the progress of one, asked again by the page until it is over, and the list of them all."""

from __future__ import annotations

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buron.kernel.jobs.declare import declared
from buron.kernel.models import Job
from buron.kernel.paging import page_of
from buron.kernel.screens import OfficeRequest, screen
from buron.kernel.services.jobs import RetryError, retry_job

TRACE = "Traceback (most recent call last)"
SAYINGS = (
    (
        ("SMTP", "ConnectionRefusedError", "gaierror"),
        _("Le serveur de messagerie ou l’autre site ne répond pas."),
    ),
    (("TimeoutError", "Timeout", "ConnectError"), _("L’autre site n’a pas répondu à temps.")),
    (("OperationalError", "DatabaseError"), _("La base de données n’a pas répondu.")),
    (("No space left", "Errno 28"), _("Le disque du serveur est plein.")),
    (("DoesNotExist",), _("Ce sur quoi elle portait a été supprimé entre-temps.")),
)
"""What the last line of a trace means to somebody who is no programmer."""


@screen("kernel.home")
def job_status(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """A fragment with the bar and the message; once over, ``HX-Refresh`` reloads the page that waits
    for it.
    """
    job = get_object_or_404(Job, pk=pk, office=request.office)
    response = render(request, "kernel/job_status.html", {"job": job})
    if job.is_over and request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"
    return response


@screen("kernel.jobs")
def jobs(request: OfficeRequest) -> HttpResponseBase:
    """The office's jobs, newest first, all of them or those that failed."""
    state = request.GET.get("etat", "")
    found = Job.objects.filter(office=request.office)
    if state in Job.State.values:
        found = found.filter(state=state)
    page = page_of(request, found.order_by("-pk"))
    lines = [(job, title_of(job), plain_error(job.error)) for job in page]
    context = {"page_obj": page, "lines": lines, "state": state, "states": Job.State.choices}
    return render(request, "kernel/jobs.html", context)


@screen("kernel.jobs")
@require_POST
def job_retry(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Start a failed job again."""
    job = get_object_or_404(Job, pk=pk, office=request.office)
    try:
        retry_job(actor=request.actor, job=job)
    except RetryError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("La tâche est relancée : elle commence dans un instant."))
    return redirect("kernel_jobs", office=request.office.slug)


def title_of(job: Job) -> str:
    """What a job does, in words; its key when no room declares it any more."""
    entry = declared.find(job.name)
    return str(entry.title) if entry and entry.title else job.name


def plain_error(error: str) -> str:
    """What went wrong, in a sentence; the trace of a fault is for the log of the server."""
    if TRACE not in error:
        return error
    last = error.strip().splitlines()[-1]
    told = next((saying for marks, saying in SAYINGS if any(mark in last for mark in marks)), "")
    return told or _("Une panne du programme : %(fault)s") % {"fault": last[:160]}
