"""The agent's board: for a period, what each host was to declare, declared, owes and paid, summed by the database."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet, Sum

from buron.directory.models import Party
from buron.lodging.models import Hosting, Lodging
from buron.tourist_tax.models import (
    CollectionPeriod,
    Declaration,
    LedgerLine,
    Reminder,
)
from buron.tourist_tax.queries.hosts import attested
from buron.tourist_tax.queries.terms import holding_in, in_force, rates_of
from buron.tourist_tax.rules import Season, end_of_month

STATES = ("late", "missing", "due", "credit", "settled", "nothing")
Months = tuple[dt.date, ...]


@dataclass(slots=True)
class Row:
    """A host on the board; amounts in cents, months counted over its lodgings."""

    party_id: int
    lodgings: int = 0
    expected: int = 0
    declared: int = 0
    due: int = 0
    balance: int = 0
    reminded: int | None = None
    """Step of the last reminder, in days after the last day of payment."""
    state: str = "nothing"

    @property
    def missing(self) -> int:
        return max(0, self.expected - self.declared)

    @property
    def paid(self) -> int:
        return self.due - self.balance


@dataclass(frozen=True, slots=True)
class Board:
    """The rows of a period and their sums."""

    rows: list[Row]
    states: Mapping[str, int]

    @property
    def due(self) -> int:
        return sum(row.due for row in self.rows)

    @property
    def balance(self) -> int:
        return sum(row.balance for row in self.rows)

    @property
    def paid(self) -> int:
        return self.due - self.balance

    @property
    def expected(self) -> int:
        return sum(row.expected for row in self.rows)

    @property
    def missing(self) -> int:
        return sum(row.missing for row in self.rows)


@dataclass(frozen=True, slots=True)
class Held:
    """A lodging that a host declares for, with the months that are asked of it."""

    lodging_id: int
    party_id: int
    months: Months


def board(period: CollectionPeriod, today: dt.date) -> Board:
    """Every host of a period, in the same few queries whatever their number."""
    rows: dict[int, Row] = {}
    asked = _Asked(period, today)
    declared = _declared_counts(period, asked.over)
    for held in holdings(period, today, asked=asked):
        row = rows.setdefault(held.party_id, Row(held.party_id))
        row.lodgings += 1
        row.expected += len(held.months)
        row.declared += min(declared.get(held.lodging_id, 0), len(held.months))
    for party_id, due, balance in _accounts(period):
        row = rows.setdefault(party_id, Row(party_id))
        row.due, row.balance = due or 0, balance or 0
    for party_id, days in _reminded(period):
        if party_id in rows:
            rows[party_id].reminded = days
    for row in rows.values():
        row.state = _state(row, period, today)
    return Board(list(rows.values()), Counter(row.state for row in rows.values()))


def _state(row: Row, period: CollectionPeriod, today: dt.date) -> str:
    if row.balance > 0 and period.pay_by < today:
        return "late"
    if row.missing and period.declare_by < today:
        return "missing"
    if row.balance > 0:
        return "due"
    if row.balance < 0:
        return "credit"
    return "settled" if row.due or row.declared else "nothing"


def holdings(
    period: CollectionPeriod,
    today: dt.date,
    party_ids: Collection[int] | None = None,
    asked: _Asked | None = None,
) -> list[Held]:
    """The lodgings let during a period, who declares for them on its last day, and the months that are over.

    Nothing is asked of a lodging that platforms alone let (register or yearly attestation), nor each month of one at
    the forfait, nor of a month wholly outside the seasons of the decision.
    """
    last = min(period.last, today)
    rows = (
        Hosting.objects.filter(declares=True, lodging__merged_into=None)
        .filter(Q(since=None) | Q(since__lte=last), Q(until=None) | Q(until__gte=last))
        .filter(
            Q(lodging__opened_on=None) | Q(lodging__opened_on__lte=last),
            Q(lodging__closed_on=None) | Q(lodging__closed_on__gte=period.first),
        )
    )
    if party_ids is not None:
        rows = rows.filter(party_id__in=list(party_ids))
    excused = {year: attested(None, year) for year in {period.first.year, period.last.year}}
    some_year = set().union(*excused.values())
    asked = asked or _Asked(period, today)
    found = []
    for lodging_id, party_id, opened, closed, channels, nature, insee in rows.order_by(
        "lodging_id"
    ).values_list(
        "lodging_id",
        "party_id",
        "lodging__opened_on",
        "lodging__closed_on",
        "lodging__channels",
        "lodging__nature",
        "lodging__insee",
    ):
        free = channels == Lodging.Channels.PLATFORMS
        months = () if free else _let(asked.of(insee, nature), opened, closed)
        if lodging_id in some_year:
            months = tuple(month for month in months if lodging_id not in excused[month.year])
        found.append(Held(lodging_id, party_id, months))
    return found


def missing_months(
    period: CollectionPeriod, today: dt.date, party_ids: Collection[int]
) -> dict[int, list[tuple[int, dt.date]]]:
    """For some hosts, the lodgings and months that were asked and not declared."""
    held = holdings(period, today, party_ids)
    sent = set(
        _sent(period)
        .filter(lodging_id__in=[one.lodging_id for one in held])
        .values_list("lodging_id", "month")
    )
    found: dict[int, list[tuple[int, dt.date]]] = defaultdict(list)
    for one in held:
        for month in one.months:
            if (one.lodging_id, month) not in sent:
                found[one.party_id].append((one.lodging_id, month))
    return found


def sorted_rows(
    rows: Iterable[Row], *, state: str = "", party_ids: Collection[int] | None = None
) -> list[Row]:
    """The rows of one state (all without), the heaviest debts first, then the most missing months."""
    chosen = (
        row
        for row in rows
        if (not state or row.state == state) and (party_ids is None or row.party_id in party_ids)
    )
    order = {name: rank for rank, name in enumerate(STATES)}
    return sorted(chosen, key=lambda row: (order[row.state], -row.balance, -row.missing, row.party_id))


def parties_of(rows: Iterable[Row]) -> dict[int, Party]:
    """The hosts of a page of rows."""
    return Party.objects.in_bulk([row.party_id for row in rows])


def latest_period(today: dt.date) -> CollectionPeriod | None:
    """The last period that began: where the agent's day is."""
    return CollectionPeriod.objects.filter(first__lte=today).order_by("-first").first()


class _Asked:
    """What the decisions ask for in a period: the months that are over and have a night inside a season, and none for
    the natures at the forfait. Read once; each commune has the decision of its council.
    """

    def __init__(self, period: CollectionPeriod, today: dt.date) -> None:
        self.last = period.last
        self.over = tuple(month for month in _months(period) if end_of_month(month) < today)
        self._decisions = [one for one in in_force() if one.valid_from <= period.last]
        self._known: dict[str, tuple[Months, frozenset[str]]] = {}

    def of(self, insee: str, nature: str) -> Months:
        """The months asked of a lodging of this commune and nature."""
        if insee not in self._known:
            self._known[insee] = self._asked(insee)
        months, flat = self._known[insee]
        return () if nature in flat else months

    def _asked(self, insee: str) -> tuple[Months, frozenset[str]]:
        held = holding_in(self._decisions, insee)
        if not held:
            return self.over, frozenset()
        rates = rates_of(held[-1])
        months = (month for month in self.over if _collected(month, end_of_month(month), rates.seasons))
        regimes = rates.regimes or {}
        return tuple(months), frozenset(nature for nature, one in regimes.items() if one == "forfait")


def _months(period: CollectionPeriod) -> Months:
    months, day = [], period.first.replace(day=1)
    while day <= period.last:
        months.append(day)
        day = end_of_month(day) + dt.timedelta(days=1)
    return tuple(months)


def _collected(first: dt.date, last: dt.date, seasons: tuple[Season, ...]) -> bool:
    days = (first + dt.timedelta(days=index) for index in range((last - first).days + 1))
    return any(season.holds(day) for day in days for season in seasons)


def _let(months: Months, opened: dt.date | None, closed: dt.date | None) -> Months:
    if opened is None and closed is None:
        return months
    return tuple(
        month
        for month in months
        if (opened is None or (opened.year, opened.month) <= (month.year, month.month))
        and (closed is None or month <= closed)
    )


def _sent(period: CollectionPeriod) -> QuerySet[Declaration]:
    """What hosts declared or was assessed; an assessment that was taken back declares nothing."""
    undone = Q(channel=Declaration.Channel.OFFICIO, kind=Declaration.Kind.NONE)
    return Declaration.objects.filter(
        state=Declaration.State.SENT, month__gte=period.first, month__lte=period.last
    ).exclude(Q(channel=Declaration.Channel.PLATFORM) | undone)


def _declared_counts(period: CollectionPeriod, months: Months) -> dict[int, int]:
    rows = _sent(period).filter(month__in=months) if months else _sent(period).none()
    counted = rows.order_by().values("lodging_id").annotate(n=Count("month", distinct=True))
    return dict(counted.values_list("lodging_id", "n"))


def _accounts(period: CollectionPeriod) -> Iterable[tuple[int, int, int]]:
    owed = Q(payment__isnull=True)
    return (
        LedgerLine.objects.filter(period=period, party__isnull=False)
        .order_by()
        .values("party_id")
        .annotate(
            due=Sum("base", filter=owed) + Sum("department", filter=owed) + Sum("region", filter=owed),
            balance=Sum("base") + Sum("department") + Sum("region"),
        )
        .values_list("party_id", "due", "balance")
    )


def _reminded(period: CollectionPeriod) -> Iterable[tuple[int, int]]:
    rows = Reminder.objects.filter(period=period).order_by().values("party_id")
    return rows.annotate(last=Max("days")).values_list("party_id", "last")
