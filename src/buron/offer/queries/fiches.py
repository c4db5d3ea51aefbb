"""Reads of one fiche: what the page shows besides its card."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from buron.kernel import journal
from buron.kernel.formats import WEEKDAYS
from buron.kernel.models import JournalEntry
from buron.offer.fields import action_name, path_name, value_text
from buron.offer.models import Fiche, SourceRecord
from buron.offer.opening import hours_text, is_open_on
from buron.offer.queries.types import OpenState
from buron.offer.rules import value_at
from buron.offer.services.compose import body_without_edits, sources_of

WEEK = 7


@dataclass(frozen=True, slots=True)
class DayOpening:
    """A day of the week table."""

    day: dt.date
    weekday: str
    state: OpenState
    hours: str


@dataclass(frozen=True, slots=True)
class LocalEdit:
    """An edit of the office over what the sources say."""

    path: str
    name: str
    shown: str
    hidden: str
    """What the sources say, as text; empty when they say nothing."""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    entry: JournalEntry
    what: str
    changes: Sequence[dict[str, str]]


def fiche(pk: int) -> Fiche | None:
    """The office's fiche of that identifier."""
    return Fiche.objects.filter(pk=pk).first()


def week_of(fiche: Fiche, day: dt.date, days: int = WEEK) -> list[DayOpening]:
    """The openings of the coming days."""
    found = []
    for offset in range(days):
        each = day + dt.timedelta(days=offset)
        answer = is_open_on(fiche.body, each)
        found.append(DayOpening(each, WEEKDAYS[each.weekday()], answer.state, hours_text(answer.slots)))
    return found


def records_of(fiche: Fiche) -> list[SourceRecord]:
    """What the sources sent of it, the one that is read first at the head."""
    return sources_of(fiche)


def local_edits(fiche: Fiche, records: Sequence[SourceRecord]) -> list[LocalEdit]:
    """The office's edits with what they hide; none for a fiche that no source knows (all of it is the office's)."""
    if not fiche.local or not records:
        return []
    said = body_without_edits(fiche)
    return [
        LocalEdit(path, path_name(path), value_text(path, value), value_text(path, value_at(said, path)))
        for path, value in sorted(fiche.local.items())
    ]


def history_of(fiche: Fiche, limit: int = 100) -> list[HistoryLine]:
    """What was done to it, newest first."""
    return [
        HistoryLine(entry, action_name(entry.action), changes_of(entry.before, entry.after))
        for entry in journal.history(fiche, limit=limit)
    ]


def changes_of(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, str]]:
    """The changes of a journal entry as lines of a comparison."""
    paths = list(dict.fromkeys([*before, *after]))
    lines = [
        {
            "label": path_name(path),
            "before": value_text(path, before.get(path)),
            "after": value_text(path, after.get(path)),
        }
        for path in paths
    ]
    return [line for line in lines if line["before"] != line["after"]]
