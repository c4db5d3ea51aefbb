"""The calendars that a tourist office lives by: public holidays, school holidays, working days.

Public holidays come from the package ``holidays`` (with those of Alsace-Moselle and overseas). School
holidays of the zones A, B and C come from the package ``vacances-scolaires-france``, which knows the years
that the ministry has published; a newer table of the same form (data.gouv.fr, "Vacances scolaires par zones")
put in the data folder as ``vacances-scolaires.csv`` prevails over it from its first day on. Outside of what
these tables know, the answer is None: "not known", which is not "no holiday".
"""

from __future__ import annotations

import csv
import importlib.util
import logging
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from django.conf import settings

logger = logging.getLogger(__name__)

Zone = Literal["A", "B", "C"]
_Table = dict[date, dict[Zone, str | None]]
ZONES: tuple[Zone, ...] = ("A", "B", "C")
OVERRIDE_NAME = "vacances-scolaires.csv"

# Départements by académie and zone, in force since January 2016 (data.gouv.fr, "Vacances scolaires par
# zones"). Corsica and overseas have calendars of their own, which no zone follows.
_ACADEMIES: dict[Zone, dict[str, str]] = {
    "A": {
        "Besançon": "25 39 70 90",
        "Bordeaux": "24 33 40 47 64",
        "Clermont-Ferrand": "03 15 43 63",
        "Dijon": "21 58 71 89",
        "Grenoble": "07 26 38 73 74",
        "Limoges": "19 23 87",
        "Lyon": "01 42 69",
        "Poitiers": "16 17 79 86",
    },
    "B": {
        "Aix-Marseille": "04 05 13 84",
        "Amiens": "02 60 80",
        "Lille": "59 62",
        "Nancy-Metz": "54 55 57 88",
        "Nantes": "44 49 53 72 85",
        "Nice": "06 83",
        "Normandie": "14 27 50 61 76",
        "Orléans-Tours": "18 28 36 37 41 45",
        "Reims": "08 10 51 52",
        "Rennes": "22 29 35 56",
        "Strasbourg": "67 68",
    },
    "C": {
        "Créteil": "77 93 94",
        "Montpellier": "11 30 34 48 66",
        "Paris": "75",
        "Toulouse": "09 12 31 32 46 65 81 82",
        "Versailles": "78 91 92 95",
    },
}
ZONES_SINCE = date(2016, 1, 1)
_ZONE_OF: dict[str, Zone] = {
    code: zone for zone, academies in _ACADEMIES.items() for code in " ".join(academies.values()).split()
}

# Names under which the package knows the départements that have holidays of their own.
_SUBDIVISIONS = {
    **dict.fromkeys(("57", "67", "68"), "6AE"),
    **{code: code for code in ("971", "972", "973", "974", "976")},
    "975": "PM",
    "977": "BL",
    "978": "MF",
    "984": "TF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}


class CalendarError(ValueError):
    """The table of school holidays in the data folder cannot be read; the message says where."""


@dataclass(frozen=True, slots=True)
class DayFacts:
    """What is special about a day in a département.

    ``weekday`` is 0 for Monday; ``public_holiday`` its name or None; ``zone`` that of the département, None
    when it has none; ``school_holidays`` the name by zone (None: school day), or None when the tables do not
    know that day.
    """

    day: date
    weekday: int
    public_holiday: str | None
    zone: Zone | None
    school_holidays: Mapping[Zone, str | None] | None

    @property
    def is_weekend(self) -> bool:
        """Saturday or Sunday."""
        return self.weekday >= 5

    @property
    def is_working_day(self) -> bool:
        """Monday to Friday and no public holiday."""
        return not self.is_weekend and self.public_holiday is None


@dataclass(frozen=True, slots=True)
class SchoolBreak:
    """Holidays of one zone, both days included."""

    zone: Zone
    name: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """The breaks of the three zones, and the stretches of time over which they are known, both in order."""

    breaks: Mapping[Zone, tuple[SchoolBreak, ...]]
    known: tuple[tuple[date, date], ...]

    def is_known(self, day: date) -> bool:
        """Whether the tables say if that day is a school day."""
        return any(first <= day <= last for first, last in self.known)

    def name(self, day: date, zone: Zone) -> str | None:
        """Name of the break that the day belongs to in that zone."""
        ordered = self.breaks[zone]
        place = bisect_right(ordered, day, key=lambda one: one.first_day) - 1
        return ordered[place].name if place >= 0 and day <= ordered[place].last_day else None


def zone_of_department(department: str, on: date | None = None) -> Zone | None:
    """School zone of a département's code; None for Corsica, overseas, and days before the zones of 2016."""
    return _ZONE_OF.get(department) if on is None or on >= ZONES_SINCE else None


@lru_cache(maxsize=256)
def public_holidays(year: int, department: str | None = None) -> Mapping[date, str]:
    """Public holidays of a year by day, in order, with those of the département's own; their French names."""
    # Imported late: the package takes 0.15 s to load, which a command that needs no calendar must not pay.
    from holidays import country_holidays

    subdivision = _SUBDIVISIONS.get(department or "")
    found = country_holidays("FR", subdiv=subdivision, years=year, language="fr")
    named = {day: _typeset(name).replace("; ", " et ") for day, name in sorted(found.items())}
    return MappingProxyType(named)


def _typeset(name: str) -> str:
    return name.replace("'", "’")


def day_facts(day: date, department: str | None = None) -> DayFacts:
    """What is special about a day in a département; without one, public holidays are those of the whole
    country.
    """
    calendar = school_calendar()
    is_known = calendar.is_known(day)
    return DayFacts(
        day=day,
        weekday=day.weekday(),
        public_holiday=public_holidays(day.year, department).get(day),
        zone=zone_of_department(department or "", day),
        school_holidays={zone: calendar.name(day, zone) for zone in ZONES} if is_known else None,
    )


def school_holidays_known_until() -> date:
    """Last day for which school holidays are known: the last day of the last break in the tables."""
    return school_calendar().known[-1][1]


def school_breaks(first: date, last: date, zone: Zone) -> list[SchoolBreak]:
    """Breaks of a zone that have at least a day in the stretch of time, in order."""
    return [one for one in school_calendar().breaks[zone] if one.first_day <= last and one.last_day >= first]


def school_calendar() -> SchoolCalendar:
    """The calendar in force: the one shipped, under the data folder's table when there is a readable one."""
    path, version = _override()
    if version is None:
        return _shipped_calendar()
    try:
        return _overridden_calendar(path, version)
    except CalendarError as error:
        logger.warning("%s", error)
        return _shipped_calendar()


def override_problem() -> str | None:
    """What is wrong with the table in the data folder, in French; None when it is readable or absent."""
    path, version = _override()
    try:
        if version is not None:
            _overridden_calendar(path, version)
    except CalendarError as error:
        return str(error)
    return None


def _override() -> tuple[Path, int | None]:
    """The data folder's table, and its time of change (None: there is none), so that a new one is read at
    once.
    """
    path = Path(settings.DATA) / OVERRIDE_NAME
    try:
        return path, path.stat().st_mtime_ns
    except OSError:
        return path, None


@cache
def _shipped_calendar() -> SchoolCalendar:
    spec = importlib.util.find_spec("vacances_scolaires_france")
    if spec is None or spec.origin is None:
        raise CalendarError("Le paquet vacances-scolaires-france n’est pas installé.")
    table = _read(Path(spec.origin).parent / "data" / "data.csv")
    # Its first lines say "no holiday" for the winter of 1990, which nobody recorded: it is known from its
    # first break.
    days_off = [day for day, names in table.items() if any(names.values())]
    return _calendar(table, ((days_off[0], days_off[-1]),))


@lru_cache(maxsize=4)
def _overridden_calendar(path: Path, version: int) -> SchoolCalendar:
    newer = _read(path)
    days_off = [day for day, names in newer.items() if any(names.values())]
    if not days_off:
        raise CalendarError(f"Le calendrier scolaire {path} ne contient aucun jour de vacances.")
    first, last = next(iter(newer)), days_off[-1]
    shipped = _shipped_calendar()
    kept = {
        day: {zone: shipped.name(day, zone) for zone in ZONES}
        for known_first, known_last in shipped.known
        for day in _days(known_first, known_last)
        if not first <= day <= last
    }
    return _calendar(kept | newer, _joined((*shipped.known, (first, last))))


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _joined(stretches: tuple[tuple[date, date], ...]) -> tuple[tuple[date, date], ...]:
    """The same days in as few stretches as possible, in order."""
    joined: list[tuple[date, date]] = []
    for first, last in sorted(stretches):
        if joined and first <= joined[-1][1] + timedelta(days=1):
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


def _calendar(table: _Table, known: tuple[tuple[date, date], ...]) -> SchoolCalendar:
    return SchoolCalendar({zone: _breaks(table, zone) for zone in ZONES}, known)


def _breaks(table: _Table, zone: Zone) -> tuple[SchoolBreak, ...]:
    found: list[SchoolBreak] = []
    for day in sorted(table):
        name = table[day][zone]
        if name is None:
            continue
        if found and found[-1].name == name and found[-1].last_day == day - timedelta(days=1):
            found[-1] = SchoolBreak(zone, name, found[-1].first_day, day)
        else:
            found.append(SchoolBreak(zone, name, day, day))
    return tuple(found)


def _read(path: Path) -> _Table:
    """A table of school holidays: for each day, in order, the name of the break by zone."""
    table: _Table = {}
    for number, row in enumerate(_rows(path), start=2):
        try:
            day = date.fromisoformat(row["date"])
            is_off = {zone: row[f"vacances_zone_{zone.lower()}"] == "True" for zone in ZONES}
            name = _typeset(row["nom_vacances"])
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise CalendarError(
                f"Le calendrier scolaire {path} n’a pas la forme attendue à la ligne {number}."
            ) from error
        table[day] = {zone: name if is_off[zone] else None for zone in ZONES}
    return dict(sorted(table.items()))


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CalendarError(f"Le calendrier scolaire {path} ne peut pas être lu.") from error
