"""Opening days and hours, pure: days of a period, feasts, OSM, schema.org, French wording."""

from buron.territory.hours.calendar import merge_sessions, parse_day, period_days
from buron.territory.hours.feasts import FEASTS, feast_date, is_public_holiday, public_holidays
from buron.territory.hours.standards import opening_hours_osm, opening_hours_schema
from buron.territory.hours.types import Opening, OpeningPeriod, SessionDict, Slot
from buron.territory.hours.wording import hours_text, opening_sentences, period_sentence, session_sentences

__all__ = [
    "FEASTS",
    "Opening",
    "OpeningPeriod",
    "SessionDict",
    "Slot",
    "feast_date",
    "hours_text",
    "is_public_holiday",
    "merge_sessions",
    "opening_hours_osm",
    "opening_hours_schema",
    "opening_sentences",
    "parse_day",
    "period_days",
    "period_sentence",
    "public_holidays",
    "session_sentences",
]
