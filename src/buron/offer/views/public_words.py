"""What a public page says of days, hours, prices and facts, in the language of the page (the active one)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from django.utils import formats
from django.utils.translation import get_language, get_language_info, ngettext
from django.utils.translation import gettext as _

from buron.kernel.formats import date_text
from buron.kernel.texts import text_in
from buron.offer.body import Body, Price, Prices, Slot
from buron.offer.opening import Openness, is_open_on, parse_day
from buron.offer.outputs.moments import Moment, moments_of
from buron.offer.queries import CardContact, FicheCard
from buron.offer.queries.wording import price_text, slots_text, word

_PLAIN_FORMATS = {"de": "j. F Y", "es": r"j \d\e F \d\e Y"}
_DAY_FORMATS = {"de": "l, j. F Y", "es": r"l j \d\e F \d\e Y"}
_SHORT_DAY_FORMATS = {"de": "l, j. F", "es": r"l j \d\e F"}
_CONTACT_ICONS = {
    "phone": "phone", "mobile": "smartphone", "fax": "printer", "email": "mail", "web": "globe", "booking": "ticket",
}  # fmt: skip
_ADDRESS = re.compile(r"https?://([^/?#\s]+)([^?#\s]*)", re.IGNORECASE)
LONGEST_PATH = 24
WEEK = 7
MOST_SESSIONS = 12


class Line(NamedTuple):
    """A name and what is said of it."""

    name: str
    text: str
    note: str = ""


class DayLine(NamedTuple):
    """A day of the week to come."""

    name: str
    text: str
    state: str
    is_today: bool


class ContactLine(NamedTuple):
    """A means of contact as it is shown."""

    name: str
    value: str
    href: str
    icon: str
    type: str


class Dates(NamedTuple):
    """The dates of something dated that are to come: how many more there are, and whether all are past."""

    lines: tuple[str, ...]
    more: int
    is_over: bool


def plain_day_text(day: dt.date) -> str:
    """``12 juillet 2026`` in the active language."""
    language = get_language() or "fr"
    if language == "fr":
        return date_text(day)
    return formats.date_format(day, _PLAIN_FORMATS.get(language, "j F Y"))


def day_text(day: dt.date, *, year: bool = True) -> str:
    """``samedi 12 juillet 2026`` in the active language."""
    language = get_language() or "fr"
    if language == "fr":
        return date_text(day, weekday=True, year=year)
    known = _DAY_FORMATS if year else _SHORT_DAY_FORMATS
    return formats.date_format(day, known.get(language, "l j F Y" if year else "l j F"))


def today_text(card: FicheCard, day: dt.date) -> tuple[str, str]:
    """Whether it is open today, or when its next date is, and the tone; both empty when nobody knows."""
    if card.cancelled:
        return _("Annulé"), "bad"
    if card.open_state == "open":
        return (_("Ouvert aujourd’hui : %s") % card.hours if card.hours else _("Ouvert aujourd’hui")), "good"
    if card.first_day:
        return (day_text(card.next_open), "accent") if card.next_open else ("", "")
    if card.open_state == "unknown":
        return "", ""
    if card.next_open and card.next_open != day:
        return _("Fermé aujourd’hui, ouvre le %s") % day_text(card.next_open, year=False), "warn"
    return _("Fermé aujourd’hui"), "warn"


def short_today_text(card: FicheCard) -> tuple[str, str]:
    """The same in a list, where only what is worth a glance is said."""
    if card.cancelled:
        return _("Annulé"), "bad"
    if card.open_state == "open":
        return _("Ouvert aujourd’hui"), "good"
    if card.first_day and card.next_open:
        return plain_day_text(card.next_open), "accent"
    return "", ""


def week_of(body: Body, day: dt.date, language: str) -> tuple[DayLine, ...]:
    """The seven days to come; empty when it is dated, or when nothing is known of any of them."""
    if body.get("sessions"):
        return ()
    days = [day + dt.timedelta(days=rank) for rank in range(WEEK)]
    openness = [is_open_on(body, one) for one in days]
    if all(one.state == "unknown" for one in openness):
        return ()
    lines = zip(days, openness, strict=True)
    return tuple(
        DayLine(_day_name(one, day), _hours(told, language), told.state, one == day) for one, told in lines
    )


def _day_name(day: dt.date, today: dt.date) -> str:
    return _("Aujourd’hui") if day == today else formats.date_format(day, "l").capitalize()


def _hours(told: Openness, language: str) -> str:
    if told.state == "open":
        return slots_text(told.slots, language) or _("Ouvert")
    return _("Fermé") if told.state == "closed" else "—"


def dates_of(body: Body, day: dt.date, language: str) -> Dates:
    """The coming dates as sentences; those that are past only when there is no other."""
    moments = moments_of(body.get("sessions", ()))
    coming = [moment for moment in moments if moment.end >= day]
    told = coming or moments[-MOST_SESSIONS:]
    lines = tuple(moment_text(moment, language) for moment in told[:MOST_SESSIONS])
    return Dates(lines, max(0, len(told) - MOST_SESSIONS), bool(moments) and not coming)


def moment_text(moment: Moment, language: str) -> str:
    """``samedi 12 juillet 2026, 20 h 30 – 23 h (salle des fêtes)``."""
    text = day_text(moment.start)
    if moment.end != moment.start:
        start = day_text(moment.start, year=moment.start.year != moment.end.year)
        text = _("du %(start)s au %(end)s") % {"start": start, "end": day_text(moment.end)}
    if moment.opens:
        slot: Slot = {"opens": f"{moment.opens:%H:%M}"}
        if moment.closes:
            slot["closes"] = f"{moment.closes:%H:%M}"
        text = f"{text}, {slots_text([slot], language)}"
    if moment.note:
        text = f"{text} ({moment.note})"
    return text[:1].upper() + text[1:]


def price_lines(prices: Prices | None, day: dt.date, language: str) -> list[Line]:
    """The prices that are not over, one line each."""
    items = prices.get("items", ()) if prices else ()
    current = [price for price in items if price.get("end", "9999") >= day.isoformat()]
    return [line for price in current if (line := _price_line(price, language))]


def _price_line(price: Price, language: str) -> Line | None:
    """A price with its conditions and its dates. Without an amount it says at least what is sold, or to whom it is
    free; ``None`` when there is nothing to say.
    """
    bare = price.copy()
    for said_apart in ("label", "note"):
        bare.pop(said_apart, None)  # type: ignore[misc]
    amount = price_text(bare, language)
    label, note = text_in(price.get("label"), language), text_in(price.get("note"), language)
    notes = [note] if label else []
    start, end = parse_day(price.get("start")), parse_day(price.get("end"))
    if start and end:
        notes.append(
            _("du %(start)s au %(end)s") % {"start": plain_day_text(start), "end": plain_day_text(end)}
        )
    if not amount and label.casefold() in ("gratuit", word("free", language).casefold()):
        return Line(note, word("free", language), " · ".join(notes[1:]))
    said = amount or label or note
    return Line(label or note, amount, " · ".join(filter(None, notes))) if said else None


def prices_written(prices: Prices | None, lines: Sequence[Line], language: str) -> str:
    """The editor's own words when there are some, "free", or nothing when the lines say it all."""
    if not prices:
        return ""
    written = prices.get("text", {})
    text = written.get(language) or ("" if lines else text_in(written, language))
    free = prices.get("free") and not any(line.text for line in lines)
    return text or (_("Gratuit") if free else "")


def contact_lines(card: FicheCard) -> list[ContactLine]:
    """The contacts in the order of the source."""
    names = contact_names()
    return [
        ContactLine(
            one.label or names.get(one.type, ""),
            _shown(one),
            one.href,
            _CONTACT_ICONS.get(one.type, "external-link"),
            one.type,
        )
        for one in card.contacts
    ]


def contact_names() -> dict[str, str]:
    """The types of contact in the active language."""
    return {
        "phone": _("Téléphone"),
        "mobile": _("Portable"),
        "fax": _("Télécopie"),
        "email": _("Courriel"),
        "web": _("Site web"),
        "booking": _("Réservation en ligne"),
        "facebook": "Facebook",
        "instagram": "Instagram",
        "twitter": "X",
    }


def _shown(contact: CardContact) -> str:
    """An address without what a reader does not need: ``www.exemple.fr``."""
    found = _ADDRESS.match(contact.href)
    if found is None:
        return contact.value
    host, path = found[1], found[2].rstrip("/")
    return f"{host}{path}" if len(path) < LONGEST_PATH else host


def fact_lines(body: Body) -> list[Line]:
    """Capacities, languages, pets, booking: what is known of them."""
    capacity = body.get("capacity", {})
    names = {
        "persons": _("Personnes"),
        "rooms": _("Chambres"),
        "beds": _("Lits"),
        "pitches": _("Emplacements"),
        "seats": _("Places assises"),
    }
    lines = [Line(name, str(capacity[key])) for key, name in names.items() if key in capacity]  # type: ignore[literal-required]
    if "surface" in capacity:
        lines.append(Line(_("Surface"), f"{capacity['surface']}\u00a0m²"))
    if body.get("languages"):
        lines.append(Line(_("Langues parlées"), ", ".join(language_name(code) for code in body["languages"])))
    if "pets" in body:
        lines.append(Line(_("Animaux"), _("Acceptés") if body["pets"] else _("Non acceptés")))
    spans = ((_("Âges"), body.get("ages"), age_text), (_("Groupes"), body.get("groups"), persons_text))
    lines += [Line(name, text) for name, span, words in spans if (text := span_text(span or {}, words))]
    if body.get("booking_required"):
        lines.append(Line(_("Réservation"), _("Obligatoire")))
    return lines


def span_text(span: Mapping[str, int], words: Callable[[int], str]) -> str:
    """``de 6 ans à 12 ans``, ``à partir de 6 ans``, ``jusqu’à 12 ans``; a minimum of zero says nothing."""
    low, high = span.get("min") or 0, span.get("max") or 0
    if low and high:
        return (
            words(low)
            if low == high
            else _("de %(low)s à %(high)s") % {"low": words(low), "high": words(high)}
        )
    if low:
        return _("à partir de %(low)s") % {"low": words(low)}
    return _("jusqu’à %(high)s") % {"high": words(high)} if high else ""


def age_text(months: int) -> str:
    """``6 ans``; ``18 mois`` for what is not a whole number of years."""
    years, rest = divmod(months, 12)
    if rest:
        return ngettext("%(number)s mois", "%(number)s mois", months) % {"number": months}
    return ngettext("%(number)s an", "%(number)s ans", years) % {"number": years}


def persons_text(count: int) -> str:
    """``12 personnes``."""
    return ngettext("%(number)s personne", "%(number)s personnes", count) % {"number": count}


def language_name(code: str) -> str:
    """The name of a language in the active one; its code when nobody knows it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def term_groups(body: Body) -> list[Line]:
    """Lists of terms, each under its name; their words are those of the source."""
    groups = (
        (_("Équipements"), body.get("amenities", ())),
        (_("Services"), body.get("services", ())),
        (_("Accessibilité"), body.get("accessibility", ())),
        (_("Pour qui"), body.get("audiences", ())),
    )
    named = [(name, [term["label"] for term in terms if term.get("label")]) for name, terms in groups]
    return [Line(name, "\n".join(dict.fromkeys(labels))) for name, labels in named if labels]
