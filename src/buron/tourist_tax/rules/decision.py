"""A whole decision against the law: what is refused, what is doubtful, and beside which field to say it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from buron.kernel.formats import date_text
from buron.tourist_tax.law import Law
from buron.tourist_tax.rules.limits import (
    Finding,
    check_abatement,
    check_adoption,
    check_rate,
    check_tariff,
)
from buron.tourist_tax.rules.values import Cents


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding and the field of the form that it is about."""

    field: str
    finding: Finding


def check_decision(
    law: Law,
    *,
    valid_from: dt.date,
    voted_on: dt.date | None,
    tariffs: Mapping[str, Cents],
    percent: Decimal | None,
    abatements: Sequence[Decimal] = (),
    notified_on: dt.date | None = None,
) -> list[Remark]:
    """Everything that does not stand with the law of the day on which the decision begins, refusals first."""
    found: list[tuple[str, Finding | None]] = [
        (f"tariff_{line}", check_tariff(law, valid_from, line, cents)) for line, cents in tariffs.items()
    ]
    if percent is not None:
        found.append(("percent", check_rate(law, valid_from, percent)))
    if voted_on is not None:
        found.append(("voted_on", check_adoption(law, voted_on, valid_from)))
    found += [
        (f"abatement_{rank}_percent", check_abatement(law, valid_from, one))
        for rank, one in enumerate(abatements)
    ]
    if notified_on is not None:
        found.append(("notified_on", check_notice(law, notified_on, valid_from)))
    found += _missing(law, tariffs, percent, valid_from)
    kept = [Remark(field, finding) for field, finding in found if finding is not None]
    return sorted(kept, key=lambda one: one.finding.level != "refused")


def check_notice(law: Law, notified_on: dt.date, valid_from: dt.date) -> Finding | None:
    """Whether the DGFiP was told in time; None when it was, or when no rule is recorded."""
    last = notice_deadline(law, valid_from)
    if last is None or notified_on < last:
        return None
    message = f"la notification du {date_text(notified_on)} devait être faite avant le {date_text(last)}"
    return Finding("doubtful", message, law.cite("adoption.notice", last))


def notice_deadline(law: Law, valid_from: dt.date) -> dt.date | None:
    """The day before which a decision is notified to the DGFiP (R2333-43); None when no rule is recorded."""
    return _deadline(law, "adoption.notice", valid_from.year - 1)


def vote_deadline(law: Law, valid_from: dt.date) -> dt.date | None:
    """The day before which a decision is voted (L2333-30); None when no rule is recorded."""
    return _deadline(law, "adoption.deadline", valid_from.year - 1)


def _deadline(law: Law, key: str, year: int) -> dt.date | None:
    value = law.on(key, dt.date(year, 1, 1))
    if value is None:
        return None
    month, day = map(int, value.value.split("-"))
    return dt.date(year, month, day)


def first_day_applied(law: Law, voted_on: dt.date) -> dt.date:
    """The first day on which a vote can apply: 1 January of the next year, or of the one after when it came late."""
    following = dt.date(voted_on.year + 1, 1, 1)
    last = vote_deadline(law, following)
    return following if last is None or voted_on < last else dt.date(voted_on.year + 2, 1, 1)


def _missing(
    law: Law, tariffs: Mapping[str, Cents], percent: Decimal | None, day: dt.date
) -> list[tuple[str, Finding | None]]:
    """Lines without a tariff: a lodging that stands on one could not be taxed."""
    article = law.cite("tariff.principle", day)
    found: list[tuple[str, Finding | None]] = [
        (f"tariff_{line.key}", Finding("doubtful", "aucun tarif n’est saisi pour cette ligne", article))
        for line in law.lines.values()
        if not line.proportional and line.key not in tariffs
    ]
    if percent is None:
        message = "aucun taux n’est saisi pour les hébergements sans classement"
        found.append(("percent", Finding("doubtful", message, law.cite("proportional.scope"))))
    return found
