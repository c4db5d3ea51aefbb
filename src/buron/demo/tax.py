"""Two years of the tourist tax: what hosts declared and paid, with the mess that every office knows.

Nights are shared out by nature and month to the volumes of a rural office, about 215,000 a year, then between lodgings
by their capacity. Everything comes in through the take-over of another tool, computed by the rules.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Sum
from django.utils import timezone

from buron.demo.lodgings import FLAT
from buron.directory.models import Party
from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.lodging.models import Lodging
from buron.tourist_tax.models import CollectionPeriod, Declaration, LedgerLine, Payment
from buron.tourist_tax.queries.flat import flat_of_year
from buron.tourist_tax.rules import DeclaredStay, DeclaredTotal, end_of_month
from buron.tourist_tax.services import (
    PastDeclaration,
    PastPayment,
    take_over_declarations,
    take_over_payments,
)
from buron.tourist_tax.services.declarations import send_charge

SEED = 20_260_602
ORIGIN = "Ancienne plateforme de télédéclaration"
ONE_DAY = dt.timedelta(days=1)
SUMMER = (2, 3, 2, 5, 8, 10, 24, 28, 9, 5, 2, 2)
SNOW = (5, 9, 5, 5, 7, 8, 18, 22, 8, 5, 2, 6)
OUTDOOR = (0, 0, 0, 0, 7, 15, 33, 36, 9, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Volume:
    """Taxed nights of a nature in a year, how its months share them, and cents per person and night where priced."""

    nights: int
    months: tuple[int, ...]
    price: tuple[int, int] | None = None


VOLUMES = {
    "hotels": Volume(55_000, SNOW, (2_200, 3_600)),
    "villages": Volume(35_000, SUMMER, (1_000, 1_800)),
    "meubles": Volume(79_000, SNOW, (1_300, 2_800)),
    "chambres_hotes": Volume(6_500, SUMMER),
    "campings": Volume(43_000, OUTDOOR),
    "auberges": Volume(6_000, SUMMER),
}
MOST_FULL = {True: 0.55, False: 0.8}
"""The part of its beds that a lodging fills with taxed guests at most; families come to furnished ones."""
ON_PLATFORMS = ("meubles", "chambres_hotes")
DIRECT: dict[str, float] = {Lodging.Channels.BOTH: 0.55, Lodging.Channels.PLATFORMS: 0.0}
"""The part of the nights that the host collects itself, where platforms are used."""
DOUBLES = 20
METHODS = (
    (Payment.Method.TRANSFER, 45),
    (Payment.Method.CHEQUE, 30),
    (Payment.Method.CARD, 15),
    (Payment.Method.CASH, 10),
)
Month = tuple[Lodging, dt.date, int]
"""A lodging, a month, its taxed nights in all, whoever collects."""


def declare(office: Office, actor: Actor, today: dt.date) -> None:
    """What hosts declared since the January of last year, and what they paid."""
    chance = random.Random(SEED)  # noqa: S311 - invented data
    periods = list(CollectionPeriod.objects.all())
    host = _Hosts(chance, periods)
    declared = [
        one for lodging, month, nights in shared_out(today) for one in host.declares(lodging, month, nights)
    ]
    take_over_declarations(actor=actor, declarations=declared, origin=ORIGIN)
    _forfaits(actor, today)
    take_over_payments(actor=actor, payments=list(_payments(chance, today)), origin=ORIGIN)


def _forfaits(actor: Actor, today: dt.date) -> None:
    """The yearly declarations of the nature at the forfait, due a month before the year; one came late."""
    for year in (today.year - 1, today.year):
        for rank, lodging in enumerate(Lodging.objects.filter(nature=FLAT).order_by("number")):
            openings = [(_day_of(year, first), _day_of(year, last)) for first, last in lodging.openings]
            day = dt.date(year, 1, 20) if rank == 2 else dt.date(year - 1, 11, 12 + rank)
            send_charge(
                actor=actor,
                lodging=lodging,
                month=dt.date(year, 1, 1),
                kind=Declaration.Kind.FORFAIT,
                found=flat_of_year(lodging, year, capacity=lodging.capacity or 0, openings=openings),
                channel=Declaration.Channel.HOST,
                at=timezone.make_aware(dt.datetime.combine(day, dt.time(10, 30))),
            )


def _day_of(year: int, text: str) -> dt.date:
    """The day of a year that an opening names by month and day."""
    return dt.date.fromisoformat(f"{year}-{text}")


def shared_out(today: dt.date) -> Iterator[Month]:
    """The nights of each lodging and month that is over, from the January of last year; the same each time."""
    chance = random.Random(SEED + 1)  # noqa: S311 - invented data
    lodgings = list(Lodging.objects.order_by("number").prefetch_related("rankings"))
    liking = {lodging.pk: chance.uniform(0.5, 1.5) for lodging in lodgings}
    by_nature: dict[str, list[Lodging]] = defaultdict(list)
    for lodging in lodgings:
        by_nature[lodging.nature].append(lodging)
    for month in _months(today):
        for nature, volume in VOLUMES.items():
            let = [one for one in by_nature[nature] if _is_let(one, month)]
            yield from _share(chance, volume, month, let, liking)


def direct_part(lodging: Lodging) -> float:
    """The part of its nights that the host collects itself."""
    return DIRECT.get(lodging.channels, 1.0) if lodging.nature in ON_PLATFORMS else 1.0


def _share(
    chance: random.Random, volume: Volume, month: dt.date, let: list[Lodging], liking: dict[int, float]
) -> Iterator[Month]:
    days = end_of_month(month).day
    growth = chance.uniform(0.94, 1.06)
    target = volume.nights * volume.months[month.month - 1] / sum(volume.months) * growth
    weights = {one.pk: liking[one.pk] * (one.capacity or 4) * chance.uniform(0.4, 1.6) for one in let}
    whole = sum(weights.values()) or 1
    for one in let:
        beds = one.capacity or 4
        most = beds * days * MOST_FULL[one.nature in ON_PLATFORMS]
        yield one, month, int(min(target * weights[one.pk] / whole, most))


class _Hosts:
    """The hosts and their ways: most are on time, some late, some forget, a few never answer."""

    def __init__(self, chance: random.Random, periods: list[CollectionPeriod]) -> None:
        self.chance = chance
        self.periods = periods
        self.now = timezone.now()
        self.ways: dict[int, str] = {}

    def declares(self, lodging: Lodging, month: dt.date, nights: int) -> Iterator[PastDeclaration]:
        way = self.ways.setdefault(lodging.pk, self._way(lodging))
        if way == "silent" or (way == "forgetful" and self.chance.random() < 0.25):
            return
        sent_at = self._sent_at(month, late=way == "late" and self.chance.random() < 0.5)
        if sent_at > self.now:
            return
        kind, lines = self._said(lodging, month, nights, way)
        if kind == Declaration.Kind.TOTAL and self.chance.random() < 0.02:
            yield self._past(lodging, month, kind, self._wrong(lines), sent_at)
            sent_at = min(sent_at + dt.timedelta(days=self.chance.randint(1, 25)), self.now)
        yield self._past(lodging, month, kind, lines, sent_at)

    def _way(self, lodging: Lodging) -> str:
        """What one may expect of the host of a lodging; large houses have an office that declares."""
        if lodging.nature not in ("meubles", "chambres_hotes"):
            return self.chance.choices(("prompt", "late"), weights=(12, 1))[0]
        if direct_part(lodging) < 1 and lodging.number % DOUBLES == 0:
            # These hosts also declare stays that a platform had collected on, which one should be shown.
            return "stays"
        if direct_part(lodging) < 1:
            return self.chance.choices(("prompt", "late", "forgetful", "silent"), weights=(78, 10, 7, 3))[0]
        ways = ("prompt", "stays", "late", "forgetful", "silent", "paper")
        return self.chance.choices(ways, weights=(55, 14, 10, 7, 3, 11))[0]

    def _sent_at(self, month: dt.date, *, late: bool) -> dt.datetime:
        day = end_of_month(month) + dt.timedelta(days=self.chance.randint(1, 9))
        if late:
            by = next(one.declare_by for one in self.periods if one.first <= month <= one.last)
            day = by + dt.timedelta(days=self.chance.randint(4, 55))
        hour = dt.time(self.chance.randint(7, 21), self.chance.randint(0, 59))
        return timezone.make_aware(dt.datetime.combine(day, hour))

    def _said(
        self, lodging: Lodging, month: dt.date, nights: int, way: str
    ) -> tuple[str, list[DeclaredStay] | list[DeclaredTotal]]:
        if nights < 2:
            return Declaration.Kind.NONE, []
        if direct_part(lodging) == 0:
            return Declaration.Kind.PLATFORMS, []
        nights = int(nights * direct_part(lodging))
        price = self._price(lodging)
        if way == "stays":
            return Declaration.Kind.STAYS, self._stays(lodging, month, nights, price)
        return Declaration.Kind.TOTAL, self._totals(lodging, month, nights, price)

    def _price(self, lodging: Lodging) -> int | None:
        bounds = VOLUMES[lodging.nature].price
        return None if bounds is None else self.chance.randint(*bounds)

    def _totals(
        self, lodging: Lodging, month: dt.date, nights: int, price: int | None
    ) -> list[DeclaredTotal]:
        """One total, or one on each side of a change of ranking within the month."""
        parts = list(_spans(lodging, month))
        found = []
        for first, last in parts:
            taxed = nights * ((last - first).days + 1) // end_of_month(month).day
            minors = int(taxed * self.chance.uniform(0.0, 0.4))
            found.append(
                DeclaredTotal(
                    taxed,
                    {"exemption.minors": minors} if minors else {},
                    None if price is None else (taxed + minors) * price,
                    first if len(parts) > 1 else None,
                    last if len(parts) > 1 else None,
                )
            )
        return found

    def _stays(self, lodging: Lodging, month: dt.date, nights: int, price: int | None) -> list[DeclaredStay]:
        """Stays of two to seven nights, one after the other, until the nights are used up."""
        found: list[DeclaredStay] = []
        day = month
        while nights > 0 and day < end_of_month(month):
            adults = self.chance.randint(1, max(1, min(lodging.capacity or 4, 5)))
            minors = self.chance.choice((0, 0, 0, 1, 2)) if (lodging.capacity or 4) >= adults + 2 else 0
            length = min(self.chance.randint(2, 7), (end_of_month(month) - day).days, -(-nights // adults))
            persons, leaves = adults + minors, day + length * ONE_DAY
            exempt = {"exemption.minors": minors} if minors else {}
            whole = None if price is None else price * persons * length
            found.append(DeclaredStay(day, leaves, persons, exempt, whole, collected_on=leaves))
            nights -= adults * length
            day = leaves
        return found

    def _wrong(self, lines: list[DeclaredStay] | list[DeclaredTotal]) -> list[DeclaredTotal]:
        """What was typed at first: a column for another, half of the month."""
        share = self.chance.choice((0.5, 0.9, 1.2))
        return [
            DeclaredTotal(int(one.nights_taxed * share), {}, one.price, one.first, one.last)
            for one in lines
            if isinstance(one, DeclaredTotal)
        ]

    def _past(
        self,
        lodging: Lodging,
        month: dt.date,
        kind: str,
        lines: list[DeclaredStay] | list[DeclaredTotal],
        sent_at: dt.datetime,
    ) -> PastDeclaration:
        paper = self.ways[lodging.pk] == "paper"
        channel = Declaration.Channel.AGENT if paper else Declaration.Channel.HOST
        return PastDeclaration(lodging, month, kind, sent_at, lines, channel=channel)


def _payments(chance: random.Random, today: dt.date) -> Iterator[PastPayment]:
    """One payment for each host and period that is over: most in full and in time, some partial, some missing."""
    periods = {one.pk: one for one in CollectionPeriod.objects.filter(last__lt=today)}
    lodgings, parties = Lodging.objects.in_bulk(), Party.objects.in_bulk()
    dues = (
        LedgerLine.objects.filter(period_id__in=periods, party__isnull=False)
        .order_by("period__first", "party_id", "lodging_id")
        .values("period_id", "party_id", "lodging_id", "party__last_name")
        .annotate(due=Sum(F("base") + F("department") + F("region")))
    )
    owed: dict[tuple[int, int, str], list[tuple[int, int]]] = defaultdict(list)
    for row in dues:
        if row["due"] > 0:
            key = (row["period_id"], row["party_id"], row["party__last_name"])
            owed[key].append((row["lodging_id"], row["due"]))
    for number, ((period_id, party_id, name), rows) in enumerate(owed.items(), start=1):
        period = periods[period_id]
        way = chance.choices(("full", "late", "part", "none"), weights=(80, 9, 4, 7))[0]
        delay = chance.randint(5, 50) if way == "late" else -chance.randint(1, 25)
        day = period.pay_by + dt.timedelta(days=delay)
        if way == "none" or day > today:
            continue
        kept = 0.5 if way == "part" else 1
        yield PastPayment(
            method=chance.choices([one for one, _ in METHODS], weights=[weight for _, weight in METHODS])[0],
            received_on=day,
            parts=[(lodgings[lodging], period, max(1, int(due * kept))) for lodging, due in rows],
            party=parties[party_id],
            payer=name,
            reference=f"TS {period.first:%Y%m}-{number:04d}",
        )


def _months(today: dt.date) -> Iterator[dt.date]:
    month = dt.date(today.year - 1, 1, 1)
    while end_of_month(month) < today:
        yield month
        month = end_of_month(month) + ONE_DAY


def _is_let(lodging: Lodging, month: dt.date) -> bool:
    return (lodging.opened_on is None or lodging.opened_on <= end_of_month(month)) and (
        lodging.closed_on is None or month <= lodging.closed_on
    )


def _spans(lodging: Lodging, month: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """The month, cut where a ranking begins or ends."""
    last = end_of_month(month)
    cuts = {one.valid_from for one in lodging.rankings.all()}
    cuts |= {one.valid_until + ONE_DAY for one in lodging.rankings.all() if one.valid_until}
    first = month
    for cut in sorted(day for day in cuts if month < day <= last):
        yield first, cut - ONE_DAY
        first = cut
    yield first, last
