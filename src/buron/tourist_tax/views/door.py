"""Who stands before the pages of a host: the host itself by its link, an agent who types for it, or an agent who looks.

The pages are the same; the door says whose lodgings they show, by which way a declaration goes, and how addresses
are written. A host's link stands after the "#" of its address, then comes once in the body of a form: no log of a
server and no referrer holds it. A signed cookie, of these pages only, remembers it.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from buron.directory.models import Party
from buron.kernel import ratelimit
from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.kernel.screens import OfficeRequest, View, public_screen, screen
from buron.kernel.services.settings import setting_of
from buron.kernel.tenancy import office_scope
from buron.kernel.texts import LANGUAGE_NAMES
from buron.lodging.models import Lodging
from buron.lodging.queries import lodgings_of
from buron.tourist_tax.models import Declaration, HostLink
from buron.tourist_tax.queries.hosts import link_by_id, may_declare
from buron.tourist_tax.services.hosts import host_actor, note_host_visit

COOKIE = "buron_hebergeur"
LANGUAGE_COOKIE = "buron_hebergeur_langue"
PATH = "/hebergeur/"
SALT = "buron.tourist_tax.host"
SPOKEN = tuple(LANGUAGE_NAMES)
"""Languages of these pages."""
COOKIE_AGE = 180 * 24 * 3600
KEPT_DAYS = 62
"""Days after the last visit during which a phone opens its page without network."""
MOST_CALLS = 600
"""Pages and sendings of one link in an hour: more than a person does."""
YEARS_BACK = 4
"""Years before this one that a host may still declare or correct by itself."""
_MONTH = re.compile(r"(20[1-9]\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Door:
    """Whose pages, by whom. ``kind``: ``host``, ``agent`` or ``look`` (nothing can be sent)."""

    kind: str
    office: Office
    party: Party
    actor: Actor
    link: HostLink | None = None

    @property
    def is_host(self) -> bool:
        return self.kind == "host"

    @property
    def may_write(self) -> bool:
        return self.kind != "look"

    @property
    def base(self) -> str:
        """The frame of the pages: the host's own, also for the agent who looks over its shoulder."""
        return "tourist_tax/host/staff.html" if self.kind == "agent" else "tourist_tax/host/public.html"

    @property
    def channel(self) -> str:
        return str(Declaration.Channel.HOST if self.is_host else Declaration.Channel.AGENT)

    @property
    def whose(self) -> str:
        """Whose phone or post this is, told without a name: what waits for the network leaves under it alone."""
        person = f"host:{self.party.pk}" if self.is_host else f"agent:{self.actor.id}"
        return salted_hmac(SALT, f"{self.office.pk}:{person}").hexdigest()[:16]

    @property
    def kept_days(self) -> int:
        """Days during which a phone may keep a page: until the link ends, and not for ever."""
        return min(KEPT_DAYS, (self.link.expires_on - timezone.localdate()).days + 1) if self.link else 0

    def url(self, page: str, **named: Any) -> str:
        """The address of a page behind this door; empty where an agent who looks has nothing to read."""
        if self.is_host:
            return reverse(f"tax_host_{page}", kwargs=named)
        prefix = "tourist_tax_look" if self.kind == "look" else "tourist_tax_for"
        try:
            return reverse(
                f"{prefix}_{page}", kwargs={"office": self.office.slug, "party": self.party.pk, **named}
            )
        except NoReverseMatch:
            if self.kind == "look":
                return ""
            raise

    def lodging(self, pk: int) -> Lodging:
        """One of the host's lodgings; anybody else's is not found."""
        return get_object_or_404(lodgings_of(self.party), pk=pk)

    def month(self, lodging: Lodging, text: str) -> dt.date:
        """A month that this host owes for that lodging, as ``2026-05``; any other is not found."""
        found = _MONTH.fullmatch(text)
        if found is None:
            raise Http404("no such month")
        month = dt.date(int(found[1]), int(found[2]), 1)
        today = timezone.localdate()
        if (
            not today.year - YEARS_BACK <= month.year
            or month > today
            or not may_declare(self.party, lodging, month)
        ):
            raise Http404("another host's month, or one that has not begun")
        return month


Page = Callable[..., HttpResponseBase]


def as_host(page: Page) -> View:
    """Show a page to the host whose link the signed cookie names; without one, to the entrance."""

    @wraps(page)
    def guarded(request: HttpRequest, **named: Any) -> HttpResponseBase:
        held = held_link(request)
        if held is None:
            return redirect("tax_host_entrance")
        link, is_sure = held
        office = link.party.office
        if not ratelimit.allow(f"host-link:{link.pk}", limit=MOST_CALLS, per_seconds=3600):
            return private(render(request, "429.html", status=429))
        with office_scope(office), translation.override(language_of(request, link.party)):
            if not is_sure and setting_of(office, "tourist_tax.second_step"):
                return redirect("tax_host_code")
            note_host_visit(link)
            door = Door("host", office, link.party, host_actor(link), link)
            request.office = office  # type: ignore[attr-defined]
            return private(page(request, door, **named))

    return public_screen("a host by its own link: its lodgings and nothing else")(guarded)


def as_agent(page: Page, *, look: bool = False) -> View:
    """The same page for an agent: to type what a host says on the phone, or to see what it sees."""

    @screen("tourist_tax.accounts" if look else "tourist_tax.declare")
    @wraps(page)
    def guarded(request: OfficeRequest, party: int, **named: Any) -> HttpResponseBase:
        found = get_object_or_404(Party, pk=party, merged_into=None, erased_at=None)
        door = Door("look" if look else "agent", request.office, found, request.actor)
        if look and request.method not in ("GET", "HEAD"):
            return HttpResponse(status=405)
        return private(page(request, door, **named))

    return guarded


def private(response: HttpResponseBase) -> HttpResponseBase:
    """Kept by no cache, read by no robot, told to no other site."""
    if isinstance(response, HttpResponse) and not response.has_header("Cache-Control"):
        response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response


def held_link(request: HttpRequest) -> tuple[HostLink, bool] | None:
    """The living link of the cookie, and whether its second step was taken."""
    try:
        pk, created, is_sure = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=COOKIE_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    link = link_by_id(pk) if isinstance(pk, int) else None
    if link is None or link.expires_on < timezone.localdate() or int(link.created_at.timestamp()) != created:
        return None
    return link, bool(is_sure)


def remember(response: HttpResponseBase, link: HostLink, *, is_sure: bool) -> HttpResponseBase:
    """Keep the link in a signed cookie that only these pages receive."""
    value = signing.dumps([link.pk, int(link.created_at.timestamp()), is_sure], salt=SALT)
    response.set_cookie(
        COOKIE,
        value,
        max_age=COOKIE_AGE,
        path=PATH,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
    return response


def language_of(request: HttpRequest, party: Party | None) -> str:
    """The language that was chosen on the page, else the contact's own, else English for who speaks another one."""
    asked = request.GET.get("langue", "") or request.COOKIES.get(LANGUAGE_COOKIE, "")
    own = party.language if party else ""
    if asked in SPOKEN or own in SPOKEN:
        return asked if asked in SPOKEN else own
    return "en" if own else "fr"


def _told(door: Door) -> dict[str, Any]:
    """What the script of the pages knows."""
    told: dict[str, Any] = {"whose": door.whose}
    if door.is_host:
        told |= {
            "worker": reverse("tax_host_worker"),
            "page": reverse("tax_host_kept"),
            "at": timezone.now().isoformat(),
            "days": door.kept_days,
        }
    return told


def uuid_of(text: str) -> uuid.UUID | None:
    """The identifier that a browser made; None for anything else."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def show(
    request: HttpRequest, door: Door, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponseBase:
    """Render a page behind a door, and remember the language that it was asked in."""
    language = translation.get_language() or "fr"
    choices = [
        {"code": code, "name": name, "url": f"?langue={code}"}
        for code, name in LANGUAGE_NAMES.items()
        if code in SPOKEN
    ]
    found = {
        "door": door,
        "base": door.base,
        "office": door.office,
        "language": language[:2],
        "languages": choices if door.is_host and request.method in ("GET", "HEAD") else [],
        "without_htmx": door.kind != "agent",
        "told": _told(door),
        **context,
    }
    response = render(request, f"tourist_tax/host/{template}.html", found, status=status)
    if door.is_host and request.GET.get("langue") in SPOKEN:
        response.set_cookie(
            LANGUAGE_COOKIE,
            request.GET["langue"],
            max_age=COOKIE_AGE,
            path=PATH,
            samesite="Lax",
            httponly=True,
        )
    return response
