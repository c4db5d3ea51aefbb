"""The progress of a job, asked again by the page until it is over."""

from __future__ import annotations

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from buron.kernel.models import Job
from buron.kernel.screens import OfficeRequest, screen


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
