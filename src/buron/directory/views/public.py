"""What a person decides without an account: their own choices, by the link of a mail."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from buron.directory.links import party_of
from buron.directory.models import Consent, Party
from buron.directory.services import keep_contact, withdraw_consent
from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.kernel.ratelimit import limited
from buron.kernel.screens import public_screen
from buron.kernel.tenancy import office_scope
from buron.kernel.texts import LANGUAGE_NAMES, PUBLIC_LANGUAGES

GRANTED = frozenset({"directory.edit"})


@csrf_exempt  # the signed link is the proof; mail programs post to it without a page (RFC 8058)
@public_screen("held by the person: the link is signed, and shows nothing but their own choices")
@limited("directory-choices", limit=60, per_seconds=3600)
def choices(request: HttpRequest, token: str) -> HttpResponseBase:
    """What the person agreed to, to be withdrawn in one touch; and whether the office may keep the contact."""
    found = party_of(token)
    if found is None:
        raise Http404("no such contact")
    office, party = found
    asked = request.GET.get("langue", "")
    language = asked if asked in PUBLIC_LANGUAGES else party.language
    language = language if language in PUBLIC_LANGUAGES else "fr"
    with office_scope(office), translation.override(language):
        done = _decide(request, office, party) if request.method == "POST" else ""
        party = Party.objects.get(pk=party.pk)
        context = {
            "office": office,
            "asked": party.asked_again_on is not None,
            "consents": list(Consent.objects.filter(party=party, withdrawn_at=None)),
            "done": done,
            "language": language,
            "languages": LANGUAGE_NAMES.items(),
            "csrf_token": "",  # reading the real one would set a cookie
        }
        response = render(request, "directory/public/choices.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    return response


def _decide(request: HttpRequest, office: Office, party: Party) -> str:
    """Do what was asked, and say what was done."""
    actor = Actor.guest(f"party:{party.pk}", "La personne, par son lien", office, GRANTED)
    if "keep" in request.POST:
        keep_contact(actor=actor, party=party)
        return "kept"
    asked = "all" if "List-Unsubscribe" in request.POST else request.POST.get("consent", "")
    consents = Consent.objects.filter(party=party, withdrawn_at=None)
    for consent in consents:
        if asked in ("all", str(consent.pk)):
            withdraw_consent(actor=actor, consent=consent, by="la personne, par son lien")
    return "withdrawn"
