"""Reads what people type about places: a point copied from a map, a commune with its postcode."""

from __future__ import annotations

import re
from collections.abc import Iterable

from buron.territory import reference
from buron.territory.names import place_key
from buron.territory.reference import Commune

_NUMBER = re.compile(r"[-−+]?\d{1,3}(?:[.,]\d+)?")
_POSTCODE = re.compile(r"\(?\b(\d{5})\b\)?")


def read_point(text: str) -> tuple[float, float] | None:
    """Latitude and longitude from "44.98, 2.62", "44,98 ; 2,62" or "44.98 2.62"; None when it is something else.

    The decimal comma of French and the comma between the two numbers are told apart by the number of numbers:
    there must be exactly two, and nothing else than separators around them.
    """
    found = _NUMBER.findall(text)
    rest = _NUMBER.sub("", text)
    if len(found) != 2 or re.search(r"[^\s,;/()]", rest):
        return None
    latitude, longitude = (float(number.replace(",", ".").replace("−", "-")) for number in found)
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def write_point(latitude: float | None, longitude: float | None) -> str:
    """The point as :func:`read_point` reads it; empty when there is none."""
    return "" if latitude is None or longitude is None else f"{latitude:.6f}, {longitude:.6f}"


def read_commune(text: str, department: str | None = None, near: Iterable[Commune] = ()) -> Commune | None:
    """The commune meant by "Vic-sur-Cère (15800)", "15800 Vic", "Vic-sur-Cère" or "15258"; None when not sure.

    A name alone is looked for among the communes nearby (the office's), then in the département, then in the
    country.
    """
    typed = text.strip()
    if re.fullmatch(r"\d{5}|2[ABab]\d{3}", typed):
        return reference.commune(typed)
    postcode = _POSTCODE.search(typed)
    if postcode is not None:
        return reference.commune_by_name(_POSTCODE.sub(" ", typed), postcode[1])
    key = place_key(typed)
    close = [commune for commune in near if place_key(commune.name) == key]
    if len(close) == 1:
        return close[0]
    return (
        reference.commune_by_name(typed, department=department) if department else None
    ) or reference.commune_by_name(typed)
