"""The host's register of stays: typed, read from a file or a calendar, completed, and declared in one touch."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.lodging.models import Lodging
from buron.offer.imports.fetch import FetchError, FetchLimits, check_form, fetch
from buron.offer.sources.readers import MIB, Limits, PayloadError
from buron.offer.sources.spreadsheets import workbook_rows
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import CalendarFeed, Declaration, GuestStay
from buron.tourist_tax.rules import EXEMPTIONS, DeclaredStay
from buron.tourist_tax.rules.calendar_file import Booking, CalendarError, read_calendar
from buron.tourist_tax.rules.stay_file import (
    MOST_BYTES,
    MOST_PERSONS,
    LineFault,
    StayFileError,
    read_stays,
    text_rows,
)

DECLARE = "tourist_tax.declare"
LONGEST = 366
MOST_STAYS = 20_000
"""Stays of one register: more is a mistake of a program."""
MOST_FEEDS = 6
WORKBOOK_LIMITS = Limits(whole_bytes=MOST_BYTES, file_bytes=40 * MIB, total_bytes=60 * MIB)
FIRST_DAY = dt.date(2015, 1, 1)
AHEAD = dt.timedelta(days=730)
FEED_LIMITS = FetchLimits(
    connect_seconds=6, read_seconds=8, total_seconds=15, most_bytes=2 << 20, redirects=3
)


@dataclass(frozen=True, slots=True)
class StayFacts:
    """What is said of a stay; ``persons`` None when it is not known yet, ``price`` in cents without VAT."""

    arrival: dt.date
    departure: dt.date
    persons: int | None = None
    exempt: Mapping[str, int] | None = None
    price: int | None = None
    platform: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file or a calendar brought: new lines, lines known before, lines that its source took back."""

    added: int = 0
    known: int = 0
    removed: int = 0


class FileFaults(TaxError):
    """A file with lines that cannot be: nothing of it was kept."""

    def __init__(self, faults: Sequence[LineFault]) -> None:
        super().__init__(
            _("Rien n’a été enregistré : corrigez ces lignes, puis donnez le fichier à nouveau.")
        )
        self.faults = list(faults)


def add_stay(
    *, actor: Actor, lodging: Lodging, facts: StayFacts, client_id: uuid.UUID | None = None
) -> GuestStay:
    """Write a stay in the register. The same ``client_id`` gives the same line. Raises :class:`TaxError`."""
    actor.require(DECLARE)
    _check(facts)
    with transaction.atomic():
        held = Lodging.objects.select_for_update().get(pk=lodging.pk)
        known = GuestStay.objects.filter(lodging=held, client_id=client_id).first() if client_id else None
        if known is not None:
            return known
        if GuestStay.objects.filter(lodging=held).count() >= MOST_STAYS:
            raise TaxError(_("Ce registre est plein : écrivez à l’office."))
        stay = _stay(actor, held, facts, GuestStay.Source.HAND)
        stay.client_id = client_id
        stay.save()
        _record(actor, "tourist_tax.stay.added", held, 1)
    return stay


def change_stay(*, actor: Actor, stay: GuestStay, facts: StayFacts) -> GuestStay:
    """Complete or correct a line of the register; what was declared stays declared until it is corrected."""
    actor.require(DECLARE)
    _check(facts)
    with transaction.atomic():
        held = GuestStay.objects.select_for_update().get(pk=stay.pk)
        held.arrival, held.departure, held.persons = facts.arrival, facts.departure, facts.persons
        held.exempt, held.price, held.platform = dict(facts.exempt or {}), facts.price, facts.platform[:40]
        held.set_aside = False
        held.save()
        _record(actor, "tourist_tax.stay.changed", held.lodging, 1)
    return held


def remove_stay(*, actor: Actor, stay: GuestStay) -> None:
    """Take a line off the register; one that came from a calendar is set aside, or it would come back."""
    actor.require(DECLARE)
    with transaction.atomic():
        held = GuestStay.objects.select_for_update().filter(pk=stay.pk).first()
        if held is None:
            return
        if held.source == GuestStay.Source.CALENDAR:
            held.set_aside = True
            held.save(update_fields=["set_aside"])
        else:
            held.delete()
        _record(actor, "tourist_tax.stay.removed", stay.lodging, 1)


def take_file(*, actor: Actor, lodging: Lodging, data: bytes, name: str = "") -> Taken:
    """Read a table of stays (CSV, XLSX, ODS) into the register: all of it, or :class:`FileFaults` with its lines."""
    actor.require(DECLARE)
    try:
        read = read_stays(_table(data, name))
    except (StayFileError, PayloadError) as error:
        raise TaxError(str(error), "file") from error
    found: list[StayFacts] = []
    for one in read.stays:
        exempt = {"exemption.minors": one.minors} if one.minors else {}
        reference = f"f:{one.reference}" if one.reference else ""
        facts = StayFacts(one.arrival, one.departure, one.persons, exempt, one.price, one.platform, reference)
        try:
            _check(facts)
        except TaxError as error:
            read.faults.append(LineFault(one.line, str(error)))
        found.append(facts)
    if read.faults:
        raise FileFaults(sorted(read.faults, key=lambda fault: fault.line))
    if not found:
        raise TaxError(_("Ce fichier ne contient aucun séjour."), "file")
    return _take(actor, lodging, found, GuestStay.Source.FILE)


def _table(data: bytes, name: str) -> Iterable[Sequence[object]]:
    if len(data) > MOST_BYTES:
        raise StayFileError(
            _("Ce fichier est trop gros : deux mégaoctets au plus, un an de séjours tient en bien moins.")
        )
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise StayFileError(_("Cet ancien classeur (.xls) n’est pas lu : enregistrez-le en .xlsx ou en CSV."))
    if data[:2] == b"PK":
        # The formulas of a workbook are not computed: what their program last showed is what is read.
        return workbook_rows(data, name or _("sans nom"), WORKBOOK_LIMITS)
    return text_rows(data)


def take_calendar(
    *, actor: Actor, lodging: Lodging, data: bytes, platform: str = "", feed: CalendarFeed | None = None
) -> Taken:
    """Prefill the register from an iCal calendar: dates come in once, the persons are left to complete."""
    actor.require(DECLARE)
    try:
        bookings = read_calendar(data)
    except CalendarError as error:
        raise TaxError(str(error), "file") from error
    mark = f"c{feed.pk}:" if feed else "c:"
    with transaction.atomic():
        taken = _take(
            actor,
            lodging,
            [_facts(one, mark, platform) for one in bookings if one.departure > FIRST_DAY],
            GuestStay.Source.CALENDAR,
            {f"{mark}{one.reference}" for one in bookings if one.is_blocked},
        )
        gone = _forget_cancelled(lodging, mark, bookings) if feed else 0
    return Taken(taken.added, taken.known, gone)


def _facts(booking: Booking, mark: str, platform: str) -> StayFacts:
    reference = f"{mark}{booking.reference}"
    return StayFacts(booking.arrival, booking.departure, platform=platform[:40], reference=reference)


def _forget_cancelled(lodging: Lodging, mark: str, bookings: Sequence[Booking]) -> int:
    """Future bookings that their calendar no longer holds, and that nobody completed."""
    held = {f"{mark}{one.reference}" for one in bookings}
    lost = GuestStay.objects.filter(
        lodging=lodging, reference__startswith=mark, persons=None, arrival__gt=timezone.localdate()
    ).exclude(reference__in=held)
    return lost.delete()[0]


def _take(
    actor: Actor,
    lodging: Lodging,
    found: Sequence[StayFacts],
    source: str,
    blocked: set[str] | frozenset[str] = frozenset(),
) -> Taken:
    with transaction.atomic():
        held = Lodging.objects.select_for_update().get(pk=lodging.pk)
        rows = GuestStay.objects.filter(lodging=held)
        if rows.count() + len(found) > MOST_STAYS:
            raise TaxError(_("Ce registre est plein : écrivez à l’office."))
        references = set(rows.exclude(reference="").values_list("reference", flat=True))
        # A line without a reference is known again by its dates and numbers.
        alike = set(rows.filter(reference="").values_list("arrival", "departure", "persons"))
        fresh = []
        for one in found:
            key = (one.arrival, one.departure, one.persons)
            if (one.reference and one.reference in references) or (not one.reference and key in alike):
                continue
            references.add(one.reference) if one.reference else alike.add(key)
            stay = _stay(actor, held, one, source)
            stay.set_aside = one.reference in blocked
            fresh.append(stay)
        GuestStay.objects.bulk_create(fresh, batch_size=500)
        if fresh:
            _record(actor, "tourist_tax.stay.added", held, len(fresh))
    return Taken(len(fresh), len(found) - len(fresh))


def add_calendar(*, actor: Actor, lodging: Lodging, url: str, platform: str = "") -> CalendarFeed:
    """Keep the address of a calendar, to be read now and then. Only https, and never the inside of a network."""
    actor.require(DECLARE)
    address = url.strip().replace("webcal://", "https://", 1)
    try:
        check_form(address)
    except FetchError as error:
        raise TaxError(str(error), "url") from error
    if len(address) > 600:
        raise TaxError(_("Cette adresse est trop longue."), "url")
    with transaction.atomic():
        held = Lodging.objects.select_for_update().get(pk=lodging.pk)
        known = CalendarFeed.objects.filter(lodging=held, url=address).first()
        if known is not None:
            return known
        if CalendarFeed.objects.filter(lodging=held).count() >= MOST_FEEDS:
            raise TaxError(_("Six calendriers au plus : retirez-en un d’abord."), "url")
        feed = CalendarFeed.objects.create(
            office_id=actor.office_id, lodging=held, url=address, platform=platform.strip()[:40]
        )
        journal.record(actor=actor, action="tourist_tax.calendar.added", target=held)
    return feed


def remove_calendar(*, actor: Actor, feed: CalendarFeed) -> None:
    """Forget the address of a calendar; the stays that it brought remain."""
    actor.require(DECLARE)
    with transaction.atomic():
        deleted, _rows = CalendarFeed.objects.filter(pk=feed.pk).delete()
        if deleted:
            journal.record(actor=actor, action="tourist_tax.calendar.removed", target=feed.lodging)


def read_feed(*, actor: Actor, feed: CalendarFeed) -> Taken:
    """Fetch a calendar and prefill the register; a fault is kept beside its address and raised."""
    actor.require(DECLARE)
    into = io.BytesIO()
    try:
        fetch(feed.url, into, limits=FEED_LIMITS)
        taken = take_calendar(
            actor=actor, lodging=feed.lodging, data=into.getvalue(), platform=feed.platform, feed=feed
        )
    except (FetchError, TaxError) as error:
        CalendarFeed.objects.filter(pk=feed.pk).update(fault=str(error)[:300])
        raise TaxError(str(error), "url") from error
    CalendarFeed.objects.filter(pk=feed.pk).update(fault="", read_at=timezone.now())
    return taken


def refill_register(*, actor: Actor, declaration: Declaration) -> Taken:
    """Bring the stays of a declaration back into the register, to correct them there."""
    actor.require(DECLARE)
    found = [
        StayFacts(line.arrival, line.departure, line.persons, line.exempt, line.price)
        for line in declaration.lines.all()
        if line.arrival and line.departure and line.persons
    ]
    return _take(actor, declaration.lodging, found, GuestStay.Source.HAND)


def declared_stays(stays: Sequence[GuestStay]) -> list[DeclaredStay]:
    """The stays that the host declares: not set aside, not taxed by a platform.

    Raises :class:`TaxError` when one of them is unfinished.
    """
    own = [one for one in stays if not one.set_aside and not one.platform]
    open_ones = [one for one in own if one.persons is None]
    if open_ones:
        raise TaxError(
            _("Il manque le nombre de personnes du séjour du %(day)s : complétez-le, ou écartez-le.")
            % {"day": f"{open_ones[0].arrival:%d/%m/%Y}"},
            "stays",
        )
    return [
        DeclaredStay(one.arrival, one.departure, one.persons or 0, dict(one.exempt), one.price) for one in own
    ]


def _stay(actor: Actor, lodging: Lodging, facts: StayFacts, source: str) -> GuestStay:
    return GuestStay(
        office_id=actor.office_id,
        lodging=lodging,
        arrival=facts.arrival,
        departure=facts.departure,
        persons=facts.persons,
        exempt=dict(facts.exempt or {}),
        price=facts.price,
        platform=facts.platform.strip()[:40],
        reference=facts.reference[:120],
        source=source,
    )


def _check(facts: StayFacts) -> None:
    if facts.departure <= facts.arrival:
        raise TaxError(_("Le départ doit venir après l’arrivée."), "departure")
    if (facts.departure - facts.arrival).days > LONGEST:
        raise TaxError(_("Un séjour de plus d’un an : vérifiez les dates."), "departure")
    if not FIRST_DAY <= facts.arrival <= timezone.localdate() + AHEAD:
        raise TaxError(_("Cette date est trop lointaine : vérifiez l’année."), "arrival")
    if facts.persons is not None and not 1 <= facts.persons <= MOST_PERSONS:
        raise TaxError(_("Indiquez le nombre de personnes, exonérées comprises."), "persons")
    exempt = facts.exempt or {}
    if set(exempt) - set(EXEMPTIONS) or any(count < 0 for count in exempt.values()):
        raise TaxError(_("Ce nombre de personnes exonérées n’est pas possible."), "exempt")
    if facts.persons is not None and sum(exempt.values()) > facts.persons:
        raise TaxError(_("Il y a plus de personnes exonérées que de personnes."), "exempt")
    if facts.price is not None and not 0 <= facts.price <= 100_000_000:
        raise TaxError(_("Ce prix n’est pas possible : vérifiez-le."), "price")


def _record(actor: Actor, action: str, lodging: Lodging, count: int) -> None:
    journal.record(actor=actor, action=action, target=lodging, after={"stays": count})
