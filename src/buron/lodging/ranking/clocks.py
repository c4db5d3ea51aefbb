"""The clocks of a ranking request: when the certificate is due, until when it may be refused, when it ends. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from buron.kernel.periods import add_months

FILE = Path(__file__).parent.parent / "law" / "classement_delais.yaml"


@dataclass(frozen=True, slots=True)
class Clocks:
    """The delays in force from ``valid_from``, with the text that sets them."""

    valid_from: dt.date
    certificate_months: int
    refusal_days: int
    validity_years: int
    alert_months: tuple[int, ...]
    reference: str
    link: str
    checked_on: dt.date
    note: str

    def certificate_by(self, held_on: dt.date) -> dt.date:
        """The last day on which the certificate of a visit may be handed over."""
        return add_months(held_on, self.certificate_months)

    def refuse_until(self, notified_on: dt.date) -> dt.date:
        """The last day on which the host may refuse; the ranking is acquired on the next one."""
        return notified_on + dt.timedelta(days=self.refusal_days)

    def alerts(self, valid_until: dt.date) -> dict[int, dt.date]:
        """From which day the host is reminded, by months before the end."""
        return {months: add_months(valid_until, -months) for months in self.alert_months}

    def alert_due(self, valid_until: dt.date, day: dt.date) -> int | None:
        """The reminder to have been written by ``day``: the nearest to the end; None before the first, or after it."""
        if day > valid_until:
            return None
        due = [months for months, since in self.alerts(valid_until).items() if since <= day]
        return min(due) if due else None


@cache
def all_clocks() -> tuple[Clocks, ...]:
    """Every set of delays, the oldest first."""
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    found = [Clocks(**{**one, "alert_months": tuple(one["alert_months"])}) for one in content["clocks"]]
    return tuple(sorted(found, key=lambda one: one.valid_from))


def clocks_on(day: dt.date) -> Clocks:
    """The delays in force on a day; before the first text known, those of that text."""
    known = [one for one in all_clocks() if one.valid_from <= day]
    return known[-1] if known else all_clocks()[0]
