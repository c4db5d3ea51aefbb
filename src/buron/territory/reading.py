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

    A name alone is looked for among the communes nearby (the office's), whole or as the beginning of one, then in the
    département. Where either is given, one that is further away is not taken: :func:`near_names` proposes it.
    """
    typed = text.strip()
    if re.fullmatch(r"\d{5}|2[ABab]\d{3}", typed):
        return reference.commune(typed)
    postcode = _POSTCODE.search(typed)
    if postcode is not None:
        return reference.commune_by_name(_POSTCODE.sub(" ", typed), postcode[1])
    close = list(near)
    found = _nearby(place_key(typed), close)
    if len(found) == 1:
        return found[0]
    if department:
        return None if found else reference.commune_by_name(typed, department=department)
    return None if close else reference.commune_by_name(typed)


def _nearby(key: str, near: Iterable[Commune]) -> list[Commune]:
    """The communes nearby that have this name, else those whose name it begins."""
    named = [(commune, place_key(commune.name)) for commune in near] if key else []
    return [commune for commune, name in named if name == key] or [
        commune for commune, name in named if name.startswith(f"{key} ")
    ]


MOST_NAMES = 4


def near_names(text: str, department: str | None = None, near: Iterable[Commune] = ()) -> list[str]:
    """What may have been meant by a text that :func:`read_commune` is not sure of, the nearest first, each written so
    that it is read back: "Riom-ès-Montagnes (15400)".
    """
    typed = _POSTCODE.sub(" ", text).strip()
    if not place_key(typed):
        return []
    found = _nearby(place_key(typed), near)
    for area in dict.fromkeys((department, None)):
        found += reference.find_communes(typed, limit=MOST_NAMES, department=area)
    return list(dict.fromkeys(commune.label for commune in found))[:MOST_NAMES]
