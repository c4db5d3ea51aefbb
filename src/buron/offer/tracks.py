"""Tracks of walks as GPX (https://www.topografix.com/GPX/1/1/): read, lightened, measured, written anew.

A recorded track holds more than the path: who walked it, when, how fast. Only the line and its heights are kept. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from buron.kernel.errors import Refusal

MOST_BYTES = 20_000_000
MOST_POINTS = 200_000
TOLERANCE_M = 4.0
"""How far from the recorded line the kept one may pass: less than a path is wide on a map."""
JOINED_M = 150.0
"""A recording that paused for less is one line."""
EARTH_M = 6_371_000.0
DEGREE_M = math.pi * EARTH_M / 180
STEPS = 48
"""Heights that a profile holds."""

Point = tuple[float, float, int | None]
"""Latitude, longitude, metres above the sea (None: not recorded)."""
Line = list[Point]


class BadTrack(Refusal):
    """The file holds no track that can be drawn; the message is French."""


def read_gpx(data: bytes) -> list[Line]:
    """The lines of a GPX file: its tracks, else its routes. Raises :class:`BadTrack`."""
    if len(data) > MOST_BYTES:
        raise BadTrack("La trace dépasse 20 Mo.")
    try:
        root = fromstring(data.strip(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise BadTrack("Ce fichier n’est pas une trace GPX.") from error
    if _name(root) != "gpx":
        raise BadTrack("Ce fichier n’est pas une trace GPX.")
    found = [*_lines(root, "trkseg", "trkpt")] or [*_lines(root, "rte", "rtept")]
    lines = [light for line in _joined(found) if len(light := lightened(line)) > 1]
    if not lines:
        raise BadTrack("Ce fichier GPX ne contient aucun tracé.")
    return lines


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2].lower()


def _lines(root: Element, line_name: str, point_name: str) -> Iterator[Line]:
    left = MOST_POINTS
    for element in root.iter():
        if _name(element) == line_name:
            line = [point for one in element if _name(one) == point_name and (point := _point(one))]
            left -= len(line)
            if left < 0:
                raise BadTrack(f"La trace a plus de {MOST_POINTS} points.")
            yield line


def _point(element: Element) -> Point | None:
    latitude, longitude = _number(element.get("lat")), _number(element.get("lon"))
    if latitude is None or longitude is None or abs(latitude) > 85 or abs(longitude) > 180:
        return None
    height = next((_number(one.text) for one in element if _name(one) == "ele"), None)
    known = height is not None and -500 < height < 9000
    return round(latitude, 6), round(longitude, 6), round(height) if known and height is not None else None


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _joined(lines: Iterable[Line]) -> list[Line]:
    """Segments that follow each other closely are one line; a file of one walk in ten pieces is one walk."""
    joined: list[Line] = []
    for line in lines:
        if not line:
            continue
        if joined and metres(joined[-1][-1], line[0]) < JOINED_M:
            joined[-1].extend(line)
        else:
            joined.append(list(line))
    return joined


def metres(one: Point, other: Point) -> float:
    """Distance over the ground between two near points."""
    middle = math.radians((one[0] + other[0]) / 2)
    east = (other[1] - one[1]) * math.cos(middle)
    return math.hypot(other[0] - one[0], east) * DEGREE_M


def lightened(line: Line, tolerance: float = TOLERANCE_M) -> Line:
    """The line without the points that change nothing to it (Douglas and Peucker), its ends kept."""
    scale = math.cos(math.radians(line[0][0])) if line else 1.0
    flat = [(longitude * scale * DEGREE_M, latitude * DEGREE_M) for latitude, longitude, _height in line]
    kept = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        far, place = _farthest(flat, first, last)
        if far > tolerance:
            kept.add(place)
            spans += [(first, place), (place, last)]
    return [point for place, point in enumerate(line) if place in kept]


def _farthest(flat: Sequence[tuple[float, float]], first: int, last: int) -> tuple[float, int]:
    """How far the farthest point between two is from their chord, and which one."""
    (x, y), (to_x, to_y) = flat[first], flat[last]
    across, along = to_x - x, to_y - y
    square = across * across + along * along
    best, place = 0.0, first
    for n in range(first + 1, last):
        right, up = flat[n][0] - x, flat[n][1] - y
        share = min(1.0, max(0.0, (right * across + up * along) / square)) if square else 0.0
        far = math.hypot(right - share * across, up - share * along)
        if far > best:
            best, place = far, n
    return best, place


def length_of(lines: Sequence[Line]) -> float:
    """Metres over the ground."""
    return sum(metres(one, other) for line in lines for one, other in pairwise(line))


def profile(lines: Sequence[Line], steps: int = STEPS) -> list[int]:
    """Heights at equal steps of the longest line; empty when they were not recorded all along."""
    line = max(lines, key=lambda one: length_of([one]), default=[])
    heights = [height for *_place, height in line if height is not None]
    total = length_of([line])
    if len(heights) < len(line) or len(line) < 2 or not total:
        return []
    found, done, place = [], 0.0, 0
    for step in range(steps):
        wanted = total * step / (steps - 1)
        while place < len(line) - 2 and done + metres(line[place], line[place + 1]) < wanted:
            done += metres(line[place], line[place + 1])
            place += 1
        span = metres(line[place], line[place + 1])
        share = min(1.0, (wanted - done) / span) if span else 0.0
        found.append(round(heights[place] + (heights[place + 1] - heights[place]) * share))
    return found


def encoded(line: Line) -> str:
    """The line in a few letters, to a metre: Google's polyline, the algorithm that every map library reads."""
    out: list[str] = []
    before = (0, 0)
    for latitude, longitude, _height in line:
        here = (round(latitude * 1e5), round(longitude * 1e5))
        for now, last in zip(here, before, strict=True):
            step = now - last
            value = ~(step << 1) if step < 0 else step << 1
            while value >= 0x20:
                out.append(chr((0x20 | value & 0x1F) + 63))
                value >>= 5
            out.append(chr(value + 63))
        before = here
    return "".join(out)


def write_gpx(name: str, lines: Sequence[Line], address: str = "") -> bytes:
    """A GPX 1.1 file with the name of the walk and the address of its page."""
    root = Element(
        "gpx", {"version": "1.1", "creator": "Buron", "xmlns": "http://www.topografix.com/GPX/1/1"}
    )
    track = SubElement(root, "trk")
    SubElement(track, "name").text = name
    if address:
        SubElement(track, "link", {"href": address})
    for line in lines:
        segment = SubElement(track, "trkseg")
        for latitude, longitude, height in line:
            point = SubElement(segment, "trkpt", {"lat": f"{latitude:.6f}", "lon": f"{longitude:.6f}"})
            if height is not None:
                SubElement(point, "ele").text = str(height)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def geometry(lines: Sequence[Line]) -> dict[str, object]:
    """The lines as GeoJSON (RFC 7946: longitude first)."""
    positions = [[[longitude, latitude] for latitude, longitude, _height in line] for line in lines]
    return {"type": "MultiLineString", "coordinates": positions}
