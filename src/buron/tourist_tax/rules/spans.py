"""The parts of a month whose nights share their terms: what a declaration by totals asks for, one total each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from buron.kernel.periods import end_of_month
from buron.tourist_tax.rules.stay import ONE_DAY, TermsOn
from buron.tourist_tax.rules.values import NotTaxed, Proportional, Terms


@dataclass(frozen=True, slots=True)
class Span:
    """Nights from ``first`` to ``last``, both included, under one set of terms."""

    first: dt.date
    last: dt.date
    terms: Terms

    @property
    def needs_price(self) -> bool:
        """Whether the tax depends on the price of the nights."""
        return isinstance(self.terms.basis, Proportional)


@dataclass(frozen=True, slots=True)
class MonthTerms:
    """What a month asks of a lodging: its taxed spans in order, and why the other nights are not taxed."""

    month: dt.date
    spans: tuple[Span, ...]
    untaxed: tuple[NotTaxed, ...] = ()

    @property
    def is_flat(self) -> bool:
        """At the forfait on every night: declared once a year, not month by month."""
        return not self.spans and any(why.rule == "regime.by_nature" for why in self.untaxed)

    @property
    def needs_price(self) -> bool:
        return any(span.needs_price for span in self.spans)


def month_terms(month: dt.date, terms_on: TermsOn) -> MonthTerms:
    """The spans of a month. Nights that are not taxed do not part those around them, as in ``assess_month``."""
    first = month.replace(day=1)
    spans: list[Span] = []
    untaxed: list[NotTaxed] = []
    for index in range(end_of_month(first).day):
        day = first + index * ONE_DAY
        found = terms_on(day)
        if isinstance(found, NotTaxed):
            if found not in untaxed:
                untaxed.append(found)
        elif spans and spans[-1].terms == found:
            spans[-1] = Span(spans[-1].first, day, found)
        else:
            spans.append(Span(day, day, found))
    return MonthTerms(first, tuple(spans), tuple(untaxed))
