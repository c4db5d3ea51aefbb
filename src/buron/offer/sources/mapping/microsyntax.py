"""Lists and tables written inside one value: Tourinsoft's ``#``, ``|`` and ``$``, spreadsheets' ``;`` and ``,``.

In the flat syndications of Tourinsoft ``#`` separates items, ``|`` the columns of an item and ``$`` the parts
of a column. The typed ones hold real collections, whose thesaurus values say ``ThesLibelle``.
"""

from __future__ import annotations

import re
from typing import Any

from buron.offer.body import Address, Contact, Media, OpeningPeriod, Price, Slot
from buron.offer.sources import values, vocabulary

_DEEPEST = 6
_LABEL_KEYS = ("ThesLibelle", "Libelle", "libelle", "label", "name", "nom")
_MOST = 500
_LIST_BREAKS = re.compile(r"\s*[#;\n|]\s*")
_EVENING = re.compile(r"soir")
_MORNING = re.compile(r"matin|midi")
_HOLIDAYS = re.compile(r"ferie")


def rows(value: Any) -> list[list[str]]:
    """The items of a flat value, each cut in columns; a piece without column continues the item before it."""
    found: list[list[str]] = []
    for piece in values.text(value).split("#")[:_MOST]:
        columns = [column.strip() for column in piece.split("|")]
        if (
            len(columns) == 1
            and found
            and len(found[-1]) > 1
            and columns[0]
            and not found[-1][-1].endswith(" ")
        ):
            found[-1][-1] = f"{found[-1][-1]}#{columns[0]}"
        elif any(columns):
            found.append(columns)
    return found


def labels(value: Any) -> list[str]:
    """The words of a list: ``a#b``, ``a; b``, ``a, b``, a typed collection, or a list of texts."""
    if value.__class__ is str:
        text = values.text(value)
        parts = _LIST_BREAKS.split(text) if _LIST_BREAKS.search(text) else text.split(",")
        found = [values.line(part) for part in parts[:_MOST]]
    elif value.__class__ in (dict, list):
        found = list(_typed_labels(value, 0))
    else:
        found = [values.line(value)]
    return list(dict.fromkeys(word for word in found if word))


def _typed_labels(value: Any, depth: int) -> list[str]:
    if depth > _DEEPEST:
        return []
    if value.__class__ is dict:
        for key in _LABEL_KEYS:
            word = values.line(value.get(key))
            if word:
                return [word]
        return [
            word
            for part in value.values()
            if part.__class__ in (dict, list)
            for word in _typed_labels(part, depth + 1)
        ]
    if value.__class__ is list:
        return [word for part in value[:_MOST] for word in _typed_labels(part, depth + 1)]
    return [values.line(value)] if value.__class__ is str else []


def find(value: Any, *keys: str) -> Any:
    """The first value under one of the keys, wherever it is in a typed value (six levels deep at most)."""
    return _find(value, frozenset(key.lower() for key in keys), 0)


def _find(value: Any, keys: frozenset[str], depth: int) -> Any:
    if depth > _DEEPEST:
        return None
    if value.__class__ is dict:
        for key, part in value.items():
            if key.__class__ is str and key.lower() in keys and part not in (None, "", [], {}):
                return part
    parts = value.values() if value.__class__ is dict else value[:_MOST] if value.__class__ is list else ()
    for part in parts:
        if part.__class__ in (dict, list):
            found = _find(part, keys, depth + 1)
            if found is not None:
                return found
    return None


def contacts(value: Any) -> list[Contact]:
    """``Téléphone filaire|02 37…#Mél|x@y.fr``, or a typed collection of type and value."""
    pairs: list[tuple[str, str]] = []
    if value.__class__ is str:
        pairs = [(row[0], row[1]) if len(row) > 1 else ("", row[0]) for row in rows(value)]
    for node in values.dicts(value)[:_MOST]:
        label = next(iter(_typed_labels(node, 0)), "")
        pairs.append(
            (label, values.text(find(node, "Coordonnees", "Coordonnee", "Valeur", "Url", "Adresse")))
        )
    found = [vocabulary.contact(values.line(label, 100), values.line(text, 1000)) for label, text in pairs]
    return [contact for contact in found if contact is not None]


def address(value: Any) -> Address:
    """Six or seven columns read backwards: INSEE code, city, postcode, then the lines."""
    columns = [column.strip() for column in values.text(value).split("#")[0].split("|")]
    result: Address = {}
    if len(columns) < 3:
        lines = [columns[0]] if columns[0] else []
    else:
        code = values.insee(columns[-1])
        rest = columns[:-1] if code or not columns[-1] else columns
        city, postcode, lines = rest[-1], values.postcode(rest[-2]), [line for line in rest[:-2] if line]
        if postcode:
            result["postcode"] = postcode
        if city:
            result["city"] = values.line(city)
        if code:
            result["insee"] = code
    if lines:
        result["lines"] = [values.line(line, 1000) for line in lines[:20]]
    return result


def periods(value: Any) -> list[OpeningPeriod]:
    """``dd/mm/yyyy|dd/mm/yyyy|open1|close1|open2|close2|open days|closed days`` by item, or a typed collection."""
    found: list[OpeningPeriod] = []
    if value.__class__ is str:
        for row in rows(value):
            found += _period(row)
    for node in values.dicts(value)[:_MOST]:
        start = values.day(find(node, "Datededebut", "DateDebut", "Debut", "Du"))
        end = values.day(find(node, "Datedefin", "DateFin", "Fin", "Au"))
        if start or end:
            opens = values.clock(find(node, "Heuredouverture1", "Heuredouverture", "HeureDebut"))
            closes = values.clock(find(node, "Heuredefermeture1", "Heuredefermeture", "HeureFin"))
            found += _period([start, end, opens, closes])
    return found


def _period(row: list[str]) -> list[OpeningPeriod]:
    columns = [*row, *[""] * 8][:8]
    start, end = values.day(columns[0]), values.day(columns[1])
    if not (start or end):
        return []
    start, end = start or end, end or start
    base: OpeningPeriod = {"start": min(start, end), "end": max(start, end)}
    slots = [_slot(columns[2], columns[3]), _slot(columns[4], columns[5])]
    present = [slot for slot in slots if slot]
    return [
        _with_slots(period, present, part)
        for period, part in _days(base, columns[6].split("$"), columns[7].split("$"))
    ]


def _slot(opens: str, closes: str) -> Slot:
    first, last = values.clock(opens), values.clock(closes)
    if not first:
        return {}
    return {"opens": first, "closes": last} if last else {"opens": first}


def _days(base: OpeningPeriod, opened: list[str], closed: list[str]) -> list[tuple[OpeningPeriod, str]]:
    """One period for the whole days, one more for the days open in the evening (or the morning) only."""
    parts: dict[str, set[int]] = {}
    for name in opened:
        number = vocabulary.weekday(name)
        key = values.slug(name)
        part = "evening" if _EVENING.search(key) else "morning" if _MORNING.search(key) else ""
        if number:
            parts.setdefault(part, set()).add(number)
    shut = {number for name in closed if (number := vocabulary.weekday(name)) and " " not in name.strip()}
    if not parts:
        parts[""] = {1, 2, 3, 4, 5, 6, 7}
    festive = any(_HOLIDAYS.search(values.slug(name)) for name in opened)
    not_festive = any(_HOLIDAYS.search(values.slug(name)) for name in closed)
    found: list[tuple[OpeningPeriod, str]] = []
    for part, numbers in parts.items():
        period = base.copy()
        weekdays = sorted(numbers - shut)
        if len(weekdays) < 7:
            period["weekdays"] = weekdays
        if (festive and not part) or not_festive:
            period["holidays"] = not not_festive
        found.append((period, part))
    return found


def _with_slots(period: OpeningPeriod, slots: list[Slot], part: str) -> OpeningPeriod:
    kept = slots
    if part and len(slots) > 1:
        kept = [slots[-1] if part == "evening" else slots[0]]
    if kept:
        period["slots"] = [slot.copy() for slot in kept]
    return period


def media(value: Any) -> list[Media]:
    """``url|title|credit`` by item, a typed collection of ``Photo``, or bare addresses."""
    found: list[Media] = []
    if value.__class__ is str:
        cells = (
            rows(value) if "|" in value or "#" in value else [[part] for part in re.split(r"[;,\s]+", value)]
        )
        found = [_medium(*[*row, "", ""][:3]) for row in cells]
    for node in values.dicts(value)[:_MOST]:
        url, title, credit = find(node, "Url"), find(node, "Titre", "Title"), find(node, "Credit")
        found.append(_medium(values.text(url), values.line(title), values.line(credit)))
    return [medium for medium in found if medium]


def _medium(address: str, title: str, credit: str) -> Media:
    link = values.url(address)
    if not link:
        return {}
    extension = link.rpartition(".")[2].lower()
    medium: Media = {"url": link, "type": "image"}
    if extension in ("gpx", "kml", "kmz"):
        medium["type"] = "track"
    elif extension == "pdf":
        medium["type"] = "document"
    if title:
        medium["title"] = {"fr": title}
    if credit:
        medium["credit"] = credit
    return medium


def prices(value: Any) -> list[Price]:
    """``label|precision|amount|amount…`` by item: the first amount is the minimum, the last the maximum."""
    found: list[Price] = []
    for row in rows(value) if value.__class__ is str else []:
        item = _price(row[0], row[1] if len(row) > 1 else "", row[2:])
        if item:
            found.append(item)
    for node in values.dicts(value)[:_MOST]:
        label = next(iter(_typed_labels(node, 0)), "")
        amounts = [
            find(node, "Mini", "Minimum", "Min", "Prix", "Montant"),
            find(node, "Maxi", "Maximum", "Max"),
        ]
        item = _price(label, values.line(find(node, "Precision", "Precisions")), amounts)
        if item:
            found.append(item)
    return found


def _price(label: str, precision: str, cells: list[Any]) -> Price:
    item: Price = {}
    if label:
        item["label"] = {"fr": values.line(label)}
    if precision:
        item["note"] = {"fr": precision}
    amounts = [amount for cell in cells if (amount := values.cents(cell)) is not None]
    if amounts:
        item["min"] = min(amounts)
    if len(amounts) > 1:
        item["max"] = max(amounts)
    return item if label or amounts else {}
