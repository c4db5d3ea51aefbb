"""Checks that name disagreements: printed figures against rows, against each other, and against their own sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _

from buron.kernel import formats, periods
from buron.kernel.contributions import Indicator, indicators
from buron.kernel.figures import evolution
from buron.kernel.periods import Period, PeriodError
from buron.observatory.addresses import Links
from buron.observatory.drawing import slice_share
from buron.observatory.figures import FigureBook
from buron.observatory.models import ExternalFigure
from buron.observatory.rules import Printed, agrees, parse_parts, parse_printed, shares_agree, sum_agrees
from buron.observatory.wording import euros

Verdict = Literal["agrees", "differs", "unknown"]
Measure = ExternalFigure.Measure


@dataclass(frozen=True, slots=True)
class Check:
    """What a comparison found. ``typed`` is the figure typed from outside, ``exact`` what the rows give."""

    verdict: Verdict
    sentence: str
    url: str = ""
    typed: ExternalFigure | None = None
    exact: str = ""


def check_all(typed: Sequence[ExternalFigure], book: FigureBook, links: Links) -> list[Check]:
    """Every check on figures typed from outside, the disagreements first."""
    found = [check_against_rows(one, book, links) for one in typed]
    found += [*check_parts(typed, book), *check_typed_sums(typed, book), *check_typed_evolutions(typed, book)]
    rank = {"differs": 0, "unknown": 1, "agrees": 2}
    return sorted(found, key=lambda one: rank[one.verdict])


# -- Against the rows --------------------------------------------------------------------------------------


def check_against_rows(typed: ExternalFigure, book: FigureBook, links: Links) -> Check:
    """« Visiteurs, évolution 2019 : imprimé −3,2 %, les lignes donnent −3,3 % (Rapport 2019). »"""
    indicator = indicators.find(typed.indicator)
    if indicator is None:
        return Check("unknown", _("%s : cet indicateur n’existe plus.") % typed.indicator, typed=typed)
    period, printed = periods.parse(typed.period), parse_printed(typed.printed)
    exact = exact_value(typed, indicator, period, book)
    filters = {typed.split: typed.code} if typed.split else {}
    url = links.rows(indicator.key, period, filters=filters)
    about = f"{about_typed(typed, indicator, book)}{formats.NO_BREAK_SPACE}: "
    if exact is None:
        sentence = about + _("imprimé %s, les lignes ne disent rien.") % told_print(typed)
        return Check("unknown", sentence, url, typed, formats.UNKNOWN)
    shown = as_printed(exact, printed, typed)
    values = {"printed": told_print(typed), "exact": shown}
    if agrees(printed, exact):
        return Check(
            "agrees", about + _("imprimé %(printed)s, comme les lignes.") % values, url, typed, shown
        )
    sentence = about + _("imprimé %(printed)s, les lignes donnent %(exact)s.") % values
    return Check("differs", sentence, url, typed, shown)


def about_typed(typed: ExternalFigure, indicator: Indicator, book: FigureBook) -> str:
    """« Visiteurs, évolution sur un an, 2019 »."""
    period = periods.parse(typed.period)
    measure = "" if typed.measure == Measure.VALUE else str(Measure(typed.measure).label).lower()
    slice_name = ""
    if typed.split:
        parts = book.figure(indicator, period, split=typed.split).slices
        slice_name = next((one.label for one in parts if one.code == typed.code), typed.code)
    return ", ".join(part for part in (str(indicator.title), slice_name, measure, period.label) if part)


def told_print(typed: ExternalFigure) -> str:
    """The printed text, with the minus sign that print uses."""
    return typed.printed.replace("-", formats.MINUS)


def exact_value(
    typed: ExternalFigure, indicator: Indicator, period: Period, book: FigureBook
) -> Decimal | None:
    """What the rows give for a typed figure, in the unit in which it was printed."""
    now = _value(typed, indicator, period, book)
    if typed.measure != Measure.EVOLUTION:
        return now
    return evolution(now, _value(typed, indicator, period.previous_year(), book))


def _value(typed: ExternalFigure, indicator: Indicator, period: Period, book: FigureBook) -> Decimal | None:
    figure = book.figure(indicator, period, split=typed.split or None)
    if not typed.split:
        return euros(indicator, figure.value if figure.n else None)
    part = next((one for one in figure.slices if one.code == typed.code), None)
    if part is None:
        return None
    return slice_share(figure, part) if typed.measure == Measure.SHARE else euros(indicator, part.value)


def as_printed(exact: Decimal, printed: Printed, typed: ExternalFigure) -> str:
    """An exact value written with the decimals and the sign that were printed."""
    signed = typed.measure == Measure.EVOLUTION
    if signed or typed.measure == Measure.SHARE or "%" in typed.printed:
        return formats.percent(exact, printed.decimals, signed=signed)
    unit = f"{formats.NO_BREAK_SPACE}€" if "€" in typed.printed else ""
    return formats.number(exact, printed.decimals) + unit


# -- Between typed figures ---------------------------------------------------------------------------------


def check_parts(typed: Iterable[ExternalFigure], book: FigureBook) -> Iterator[Check]:
    """« Imprimé 22, mais 1 + 6 + 16 font 23. »"""
    for one in typed:
        parts = parse_parts(one.parts)
        if parts and not sum_agrees(parse_printed(one.printed), parts):
            total = sum((part.value for part in parts), Decimal(0))
            yield Check(
                "differs",
                _("%(title)s : imprimé %(printed)s, mais %(parts)s font %(total)s.")
                % {
                    "title": _named(one, book),
                    "printed": told_print(one),
                    "parts": one.parts,
                    "total": formats.number(total),
                },
                typed=one,
            )


def check_typed_sums(typed: Sequence[ExternalFigure], book: FigureBook) -> Iterator[Check]:
    """The modalities of one source against its total, and its shares against 100 %."""
    groups: dict[tuple[str, ...], list[ExternalFigure]] = {}
    for one in typed:
        if one.split and one.measure != Measure.EVOLUTION:
            groups.setdefault((one.indicator, one.period, one.source, one.split, one.measure), []).append(one)
    for (indicator, period, source, _split, measure), members in groups.items():
        parts = [parse_printed(one.printed) for one in members]
        if measure == Measure.SHARE:
            yield from _shares_check(members[0], parts, book)
            continue
        key = (indicator, period, source)
        total = next((one for one in typed if _is_total(one, key)), None)
        if total:
            yield from _total_check(total, parts, book)


def _is_total(one: ExternalFigure, key: tuple[str, str, str]) -> bool:
    plain = one.measure == Measure.VALUE and not one.split
    return plain and (one.indicator, one.period, one.source) == key


def _shares_check(first: ExternalFigure, parts: Sequence[Printed], book: FigureBook) -> Iterator[Check]:
    """Typed shares may be some of them only: what cannot be is more than 100 %."""
    whole = sum((part.value for part in parts), Decimal(0))
    if whole > 100 and not shares_agree(parts):
        values = {"title": _named(first, book), "whole": formats.percent(whole), "source": first.source}
        sentence = _("%(title)s : les parts imprimées font %(whole)s (%(source)s).") % values
        yield Check("differs", sentence, typed=first)


def _total_check(total: ExternalFigure, parts: Sequence[Printed], book: FigureBook) -> Iterator[Check]:
    """Typed modalities may be some of them only: what cannot be is more than the total."""
    printed = parse_printed(total.printed)
    whole = sum((part.value for part in parts), Decimal(0))
    if whole > printed.value and not sum_agrees(printed, parts):
        values = {
            "title": _named(total, book),
            "printed": told_print(total),
            "whole": formats.number(whole),
            "source": total.source,
        }
        sentence = (
            _("%(title)s : total imprimé %(printed)s, mais ses parts font %(whole)s (%(source)s).") % values
        )
        yield Check("differs", sentence, typed=total)


def check_typed_evolutions(typed: Sequence[ExternalFigure], book: FigureBook) -> Iterator[Check]:
    """A printed evolution against the printed values that it stands on, of the same source."""
    values = {
        (one.indicator, one.period, one.split, one.code, one.source): one
        for one in typed
        if one.measure == Measure.VALUE
    }
    for one in typed:
        if one.measure != Measure.EVOLUTION:
            continue
        before = periods.parse(one.period).previous_year().code
        now_typed = values.get((one.indicator, one.period, one.split, one.code, one.source))
        before_typed = values.get((one.indicator, before, one.split, one.code, one.source))
        if now_typed and before_typed:
            yield from _evolution_check(one, now_typed, before_typed, book)


def _evolution_check(
    one: ExternalFigure, now: ExternalFigure, before: ExternalFigure, book: FigureBook
) -> Iterator[Check]:
    exact = evolution(parse_printed(now.printed).value, parse_printed(before.printed).value)
    printed = parse_printed(one.printed)
    if exact is None or agrees(printed, exact):
        return
    told = {
        "title": _named(one, book),
        "printed": told_print(one),
        "before": before.printed,
        "now": now.printed,
        "exact": formats.percent(exact, printed.decimals, signed=True),
    }
    sentence = (
        _("%(title)s : imprimé %(printed)s, mais de %(before)s à %(now)s l’évolution est de %(exact)s.")
        % told
    )
    yield Check("differs", sentence, typed=one)


def _named(typed: ExternalFigure, book: FigureBook) -> str:
    indicator = indicators.find(typed.indicator)
    return typed.indicator if indicator is None else about_typed(typed, indicator, book)


def code_of(indicator: str, period: str, split: str, written: str, book: FigureBook) -> str:
    """The code of a modality that somebody wrote as it is shown, or as a code; what is not found is kept as written."""
    declared = indicators.find(indicator)
    known = {one.key for one in declared.dimensions} if declared else set()
    if declared is None or split not in known or not written:
        return written
    try:
        parts = book.figure(declared, periods.parse(period), split=split).slices
    except PeriodError:
        return written
    wanted = written.strip().casefold()
    return next((one.code for one in parts if wanted in (one.label.casefold(), one.code.casefold())), written)
