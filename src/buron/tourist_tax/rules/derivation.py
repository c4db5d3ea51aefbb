"""How an amount came about, line by line, for the host who pays it: each line with its article.

It is said in French, as the law; the form of each sentence stays apart from its values (:mod:`.wording`), so that
a host reads it in another language. Nothing is computed here that the amount does not already hold.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from buron.kernel.formats import NO_BREAK_SPACE, amount, number
from buron.tourist_tax.law import Law
from buron.tourist_tax.rules.flat import FlatCharge
from buron.tourist_tax.rules.limits import Finding, check_abatement, check_rate, check_tariff
from buron.tourist_tax.rules.values import (
    Assessment,
    Charge,
    Fixed,
    Gap,
    Parts,
    Policy,
    Proportional,
    Shares,
    Surtax,
)
from buron.tourist_tax.rules.wording import Days, Said, Value, counted, in_words, joined, said

SHOWN_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a derivation; ``article`` is empty for plain arithmetic, ``kind`` tells warnings and totals apart."""

    said: Value
    article: str = ""
    kind: str = "step"

    @property
    def text(self) -> str:
        """In French."""
        return in_words(self.said)

    def __str__(self) -> str:
        return f"{self.text} [{self.article}]" if self.article else self.text


POLICIES = {
    Policy.PARTS: said(
        "chaque part est arrondie au centime par personne et par nuit, le demi-centime vers le haut"
    ),
    Policy.NIGHT: said(
        "le total est arrondi une fois par personne et par nuit, le demi-centime vers le haut, puis partagé"
    ),
    Policy.STAY: said(
        "le total du séjour est arrondi une seule fois, le demi-centime vers le haut, puis partagé"
    ),
}
ROUNDED_ONCE = said(
    "le total du forfait est arrondi une seule fois, le demi-centime vers le haut, puis partagé"
)
FLAT_POLICIES = {
    Policy.PARTS: said("chaque part du forfait est arrondie au centime, le demi-centime vers le haut"),
    Policy.NIGHT: ROUNDED_ONCE,
    Policy.STAY: ROUNDED_ONCE,
}


def euros(cents: Fraction | int) -> str:
    """Exact cents as euros: whole cents as an amount, finer ones with up to four decimals, dots when they go on."""
    exact = Fraction(cents) / 100
    scale = 10**SHOWN_DECIMALS
    shown = Decimal(int(exact * scale)) / scale
    more = "…" if exact * scale != int(exact * scale) else ""
    decimals = max(2, -int(shown.normalize().as_tuple().exponent))
    return f"{number(shown, SHOWN_DECIMALS if more else decimals)}{more}{NO_BREAK_SPACE}€"


def _nights_text(count: int) -> Said:
    return counted(count, "%s nuit", "%s nuits")


def _person_nights(count: int) -> Said:
    return counted(count, "%s nuitée", "%s nuitées")


def _taxed_nights(count: int) -> Said:
    return counted(count, "%s nuitée taxée", "%s nuitées taxées")


def _exempt(count: int) -> Said:
    return counted(count, "%s exonérée", "%s exonérées")


def percent_text(value: Decimal) -> str:
    return f"{number(value)}{NO_BREAK_SPACE}%"


def explain_charge(charge: Charge, law: Law, day: dt.date | None = None) -> list[Step]:
    """The derivation of nights that are alike; ``day`` is the night whose law is compared, None to compare nothing."""
    steps = [
        Step(said("Taxe de séjour au réel : %s, %s.", _category(charge.terms.category, law), _dated(day)))
    ]
    steps += _body(charge, law, day)
    steps.append(_total(charge.shares, charge.terms.surtaxes))
    steps.append(_rounding(charge.policy, law, day))
    return steps


def explain_total(charge: Charge, law: Law, first: dt.date, last: dt.date) -> list[Step]:
    """The derivation of a month's total, charged as person-nights of one night: nights are spoken of, not persons."""
    category = _category(charge.terms.category, law)
    steps = [Step(said("Total %s : %s.", Days(first, last), category), kind="title")]
    steps += _body(charge, law, first, total=True)
    steps.append(_total(charge.shares, charge.terms.surtaxes))
    steps.append(_rounding(charge.policy, law, first))
    return steps


def explain_stay(assessment: Assessment, law: Law) -> list[Step]:
    """The derivation of a stay: its spans in order of time, then the sum."""
    spans: list[tuple[dt.date, list[Step]]] = []
    for run in assessment.runs:
        category = _category(run.charge.terms.category, law)
        title = Step(said("%s : %s.", _span(run.first, run.last), category), kind="title")
        spans.append((run.first, [title, *_body(run.charge, law, run.first)]))
    spans += [(gap.first, [_gap(gap, law)]) for gap in assessment.gaps]
    steps = [step for _first, found in sorted(spans, key=lambda span: span[0]) for step in found]
    surtaxes = tuple(surtax for run in assessment.runs for surtax in run.charge.terms.surtaxes)
    steps.append(_total(assessment.shares, surtaxes))
    steps.append(_rounding(assessment.policy, law, spans[0][0] if spans else None))
    return steps


def explain_flat(flat: FlatCharge, law: Law, day: dt.date | None = None) -> list[Step]:
    """The derivation of a flat tax."""
    cite = law.cite("flat.formula", day)
    steps = [
        Step(
            said(
                "Taxe de séjour au forfait, due par le logeur : %s, %s.",
                _category(flat.category, law),
                _dated(day),
            ),
            cite,
        )
    ]
    capacity = counted(flat.capacity, "%s unité", "%s unités")
    steps.append(Step(said("Capacité : %s.", capacity), law.cite("flat.capacity", day)))
    if flat.abatement:
        abatement, kept = percent_text(flat.abatement), _units(flat.units)
        text = said("Abattement de %s sur toute la capacité : il reste %s.", abatement, kept)
        steps.append(Step(text, law.cite("flat.abatement_whole", day)))
    voted = said("Tarif voté : %s par unité et par nuit.", amount(flat.tariff))
    steps.append(Step(voted, law.cite("tariff.principle", day)))
    product = joined(" × ", (_units(flat.units), amount(flat.tariff), _nights_text(flat.nights)))
    exact = flat.units * flat.tariff * flat.nights
    steps.append(Step(said("Part communale : %s = %s.", product, _rounded(exact, flat.due.base))))
    if flat.policy is Policy.PARTS:
        steps += _extras(flat.due, flat.surtaxes)
    else:
        steps.append(_shared(said("Total"), exact, 1, flat.surtaxes, flat.due))
    steps += [_finding(one) for one in _flat_findings(flat, law, day)]
    steps.append(_total(flat.shares, flat.surtaxes))
    steps.append(
        Step(said("Arrondi : %s.", FLAT_POLICIES[flat.policy]), law.cite("rounding.policy", day), "note")
    )
    return steps


def _body(charge: Charge, law: Law, day: dt.date | None, *, total: bool = False) -> Iterator[Step]:
    if charge.per_night is None:
        yield Step(
            said("Aucune nuitée : il n’y a pas de prix à partager, rien n’est dû."),
            law.cite("person.liable", day),
        )
        return
    yield from _basis(charge, law, day, total=total)
    if charge.policy is Policy.PARTS:
        yield from _extras(charge.per_night, charge.terms.surtaxes)
        if charge.terms.surtaxes:
            yield _sum_per_night(charge.per_night)
    elif charge.policy is Policy.NIGHT:
        yield _shared(
            said("Par personne et par nuit"), charge.kept, 1, charge.terms.surtaxes, charge.per_night
        )
    yield from _nights(charge, law, day) if total else _persons(charge, law, day)
    yield from _due(charge)
    yield from (_finding(one) for one in _findings(charge, law, day))


def _basis(charge: Charge, law: Law, day: dt.date | None, *, total: bool = False) -> Iterator[Step]:
    basis = charge.terms.basis
    if isinstance(basis, Fixed):
        yield Step(
            said("Tarif voté : %s par personne et par nuit.", amount(basis.cents)),
            law.cite("tariff.principle", day),
        )
        return
    price, unit = charge.night_price or Fraction(0), charge.unit
    each = euros(price / charge.persons)
    yield Step(
        said("Prix hors taxes : %s = %s par personne et par nuit.", _split(charge, price, total=total), each),
        law.cite("proportional.divisor", day),
    )
    rate = percent_text(basis.percent)
    yield Step(
        said("Taux voté : %s de %s = %s.", rate, each, euros(unit)), law.cite("proportional.floor", day)
    )
    yield _cap(basis, charge.capped, law, day)
    if (
        charge.per_night is not None
        and charge.policy is Policy.PARTS
        and charge.kept != charge.per_night.base
    ):
        yield Step(
            said("Part communale arrondie : %s par personne et par nuit.", amount(charge.per_night.base))
        )


def _split(charge: Charge, price: Fraction, *, total: bool) -> Said:
    """By whom the price is divided: the exempt ones too."""
    if total:
        return said("%s ÷ %s (exonérées comprises)", euros(price), _person_nights(charge.persons))
    nights = _nights_text(charge.nights)
    persons = counted(charge.persons, "%s occupant", "%s occupants")
    return said("%s ÷ %s ÷ %s (exonérés compris)", euros(price * charge.nights), nights, persons)


def _cap(basis: Proportional, capped: bool | None, law: Law, day: dt.date | None) -> Step:
    cite = law.cite("proportional.cap", day)
    if basis.cap is None:
        text = said(
            "À vérifier : le plafond (tarif le plus élevé voté par la collectivité) n’est pas renseigné, "
            "il n’a pas été appliqué."
        )
        return Step(text, cite, "warn")
    cap: Value = amount(basis.cap)
    if basis.cap_reason:
        cap = joined(" ", (amount(basis.cap), joined("", ("(", said(basis.cap_reason), ")"))))
    if capped:
        return Step(said("Plafond de %s : dépassé, on retient %s.", cap, amount(basis.cap)), cite)
    return Step(said("Plafond de %s : non atteint.", cap), cite)


def _extras(parts: Parts, surtaxes: Sequence[Surtax]) -> Iterator[Step]:
    for surtax, cents in zip(surtaxes, parts.extras, strict=True):
        exact = Fraction(parts.base) * Fraction(surtax.percent) / 100
        rate = percent_text(surtax.percent)
        text = said(
            "%s : %s de %s = %s.", said(surtax.title), rate, amount(parts.base), _rounded(exact, cents)
        )
        yield Step(text, surtax.article)


def _sum_per_night(parts: Parts) -> Step:
    terms = " + ".join(amount(cents) for cents in (parts.base, *parts.extras))
    return Step(said("Par personne et par nuit : %s = %s.", terms, amount(parts.total)))


def _rounded(exact: Fraction, cents: int) -> Value:
    if exact == cents:
        return amount(cents)
    return said("%s, arrondi à %s", euros(exact), amount(cents))


def _shared(name: Said, exact: Fraction, count: int, surtaxes: Sequence[Surtax], parts: Parts) -> Step:
    """A total rounded once, and how its surtaxes are shared."""
    whole = sum((surtax.percent for surtax in surtaxes), Decimal(0))
    total = exact * count * (1 + Fraction(whole) / 100)
    product: Value = euros(exact)
    if count != 1:
        product = joined(" × ", (product, _person_nights(count)))
    rounded = _rounded(total, parts.total)
    if not surtaxes:
        return Step(said("%s : %s = %s.", name, product, rounded))
    named = [
        joined("", (amount(cents), " (", said(surtax.title), ")"))
        for surtax, cents in zip(surtaxes, parts.extras, strict=True)
    ]
    text = said(
        "%s : %s + %s de taxes additionnelles = %s, soit %s de part communale et %s.",
        *(name, product, percent_text(whole), rounded, amount(parts.base), joined(", ", named)),
    )
    return Step(text, " ; ".join(surtax.article for surtax in surtaxes if surtax.article))


def _persons(charge: Charge, law: Law, day: dt.date | None) -> Iterator[Step]:
    taxed = charge.persons - charge.exempt
    if charge.exempt:
        persons = counted(charge.persons, "%s personne", "%s personnes")
        paying = counted(taxed, "%s paie", "%s paient")
        text = said("%s, dont %s : %s.", persons, _exempt(charge.exempt), paying)
        yield Step(text, law.cite("exemption.minors", day).removesuffix(" 1°"))
    persons = counted(taxed, "%s personne taxée", "%s personnes taxées")
    product = joined(" × ", (_nights_text(charge.nights), persons))
    yield Step(joined("", (product, " = ", _taxed_nights(charge.taxed_nights), ".")))


def _nights(charge: Charge, law: Law, day: dt.date | None) -> Iterator[Step]:
    """What is taxed of a total, each person-night counted once."""
    taxed = _taxed_nights(charge.taxed_nights)
    if not charge.exempt:
        yield Step(said("%s (une nuitée : une personne pendant une nuit).", taxed))
        return
    text = said("%s, dont %s : %s.", _person_nights(charge.persons), _exempt(charge.exempt), taxed)
    yield Step(text, law.cite("exemption.minors", day).removesuffix(" 1°"))


def _due(charge: Charge) -> Iterator[Step]:
    parts, count = charge.per_night, charge.taxed_nights
    if parts is None:
        return
    if charge.policy is Policy.STAY:
        yield _shared(said("Pour ces nuits"), charge.kept, count, charge.terms.surtaxes, charge.due)
        return
    nights = _person_nights(count)
    product = joined(" × ", (nights, amount(parts.base)))
    yield Step(said("Part communale : %s = %s.", product, amount(charge.due.base)))
    for surtax, each, cents in zip(charge.terms.surtaxes, parts.extras, charge.due.extras, strict=True):
        product = joined(" × ", (nights, amount(each)))
        yield Step(said("%s : %s = %s.", said(surtax.title), product, amount(cents)), surtax.article)


def _total(shares: Shares, surtaxes: Sequence[Surtax]) -> Step:
    named = [said("%s pour la commune ou l’intercommunalité", amount(shares.base))]
    present = {surtax.share for surtax in surtaxes}
    if "department" in present:
        named.append(said("%s pour le département", amount(shares.department)))
    if "region" in present:
        named.append(said("%s de taxes additionnelles régionales", amount(shares.region)))
    total: Value = amount(shares.total)
    if len(named) > 1:
        total = joined("", (total, " (", joined(", ", named), ")"))
    return Step(said("Total : %s.", total), kind="total")


def _rounding(policy: Policy, law: Law, day: dt.date | None) -> Step:
    text = said("Arrondi : %s (aucun texte ne le fixe).", POLICIES[policy])
    return Step(text, law.cite("rounding.policy", day), "note")


def _gap(gap: Gap, law: Law) -> Step:
    nights, why = _nights_text(gap.nights), said(gap.why.reason)
    text = said("%s : pas de taxe au réel pour %s (%s).", _span(gap.first, gap.last), nights, why)
    return Step(text, law.cite(gap.why.rule, gap.first), "title")


def _span(first: dt.date, last: dt.date) -> Said:
    """``Nuit du 31 décembre 2023``, ``Nuits du 1er au 4 juillet 2024``."""
    if first == last:
        return said("Nuit du %s", Days(first))
    return said("Nuits %s", Days(first, last))


def _category(key: str, law: Law) -> Said:
    if not key:
        return said("catégorie non renseignée")
    found = law.categories.get(key)
    return said(found.title) if found else said("catégorie « %s »", key)


def _dated(day: dt.date | None) -> Value:
    return Days(day) if day else said("date non renseignée")


def _units(units: Fraction) -> Said:
    """Of a capacity that an abatement made a fraction: below two, singular."""
    shown = Decimal(units.numerator) / Decimal(units.denominator)
    return Said("%s unité", (number(shown),), "%s unités", int(shown))


def _findings(charge: Charge, law: Law, day: dt.date | None) -> Iterator[Finding]:
    if day is None:
        return
    basis, category = charge.terms.basis, law.categories.get(charge.terms.category)
    if isinstance(basis, Proportional):
        found = check_rate(law, day, basis.percent)
    elif category is None or law.lines[category.line].proportional:
        found = _unlined(charge.terms.category, law, day)
    else:
        found = check_tariff(law, day, category.line, basis.cents)
    if found:
        yield found


def _unlined(category: str, law: Law, day: dt.date) -> Finding | None:
    cite = law.cite("tariff.principle", day)
    if category in law.categories:
        if law.on("proportional.floor", day) is None:
            return None
        message = "un hébergement sans classement relève d’un taux sur le prix, non d’un tarif"
        return Finding("refused", message, law.cite("proportional.scope", day))
    message = "la catégorie n’est pas une ligne du barème, le tarif n’a pas été comparé"
    return Finding("doubtful", message, cite)


def _flat_findings(flat: FlatCharge, law: Law, day: dt.date | None) -> Iterator[Finding]:
    if day is None:
        return
    category = law.categories.get(flat.category)
    if category is None or law.lines[category.line].proportional:
        found = _unlined(flat.category, law, day)
    else:
        found = check_tariff(law, day, category.line, flat.tariff)
    yield from (one for one in (found, check_abatement(law, day, flat.abatement)) if one)


def _finding(found: Finding) -> Step:
    return Step(said("À vérifier : %s.", found.message), found.article, "warn")
