"""What the rules need of the register and of the decisions: read once, then used for any number of lodgings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from buron.lodging.models import Lodging, Ranking
from buron.territory import reference
from buron.tourist_tax import rules
from buron.tourist_tax.law import Law, current_law
from buron.tourist_tax.models import Decision
from buron.tourist_tax.rules.categories import category_of

ONE_DAY = dt.timedelta(days=1)


@dataclass(slots=True)
class Book:
    """The office's decisions and the law, with the timetable of each lodging worked out once.

    ``terms_of`` takes lodgings whose ``rankings`` are prefetched when there are many.
    """

    rates: tuple[rules.Rates, ...]
    law: Law
    policy: rules.Policy = rules.Policy.PARTS
    _timetables: dict[rules.Lodging, rules.TermsOn] = field(default_factory=dict)

    def terms_of(self, lodging: Lodging) -> rules.TermsOn:
        """The terms of each night of a lodging; lodgings that are alike share one timetable."""
        known = facts_of(lodging, self.law)
        if known not in self._timetables:
            self._timetables[known] = rules.timetable(known, self.rates, self.law)
        return self._timetables[known]


def book() -> Book:
    """The book of the office in scope."""
    return Book(rates_in_force(), current_law())


def facts_of(lodging: Lodging, law: Law) -> rules.Lodging:
    """What of a lodging the rules look at."""
    commune = reference.commune(lodging.insee)
    rankings = sorted(lodging.rankings.all(), key=lambda one: one.valid_from)
    return rules.Lodging(
        nature=lodging.nature,
        department=commune.department if commune else "",
        rankings=tuple(_ranking(lodging, one, law) for one in rankings),
    )


def _ranking(lodging: Lodging, ranking: Ranking, law: Law) -> rules.Ranking:
    category = category_of(lodging.nature, ranking.stars, law)
    return rules.Ranking(category, ranking.valid_from, ranking.valid_until)


def rates_in_force() -> tuple[rules.Rates, ...]:
    """The decisions in force as dated rates, each ended by the one that follows."""
    decisions = list(
        Decision.objects.filter(state=Decision.State.IN_FORCE)
        .order_by("valid_from")
        .prefetch_related("tariffs", "regimes", "seasons")
    )
    followed = zip_longest(decisions, (later.valid_from - ONE_DAY for later in decisions[1:]))
    return tuple(rates_of(decision, _earliest(decision.valid_until, end)) for decision, end in followed)


def rates_of(decision: Decision, valid_until: dt.date | None = None) -> rules.Rates:
    """One decision as dated rates; its related rows are read unless prefetched."""
    return rules.Rates(
        valid_from=decision.valid_from,
        valid_until=valid_until or decision.valid_until,
        tariffs={tariff.line: tariff.cents for tariff in decision.tariffs.all()},
        percent=decision.percent,
        seasons=tuple(_season(season.first, season.last) for season in decision.seasons.all())
        or (rules.WHOLE_YEAR,),
        regimes=_regimes(decision),
        department_tax=decision.department_tax,
    )


def _regimes(decision: Decision) -> Mapping[str, rules.Regime]:
    found: dict[str, rules.Regime] = {}
    for one in decision.regimes.all():
        found[one.nature] = "forfait" if one.regime == one.Regime.FORFAIT else "reel"
    return found


def _season(first: int, last: int) -> rules.Season:
    return rules.Season((first // 100, first % 100), (last // 100, last % 100))


def _earliest(*days: dt.date | None) -> dt.date | None:
    known: Iterable[dt.date] = [day for day in days if day is not None]
    return min(known, default=None)
