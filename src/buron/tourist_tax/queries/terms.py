"""What the rules need of the register and of the decisions: read once, then used for any number of lodgings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from buron.lodging.models import Lodging, Ranking
from buron.territory import reference
from buron.tourist_tax import rules
from buron.tourist_tax.law import Law, current_law
from buron.tourist_tax.models import Decision
from buron.tourist_tax.rules.categories import category_of
from buron.tourist_tax.rules.timetable import Nights

ONE_DAY = dt.timedelta(days=1)


@dataclass(slots=True)
class Book:
    """The office's decisions and the law, with the timetable of each lodging worked out once.

    ``rates`` hold everywhere but in the communes of ``by_commune``, where several councils share the office.
    ``terms_of`` takes lodgings whose ``rankings`` are prefetched when there are many.
    """

    rates: tuple[rules.Rates, ...]
    law: Law
    policy: rules.Policy = rules.Policy.PARTS
    by_commune: Mapping[str, tuple[rules.Rates, ...]] = field(default_factory=dict)
    _timetables: dict[tuple[str, rules.Lodging], rules.TermsOn] = field(default_factory=dict)
    _nights: dict[str, Nights] = field(default_factory=dict)

    def terms_of(self, lodging: Lodging) -> rules.TermsOn:
        """The terms of each night of a lodging; lodgings that are alike share one timetable."""
        place = lodging.insee if lodging.insee in self.by_commune else ""
        known = (place, facts_of(lodging, self.law))
        if known not in self._timetables:
            nights = self._nights.setdefault(place, {})
            self._timetables[known] = rules.timetable(known[1], self.rates_for(place), self.law, nights)
        return self._timetables[known]

    def rates_for(self, insee: str) -> tuple[rules.Rates, ...]:
        """The dated rates of a commune."""
        return self.by_commune.get(insee, self.rates)


def book() -> Book:
    """The book of the office in scope."""
    decisions = in_force()
    named = {insee for decision in decisions for insee in decision.communes}
    by_commune = {insee: _dated(holding_in(decisions, insee)) for insee in named}
    return Book(_dated(holding_in(decisions, "")), current_law(), by_commune=by_commune)


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


def in_force() -> list[Decision]:
    """The decisions in force, oldest first, with their rows."""
    found = Decision.objects.filter(state=Decision.State.IN_FORCE).order_by("valid_from", "pk")
    return list(found.prefetch_related("tariffs", "regimes", "seasons", "abatements"))


def holding_in(decisions: Iterable[Decision], insee: str) -> list[Decision]:
    """Those that hold in a commune; the empty code stands for a commune that no decision names."""
    return [one for one in decisions if not one.communes or insee in one.communes]


def _dated(decisions: Sequence[Decision]) -> tuple[rules.Rates, ...]:
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
