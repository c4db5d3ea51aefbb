"""Which terms a night has: the council's decisions, the lodging's rankings, and the law, each with its dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from buron.tourist_tax.law import Law
from buron.tourist_tax.rules.limits import lawful_cap
from buron.tourist_tax.rules.stay import TermsOn
from buron.tourist_tax.rules.values import (
    CalculationError,
    Cents,
    Fixed,
    NotTaxed,
    Proportional,
    Surtax,
    Terms,
)

Regime = Literal["reel", "forfait"]


@dataclass(frozen=True, slots=True)
class Season:
    """A collection period, the same each year: (month, day) of its first and last day, both taxed.

    A last day before the first runs over New Year. In a common year, 29 February as a first day is 1 March and as a
    last day 28 February.
    """

    first: tuple[int, int]
    last: tuple[int, int]

    def __post_init__(self) -> None:
        for month, day in (self.first, self.last):
            dt.date(2000, month, day)

    def holds(self, day: dt.date) -> bool:
        """Whether a night that begins on this day is collected."""
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


WHOLE_YEAR = Season((1, 1), (12, 31))


@dataclass(frozen=True, slots=True)
class Rates:
    """What a council decided for a span of days: tariffs in cents by line of the table, and the percentage.

    ``regimes`` by nature (missing: réel). ``department_tax`` says whether the département's surtax applies, when
    the decision says so; None leaves it to the votes recorded in the law.
    """

    valid_from: dt.date
    valid_until: dt.date | None
    tariffs: Mapping[str, Cents]
    percent: Decimal | None = None
    seasons: tuple[Season, ...] = (WHOLE_YEAR,)
    regimes: Mapping[str, Regime] | None = None
    department_tax: bool | None = None

    def in_force(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Ranking:
    """A category held from one day to another, both included; an unended one has no ``valid_until``."""

    category: str
    valid_from: dt.date
    valid_until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Lodging:
    """What of a lodging matters here: its nature, the département of its commune, its rankings over time."""

    nature: str
    department: str
    rankings: tuple[Ranking, ...] = ()

    def category_on(self, day: dt.date, law: Law) -> str:
        """Its category on the night that begins that day; without a valid ranking, the one of its nature."""
        for ranking in self.rankings:
            if ranking.valid_from <= day and (ranking.valid_until is None or day <= ranking.valid_until):
                return ranking.category
        return law.natures[self.nature].unranked


Nights = dict[tuple[str, str, dt.date], Terms | NotTaxed]
"""Terms by département, category and night: all that a lodging brings to them."""


def timetable(lodging: Lodging, rates: tuple[Rates, ...], law: Law, shared: Nights | None = None) -> TermsOn:
    """The terms of each night of a lodging, worked out once for each day and kept.

    ``shared`` serves the lodgings of the same rates: a night is worked out once for those of a category. The function
    that is returned raises :class:`CalculationError` for a night that no decision covers: what was not recorded is
    not "no tax".
    """
    known: dict[dt.date, Terms | NotTaxed] = {}
    nights: Nights = {} if shared is None else shared
    alike: dict[object, Terms] = {}

    def terms_on(day: dt.date) -> Terms | NotTaxed:
        found = known.get(day)
        if found is None:
            key = (lodging.department, lodging.category_on(day, law), day)
            found = nights.get(key)
            if found is None:
                found = nights[key] = _terms(*key, rates, law)
            if isinstance(found, Terms):
                found = alike.setdefault(found, found)
            known[day] = found
        return found

    return terms_on


def _terms(department: str, key: str, day: dt.date, rates: tuple[Rates, ...], law: Law) -> Terms | NotTaxed:
    decided = next((one for one in rates if one.in_force(day)), None)
    if decided is None:
        raise CalculationError(f"Aucune délibération n’est enregistrée pour la nuit du {day:%d/%m/%Y}.")
    if not any(season.holds(day) for season in decided.seasons):
        return NotTaxed("hors de la période de perception", "period.bounds")
    category = law.categories[key]
    if not law.lines[category.line].proportional and _is_flat(decided, category.nature):
        return NotTaxed("au forfait, dû par le logeur", "regime.by_nature")
    surtaxes = lawful_surtaxes(law, day, department, decided.department_tax)
    return Terms(_basis(decided, category.line, law, day), surtaxes, key)


def _is_flat(decided: Rates, nature: str) -> bool:
    return bool(decided.regimes) and (decided.regimes or {}).get(nature) == "forfait"


def _basis(decided: Rates, line: str, law: Law, day: dt.date) -> Fixed | Proportional:
    if not law.lines[line].proportional:
        if line not in decided.tariffs:
            raise CalculationError(f"Aucun tarif voté pour : {law.lines[line].title}.")
        return Fixed(decided.tariffs[line])
    if decided.percent is None:
        raise CalculationError("Aucun taux voté pour les hébergements sans classement.")
    cap, reason = lawful_cap(law, day, max(decided.tariffs.values(), default=None))
    return Proportional(decided.percent, cap, reason)


def lawful_surtaxes(
    law: Law, day: dt.date, department: str, department_tax: bool | None
) -> tuple[Surtax, ...]:
    """The surtaxes of a night in a département: the mandatory ones, and the voted one when it is known to be.

    ``department_tax`` True or False settles the vote; None looks it up, and a vote that is not recorded does not
    count: say it on the screen that shows the amount.
    """
    found = []
    for surtax, value in law.surtaxes_on(day, department):
        voted = department_tax
        if voted is None:
            voted = surtax.adoption(department, day) is not None
        if voted or not surtax.optional:
            rule = surtax.rule
            found.append(Surtax(rule.key, surtax.share, rule.title, value.decimal, value.reference.cite))
    return tuple(found)
