"""The page of a partner-run desk: no account, one link, three taps.

The link's token stands after the "#" of the address, which no browser sends: the page gives it back in a header. No
log of the server, of a proxy or of another site ever holds it. No cookie is set, so nothing can be sent by
somebody else
in the name of the desk, and the protection of forms is not needed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from buron.kernel import ratelimit
from buron.kernel.kept_pages import keepable, worker_answer
from buron.kernel.screens import STAFF_LANGUAGE, View, public_screen
from buron.kernel.tenancy import office_scope
from buron.reception.models import ListItem, PartnerLink
from buron.reception.queries.lists import items_on
from buron.reception.queries.origins import everything, parse, quick
from buron.reception.queries.partners import count_of_day, link_by_token
from buron.reception.rules.facts import UNDO, FactsError
from buron.reception.services import record_partner_act, undo_partner_act
from buron.reception.services.partners import note_use, partner_actor
from buron.reception.views.entries import LONGEST_WAIT, body_of, number_of, text_of, uuid_of
from buron.territory.queries import office_department
from buron.territory.queries.desks_shown import desks_path

HEADER = "X-Point"
WRONG_TRIES = 60
"""Wrong tokens from one address in ten minutes."""

MOST_CALLS = 900
"""Calls of one link in an hour: more than a desk can welcome, even when a day of waiting visitors arrives at once."""

PATIENCE_MS = 3000
"""Before the kept page answers for a slow server."""

OVER = "Ce lien n’est plus valable. Demandez le nouveau à l’office de tourisme."
TOO_MANY = "Trop d’envois en peu de temps : la page recommencera seule dans quelques minutes."

Answer = Callable[[HttpRequest, PartnerLink], HttpResponseBase]


@public_screen("one page for all partner-run desks: it says nothing until it holds a link")
@require_safe
def partner_page(request: HttpRequest) -> HttpResponseBase:
    """The page itself, the same for everybody: its script asks for the desk's own part."""
    with translation.override(STAFF_LANGUAGE):
        response = render(request, "reception/partner/page.html", {"undo_seconds": int(UNDO.total_seconds())})
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "public, max-age=300"
    return keepable(response)


@public_screen("the script that opens the page above without the network: it holds nothing of any desk")
@require_safe
def partner_worker(request: HttpRequest) -> HttpResponseBase:
    """The service worker of the page; it never sees the link, which stands after the "#" of the address."""
    return worker_answer(
        family="point-partenaire:", pages=[reverse("reception_partner_page")], patience_ms=PATIENCE_MS
    )


def with_link(view: Answer) -> View:
    """Find the link of the header, within the limits, and answer inside its office. Errors are JSON."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        link = link_by_token(request.headers.get(HEADER, ""))
        if link is None:
            return _unknown(request)
        if not ratelimit.allow(f"partner-link:{link.pk}", limit=MOST_CALLS, per_seconds=3600):
            return _json({"message": TOO_MANY}, 429)
        with office_scope(link.desk.office), translation.override(STAFF_LANGUAGE):
            try:
                return view(request, link)
            except FactsError as error:
                return _json({"field": error.field, "message": str(error)}, 422)

    return guarded


def _unknown(request: HttpRequest) -> HttpResponse:
    key = f"partner-wrong:{ratelimit.client_address(request)}"
    if not ratelimit.allow(key, limit=WRONG_TRIES, per_seconds=600):
        return _json({"message": TOO_MANY}, 429)
    return _json({"message": OVER}, 410)


def _json(answer: dict[str, Any], status: int = 200) -> HttpResponse:
    response = JsonResponse(answer, status=status)
    response["Cache-Control"] = "no-store"
    return response


@public_screen("the desk's own part of the page, for whoever holds its link")
@require_GET
@with_link
def partner_state(request: HttpRequest, link: PartnerLink) -> HttpResponseBase:
    """The desk, its questions, today's count."""
    desk, office, today = link.desk, link.desk.office, timezone.localdate()
    note_use(link)
    lists = items_on(today)
    origins = quick(desk.pk, today, office_department(office) or "")
    return _json(
        {
            "id": desk.pk,
            "desk": desk.name,
            "office": office.name,
            "phone": desk.office.phone,
            "hours": desks_path(office.slug),
            "count": count_of_day(desk, today),
            "party": _choices(lists["party"]),
            "origin": [[one.code, one.short] for one in origins],
            "theme": _choices(lists["theme"]),
            "others": [[one.code, one.label] for one in everything()],
        }
    )


def _choices(items: list[ListItem]) -> list[list[str]]:
    return [[item.code, item.label] for item in items]


@csrf_exempt
@public_screen("a visitor counted by whoever holds the link of a partner-run desk")
@require_POST
@with_link
def partner_record(request: HttpRequest, link: PartnerLink) -> HttpResponseBase:
    """Record a visitor; the same one twice is one act."""
    body = body_of(request)
    origin = text_of(body, "origin", 6)
    found = parse(origin) if origin else None
    if origin and found is None:
        raise FactsError("origin", "Cette provenance n’est ni un département ni un pays.")
    age = min(max(0, number_of(body, "age") or 0), LONGEST_WAIT)
    record_partner_act(
        actor=partner_actor(link),
        link=link,
        client_id=uuid_of(body),
        party=text_of(body, "party", 40) or None,
        origin_country=found.country if found else None,
        origin_department=found.department if found else None,
        theme=text_of(body, "theme", 40) or None,
        occurred_at=timezone.now() - dt.timedelta(seconds=age),
    )
    return _json({"count": count_of_day(link.desk, timezone.localdate())})


@csrf_exempt
@public_screen("the last visitor taken back by whoever holds the same link")
@require_POST
@with_link
def partner_undo(request: HttpRequest, link: PartnerLink) -> HttpResponseBase:
    """Take back what was just recorded."""
    undo_partner_act(actor=partner_actor(link), link=link, client_id=uuid_of(body_of(request)))
    return _json({"count": count_of_day(link.desk, timezone.localdate())})
