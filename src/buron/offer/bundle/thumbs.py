"""Small pictures for lists that are read without the network: made once, kept beside the photos, sent in packs."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from buron.kernel.tenancy import across_offices, current_office_id
from buron.offer.models import OfflineEntry, Photo
from buron.offer.pictures import WIDTHS
from buron.offer.services.photos import file_name

SIZE = (240, 180)
"""Pixels: a list at the counter shows 96 by 72, twice that on a fine screen, and paper a little more."""
QUALITY = 58
FOLDER = "thumbs"
MOST = 60
"""Pictures of one pack."""


def thumbs_of(digests: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The pictures that the office's bundle names, of those asked, in their order."""
    wanted = [digest for digest in dict.fromkeys(digests) if len(digest) == 24][:MOST]
    office_id = current_office_id()
    listed = set(OfflineEntry.objects.filter(thumb__in=wanted).values_list("thumb", flat=True))
    photos: dict[str, Photo] = {}
    with across_offices("rows are kept by office in the query itself"):
        own = Photo.objects.filter(office_id=office_id, removed_at=None, fiche__state="published")
        for photo in own.filter(digest__in=_full(own, listed)):
            photos.setdefault(photo.digest[:24], photo)
    for digest in wanted:
        if digest in photos:
            data = thumb(photos[digest])
            if data:
                yield digest, data


def _full(photos: Iterable[Photo], beginnings: set[str]) -> list[str]:
    digests = photos.values_list("digest", flat=True)  # type: ignore[attr-defined]
    return [digest for digest in digests if digest[:24] in beginnings]


def thumb(photo: Photo) -> bytes:
    """The small picture of a photo; empty when its file cannot be read."""
    name = f"{FOLDER}/{photo.digest[:2]}/{photo.digest[:24]}.webp"
    if default_storage.exists(name):
        with default_storage.open(name) as file:
            return bytes(file.read())
    data = _made(photo)
    if data:
        default_storage.save(name, ContentFile(data))
    return data


def _made(photo: Photo) -> bytes:
    for source in (file_name(photo, WIDTHS[0]), file_name(photo, 0)):
        try:
            with default_storage.open(source) as file, Image.open(file) as opened:
                small = ImageOps.fit(opened.convert("RGB"), SIZE, Image.Resampling.LANCZOS)
        except (OSError, ValueError, SyntaxError):
            continue
        out = io.BytesIO()
        small.save(out, "WEBP", quality=QUALITY, method=4)
        return out.getvalue()
    return b""


def sweep_thumbs() -> int:
    """Clear the small pictures whose photo is gone; the number of files cleared."""
    with across_offices("files are shared by all offices"):
        named = {digest[:24] for digest in Photo.objects.values_list("digest", flat=True).iterator()}
    cleared = 0
    for name in list(_files()):
        if name.rpartition("/")[2].removesuffix(".webp") not in named:
            default_storage.delete(name)
            cleared += 1
    return cleared


def _files() -> Iterator[str]:
    if not default_storage.exists(FOLDER):
        return
    for folder in default_storage.listdir(FOLDER)[0]:
        for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]:
            yield f"{FOLDER}/{folder}/{name}"
