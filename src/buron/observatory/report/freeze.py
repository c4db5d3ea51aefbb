"""Frozen copies: written from a whole report, read back as it was, compared with the figures of today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from buron.kernel import formats
from buron.kernel.actors import Actor
from buron.kernel.contributions import indicators, permissions
from buron.kernel.figures import Figure, Value
from buron.kernel.models import Office
from buron.observatory.addresses import Links
from buron.observatory.figures import Asked, FigureBook
from buron.observatory.models import FrozenReport
from buron.observatory.report.assemble import assemble
from buron.observatory.report.codec import decode, encode
from buron.observatory.report.model import BuiltReport, Meaning, Stamp, label_key
from buron.observatory.rules import unit_kind
from buron.observatory.services import digest_of, freeze_report, lock_report

FORMAT = 1


class AlteredCopyError(RuntimeError):
    """A frozen copy no longer has the digest that it was written with."""


def freeze(*, actor: Actor, office: Office, year: int, today: dt.date, note: str = "") -> FrozenReport:
    """Freeze a year's report: the whole of it, each reader being shown later what her role allows."""
    actor.require("observatory.freeze")
    with transaction.atomic():
        lock_report(actor=actor, year=year)
        built = assemble(
            office=office, year=year, permissions=permissions.keys(), today=today, links=Links(office.slug)
        )
        return freeze_report(actor=actor, year=year, content=content_of(built), note=note)


def content_of(report: BuiltReport) -> dict[str, Any]:
    """A whole report as JSON."""
    return {"format": FORMAT, "report": encode(replace(report, stamp=None))}


def read_back(copy: FrozenReport) -> BuiltReport:
    """The report of a frozen copy; :class:`AlteredCopyError` when somebody changed it in the database."""
    if digest_of(copy.content) != copy.digest:
        raise AlteredCopyError(
            _("La copie figée n° %s a été modifiée hors de Buron : elle ne fait plus foi.") % copy.number
        )
    report: BuiltReport = decode(copy.content["report"])
    stamp = Stamp(copy.number, copy.frozen_at, copy.frozen_by, copy.note)
    return replace(report, stamp=stamp)


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is no longer what it was when the report was frozen."""

    title: str
    about: str
    then: str
    now: str
    url: str


def differences(report: BuiltReport, book: FigureBook, links: Links) -> list[Difference]:
    """The figures of a frozen report that would be printed otherwise today, the plain ones first."""
    found = []
    for asked, then in report.figures.items():
        indicator = indicators.find(asked.indicator)
        if indicator is None:
            continue
        now = book.figure(indicator, asked.as_period, split=asked.split or None, filters=dict(asked.filters))
        found += _compared(report, asked, then, now, links)
    unique = {(one.title, one.about, one.then, one.now): one for one in found}
    return list(unique.values())


def _compared(report: BuiltReport, asked: Asked, then: Figure, now: Figure, links: Links) -> list[Difference]:
    meaning = report.meanings[asked.indicator]
    about = about_figure(asked, report)
    changed: list[tuple[str, Value, Value, dict[str, str]]] = []
    if then.value != now.value:
        changed.append((about, then.value, now.value, {}))
    today = {one.code: one for one in now.slices}
    for part in then.slices:
        present = today.get(part.code)
        if (present.value if present else None) != part.value:
            told = f"{about}, {part.label}"
            changed.append((told, part.value, present.value if present else None, {asked.split: part.code}))
    return [
        Difference(
            meaning.title,
            told,
            then_text,
            now_text,
            links.rows(asked.indicator, asked.as_period, filters={**dict(asked.filters), **extra}),
        )
        for told, before, after, extra in changed
        if (then_text := value_text(meaning, before)) != (now_text := value_text(meaning, after))
    ]


def about_figure(asked: Asked, report: BuiltReport) -> str:
    """The period of a figure, with its filters in words."""
    words = [report.labels.get(label_key(asked.indicator, key, code), code) for key, code in asked.filters]
    return ", ".join([asked.as_period.label, *words])


def value_text(meaning: Meaning, value: Value) -> str:
    """A value as it is printed, from what the report kept of its indicator."""
    if value is None:
        return formats.UNKNOWN
    kind = unit_kind(meaning.unit)
    if kind == "percent":
        return formats.percent(value, meaning.decimals)
    return formats.amount(int(value)) if kind == "amount" else formats.number(value, meaning.decimals)
