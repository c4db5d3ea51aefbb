"""The closed lists of a reception act and the codes common to every office.

The words are those that offices print in their reports. A core code never changes meaning, so that series stay
comparable between years and offices; an office renames what it shows, and adds items of its own that say which
core code they add up to. "Not asked" is no item: it is the absence of an answer. ``unknown`` is an answer: the
question was put, and the visitor did not know or would not say.
"""

from __future__ import annotations

from dataclasses import dataclass

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CoreItem:
    """A common code with its French label; ``shortcut`` is the digit that taps it at the desk."""

    code: str
    label: str
    icon: str = ""
    shortcut: str = ""


def _numbered(*items: CoreItem) -> tuple[CoreItem, ...]:
    """Give digits 1 to 9 in order, and 0 to "does not know"."""
    digits = iter("123456789")
    return tuple(
        CoreItem(item.code, item.label, item.icon, "0" if item.code == UNKNOWN else next(digits, ""))
        for item in items
    )


_DOES_NOT_KNOW = CoreItem(UNKNOWN, "Ne sait pas, refuse", "circle-question-mark")

CHANNELS = (
    CoreItem("counter", "Comptoir", "concierge-bell"),
    CoreItem("phone", "Téléphone", "phone"),
    CoreItem("email", "Courriel", "mail"),
    CoreItem("letter", "Courrier", "inbox"),
    CoreItem("web", "Contact web", "globe"),
    CoreItem("outreach", "Hors les murs", "tent"),
    CoreItem("fair", "Salon, stand", "flag"),
)
ANSWER_MODES = (
    CoreItem("spoken", "De vive voix", "message-square"),
    CoreItem("phone", "Par téléphone", "phone"),
    CoreItem("email", "Par courriel", "mail"),
    CoreItem("letter", "Par courrier", "inbox"),
    CoreItem("message", "Par messagerie ou réseau social", "smartphone"),
)
PARTIES = _numbered(
    CoreItem("couple", "Couple", "users"),
    CoreItem("family", "Famille", "baby"),
    CoreItem("solo", "Solo", "user"),
    CoreItem("friends", "Amis", "party-popper"),
    CoreItem("group", "Groupe", "flag"),
    CoreItem("resident", "Résident", "house"),
    CoreItem("professional", "Prestataire", "handshake"),
    _DOES_NOT_KNOW,
)
STAYS = _numbered(
    CoreItem("passing", "De passage", "route"),
    CoreItem("weekend", "Week-end (2 jours)", "calendar"),
    CoreItem("midweek", "Mid-week (3 à 4 jours)", "calendar-days"),
    CoreItem("week", "1 semaine", "calendar-check"),
    CoreItem("longer", "Plus de 7 jours", "sun"),
    CoreItem("year_round", "Toute l’année", "house"),
    _DOES_NOT_KNOW,
)
STAY_DAYS = {"passing": 1, "weekend": 2, "midweek": 4, "week": 7, "longer": 14}
"""Days of a stay as it was told; another answer, or none, says no number of days."""
LODGINGS = _numbered(
    CoreItem("rental", "Gîte ou meublé", "key-round"),
    CoreItem("hotel", "Hôtel", "bed-double"),
    CoreItem("camping", "Camping", "tent"),
    CoreItem("guest_room", "Chambre d’hôtes", "heart"),
    CoreItem("hostel", "Gîte d’étape", "footprints"),
    CoreItem("motorhome", "Aire de camping-cars", "map-pin"),
    CoreItem("holiday_village", "Village de vacances", "layout-grid"),
    CoreItem("second_home", "Résidence secondaire", "house"),
    CoreItem("relatives", "Famille ou amis", "users"),
    _DOES_NOT_KNOW,
)
THEMES = (
    CoreItem("hiking", "Rando, balade", "footprints"),
    CoreItem("local", "Infos locales, commerces", "store"),
    CoreItem("sights", "Visite, découverte", "castle"),
    CoreItem("events", "Fêtes et animations", "party-popper"),
    CoreItem("food", "Gastronomie, terroir", "utensils"),
    CoreItem("sports", "Loisirs sportifs", "bike"),
    CoreItem("swimming", "Baignade", "waves"),
    CoreItem("snow", "Neige", "snowflake"),
    CoreItem("leisure", "Autres loisirs", "ticket"),
    CoreItem("lodging", "Hébergement", "bed-double"),
    CoreItem("transport", "Transports, accès", "route"),
    CoreItem("other", "Divers, wifi", "ellipsis"),
)
LANGUAGES = _numbered(
    CoreItem("fr", "Français"),
    CoreItem("en", "Anglais"),
    CoreItem("de", "Allemand"),
    CoreItem("nl", "Néerlandais"),
    CoreItem("es", "Espagnol"),
    CoreItem("it", "Italien"),
    CoreItem("other", "Autre langue"),
)
OUTCOMES = (
    CoreItem("told", "Renseignement donné", "message-square"),
    CoreItem("documents", "Documents remis", "book-open"),
    CoreItem("sent", "Carnet ou brochure envoyés", "send"),
    CoreItem("booking", "Réservation ou vente", "ticket"),
    CoreItem("referral", "Renvoi vers un prestataire", "handshake"),
    CoreItem("unmet", "Demande sans réponse", "circle-x"),
)
LIAISON_KINDS = (
    CoreItem("info", "Information", "message-square"),
    CoreItem("todo", "À faire", "clipboard-list"),
    CoreItem("incident", "Incident", "triangle-alert"),
)
"""Kinds of entries of the liaison book; an office's own kind behaves as the common one that it adds up to."""

UNMET_THEMES = (
    CoreItem("swimming", "Baignade", "waves"),
    CoreItem("bus", "Bus, taxi, navette", "route"),
    CoreItem("doctor", "Médecin, pharmacie", "heart"),
    CoreItem("shop", "Commerce, pain, essence", "store"),
    CoreItem("cash", "Distributeur de billets", "euro"),
    CoreItem("meal", "Restaurant ouvert", "utensils"),
    CoreItem("bed", "Hébergement libre", "bed-double"),
    CoreItem("motorhome", "Aire, eau, vidange", "map-pin"),
    CoreItem("rain", "Activité couverte", "cloud-sun"),
    CoreItem("children", "Activité pour enfants", "baby"),
    CoreItem("path", "Sentier, balisage", "footprints"),
    CoreItem("toilets", "Toilettes publiques", "house"),
    CoreItem("network", "Téléphone, internet", "wifi-off"),
    CoreItem("access", "Accès handicapé", "accessibility"),
    CoreItem("other", "Autre", "ellipsis"),
)
"""What visitors ask for and a territory lacks."""

CORE: dict[str, tuple[CoreItem, ...]] = {
    "channel": CHANNELS,
    "answer_mode": ANSWER_MODES,
    "party": PARTIES,
    "stay": STAYS,
    "lodging": LODGINGS,
    "theme": THEMES,
    "language": LANGUAGES,
    "outcome": OUTCOMES,
    "liaison": LIAISON_KINDS,
    "unmet": UNMET_THEMES,
}

LIST_TITLES: dict[str, str] = {
    "channel": "Canal",
    "answer_mode": "Mode de réponse",
    "party": "Type de clientèle",
    "stay": "Durée de séjour",
    "lodging": "Hébergement",
    "theme": "Thème de la demande",
    "language": "Langue",
    "outcome": "Suite donnée",
    "liaison": "Cahier de liaison",
    "unmet": "Demandes sans réponse",
}

REMOTE_CHANNELS = ("phone", "email", "letter", "web")
"""Channels through which a request comes from a distance (indicator 7)."""


def core_codes(key: str) -> frozenset[str]:
    """The common codes of a list; :class:`KeyError` when there is no such list."""
    return frozenset(item.code for item in CORE[key])
