"""Declaring a month: how, the numbers, a look at the tax, sent, the receipt. One thing at a time."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from buron.kernel.downloads import pdf_response
from buron.kernel.formats import amount
from buron.lodging.models import Lodging
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.host_forms import iso_month, span_forms
from buron.tourist_tax.models import Declaration
from buron.tourist_tax.papers.host_receipt import receipt_pdf
from buron.tourist_tax.queries.hosts import (
    attested,
    declarations_of,
    draft_of,
    in_force,
    owed_by,
    stays_of_month,
    tasks_of,
    terms_of_month,
)
from buron.tourist_tax.rules import CalculationError
from buron.tourist_tax.rules.spans import MonthTerms
from buron.tourist_tax.services import save_draft
from buron.tourist_tax.services.monthly import preview_month, send_month, totals_of
from buron.tourist_tax.tariff_link import tariff_path
from buron.tourist_tax.views.door import Door, show, uuid_of

Kind = Declaration.Kind
SHOWN_TASKS = 6
"""Shown at once; the others are folded, one thing at a time."""
MOST_TASKS = 120


@require_safe
def home(request: HttpRequest, door: Door) -> HttpResponseBase:
    """What is left to do: the months to declare, late first, then what is to be paid."""
    today = timezone.localdate()
    tasks = tasks_of(door.party, today)
    owed = [one for one in owed_by(door.party, today) if one.balance]
    context = {
        "tasks": tasks[:SHOWN_TASKS],
        "others": tasks[SHOWN_TASKS:MOST_TASKS],
        "count": len(tasks),
        "late": sum(task.is_late for task in tasks),
        "owed": owed,
        "to_pay": sum(one.balance for one in owed),
        "lodgings": list(_lodgings(door)),
        "latest": list(declarations_of(door.party).filter(state=Declaration.State.SENT)[:3]),
        "today": today,
        "this_month": today.replace(day=1),
        "tariffs": tariff_path(door.office, (translation.get_language() or "fr")[:2]),
    }
    return show(request, door, "home", context)


def _lodgings(door: Door) -> Any:
    from buron.lodging.queries import lodgings_of

    return lodgings_of(door.party).order_by("name", "pk")[:200]


@require_safe
def choose(request: HttpRequest, door: Door, lodging: int, month: str) -> HttpResponseBase:
    """How to declare the month: in total, stay by stay, no guest, platforms only."""
    found, first = _where(door, lodging, month)
    asked, fault = _asked(found, first)
    if asked is not None and asked.is_flat:
        return redirect(door.url("flat", lodging=found.pk, year=first.year))
    stays = [one for one in stays_of_month(found, first) if not one.set_aside and not one.platform]
    context = {
        **_common(found, first),
        "asked": asked,
        "fault": fault,
        "former": in_force(found, first),
        "draft": draft_of(found, first, door.channel),
        "stays": len(stays),
        "is_over": first < timezone.localdate().replace(day=1),
        "is_attested": found.pk in attested([found.pk], first.year),
    }
    return show(request, door, "choose", context)


def total(request: HttpRequest, door: Door, lodging: int, month: str) -> HttpResponseBase:
    """The nights of the month in total; kept as a draft, then looked at."""
    found, first = _where(door, lodging, month)
    asked, fault = _asked(found, first)
    if asked is None or not asked.spans:
        return redirect(door.url("choose", lodging=found.pk, month=month))
    draft = draft_of(found, first, door.channel)
    former = in_force(found, first)
    basis = next((one for one in (draft, former) if one and one.kind == Kind.TOTAL), None)
    known = totals_of(basis) if basis else []
    forms = span_forms(asked, request.POST if request.method == "POST" and door.may_write else None, known)
    valid = [form.is_valid() for form in forms]  # each one is looked at, to show all that is wrong
    if request.method == "POST" and door.may_write and all(valid):
        declared = [form.total(len(forms) == 1) for form in forms]
        save_draft(
            actor=door.actor,
            lodging=found,
            month=first,
            kind=Kind.TOTAL,
            declared=declared,
            channel=door.channel,
        )
        return redirect(_check_url(door, found, first, Kind.TOTAL))
    context = {**_common(found, first), "forms": forms, "asked": asked, "fault": fault}
    return show(request, door, "total", context, 422 if any(form.errors for form in forms) else 200)


@require_safe
def check(request: HttpRequest, door: Door, lodging: int, month: str, kind: str) -> HttpResponseBase:
    """What the month comes to and how, before it is sent."""
    found, first = _where(door, lodging, month)
    return _check(request, door, found, first, _kind(kind))


def _check(
    request: HttpRequest,
    door: Door,
    lodging: Lodging,
    month: dt.date,
    kind: str,
    fault: TaxError | None = None,
) -> HttpResponseBase:
    context: dict[str, Any] = {**_common(lodging, month), "kind": kind, "fault": None}
    status = 200
    try:
        preview = preview_month(lodging, month, kind, door.channel)
    except TaxError as error:
        context["fault"], status = error, 422
    else:
        context |= {
            "preview": preview,
            "former": preview.former,
            "balance": sum(one.balance for one in owed_by(door.party, timezone.localdate())),
            "steps": [step for line in preview.charge.lines for step in line.steps],
        }
        context["fault"] = preview.doubt
    if fault is not None:
        context["fault"], status = fault, 422
    context |= {
        "unlikely": bool(context.get("preview") and context["preview"].doubt),
        "client_id": request.POST.get("client_id") or str(uuid.uuid4()),
        "back": door.url("choose", lodging=lodging.pk, month=iso_month(month)),
        "is_year": kind == Kind.PLATFORMS,
    }
    return show(request, door, "check", context, status)


@require_POST
def send(request: HttpRequest, door: Door, lodging: int, month: str, kind: str) -> HttpResponseBase:
    """Send the month; twice is once."""
    found, first = _where(door, lodging, month)
    known = _kind(kind)
    try:
        sent = send_month(
            actor=door.actor,
            lodging=found,
            party=door.party,
            month=first,
            kind=known,
            channel=door.channel,
            client_id=uuid_of(request.POST.get("client_id", "")),
            confirmed="confirmed" in request.POST,
            attested="attested" in request.POST,
            comment=request.POST.get("comment", "")[:500],
        )
    except TaxError as error:
        return _check(request, door, found, first, known, error)
    return redirect(door.url("receipt", pk=sent.pk))


@require_safe
def receipt(request: HttpRequest, door: Door, pk: int) -> HttpResponseBase:
    """What was sent, what it comes to, what to do next."""
    found = _declaration(door, pk)
    today = timezone.localdate()
    tasks = tasks_of(door.party, today) if door.may_write else []
    context = {
        "declaration": found,
        "lodging": found.lodging,
        "month": found.month,
        "iso": iso_month(found.month),
        "lines": list(found.lines.all()[:200]),
        "steps": found.derivation,
        "newer": found.replaced_by,
        "older": Declaration.objects.filter(replaced_by=found).first(),
        "owed": next((one for one in owed_by(door.party, today) if _covers(one.period, found.month)), None),
        "tasks": tasks,
        "just_sent": timezone.now() - found.sent_at < dt.timedelta(minutes=10) if found.sent_at else False,
    }
    return show(request, door, "receipt", context)


@require_safe
def receipt_file(request: HttpRequest, door: Door, pk: int) -> HttpResponseBase:
    """The receipt as PDF."""
    found = _declaration(door, pk)
    name = f"declaration-{found.month:%Y-%m}-{found.lodging.number}.pdf"
    return pdf_response(receipt_pdf(found, door.party), name)


def _covers(period: Any, month: dt.date) -> bool:
    return bool(period.first <= month <= period.last)


def _declaration(door: Door, pk: int) -> Declaration:
    return get_object_or_404(declarations_of(door.party), pk=pk)


def _where(door: Door, lodging: int, month: str) -> tuple[Lodging, dt.date]:
    found = door.lodging(lodging)
    return found, door.month(found, month)


def _asked(lodging: Lodging, month: dt.date) -> tuple[MonthTerms | None, str]:
    try:
        return terms_of_month(lodging, month), ""
    except CalculationError as error:
        return None, str(error)


def _common(lodging: Lodging, month: dt.date) -> dict[str, Any]:
    return {"lodging": lodging, "month": month, "iso": iso_month(month), "amount": amount}


def _check_url(door: Door, lodging: Lodging, month: dt.date, kind: str) -> str:
    return door.url("check", lodging=lodging.pk, month=iso_month(month), kind=str(kind))


def _kind(text: str) -> str:
    if text not in (Kind.TOTAL, Kind.STAYS, Kind.NONE, Kind.PLATFORMS):
        raise Http404(_("Cette manière de déclarer n’existe pas."))
    return text
