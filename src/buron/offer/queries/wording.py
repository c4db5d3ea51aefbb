"""Prices, hours, walks and contacts of a body as short texts, in the public languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from buron.kernel.formats import NO_BREAK_SPACE, amount
from buron.kernel.formats import number as french_number
from buron.kernel.texts import Picked, pick, text_in
from buron.offer.body import Body, Contact, Price, Prices, Route, Slot
from buron.offer.opening import hours_text, opening_sentences
from buron.offer.queries.types import CardContact

_WORDS: dict[str, dict[str, str]] = {
    "free": {"fr": "Gratuit", "en": "Free", "de": "Kostenlos", "nl": "Gratis", "es": "Gratis"},
    "from": {"fr": "à partir de", "en": "from", "de": "ab", "nl": "vanaf", "es": "desde"},
    "to": {"fr": "à", "en": "to", "de": "bis", "nl": "tot", "es": "a"},
    "up_to": {"fr": "jusqu’à", "en": "up to", "de": "bis zu", "nl": "tot", "es": "hasta"},
    "opens_at": {"fr": "à partir de", "en": "from", "de": "ab", "nl": "vanaf", "es": "desde las"},
    "distance": {"fr": "Distance", "en": "Distance", "de": "Strecke", "nl": "Afstand", "es": "Distancia"},
    "ascent": {
        "fr": "Dénivelé positif",
        "en": "Ascent",
        "de": "Anstieg",
        "nl": "Hoogteverschil",
        "es": "Desnivel positivo",
    },
    "duration": {"fr": "Durée", "en": "Duration", "de": "Dauer", "nl": "Duur", "es": "Duración"},
    "difficulty": {
        "fr": "Difficulté",
        "en": "Difficulty",
        "de": "Schwierigkeit",
        "nl": "Moeilijkheid",
        "es": "Dificultad",
    },
    "shape": {"fr": "Forme", "en": "Route type", "de": "Art", "nl": "Soort", "es": "Tipo"},
    "marking": {
        "fr": "Balisage",
        "en": "Waymarks",
        "de": "Markierung",
        "nl": "Markering",
        "es": "Señalización",
    },
    "very_easy": {
        "fr": "très facile",
        "en": "very easy",
        "de": "sehr leicht",
        "nl": "zeer makkelijk",
        "es": "muy fácil",
    },
    "easy": {"fr": "facile", "en": "easy", "de": "leicht", "nl": "makkelijk", "es": "fácil"},
    "medium": {"fr": "moyen", "en": "moderate", "de": "mittel", "nl": "gemiddeld", "es": "media"},
    "hard": {"fr": "difficile", "en": "hard", "de": "schwer", "nl": "moeilijk", "es": "difícil"},
    "very_hard": {
        "fr": "très difficile",
        "en": "very hard",
        "de": "sehr schwer",
        "nl": "zeer moeilijk",
        "es": "muy difícil",
    },
    "loop": {"fr": "boucle", "en": "loop", "de": "Rundweg", "nl": "rondwandeling", "es": "circular"},
    "return": {
        "fr": "aller-retour",
        "en": "there and back",
        "de": "Hin und zurück",
        "nl": "heen en terug",
        "es": "ida y vuelta",
    },
    "one_way": {
        "fr": "aller simple",
        "en": "one way",
        "de": "Strecke",
        "nl": "enkele reis",
        "es": "solo ida",
    },
}

LONGEST_NOTE = 80
"""Characters of the condition of a price that are said with it where there is little room."""
_WEB = frozenset({"web", "booking", "facebook", "instagram", "twitter", "other"})


def word(key: str, language: str) -> str:
    """A word of this module in a language."""
    return text_in(_WORDS[key], language)


def amount_text(cents: int, language: str, currency: str = "EUR") -> str:
    """``12,50 €``, ``€12.50`` in English; other currencies by their code."""
    if currency != "EUR":
        return f"{french_number(Decimal(cents) / 100, 2)}{NO_BREAK_SPACE}{currency}"
    return f"€{Decimal(cents) / 100:,.2f}" if language == "en" else amount(cents)


def prices_text(prices: Prices | None, language: str = "fr") -> str:
    """The editor's own text when there is one in that language, else the list of prices."""
    if not prices:
        return ""
    written = prices.get("text", {})
    if written.get(language):
        return written[language]
    if prices.get("free"):
        return word("free", language)
    lines = [line for price in prices.get("items", ()) if (line := price_text(price, language))]
    return " · ".join(lines) or text_in(written, language)


def price_text(price: Price, language: str = "fr") -> str:
    """``Adulte : 6,00 €``, ``Menu : 18,00 € à 32,00 €``, ``à partir de 45,00 € (hors vacances)``."""
    low, high, currency = price.get("min"), price.get("max"), price.get("currency", "EUR")
    if low is None and high is None:
        return ""
    if low is not None and high is not None:
        value = amount_text(low, language, currency)
        if high != low:
            value = f"{value} {word('to', language)} {amount_text(high, language, currency)}"
    elif low is not None:
        value = f"{word('from', language)} {amount_text(low, language, currency)}"
    else:
        value = f"{word('up_to', language)} {amount_text(high or 0, language, currency)}"
    label = text_in(price.get("label"), language)
    colon = f"{NO_BREAK_SPACE}: " if language == "fr" else ": "
    unit = f" / {price['unit']}" if price.get("unit") else ""
    note = price.get("note", {}).get(language, "")
    condition = f" ({' '.join(note.split())})" if 0 < len(note) <= LONGEST_NOTE else ""
    return f"{label}{colon}{value}{unit}{condition}" if label else f"{value}{unit}{condition}"


def says_again(description: str, summary: str) -> bool:
    """Whether a description begins with its summary, which sources often cut from it and end by dots."""
    start = " ".join(summary.split()).rstrip(" .…")
    return " ".join(description.split()).startswith(start)


def opening_text(body: Body, language: str = "fr") -> Picked:
    """What the editor wrote of the opening; in French, when nothing is written, the sentences of the structure."""
    opening = body.get("opening")
    if not opening:
        return Picked("", language)
    written = pick(opening.get("text"), language)
    if written.text and written.language == language:
        return written
    sentences = ". ".join(opening_sentences(opening))
    if language == "fr" and sentences:
        return Picked(f"{sentences}.", "fr")
    return written if written.text else Picked(f"{sentences}." if sentences else "", "fr")


def slots_text(slots: Sequence[Slot], language: str = "fr") -> str:
    """``10 h – 12 h et 14 h – 18 h``; ``10:00–12:00, 14:00–18:00`` in the other languages."""
    if language == "fr":
        return hours_text(slots)
    parts = []
    for slot in slots:
        if "opens" in slot:
            closes = slot.get("closes")
            parts.append(
                f"{slot['opens']}–{closes}" if closes else f"{word('opens_at', language)} {slot['opens']}"
            )
    return ", ".join(parts)


def route_facts(route: Route | None, language: str = "fr") -> tuple[tuple[str, str], ...]:
    """The facts of a walk that are known, as (name, value)."""
    if not route:
        return ()
    facts: list[tuple[str, str]] = []
    if distance := route.get("distance_m"):
        figure = f"{distance / 1000:.1f}".removesuffix(".0")
        facts.append(("distance", f"{_decimal(figure, language)}{NO_BREAK_SPACE}km"))
    if (ascent := route.get("ascent_m")) is not None:
        facts.append(("ascent", f"{ascent}{NO_BREAK_SPACE}m"))
    if minutes := route.get("duration_min"):
        facts.append(("duration", duration_text(minutes)))
    facts += [
        (key, word(value, language))
        for key in ("difficulty", "shape")
        if (value := str(route.get(key))) in _WORDS
    ]
    if marking := route.get("marking"):
        facts.append(("marking", marking))
    return tuple((word(key, language), value) for key, value in facts)


def duration_text(minutes: int) -> str:
    """``2 h 30``, ``45 min``."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NO_BREAK_SPACE}min"
    return f"{hours}{NO_BREAK_SPACE}h{f'{NO_BREAK_SPACE}{rest:02d}' if rest else ''}"


def _decimal(figure: str, language: str) -> str:
    return figure if language == "en" else figure.replace(".", ",")


def card_contacts(contacts: Iterable[Contact]) -> tuple[CardContact, ...]:
    """Contacts with the address that a click opens."""
    return tuple(
        CardContact(contact["type"], contact["value"], contact.get("label", ""), contact_link(contact))
        for contact in contacts
        if contact.get("value")
    )


def contact_link(contact: Contact) -> str:
    """``tel:``, ``mailto:`` or web address of a contact; empty for what is not a link (a fax, a bare name)."""
    kind, value = contact["type"], contact["value"].strip()
    if kind in ("phone", "mobile"):
        # ``+33 (0)4 71…``: the zero between brackets is for those who call from France, without the +33.
        value = value.replace("(0)", "") if "+" in value else value
        digits = "".join(char for char in value if char.isdigit() or char == "+")
        return f"tel:{digits}" if len(digits) >= 3 else ""
    if kind == "email":
        return f"mailto:{value}" if "@" in value and " " not in value else ""
    if kind not in _WEB or " " in value:
        return ""
    if value.lower().startswith(("http://", "https://")):
        return value
    return f"https://{value}" if "." in value and kind != "other" else ""
