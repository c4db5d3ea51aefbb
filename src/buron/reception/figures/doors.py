"""Figures of the doors: how much the counters did not say, and visitors for an hour of opening in high summer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from buron.kernel import formats
from buron.kernel.contributions import Indicator
from buron.kernel.counting import month_name
from buron.kernel.figures import Column, Value, share
from buron.kernel.once import once
from buron.kernel.periods import Period
from buron.kernel.tenancy import current_office_id
from buron.reception.figures.lines import BY_DAY, BY_MONTH, DESK, MONTH, Cut, Lines
from buron.reception.queries.doors import DoorBook, DoorDay
from buron.reception.rules.facts import visitors
from buron.territory.models import Desk
from buron.territory.rules.slots import minutes_of, slots_text

VIEW = "reception.view"
SUMMER = (7, 8)
"""July and August: the months of the reference list's indicator."""


def expected_days(period: Period) -> list[DoorDay] | None:
    """The days on which the doors should have been read, newest first; None when there is no counter at all."""

    def read() -> list[DoorDay] | None:
        book = DoorBook(period.start, period.end)
        days = book.expected()
        return sorted(days, key=lambda one: (one.day, one.desk.pk), reverse=True) if days else None

    return once(("doors", current_office_id(), period.start, period.end), read)


# -- What is missing ---------------------------------------------------------------------------------------


def _missing(days: Sequence[DoorDay]) -> Value:
    return share(sum(one.is_gap for one in days), len(days))


def missing_note(days: Sequence[DoorDay]) -> str:
    """« Sans relevé : 12 des 290 jours attendus (4,1 %), jamais estimés. »; empty when every day was read."""
    missing = [one for one in days if one.is_gap]
    partial = sum(bool(one.missing_hours) for one in days)
    told = []
    if missing:
        rate = share(len(missing), len(days))
        told.append(
            gettext("Sans relevé de compteur : %(n)s des %(of)s jours attendus (%(rate)s), jamais estimés.")
            % {
                "n": formats.number(len(missing)),
                "of": formats.number(len(days)),
                "rate": formats.percent(rate),
            }
        )
    if any(one.opening.shown is None for one in missing):
        told.append(
            gettext(
                "Faute de calendrier d’ouverture, des jours de fermeture sont comptés parmi les jours attendus."
            )
        )
    if partial:
        text = ngettext(
            "%s jour n’a pas toutes ses heures.", "%s jours n’ont pas toutes leurs heures.", partial
        )
        told.append(text % formats.number(partial))
    return " ".join(told)


def note_of(period: Period, desk: str | None = None) -> str:
    """What is missing from the visitors of a period, of all desks or of one."""
    days = expected_days(period) or []
    return missing_note([one for one in days if desk is None or str(one.desk.pk) == desk])


CUTS: tuple[Cut[DoorDay], ...] = (
    Cut("desk", DESK, lambda one: str(one.desk.pk), lambda one: one.desk.name),
    BY_MONTH,
    BY_DAY,
)


def _day_row(one: DoorDay) -> tuple[object, ...]:
    shown = one.opening.shown
    hours = " ".join(f"{hour} h" for hour in one.missing_hours)
    read = gettext("non")
    if one.is_read:
        read = gettext("en partie") if hours else gettext("oui")
    return (one.day, one.desk.name, "" if shown is None else slots_text(shown), read, hours)


MISSING = Lines(
    expected_days,
    _missing,
    CUTS,
    (
        Column("day", "Jour", "date"),
        Column("desk", "Bureau"),
        Column("opening", "Ouverture"),
        Column("read", "Relevé"),
        Column("hours", "Heures qui manquent"),
    ),
    _day_row,
    adds=False,
    note=missing_note,
)


# -- Visitors for an hour of opening -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenStretch:
    """What was read at a door over a day, or over the days of a longer reading, and how long the desk was open."""

    desk: Desk
    day: dt.date
    until: dt.date
    halves: int
    minutes: int

    @property
    def month(self) -> str | None:
        """Its month; None for a reading that covers both."""
        return f"{self.day:%Y-%m}" if self.day.month == self.until.month else None


def open_stretches(period: Period) -> list[OpenStretch] | None:
    """The readings of July and August with the hours really open, newest first; what is not known is left out."""
    found: dict[tuple[int, dt.date], OpenStretch] = {}
    for one in expected_days(period) or ():
        made = _stretch(one, period) if one.day.month in SUMMER else None
        if made is None:
            continue
        key = (one.desk.pk, made.day)
        before = found.get(key)
        minutes = made.minutes + (before.minutes if before else 0)
        found[key] = OpenStretch(made.desk, made.day, made.until, made.halves, minutes)
    kept = [one for one in found.values() if one.minutes]
    return sorted(kept, key=lambda one: (one.day, one.desk.pk), reverse=True) or None


def _stretch(one: DoorDay, period: Period) -> OpenStretch | None:
    """The part of a reading that a day is; None when the day, or all of a longer reading, cannot be compared."""
    minutes = minutes_of(one.opening.actual or ())
    if one.halves is not None:
        whole = not one.missing_hours
        return OpenStretch(one.desk, one.day, one.day, one.halves, minutes) if whole else None
    span = one.span
    if span is None or span.day < period.start or span.until > period.end:
        return None
    if span.day.month not in SUMMER or span.until.month not in SUMMER or span.day.year != span.until.year:
        return None
    return OpenStretch(one.desk, span.day, span.until, span.halves, minutes)


def _per_hour(stretches: Sequence[OpenStretch]) -> Value:
    minutes = sum(one.minutes for one in stretches)
    if not minutes:
        return None
    return Decimal(visitors(sum(one.halves for one in stretches))) * 60 / minutes


def _stretch_row(one: OpenStretch) -> tuple[object, ...]:
    return (
        one.day,
        one.until if one.until != one.day else None,
        one.desk.name,
        visitors(one.halves),
        Decimal(one.minutes) / 60,
        _per_hour([one]),
    )


PER_HOUR = Lines(
    open_stretches,
    _per_hour,
    (
        Cut("desk", DESK, lambda one: str(one.desk.pk), lambda one: one.desk.name),
        Cut("month", MONTH, lambda one: one.month, lambda one: month_name(one.month or ""), by_time=True),
    ),
    (
        Column("day", "Jour", "date"),
        Column("until", "Jusqu’au", "date"),
        Column("desk", "Bureau"),
        Column("visitors", "Visiteurs", "decimal"),
        Column("hours", "Heures d’ouverture", "decimal"),
        Column("rate", "Visiteurs par heure", "decimal"),
    ),
    _stretch_row,
    adds=False,
)

INDICATORS = (
    Indicator(
        key="reception.counter_missing",
        title=_("Jours sans relevé de compteur"),
        definition=_(
            "Part des jours où un compteur en service aurait dû être lu (bureau ouvert, ou ouverture inconnue) et ne "
            "l’a pas été. Ces jours ne sont jamais estimés."
        ),
        unit="%",
        source=_("Compteurs de passage et calendrier des bureaux"),
        compute=MISSING.compute,
        rows=MISSING.rows,
        permission=VIEW,
        dimensions=MISSING.dimensions,
        decimals=1,
        formula=_("jours attendus sans relevé ÷ jours attendus"),
        better="down",
    ),
    Indicator(
        key="reception.visitors_per_hour",
        title=_("Visiteurs par heure d’ouverture, juillet et août"),
        definition=_(
            "Visiteurs des compteurs en juillet et août, rapportés aux heures où le bureau a vraiment ouvert. Un jour "
            "sans relevé, ou relevé en partie, est laissé de côté avec ses heures."
        ),
        unit=_("visiteurs par heure"),
        source=_("Compteurs de passage et ouverture réelle des bureaux"),
        compute=PER_HOUR.compute,
        rows=PER_HOUR.rows,
        permission=VIEW,
        number=4,
        dimensions=PER_HOUR.dimensions,
        decimals=1,
        formula=_("visiteurs ÷ heures d’ouverture réelles"),
    ),
)
