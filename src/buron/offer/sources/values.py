"""Tolerant reading of single values: what a source wrote, whatever its type, becomes the right type or nothing.

No function here raises. Those that are called for every record are cached: a feed repeats few dates, times
and labels.
"""

from __future__ import annotations

import datetime as dt
import html
import math
import re
import unicodedata
from functools import lru_cache
from typing import Any

from buron.offer.body import Position

LONGEST_LINK = 1_500
MOST_ITEMS = 5_000
"""Items of one list that are read; no real record comes near."""

_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?")
_THOUSANDS = re.compile(r"(?<=\d)[ \xa0\u202f](?=\d{3}(?!\d))")
_FRENCH_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_DOTNET_DAY = re.compile(r"/Date\((-?\d{1,17})(?:[+-]\d{4})?\)/")
_CLOCK = re.compile(r"(\d{1,2})\s*[:hH]\s*(\d{2})?")
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"(?i)<\s*(?:br|/p|/div|/li|/h[1-6]|/tr)\s*/?\s*>")
_BLANKS = re.compile(r"[ \t\xa0]+")
_MANY_LINES = re.compile(r"\n{3,}")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]{2,}")


def text(value: Any) -> str:
    """Plain text, trimmed, with ``\\n`` for line ends; a number reads as text, anything else as nothing."""
    if value.__class__ is str:
        clean: str = value.strip()
        if "\r" in clean:
            clean = clean.replace("\r\n", "\n").replace("\r", "\n")
        if "\0" in clean:
            clean = clean.replace("\0", "").strip()
        return clean
    if value.__class__ is int:
        return str(value)
    if value.__class__ is float and math.isfinite(value):
        return f"{value:.10g}"
    return ""


def line(value: Any, most: int = 200) -> str:
    """Text on one line, cut at ``most`` characters: names, cities, labels."""
    found = text(value)
    if "\n" in found:
        found = " ".join(found.split())
    return found if len(found) <= most else found[:most].rstrip()


def as_list(value: Any) -> list[Any]:
    """A list as it is (its first 5,000 items), nothing as an empty list, anything else as a list of one."""
    if value.__class__ is list:
        return value if len(value) <= MOST_ITEMS else value[:MOST_ITEMS]
    return [] if value is None else [value]


def as_dict(value: Any) -> dict[str, Any]:
    """A dict as it is, the first dict of a list, anything else as an empty dict."""
    if value.__class__ is dict:
        return value
    if value.__class__ is list:
        return next((item for item in value if item.__class__ is dict), {})
    return {}


def dicts(value: Any) -> list[dict[str, Any]]:
    """The dicts of a list, or the one dict given in place of a list."""
    if value.__class__ is list:
        return [item for item in as_list(value) if item.__class__ is dict]
    return [value] if value.__class__ is dict else []


def number(value: Any) -> float | None:
    """A finite number, also from text with a decimal comma or a unit (``"14600.0"``, ``"12,5 km"``)."""
    if value.__class__ is int or value.__class__ is float:
        return float(value) if abs(value) < 1e15 else None
    if value.__class__ is not str:
        return None
    match = _NUMBER.match(_THOUSANDS.sub("", value.strip()))
    if match is None or len(match.group()) > 25:
        return None
    return float(match.group().replace(",", "."))


def integer(value: Any, low: int = 0, high: int = 10_000_000) -> int | None:
    """A whole number within bounds, rounded; ``None`` outside them."""
    if value.__class__ is int:
        return value if low <= value <= high else None
    found = number(value)
    if found is None:
        return None
    whole = round(found)
    return whole if low <= whole <= high else None


def cents(value: Any) -> int | None:
    """An amount in euros as integer cents; ``None`` when it is negative or not a number."""
    found = number(value)
    if found is None or not 0 <= found < 1e9:
        return None
    return math.floor(round(found * 100, 6) + 0.5)


@lru_cache(maxsize=65536)
def _day_text(value: str) -> str:
    try:
        return dt.date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        pass
    match = _FRENCH_DAY.match(value.strip())
    if match:
        day, month, year = (int(part) for part in match.groups())
        try:
            return dt.date(year, month, day).isoformat()
        except ValueError:
            return ""
    match = _DOTNET_DAY.match(value)
    return _epoch_moment(int(match.group(1)))[:10] if match else ""


def day(value: Any) -> str:
    """An ISO date from ISO text, ``dd/mm/yyyy``, ``/Date(ms)/`` or a ``date``; empty when there is none."""
    if value.__class__ is str:
        found = _day_text(value)
        return found if "1900" <= found[:4] <= "2200" else ""
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    return ""


def _epoch_moment(milliseconds: int) -> str:
    try:
        moment = dt.datetime.fromtimestamp(milliseconds / 1000, dt.UTC)
    except (OverflowError, ValueError, OSError):
        return ""
    return moment.isoformat(timespec="seconds")


def moment(value: Any) -> str:
    """An ISO 8601 date and time to the second (or a date alone, if that is all); empty when there is none."""
    if value.__class__ is not str:
        return ""
    if len(value) > 10:
        try:
            return dt.datetime.fromisoformat(value).isoformat(timespec="seconds")
        except ValueError:
            pass
        match = _DOTNET_DAY.match(value)
        if match:
            return _epoch_moment(int(match.group(1)))
    return day(value)


@lru_cache(maxsize=8192)
def _clock_text(value: str) -> str:
    match = _CLOCK.match(value.strip())
    if match is None:
        return ""
    hour, minute = int(match.group(1)), int(match.group(2) or 0)
    if hour == 24 and minute == 0:
        hour = 0
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else ""


def clock(value: Any) -> str:
    """``HH:MM`` from ``09:00:00``, ``9h30``, ``9 h`` or a ``time``; empty when there is none."""
    if value.__class__ is str:
        return _clock_text(value)
    return value.strftime("%H:%M") if isinstance(value, dt.time) else ""


def position(latitude: Any, longitude: Any, altitude: Any = None) -> Position | None:
    """A place on earth, rounded to a decimetre; ``None`` at (0, 0) and outside the globe."""
    lat, lon = number(latitude), number(longitude)
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180) or not (lat or lon):
        return None
    place: Position = {"lat": round(lat, 6), "lon": round(lon, 6)}
    if altitude is not None:
        height = integer(altitude, -500, 9000)
        if height is not None:
            place["altitude"] = height
    return place


@lru_cache(maxsize=65536)
def slug(label: str) -> str:
    """``Gîtes de France`` → ``gites-de-france``: the key of a label, whatever its case and accents."""
    plain = label.replace("œ", "oe").replace("Œ", "oe").replace("&", " et ").replace("’", "'")
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode().lower()
    return _NOT_SLUG.sub("-", plain).strip("-")


def siret(value: Any) -> str:
    """The 14 digits of a SIRET, empty when there are not 14."""
    digits = "".join(_DIGITS.findall(text(value)))
    return digits if len(digits) == 14 else ""


def insee(value: Any) -> str:
    """A commune code of 5 characters (``2A004`` included); a lost leading zero is put back."""
    code = text(value).upper()
    if len(code) == 4 and code.isdigit():
        code = f"0{code}"
    return code if len(code) == 5 and code.isalnum() and code[2:].isdigit() else ""


def postcode(value: Any) -> str:
    """A French postcode of 5 digits, or the foreign one as it is written (12 characters at most)."""
    code = text(value).replace(" ", "")
    if len(code) == 4 and code.isdigit():
        return code if value.__class__ is str else f"0{code}"
    return code[:12]


def email(value: Any) -> str:
    """The first e-mail address of a text."""
    match = _EMAIL.search(text(value))
    return match.group().rstrip(".") if match else ""


def url(value: Any) -> str:
    """A web address with its scheme; empty when it is not one. Other schemes than http(s) are refused."""
    link = text(value).replace(" ", "%20")
    if len(link) > LONGEST_LINK:
        return ""
    if link[:7] == "http://" or link[:8] == "https://":
        return link
    if not link or "." not in link or "@" in link.split("/")[0]:
        return ""
    scheme, separator, rest = link.partition("://")
    if separator:
        return f"{scheme.lower()}://{rest}" if scheme.lower() in ("http", "https") else ""
    return f"https:{link}" if link.startswith("//") else f"http://{link}" if ":" not in scheme else ""


def is_mobile(phone: str) -> bool:
    """Whether a French number is a mobile one (06, 07 and their international forms)."""
    digits = "".join(_DIGITS.findall(phone))
    for prefix in ("0033", "33"):
        if digits.startswith(prefix):
            digits = "0" + digits[len(prefix) :].lstrip("0")
    return digits[:2] in ("06", "07")


def plain(value: Any) -> str:
    """Text without HTML tags or entities, one line per paragraph."""
    rough = text(value)
    if "<" in rough:
        rough = _TAG.sub("", _BREAK.sub("\n", rough))
    if "&" in rough:
        rough = html.unescape(rough)
    lines = [_BLANKS.sub(" ", line).strip() for line in rough.replace("\0", "").split("\n")]
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()
