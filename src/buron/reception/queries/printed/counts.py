"""What there is to count at a place."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from buron.reception.models import PrintCount, PrintEdition, PrintPlace
from buron.reception.queries.printed.stock import editions_in_use, shelves

MOST_LINES = 300


@dataclass(frozen=True, slots=True)
class Shelved:
    """An edition at a place: the stock that the movements make, and what was counted (None: not yet)."""

    edition: PrintEdition
    stock: int
    counted: int | None
    expected: int | None
    reason: str

    @property
    def difference(self) -> int | None:
        return None if self.counted is None or self.expected is None else self.counted - self.expected


def shelf_of(count: PrintCount, place: PrintPlace) -> list[Shelved]:
    """The editions in use, and those that the movements say are still there. Four queries."""
    stock = {edition: copies for (edition, at), copies in shelves().items() if at == place.pk}
    noted = {line.edition_id: line for line in count.lines.filter(place=place)}
    used = editions_in_use(timezone.localdate()).values_list("pk", flat=True)
    present = [pk for pk, copies in stock.items() if copies]
    wanted = Q(pk__in=list(used)[:MOST_LINES]) | Q(pk__in=present) | Q(pk__in=list(noted))
    return [
        Shelved(
            edition,
            stock.get(edition.pk, 0),
            noted[edition.pk].counted if edition.pk in noted else None,
            noted[edition.pk].expected if edition.pk in noted else None,
            noted[edition.pk].reason if edition.pk in noted else "",
        )
        for edition in PrintEdition.objects.filter(wanted).select_related("title")[:MOST_LINES]
    ]
