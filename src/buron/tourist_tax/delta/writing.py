"""What is notified to the DGFiP before 15 September: the fields of DELTA, as a table to copy and as XML of its form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from buron.kernel.formats import MONTHS
from buron.tourist_tax.law import Law

VERSION = "2.5.0"


@dataclass(frozen=True, slots=True)
class Notice:
    """A decision to notify: its facts, and ``body`` in the form of the national file (amounts in cents)."""

    council: str
    siren: str
    department: str
    voted_on: dt.date
    body: Mapping[str, Any]
    communes: tuple[tuple[str, str], ...]


def notice_xml(notice: Notice, law: Law, today: dt.date) -> bytes:
    """One ``deliberation`` in a file of the form of DELTA 2.5.0; it reads back with :func:`read_delta`."""
    root = Element("delta")
    _text(root, "version", VERSION)
    _text(root, "date", f"{today:%d/%m/%Y}")
    found = SubElement(SubElement(root, "deliberations"), "deliberation")
    entry = SubElement(found, "saisie")
    _text(entry, "date", f"{today:%d/%m/%Y}")
    deciding = SubElement(entry, "collectiviteDeliberante", siren=notice.siren)
    _text(deciding, "nom", notice.council)
    _text(SubElement(deciding, "departement"), "numero", notice.department)
    _text(found, "date", f"{notice.voted_on:%d/%m/%Y}")
    for tag, name in (("Nuit", "night"), ("Semaine", "week"), ("Mois", "month")):
        _text(found, f"loyerMaximum{tag}", _euros(notice.body["rents"].get(name)))
    voted = notice.body["flags"].get("department_tax")
    _text(found, "taxeAdditionnelleDepartementale", "" if voted is None else str(voted).lower())
    places = SubElement(found, "collectivites")
    for code, name in notice.communes:
        place = SubElement(places, "collectivite")
        _text(place, "nom", name)
        _text(place, "codeInsee", code)
    _regimes(found, notice, law)
    _periods(found, notice, law)
    bands = SubElement(found, "abattements")
    for rate, least, most in notice.body["abatements"]:
        band = SubElement(bands, "abattement")
        _text(band, "taux", f"{Decimal(rate):.2f}")
        _text(band, "nuiteMin", str(least))
        _text(band, "nuiteMax", "" if most is None else str(most))
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _regimes(found: Element, notice: Notice, law: Law) -> None:
    holder = SubElement(found, "regimes")
    for nature in sorted(law.natures.values(), key=lambda one: one.number):
        regime = notice.body["regimes"].get(nature.key, "reel")
        _text(holder, "regime", "Forfaitaire" if regime == "forfait" else "Réel", natureId=str(nature.number))


def _periods(found: Element, notice: Notice, law: Law) -> None:
    holder = SubElement(found, "periodes")
    highest = max(notice.body["tariffs"].values(), default=None)
    for first, last in notice.body["seasons"] or [(101, 1231)]:
        period = SubElement(holder, "periode")
        _text(period, "dateDebut", _day(first))
        _text(period, "dateFin", _day(last))
        tariffs = SubElement(period, "tarifs")
        for number, value, cents in _tariffs(notice, law):
            marks = {"isMax": "true"} if cents is not None and cents == highest else {}
            highest = None if marks else highest
            _text(tariffs, "tarif", value, categorieId=str(number), **marks)
        highest = max(notice.body["tariffs"].values(), default=None)


def _tariffs(notice: Notice, law: Law) -> Iterator[tuple[int, str, int | None]]:
    for line in sorted(law.lines.values(), key=lambda one: one.number):
        cents = notice.body["tariffs"].get(line.key)
        rate = notice.body["percent"]
        if line.proportional and rate is not None:
            yield line.number, f"{Decimal(rate):.2f}", None
        elif cents is not None:
            yield line.number, _euros(cents), cents


def _euros(cents: int | None) -> str:
    return "" if cents is None else f"{Decimal(cents) / 100:.2f}"


def _day(packed: int) -> str:
    return f"{packed % 100:02d} {MONTHS[packed // 100 - 1]}"


def _text(parent: Element, tag: str, text: str, **attributes: str) -> None:
    SubElement(parent, tag, attributes).text = text


def field_rows(notice: Notice, law: Law) -> Iterable[tuple[str, str]]:
    """The fields to type in DELTA, in its order, as label and value."""
    yield "Collectivité délibérante", notice.council
    yield "SIREN", notice.siren
    yield "Date de la délibération", f"{notice.voted_on:%d/%m/%Y}"
    for first, last in notice.body["seasons"] or [(101, 1231)]:
        yield "Période de perception", f"{_day(first)} – {_day(last)}"
    for number, value, cents in _tariffs(notice, law):
        line = next(one for one in law.lines.values() if one.number == number)
        yield f"Tarif {number}. {line.title}", f"{value.replace('.', ',')} {'%' if cents is None else '€'}"
    for nature in sorted(law.natures.values(), key=lambda one: one.number):
        regime = notice.body["regimes"].get(nature.key, "reel")
        yield f"Régime {nature.number}. {nature.title}", "Forfaitaire" if regime == "forfait" else "Réel"
    for name, label in (("night", "nuit"), ("week", "semaine"), ("month", "mois")):
        cents = notice.body["rents"].get(name)
        yield f"Loyer minimal par {label}", f"{_euros(cents).replace('.', ',')} €" if cents else "aucun"
    for rate, least, most in notice.body["abatements"]:
        yield "Abattement du forfait", f"{rate} % de {least} à {most or 366} nuits"
    voted = notice.body["flags"].get("department_tax")
    yield "Taxe additionnelle départementale", {True: "oui", False: "non"}.get(voted, "non renseigné")
    yield "Communes", ", ".join(f"{name} ({code})" for code, name in notice.communes)
