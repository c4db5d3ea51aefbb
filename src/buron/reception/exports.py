"""Acts, readings and movements of documents as rows to download."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone

from buron.kernel.figures import Column, Rows
from buron.reception.figures import visitors
from buron.reception.figures.acts import COLUMNS, act_rows
from buron.reception.forms.acts import ActsFilter
from buron.reception.forms.printed import MovementsFilter
from buron.reception.models import CounterReading, PrintMovement
from buron.reception.queries.acts import listed
from buron.reception.queries.lists import items_on
from buron.reception.queries.printed.moved import moved


def acts(parameters: Mapping[str, str]) -> Rows:
    """The acts that the list shows with the same parameters, one line each."""
    form = ActsFilter(dict(parameters), lists=items_on(timezone.localdate()))
    found = listed({name: value for name, value in form.chosen.items() if value != "mine"}, None)

    def page(offset: int, limit: int) -> Sequence[Sequence[object]]:
        return act_rows(found, offset, limit)

    return Rows(COLUMNS, found.count(), page)


def readings(parameters: Mapping[str, str]) -> Rows:
    """Every reading of the counters, newest first."""
    found = CounterReading.objects.select_related("desk").order_by("-day", "desk_id", "hour", "pk")

    def page(offset: int, limit: int) -> Sequence[Sequence[object]]:
        return [visitors.reading_row(one) for one in found[offset : offset + limit]]

    return Rows(visitors.COLUMNS, found.count(), page)


MOVEMENTS = (
    Column("day", "Jour", "date"),
    Column("kind", "Mouvement"),
    Column("title", "Document"),
    Column("year", "Édition", "integer"),
    Column("languages", "Langues"),
    Column("label", "Précision"),
    Column("copies", "Exemplaires", "integer"),
    Column("source", "De"),
    Column("target", "Vers"),
    Column("recipient", "Chez qui"),
    Column("undo", "Retire un mouvement"),
    Column("reason", "Motif"),
    Column("act", "Acte d’accueil", "integer"),
    Column("request", "Demande", "integer"),
    Column("author", "Noté par"),
    Column("recorded_at", "Noté le", "datetime"),
    Column("number", "Numéro", "integer"),
)


def movements(parameters: Mapping[str, str]) -> Rows:
    """The movements that the list shows with the same parameters, one line each: what the stock is the sum of."""
    found = moved(MovementsFilter(dict(parameters)).chosen)

    def page(offset: int, limit: int) -> Sequence[Sequence[object]]:
        return [_moved_row(one) for one in found[offset : offset + limit]]

    return Rows(MOVEMENTS, found.count(), page)


def _moved_row(row: PrintMovement) -> Sequence[object]:
    edition = row.edition
    return (
        row.day,
        str(row.get_kind_display()),
        edition.title.name,
        edition.year,
        edition.languages,
        edition.label,
        row.quantity,
        str(row.source or ""),
        str(row.target or ""),
        row.recipient,
        "oui" if row.undo else "",
        row.reason,
        row.act_id,
        row.letter.enquiry_id if row.letter else None,
        str(row.author or ""),
        timezone.localtime(row.recorded_at),
        row.pk,
    )
