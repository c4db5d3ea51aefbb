"""Fiches gathered for the outputs: body, commune, pictures, addresses, in as many queries for one as for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from django.urls import reverse

from buron.kernel.models import Office
from buron.kernel.tenancy import office_scope
from buron.offer.models import Fiche, Photo
from buron.offer.outputs import Picture, Sender, Shown
from buron.offer.queries.cards import commune_of
from buron.offer.queries.find import found_ids
from buron.offer.queries.media import fiches_by_id, own_photo, photos_of, shown_media, source_photo
from buron.offer.queries.types import CardPhoto
from buron.offer.search.query import MAX_PAGE_SIZE, SearchQuery

Absolute = Callable[[str], str]
"""Makes an absolute address of a path: ``request.build_absolute_uri``."""
CHUNK = 200
MOST_FICHES = 20_000
"""Fiches that a file may hold."""
FRENCH = "fr"


def shown(ids: Sequence[int], sender: Sender, absolute: Absolute) -> list[Shown]:
    """Those fiches of the office in scope, in the order of ``ids``; those that no longer exist are left out."""
    fiches = fiches_by_id(ids)
    photos = photos_of(list(fiches), sender.day)
    return [
        shown_of(fiches[pk], photos.get(pk, ()), sender, absolute)
        for pk in dict.fromkeys(ids)
        if pk in fiches
    ]


def shown_of(fiche: Fiche, photos: Iterable[Photo], sender: Sender, absolute: Absolute) -> Shown:
    """One fiche, with the office's own photos of it."""
    public = fiche.state == Fiche.State.PUBLISHED
    return Shown(
        id=fiche.pk,
        body=fiche.body,
        state=fiche.state,
        updated_at=fiche.updated_at,
        commune=commune_of(fiche.insee, fiche.body),
        url=absolute(page_path(fiche, sender.slug, sender.language)) if public else "",
        identity=absolute(page_path(fiche, sender.slug)) if public else "",
        checked_on=fiche.checked_on,
        pictures=tuple(_picture(one, absolute) for one in gallery(fiche, photos, sender)),
    )


def gallery(fiche: Fiche, photos: Iterable[Photo], sender: Sender) -> list[CardPhoto]:
    """All the pictures that may be shown, the office's own first."""
    own = [own_photo(photo, sender.language) for photo in photos]
    return own + [source_photo(media, sender.language) for media in shown_media(fiche.body, sender.day)]


def _picture(photo: CardPhoto, absolute: Absolute) -> Picture:
    url = photo.sizes[-1][1] if photo.sizes else photo.url
    return Picture(absolute(url), photo.alt, photo.credit, photo.width, photo.height)


def page_path(fiche: Fiche, office: str, language: str = FRENCH) -> str:
    """Path of the public page of a fiche."""
    return public_path("offer_public_fiche", office, language, fiche=page_slug(fiche))


def page_slug(fiche: Fiche) -> str:
    """The last part of its address: readable, and found by the number that ends it."""
    return f"{fiche.slug}-{fiche.pk}" if fiche.slug else str(fiche.pk)


def public_path(name: str, office: str, language: str = FRENCH, **kwargs: str) -> str:
    """Path of a public page; French is the one without a language in its address."""
    if language == FRENCH:
        return reverse(name, kwargs={"site": office, **kwargs})
    return reverse(f"{name}_in", kwargs={"site": office, "language": language, **kwargs})


def every_id(query: SearchQuery) -> list[int]:
    """The identifiers of all the answers in their order, up to :data:`MOST_FICHES`."""
    ids: list[int] = []
    for page in range(1, MOST_FICHES // MAX_PAGE_SIZE + 1):
        found = found_ids(replace(query, page=page, page_size=MAX_PAGE_SIZE))
        ids += found
        if len(found) < MAX_PAGE_SIZE:
            break
    return ids


def each_shown(office: Office, ids: Sequence[int], sender: Sender, absolute: Absolute) -> Iterator[Shown]:
    """The same one after the other, read by lots, for answers that are streamed once the view is over."""
    for start in range(0, len(ids), CHUNK):
        with office_scope(office):
            lot = shown(ids[start : start + CHUNK], sender, absolute)
        yield from lot
