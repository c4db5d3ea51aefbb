"""Facts checked against the office's lists, and laid out as the columns of an act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from buron.reception.models import Act, ActFiche, ActTheme
from buron.reception.queries.fiches import kinds_of
from buron.reception.queries.lists import codes_on
from buron.reception.queries.origins import of_country, of_department
from buron.reception.rules import facts as rules
from buron.reception.rules.facts import Facts, FactsError
from buron.reception.rules.lists import LIST_TITLES
from buron.reception.rules.themes import deduce
from buron.reception.services.printed.handed import write_documents

COLUMNS = (
    "channel",
    "answer_mode",
    "people",
    "party",
    "origin_country",
    "origin_department",
    "stay",
    "lodging",
    "language",
    "outcome",
    "note",
)


DOCUMENTS = "documents"
"""The outcome that documents handed out say by themselves, when no other was tapped."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When an act happened, on the office's clock. ``hour`` is None when only the day is known."""

    at: dt.datetime
    day: dt.date
    until: dt.date
    hour: int | None

    @classmethod
    def exact(cls, at: dt.datetime) -> Moment:
        local = timezone.localtime(at)
        return cls(at, local.date(), local.date(), local.hour)

    @classmethod
    def of_day(cls, day: dt.date, hour: int | None = None, *, until: dt.date | None = None) -> Moment:
        """A day, an hour of it, or a longer span; noon stands for a time that is not known."""
        at = timezone.make_aware(dt.datetime.combine(day, dt.time(12 if hour is None else hour)))
        return cls(at, day, until or day, hour)

    @property
    def columns(self) -> dict[str, Any]:
        return {"occurred_at": self.at, "day": self.day, "until": self.until, "hour": self.hour}


@dataclass(frozen=True, slots=True)
class Draft:
    """What an act is about to say: its columns, its themes (code to "deduced"), what was shown."""

    columns: Mapping[str, Any]
    themes: Mapping[str, bool]
    fiches: tuple[int, ...]
    confidence: Mapping[str, str]
    duration_seconds: int | None
    documents: Mapping[int, int] | None = None
    """Editions handed out, with the copies; None says nothing of them."""


Codes = Mapping[str, frozenset[str]]
Kinds = Mapping[int, tuple[str, str]]


def draft(facts: Facts, day: dt.date, *, codes: Codes | None = None, kinds: Kinds | None = None) -> Draft:
    """Check facts against the lists of their day; :class:`FactsError` names what is wrong.

    Two queries: the lists, and the fiches when some were shown; none when both are given.
    """
    rules.check(facts)
    codes = codes_on(day) if codes is None else codes
    _check_codes(facts, codes)
    _check_origin(facts)
    fiches, shown = _fiches(facts.fiches, kinds)
    deduced = [code for code in deduce(shown, codes["theme"]) if code not in facts.themes_dropped]
    themes = dict.fromkeys(deduced, True) | {code: False for code in facts.themes if code not in deduced}
    columns = {name: getattr(facts, name) for name in COLUMNS} | {"note": facts.note.strip()}
    answered = {name for name in rules.DESK_CONFIDENCE if _is_answered(facts, name)}
    confidence = {name: value for name, value in facts.confidence.items() if name in answered}
    if facts.documents and columns["outcome"] is None and DOCUMENTS in codes["outcome"]:
        columns["outcome"] = DOCUMENTS
    duration = rules.usable_duration(facts.duration_seconds)
    return Draft(columns, themes, fiches, confidence, duration, facts.documents)


def _is_answered(facts: Facts, name: str) -> bool:
    return getattr(facts, "origin_country" if name == "origin" else name) is not None


def _check_codes(facts: Facts, codes: Mapping[str, frozenset[str]]) -> None:
    given: list[tuple[str, str | None]] = [("channel", facts.channel)]
    given += [(name, getattr(facts, name)) for name in rules.LISTED]
    given += [("theme", code) for code in facts.themes]
    for key, code in given:
        if code is not None and code not in codes[key]:
            raise FactsError(
                key, f"« {code[:40]} » n’est pas une réponse de la liste « {LIST_TITLES[key]} » ce jour-là."
            )


def _check_origin(facts: Facts) -> None:
    if facts.origin_country is not None and of_country(facts.origin_country) is None:
        raise FactsError("origin", f"« {facts.origin_country[:10]} » n’est pas le code d’un pays.")
    if facts.origin_department is not None and of_department(facts.origin_department) is None:
        raise FactsError("origin", f"« {facts.origin_department[:10]} » n’est pas un département.")


def _fiches(asked: Sequence[int], kinds: Kinds | None) -> tuple[tuple[int, ...], list[tuple[str, str]]]:
    """The fiches shown, once each and in order, with their kinds."""
    wanted = tuple(dict.fromkeys(asked))
    if not wanted:
        return (), []
    known = kinds_of(wanted) if kinds is None else {pk: kinds[pk] for pk in wanted if pk in kinds}
    if len(known) < len(wanted):
        raise FactsError("fiches", "Une des fiches du carnet n’existe plus : retirez-la.")
    return wanted, [known[pk] for pk in wanted]


def stored(act: Act) -> Draft:
    """What an act says now."""
    return Draft(
        {name: getattr(act, name) for name in COLUMNS},
        {item.theme: item.deduced for item in act.themes.all()},
        tuple(item.fiche_id for item in act.shown.all()),
        act.confidence,
        act.duration_seconds,
        {one.edition_id: one.quantity for one in act.documents.all()},
    )


def same_content(first: Draft, second: Draft) -> bool:
    """Whether the second draft tells the same welcome as the first; the timer and the confidence do not count."""
    return (
        dict(first.columns) == dict(second.columns)
        and set(first.themes) == set(second.themes)
        and first.fiches == second.fiches
        and (second.documents is None or dict(first.documents or {}) == dict(second.documents))
    )


def write_children(act: Act, content: Draft) -> None:
    """Make the themes and the shown fiches of an act that has none."""
    ActTheme.objects.bulk_create(
        ActTheme(office_id=act.office_id, act=act, theme=code, deduced=deduced)
        for code, deduced in content.themes.items()
    )
    ActFiche.objects.bulk_create(
        ActFiche(office_id=act.office_id, act=act, fiche_id=pk, position=rank)
        for rank, pk in enumerate(content.fiches)
    )
    if content.documents:
        write_documents(act, content.documents)


def summary(content: Draft) -> dict[str, Any]:
    """What the journal keeps of an act: only what was said."""
    said = {name: value for name, value in content.columns.items() if value not in (None, "")}
    if content.themes:
        said["themes"] = sorted(content.themes)
    if content.fiches:
        said["fiches"] = list(content.fiches)
    if content.documents:
        said["documents"] = {str(pk): copies for pk, copies in content.documents.items()}
    return said
