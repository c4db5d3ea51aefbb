"""Pictures that should not be published as they are: without a credit, or past the end of their right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel.figures import NOT_ASKED, Column, Figure, FigureQuery, Rows, Slice, share
from buron.kernel.formats import date_text
from buron.kernel.models import Office
from buron.kernel.tenancy import current_office_id
from buron.kernel.texts import text_in
from buron.offer.figures.axes import FigureError
from buron.offer.figures.stock import answers, unknown
from buron.offer.kinds import BY_KEY, kind_label, kind_plural
from buron.offer.models import Fiche, Photo
from buron.offer.opening import parse_day

NO_CREDIT, ENDED = "no_credit", "ended"
SPLITS = ("reason", "kind")


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


def reason_name(code: str) -> str:
    """How a defect is said."""
    return {NO_CREDIT: _("Sans crédit"), ENDED: _("Droit échu")}.get(code, code)


def unfit(query: FigureQuery) -> list[Picture]:
    """The pictures that a query counts, in the order of their fiches."""
    if not answers(query.period):
        return []
    found = [*_own(), *_of_sources()]
    for key, code in query.filters.items():
        if key not in SPLITS:
            raise FigureError(f"« {key[:40]} » ne découpe pas cet indicateur.")
        if code == NOT_ASKED:
            return []
        found = [one for one in found if code in (one.reasons if key == "reason" else (one.kind,))]
    return sorted(found, key=lambda one: (one.fiche, one.fiche_id, not one.own, one.title))


def compute(query: FigureQuery) -> Figure:
    """How many, by defect or by kind of fiche."""
    if not answers(query.period):
        return unknown()
    found = unfit(query)
    by = query.split or "reason"
    if by not in SPLITS:
        raise FigureError(f"« {by[:40]} » ne découpe pas cet indicateur.")
    counts = Counter(code for one in found for code in (one.reasons if by == "reason" else (one.kind,)))
    order = (NO_CREDIT, ENDED) if by == "reason" else tuple(BY_KEY)
    name = reason_name if by == "reason" else kind_plural
    slices = [
        Slice(code, name(code), counts[code], counts[code], share(counts[code], len(found)))
        for code in order
        if counts[code]
    ]
    note = _("Compté le %(day)s.") % {"day": date_text(timezone.localdate())}
    return Figure(len(found), len(found), 0, False, tuple(slices), note)


COLUMNS = (
    Column("fiche", "Fiche"),
    Column("kind", "Type"),
    Column("title", "Photo"),
    Column("credit", "Crédit"),
    Column("until", "Publiable jusqu’au", "date"),
    Column("origin", "Origine"),
    Column("reasons", "À corriger"),
)


def rows(query: FigureQuery) -> Rows:
    """The pictures that :func:`compute` counts for the same query."""
    found = unfit(query)
    slug = Office.objects.values_list("slug", flat=True).get(pk=current_office_id())

    def page(offset: int, limit: int) -> Sequence[Sequence[object]]:
        return [_row(one, slug) for one in found[offset : offset + limit]]

    return Rows(COLUMNS, len(found), page)


def _row(one: Picture, slug: str) -> tuple[object, ...]:
    name = "offer_photos" if one.own else "offer_fiche"
    return (
        one.fiche,
        kind_label(one.kind),
        one.title,
        one.credit,
        parse_day(one.until),
        _("office") if one.own else _("source"),
        ", ".join(reason_name(code) for code in one.reasons),
        reverse(name, kwargs={"office": slug, "pk": one.fiche_id}),
    )


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
