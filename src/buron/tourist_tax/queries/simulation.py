"""A decision applied to the nights declared for a past year: what the vote would change, all else being equal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from buron.kernel.periods import day_in
from buron.lodging.models import Lodging
from buron.territory import reference
from buron.tourist_tax import rules
from buron.tourist_tax.law import Law, current_law
from buron.tourist_tax.models import Abatement, Decision, Declaration, DeclarationLine
from buron.tourist_tax.queries.terms import Book, facts_of, rates_of
from buron.tourist_tax.rules import NotTaxed, Shares, Terms
from buron.tourist_tax.rules.values import NOTHING

Cents = int


@dataclass(slots=True)
class Amounts:
    """Person-nights that pay, and cents: what was declared, and what the decision would give."""

    nights: int = 0
    before: Shares = NOTHING
    after: Shares = NOTHING

    def add(self, nights: int, before: Shares, after: Shares) -> None:
        self.nights += nights
        self.before += before
        self.after += after

    @property
    def difference(self) -> Cents:
        return self.after.total - self.before.total


@dataclass(frozen=True, slots=True)
class Group:
    """A line of a table: a nature, a commune or a category."""

    title: str
    amounts: Amounts


@dataclass(slots=True)
class Left:
    """What could not be simulated, and why; it counts neither before nor after."""

    reason: str
    declarations: int = 0
    nights: int = 0
    before: Cents = 0


@dataclass(slots=True)
class Simulation:
    """The whole answer for a year; ``lodgings`` counts those that had something declared."""

    year: int
    total: Amounts = field(default_factory=Amounts)
    natures: dict[str, Amounts] = field(default_factory=dict)
    communes: dict[str, Amounts] = field(default_factory=dict)
    categories: dict[str, Amounts] = field(default_factory=dict)
    left: dict[str, Left] = field(default_factory=dict)
    lodgings: int = 0

    def groups(self, name: str) -> list[Group]:
        """The lines of a table, largest amount first; ``name`` is natures, communes or categories."""
        found = [Group(_title(name, key), one) for key, one in getattr(self, name).items()]
        return sorted(found, key=lambda group: (-group.amounts.after.total, group.title))

    def count(self, lodging: Lodging, category: str, nights: int, before: Shares, after: Shares) -> None:
        """Add one line everywhere that it belongs."""
        self.total.add(nights, before, after)
        for kept, key in (
            (self.natures, lodging.nature),
            (self.communes, lodging.insee),
            (self.categories, category),
        ):
            kept.setdefault(key, Amounts()).add(nights, before, after)

    def leave(self, reason: str, nights: int, before: Cents) -> None:
        """Say what is not simulated."""
        left = self.left.setdefault(reason, Left(reason))
        left.declarations += 1
        left.nights += nights
        left.before += before


def _title(name: str, key: str) -> str:
    law = current_law()
    if name == "natures":
        return law.natures[key].title if key in law.natures else key
    if name == "communes":
        return reference.commune_name(key)
    return law.categories[key].title if key in law.categories else _("catégorie non renseignée")


def simulate(decision: Decision, year: int) -> Simulation:
    """Every line declared for ``year`` under the decision, each night with its own ranking and the law of its day."""
    law = current_law()
    rates = replace(
        rates_of(decision), valid_from=dt.date(year - 1, 1, 1), valid_until=dt.date(year + 1, 1, 31)
    )
    terms = Book((rates,), law)
    found = Simulation(year)
    lodgings = _lodgings(decision, year)
    found.lodgings = len(lodgings)
    flat = {nature for nature, regime in (rates.regimes or {}).items() if regime == "forfait"}
    at_flat = {pk for pk, one in lodgings.items() if one.nature in flat and not _is_rated(one, year, law)}
    _simulate_stays(found, terms, lodgings, at_flat, year)
    _simulate_flat(found, decision, rates, lodgings, at_flat, year)
    return found


def _lodgings(decision: Decision, year: int) -> dict[int, Lodging]:
    declared = _sent(year).values("lodging")
    kept = Lodging.objects.filter(pk__in=declared).prefetch_related("rankings")
    if decision.communes:
        kept = kept.filter(insee__in=decision.communes)
    return {one.pk: one for one in kept}


def _sent(year: int) -> QuerySet[Declaration]:
    return Declaration.objects.filter(
        state=Declaration.State.SENT, month__gte=dt.date(year, 1, 1), month__lte=dt.date(year, 12, 31)
    )


def _is_rated(lodging: Lodging, year: int, law: Law) -> bool:
    """Without ranking in the middle of the year, it pays a percentage whatever the regime of its nature."""
    category = facts_of(lodging, law).category_on(dt.date(year, 7, 1), law)
    return law.lines[law.categories[category].line].proportional


def _simulate_stays(
    found: Simulation, terms: Book, lodgings: dict[int, Lodging], at_flat: set[int], year: int
) -> None:
    """The lines of declarations at the réel; those of lodgings that go to the forfait only count before."""
    lines = (
        DeclarationLine.objects.filter(declaration__in=_sent(year).exclude(kind=Declaration.Kind.FORFAIT))
        .annotate(lodging_pk=F("declaration__lodging_id"), month=F("declaration__month"))
        .order_by("declaration_id", "position", "pk")
    )
    seen: set[int] = set()
    for line in lines.iterator(chunk_size=2000):
        seen.add(line.declaration_id)
        lodging = lodgings.get(line.lodging_pk)
        if lodging is None:
            continue
        before = Shares(line.base, line.department, line.region)
        if lodging.pk in at_flat:
            found.count(lodging, line.category, 0, before, NOTHING)
            continue
        try:
            after = _after(line, line.month, terms, terms.terms_of(lodging))
        except rules.CalculationError as error:
            found.leave(str(error), line.nights_taxed, before.total)
            continue
        found.count(lodging, line.category, line.nights_taxed, before, after)
    _leave_without_lines(found, seen, lodgings, year)


def _after(
    line: DeclarationLine, month: dt.date, terms: Book, terms_on: Callable[[dt.date], Terms | NotTaxed]
) -> Shares:
    """The shares of one declared line under the decision."""
    declared = _declared(line)
    if isinstance(declared, rules.DeclaredTotal):
        first, last = declared.first or month, declared.last or rules.end_of_month(month)
        days = (first + dt.timedelta(days=index) for index in range((last - first).days + 1))
        if all(isinstance(terms_on(day), NotTaxed) for day in days):
            return NOTHING
    found = rules.assess_month(month, [declared], terms_on, terms.law, policy=terms.policy, explained=False)
    return found.shares


def _declared(line: DeclarationLine) -> rules.DeclaredStay | rules.DeclaredTotal:
    if line.persons is not None and line.arrival and line.departure:
        return rules.DeclaredStay(line.arrival, line.departure, line.persons, line.exempt, line.price)
    last = line.departure - dt.timedelta(days=1) if line.departure else None
    return rules.DeclaredTotal(line.nights_taxed, line.exempt, line.price, line.arrival, last)


def _leave_without_lines(found: Simulation, seen: set[int], lodgings: dict[int, Lodging], year: int) -> None:
    """Amounts that came without their nights, as some platforms send them."""
    kept = _sent(year).exclude(kind=Declaration.Kind.FORFAIT).exclude(base=0, department=0, region=0)
    for one in kept.only("pk", "lodging_id", "nights_taxed", "base", "department", "region").iterator():
        if one.pk not in seen and one.lodging_id in lodgings:
            found.leave(_("Montants déclarés sans le détail des nuitées."), one.nights_taxed, one.amount)


def _simulate_flat(
    found: Simulation,
    decision: Decision,
    rates: rules.Rates,
    lodgings: dict[int, Lodging],
    at_flat: Iterable[int],
    year: int,
) -> None:
    """Lodgings at the forfait under the decision, and those that were at the forfait before."""
    flat = set(at_flat)
    for one in _sent(year).filter(kind=Declaration.Kind.FORFAIT):
        lodging = lodgings.get(one.lodging_id)
        if lodging is None:
            continue
        if lodging.pk in flat:
            found.count(lodging, one.category, 0, Shares(one.base, one.department, one.region), NOTHING)
        else:
            found.leave(_("Au forfait cette année-là : ses nuitées ne sont pas connues."), 0, one.amount)
    bands = list(decision.abatements.all())
    for pk in sorted(flat):
        lodging = lodgings[pk]
        try:
            category, after = _flat(lodging, bands, rates, year)
        except rules.CalculationError as error:
            found.leave(str(error), 0, 0)
            continue
        found.count(lodging, category, 0, NOTHING, after)


def _flat(lodging: Lodging, bands: Iterable[Abatement], rates: rules.Rates, year: int) -> tuple[str, Shares]:
    law = current_law()
    known = facts_of(lodging, law)
    category = known.category_on(dt.date(year, 7, 1), law)
    line = law.categories[category].line
    if line not in rates.tariffs:
        raise rules.CalculationError(_("Aucun tarif voté pour : %(line)s.") % {"line": law.lines[line].title})
    if lodging.capacity is None or not lodging.openings:
        raise rules.CalculationError(
            _("Au forfait avec ce projet : la capacité ou l’ouverture manque au registre.")
        )
    nights = rules.nights_open(year, _openings(lodging, year), rates.seasons)
    charge = rules.flat_charge(
        capacity=lodging.capacity,
        nights=nights,
        tariff=rates.tariffs[line],
        abatement=rules.abatement_for(nights, _bands(bands, lodging.nature)),
        surtaxes=rules.lawful_surtaxes(law, dt.date(year, 7, 1), known.department, rates.department_tax),
        category=category,
    )
    return category, charge.shares


def _openings(lodging: Lodging, year: int) -> list[tuple[dt.date, dt.date]]:
    """The openings of the register in a year; one over New Year gives its two ends, 29 February its eve."""
    found = []
    for first, last in lodging.openings:
        start, end = _day_of(first, year), _day_of(last, year)
        if start <= end:
            found.append((start, end))
        else:
            found += [(dt.date(year, 1, 1), end), (start, dt.date(year, 12, 31))]
    return found


def _day_of(month_day: str, year: int) -> dt.date:
    month, day = map(int, month_day.split("-"))
    return day_in(year, month, day)


def _bands(rows: Iterable[Abatement], nature: str) -> list[rules.Band]:
    return [
        rules.Band(row.nights_from, row.nights_to, Decimal(row.percent))
        for row in rows
        if row.nature in ("", nature)
    ]


def assumptions(year: int) -> list[str]:
    """What a simulation takes for granted, said beside it."""
    return [
        _("Les nuitées sont celles déclarées pour %(year)s : aucune de plus, aucune de moins.")
        % {"year": year},
        _("« Avant » est le montant déclaré ; « après » est le même séjour aux tarifs du projet."),
        _("Chaque nuit garde le classement que l’hébergement avait cette nuit-là, et le prix déclaré."),
        _("Les taxes additionnelles et le plafond du taux sont ceux de la loi le jour de chaque nuit."),
        _(
            "Au forfait, le projet est calculé sur la capacité et l’ouverture inscrites au registre, en une fois pour "
            "l’année."
        ),
        _("Ce qui n’a pas pu être simulé est compté à part : ni dans « avant », ni dans « après »."),
    ]
