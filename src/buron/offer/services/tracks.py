"""The tracks of the walks: taken from a file of the office, or read where the source says that they are."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Callable

import orjson
from django.db import transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.offer.imports.fetch import FetchError, FetchLimits, fetch
from buron.offer.models import Fiche, Track
from buron.offer.queries.cards import track_of
from buron.offer.services import _index
from buron.offer.tracks import MOST_BYTES, BadTrack, Line, length_of, read_gpx

EDIT = "offer.edit"
READ_AGAIN = dt.timedelta(days=30)
MOST_AT_ONCE = 60
LIMITS = FetchLimits(connect_seconds=5, read_seconds=10, total_seconds=20, most_bytes=MOST_BYTES, redirects=3)


def keep_track(*, actor: Actor, fiche: Fiche, data: bytes, address: str = "") -> Track:
    """Keep the track of a GPX file, in the place of the one before. Raises :class:`BadTrack`.

    ``address``: where it was read; without one it is the office's own, which no source replaces.
    """
    actor.require(EDIT)
    lines = read_gpx(data)
    digest = hashlib.sha256(orjson.dumps(lines)).hexdigest()[:16]
    with transaction.atomic():
        known = Track.objects.filter(fiche=fiche).first()
        track = _write(actor, fiche, address, lines=lines, digest=digest, fault="")
        if known is None or known.digest != digest:
            told = {"metres": round(length_of(lines)), "address": address[:300]}
            journal.record(actor=actor, action="offer.track.kept", target=fiche, after=told)
            _index.index([fiche.pk])
    return track


def remove_track(*, actor: Actor, fiche: Fiche) -> None:
    """Forget the track of a fiche; the one that its source names is read again in the night."""
    actor.require(EDIT)
    with transaction.atomic():
        gone, _by_table = Track.objects.filter(fiche=fiche).delete()
        if gone:
            journal.record(actor=actor, action="offer.track.removed", target=fiche)
            _index.index([fiche.pk])


def read_tracks(*, actor: Actor, ask: Callable[[str], bytes] | None = None) -> int:
    """Read the tracks that sources name and that are not kept yet, or were read long ago; how many were kept.

    What cannot be read is told on the fiche, the lines kept before stay. ``ask`` is for tests.
    """
    actor.require(EDIT)
    return sum(_read(actor, fiche, address, ask or _asked) for fiche, address in _due())


def _due() -> list[tuple[Fiche, str]]:
    before = timezone.now() - READ_AGAIN
    known = {
        fiche: (address, read_at)
        for fiche, address, read_at in Track.objects.values_list("fiche", "address", "read_at")
    }
    due = []
    walks = Fiche.objects.filter(state=Fiche.State.PUBLISHED, body__has_key="route").order_by("pk")
    for fiche in walks.iterator(chunk_size=200):
        address = track_of(fiche.body)
        held = known.get(fiche.pk)
        is_own = held is not None and not held[0]
        if address and not is_own and (held is None or held[0] != address or held[1] < before):
            due.append((fiche, address))
    return due[:MOST_AT_ONCE]


def _read(actor: Actor, fiche: Fiche, address: str, ask: Callable[[str], bytes]) -> bool:
    try:
        keep_track(actor=actor, fiche=fiche, data=ask(address), address=address)
    except (BadTrack, FetchError) as error:
        _write(actor, fiche, address, fault=str(error)[:300])
        return False
    return True


def _asked(address: str) -> bytes:
    into = io.BytesIO()
    fetch(address, into, limits=LIMITS)
    return into.getvalue()


def _write(
    actor: Actor, fiche: Fiche, address: str, *, fault: str, lines: list[Line] | None = None, digest: str = ""
) -> Track:
    """The row of a fiche; without ``lines``, those that it holds stay."""
    values = {"address": address, "read_at": timezone.now(), "fault": fault}
    if lines is not None:
        values |= {"lines": lines, "digest": digest}
    track, _made = Track.objects.update_or_create(
        fiche=fiche, defaults=values, create_defaults={**values, "office_id": actor.office_id}
    )
    return track
