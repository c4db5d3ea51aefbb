"""The tariff sheet that hosts post: what a guest pays per person and night, surtaxes included, in five languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from buron.kernel.documents.blocks import (
    Block,
    Column,
    Document,
    Heading,
    Note,
    Paragraph,
    Prose,
    QrCode,
    Row,
    Table,
)
from buron.kernel.formats import number
from buron.kernel.models import Office
from buron.lodging.models import Lodging
from buron.territory import reference
from buron.tourist_tax import rules
from buron.tourist_tax.law import Law, current_law
from buron.tourist_tax.models import Decision
from buron.tourist_tax.queries.terms import facts_of, rates_of
from buron.tourist_tax.rules.charge import parts_apart
from buron.tourist_tax.tariff_words import WORDS, TariffWords, day_text, money


def tariff_document(
    office: Office,
    decision: Decision,
    *,
    day: dt.date,
    language: str,
    departments: Sequence[str],
    lodging: Lodging | None = None,
    address: str = "",
) -> Document:
    """The sheet of a decision on a day; with a lodging, its own line comes first, in the département of its commune.

    ``departments`` are those of the office: one table each, since surtaxes follow the commune. ``language`` is a key
    of :data:`buron.tourist_tax.tariff_words.WORDS`; ``address`` is the public page, for the code on the paper.
    """
    law, words = current_law(), WORDS[language]
    rates = rates_of(decision)
    if lodging is not None and lodging.commune is not None:
        departments = [lodging.commune.department]
    blocks: list[Block] = [Paragraph(words.intro.format(council=decision.council))]
    if lodging is not None:
        blocks += _own(lodging, rates, day, law, language)
    for department in departments:
        blocks += _tables(rates, law, day, department, language, named=len(departments) > 1)
    blocks += [*_exemptions(decision, law, day, language), *_periods(rates, words, language)]
    blocks += _sources(decision, words, language)
    if address:
        blocks.append(QrCode(address, words.online))
    return Document(
        title=words.title.format(year=day.year),
        subtitle=lodging.name if lodging else "",
        organisation=office.name,
        language=language,
        blocks=blocks,
        toc=False,
    )


def _own(lodging: Lodging, rates: rules.Rates, day: dt.date, law: Law, language: str) -> list[Block]:
    """What this lodging asks that day, by the same terms as its declarations."""
    words = WORDS[language]
    try:
        terms = rules.timetable(facts_of(lodging, law), (rates,), law)(day)
    except rules.CalculationError:
        return []
    if isinstance(terms, rules.NotTaxed):
        return []
    if isinstance(terms.basis, rules.Fixed):
        text = money(parts_apart(terms.basis.cents, terms.ppms).total, language)
    else:
        percent = sum((one.percent for one in terms.surtaxes), Decimal(0))
        text = _rate_text(terms.basis.percent, terms.basis.cap, language)
        text += f", {words.plus.format(percent=number(percent.normalize()))}" if percent else ""
        return [Note("info", f"{lodging.name} – {text}.")]
    return [Note("info", words.here.format(name=lodging.name, amount=text))]


def _rate_text(percent: Decimal, cap: int | None, language: str) -> str:
    words, rate = WORDS[language], number(percent.normalize())
    return (
        words.rate.format(rate=rate)
        if cap is None
        else words.capped.format(rate=rate, cap=money(cap, language))
    )


def _tables(
    rates: rules.Rates, law: Law, day: dt.date, department: str, language: str, *, named: bool
) -> list[Block]:
    words = WORDS[language]
    surtaxes = rules.lawful_surtaxes(law, day, department, rates.department_tax)
    ppms = tuple(one.ppm for one in surtaxes)
    percent = sum((one.percent for one in surtaxes), Decimal(0))
    # What is to be paid stands first: a telephone shows two columns.
    columns = [Column(words.category), Column(words.total, align="right"), Column(words.tax, align="right")]
    if surtaxes:
        columns.append(Column(words.surtaxes, align="right"))
    rows: list[Row] = []
    for line in sorted(law.lines.values(), key=lambda one: one.number):
        if line.proportional or line.key not in rates.tariffs:
            continue
        parts = parts_apart(rates.tariffs[line.key], ppms)
        extra = [money(sum(parts.extras), language)] if surtaxes else []
        rows.append(
            [words.lines[line.key], money(parts.total, language), money(parts.base, language), *extra]
        )
    blocks: list[Block] = []
    if named:
        found = reference.department(department)
        blocks.append(Heading(1, found.name if found else department))
    blocks.append(Table(columns, rows, words.unit))
    blocks += _rated(rates, law, day, percent, language)
    if _vote_unknown(law, day, department, rates):
        blocks.append(Note("warning", words.unknown_surtax))
    return blocks


def _rated(rates: rules.Rates, law: Law, day: dt.date, percent: Decimal, language: str) -> list[Block]:
    if rates.percent is None:
        return []
    cap, _reason = rules.lawful_cap(law, day, max(rates.tariffs.values(), default=None))
    words, text = WORDS[language], _rate_text(rates.percent, cap, language)
    plus = f", {words.plus.format(percent=number(percent.normalize()))}" if percent else ""
    colon = "\u00a0:" if language == "fr" else ":"
    return [Paragraph(f"**{words.lines['unclassified']}{colon}** {text}{plus}.")]


def _vote_unknown(law: Law, day: dt.date, department: str, rates: rules.Rates) -> bool:
    return rates.department_tax is None and any(
        surtax.optional and surtax.adoption(department, day) is None
        for surtax, _value in law.surtaxes_on(day, department)
    )


def _exemptions(decision: Decision, law: Law, day: dt.date, language: str) -> list[Block]:
    words, found = WORDS[language], []
    for key, text in words.exemptions.items():
        value = law.on(key, day)
        rent = decision.rent_threshold_night
        if value is None or (key == "exemption.low_rent" and not rent):
            continue
        found.append(f"- {text.format(age=value.value, rent=money(rent, language))}")
    return [Paragraph(f"**{words.exempt_title}**"), Prose("\n".join(found))] if found else []


def _periods(rates: rules.Rates, words: TariffWords, language: str) -> list[Block]:
    seasons = [
        words.whole_year
        if season == rules.WHOLE_YEAR
        else words.period.format(
            first=day_text(season.first[1], season.first[0], language),
            last=day_text(season.last[1], season.last[0], language),
        )
        for season in rates.seasons
    ]
    blocks: list[Block] = [Paragraph(f"**{words.period_title}** – {' ; '.join(seasons)}.")]
    natures = [
        current_law().natures[nature].title
        for nature, regime in (rates.regimes or {}).items()
        if regime == "forfait"
    ]
    if natures:
        blocks.append(Paragraph(words.flat.format(natures=", ".join(natures))))
    return blocks


def _sources(decision: Decision, words: TariffWords, language: str) -> list[Block]:
    begins, ends, voted = decision.valid_from, decision.valid_until, decision.voted_on
    first = day_text(begins.day, begins.month, language, begins.year)
    applies = (
        words.until_day.format(day=first, last=day_text(ends.day, ends.month, language, ends.year))
        if ends
        else words.from_day.format(day=first)
    )
    source = words.source.format(
        council=decision.council,
        reference=decision.reference,
        voted=day_text(voted.day, voted.month, language, voted.year) if voted else "…",
    ).replace("  ", " ")
    return [Paragraph(f"**{words.source_title}** – {source} {applies}")]
