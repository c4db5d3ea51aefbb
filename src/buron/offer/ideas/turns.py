"""The order of ideas: what is known first, then a fair turn between equals. Pure and repeatable."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

BANDS_M = (10_000, 25_000, 50_000)
"""Distances within which one idea is as near as another."""


class Candidate(NamedTuple):
    """An idea before it has its place. ``shown``: how many times in the days before this one."""

    id: int
    known: bool
    open: bool
    band: int
    partner: bool
    shown: int


def band(metres: float | None) -> int:
    """The rank of a distance among :data:`BANDS_M`; what has no position comes after them all."""
    if metres is None:
        return len(BANDS_M) + 1
    return next((rank for rank, limit in enumerate(BANDS_M) if metres <= limit), len(BANDS_M))


def in_turn(
    candidates: Iterable[Candidate], *, day: dt.date, place: str, partners_first: bool
) -> list[Candidate]:
    """Order ideas: a known yes before "not said", open that day before the rest, the nearest band, partners where
    the office says so; between equals those that were shown least come first, and the last tie is drawn by a hash
    of the day, the place and the fiche: the same all day at one desk, another on the morrow and at the next desk.
    """

    def draw(one: Candidate) -> str:
        return sha256(f"{day.isoformat()}|{place}|{one.id}".encode()).hexdigest()

    def key(one: Candidate) -> tuple[bool, bool, int, bool, int, str]:
        partner_later = partners_first and not one.partner
        return (not one.known, not one.open, one.band, partner_later, one.shown, draw(one))

    return sorted(candidates, key=key)
