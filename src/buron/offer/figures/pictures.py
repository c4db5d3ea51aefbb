"""Pictures that should not be published as they are: without a credit, or past the end of their right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from buron.kernel.figures import NOT_ASKED, Column, Figure, FigureQuery, Rows, Slice, share
from buron.kernel.models import Office
from buron.kernel.tenancy import current_office_id
from buron.offer.figures.axes import FigureError
from buron.offer.figures.kept import Standing, standing_of
from buron.offer.figures.photos import ENDED, NO_CREDIT, Picture, unfit_pictures
from buron.offer.figures.stock import counted_on, unknown
from buron.offer.kinds import BY_KEY, kind_label, kind_plural
from buron.offer.opening import parse_day

SPLITS = ("reason", "kind")


def reason_name(code: str) -> str:
    """How a defect is said."""
    return {NO_CREDIT: _("Sans crédit"), ENDED: _("Droit échu")}.get(code, code)


def unfit(query: FigureQuery, standing: Standing) -> list[Picture]:
    """The pictures that a query counts, in the order of their fiches."""
    found: Sequence[Picture] = standing.kept.pictures if standing.kept else unfit_pictures()
    for key, code in query.filters.items():
        if key not in SPLITS:
            raise FigureError(f"« {key[:40]} » ne découpe pas cet indicateur.")
        if code == NOT_ASKED:
            return []
        found = [one for one in found if code in (one.reasons if key == "reason" else (one.kind,))]
    return list(found)


def compute(query: FigureQuery) -> Figure:
    """How many, by defect or by kind of fiche."""
    standing = standing_of(query.period)
    if standing is None:
        return unknown(query.period)
    found = unfit(query, standing)
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
    return Figure(len(found), len(found), 0, False, tuple(slices), counted_on(standing))


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
    standing = standing_of(query.period)
    found = unfit(query, standing) if standing else []
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
