"""Openings, sessions, prices, media, labels and walk of a DATAtourisme record."""

from __future__ import annotations

from typing import Any

from buron.offer.body import Label, Media, Opening, OpeningPeriod, Price, Prices, Route, SessionDict, Slot
from buron.offer.sources import values, vocabulary
from buron.offer.sources.base import Context
from buron.offer.sources.datatourisme import nodes as ld
from buron.offer.sources.datatourisme.classes import PRACTICES, SHAPES
from buron.offer.sources.values import cents, clock, day
from buron.territory.hours.calendar import merge_periods, merge_sessions, merge_slots, period_days

MOST_SESSIONS = 20_000
MOST_SLOTS = 48
_TYPES = {"GPX": "track", "KML": "track", "KMZ": "track", "PDF": "document", "MP4": "video", "WEBM": "video"}
_DIFFICULTIES = {
    "tres-facile": "very_easy",
    "facile": "easy",
    "moyen": "medium",
    "intermediaire": "medium",
    "difficile": "hard",
    "tres-difficile": "very_hard",
}


def opening(places: list[dict[str, Any]], context: Context) -> Opening:
    """Opening hours of the place: one row per day and slot at the source, one period per season here."""
    result: Opening = {}
    seasons: dict[tuple[str, str, str, str, str], tuple[OpeningPeriod, list[int]]] = {}
    for place in places:
        text = ld.texts(ld.pick(place, "TextOpeningHoursSpecification", "textOpeningHoursSpecification"))
        if text:
            result.setdefault("text", text)
        for row in ld.nodes(place, "schema:openingHoursSpecification", "openingHoursSpecification"):
            _add_row(row, seasons, context)
    periods = _by_days(seasons)
    if periods:
        result["periods"] = sorted(merge_periods(periods), key=_in_order)
    return result


def _in_order(period: OpeningPeriod) -> tuple[str, str, list[int]]:
    """Arrays of JSON-LD have no order: periods are told by date, then by day of the week."""
    return period.get("start", ""), period.get("end", ""), period.get("weekdays", [])


def _add_row(
    row: dict[str, Any],
    seasons: dict[tuple[str, str, str, str, str], tuple[OpeningPeriod, list[int]]],
    context: Context,
) -> None:
    start, end = day(_first(row, "validFrom")), day(_first(row, "validThrough"))
    if start and end and start > end:
        context.remark(
            f"Période d’ouverture retournée : elle finissait ({end}) avant de commencer ({start})."
        )
        start, end = end, start
    opens, closes = clock(_first(row, "opens")), clock(_first(row, "closes"))
    note = ld.texts(ld.pick(row, "additionalInformation"))
    listed = values.as_list(ld.pick(row, "schema:dayOfWeek", "dayOfWeek"))
    days = [_weekday(item) for item in listed]
    period: OpeningPeriod = {}
    if start:
        period["start"] = start
    if end:
        period["end"] = end
    if opens and opens == closes == "00:00":
        period["closed"] = True
    elif opens:
        period["slots"] = [{"opens": opens, "closes": closes} if closes else {"opens": opens}]
    if note:
        period["note"] = note
    if 8 in days:
        period["holidays"] = True
    if period:
        key = (start, end, opens, closes, f"{8 in days}{note}")
        seasons.setdefault(key, (period, []))[1].extend(number for number in days if 0 < number < 8)


def _first(row: dict[str, Any], name: str) -> str:
    return ld.first_text(ld.pick(row, f"schema:{name}", name))


def _weekday(node: Any) -> int:
    """ISO number of a day of the week, 8 for public holidays, 0 for what is not a day."""
    name = ld.local_name(node)
    return 8 if name == "PublicHolidays" else vocabulary.weekday(name) or vocabulary.weekday(ld.label(node))


def _by_days(
    seasons: dict[tuple[str, str, str, str, str], tuple[OpeningPeriod, list[int]]],
) -> list[OpeningPeriod]:
    """Give each season its days of the week, and join those that differ only by their slots."""
    joined: dict[str, OpeningPeriod] = {}
    for period, numbers in seasons.values():
        weekdays = sorted(set(numbers))
        if weekdays and len(weekdays) < 7:
            period["weekdays"] = weekdays
        elif not weekdays and period.get("holidays"):
            period["weekdays"] = []
        rest = repr(sorted((key, value) for key, value in period.items() if key != "slots"))
        known = joined.setdefault(rest, period)
        if known is not period and "slots" in period:
            known["slots"] = merge_slots([*known.get("slots", ()), *period["slots"]])[:MOST_SLOTS]
    return list(joined.values())


def sessions(record: dict[str, Any]) -> list[SessionDict]:
    """Every date of ``takesPlaceAt``, in whatever order it comes; days of the week inside a span are expanded."""
    found: list[SessionDict] = []
    for row in ld.nodes(record, "takesPlaceAt"):
        start, end = day(_first(row, "startDate")), day(_first(row, "endDate"))
        start, end = start or end, end or start
        if not start:
            continue
        session: SessionDict = {"start": min(start, end), "end": max(start, end)}
        opens, closes = clock(_first(row, "startTime")), clock(_first(row, "endTime"))
        if opens:
            session["opens"] = opens
            if closes and closes != opens:
                session["closes"] = closes
        note = ld.french(ld.pick(row, "openingDetails"))
        if note:
            session["note"] = note
        found += _on_days(session, ld.pick(row, "appliesOnDay"))
        if len(found) > MOST_SESSIONS:
            break
    return merge_sessions(found)[:MOST_SESSIONS]


def _on_days(session: SessionDict, listed: Any) -> list[SessionDict]:
    weekdays = [number for node in values.as_list(listed) if 0 < (number := _weekday(node)) < 8]
    if not weekdays or session["start"] == session["end"]:
        return [session]
    days = period_days({"start": session["start"], "end": session["end"], "weekdays": weekdays})
    return [_moved(session, date.isoformat()) for date in days] or [session]


def _moved(session: SessionDict, date: str) -> SessionDict:
    moved = session.copy()
    moved["start"] = moved["end"] = date
    return moved


def period_of(session: SessionDict) -> OpeningPeriod:
    """The opening period that says the same as a session."""
    period: OpeningPeriod = {"start": session["start"], "end": session["end"]}
    if "opens" in session:
        slot: Slot = {"opens": session["opens"]}
        if "closes" in session:
            slot["closes"] = session["closes"]
        period["slots"] = [slot]
    if "note" in session:
        period["note"] = {"fr": session["note"]}
    return period


def prices(offers: list[dict[str, Any]], context: Context) -> Prices:
    """Prices of all offers.

    Arrays of JSON-LD have no order, and producers write minimum and maximum either way round: the smallest of
    all the values is kept as minimum and the greatest as maximum, with a remark where they were swapped.
    """
    result: Prices = {}
    items: list[Price] = []
    payment: list[str] = []
    free: list[bool] = []
    for offer in offers:
        text = ld.texts(ld.pick(offer, "TextPriceSpecification", "textPriceSpecification"))
        if text:
            result.setdefault("text", text)
        for row in ld.nodes(offer, "schema:priceSpecification", "priceSpecification"):
            free.append("Free" in (ld.local_name(node) for node in _all(row, "hasEligiblePolicy")))
            items += _price(row, context)
        methods = values.as_list(ld.pick(offer, "schema:acceptedPaymentMethod", "acceptedPaymentMethod"))
        payment += [name for node in methods if (name := ld.label(node))]
    # A free rate among others (children, residents) does not make the place free.
    if any(free):
        result["free"] = all(free) and not any(item.get("max", item.get("min")) for item in items)
    if items:
        result["items"] = items
    if payment:
        result["payment"] = list(dict.fromkeys(payment))
    return result


def _all(row: dict[str, Any], name: str) -> list[Any]:
    return values.as_list(row.get(name))


def _price(row: dict[str, Any], context: Context) -> list[Price]:
    item: Price = {}
    _amounts(row, item, context)
    label = _price_label(row)
    if label:
        item["label"] = label
    units = [name for node in _all(row, "hasPricingMode") if (name := ld.label(node))]
    if units:
        item["unit"] = ", ".join(units)[:200]
    currency = _first(row, "priceCurrency").upper()
    if len(currency) == 3 and currency.isalpha() and currency.isascii() and currency != "EUR":
        item["currency"] = currency
    note = ld.texts(ld.pick(row, "additionalInformation"))
    if note:
        item["note"] = note
    if not item:
        return []
    return [_with_period(item, period) for period in ld.nodes(row, "appliesOnPeriod")[:20]] or [item]


def _amounts(row: dict[str, Any], item: Price, context: Context) -> None:
    lows = _cents(ld.pick(row, "schema:minPrice", "minPrice"))
    highs = _cents(ld.pick(row, "schema:maxPrice", "maxPrice"))
    if not lows and not highs:
        lows = highs = _cents(ld.pick(row, "schema:price", "price"))
    amounts = [*lows, *highs]
    if not amounts:
        return
    if lows and highs and min(lows) > max(highs):
        context.remark(vocabulary.swapped_prices(min(lows), max(highs)))
    if lows:
        item["min"] = min(amounts)
    if highs:
        item["max"] = max(amounts)


def _cents(value: Any) -> list[int]:
    return [amount for one in values.as_list(value) if (amount := cents(one)) is not None]


def _price_label(row: dict[str, Any]) -> dict[str, str]:
    """The name of the price, or what makes it: offer, policy, season, audience."""
    name = ld.texts(ld.pick(row, "name", "schema:name"))
    if name:
        return name
    parts: list[str] = []
    for key in ("hasPricingOffer", "hasEligiblePolicy", "hasPricingSeason", "hasEligibleAudience"):
        parts += [text for node in _all(row, key) if (text := ld.label(node))]
    joined = " – ".join(dict.fromkeys(parts))
    return {"fr": joined} if joined else {}


def _with_period(item: Price, period: dict[str, Any]) -> Price:
    dated = item.copy()
    start, end = day(_first(period, "startDate")), day(_first(period, "endDate"))
    if start and end and start > end:
        start, end = end, start
    if start:
        dated["start"] = start
    if end:
        dated["end"] = end
    return dated


def media(record: dict[str, Any]) -> list[Media]:
    """Representations, the main one first, each address once."""
    found: dict[str, Media] = {}
    for name in ("hasMainRepresentation", "hasRepresentation"):
        for node in ld.nodes(record, name):
            for resource in ld.nodes(node, "ebucore:hasRelatedResource", "hasRelatedResource"):
                for locator in values.as_list(ld.pick(resource, "ebucore:locator", "locator")):
                    address = values.url(locator)
                    if address and address not in found:
                        found[address] = _medium(address, node, resource)
    return list(found.values())


def _medium(address: str, node: dict[str, Any], resource: dict[str, Any]) -> Media:
    mimes = values.as_list(ld.pick(resource, "ebucore:hasMimeType", "hasMimeType"))
    format_ = ld.local_name(mimes[0]).upper() if mimes else address.rpartition(".")[2].upper()
    medium: Media = {"url": address, "type": _TYPES.get(format_, "image")}  # type: ignore[typeddict-item]
    mime = ld.label(mimes[0]) if mimes else ""
    if "/" in mime:
        medium["mime"] = mime
    for note in ld.nodes(node, "ebucore:hasAnnotation", "hasAnnotation"):
        title = ld.texts(ld.pick(note, "ebucore:title", "title"))
        legend = ld.texts(ld.pick(note, "ebucore:comments", "comments"))
        credit = ld.first_text(ld.pick(note, "credits", "schema:credits"))
        until = day(ld.first_text(ld.pick(note, "rightsEndDate")))
        if title:
            medium.setdefault("title", title)
        if legend:
            medium.setdefault("legend", legend)
        if credit:
            medium.setdefault("credit", credit)
        if until:
            medium["until"] = min(until, medium.get("until", until))
    return medium


def labels(record: dict[str, Any], *, is_lodging: bool) -> list[Label]:
    """Reviews: official stars (lodgings only), other scales, labels; each once."""
    found: dict[str, Label] = {}
    for review in ld.nodes(record, "hasReview"):
        for value in values.as_list(ld.pick(review, "hasReviewValue")):
            text = ld.label(value)
            name = ld.local_name(value)
            if not text:
                continue
            label = vocabulary.make_label(text)
            if label.get("ranking") and not (is_lodging and name.startswith("ScaleRating")):
                label = {"key": values.slug(text), "label": text}
            elif name.startswith("ScaleRating") and "ranking" not in label:
                label = {"key": _scale_key(name, text), "label": text, "value": text}
            found.setdefault(f"{label['key']} {label.get('value', '')}", label)
    return list(found.values())


def _scale_key(name: str, text: str) -> str:
    """``ScaleRating_3epis`` → ``epis``."""
    return values.slug(name.partition("_")[2].lstrip("0123456789")) or values.slug(text) or "autre"


def route(record: dict[str, Any], classes: list[str], tracks: list[Media]) -> Route:
    """The walk: lengths are metres, in text, at the source."""
    found: Route = {}
    distance = values.integer(ld.first_text(ld.pick(record, "tourDistance")), 1)
    ascent = values.integer(ld.first_text(ld.pick(record, "highDifference")), 0, 100_000)
    duration = values.integer(ld.first_text(ld.pick(record, "duration")), 1)
    if distance is not None:
        found["distance_m"] = distance
    if ascent is not None:
        found["ascent_m"] = ascent
    if duration is not None:
        found["duration_min"] = duration
    shape = next((SHAPES[n] for t in _all(record, "hasTourType") if (n := ld.local_name(t)) in SHAPES), None)
    if shape:
        found["shape"] = shape  # type: ignore[typeddict-item]
    practices = list(dict.fromkeys(PRACTICES[name] for name in classes if name in PRACTICES))
    themes = {ld.local_name(theme) for theme in _all(record, "hasTheme")}
    if "ATV" in themes:
        practices = ["mtb", *(name for name in practices if name != "road_bike")]
    if practices:
        found["activities"] = practices
    difficulty = _DIFFICULTIES.get(values.slug(ld.label(next(iter(_all(record, "hasDifficulty")), ""))))
    if difficulty:
        found["difficulty"] = difficulty  # type: ignore[typeddict-item]
    if tracks:
        found["track_url"] = tracks[0]["url"]
    return found
