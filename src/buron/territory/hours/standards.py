"""The opening in the words of other systems: OpenStreetMap's ``opening_hours`` and schema.org.

OSM grammar: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification (a rule replaces the
earlier ones on the days it names, unless it is joined by a comma, which adds).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from buron.territory.hours.calendar import parse_day, period_days
from buron.territory.hours.feasts import PUBLIC, feast_date
from buron.territory.hours.types import Opening, OpeningPeriod, Slot

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
SCHEMA_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_OSM_FEASTS = {
    PUBLIC: "PH",
    "good_friday": "easter -2 days",
    "easter_sunday": "easter",
    "easter_monday": "easter +1 day",
    "ascension": "easter +39 days",
    "whit_sunday": "easter +49 days",
    "whit_monday": "easter +50 days",
    "corpus_christi": "easter +60 days",
}
_ALL_DAY: tuple[Slot, ...] = ({"opens": "00:00", "closes": "23:59"},)


def opening_hours_osm(opening: Opening) -> str:
    """The ``opening_hours`` tag; empty when nothing structured is known."""
    if opening.get("temporarily_closed"):
        return "off"
    usual = [period for period in opening.get("periods", ()) if not period.get("closed")]
    rules = _open_rules(usual)
    if not rules and opening.get("all_year"):
        rules = "Jan-Dec open"
    parts = [rules] if rules else []
    parts += [f"{_selector(p)} off" for p in opening.get("periods", ()) if p.get("closed")]
    parts += [f"{_days(day, day)} open" for day in opening.get("open_dates", ())]
    parts += [f"{_feast(key)} open" for key in opening.get("open_holidays", ()) if _feast(key)]
    parts += [f"{_days(day, day)} off" for day in opening.get("closed_dates", ())]
    parts += [f"{_feast(key)} off" for key in opening.get("closed_holidays", ()) if _feast(key)]
    return "; ".join(parts)


def _open_rules(periods: Sequence[OpeningPeriod]) -> str:
    """Rules of the open periods, a comma where a later one must add to the days of an earlier one."""
    by_selector: dict[str, tuple[OpeningPeriod, list[Slot]]] = {}
    for period in periods:
        by_selector.setdefault(_selector(period), (period, []))[1].extend(period.get("slots", ()))
    text, seen = "", list[OpeningPeriod]()
    holiday_rules: list[str] = []
    for selector, (period, slots) in by_selector.items():
        rule = f"{selector} {_times(slots)}".strip()
        if text:
            text += ", " if any(_overlap(period, other) for other in seen) else "; "
        text += rule
        seen.append(period)
        if period.get("holidays") is False:
            holiday_rules.append(f"{_date_selector(period)} PH off".strip())
    return "; ".join([text, *dict.fromkeys(holiday_rules)]) if holiday_rules else text


def _times(slots: Iterable[Slot]) -> str:
    texts = dict.fromkeys(
        f"{slot['opens']}-{slot['closes']}" if "closes" in slot else f"{slot['opens']}+"
        for slot in slots
        if "opens" in slot
    )
    return ",".join(sorted(texts)) or "open"


def _selector(period: OpeningPeriod) -> str:
    return " ".join(part for part in (_date_selector(period), _weekday_selector(period)) if part)


def _date_selector(period: OpeningPeriod) -> str:
    start, end = period.get("start"), period.get("end")
    if period.get("yearly"):
        first, last = start or "2000-01-01", end or "2000-12-31"
        return "" if (first[5:], last[5:]) == ("01-01", "12-31") else _yearly_days(first, last)
    if start and end:
        return _days(start, end)
    return f"{_day(start)}+" if start else f"1970-{end[:4]}" if end else ""


def _yearly_days(first: str, last: str) -> str:
    days = f"{_month_day(first)}-{_month_day(last)}"
    return _month_day(first) if first[5:] == last[5:] else days


def _days(start: str, end: str) -> str:
    if start == end:
        return _day(start)
    return f"{_day(start)}-{_month_day(end) if start[:4] == end[:4] else _day(end)}"


def _day(iso: str) -> str:
    return f"{iso[:4]} {_month_day(iso)}"


def _month_day(iso: str) -> str:
    return f"{MONTHS[int(iso[5:7]) - 1]} {iso[8:10]}"


def _weekday_selector(period: OpeningPeriod) -> str:
    parts = _weekday_runs(period["weekdays"]) if "weekdays" in period else []
    if len(parts) == 1 and parts[0] == "Mo-Su":
        parts = []
    parts += [f"{WEEKDAYS[weekday - 1]}[{number}]" for number, weekday in period.get("nth", ())]
    if period.get("holidays"):
        parts = [*(parts or (["Mo-Su"] if "weekdays" not in period else [])), "PH"]
    return ",".join(parts)


def _weekday_runs(weekdays: Sequence[int]) -> list[str]:
    runs: list[list[int]] = []
    for weekday in sorted(set(weekdays)):
        if runs and weekday == runs[-1][-1] + 1:
            runs[-1].append(weekday)
        else:
            runs.append([weekday])
    names = [[WEEKDAYS[day - 1] for day in run] for run in runs]
    return [part for run in names for part in ([f"{run[0]}-{run[-1]}"] if len(run) > 2 else run)]


def _overlap(one: OpeningPeriod, two: OpeningPeriod) -> bool:
    """Whether two periods may share a day; a yearly one is taken to meet any season."""
    if not (one.get("yearly") or two.get("yearly")):
        apart = (one.get("end") or "9999") < two.get("start", "") or (two.get("end") or "9999") < one.get(
            "start", ""
        )
        if apart:
            return False
    return bool(_weekday_set(one) & _weekday_set(two))


def _weekday_set(period: OpeningPeriod) -> set[int]:
    nth = {weekday for _, weekday in period.get("nth", ())}
    if "weekdays" in period:
        return nth | set(period["weekdays"])
    return nth or {1, 2, 3, 4, 5, 6, 7}


def _feast(key: str) -> str:
    if key in _OSM_FEASTS:
        return _OSM_FEASTS[key]
    day = feast_date(key, 2000)
    return _month_day(day) if day and key != "federal_fast_monday" else ""


def opening_hours_schema(opening: Opening, year: int) -> list[dict[str, Any]]:
    """OpeningHoursSpecification objects of schema.org.

    Yearly periods are written for ``year`` (schema.org has no repetition); nth weekdays, which it cannot
    say, as single days of that year. Hours not known read as open all day.
    """
    specifications: list[dict[str, Any]] = []
    for period in opening.get("periods", ()):
        dated = _dated(period, year)
        slots = () if period.get("closed") else period.get("slots") or _ALL_DAY
        for one in _single_days(dated) if "nth" in period else (dated,):
            specifications += [_specification(one, slot) for slot in slots or ({},)]
    if not opening.get("periods") and opening.get("all_year"):
        specifications.append(_specification({}, _ALL_DAY[0]))
    for day in _closed_days(opening, year):
        specifications.append(_specification({"start": day, "end": day}, {}))
    return specifications


def _dated(period: OpeningPeriod, year: int) -> OpeningPeriod:
    if not period.get("yearly"):
        return period
    first, last = period.get("start", "")[5:] or "01-01", period.get("end", "")[5:] or "12-31"
    dated = period.copy()
    dated["start"] = _real_day(year, first)
    dated["end"] = _real_day(year if first <= last else year + 1, last)
    del dated["yearly"]
    return dated


def _real_day(year: int, month_day: str) -> str:
    """29 February of an ordinary year is 28 February."""
    iso = f"{year}-{month_day}"
    return iso if parse_day(iso) else f"{year}-02-28"


def _single_days(period: OpeningPeriod) -> list[OpeningPeriod]:
    days: list[dt.date] = period_days(period)
    return [{"start": day.isoformat(), "end": day.isoformat()} for day in days]


def _specification(period: OpeningPeriod, slot: Slot) -> dict[str, Any]:
    specification: dict[str, Any] = {"@type": "OpeningHoursSpecification"}
    if "start" in period:
        specification["validFrom"] = period["start"]
    if "end" in period:
        specification["validThrough"] = period["end"]
    days = [f"https://schema.org/{SCHEMA_DAYS[day - 1]}" for day in period.get("weekdays", ())]
    if period.get("holidays"):
        days.append("https://schema.org/PublicHolidays")
    if days:
        specification["dayOfWeek"] = days
    specification["opens"] = slot.get("opens", "00:00")
    specification["closes"] = slot.get("closes", "23:59" if "opens" in slot else "00:00")
    return specification


def _closed_days(opening: Opening, year: int) -> list[str]:
    feasts = (feast_date(key, year) for key in opening.get("closed_holidays", ()))
    return [*opening.get("closed_dates", ()), *(day for day in feasts if day)]
