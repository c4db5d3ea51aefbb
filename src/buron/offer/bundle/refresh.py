"""Bringing the kept bundle up to the offer as it is: only what changed is read and written."""

from __future__ import annotations

import datetime as dt
import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from django.db import transaction
from django.utils import timezone

from buron.kernel.tenancy import across_offices, current_office_id
from buron.offer.bundle.entry import SHAPE, public_part, staff_part
from buron.offer.models import Fiche, OfflineBundle, OfflineEntry, Photo
from buron.offer.queries.media import fiches_by_id, photos_of
from buron.offer.queries.tracks import tracks_of
from buron.offer.tracks import Line

BATCH = 200
"""Fiches held in memory at once."""


class Kept(NamedTuple):
    """What is known of an entry before it is made again."""

    pk: int
    stamp: str
    digest: str
    staff_digest: str


def refresh(day: dt.date | None = None) -> OfflineBundle:
    """The bundle of the office in scope, brought up to date. Two requests at once do the work once."""
    day = day or timezone.localdate()
    stamps = stamps_of(day)
    mark = _mark(stamps)
    bundle, _made = OfflineBundle.objects.get_or_create(office_id=current_office_id())
    if bundle.mark == mark:
        return bundle
    with transaction.atomic():
        bundle = OfflineBundle.objects.select_for_update().get(pk=bundle.pk)
        if bundle.mark != mark:
            _renew(bundle, stamps, day)
            bundle.mark = mark
            bundle.save()
    return bundle


def stamps_of(day: dt.date) -> dict[int, str]:
    """Of what each published fiche is made: its version in the index, which grows with every change of its body,
    the pictures that may be shown that day, its track.
    """
    office_id = current_office_id()
    published = Fiche.objects.filter(state=Fiche.State.PUBLISHED).order_by()
    rows = list(published.values_list("pk", "search_row__version", "track_kept__digest"))
    pictures: dict[int, list[str]] = {}
    with across_offices("rows are kept by office in the query itself"):
        photos = Photo.objects.filter(office_id=office_id, removed_at=None).order_by("position", "pk")
        for fiche_id, digest, until, credit, alt in photos.values_list(
            "fiche_id", "digest", "until", "credit", "alt"
        ):
            if until is None or until >= day:
                pictures.setdefault(fiche_id, []).append(f"{digest[:16]}{until}{credit}{alt}")
    return {
        pk: _stamp(version, [*pictures.get(pk, ()), *filter(None, [track])]) for pk, version, track in rows
    }


def _stamp(version: int | None, pictures: Iterable[str]) -> str:
    told = "|".join(pictures)
    return f"{SHAPE}.{version or 0}.{_short(told.encode()) if told else ''}"


def _mark(stamps: Mapping[int, str]) -> str:
    told = hashlib.sha256()
    for pk in sorted(stamps):
        told.update(f"{pk}:{stamps[pk]};".encode())
    return told.hexdigest()


def _renew(bundle: OfflineBundle, stamps: Mapping[int, str], day: dt.date) -> None:
    """Write what changed under the next number; the bundle counts one change more when anything did."""
    known = {
        fiche: Kept(pk, stamp, digest, staff)
        for fiche, pk, stamp, digest, staff in OfflineEntry.objects.values_list(
            "fiche", "pk", "stamp", "digest", "staff_digest"
        )
    }
    seq = bundle.seq + 1
    stale = [pk for pk, stamp in stamps.items() if pk not in known or known[pk].stamp != stamp]
    changed = sum(_write(lot, stamps, known, seq, day) for lot in _lots(stale))
    gone = [kept.pk for fiche, kept in known.items() if fiche not in stamps and kept.digest]
    for lot in _lots(gone):
        changed += OfflineEntry.objects.filter(pk__in=lot).update(
            seq=seq, digest="", staff_digest="", stamp="", thumb="", content=b"", staff=b""
        )
    if changed:
        bundle.seq, bundle.made_at = seq, timezone.now()


def _lots(items: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]


def _write(
    ids: Sequence[int], stamps: Mapping[int, str], known: Mapping[int, Kept], seq: int, day: dt.date
) -> int:
    """Make these entries again; how many of them really changed."""
    photos, tracks = photos_of(ids, day), tracks_of(ids)
    rows, same = [], []
    for pk, fiche in fiches_by_id(ids).items():
        row = _row(fiche, photos.get(pk, []), tracks.get(pk, []), stamps[pk], seq)
        kept = known.get(pk)
        if kept and (kept.digest, kept.staff_digest) == (row.digest, row.staff_digest):
            same.append(OfflineEntry(pk=kept.pk, stamp=row.stamp))
        else:
            rows.append(row)
    OfflineEntry.objects.bulk_update(same, ["stamp"])
    OfflineEntry.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["office", "fiche"],
        update_fields=["seq", "stamp", "digest", "staff_digest", "thumb", "content", "staff"],
    )
    return len(rows)


def _row(fiche: Fiche, photos: Sequence[Photo], track: Sequence[Line], stamp: str, seq: int) -> OfflineEntry:
    shown, staff = public_part(fiche, photos, track), staff_part(fiche)
    content, private = _json(shown), _json(staff)
    return OfflineEntry(
        office_id=fiche.office_id,
        fiche=fiche.pk,
        seq=seq,
        stamp=stamp,
        digest=_short(content),
        staff_digest=_short(content + private),
        thumb=shown.get("photo", {}).get("thumb", ""),
        content=zlib.compress(content),
        staff=zlib.compress(private) if staff else b"",
    )


def _json(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def _short(data: bytes) -> str:
    """48 bits: it tells two states of one fiche apart."""
    return hashlib.sha256(data).hexdigest()[:12]
