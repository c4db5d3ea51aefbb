"""Which picture stands for a fiche, and whether it may still be shown."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from django.urls import reverse

from buron.kernel.tenancy import across_offices, current_office_id
from buron.kernel.texts import text_in
from buron.offer.body import Body, Media
from buron.offer.models import Fiche, Photo
from buron.offer.pictures import WIDTHS
from buron.offer.queries.types import CardPhoto

_SIGN = re.compile(r"^\s*(?:(?:©|\(c\))\s*)+", re.IGNORECASE)


def photos_of(fiche_ids: Sequence[int], day: dt.date) -> dict[int, list[Photo]]:
    """The office's own photos of several fiches, those whose right has ended left out."""
    office_id = current_office_id()
    found: dict[int, list[Photo]] = {}
    with across_offices("rows are found by fiche and kept by office, see fiches_by_id"):
        photos = list(Photo.objects.filter(fiche__in=fiche_ids, removed_at=None).order_by("position", "pk"))
    for photo in photos:
        if photo.office_id == office_id and (photo.until is None or photo.until >= day):
            found.setdefault(photo.fiche_id, []).append(photo)
    return found


def fiches_by_id(ids: Sequence[int]) -> dict[int, Fiche]:
    """Those fiches of the office in scope, by identifier.

    The office is compared here and not in the query: asked for both, SQLite walks all the rows of the office.
    """
    office_id = current_office_id()
    with across_offices("rows are found by identifier and kept by office"):
        found = list(Fiche.objects.filter(pk__in=ids).order_by().defer("local", "winners"))
    return {fiche.pk: fiche for fiche in found if fiche.office_id == office_id}


def main_photo(own: Iterable[Photo], body: Body, language: str, day: dt.date) -> CardPhoto | None:
    """The first of the office's own photos, else the first picture of the source that may still be shown."""
    for photo in own:
        return own_photo(photo, language)
    return next((source_photo(media, language) for media in shown_media(body, day)), None)


def own_photo(photo: Photo, language: str) -> CardPhoto:
    """A photo kept by the office, with the addresses of its renditions."""
    sizes = tuple(
        (width, photo_url(photo, width)) for width in WIDTHS if width <= max(photo.width, WIDTHS[0])
    )
    alt, credit = text_in(photo.alt, language), bare_credit(photo.credit)
    return CardPhoto(sizes[min(1, len(sizes) - 1)][1], alt, credit, sizes, photo.width, photo.height)


def source_photo(media: Media, language: str) -> CardPhoto:
    """A picture that a source hosts."""
    alt = text_in(media.get("legend"), language) or text_in(media.get("title"), language)
    return CardPhoto(secure(media["url"]), alt, bare_credit(media.get("credit", "")))


def bare_credit(credit: str) -> str:
    """A credit without the sign that every page puts before it: ``© CDT 28`` gives ``CDT 28``."""
    return _SIGN.sub("", credit)


def shown_media(body: Body, day: dt.date) -> list[Media]:
    """The pictures of a body whose right has not ended, in order."""
    images = [media for media in body.get("media", ()) if media.get("type") == "image"]
    reachable = [media for media in images if media.get("url", "").startswith(("https://", "http://"))]
    return [media for media in reachable if (media.get("until") or "9999") >= day.isoformat()]


def secure(url: str) -> str:
    """The same address by https, the only pictures that a page of ours loads."""
    return f"https://{url[7:]}" if url.startswith("http://") else url


def photo_url(photo: Photo, width: int) -> str:
    """Address of a rendition. The digest makes it impossible to guess, and new when the picture changes."""
    return reverse("offer_photo", kwargs={"digest": photo.digest[:32], "pk": photo.pk, "width": width})
