"""Prices as offers of schema.org."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from buron.kernel.texts import text_in
from buron.offer.body import Price, Prices
from buron.offer.outputs.shown import Sender

MOST_OFFERS = 60
Node = dict[str, Any]


def offers(prices: Prices | None, sender: Sender, url: str) -> list[Node]:
    """The prices that are known, and not over; a free entrance is an offer at 0."""
    if not prices:
        return []
    found = [
        offer
        for price in _current(prices, sender)[:MOST_OFFERS]
        if (offer := _offer(price, sender.language, url))
    ]
    if not found and prices.get("free"):
        found = [_with_url({"@type": "Offer", "price": "0", "priceCurrency": "EUR"}, url)]
    return found


def _current(prices: Prices, sender: Sender) -> list[Price]:
    day = sender.day.isoformat()
    return [price for price in prices.get("items", ()) if price.get("end", "9999") >= day]


def _offer(price: Price, language: str, url: str) -> Node | None:
    low, high, currency = price.get("min"), price.get("max"), price.get("currency", "EUR")
    if low is None and high is None:
        return None
    offer: Node = {"@type": "Offer", "name": text_in(price.get("label"), language)}
    if low == high and low is not None:
        offer |= {"price": decimal_text(low), "priceCurrency": currency}
    else:
        offer["priceSpecification"] = _span(low, high, currency)
    offer["description"] = text_in(price.get("note"), language)
    offer["availabilityStarts"] = price.get("start")
    offer["priceValidUntil"] = price.get("end")
    return _with_url({key: value for key, value in offer.items() if value}, url)


def _span(low: int | None, high: int | None, currency: str) -> Node:
    """ "From" has a minimum alone: schema.org says so by the absence of a maximum."""
    span: Node = {"@type": "PriceSpecification", "priceCurrency": currency}
    if low is not None:
        span["minPrice"] = decimal_text(low)
    if high is not None:
        span["maxPrice"] = decimal_text(high)
    return span


def _with_url(offer: Node, url: str) -> Node:
    return {**offer, "url": url} if url else offer


def price_range(prices: Prices | None, sender: Sender) -> str:
    """``12–30 EUR``, over all the prices in one currency; empty when there are none, or several currencies."""
    items = _current(prices, sender) if prices else []
    amounts = [cents for price in items for key in ("min", "max") if (cents := price.get(key)) is not None]
    currencies = {price.get("currency", "EUR") for price in items}
    if not amounts or len(currencies) > 1:
        return ""
    low, high = min(amounts), max(amounts)  # type: ignore[type-var]
    span = decimal_text(low) if low == high else f"{decimal_text(low)}–{decimal_text(high)}"  # type: ignore[arg-type]
    return f"{span} {currencies.pop()}"


def decimal_text(cents: int) -> str:
    """``12.50``, ``12``: the form that schema.org asks for."""
    return f"{Decimal(cents) / 100:.2f}".removesuffix(".00")
