"""The clocks of a formal procedure (L2333-38, R2333-48): days from a notification, as the law of that day says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from buron.tourist_tax.law import Law


@dataclass(frozen=True, slots=True)
class Clock:
    """A delay that runs: its last day, where it comes from, what is known of its truth."""

    title: str
    since: dt.date
    days: int
    until: dt.date
    cite: str
    note: str

    def is_over(self, today: dt.date) -> bool:
        """The whole delay has gone by; the day of the notification and the last one do not count against anybody."""
        return today > self.until


def clock(law: Law, key: str, since: dt.date) -> Clock | None:
    """The clock of a rule from a day; None when the law of that day is not recorded."""
    value = law.on(key, since)
    if value is None:
        return None
    days = int(value.value)
    return Clock(
        law.rules[key].title, since, days, since + dt.timedelta(days=days), value.reference.cite, value.note
    )
