"""What was put aside, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from buron.reception.models import Act, Batch, SetAside
from buron.reception.queries.lists import Labels, versions
from buron.reception.queries.origins import label as origin_label
from buron.reception.rules.aside import facts_of, sheet_of
from buron.reception.rules.facts import Facts
from buron.territory.models import Desk

LISTED = ("channel", "party", "stay", "lodging", "language", "outcome", "answer_mode")


@dataclass(frozen=True, slots=True)
class Said:
    """One version of a welcome or of a sheet."""

    title: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AsideLine:
    """What is decided about: what came, and what it contradicts (None: nothing)."""

    aside: SetAside
    desk: str
    came: Said
    counted: Said | None


def lines_of(asides: Iterable[SetAside]) -> list[AsideLine]:
    """The lines of a page, in as many queries for one as for thirty."""
    found = list(asides)
    desks = Desk.objects.in_bulk({one.payload.get("desk") for one in found})
    acts = (
        Act.objects.select_related("author")
        .prefetch_related("themes")
        .in_bulk({one.act_id for one in found if one.act_id})
    )
    sheets = Batch.objects.in_bulk({one.batch_id for one in found if one.batch_id})
    labels = Labels(versions())
    return [
        AsideLine(
            one,
            str(desks.get(one.payload.get("desk"), "")),
            _came(one, labels),
            _counted(one, acts.get(one.act_id or 0), sheets.get(one.batch_id or 0), labels),
        )
        for one in found
    ]


def _came(aside: SetAside, labels: Labels) -> Said:
    who = aside.author_name or aside.sender_name
    if aside.kind == SetAside.Kind.TALLY:
        sheet = sheet_of(aside.payload)
        return Said(who, _sheet(sheet.total, sheet.columns, labels))
    facts = facts_of(aside.payload)
    return Said(who, _answers(facts, facts.themes, labels))


def _counted(aside: SetAside, act: Act | None, batch: Batch | None, labels: Labels) -> Said | None:
    if aside.settled_at is not None or aside.why != SetAside.Why.CONFLICT:
        return None
    if act is not None:
        return Said(str(act.author or ""), _answers(act, [one.theme for one in act.themes.all()], labels))
    if batch is None:
        return None
    return Said(str(batch), _sheet(batch.mapping["total"], batch.mapping["columns"], labels))


def _answers(said: Act | Facts, themes: Iterable[str], labels: Labels) -> tuple[str, ...]:
    parts = [labels.get(name, code) for name in LISTED if (code := getattr(said, name))]
    parts.append(origin_label(said.origin_country, said.origin_department))
    parts += [labels.get("theme", code) for code in themes]
    parts.append(said.note)
    return tuple(part for part in parts if part)


def _sheet(total: int, columns: Mapping[str, Mapping[str, int]], labels: Labels) -> tuple[str, ...]:
    counted = [f"{total} accueils"]
    for name, codes in columns.items():
        for code, count in codes.items():
            shown = origin_label(code[:2], code[3:] or None) if name == "origin" else labels.get(name, code)
            counted.append(f"{shown} : {count}")
    return tuple(counted)
