"""One délibération as the national file prints it, by the keys of the law; what cannot be read is said, not guessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from buron.kernel.formats import MONTHS
from buron.kernel.money import round_half_up
from buron.tourist_tax.law import Law

REGIMES = {"réel": "reel", "reel": "reel", "forfaitaire": "forfait", "forfait": "forfait"}
FLAGS = {
    "taxeAdditionnelleDepartementale": "department_tax",
    "taxeAdditionnelleRegionale": "region_tax",
    "taxeAdditionnelleLGV": "rail_tax",
    "taxeAdditionnelleArticleL2531-18": "mobility_tax",
}
RENTS = {"loyerMaximumNuit": "night", "loyerMaximumSemaine": "week", "loyerMaximumMois": "month"}
MOST_CENTS = 10_000_000


class DeltaError(ValueError):
    """The file cannot be read; the message is French and says what to do."""


@dataclass(slots=True)
class Node:
    """An element of the file with what it holds."""

    tag: str
    attributes: Mapping[str, str]
    children: list[Node] = field(default_factory=list)
    text: str = ""

    def child(self, tag: str) -> Node | None:
        return next((one for one in self.children if one.tag == tag), None)

    def at(self, *path: str) -> str:
        """The text at the end of a path, empty when there is none."""
        found: Node | None = self
        for tag in path:
            found = found.child(tag) if found else None
        return found.text.strip() if found else ""

    def all(self, parent: str, tag: str) -> Iterator[Node]:
        holder = self.child(parent)
        return (one for one in holder.children if one.tag == tag) if holder else iter(())


@dataclass(frozen=True, slots=True)
class Term:
    """A période de perception with its tariffs in cents by line, and the rate of the unranked."""

    season: tuple[int, int]
    tariffs: Mapping[str, int]
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed. ``communes`` are INSEE codes with names; rents are cents, None when there is none."""

    siren: str
    council: str
    voted_on: dt.date | None
    entered_on: dt.date | None
    communes: Mapping[str, str]
    terms: tuple[Term, ...]
    regimes: Mapping[str, str]
    rents: Mapping[str, int | None]
    flags: Mapping[str, bool | None]
    abatements: tuple[tuple[Decimal, int, int | None], ...]
    problems: tuple[str, ...]


def printed_of(node: Node, law: Law) -> Printed:
    """Read one ``deliberation`` element."""
    problems: list[str] = []
    council = node.child("saisie")
    deciding = council.child("collectiviteDeliberante") if council else None
    return Printed(
        siren=deciding.attributes.get("siren", "").strip() if deciding else "",
        council=deciding.at("nom") if deciding else "",
        voted_on=_day(node.at("date"), problems),
        entered_on=_day(node.at("saisie", "date"), problems),
        communes=_communes(node, deciding),
        terms=tuple(_terms(node, law, problems)),
        regimes=dict(_regimes(node, law, problems)),
        rents={name: _cents(node.at(tag), problems) or None for tag, name in RENTS.items()},
        flags={name: _flag(node.at(tag)) for tag, name in FLAGS.items()},
        abatements=tuple(_abatements(node, problems)),
        problems=tuple(dict.fromkeys(problems)),
    )


def as_body(printed: Printed) -> dict[str, Any]:
    """What is kept of a proposal as JSON: the tariffs of the first period; ``varied`` says that others differ."""
    first = printed.terms[0] if printed.terms else None
    return {
        "tariffs": dict(first.tariffs) if first else {},
        "percent": str(first.percent) if first and first.percent is not None else None,
        "varied": any((one.tariffs, one.percent) != (first.tariffs, first.percent) for one in printed.terms)
        if first
        else False,
        "seasons": [list(one.season) for one in printed.terms],
        "regimes": dict(printed.regimes),
        "rents": dict(printed.rents),
        "flags": dict(printed.flags),
        "abatements": [[str(rate), least, most] for rate, least, most in printed.abatements],
        "entered_on": printed.entered_on.isoformat() if printed.entered_on else None,
        "communes": dict(printed.communes),
        "problems": list(printed.problems),
    }


def _communes(node: Node, deciding: Node | None) -> dict[str, str]:
    found = {one.at("codeInsee"): one.at("nom") for one in node.all("collectivites", "collectivite")}
    if deciding and deciding.at("codeInsee"):
        found.setdefault(deciding.at("codeInsee"), deciding.at("nom"))
    return {code: name for code, name in found.items() if code}


def _terms(node: Node, law: Law, problems: list[str]) -> Iterator[Term]:
    lines = {str(line.number): line for line in law.lines.values()}
    for period in node.all("periodes", "periode"):
        first = _month_day(period.at("dateDebut"), problems)
        last = _month_day(period.at("dateFin"), problems)
        tariffs: dict[str, int] = {}
        percent = None
        for one in period.all("tarifs", "tarif"):
            line = lines.get(one.attributes.get("categorieId", ""))
            value = _number(one.text, problems)
            if line is None:
                problems.append(f"catégorie {one.attributes.get('categorieId', '?')[:20]} inconnue")
            elif value is not None and line.proportional:
                percent = value
            elif value is not None:
                tariffs[line.key] = _whole(value, problems)
        if first and last:
            yield Term((first, last), tariffs, percent)


def _regimes(node: Node, law: Law, problems: list[str]) -> Iterator[tuple[str, str]]:
    natures = {str(nature.number): nature.key for nature in law.natures.values()}
    for one in node.all("regimes", "regime"):
        number = one.attributes.get("natureId", "?")
        regime = REGIMES.get(one.text.strip().lower())
        if number not in natures:
            problems.append(f"nature {number[:20]} inconnue")
        elif regime is None:
            problems.append(f"régime « {one.text.strip()[:30]} » inconnu")
        else:
            yield natures[number], regime


def _abatements(node: Node, problems: list[str]) -> Iterator[tuple[Decimal, int, int | None]]:
    for one in node.all("abattements", "abattement"):
        rate = _number(one.at("taux"), problems)
        bounds = [one.at("nuiteMin"), one.at("nuiteMax")]
        if not all(bound == "" or (bound.isascii() and bound.isdigit()) for bound in bounds):
            problems.append("abattement illisible")
        elif rate is not None:
            least, most = (min(int(bound), 366) if bound else None for bound in bounds)
            yield rate, least or 0, most


def _number(text: str, problems: list[str]) -> Decimal | None:
    """A number of the file; empty is None, and so is what cannot be read, which is said."""
    text = text.strip().replace(",", ".")
    if not text:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    if not value.is_finite() or not 0 <= value <= MOST_CENTS:
        problems.append(f"nombre illisible : « {text[:20]} »")
        return None
    return value


def _cents(text: str, problems: list[str]) -> int | None:
    value = _number(text, problems)
    return None if value is None else _whole(value, problems)


def _whole(euros: Decimal, problems: list[str]) -> int:
    """Cents, half up; an amount finer than the cent is said."""
    scaled = euros * 100
    if scaled != scaled.to_integral_value():
        problems.append(f"montant plus fin que le centime : {euros}")
    return round_half_up(scaled)


def _flag(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text.lower())


def _day(text: str, problems: list[str]) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.datetime.strptime(text, "%d/%m/%Y").date()
    except ValueError:
        problems.append(f"date illisible : « {text[:20]} »")
        return None


def _month_day(text: str, problems: list[str]) -> int | None:
    """``01 janvier`` as month * 100 + day."""
    day, _space, month = text.lower().partition(" ")
    day = day.removesuffix("er")
    if month.strip() in MONTHS and day.isascii() and day.isdigit():
        number = (MONTHS.index(month.strip()) + 1) * 100 + int(day)
        if _exists(number):
            return number
    problems.append(f"date de période illisible : « {text[:20]} »")
    return None


def _exists(number: int) -> bool:
    try:
        dt.date(2000, number // 100, number % 100)
    except ValueError:
        return False
    return True
