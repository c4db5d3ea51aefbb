"""Acts and readings as rows to download."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone

from buron.kernel.figures import Rows
from buron.reception.figures import visitors
from buron.reception.figures.acts import COLUMNS, act_rows
from buron.reception.forms.acts import ActsFilter
from buron.reception.models import CounterReading
from buron.reception.queries.acts import listed
from buron.reception.queries.lists import items_on


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
