"""How an amount came about, line by line, in French, for the host who pays it: each line with its article.

Nothing is computed here that the amount does not already hold.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from buron.kernel.formats import NO_BREAK_SPACE, amount, date_range_text, date_text, number
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

SHOWN_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a derivation; ``article`` is empty for plain arithmetic, ``kind`` tells warnings and totals apart."""

    text: str
    article: str = ""
    kind: str = "step"

    def __str__(self) -> str:
        return f"{self.text} [{self.article}]" if self.article else self.text


POLICIES = {
    Policy.PARTS: "chaque part est arrondie au centime par personne et par nuit, le demi-centime vers le haut",
    Policy.NIGHT: "le total est arrondi une fois par personne et par nuit, le demi-centime vers le haut, puis partagé",
    Policy.STAY: "le total du séjour est arrondi une seule fois, le demi-centime vers le haut, puis partagé",
}
FLAT_POLICIES = {
    Policy.PARTS: "chaque part du forfait est arrondie au centime, le demi-centime vers le haut",
    Policy.NIGHT: "le total du forfait est arrondi une seule fois, le demi-centime vers le haut, puis partagé",
    Policy.STAY: "le total du forfait est arrondi une seule fois, le demi-centime vers le haut, puis partagé",
}


def euros(cents: Fraction | int) -> str:
    """Exact cents as euros: whole cents as an amount, finer ones with up to four decimals, dots when they go on."""
    exact = Fraction(cents) / 100
    scale = 10**SHOWN_DECIMALS
    shown = Decimal(int(exact * scale)) / scale
    more = "…" if exact * scale != int(exact * scale) else ""
    decimals = max(2, -int(shown.normalize().as_tuple().exponent))
    return f"{number(shown, SHOWN_DECIMALS if more else decimals)}{more}{NO_BREAK_SPACE}€"


def plural(count: int, one: str, many: str) -> str:
    """``1 nuit``, ``2 nuits``, ``0 nuit``."""
    return f"{number(count)} {many if count > 1 else one}"


def percent_text(value: Decimal) -> str:
    return f"{number(value)}{NO_BREAK_SPACE}%"


def explain_charge(charge: Charge, law: Law, day: dt.date | None = None) -> list[Step]:
    """The derivation of nights that are alike; ``day`` is the night whose law is compared, None to compare nothing."""
    steps = [Step(f"Taxe de séjour au réel : {_category(charge.terms.category, law)}{_dated(day)}.")]
    steps += _body(charge, law, day)
    steps.append(_total(charge.shares, charge.terms.surtaxes))
    steps.append(_rounding(charge.policy, law, day))
    return steps


def explain_total(charge: Charge, law: Law, first: dt.date, last: dt.date) -> list[Step]:
    """The derivation of a month's total, charged as person-nights of one night: nights are spoken of, not persons."""
    days = date_range_text(first, last)
    steps = [Step(f"Total {days} : {_category(charge.terms.category, law)}.", kind="title")]
    steps += _body(charge, law, first, total=True)
    steps.append(_total(charge.shares, charge.terms.surtaxes))
    steps.append(_rounding(charge.policy, law, first))
    return steps


def explain_stay(assessment: Assessment, law: Law) -> list[Step]:
    """The derivation of a stay: its spans in order of time, then the sum."""
    spans: list[tuple[dt.date, list[Step]]] = []
    for run in assessment.runs:
        title = Step(
            f"{_span(run.first, run.last)} : {_category(run.charge.terms.category, law)}.", kind="title"
        )
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
            f"Taxe de séjour au forfait, due par le logeur : {_category(flat.category, law)}{_dated(day)}.",
            cite,
        )
    ]
    steps.append(
        Step(f"Capacité : {plural(flat.capacity, 'unité', 'unités')}.", law.cite("flat.capacity", day))
    )
    if flat.abatement:
        kept = _units(flat.units)
        text = f"Abattement de {percent_text(flat.abatement)} sur toute la capacité : il reste {kept}."
        steps.append(Step(text, law.cite("flat.abatement_whole", day)))
    steps.append(
        Step(f"Tarif voté : {amount(flat.tariff)} par unité et par nuit.", law.cite("tariff.principle", day))
    )
    nights = plural(flat.nights, "nuit", "nuits")
    product = f"{_units(flat.units)} × {amount(flat.tariff)} × {nights}"
    exact = flat.units * flat.tariff * flat.nights
    steps.append(Step(f"Part communale : {product} = {_rounded(exact, flat.due.base)}."))
    if flat.policy is Policy.PARTS:
        steps += _extras(flat.due, flat.surtaxes)
    else:
        steps.append(_shared("Total", exact, 1, flat.surtaxes, flat.due))
    steps += [_finding(one) for one in _flat_findings(flat, law, day)]
    steps.append(_total(flat.shares, flat.surtaxes))
    steps.append(Step(f"Arrondi : {FLAT_POLICIES[flat.policy]}.", law.cite("rounding.policy", day), "note"))
    return steps


def _body(charge: Charge, law: Law, day: dt.date | None, *, total: bool = False) -> Iterator[Step]:
    if charge.per_night is None:
        yield Step(
            "Aucune nuitée : il n’y a pas de prix à partager, rien n’est dû.", law.cite("person.liable", day)
        )
        return
    yield from _basis(charge, law, day, total=total)
    if charge.policy is Policy.PARTS:
        yield from _extras(charge.per_night, charge.terms.surtaxes)
        if charge.terms.surtaxes:
            yield _sum_per_night(charge.per_night)
    elif charge.policy is Policy.NIGHT:
        yield _shared("Par personne et par nuit", charge.kept, 1, charge.terms.surtaxes, charge.per_night)
    yield from _nights(charge, law, day) if total else _persons(charge, law, day)
    yield from _due(charge)
    yield from (_finding(one) for one in _findings(charge, law, day))


def _basis(charge: Charge, law: Law, day: dt.date | None, *, total: bool = False) -> Iterator[Step]:
    basis = charge.terms.basis
    if isinstance(basis, Fixed):
        yield Step(
            f"Tarif voté : {amount(basis.cents)} par personne et par nuit.", law.cite("tariff.principle", day)
        )
        return
    price, unit = charge.night_price or Fraction(0), charge.unit
    each = euros(price / charge.persons)
    nights = plural(charge.nights, "nuit", "nuits")
    persons = plural(charge.persons, "occupant", "occupants")
    split = f"{euros(price * charge.nights)} ÷ {nights} ÷ {persons} (exonérés compris)"
    if total:
        split = f"{euros(price)} ÷ {plural(charge.persons, 'nuitée', 'nuitées')} (exonérées comprises)"
    yield Step(
        f"Prix hors taxes : {split} = {each} par personne et par nuit.", law.cite("proportional.divisor", day)
    )
    rate = percent_text(basis.percent)
    yield Step(
        f"Taux voté : {rate} de {each} = {euros(unit)}.",
        law.cite("proportional.floor", day),
    )
    yield _cap(basis, charge.capped, law, day)
    if (
        charge.per_night is not None
        and charge.policy is Policy.PARTS
        and charge.kept != charge.per_night.base
    ):
        yield Step(f"Part communale arrondie : {amount(charge.per_night.base)} par personne et par nuit.")


def _cap(basis: Proportional, capped: bool | None, law: Law, day: dt.date | None) -> Step:
    cite = law.cite("proportional.cap", day)
    if basis.cap is None:
        text = (
            "À vérifier : le plafond (tarif le plus élevé voté par la collectivité) n’est pas renseigné, "
            "il n’a pas été appliqué."
        )
        return Step(text, cite, "warn")
    reason = f" ({basis.cap_reason})" if basis.cap_reason else ""
    if capped:
        return Step(
            f"Plafond de {amount(basis.cap)}{reason} : dépassé, on retient {amount(basis.cap)}.", cite
        )
    return Step(f"Plafond de {amount(basis.cap)}{reason} : non atteint.", cite)


def _extras(parts: Parts, surtaxes: Sequence[Surtax]) -> Iterator[Step]:
    for surtax, cents in zip(surtaxes, parts.extras, strict=True):
        exact = Fraction(parts.base) * Fraction(surtax.percent) / 100
        text = f"{surtax.title} : {percent_text(surtax.percent)} de {amount(parts.base)} = {_rounded(exact, cents)}."
        yield Step(text, surtax.article)


def _sum_per_night(parts: Parts) -> Step:
    terms = " + ".join(amount(cents) for cents in (parts.base, *parts.extras))
    return Step(f"Par personne et par nuit : {terms} = {amount(parts.total)}.")


def _rounded(exact: Fraction, cents: int) -> str:
    if exact == cents:
        return amount(cents)
    return f"{euros(exact)}, arrondi à {amount(cents)}"


def _shared(name: str, exact: Fraction, count: int, surtaxes: Sequence[Surtax], parts: Parts) -> Step:
    """A total rounded once, and how its surtaxes are shared."""
    whole = sum((surtax.percent for surtax in surtaxes), Decimal(0))
    total = exact * count * (1 + Fraction(whole) / 100)
    text = f"{name} : {euros(exact)}"
    if count != 1:
        text += f" × {plural(count, 'nuitée', 'nuitées')}"
    if surtaxes:
        text += f" + {percent_text(whole)} de taxes additionnelles"
    text += f" = {_rounded(total, parts.total)}"
    if surtaxes:
        named = [
            f"{amount(cents)} ({surtax.title})" for surtax, cents in zip(surtaxes, parts.extras, strict=True)
        ]
        text += f", soit {amount(parts.base)} de part communale et {', '.join(named)}"
    return Step(f"{text}.", " ; ".join(surtax.article for surtax in surtaxes if surtax.article))


def _persons(charge: Charge, law: Law, day: dt.date | None) -> Iterator[Step]:
    taxed = charge.persons - charge.exempt
    if charge.exempt:
        text = (
            f"{plural(charge.persons, 'personne', 'personnes')}, dont "
            f"{plural(charge.exempt, 'exonérée', 'exonérées')} : {plural(taxed, 'paie', 'paient')}."
        )
        yield Step(text, law.cite("exemption.minors", day).removesuffix(" 1°"))
    product = (
        f"{plural(charge.nights, 'nuit', 'nuits')} × {plural(taxed, 'personne taxée', 'personnes taxées')}"
    )
    yield Step(f"{product} = {plural(charge.taxed_nights, 'nuitée taxée', 'nuitées taxées')}.")


def _nights(charge: Charge, law: Law, day: dt.date | None) -> Iterator[Step]:
    """What is taxed of a total, each person-night counted once."""
    taxed = plural(charge.taxed_nights, "nuitée taxée", "nuitées taxées")
    if not charge.exempt:
        yield Step(f"{taxed} (une nuitée : une personne pendant une nuit).")
        return
    exempt = plural(charge.exempt, "exonérée", "exonérées")
    text = f"{plural(charge.persons, 'nuitée', 'nuitées')}, dont {exempt} : {taxed}."
    yield Step(text, law.cite("exemption.minors", day).removesuffix(" 1°"))


def _due(charge: Charge) -> Iterator[Step]:
    parts, count = charge.per_night, charge.taxed_nights
    if parts is None:
        return
    if charge.policy is Policy.STAY:
        yield _shared("Pour ces nuits", charge.kept, count, charge.terms.surtaxes, charge.due)
        return
    nights = plural(count, "nuitée", "nuitées")
    yield Step(f"Part communale : {nights} × {amount(parts.base)} = {amount(charge.due.base)}.")
    for surtax, each, cents in zip(charge.terms.surtaxes, parts.extras, charge.due.extras, strict=True):
        yield Step(f"{surtax.title} : {nights} × {amount(each)} = {amount(cents)}.", surtax.article)


def _total(shares: Shares, surtaxes: Sequence[Surtax]) -> Step:
    named = [f"{amount(shares.base)} pour la commune ou l’intercommunalité"]
    present = {surtax.share for surtax in surtaxes}
    if "department" in present:
        named.append(f"{amount(shares.department)} pour le département")
    if "region" in present:
        named.append(f"{amount(shares.region)} de taxes additionnelles régionales")
    detail = f" ({', '.join(named)})" if len(named) > 1 else ""
    return Step(f"Total : {amount(shares.total)}{detail}.", kind="total")


def _rounding(policy: Policy, law: Law, day: dt.date | None) -> Step:
    text = f"Arrondi : {POLICIES[policy]} (aucun texte ne le fixe)."
    return Step(text, law.cite("rounding.policy", day), "note")


def _gap(gap: Gap, law: Law) -> Step:
    nights = plural(gap.nights, "nuit", "nuits")
    text = f"{_span(gap.first, gap.last)} : pas de taxe au réel pour {nights} ({gap.why.reason})."
    return Step(text, law.cite(gap.why.rule, gap.first), "title")


def _span(first: dt.date, last: dt.date) -> str:
    """``Nuit du 31 décembre 2023``, ``Nuits du 1er au 4 juillet 2024``."""
    if first == last:
        return f"Nuit du {date_text(first)}"
    return f"Nuits {date_range_text(first, last)}"


def _category(key: str, law: Law) -> str:
    if not key:
        return "catégorie non renseignée"
    found = law.categories.get(key)
    return found.title if found else f"catégorie « {key} »"


def _dated(day: dt.date | None) -> str:
    return f", {date_text(day)}" if day else ", date non renseignée"


def _units(units: Fraction) -> str:
    shown = Decimal(units.numerator) / Decimal(units.denominator)
    return f"{number(shown)} {'unités' if shown >= 2 else 'unité'}"


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
    return Step(f"À vérifier : {found.message}.", found.article, "warn")
