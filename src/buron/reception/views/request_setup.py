"""What the office sets up once for its requests."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buron.kernel.gestures import attempt, refusals_beside
from buron.kernel.jobs import enqueue
from buron.kernel.models import Office
from buron.kernel.screens import OfficeRequest, posted, screen
from buron.reception.forms.requests import BrochureForm, MailboxForm, SettingsForm, TemplateForm
from buron.reception.models import AnswerTemplate, Brochure, Mailbox
from buron.reception.request_jobs import READ_JOB
from buron.reception.request_mails import has_server
from buron.reception.request_starters import STARTERS
from buron.reception.rules.answers import FIELDS
from buron.reception.services import requests as services
from buron.reception.services.requests.common import RequestSettings

SETUP = "reception.requests_setup"


def _home(request: OfficeRequest) -> HttpResponseBase:
    return redirect("reception_requests_setup", office=request.office.slug)


@screen(SETUP)
def setup(request: OfficeRequest) -> HttpResponseBase:
    """The clock, mailboxes, ready answers, e-brochures, the address of the form."""
    office = Office.objects.get(pk=request.office.pk)
    chosen = RequestSettings.of(office)
    initial = {
        "answer_days": chosen.answer_days,
        "count_as_acts": chosen.count_as_acts,
        "survey_url": chosen.survey_url,
    }
    form = SettingsForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            services.save_settings(actor=request.actor, **form.cleaned_data)
            messages.success(request, _("Les réglages sont enregistrés."))
            return _home(request)
    path = reverse("reception_public_request", kwargs={"site": request.office.slug})
    context = {
        "form": form,
        "mailboxes": Mailbox.objects.filter(is_active=True),
        "templates": AnswerTemplate.objects.filter(retired_at=None),
        "brochures": Brochure.objects.filter(retired_at=None).defer("content"),
        "brochure_form": BrochureForm(),
        "form_address": request.build_absolute_uri(path),
        "has_server": has_server(),
    }
    status = 422 if form.errors else 200
    return render(request, "reception/requests/setup.html", context, status=status)


@screen(SETUP)
def mailbox(request: OfficeRequest, pk: int | None = None) -> HttpResponseBase:
    """Add a mailbox, or change one."""
    found = get_object_or_404(Mailbox, pk=pk) if pk else None
    names = ("address", "host", "port", "username", "folder")
    initial = {name: getattr(found, name) for name in names} if found else {}
    form = MailboxForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            services.save_mailbox(actor=request.actor, mailbox=found, **form.cleaned_data)
            messages.success(
                request, _("La boîte est réglée : elle sera relevée dans trois minutes au plus.")
            )
            return _home(request)
    context = {"form": form, "mailbox": found}
    return render(request, "reception/requests/mailbox.html", context, status=422 if form.errors else 200)


@screen(SETUP)
@require_POST
def mailbox_stop(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Read it no more."""
    found = get_object_or_404(Mailbox, pk=pk)
    attempt(
        request,
        _("La boîte n’est plus relevée ; son mot de passe est oublié."),
        services.stop_mailbox,
        mailbox=found,
    )
    return _home(request)


@screen("reception.requests")
@require_POST
def read_now(request: OfficeRequest) -> HttpResponseBase:
    """Read the mailboxes without waiting."""
    enqueue(request.actor, READ_JOB, key=f"{READ_JOB}:{request.office.pk}")
    messages.success(request, _("La relève est demandée : rechargez la page dans un instant."))
    return redirect("reception_requests", office=request.office.slug)


@screen(SETUP)
def template(request: OfficeRequest, pk: int | None = None) -> HttpResponseBase:
    """Write a ready answer, or change one."""
    found = get_object_or_404(AnswerTemplate, pk=pk) if pk else None
    form = TemplateForm(posted(request), initial=_initial(request, found))
    if request.method == "POST" and form.is_valid():
        with refusals_beside(form):
            services.save_template(actor=request.actor, template=found, **form.cleaned_data)
            messages.success(request, _("Le modèle est enregistré."))
            return _home(request)
    context = {"form": form, "template": found, "fields": FIELDS.items(), "starters": STARTERS}
    return render(request, "reception/requests/template.html", context, status=422 if form.errors else 200)


def _initial(request: OfficeRequest, found: AnswerTemplate | None) -> dict[str, Any]:
    if found is not None:
        return {"name": found.name, "subject": found.subject, "body": found.body}
    rank = request.GET.get("depart", "")
    if rank.isascii() and rank.isdigit() and int(rank[:2]) < len(STARTERS):
        name, subject, body = STARTERS[int(rank[:2])]
        return {"name": name, "subject": subject, "body": body}
    return {}


@screen(SETUP)
@require_POST
def template_retire(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Offer it no more."""
    found = get_object_or_404(AnswerTemplate, pk=pk)
    attempt(request, _("Le modèle n’est plus proposé."), services.retire_template, template=found)
    return _home(request)


@screen(SETUP)
@require_POST
def brochure_add(request: OfficeRequest) -> HttpResponseBase:
    """Add an e-brochure."""
    form = BrochureForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return _home(request)
    upload = form.cleaned_data["file"]
    attempt(
        request,
        _("L’e-brochure est proposée avec les réponses."),
        services.add_brochure,
        title=form.cleaned_data["title"],
        language=form.cleaned_data["language"],
        url=form.cleaned_data["url"],
        content=upload.read() if upload else None,
        file_name=upload.name if upload else "",
    )
    return _home(request)


@screen(SETUP)
@require_POST
def brochure_retire(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Offer it no more."""
    found = get_object_or_404(Brochure, pk=pk)
    attempt(request, _("L’e-brochure n’est plus proposée."), services.retire_brochure, brochure=found)
    return _home(request)
