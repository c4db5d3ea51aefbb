"""Which pictures of the published offer should not be published as they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import F
from django.utils import timezone

from buron.kernel.texts import text_in
from buron.offer.models import Fiche, Photo

NO_CREDIT, ENDED = "no_credit", "ended"


class Picture(NamedTuple):
    """A picture that has something wrong."""

    fiche_id: int
    fiche: str
    kind: str
    title: str
    credit: str
    until: str
    own: bool
    reasons: tuple[str, ...]


def unfit_pictures() -> list[Picture]:
    """Those of today, in the order of their fiches."""
    found = [*_own(), *_of_sources()]
    return sorted(found, key=lambda one: (one.fiche, one.fiche_id, not one.own, one.title))


def _own() -> Iterator[Picture]:
    photos = Photo.objects.filter(removed_at=None, fiche__state=Fiche.State.PUBLISHED)
    fields = photos.values_list("fiche_id", "fiche__name", "fiche__kind", "alt", "credit", "until")
    for fiche_id, fiche, kind, alt, credit, until in fields.order_by("position", "pk"):
        end = until.isoformat() if until else ""
        yield from _judged(fiche_id, fiche, kind, text_in(alt), credit, end, own=True)


def _of_sources() -> Iterator[Picture]:
    fiches = Fiche.objects.filter(state=Fiche.State.PUBLISHED).annotate(media=F("body__media"))
    fields = fiches.exclude(media=None).order_by().values_list("pk", "name", "kind", "media")
    for fiche_id, fiche, kind, media in fields.iterator(chunk_size=2_000):
        for one in media or ():
            if one.get("type") == "image":
                title = text_in(one.get("title")) or one.get("url", "").rsplit("/", 1)[-1]
                yield from _judged(
                    fiche_id, fiche, kind, title, one.get("credit", ""), one.get("until", ""), own=False
                )


def _judged(
    fiche_id: int, fiche: str, kind: str, title: str, credit: str, until: str, *, own: bool
) -> Iterator[Picture]:
    ended = bool(until) and until < timezone.localdate().isoformat()
    reasons = tuple(code for code, wrong in ((NO_CREDIT, not credit), (ENDED, ended)) if wrong)
    if reasons:
        yield Picture(fiche_id, fiche, kind, title, credit, until, own, reasons)
