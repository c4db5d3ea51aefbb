"""The office's own map background: one PMTiles file (version 3), checked before it is trusted.

Format: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md (a header of 127 bytes, little-endian).
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from buron.kernel.models import Office

HEADER = struct.Struct("<7sB11Q6B4iB2i")
MOST_BYTES = 2 * 1024**3
"""A département at all scales is some 300 MB; a region stays under this."""
FOLDER = "cartes"
TYPES = {1: "vectorielle", 2: "PNG", 3: "JPEG", 4: "WebP", 5: "AVIF"}
E7 = 10_000_000


class TilesError(ValueError):
    """The file is not a map background that can be shown; the message is French."""


@dataclass(frozen=True, slots=True)
class Tiles:
    """What the header says: kind of tiles, scales, and the box in degrees (west, south, east, north)."""

    kind: str
    scales: tuple[int, int]
    box: tuple[float, float, float, float]
    size: int


def read_header(head: bytes, size: int) -> Tiles:
    """The header of a file of that size; :class:`TilesError` when it is something else, or cut short."""
    if len(head) < HEADER.size or not head.startswith(b"PMTiles"):
        raise TilesError("Ce fichier n’est pas un fond de carte PMTiles.")
    fields = HEADER.unpack(head[: HEADER.size])
    if fields[1] != 3:
        raise TilesError(f"Ce fond de carte est de la version {fields[1]} ; il faut la version 3.")
    parts = fields[2:10]
    if any(start + length > size for start, length in zip(parts[::2], parts[1::2], strict=True)):
        raise TilesError("Ce fond de carte est coupé : le fichier n’est pas entier.")
    kind = TYPES.get(fields[16])
    if kind is None:
        raise TilesError("Les images de ce fond de carte sont d’un format inconnu.")
    west, south, east, north = (value / E7 for value in fields[19:23])
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise TilesError("L’étendue de ce fond de carte n’a pas de sens.")
    return Tiles(kind, (fields[17], fields[18]), (west, south, east, north), size)


def place_of(office: Office) -> Path:
    """Where the office's file is, whether it exists or not."""
    return Path(settings.MEDIA_ROOT) / FOLDER / f"{office.slug}.pmtiles"


def current(office: Office) -> Tiles | None:
    """The background in service; None without one."""
    place = place_of(office)
    try:
        with place.open("rb") as file:
            return read_header(file.read(HEADER.size), place.stat().st_size)
    except (OSError, TilesError):
        return None


def version_of(office: Office) -> tuple[int, str]:
    """The size of the file in bytes, and a tag (RFC 9110) that changes with it; ``OSError`` without one."""
    stat = place_of(office).stat()
    return stat.st_size, f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'


def keep(office: Office, chunks: Iterable[bytes]) -> Tiles:
    """Write the file beside its place, check it, then put it there at once; a refused one leaves the old one."""
    place = place_of(office)
    place.parent.mkdir(parents=True, exist_ok=True)
    partial = place.with_suffix(".partial")
    try:
        size = 0
        with partial.open("wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > MOST_BYTES:
                    raise TilesError("Ce fond de carte dépasse 2 Go : prenez une étendue plus petite.")
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        with partial.open("rb") as file:
            tiles = read_header(file.read(HEADER.size), size)
        partial.replace(place)
    finally:
        partial.unlink(missing_ok=True)
    return tiles
