"""A small PMTiles archive (version 3), vector or raster, written by hand from the two specifications.

https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md and https://github.com/mapbox/vector-tile-spec (2.1).
"""

from __future__ import annotations

import gzip
import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence

from PIL import Image

from buron.kernel.pmtiles import E7, HEADER

EXTENT = 4096
GZIP, PLAIN = 2, 1
VECTOR, PNG = 1, 2
SCALES = (6, 11)
LAYERS = ("boundaries", "earth", "places", "roads", "water")
"""In the order of the alphabet, as most tools list them: it is not the order in which they must be drawn."""

Box = tuple[float, float, float, float]
Feature = tuple[int, Sequence[int], Mapping[str, str]]
POINT, LINE, POLYGON = 1, 2, 3


def archive(box: Box, kind: int = VECTOR) -> bytes:
    """Every tile of a box (west, south, east, north) at :data:`SCALES`, all alike."""
    tile = gzip.compress(_vector_tile(), mtime=0) if kind == VECTOR else _picture()
    ids = sorted(number for scale in range(SCALES[0], SCALES[1] + 1) for number in _ids(box, scale))
    root = gzip.compress(_directory(ids, len(tile)), mtime=0)
    layers = [{"id": name, "fields": {"name": "String"}} for name in LAYERS] if kind == VECTOR else []
    metadata = gzip.compress(json.dumps({"name": "essai", "vector_layers": layers}).encode(), mtime=0)
    start = HEADER.size + len(root)
    data = start + len(metadata)
    head = HEADER.pack(
        *(b"PMTiles", 3, HEADER.size, len(root), start, len(metadata), data, 0, data, len(tile)),
        *(len(ids), len(ids), 1, 1, GZIP, GZIP if kind == VECTOR else PLAIN, kind, *SCALES),
        *(round(value * E7) for value in box),
        SCALES[0],
        *(round((box[n] + box[n + 2]) / 2 * E7) for n in (0, 1)),
    )
    return head + root + metadata + tile


def _ids(box: Box, scale: int) -> Iterator[int]:
    west, north = _column_row(box[0], box[3], scale)
    east, south = _column_row(box[2], box[1], scale)
    for x in range(west, east + 1):
        for y in range(north, south + 1):
            yield tile_id(scale, x, y)


def _column_row(longitude: float, latitude: float, scale: int) -> tuple[int, int]:
    size = 1 << scale
    angle = math.radians(latitude)
    return (
        int((longitude + 180) / 360 * size),
        int((1 - math.asinh(math.tan(angle)) / math.pi) / 2 * size),
    )


def tile_id(scale: int, x: int, y: int) -> int:
    """The number of a tile: those of the smaller scales, then its place on the Hilbert curve."""
    number = ((1 << (2 * scale)) - 1) // 3
    side = 1 << scale >> 1
    while side:
        right, low = int(bool(x & side)), int(bool(y & side))
        number += side * side * ((3 * right) ^ low)
        if not low:
            if right:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        side >>= 1
    return number


def _directory(ids: Sequence[int], length: int) -> bytes:
    """All entries show the same bytes, at the beginning of the data (an offset is written plus one)."""
    steps = [now - before for before, now in zip([0, *ids], ids, strict=False)]
    columns = (steps, [1] * len(ids), [length] * len(ids), [1] * len(ids))
    return _varint(len(ids)) + b"".join(_varint(value) for column in columns for value in column)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (256, 256), "#c03080").save(out, "PNG")
    return out.getvalue()


# -- A vector tile ------------------------------------------------------------------------------------------


def _vector_tile() -> bytes:
    square = (0, 0, EXTENT, 0, EXTENT, EXTENT, 0, EXTENT)
    lake = (1000, 1000, 2400, 1000, 2400, 2400, 1000, 2400)
    drawn: dict[str, list[Feature]] = {
        "boundaries": [(LINE, (0, 3600, EXTENT, 3600), {})],
        "earth": [(POLYGON, square, {})],
        "places": [(POINT, (3000, 700), {"name": "Lieu-Témoin"})],
        "roads": [(LINE, (0, 300, EXTENT, 3000), {"name": "Route du lac"})],
        "water": [(POLYGON, lake, {"name": "Lac d’essai"})],
    }
    return b"".join(_field(3, _layer(name, drawn[name])) for name in LAYERS)


def _layer(name: str, features: Sequence[Feature]) -> bytes:
    values = list(dict.fromkeys(text for *_rest, told in features for text in told.values()))
    body = _number(15, 2) + _field(1, name.encode())
    for kind, points, told in features:
        tags = b"".join(_varint(0) + _varint(values.index(text)) for text in told.values())
        body += _field(2, _field(2, tags) + _number(3, kind) + _field(4, _geometry(kind, points)))
    body += _field(3, b"name") + b"".join(_field(4, _field(1, text.encode())) for text in values)
    return body + _number(5, EXTENT)


def _geometry(kind: int, points: Sequence[int]) -> bytes:
    """Move to the first point, draw lines to the others, close a polygon; each as steps from the point before."""
    steps = [value - (points[n - 2] if n > 1 else 0) for n, value in enumerate(points)]
    zigzag = [(step << 1) ^ (step >> 63) for step in steps]
    move, line, close = 1 | 1 << 3, 2 | (len(points) // 2 - 1) << 3, 7 | 1 << 3
    commands = [move, *zigzag[:2]]
    if kind != POINT:
        commands += [line, *zigzag[2:]]
    if kind == POLYGON:
        commands.append(close)
    return b"".join(_varint(command) for command in commands)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, data: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(data)) + data
