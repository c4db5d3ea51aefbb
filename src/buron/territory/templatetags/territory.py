"""Words and markup of the calendar's days: the same facts for the eye and for the ear."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from buron.kernel import formats
from buron.territory.calendars import ZONES, DayFacts, SchoolBreak, Zone
from buron.territory.models import OpeningSeason
from buron.territory.rules.slots import from_json, slots_text
from buron.territory.year import BreakRow

register = template.Library()


@register.simple_tag
def day_classes(facts: DayFacts, today: dt.date) -> str:
    """How the cell of a day is drawn."""
    states = {
        "day": True,
        "day--weekend": facts.is_weekend,
        "day--holiday": facts.public_holiday is not None,
        "day--today": facts.day == today,
        "day--unknown": facts.school_holidays is None,
        "day--own": bool(facts.zone and facts.school_holidays and facts.school_holidays[facts.zone]),
    }
    return " ".join(name for name, holds in states.items() if holds)


@register.simple_tag
def day_words(facts: DayFacts) -> SafeString | str:
    """What the colours of the day say, for those who do not see them; also the tooltip of the day."""
    words = [facts.public_holiday] if facts.public_holiday else []
    words += _breaks_in_words(facts)
    if not words:
        return ""
    return format_html('<span class="visually-hidden"> {}</span>', " ; ".join(words))


def _breaks_in_words(facts: DayFacts) -> Iterable[str]:
    if facts.school_holidays is None:
        return [_("vacances scolaires inconnues")]
    names = dict.fromkeys(name for name in facts.school_holidays.values() if name)
    return [
        _("%(name)s, %(zones)s")
        % {
            "name": name,
            "zones": ", ".join(_("zone %(zone)s") % {"zone": zone} for zone in _zones_off(facts, name)),
        }
        for name in names
    ]


def _zones_off(facts: DayFacts, name: str) -> list[Zone]:
    return [zone for zone in ZONES if facts.school_holidays and facts.school_holidays[zone] == name]


@register.simple_tag
def day_stripes(facts: DayFacts) -> SafeString | str:
    """One stripe a zone on holiday, in the order of the zones."""
    if not facts.school_holidays or not any(facts.school_holidays.values()):
        return ""
    stripes = format_html_join(
        "",
        '<i class="stripe{}"></i>',
        ((f" stripe--{zone.lower()}" if facts.school_holidays[zone] else "",) for zone in ZONES),
    )
    return format_html('<span class="stripes" aria-hidden="true">{}</span>', stripes)


@register.filter
def by_zone(row: BreakRow) -> list[tuple[Zone, SchoolBreak | None]]:
    """The zones with the dates of the break, in order."""
    return list(zip(ZONES, row.cells, strict=True))


@register.filter
def fr_span(first: dt.date, last: dt.date) -> str:
    """``du 10 au 25 février 2024``."""
    return formats.date_range_text(first, last)


@register.filter
def fr_weekday(day: dt.date) -> str:
    """``lundi 1er avril 2024``."""
    return formats.date_text(day, weekday=True)


@register.filter
def season_lines(season: OpeningSeason) -> list[tuple[str, str]]:
    """A season's week in words: weekdays that share hours stand on one line."""
    by_hours: dict[str, list[str]] = {}
    for number, name in enumerate(formats.WEEKDAYS, 1):
        slots = from_json(season.week.get(str(number), []))
        if slots:
            by_hours.setdefault(slots_text(slots), []).append(name)
    return [(", ".join(names), hours) for hours, names in by_hours.items()]
