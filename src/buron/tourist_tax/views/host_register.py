"""The register of stays: typed as they come, read from a file or a calendar, completed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from buron.kernel.gestures import refusals_beside, refused
from buron.lodging.models import Lodging
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.host_forms import CalendarForm, StayForm, cents_of, first_fault, iso_month
from buron.tourist_tax.models import CalendarFeed, Declaration, GuestStay
from buron.tourist_tax.queries import Book
from buron.tourist_tax.queries.hosts import in_force, stays_of_month, terms_of_month
from buron.tourist_tax.rules import CalculationError
from buron.tourist_tax.rules.stay_file import MOST_BYTES
from buron.tourist_tax.services.register import (
    FileFaults,
    StayFacts,
    Taken,
    add_calendar,
    add_stay,
    change_stay,
    read_feed,
    refill_register,
    remove_calendar,
    remove_stay,
    take_calendar,
    take_file,
)
from buron.tourist_tax.views.door import Door, show, uuid_of

SHOWN_FAULTS = 50
MODEL = "arrivée;départ;personnes;dont mineurs;prix hors taxes;plateforme;référence\r\n"


def register(request: HttpRequest, door: Door, lodging: int, month: str) -> HttpResponseBase:
    """The stays of a month, and a new one."""
    found = door.lodging(lodging)
    first = door.month(found, month)
    needs_price = _needs_price(found, first)
    sending = request.method == "POST" and door.may_write
    form = StayForm(request.POST if sending else None, needs_price=needs_price)
    if sending and form.is_valid():
        with refusals_beside(form):
            add_stay(
                actor=door.actor,
                lodging=found,
                facts=_facts(form),
                client_id=uuid_of(request.POST.get("client_id", "")),
            )
            # A stay belongs to the month of its last night: go where it can be seen.
            ended = form.cleaned_data["departure"] - dt.timedelta(days=1)
            return redirect(
                door.url("register", lodging=found.pk, month=_shown_month(door, found, ended, first))
            )
    return _page(request, door, found, first, form, status=422 if form.errors else 200)


def _shown_month(door: Door, lodging: Lodging, day: dt.date, other: dt.date) -> str:
    from buron.tourist_tax.queries.hosts import may_declare

    month = day.replace(day=1)
    seen = month <= timezone.localdate() and may_declare(door.party, lodging, month)
    return iso_month(month if seen else other)


def _page(
    request: HttpRequest,
    door: Door,
    lodging: Lodging,
    month: dt.date,
    form: StayForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponseBase:
    stays = stays_of_month(lodging, month)
    former = in_force(lodging, month)
    own = [one for one in stays if not one.set_aside and not one.platform]
    context = {
        "lodging": lodging,
        "month": month,
        "iso": iso_month(month),
        "form": form,
        "own": own,
        "others": [one for one in stays if one.set_aside or one.platform],
        "twins": len({(one.arrival, one.departure, one.persons) for one in own}) < len(own),
        "open": sum(one.persons is None for one in own),
        "needs_price": "price" in form.fields,
        "refill": former is not None and former.kind == Declaration.Kind.STAYS and not own,
        "feeds": list(CalendarFeed.objects.filter(lodging=lodging)),
        "calendar": CalendarForm(),
        "client_id": request.POST.get("client_id") or str(uuid.uuid4()),
        "editing": None,
        **more,
    }
    return show(request, door, "register", context, status)


def stay(request: HttpRequest, door: Door, lodging: int, pk: int) -> HttpResponseBase:
    """Complete, correct or take off a line."""
    found, line, month = _line(door, lodging, pk)
    needs_price = _needs_price(found, month)
    back = redirect(door.url("register", lodging=found.pk, month=iso_month(month)))
    if request.method == "POST" and door.may_write and "remove" in request.POST:
        remove_stay(actor=door.actor, stay=line)
        return back
    sending = request.method == "POST" and door.may_write
    form = StayForm(request.POST if sending else None, needs_price=needs_price, initial=_initial(line))
    if sending and form.is_valid():
        with refusals_beside(form):
            change_stay(actor=door.actor, stay=line, facts=_facts(form))
            return back
    return _page(request, door, found, month, form, status=422 if form.errors else 200, editing=line)


@dataclass(frozen=True, slots=True)
class KeptRegister:
    """A lodging whose stays can be noted without network."""

    lodging: Lodging
    month: dt.date
    form: StayForm


def kept_registers(lodgings: Iterable[Lodging], terms: Book) -> Iterator[KeptRegister]:
    """The lodgings with stays to note this month: neither closed, nor at the forfait."""
    month = timezone.localdate().replace(day=1)
    for lodging in lodgings:
        if lodging.closed_on and lodging.closed_on < month:
            continue
        try:
            asked = terms_of_month(lodging, month, terms)
        except CalculationError:
            continue
        if not asked.is_flat:
            form = StayForm(needs_price=asked.needs_price, auto_id=f"id_sejour_{lodging.pk}_%s")
            yield KeptRegister(lodging, month, form)


@require_POST
def stay_waited(request: HttpRequest, door: Door, lodging: int) -> HttpResponseBase:
    """A stay that waited on a phone: noted once, or refused with the reason. Answers JSON to its script."""
    found = door.lodging(lodging)
    today = timezone.localdate().replace(day=1)
    form, client_id = StayForm(request.POST), uuid_of(request.POST.get("client_id", ""))
    if client_id is None:
        form.add_error(None, _("Cet envoi n’est pas complet : recommencez."))
    if form.is_valid():
        with refusals_beside(form):
            add_stay(actor=door.actor, lodging=found, facts=_facts(form), client_id=client_id)
            ended = form.cleaned_data["departure"] - dt.timedelta(days=1)
            month = _shown_month(door, found, ended, today)
            return JsonResponse({"url": door.url("register", lodging=found.pk, month=month)})
    where = door.url("register", lodging=found.pk, month=iso_month(today))
    return JsonResponse({"message": first_fault([form]), "url": where}, status=422)


def _line(door: Door, lodging: int, pk: int) -> tuple[Lodging, GuestStay, dt.date]:
    found = door.lodging(lodging)
    line = get_object_or_404(GuestStay, pk=pk, lodging=found)
    month = (line.departure - dt.timedelta(days=1)).replace(day=1)
    from buron.tourist_tax.queries.hosts import may_declare

    if not may_declare(door.party, found, month):
        line = get_object_or_404(GuestStay, pk=0)
    return found, line, min(month, timezone.localdate().replace(day=1))


def _initial(line: GuestStay) -> dict[str, Any]:
    others = {key: count for key, count in line.exempt.items() if key != "exemption.minors"}
    reason = next(iter(others), "exemption.seasonal").removeprefix("exemption.")
    return {
        "arrival": line.arrival,
        "departure": line.departure,
        "persons": line.persons,
        "minors": line.exempt.get("exemption.minors"),
        "others": sum(others.values()) or None,
        "reason": reason,
        "price": None if line.price is None else f"{line.price / 100:.2f}".replace(".", ","),
        "platform": line.platform,
    }


def _facts(form: StayForm) -> StayFacts:
    found = form.cleaned_data
    return StayFacts(
        found["arrival"],
        found["departure"],
        found.get("persons"),
        form.exempt,
        cents_of(found.get("price")),
        found.get("platform", ""),
    )


@require_POST
def refill(request: HttpRequest, door: Door, lodging: int, month: str) -> HttpResponseBase:
    """Bring the stays that were declared back into the register, to correct them."""
    found = door.lodging(lodging)
    first = door.month(found, month)
    former = in_force(found, first)
    if former is not None:
        refill_register(actor=door.actor, declaration=former)
    return redirect(door.url("register", lodging=found.pk, month=month))


@require_POST
def file(request: HttpRequest, door: Door, lodging: int, month: str) -> HttpResponseBase:
    """Read a file of stays: whole, or not at all with what is wrong in each line."""
    found = door.lodging(lodging)
    first = door.month(found, month)
    upload = request.FILES.get("file")
    blank = StayForm(needs_price=_needs_price(found, first))
    try:
        if upload is None:
            raise TaxError(_("Choisissez un fichier."), "file")
        if (upload.size or 0) > MOST_BYTES:
            raise TaxError(_("Ce fichier est trop gros : deux mégaoctets au plus."), "file")
        taken = take_file(actor=door.actor, lodging=found, data=upload.read(), name=upload.name or "")
    except FileFaults as error:
        return _page(
            request, door, found, first, blank, status=422, fault=error, faults=error.faults[:SHOWN_FAULTS]
        )
    except TaxError as error:
        return _page(request, door, found, first, blank, status=422, fault=error)
    _say(request, taken)
    return redirect(door.url("register", lodging=found.pk, month=month))


def model(request: HttpRequest, door: Door, lodging: int) -> HttpResponseBase:
    """An empty file with its titles."""
    door.lodging(lodging)
    response = HttpResponse("\ufeff" + MODEL, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="registre-des-sejours.csv"'
    return response


@require_POST
def calendar(request: HttpRequest, door: Door, lodging: int, month: str) -> HttpResponseBase:
    """Prefill the register from a calendar: its address, which is kept, or its file."""
    found = door.lodging(lodging)
    first = door.month(found, month)
    form = CalendarForm(request.POST, request.FILES)
    blank = StayForm(needs_price=_needs_price(found, first))
    if not form.is_valid():
        return _page(request, door, found, first, blank, status=422, calendar=form)
    values = form.cleaned_data
    try:
        if values.get("file"):
            if values["file"].size > MOST_BYTES:
                raise TaxError(_("Ce fichier est trop gros : deux mégaoctets au plus."), "file")
            data = values["file"].read()
            taken = take_calendar(actor=door.actor, lodging=found, data=data, platform=values["platform"])
        else:
            feed = add_calendar(
                actor=door.actor, lodging=found, url=values["url"], platform=values["platform"]
            )
            taken = read_feed(actor=door.actor, feed=feed)
    except TaxError as error:
        refused(form, error)
        return _page(request, door, found, first, blank, status=422, calendar=form)
    _say(request, taken)
    return redirect(door.url("register", lodging=found.pk, month=month))


@require_POST
def feed(request: HttpRequest, door: Door, lodging: int, pk: int) -> HttpResponseBase:
    """Read a kept calendar again, or forget its address."""
    found = door.lodging(lodging)
    kept = get_object_or_404(CalendarFeed, pk=pk, lodging=found)
    if "remove" in request.POST:
        remove_calendar(actor=door.actor, feed=kept)
    else:
        try:
            _say(request, read_feed(actor=door.actor, feed=kept))
        except TaxError as error:
            messages.error(request, str(error))
    shown = _shown_month(door, found, timezone.localdate(), timezone.localdate().replace(day=1))
    return redirect(door.url("register", lodging=found.pk, month=shown))


def _say(request: HttpRequest, taken: Taken) -> None:
    text = ngettext("%(count)d séjour ajouté.", "%(count)d séjours ajoutés.", taken.added) % {
        "count": taken.added
    }
    if taken.known:
        text += " " + _("%(count)d déjà au registre.") % {"count": taken.known}
    messages.success(request, text)


def _needs_price(lodging: Lodging, month: dt.date) -> bool:
    try:
        return terms_of_month(lodging, month).needs_price
    except CalculationError:
        return True
