"""The form by which anybody asks the office something: five languages, no third party, no cookie."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from buron.directory.wordings import NEWSLETTER, wording_of
from buron.kernel.actors import Actor
from buron.kernel.gestures import refused
from buron.kernel.models import Office
from buron.kernel.ratelimit import limited
from buron.kernel.screens import public_screen
from buron.kernel.tenancy import office_scope
from buron.kernel.texts import LANGUAGE_NAMES, PUBLIC_LANGUAGES
from buron.reception.forms.requests import PublicForm, new_ticket
from buron.reception.queries.carnets import day_text
from buron.reception.services import requests as services
from buron.reception.services.requests.common import RequestError, due_on

GRANTED = frozenset({"reception.requests", "directory.edit"})


@csrf_exempt  # it is signed by its ticket, and setting a cookie would be the only use of a token
@public_screen("the form by which a visitor asks something")
@limited("public-request", limit=8, per_seconds=3600)
def public_form(request: HttpRequest, site: str) -> HttpResponseBase:
    """Ask something; the answer comes by mail."""
    found = get_object_or_404(Office, slug=site)
    asked = request.GET.get("langue", "") or (translation.get_language() or "fr")[:2]
    language = asked if asked in PUBLIC_LANGUAGES else "fr"
    with office_scope(found), translation.override(language):
        return _private(_answer(request, found, language))


def _private(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = "private, no-store"
    return response


def _answer(request: HttpRequest, office: Office, language: str) -> HttpResponseBase:
    form = _form(request.POST if request.method == "POST" else None)
    wording = wording_of(NEWSLETTER, language, office.name)
    context: dict[str, Any] = {
        "office": office,
        "form": form,
        "wording": wording,
        "due": day_text(due_on(office, timezone.localdate())),
        "language": language,
        "languages": LANGUAGE_NAMES.items(),
        "ticket": new_ticket(),
        "csrf_token": "",  # reading the real one would set a cookie
    }
    if request.method == "POST":
        if form.is_trapped:  # a program: it is told what a person would be told, and nothing is kept
            return render(request, "reception/public/request_sent.html", {**context, "due": ""})
        if form.is_too_fast:
            form.add_error(None, _("Un instant : relisez votre demande, puis envoyez-la de nouveau."))
            context["ticket"] = form.data.get("ticket")
        elif form.is_valid() and _receive(office, form, language, wording):
            return render(request, "reception/public/request_sent.html", context)
    status = 422 if form.errors else 200
    return render(request, "reception/public/request.html", context, status=status)


def _form(data: Any) -> PublicForm:
    """The form with its labels in the reader's language."""
    form = PublicForm(data)
    form.stale = _(
        "Cette page est restée ouverte trop longtemps : envoyez de nouveau, votre texte est gardé."
    )
    labels = {
        "name": _("Votre nom"),
        "email": _("Votre adresse électronique"),
        "subject": _("Objet"),
        "body": _("Votre demande"),
    }
    for name, label in labels.items():
        form.fields[name].label = label
    form.fields["body"].help_text = _(
        "Dates, nombre de personnes, envies : plus vous en dites, mieux nous répondons."
    )
    return form


def _receive(office: Office, form: PublicForm, language: str, wording: str) -> bool:
    values = form.cleaned_data
    first, _space, last = values["name"].strip().rpartition(" ")
    try:
        services.receive_enquiry(
            actor=Actor.guest("public-form", "Formulaire public", office, GRANTED),
            client_id=values["client_id"],
            channel="web",
            subject=values["subject"],
            body=values["body"],
            language=language,
            contact={"first_name": first[:80], "last_name": last[:120], "email": values["email"]},
            news_wording=wording if values["news"] else "",
        )
    except RequestError as error:
        refused(form, error)
        return False
    return True
