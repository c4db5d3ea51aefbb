"""What a host has to do and has done: the months asked of its lodgings, its account, its links."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from buron.directory.models import Party
from buron.kernel.tenancy import across_offices
from buron.lodging.models import Hosting, Lodging
from buron.lodging.queries import declarant_on, lodgings_of
from buron.tourist_tax.models import (
    CollectionPeriod,
    Declaration,
    GuestStay,
    HostLink,
    LedgerLine,
    PlatformAttestation,
)
from buron.tourist_tax.queries.terms import Book, book
from buron.tourist_tax.rules import CalculationError, end_of_month
from buron.tourist_tax.rules.spans import MonthTerms, month_terms

MONTHS_BACK = 18
"""Months before today that a host is still asked for; older ones are the office's business."""
OWN_CHANNELS = (Declaration.Channel.HOST, Declaration.Channel.AGENT, Declaration.Channel.IMPORT)


@dataclass(frozen=True, slots=True)
class Task:
    """A month (or, at the forfait, a year) that a lodging still has to declare."""

    lodging: Lodging
    month: dt.date
    due_by: dt.date
    is_late: bool
    is_draft: bool = False
    is_flat: bool = False


@dataclass(frozen=True, slots=True)
class Owed:
    """What a host owes for a collection period, in cents; ``balance`` is what is left to pay."""

    period: CollectionPeriod
    due: int
    paid: int
    is_late: bool

    @property
    def balance(self) -> int:
        return self.due + self.paid

    @property
    def paid_in(self) -> int:
        """What was paid, as a positive amount."""
        return -self.paid


def link_by_token(token: str) -> HostLink | None:
    """The living link of a token. Read before its office is known, hence across offices; the token is the key."""
    if not token or len(token) > 60 or not token.isascii():
        return None
    with across_offices("a host's link is found by its token before its office is known"):
        return HostLink.objects.select_related("party__office").filter(token=token, revoked_at=None).first()


def link_by_id(pk: int) -> HostLink | None:
    """The living link that a signed cookie names."""
    with across_offices("a signed cookie names the link before its office is known"):
        return HostLink.objects.select_related("party__office").filter(pk=pk, revoked_at=None).first()


def may_declare(party: Party, lodging: Lodging, month: dt.date) -> bool:
    """Whether a party owes a month of a lodging: as the service that records it decides."""
    last = declarant_on(lodging, end_of_month(month))
    return (last or declarant_on(lodging, month)) == party


def attested(lodging_ids: Iterable[int] | None, year: int) -> set[int]:
    """Those whose host stated that platforms alone let them that year: nothing is asked of them. None: all."""
    found = PlatformAttestation.objects.filter(year=year, withdrawn_at=None)
    if lodging_ids is not None:
        found = found.filter(lodging_id__in=list(lodging_ids))
    return set(found.values_list("lodging_id", flat=True))


def terms_of_month(lodging: Lodging, month: dt.date, terms: Book | None = None) -> MonthTerms:
    """What a month asks of a lodging. :class:`CalculationError` when no decision covers it."""
    return month_terms(month, (terms or book()).terms_of(lodging))


def tasks_of(party: Party, today: dt.date) -> list[Task]:
    """What a host still has to declare, late first, then by date and name. The same few queries for any number."""
    held = list(lodgings_of(party).prefetch_related("rankings", "hostings"))
    months = list(_months(today))
    if not held or not months:
        return []
    periods = list(CollectionPeriod.objects.filter(last__gte=months[-1], first__lte=today))
    sent, drafts = _declared(held, months[-1])
    excused = _excused(held)
    terms = book()
    found = [
        task
        for lodging in held
        for task in _tasks(lodging, party, months, periods, sent, drafts, excused, terms, today)
    ]
    return sorted(found, key=lambda one: (not one.is_late, one.month, one.lodging.name, one.lodging.pk))


def _months(today: dt.date) -> Iterator[dt.date]:
    """The months that are over, newest first."""
    month = today.replace(day=1)
    for _number in range(MONTHS_BACK):
        month = (month - dt.timedelta(days=1)).replace(day=1)
        yield month


Keys = set[tuple[int, dt.date]]


def _declared(held: Sequence[Lodging], since: dt.date) -> tuple[Keys, Keys]:
    rows = Declaration.objects.filter(
        lodging__in=held, month__gte=since.replace(month=1), channel__in=OWN_CHANNELS
    ).exclude(state=Declaration.State.REPLACED)
    sent: Keys = set()
    drafts: Keys = set()
    for lodging_id, month, state in rows.values_list("lodging_id", "month", "state"):
        (drafts if state == Declaration.State.DRAFT else sent).add((lodging_id, month))
    return sent, drafts


def _excused(held: Sequence[Lodging]) -> set[tuple[int, int]]:
    rows = PlatformAttestation.objects.filter(lodging__in=held, withdrawn_at=None)
    return set(rows.values_list("lodging_id", "year"))


def _tasks(
    lodging: Lodging,
    party: Party,
    months: Sequence[dt.date],
    periods: Sequence[CollectionPeriod],
    sent: Keys,
    drafts: Keys,
    excused: set[tuple[int, int]],
    terms: Book,
    today: dt.date,
) -> Iterator[Task]:
    flat_years: set[int] = set()
    for month in months:
        period = next((one for one in periods if one.first <= month <= one.last), None)
        if period is None or (lodging.pk, month.year) in excused or not _owes(lodging, party, month):
            continue
        try:
            asked = month_terms(month, terms.terms_of(lodging))
        except CalculationError:
            continue
        if asked.is_flat:
            flat_years.add(month.year)
        elif asked.spans and (lodging.pk, month) not in sent:
            late = period.declare_by < today
            yield Task(lodging, month, period.declare_by, late, (lodging.pk, month) in drafts)
    for year in flat_years:
        january = dt.date(year, 1, 1)
        if (lodging.pk, january) not in sent:
            due = min(one.declare_by for one in periods if one.first.year == year)
            yield Task(lodging, january, due, due < today, is_flat=True)


def _owes(lodging: Lodging, party: Party, month: dt.date) -> bool:
    """Of prefetched hostings; a month before the opening or after the closing is not asked."""
    last = end_of_month(month)
    if (lodging.opened_on and last < lodging.opened_on) or (lodging.closed_on and month > lodging.closed_on):
        return False
    for day in (last, month):
        holder = next((one for one in lodging.hostings.all() if one.declares and one.holds_on(day)), None)
        if holder is not None:
            return bool(holder.party_id == party.pk)
    return False


def owed_by(party: Party, today: dt.date) -> list[Owed]:
    """The account of a host by collection period, newest first, from the ledger alone."""
    debit = Q(kind__in=[LedgerLine.Kind.PAID, LedgerLine.Kind.REFUND, LedgerLine.Kind.TRANSFER])
    whole = Sum("base") + Sum("department") + Sum("region")
    lines = LedgerLine.objects.filter(party=party).order_by()
    due = dict(lines.exclude(debit).values_list("period").annotate(total=whole))
    paid = dict(lines.filter(debit).values_list("period").annotate(total=whole))
    periods = CollectionPeriod.objects.filter(pk__in={*due, *paid}).order_by("-first")
    return [Owed(one, due.get(one.pk, 0), paid.get(one.pk, 0), one.pay_by < today) for one in periods]


def declarations_of(party: Party) -> QuerySet[Declaration]:
    """What a host declared, or the office for it, newest first; replaced ones too."""
    return (
        Declaration.objects.filter(party=party, channel__in=[*OWN_CHANNELS, Declaration.Channel.OFFICIO])
        .exclude(state=Declaration.State.DRAFT)
        .select_related("lodging", "replaced_by")
        .order_by("-month", "lodging__name", "-version")
    )


def in_force(lodging: Lodging, month: dt.date) -> Declaration | None:
    """The host's own declaration of a month that holds, whoever typed it."""
    return (
        Declaration.objects.filter(
            lodging=lodging,
            month=month.replace(day=1),
            channel__in=OWN_CHANNELS,
            platform="",
            state=Declaration.State.SENT,
        )
        .order_by("-sent_at", "-pk")
        .first()
    )


def draft_of(lodging: Lodging, month: dt.date, channel: str) -> Declaration | None:
    """The draft kept for a month by that way."""
    return Declaration.objects.filter(
        lodging=lodging,
        month=month.replace(day=1),
        channel=channel,
        platform="",
        state=Declaration.State.DRAFT,
    ).first()


def stays_of_month(lodging: Lodging, month: dt.date) -> list[GuestStay]:
    """The register's stays that end in a month: their last night is in it."""
    first = month.replace(day=1) + dt.timedelta(days=1)
    last = end_of_month(month) + dt.timedelta(days=1)
    found = GuestStay.objects.filter(lodging=lodging, departure__range=(first, last))
    return list(found.order_by("arrival", "pk")[:2_000])


@dataclass(frozen=True, slots=True)
class HostLine:
    """A host as the agent's list shows it."""

    party: Party
    lodgings: int
    link: HostLink | None


def hosts(words: str = "", state: str = "") -> QuerySet[Party]:
    """The parties that declare for a lodging today or did; ``state`` filters by their link."""
    from buron.directory.rules import search_words

    declaring = Hosting.objects.filter(declares=True, lodging__merged_into=None).values("party")
    found = Party.objects.filter(pk__in=declaring, merged_into=None, erased_at=None)
    for word in search_words(words).split():
        found = found.filter(search_words__contains=word)
    alive = HostLink.objects.filter(revoked_at=None)
    if state == "sans":
        found = found.exclude(pk__in=alive.values("party"))
    elif state == "jamais":
        found = found.filter(pk__in=alive.filter(last_used_at=None).values("party"))
    elif state == "courrier":
        found = found.filter(email="")
    return found.order_by("search_words", "pk")


def host_lines(parties: Sequence[Party]) -> list[HostLine]:
    """Their lodgings and links, in two queries."""
    keys = [party.pk for party in parties]
    counts: dict[int, set[int]] = defaultdict(set)
    for party, lodging in Hosting.objects.filter(party__in=keys, declares=True).values_list(
        "party", "lodging"
    ):
        counts[party].add(lodging)
    links = {link.party_id: link for link in HostLink.objects.filter(party__in=keys, revoked_at=None)}
    return [HostLine(party, len(counts[party.pk]), links.get(party.pk)) for party in parties]
