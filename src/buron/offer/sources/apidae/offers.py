"""Prices of an Apidae record."""

from __future__ import annotations

from typing import Any

from buron.offer.body import Price, Prices
from buron.offer.sources.apidae.thesaurus import Thesaurus, texts
from buron.offer.sources.values import cents, day, dicts
from buron.offer.sources.vocabulary import swapped_prices


def prices(node: dict[str, Any], thesaurus: Thesaurus) -> Prices:
    """The ``descriptionTarif`` node. A lone ``minimum`` reads "from"; a minimum above its maximum is swapped."""
    result: Prices = {}
    indication = node.get("indicationTarif")
    if indication == "GRATUIT" or node.get("gratuit") is True:
        result["free"] = True
    elif indication == "PAYANT":
        result["free"] = False
    text = texts(node.get("tarifsEnClair"))
    complement = texts(node.get("complement"))
    for code, more in complement.items():
        text[code] = f"{text[code]}\n{more}" if code in text else more
    if text:
        result["text"] = text
    if node.get("periodes"):
        items = [item for period in dicts(node["periodes"]) for item in _items(period, thesaurus)]
        if items:
            result["items"] = items
    if node.get("modesPaiement"):
        payment = [term["label"] for term in thesaurus.terms(node["modesPaiement"]) if "label" in term]
        if payment:
            result["payment"] = payment
    tax = node.get("taxeDeSejourIncluse")
    if tax.__class__ is str and tax[:3] in ("INC", "NON") and tax != "NON_COMMUNIQUE":
        result["tax_included"] = tax.startswith("INC")
    return result


def _items(period: dict[str, Any], thesaurus: Thesaurus) -> list[Price]:
    span: Price = {}
    start, end = day(period.get("dateDebut")), day(period.get("dateFin"))
    if start and end and start > end:
        start, end = end, start
    if start:
        span["start"] = start
    if end:
        span["end"] = end
    return [_item(row, span.copy(), thesaurus) for row in dicts(period.get("tarifs"))]


def _item(row: dict[str, Any], item: Price, thesaurus: Thesaurus) -> Price:
    label = thesaurus.label_texts(row.get("type"))
    if label:
        item["label"] = label
    low, high = cents(row.get("minimum")), cents(row.get("maximum"))
    if low is not None and high is not None and low > high:
        thesaurus.remark(swapped_prices(low, high))
        low, high = high, low
    if low is not None:
        item["min"] = low
    if high is not None:
        item["max"] = high
    currency = row.get("devise")
    if currency.__class__ is str and currency != "EUR" and len(currency) == 3:
        item["currency"] = currency
    note = texts(row.get("precisionTarif"))
    if note:
        item["note"] = note
    return item
