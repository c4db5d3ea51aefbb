"""The closed lists as they are used: items of a day, labels of codes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from buron.reception.models import ListItem
from buron.reception.rules.lists import CORE

LIST_ORDER = tuple(CORE)


def versions() -> list[ListItem]:
    """Every version of every item of the office in scope, in the order of the lists."""
    return list(ListItem.objects.all())


def items_on(day: dt.date, items: Iterable[ListItem] | None = None) -> dict[str, list[ListItem]]:
    """The items in use on a day, by list; one query when ``items`` are not given."""
    found: dict[str, list[ListItem]] = {key: [] for key in LIST_ORDER}
    for item in versions() if items is None else items:
        if item.is_valid_on(day):
            found[item.key].append(item)
    return found


def codes_on(day: dt.date) -> dict[str, frozenset[str]]:
    """The codes in use on a day, by list; bare values, for every act that is recorded asks them."""
    rows = ListItem.objects.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)
    found: dict[str, set[str]] = {key: set() for key in LIST_ORDER}
    for key, code in rows.order_by().values_list("key", "code"):
        found[key].add(code)
    return {key: frozenset(codes) for key, codes in found.items()}


class Labels:
    """Labels of codes. One query, whatever is asked afterwards.

    Without a day the latest label is given: a figure over several years uses one word for one code.
    """

    def __init__(self, items: Iterable[ListItem] | None = None) -> None:
        self._versions: dict[tuple[str, str], list[ListItem]] = defaultdict(list)
        for item in versions() if items is None else items:
            self._versions[item.key, item.code].append(item)
        self._order: dict[str, list[str]] = defaultdict(list)
        for (key, code), found in self._versions.items():
            found.sort(key=lambda item: item.valid_from)
            self._order[key].append(code)
        for key, codes in self._order.items():
            ranks = {code: self._versions[key, code][-1].position for code in codes}
            codes.sort(key=ranks.__getitem__)

    def get(self, key: str, code: str | None, day: dt.date | None = None) -> str:
        """The label of a code, on a day when one is given; the code itself when the list does not know it."""
        if code is None:
            return ""
        found = self._versions.get((key, code))
        if not found:
            return code
        if day is not None:
            for item in reversed(found):
                if item.valid_from <= day:
                    return item.label
        return found[-1].label

    def codes(self, key: str) -> list[str]:
        """All codes that the list ever had, in its order."""
        return self._order[key]

    def used_between(self, key: str, start: dt.date, end: dt.date) -> list[str]:
        """The codes that could be given on at least one day of a span, in the list's order."""
        return [
            code
            for code in self._order[key]
            if any(
                item.valid_from <= end and (item.valid_until is None or item.valid_until >= start)
                for item in self._versions[key, code]
            )
        ]

    def icon(self, key: str, code: str) -> str:
        """The icon of the latest version."""
        found = self._versions.get((key, code))
        return found[-1].icon if found else ""
