"""Figures of the printed documents: copies handed out and left at hosts', copies in stock, copies printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from buron.kernel.contributions import Dimension, Indicator
from buron.kernel.figures import Column, Figure, FigureQuery, Slice, share
from buron.reception.figures.axes import FigureError
from buron.reception.figures.plain import Counted, Part, identifier
from buron.reception.models import PrintEdition, PrintMovement, PrintPlace, PrintTitle
from buron.reception.queries.printed.outlook import CONSUMED

VIEW = "reception.view"
COPIES = _("exemplaires")
SOURCE = _("Stock des documents imprimés de l’office")

TAKEN = Case(When(undo=True, then=-F("quantity")), default=F("quantity"), output_field=IntegerField())
"""Copies that left; what was taken back is less."""
_PLACE = Case(When(undo=True, then=F("target_id")), default=F("source_id"))
"""The place that copies left: what was taken back went there again."""
HELD = Case(
    When(source__isnull=True, then=F("quantity")),
    When(target__isnull=True, then=-F("quantity")),
    default=Value(0),
    output_field=IntegerField(),
)
"""What a movement changes of the office's whole stock: a transfer changes nothing."""


@dataclass(frozen=True, slots=True)
class Copies(Counted):
    """An indicator that sums copies over rows with a day. ``until_end``: everything up to the end of the period."""

    amount: Combinable = TAKEN
    until_end: bool = False

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        own = tuple(part.dimension for part in self.parts.values())
        return own if self.until_end else (*own, Dimension("month", "Mois"), Dimension("day", "Jour"))

    def selected(self, query: FigureQuery) -> QuerySet[Any]:
        rows = self.base().filter(day__lte=query.period.end)
        if not self.until_end:
            rows = rows.filter(day__gte=query.period.start)
        for key, code in query.filters.items():
            rows = rows.filter(self._where(key, code))
        return rows

    def compute(self, query: FigureQuery) -> Figure:
        """The sum; not known rather than zero before the first row."""
        rows = self.selected(query)
        provisional = not query.period.is_over(timezone.localdate())
        total = rows.aggregate(copies=Sum(self.amount), n=Count("pk"))
        known = total["n"] or self.base().filter(day__lte=query.period.end).exists()
        value = (total["copies"] or 0) if known else None
        slices = self._parts(rows, query) if query.split else ()
        return Figure(value, total["n"], 0, provisional, slices)

    def _parts(self, rows: QuerySet[Any], query: FigureQuery) -> tuple[Slice, ...]:
        copies: dict[str, int] = {}
        counts: dict[str, int] = {}
        for value, sum_of, n in self._grouped(rows, query.split or ""):
            code = f"{value:%Y-%m}" if query.split == "month" else str(value)
            copies[code] = copies.get(code, 0) + sum_of
            counts[code] = counts.get(code, 0) + n
        labels = {one.code: one.label for one in self._slices(query, counts)}
        whole = sum(copies.values()) if all(one >= 0 for one in copies.values()) else 0
        order = (
            list(labels) if query.split in ("month", "day") else sorted(copies, key=lambda one: -copies[one])
        )
        made = [
            Slice(code, labels[code], copies[code], counts[code], share(copies[code], whole))
            for code in order
            if code in labels
        ]
        return tuple(made)

    def _grouped(self, rows: QuerySet[Any], split: str) -> Iterable[tuple[Any, int, int]]:
        if split not in ("month", "day") and split not in self.parts:
            raise FigureError(f"« {split[:40]} » ne découpe pas cet indicateur.")
        column = "day" if split in ("month", "day") else self.parts[split].column
        found = rows.order_by().values_list(column).annotate(copies=Sum(self.amount), n=Count("pk"))
        return list(found)


def _titles(codes: Iterable[str]) -> Mapping[str, str]:
    return {str(pk): name for pk, name in PrintTitle.objects.values_list("pk", "name")}


def _places(codes: Iterable[str]) -> Mapping[str, str]:
    return {str(pk): name for pk, name in PrintPlace.objects.values_list("pk", "name")}


def _kinds(codes: Iterable[str]) -> Mapping[str, str]:
    return {code: str(label) for code, label in PrintMovement.Kind.choices}


def _as_written(codes: Iterable[str]) -> Mapping[str, str]:
    return {code: code.replace(",", ", ") for code in codes}


def _title(column: str) -> Part:
    return Part("print_title", _("Document"), column, _titles, None, identifier)


MOVED = (
    Column("day", "Jour", "date"),
    Column("kind", "Mouvement"),
    Column("edition", "Document"),
    Column("copies", "Exemplaires", "integer"),
    Column("source", "De"),
    Column("target", "Vers"),
)


def _moved(found: QuerySet[Any], offset: int, limit: int) -> Sequence[Sequence[object]]:
    rows = found.select_related("edition__title", "source", "target")[offset : offset + limit]
    return [
        (
            row.day,
            str(row.get_kind_display()),
            str(row.edition),
            -row.quantity if row.undo else row.quantity,
            str(row.source or ""),
            row.recipient or str(row.target or ""),
        )
        for row in rows
    ]


HANDED = Copies(
    lambda: PrintMovement.objects.filter(kind__in=CONSUMED).annotate(place=_PLACE),
    {
        "print_title": _title("edition__title_id"),
        "print_kind": Part("print_kind", _("Remis ou déposé"), "kind", _kinds),
        "print_place": Part("print_place", _("Lieu"), "place", _places, None, identifier),
        "print_languages": Part("print_languages", _("Langues"), "edition__languages", _as_written),
    },
    MOVED,
    _moved,
    TAKEN,
)
STOCK = Copies(
    lambda: PrintMovement.objects.all(),
    {
        "print_title": _title("edition__title_id"),
        "print_languages": Part("print_languages", _("Langues"), "edition__languages", _as_written),
    },
    MOVED,
    _moved,
    HELD,
    until_end=True,
)

PRINTED_COLUMNS = (
    Column("day", "Imprimé le", "date"),
    Column("title", "Document"),
    Column("year", "Année", "integer"),
    Column("languages", "Langues"),
    Column("copies", "Tirage", "integer"),
    Column("printer", "Imprimeur"),
)


def _printed(found: QuerySet[Any], offset: int, limit: int) -> Sequence[Sequence[object]]:
    rows = found.select_related("title")[offset : offset + limit]
    return [
        (row.printed_on, row.title.name, row.year, row.languages, row.print_run, row.printer) for row in rows
    ]


RUNS = Copies(
    lambda: PrintEdition.objects.exclude(Q(printed_on=None) | Q(print_run=None)).annotate(
        day=F("printed_on")
    ),
    {
        "print_title": _title("title_id"),
        "print_languages": Part("print_languages", _("Langues"), "languages", _as_written),
    },
    PRINTED_COLUMNS,
    _printed,
    F("print_run"),
)


def runs(query: FigureQuery) -> Figure:
    """Copies printed, with a note on the editions of those years whose run or date nobody wrote."""
    figure = RUNS.compute(query)
    years = range(query.period.start.year, query.period.end.year + 1)
    silent = PrintEdition.objects.filter(
        Q(printed_on=None) | Q(print_run=None), year__gte=years[0], year__lte=years[-1]
    ).count()
    if not silent:
        return figure
    text = ngettext(
        "%(count)s édition n’est pas comptée : son tirage ou son jour d’impression n’est pas renseigné.",
        "%(count)s éditions ne sont pas comptées : leur tirage ou leur jour d’impression n’est pas renseigné.",
        silent,
    )
    return Figure(
        figure.value,
        figure.n,
        figure.not_asked,
        figure.provisional,
        figure.slices,
        text % {"count": silent},
    )


INDICATORS = (
    Indicator(
        key="reception.documents_handed",
        title=_("Documents remis et déposés"),
        definition=_(
            "Exemplaires remis par les bureaux (avec les actes d’accueil, sur un stand, par courrier) et déposés chez "
            "les hôtes et les commerces. Ce qui a été repris est retranché."
        ),
        unit=COPIES,
        source=SOURCE,
        compute=HANDED.compute,
        rows=HANDED.rows,
        permission=VIEW,
        number=25,
        dimensions=HANDED.dimensions,
    ),
    Indicator(
        key="reception.documents_stock",
        title=_("Documents en stock"),
        definition=_(
            "Exemplaires en stock, tous lieux réunis, au dernier jour de la période : la somme de tous les mouvements "
            "jusque-là."
        ),
        unit=COPIES,
        source=SOURCE,
        compute=STOCK.compute,
        rows=STOCK.rows,
        permission=VIEW,
        number=25,
        dimensions=STOCK.dimensions,
        formula=_("livraisons − remis − déposés − pertes ± corrections d’inventaire"),
    ),
    Indicator(
        key="reception.documents_printed",
        title=_("Tirages"),
        definition=_("Exemplaires imprimés, d’après le tirage des éditions, au jour de leur impression."),
        unit=COPIES,
        source=_("Éditions des documents imprimés"),
        compute=runs,
        rows=RUNS.rows,
        permission=VIEW,
        number=26,
        dimensions=RUNS.dimensions,
    ),
)
