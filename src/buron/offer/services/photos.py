"""Photos of the office: taken in, described, ordered, taken away and put back.

The files are written before the row, so that no row ever lacks its files; files that a crash left without a row are
cleared by :func:`sweep`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.tenancy import across_offices
from buron.kernel.texts import PUBLIC_LANGUAGES
from buron.offer.models import Fiche, Photo
from buron.offer.pictures import WIDTHS, BadPicture, Prepared, prepare
from buron.offer.services import _index

EDIT = "offer.edit"
FOLDER = "photos"
MOST_PHOTOS = 60
KEPT_AFTER_REMOVAL = dt.timedelta(days=30)
ORPHAN_AGE = dt.timedelta(hours=6)
"""Younger files may belong to a request that runs."""


def add_photo(
    *,
    actor: Actor,
    fiche: Fiche,
    upload: IO[bytes],
    size: int,
    credit: str = "",
    until: dt.date | None = None,
    alt: Mapping[str, str] | None = None,
) -> Photo:
    """Keep a picture and its renditions. Sending the same picture twice gives the one already there.

    Raises :class:`BadPicture` (French) when it cannot be read, or when the disk refuses it.
    """
    actor.require(EDIT)
    digest = _digest(upload)
    known = Photo.objects.filter(fiche=fiche, digest=digest).first()
    if known is not None:
        return restore_photo(actor=actor, photo=known)
    if Photo.objects.filter(fiche=fiche, removed_at=None).count() >= MOST_PHOTOS:
        raise BadPicture(f"Une fiche garde {MOST_PHOTOS} photos au plus : retirez-en d’abord.")
    prepared = prepare(upload, size)
    name = _store(fiche, digest, prepared)
    with transaction.atomic():
        photo = Photo.objects.create(
            office_id=actor.office_id,
            fiche=fiche,
            file=name,
            width=prepared.width,
            height=prepared.height,
            credit=credit.strip()[:160],
            until=until,
            alt=_alt(alt),
            position=Photo.objects.filter(fiche=fiche).count(),
            digest=digest,
        )
        journal.record(actor=actor, action="offer.photo.added", target=fiche, after=_told(photo))
        _index.index([fiche.pk])
    return photo


@transaction.atomic
def edit_photo(
    *, actor: Actor, photo: Photo, credit: str, until: dt.date | None, alt: Mapping[str, str]
) -> Photo:
    """Say who took it, until when it may be shown, and what it shows in each language."""
    actor.require(EDIT)
    before = _told(photo)
    photo.credit, photo.until, photo.alt = credit.strip()[:160], until, _alt(alt)
    old, new = journal.changes(before, _told(photo))
    if new:
        photo.save(update_fields=["credit", "until", "alt"])
        journal.record(actor=actor, action="offer.photo.edited", target=photo.fiche, before=old, after=new)
    return photo


@transaction.atomic
def arrange_photos(*, actor: Actor, fiche: Fiche, photo_ids: Sequence[int]) -> list[Photo]:
    """Put the photos of a fiche in that order; those not named come after. The first stands for the fiche."""
    actor.require(EDIT)
    photos = {photo.pk: photo for photo in Photo.objects.filter(fiche=fiche, removed_at=None)}
    order = [pk for pk in dict.fromkeys(photo_ids) if pk in photos]
    order += [pk for pk in photos if pk not in order]
    before = list(photos)
    for place, pk in enumerate(order):
        photos[pk].position = place
    Photo.objects.bulk_update(photos.values(), ["position"])
    if order != before:
        journal.record(
            actor=actor,
            action="offer.photo.arranged",
            target=fiche,
            before={"photos": before},
            after={"photos": order},
        )
    return [photos[pk] for pk in order]


@transaction.atomic
def remove_photo(*, actor: Actor, photo: Photo) -> Photo:
    """Take a photo away; its files stay for a month, so that it can be put back."""
    actor.require(EDIT)
    if photo.removed_at is None:
        photo.removed_at = timezone.now()
        photo.save(update_fields=["removed_at"])
        journal.record(actor=actor, action="offer.photo.removed", target=photo.fiche, before=_told(photo))
        _index.index([photo.fiche_id])
    return photo


@transaction.atomic
def restore_photo(*, actor: Actor, photo: Photo) -> Photo:
    """Put a photo back."""
    actor.require(EDIT)
    if photo.removed_at is not None:
        photo.removed_at = None
        photo.save(update_fields=["removed_at"])
        journal.record(actor=actor, action="offer.photo.restored", target=photo.fiche, after=_told(photo))
        _index.index([photo.fiche_id])
    return photo


def file_name(photo: Photo, width: int) -> str:
    """Name in the storage of a rendition (0: the largest)."""
    path = PurePosixPath(str(photo.file.name))
    return str(path.with_name(f"{path.stem}-{width}.jpg")) if width else str(path)


def sweep(now: dt.datetime) -> int:
    """Clear photos taken away long ago, then files that no row names; the number of files cleared."""
    with across_offices("files are shared by all offices"):
        Photo.objects.filter(removed_at__lt=now - KEPT_AFTER_REMOVAL).delete()
        named = {name for photo in Photo.objects.all().iterator() for name in _names(photo)}
    cleared = 0
    for name in _files(FOLDER):
        if name not in named and default_storage.get_modified_time(name) < now - ORPHAN_AGE:
            default_storage.delete(name)
            cleared += 1
    return cleared


def _names(photo: Photo) -> Iterator[str]:
    return (file_name(photo, width) for width in (0, *WIDTHS))


def _files(folder: str) -> Iterator[str]:
    """Every file under a folder of the storage."""
    if not default_storage.exists(folder):
        return
    folders, files = default_storage.listdir(folder)
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from _files(f"{folder}/{name}")


def _digest(upload: IO[bytes]) -> str:
    upload.seek(0)
    digest = hashlib.file_digest(upload, "sha256").hexdigest()  # type: ignore[arg-type]
    upload.seek(0)
    return digest


def _store(fiche: Fiche, digest: str, prepared: Prepared) -> str:
    """Write the files; the name of the largest. Files of a broken attempt are written over."""
    base = f"{FOLDER}/{fiche.office_id}/{fiche.pk}/{digest[:32]}"
    try:
        for width, data in prepared.files.items():
            name = f"{base}-{width}.jpg" if width else f"{base}.jpg"
            default_storage.delete(name)
            default_storage.save(name, ContentFile(data))
    except OSError as error:
        raise BadPicture(
            "Le disque du serveur n’accepte pas la photo : prévenez l’administrateur."
        ) from error
    return f"{base}.jpg"


def _alt(alt: Mapping[str, str] | None) -> dict[str, str]:
    kept = {code: " ".join((alt or {}).get(code, "").split())[:250] for code in PUBLIC_LANGUAGES}
    return {code: text for code, text in kept.items() if text}


def _told(photo: Photo) -> dict[str, Any]:
    return {
        "photo": photo.pk,
        "credit": photo.credit,
        "until": photo.until.isoformat() if photo.until else None,
        "alt": dict(photo.alt),
    }
