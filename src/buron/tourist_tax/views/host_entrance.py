"""The entrance of the hosts: the link is taken from the address, a code may be asked, then come their pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from buron.kernel import ratelimit
from buron.kernel.jobs import enqueue
from buron.kernel.screens import public_screen
from buron.kernel.services.settings import setting_of
from buron.kernel.tenancy import office_scope
from buron.kernel.texts import LANGUAGE_NAMES
from buron.tourist_tax.host_jobs import CODE_JOB
from buron.tourist_tax.models import HostLink
from buron.tourist_tax.queries.hosts import link_by_token
from buron.tourist_tax.services.hosts import check_code, host_actor
from buron.tourist_tax.views.door import COOKIE, PATH, SPOKEN, held_link, language_of, private, remember

WRONG_TRIES = 30
"""Wrong links from one address in ten minutes."""
CODES_AN_HOUR = 6


@public_screen("the entrance of the hosts: it says nothing until a link is given")
@require_safe
def entrance(request: HttpRequest) -> HttpResponseBase:
    """Where a link leads: its script hands over what stands after the "#"; a code can be typed without script."""
    return _entrance(request)


def _entrance(request: HttpRequest, fault: str = "", status: int = 200) -> HttpResponseBase:
    with translation.override(language_of(request, None)):
        context: dict[str, Any] = {
            "fault": fault,
            "language": (translation.get_language() or "fr")[:2],
            "languages": _choices(),
            "is_known": held_link(request) is not None,
        }
        response = render(request, "tourist_tax/host/entrance.html", context, status=status)
    return private(response)


def _choices() -> list[dict[str, str]]:
    return [
        {"code": code, "name": name, "url": f"?langue={code}"}
        for code, name in LANGUAGE_NAMES.items()
        if code in SPOKEN
    ]


@public_screen("a host gives its link")
@require_POST
def open_pages(request: HttpRequest) -> HttpResponseBase:
    """Take a link, and remember it in the cookie of these pages."""
    link = link_by_token(request.POST.get("link", "").strip().rpartition("#")[2])
    if link is None:
        key = f"host-wrong:{ratelimit.client_address(request)}"
        if not ratelimit.allow(key, limit=WRONG_TRIES, per_seconds=600):
            return private(render(request, "429.html", status=429))
        with translation.override(language_of(request, None)):
            fault = _("Ce lien n’est plus valable. Demandez le nouveau à votre office de tourisme.")
        return _entrance(request, fault, 410)
    if link.expires_on < timezone.localdate():
        with translation.override(language_of(request, link.party)):
            fault = _(
                "Ce lien est trop ancien. Demandez le nouveau à votre office de tourisme : %(name)s."
            ) % {"name": " · ".join(filter(None, [link.party.office.name, link.party.office.phone]))}
        return _entrance(request, fault, 410)
    held = held_link(request)
    is_sure = held is not None and held[0].pk == link.pk and held[1]
    return remember(redirect("tax_host_home"), link, is_sure=is_sure)


@public_screen("the second step of a host: the code that its mail brings")
def code(request: HttpRequest) -> HttpResponseBase:
    """Ask for the one-time code, send it on demand, check it."""
    held = held_link(request)
    if held is None:
        return redirect("tax_host_entrance")
    link, is_sure = held
    office = link.party.office
    with office_scope(office), translation.override(language_of(request, link.party)):
        if is_sure or not setting_of(office, "tourist_tax.second_step"):
            return redirect("tax_host_home")
        said, status = _said(request, link)
        if status == 303:
            return remember(redirect("tax_host_home"), link, is_sure=True)
        email = link.party.email
        name, _at, place = email.partition("@")
        hidden = f"{name[:2]}…@{place}" if email else ""
        context = {"office": office, "email": hidden, "said": said, "fault": said if status == 422 else ""}
        return private(render(request, "tourist_tax/host/code.html", context, status=status))


def _said(request: HttpRequest, link: HostLink) -> tuple[str, int]:
    """What a posted form gives: a sentence and a status; 303 opens the pages."""
    if request.method != "POST":
        return "", 200
    if "send" in request.POST:
        allowed = ratelimit.allow(f"host-code:{link.pk}", limit=CODES_AN_HOUR, per_seconds=3600)
        if not link.party.email or not allowed:
            return _("Le code ne peut pas être envoyé maintenant : appelez l’office."), 422
        enqueue(host_actor(link), CODE_JOB, key=f"{CODE_JOB}:{link.pk}", link_id=link.pk)
        return _("Le code part : il arrive en une minute ou deux. Il vaut quinze minutes."), 200
    if check_code(link, request.POST.get("code", "")[:20]):
        return "", 303
    return _("Ce code n’est pas le bon, ou il a expiré. Demandez-en un autre."), 422


@public_screen("a host leaves a device that is not its own")
@require_POST
def leave(request: HttpRequest) -> HttpResponseBase:
    """Forget the link on this device."""
    response = redirect("tax_host_entrance")
    response.delete_cookie(COOKIE, path=PATH)
    return private(response)
