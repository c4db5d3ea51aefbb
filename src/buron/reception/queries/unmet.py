"""Reads of the unmet requests and of their letters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from buron.kernel.folding import fold
from buron.kernel.models import Office
from buron.reception.models import ListItem, UnmetLetter, UnmetRequest
from buron.reception.queries.lists import Labels
from buron.reception.rules.nearness import clusters
from buron.territory.queries import office_communes

LIST = "unmet"
MOST_COMPARED = 300
"""Requests among which near words are looked for: the latest ones that nobody has grouped."""

MOST_WORDS = 8
MOST_MONTHS = 36


def themes_on(day: dt.date) -> list[ListItem]:
    """The themes of a day, in the office's order."""
    return [item for item in ListItem.objects.filter(key=LIST) if item.is_valid_on(day)]


def theme_labels() -> Labels:
    """Labels of the themes, in one query."""
    return Labels(ListItem.objects.filter(key=LIST))


def commune_choices(office: Office) -> list[tuple[str, str]]:
    """The communes that a request may concern: code and name."""
    return [(row.insee, row.name) for row in office_communes(office)]


def standing() -> QuerySet[UnmetRequest]:
    """The requests that were not taken back."""
    return UnmetRequest.objects.filter(cancelled_at=None)


def listed(chosen: Mapping[str, Any]) -> QuerySet[UnmetRequest]:
    """The requests that a filter keeps, newest first, ready to be paged through."""
    rows = standing().select_related("desk", "author", "group", "letter")
    for word in fold(str(chosen.get("q", ""))).split()[:MOST_WORDS]:
        rows = rows.filter(Q(folded__contains=word))
    for name in ("theme", "insee", "channel"):
        if chosen.get(name):
            rows = rows.filter(**{name: chosen[name]})
    if chosen.get("start"):
        rows = rows.filter(day__gte=chosen["start"])
    if chosen.get("end"):
        rows = rows.filter(day__lte=chosen["end"])
    told = {"sent": Q(letter__state="sent"), "waiting": ~Q(letter__state="sent") | Q(letter=None)}
    if chosen.get("told") in told:
        rows = rows.filter(told[chosen["told"]])
    if chosen.get("told") == "nowhere":
        rows = rows.filter(insee="")
    return rows.order_by("-day", "-pk")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Requests of one theme whose words are near, for a person to judge."""

    theme: str
    label: str
    requests: Sequence[UnmetRequest]

    @property
    def ids(self) -> str:
        return ",".join(str(one.pk) for one in self.requests)


def proposals() -> list[Proposal]:
    """What might be grouped among the latest requests; two queries."""
    rows = list(standing().filter(group=None).order_by("-day", "-pk")[:MOST_COMPARED])
    labels = theme_labels()
    found: list[Proposal] = []
    for theme in dict.fromkeys(row.theme for row in rows):
        own = {row.pk: row for row in rows if row.theme == theme}
        near = clusters({pk: row.words for pk, row in own.items()})
        found += [Proposal(theme, labels.get(LIST, theme), [own[pk] for pk in keys]) for keys in near]
    return found


# -- Letters -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a letter: what was asked, under which theme, and how many times."""

    theme: str
    words: str
    count: int


def told(rows: Iterable[UnmetRequest]) -> list[Told]:
    """The lines of a letter, the most frequent first; a group is one line, the same words twice as well."""
    labels = theme_labels()
    counts: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        words = row.group.title if row.group else row.words
        key = (row.theme, f"group {row.group_id}" if row.group else fold(words))
        line = counts.setdefault(key, [labels.get(LIST, row.theme, row.day), words, 0])
        line[2] += 1
    return sorted(
        (Told(*line) for line in counts.values()), key=lambda one: (-one.count, one.theme, one.words)
    )


def rows_of_letter(letter: UnmetLetter) -> QuerySet[UnmetRequest]:
    """The requests that a letter tells, oldest first."""
    return letter.requests.filter(cancelled_at=None).select_related("group").order_by("day", "pk")


@dataclass(frozen=True, slots=True)
class MonthToTell:
    """A month that has requests with a commune and without a letter."""

    month: dt.date
    requests: int
    communes: int


def months_to_tell(today: dt.date) -> list[MonthToTell]:
    """The months that are over and hold something that no letter tells, newest first."""
    rows = standing().filter(letter=None, day__lt=today.replace(day=1)).exclude(insee="").order_by()
    counted = (
        rows.annotate(month=TruncMonth("day"))
        .values("month")
        .annotate(n=Count("pk"), where=Count("insee", distinct=True))
        .order_by("-month")
    )
    return [MonthToTell(one["month"], one["n"], one["where"]) for one in counted[:MOST_MONTHS]]


def last_address(insee: str) -> str:
    """The address to which the commune was last written; empty for the first letter."""
    known = UnmetLetter.objects.filter(insee=insee).exclude(email="").order_by("-pk")
    return known.values_list("email", flat=True).first() or ""


def letter_lines() -> QuerySet[UnmetLetter]:
    """The letters with the number of their requests, without their documents."""
    return (
        UnmetLetter.objects.annotate(count=Count("requests"))
        .defer("document", "body")
        .order_by("-month", "insee", "-pk")
    )
