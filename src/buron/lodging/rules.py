"""Arithmetic and forms of the register: pure functions, no database, no clock."""

from __future__ import annotations

import datetime as dt
import re

REGISTRATION = re.compile(r"(\d{5}|2[AB]\d{3})\d{6}[0-9A-Z]{2}")
"""INSEE code of the commune, six digits, two characters of key (D324-1-1 of the code du tourisme). The rule of the
key belongs to each commune, so only the form is checked; Corsican codes are our addition."""

MOST_GUEST_ROOMS, MOST_GUESTS = 5, 15
"""A chambre d'hôtes has at most five rooms and receives at most fifteen persons (D324-13 of the code du tourisme)."""

NATURE_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("chambres_hotes", ("chambre d hote", "chambres d hote", "bed and breakfast", "maison d hote")),
    ("residences", ("residence",)),
    ("villages", ("village de vacances", "village vacances", "village club")),
    ("aires", ("aire de camping car", "camping car", "aire d accueil", "stationnement")),
    ("campings", ("camping", "caravan", "plein air", "parc residentiel", "terrain")),
    ("auberges", ("auberge collective", "auberge de jeunesse", "gite d etape", "refuge", "collectif")),
    ("palaces", ("palace",)),
    ("ports", ("port",)),
    ("hotels", ("hotel",)),
    ("meubles", ("meuble", "gite", "location", "appartement", "maison", "chalet", "studio", "villa", "logement")),
    ("sans_classement", ("autre", "sans classement", "insolite")),
)  # fmt: skip
"""Words of a nature as files and fiches write it (folded), the most telling first."""
KIND_NATURES = {
    "hotel": "hotels",
    "camping": "campings",
    "rental": "meubles",
    "group_lodging": "auberges",
}
"""Kinds of the offer that are lodgings, with their usual nature."""

FAR_PAST, FAR_FUTURE = dt.date.min, dt.date.max


def tidy_registration(typed: str) -> str:
    """A registration number without the spaces, dots and dashes that people put in it, in capitals."""
    return re.sub(r"[\s.\-]", "", typed).upper()


def registration_fault(number: str, insee: str) -> str:
    """Why a registration number cannot be right, in French; empty when its form is right.

    ``insee`` is the commune of the lodging: a number that names another one is a fault too.
    """
    if not REGISTRATION.fullmatch(number):
        return (
            "Un numéro d’enregistrement a 13 caractères : le code INSEE de la commune, 6 chiffres, "
            "puis une clé de 2 caractères."
        )
    if insee and number[:5] != insee:
        return f"Ce numéro d’enregistrement est celui d’une autre commune ({number[:5]}, non {insee})."
    return ""


def overlap(one: tuple[dt.date | None, dt.date | None], other: tuple[dt.date | None, dt.date | None]) -> bool:
    """Whether two spans of days, bounds included, share one; None is unbounded."""
    return (one[0] or FAR_PAST) <= (other[1] or FAR_FUTURE) and (other[0] or FAR_PAST) <= (
        one[1] or FAR_FUTURE
    )


def five_years_after(day: dt.date) -> dt.date:
    """The last day of a ranking that begins that day: five years, the anniversary left out (D324-4)."""
    try:
        anniversary = day.replace(year=day.year + 5)
    except ValueError:
        anniversary = dt.date(day.year + 5, 3, 1)
    return anniversary - dt.timedelta(days=1)


def openings_fault(openings: object) -> str:
    """Why the spans of a year cannot be read, in French; empty when each is ``["MM-DD", "MM-DD"]``."""
    if not isinstance(openings, list) or len(openings) > 12:
        return "Indiquez douze périodes d’ouverture au plus."
    for span in openings:
        if not (isinstance(span, list | tuple) and len(span) == 2 and all(_month_day(side) for side in span)):
            return "Une période d’ouverture va d’un jour de l’année à un autre, par exemple du 1er mai au 30 septembre."
    return ""


def _month_day(text: object) -> bool:
    if not isinstance(text, str) or not re.fullmatch(r"\d\d-\d\d", text):
        return False
    try:
        dt.date(2000, int(text[:2]), int(text[3:]))
    except ValueError:
        return False
    return True


def guest_rooms_fault(nature: str, rooms: int | None, persons: int | None) -> str:
    """Why a chambre d'hôtes cannot be so large, in French; empty for other natures and for what is within bounds."""
    if nature != "chambres_hotes" or ((rooms or 0) <= MOST_GUEST_ROOMS and (persons or 0) <= MOST_GUESTS):
        return ""
    return (
        "Des chambres d’hôtes ont 5 chambres et 15 personnes au plus (article D324-13 du code du tourisme) : "
        "au-delà, choisissez une autre nature."
    )


def nature_in(folded: str) -> str:
    """The nature that a text in lower case without accents speaks of; empty when it says nothing known."""
    spaced = f" {folded} "
    for nature, starts in NATURE_WORDS:
        if any(f" {start}" in spaced for start in starts):
            return nature
    return ""


def nature_of_fiche(kind: str, folded_subkind: str) -> str:
    """The nature of a fiche of the offer; empty when it is not a lodging."""
    usual = KIND_NATURES.get(kind, "")
    return (nature_in(folded_subkind) or usual) if usual else ""
