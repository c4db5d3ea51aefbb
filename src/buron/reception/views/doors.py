"""A counter's own screen: what it read through a year, what is missing, its key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from buron.kernel.formats import MONTHS, date_range_text
from buron.kernel.gestures import refused
from buron.kernel.screens import OfficeRequest, screen
from buron.kernel.whole import whole
from buron.reception.forms.common import day_field, ways_field
from buron.reception.models import CounterDevice
from buron.reception.queries.doors import DoorBook, DoorDay, gaps
from buron.reception.rules.facts import FactsError, visitors
from buron.reception.services.devices import (
    install_device,
    make_device_key,
    remove_device,
    revoke_device_key,
)
from buron.territory.models import Desk
from buron.territory.rules.slots import slots_text
from buron.territory.year import FIRST_YEAR, LAST_YEAR

WIDTH, HEIGHT = 10, 60
"""A day of the drawing, in its own units."""


class DeviceForm(forms.Form):
    """A counter that is put into service."""

    name = forms.CharField(label=gettext_lazy("Nom de l’appareil"), max_length=80)
    both_ways = ways_field()
    installed_on = day_field(label=gettext_lazy("En service depuis le"))


@dataclass(frozen=True, slots=True)
class Bar:
    """A day as it is drawn: where, how high, and what it says."""

    x: int
    y: int
    height: int
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class DrawnDoorMonth:
    """A month of a door: its bars, its sum, and its gaps in words."""

    name: str
    bars: list[Bar]
    width: int
    visitors: int | Decimal | None
    read: int
    expected: int
    missing: str
    partial: int
    spans: list[str]


@screen("reception.view")
@require_GET
def door(request: OfficeRequest, slug: str) -> HttpResponseBase:
    """A year of a counter, day by day."""
    return _page(request, get_object_or_404(Desk, slug=slug))


def _page(
    request: OfficeRequest, desk: Desk, form: DeviceForm | None = None, key: str = ""
) -> HttpResponseBase:
    year = _year(request.GET.get("annee", ""))
    days = list(DoorBook(dt.date(year, 1, 1), dt.date(year, 12, 31), [desk]).days(desk))
    expected = [one for one in days if one.is_expected]
    devices = list(CounterDevice.objects.filter(desk=desk))
    alive = next((one for one in devices if one.removed_on is None), None)
    context = {
        "desk": desk,
        "year": year,
        "years": [year - 1, year + 1],
        "months": drawn_months(days),
        "expected": len(expected),
        "missing": sum(one.is_gap for one in expected),
        "rate": Decimal(100) * sum(one.is_gap for one in expected) / len(expected) if expected else None,
        "has_data": any(one.is_read for one in days),
        "device": alive,
        "past_devices": [one for one in devices if one.removed_on is not None],
        "form": form
        or DeviceForm(initial={"name": _("Compteur de la porte"), "installed_on": timezone.localdate()}),
        "key": key,
        "push_url": request.build_absolute_uri(reverse("reception_counter_push")),
        "can_set": request.actor.can("reception.devices"),
        "today": timezone.localdate(),
    }
    response = render(request, "reception/door.html", context, status=422 if form else 200)
    if key:
        response["Cache-Control"] = "no-store"
    return response


def _year(text: str) -> int:
    number = whole(text.strip(), 4) or 0
    return number if FIRST_YEAR <= number <= LAST_YEAR else timezone.localdate().year


# -- The drawing -------------------------------------------------------------------------------------------


def drawn_months(days: Sequence[DoorDay]) -> list[DrawnDoorMonth]:
    """The months of a door, on one scale; the whole of a longer reading is said, never spread over its days."""
    most = max((one.halves or 0 for one in days), default=0)
    return [
        _month(number, list(members), most)
        for number, members in groupby(days, key=lambda one: one.day.month)
    ]


def _month(number: int, days: Sequence[DoorDay], most: int) -> DrawnDoorMonth:
    known = [one.halves for one in days if one.halves is not None]
    spans = {one.span.pk: one.span for one in days if one.span is not None}
    return DrawnDoorMonth(
        name=MONTHS[number - 1],
        bars=[_bar(one, most) for one in days],
        width=WIDTH * days[-1].day.day,
        visitors=visitors(sum(known)) if known else None,
        read=sum(one.is_read for one in days),
        expected=sum(one.is_expected for one in days),
        missing=_gaps_text(days, MONTHS[number - 1]),
        partial=sum(bool(one.missing_hours) for one in days),
        spans=[
            _("%(span)s : %(n)s visiteurs en tout")
            % {"span": date_range_text(one.day, one.until), "n": one.visitors}
            for one in spans.values()
        ],
    )


def _gaps_text(days: Sequence[DoorDay], month: str) -> str:
    """« aucune donnée le 1er, du 3 au 7 et le 12 mai »; empty when nothing is missing."""
    told = [_span_text(start, end) for start, end in gaps(days)]
    if not told:
        return ""
    joined = (
        told[0]
        if len(told) == 1
        else _("%(some)s et %(last)s")
        % {
            "some": ", ".join(told[:-1]),
            "last": told[-1],
        }
    )
    return _("aucune donnée %(days)s %(month)s") % {"days": joined, "month": month}


def _span_text(start: dt.date, end: dt.date) -> str:
    first = "1er" if start.day == 1 else str(start.day)
    return (
        _("le %s") % first
        if start == end
        else _("du %(first)s au %(last)s") % {"first": first, "last": end.day}
    )


def _bar(one: DoorDay, most: int) -> Bar:
    x = WIDTH * (one.day.day - 1)
    if one.halves is not None:
        height = max(1, HEIGHT * one.halves // most) if most else 1
        kind = "partial" if one.missing_hours else "read"
        return Bar(x, HEIGHT - height, height, kind, _words(one))
    kind = "span" if one.span else "gap" if one.is_gap else "closed"
    height = HEIGHT if kind == "gap" else 3
    return Bar(x, HEIGHT - height, height, kind, _words(one))


def _words(one: DoorDay) -> str:
    day = f"{one.day:%d/%m}"
    if one.halves is not None:
        told = _("%(day)s : %(n)s visiteurs") % {"day": day, "n": visitors(one.halves)}
        hours = ", ".join(f"{hour} h" for hour in one.missing_hours)
        return f"{told}, {_('sans donnée à')} {hours}" if hours else told
    if one.span:
        return _("%s : compté dans un relevé plus long") % day
    if not one.is_gap:
        return _("%s : fermé ou hors service") % day
    shown = one.opening.shown
    about = _("ouverture inconnue") if shown is None else slots_text(shown)
    return _("%(day)s : aucune donnée (%(about)s)") % {"day": day, "about": about}


# -- The device --------------------------------------------------------------------------------------------


@screen("reception.devices")
@require_POST
def device_install(request: OfficeRequest, slug: str) -> HttpResponseBase:
    """Put a counter into service."""
    desk = get_object_or_404(Desk, slug=slug)
    form = DeviceForm(request.POST)
    if not form.is_valid():
        return _page(request, desk, form)
    said: dict[str, Any] = form.cleaned_data
    try:
        install_device(actor=request.actor, desk=desk, **said)
    except FactsError as error:
        refused(form, error)
        return _page(request, desk, form)
    messages.success(request, _("Le compteur est en service."))
    return redirect("reception_door", office=request.office.slug, slug=slug)


@screen("reception.devices")
@require_POST
def device_key(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Give a key, shown once on the page that answers; a former key is shut."""
    device = get_object_or_404(CounterDevice.objects.select_related("desk"), pk=pk)
    try:
        key = make_device_key(actor=request.actor, device=device)
    except FactsError as error:
        messages.error(request, str(error))
        return redirect("reception_door", office=request.office.slug, slug=device.desk.slug)
    return _page(request, device.desk, key=key)


@screen("reception.devices")
@require_POST
def device_revoke(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Shut a key at once."""
    device = get_object_or_404(CounterDevice.objects.select_related("desk"), pk=pk)
    revoke_device_key(actor=request.actor, device=device)
    messages.success(request, _("La clé est coupée. Les relevés reçus restent."))
    return redirect("reception_door", office=request.office.slug, slug=device.desk.slug)


@screen("reception.devices")
@require_POST
def device_remove(request: OfficeRequest, pk: int) -> HttpResponseBase:
    """Take a counter away, today."""
    device = get_object_or_404(CounterDevice.objects.select_related("desk"), pk=pk)
    try:
        remove_device(actor=request.actor, device=device, removed_on=timezone.localdate())
    except FactsError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Le compteur est retiré. Ses relevés restent."))
    return redirect("reception_door", office=request.office.slug, slug=device.desk.slug)
