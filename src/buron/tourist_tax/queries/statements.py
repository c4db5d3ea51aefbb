"""What goes into the statements of a period, read for all its hosts in a few queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Q, Sum

from buron.directory.models import Party
from buron.lodging.models import Lodging
from buron.territory import reference
from buron.tourist_tax.models import CollectionPeriod, Declaration, LedgerLine, Statement
from buron.tourist_tax.rules import Shares

Json = dict[str, Any]
NO_SHARES = Shares(0, 0, 0)
FEW = 200
"""Above, a list of hosts in a query costs more than reading the whole period."""


@dataclass(slots=True)
class Draft:
    """A statement to be issued: totals in cents, content ready to be frozen, the statement that it completes."""

    party: Party
    due: Shares = NO_SHARES
    paid: int = 0
    last_line: int = 0
    lodgings: list[Json] = field(default_factory=list)
    others: list[Json] = field(default_factory=list)
    payments: list[Json] = field(default_factory=list)
    complements: Statement | None = None

    @property
    def balance(self) -> int:
        return self.due.total - self.paid


def drafts(period: CollectionPeriod, party_ids: Collection[int] | None = None) -> list[Draft]:
    """The statements that are to be issued for a period, by name of host.

    First ones for hosts that have none, complementary ones where a line was entered since (payments apart). Hosts with
    nothing due nor paid are left out: "no guest" needs no letter.
    """
    lines = LedgerLine.objects.filter(period=period, party__isnull=False, platform="")
    if party_ids is not None:
        lines = lines.filter(party_id__in=party_ids)
    latest = _latest(period)
    found = {pk: one for pk, one in _accounts(lines).items() if _to_issue(one, latest.get(pk))}
    parties = Party.objects.in_bulk(found)
    made = {pk: Draft(parties[pk], complements=latest.get(pk)) for pk in found}
    for pk, account in found.items():
        made[pk].due, made[pk].paid = account.due, account.paid
        made[pk].last_line = account.last_line
    _add_declarations(made, period)
    _add_lines(made, lines)
    return sorted(made.values(), key=lambda draft: (draft.party.search_words, draft.party.pk))


@dataclass(frozen=True, slots=True)
class _Account:
    due: Shares
    paid: int
    last_line: int


def _accounts(lines: Any) -> dict[int, _Account]:
    owed = Q(payment__isnull=True)
    rows = (
        lines.order_by()
        .values("party_id")
        .annotate(
            due_base=Sum("base", filter=owed),
            due_department=Sum("department", filter=owed),
            due_region=Sum("region", filter=owed),
            settled=Sum("base", filter=~owed) + Sum("department", filter=~owed) + Sum("region", filter=~owed),
            last=Max("number", filter=owed),
        )
        .values_list("party_id", "due_base", "due_department", "due_region", "settled", "last")
    )
    return {
        pk: _Account(Shares(base or 0, department or 0, region or 0), -(settled or 0), last or 0)
        for pk, base, department, region, settled, last in rows
    }


def _latest(period: CollectionPeriod) -> dict[int, Statement]:
    issued = Statement.objects.filter(period=period, complemented_by=None)
    return {statement.party_id: statement for statement in issued}


def _to_issue(account: _Account, latest: Statement | None) -> bool:
    if latest is not None:
        return account.last_line > latest.last_line
    return bool(account.due.total or account.paid)


def _add_declarations(made: dict[int, Draft], period: CollectionPeriod) -> None:
    rows = (
        Declaration.objects.filter(
            Q() if len(made) > FEW else Q(party_id__in=list(made)),
            month__gte=period.first,
            month__lte=period.last,
            state=Declaration.State.SENT,
        )
        .exclude(channel=Declaration.Channel.PLATFORM)
        .order_by("lodging__number", "month", "pk")
        .values_list(
            "party_id",
            "lodging_id",
            "month",
            "kind",
            "nights_taxed",
            "nights_exempt",
            "base",
            "department",
            "region",
        )
    )
    by_place: dict[tuple[int, int], list[Json]] = defaultdict(list)
    for party_id, lodging_id, month, kind, taxed, exempt, base, department, region in rows:
        if party_id in made:
            by_place[party_id, lodging_id].append(
                {
                    "month": f"{month:%Y-%m}",
                    "kind": kind,
                    "taxed": taxed,
                    "exempt": exempt,
                    "base": base,
                    "department": department,
                    "region": region,
                }
            )
    lodgings = Lodging.objects.in_bulk({lodging_id for _party, lodging_id in by_place})
    for (party_id, lodging_id), months in by_place.items():
        made[party_id].lodgings.append({**_facts(lodgings[lodging_id]), "months": months})


def _facts(lodging: Lodging) -> Json:
    return {
        "id": lodging.pk,
        "number": lodging.number,
        "name": lodging.name,
        "nature": lodging.get_nature_display(),
        "registration": lodging.registration_number,
        "commune": reference.commune_name(lodging.insee),
    }


def _add_lines(made: dict[int, Draft], lines: Any) -> None:
    """Payments, and what the account holds beside the declarations (interest, remissions, carried over)."""
    rows = (
        lines.exclude(kind__in=[LedgerLine.Kind.DUE, LedgerLine.Kind.CORRECTION, LedgerLine.Kind.OFFICIO])
        .order_by("number")
        .values_list(
            "party_id", "day", "label", "payment_id", "payment__number", "base", "department", "region"
        )
    )
    payments: dict[tuple[int, int], Json] = {}
    for party_id, day, label, payment_id, number, base, department, region in rows:
        if party_id not in made:
            continue
        amount = base + department + region
        if payment_id is None:
            made[party_id].others.append({"day": day.isoformat(), "label": label, "amount": amount})
        elif (party_id, payment_id) in payments:
            payments[party_id, payment_id]["amount"] -= amount
        else:
            row = {"day": day.isoformat(), "label": label, "number": number, "amount": -amount}
            payments[party_id, payment_id] = row
            made[party_id].payments.append(row)
    for draft in made.values():
        _close_gap(draft)


def _close_gap(draft: Draft) -> None:
    """What the declarations in force do not explain: a lodging that changed hands between two versions."""
    declared = sum(_sum(month) for lodging in draft.lodgings for month in lodging["months"])
    gap = draft.due.total - declared - sum(other["amount"] for other in draft.others)
    if gap:
        draft.others.append({"day": "", "label": "Régularisation de déclarations antérieures", "amount": gap})


def _sum(month: Json) -> int:
    return int(month["base"] + month["department"] + month["region"])


def month_of(text: str) -> dt.date:
    """``"2026-05"`` as its first day."""
    return dt.date.fromisoformat(f"{text}-01")
