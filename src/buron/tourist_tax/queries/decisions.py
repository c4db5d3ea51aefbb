"""The council's decisions in time, and what a proposal would change of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from buron.kernel.formats import amount, date_text, number
from buron.territory import reference
from buron.tourist_tax import rules
from buron.tourist_tax.law import Law
from buron.tourist_tax.models import Decision, DeltaProposal
from buron.tourist_tax.queries.terms import ONE_DAY, in_force
from buron.tourist_tax.rules import Finding, check_rate, check_tariff

NOT_SAID = "non renseigné"


@dataclass(frozen=True, slots=True)
class Span:
    """A decision with the days on which it applies; ``last`` None: until the next one."""

    decision: Decision
    last: dt.date | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """The decisions in force of the same places, latest first."""

    title: str
    places: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of a comparison: in force, proposed, and what does not stand with the law of the day."""

    label: str
    current: str
    proposed: str
    finding: Finding | None = None

    @property
    def changes(self) -> bool:
        return self.current != self.proposed


def lanes(today: dt.date) -> list[Lane]:
    """What applies when, one lane for each perimeter."""
    by_place: dict[tuple[str, ...], list[Decision]] = {}
    for decision in in_force():
        by_place.setdefault(tuple(sorted(decision.communes)), []).append(decision)
    return [
        Lane(decisions[-1].council, places_text(key), _spans(decisions, today))
        for key, decisions in sorted(by_place.items())
    ]


def places_text(codes: Iterable[str]) -> str:
    """The names of communes; empty for the whole office."""
    return ", ".join(reference.commune_name(code) for code in codes)


def _spans(decisions: list[Decision], today: dt.date) -> tuple[Span, ...]:
    found = []
    for index, decision in enumerate(decisions):
        following = decisions[index + 1].valid_from - ONE_DAY if index + 1 < len(decisions) else None
        last = min((day for day in (decision.valid_until, following) if day), default=None)
        current = decision.valid_from <= today and (last is None or today <= last)
        found.append(Span(decision, last, current))
    return tuple(reversed(found))


def applying_on(day: dt.date, communes: Iterable[str] = ()) -> Decision | None:
    """The decision in force on a day, for the whole office or for one of some communes."""
    asked = set(communes)
    held = [one for one in in_force() if not one.communes or not asked or set(one.communes) & asked]
    known = [
        one for one in held if one.valid_from <= day and (one.valid_until is None or day <= one.valid_until)
    ]
    return known[-1] if known else None


def all_applying_on(day: dt.date) -> list[Decision]:
    """The decisions that apply on a day, one for each perimeter."""
    found: dict[tuple[str, ...], Decision] = {}
    for one in in_force():
        if one.valid_from <= day and (one.valid_until is None or day <= one.valid_until):
            found[tuple(sorted(one.communes))] = one
    return list(found.values())


def compared(proposal: DeltaProposal, current: Decision | None, law: Law, day: dt.date) -> list[Difference]:
    """A proposal line by line against what is in force; its tariffs against the limits of ``day``."""
    body = proposal.body
    before = printed_of(current) if current else {}
    return [
        *_tariff_lines(body, before, law, day),
        *(
            Difference(nature.title, _regime(before, nature.key), _regime(body, nature.key))
            for nature in law.natures.values()
            if nature.key != "sans_classement"
        ),
        Difference(_("Périodes de perception"), _seasons(before), _seasons(body)),
        Difference(_("Abattements du forfait"), _abatements(before), _abatements(body)),
        *(
            Difference(title, _rent(before, name), _rent(body, name))
            for name, title in (
                ("night", _("Loyer minimal par nuit")),
                ("week", _("Loyer minimal par semaine")),
                ("month", _("Loyer minimal par mois")),
            )
        ),
        Difference(_("Taxe additionnelle du département"), _vote(before), _vote(body)),
    ]


def _tariff_lines(
    body: Mapping[str, Any], before: Mapping[str, Any], law: Law, day: dt.date
) -> list[Difference]:
    found = []
    for line in sorted(law.lines.values(), key=lambda one: one.number):
        label = f"{line.number}. {line.title}"
        if line.proportional:
            rate = body.get("percent")
            finding = check_rate(law, day, Decimal(rate)) if rate else None
            found.append(Difference(label, _rate(before), _rate(body), finding))
            continue
        cents = body["tariffs"].get(line.key)
        finding = check_tariff(law, day, line.key, cents) if cents is not None else None
        current = before.get("tariffs", {}).get(line.key)
        found.append(Difference(label, amount(current), amount(cents), finding))
    return found


def printed_of(decision: Decision) -> dict[str, Any]:
    """A decision in the form of the national file's proposals."""
    return {
        "tariffs": {tariff.line: tariff.cents for tariff in decision.tariffs.all()},
        "percent": str(decision.percent) if decision.percent is not None else None,
        "seasons": [[season.first, season.last] for season in decision.seasons.all()],
        "regimes": {one.nature: str(one.regime) for one in decision.regimes.all()},
        "rents": {
            "night": decision.rent_threshold_night,
            "week": decision.rent_threshold_week,
            "month": decision.rent_threshold_month,
        },
        "flags": {"department_tax": decision.department_tax},
        "abatements": [
            [str(one.percent), one.nights_from, one.nights_to] for one in decision.abatements.all()
        ],
    }


def _rate(body: Mapping[str, Any]) -> str:
    return f"{number(Decimal(body['percent']).normalize())} %" if body.get("percent") else NOT_SAID


def _regime(body: Mapping[str, Any], nature: str) -> str:
    if not body:
        return NOT_SAID
    return _("au forfait") if body["regimes"].get(nature) == "forfait" else _("au réel")


def season_text(first: int, last: int) -> str:
    """``du 1er mai au 30 septembre``."""
    days = [dt.date(2000, *divmod(bound, 100)) for bound in (first, last)]
    return _("du %(first)s au %(last)s") % {
        "first": date_text(days[0], year=False),
        "last": date_text(days[1], year=False),
    }


def _seasons(body: Mapping[str, Any]) -> str:
    if not body:
        return NOT_SAID
    return " ; ".join(season_text(*season) for season in body["seasons"]) or _("toute l’année")


def abatement_text(percent: Decimal, least: int, most: int | None) -> str:
    """``30 % de 0 à 120 nuits``."""
    values = {"percent": number(Decimal(percent).normalize()), "least": least, "most": most}
    if most is None:
        return _("%(percent)s %% à partir de %(least)s nuits") % values
    return _("%(percent)s %% de %(least)s à %(most)s nuits") % values


def _abatements(body: Mapping[str, Any]) -> str:
    if not body:
        return NOT_SAID
    return " ; ".join(
        abatement_text(Decimal(rate), least, most) for rate, least, most in body["abatements"]
    ) or _("aucun")


def _rent(body: Mapping[str, Any], name: str) -> str:
    cents = body.get("rents", {}).get(name)
    return amount(cents) if cents else _("aucun")


def _vote(body: Mapping[str, Any]) -> str:
    said = body.get("flags", {}).get("department_tax")
    return {True: _("oui"), False: _("non")}.get(said, NOT_SAID)


def season_of(pair: rules.Season) -> str:
    """A season of the rules in words."""
    return season_text(pair.first[0] * 100 + pair.first[1], pair.last[0] * 100 + pair.last[1])
