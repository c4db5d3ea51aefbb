"""The offer as other systems read it: schema.org, GeoJSON, iCalendar, tables. Pure functions, no database.

Each takes :class:`Shown` fiches, which a query gathers (:func:`buron.offer.queries.shown.shown`), and the
:class:`Sender`, which says in whose name, in which language and on which day.
"""

from buron.offer.outputs.geojson import feature, feature_collection
from buron.offer.outputs.ical import calendar_bytes
from buron.offer.outputs.jsonld import json_ld, script_text
from buron.offer.outputs.plain import plain
from buron.offer.outputs.shown import Picture, Sender, Shown
from buron.offer.outputs.table import COLUMNS, PUBLIC_COLUMNS, row_of

__all__ = [
    "COLUMNS",
    "PUBLIC_COLUMNS",
    "Picture",
    "Sender",
    "Shown",
    "calendar_bytes",
    "feature",
    "feature_collection",
    "json_ld",
    "plain",
    "row_of",
    "script_text",
]
