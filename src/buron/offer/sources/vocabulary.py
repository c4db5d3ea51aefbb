"""French words of the trade and what they mean here: kinds, languages, label keys, weekdays, stars."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from buron.kernel.formats import amount
from buron.offer.body import KINDS, Contact, Label, Term
from buron.offer.sources import values

LANGUAGE_CODES: dict[str, str] = {
    "francais": "fr", "anglais": "en", "allemand": "de", "neerlandais": "nl", "hollandais": "nl",
    "espagnol": "es", "italien": "it", "portugais": "pt", "russe": "ru", "chinois": "zh", "japonais": "ja",
    "coreen": "ko", "polonais": "pl", "arabe": "ar", "occitan": "oc", "danois": "da", "grec": "el",
    "tcheque": "cs", "suedois": "sv", "corse": "co", "catalan": "ca", "hebreu": "he", "hongrois": "hu",
    "norvegien": "no", "roumain": "ro", "thai": "th", "vietnamien": "vi", "slovaque": "sk", "breton": "br",
    "basque": "eu", "turc": "tr", "ukrainien": "uk", "bulgare": "bg", "finnois": "fi", "croate": "hr",
    "langue-des-signes": "lsf", "langue-des-signes-francaise": "lsf", "lsf": "lsf", "flamand": "nl",
}  # fmt: skip
WEEKDAYS: dict[str, int] = {
    "lundi": 1, "mardi": 2, "mercredi": 3, "jeudi": 4, "vendredi": 5, "samedi": 6, "dimanche": 7,
    "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 7,
    "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7,
}  # fmt: skip
_KIND_WORDS: tuple[tuple[str, str], ...] = (
    ("camping", r"camping|plein-air|mobil-home|camping-car|caravan|glamping"),
    ("group_lodging", r"collectif|gite-d-etape|gite-de-groupe|refuge|village-vacances|villages?-de-vacances"
                      r"|auberge-de-jeunesse|centre-de-vacances|residence-de-tourisme"),
    ("hotel", r"hotel(?!-de-ville|-de-region|-du-departement)|hotellerie|hostellerie"),
    ("rental", r"meubles?\b|locatif|locations?-saisonniere|location-de-vacances|gites?\b|chambres?-d-hotes?"
               r"|hebergements?|chalet|appartement|clevacances|table-d-hotes"),
    ("tasting", r"degustation|producteur|viticult|brasseu|domaine-viticole|cave-a|fromager|apicult|ferme-vente"
                r"|vente-a-la-ferme|distillerie|cooperative"),
    ("restaurant", r"restaurant|restauration|\bbar\b|cafe\b|creperie|pizzeria|brasserie|ferme-auberge|traiteur"
                   r"|bistrot|salon-de-the|snack|food-truck|glacier"),
    ("event", r"fete|manifestation|evenement|agenda|concert|festival|exposition|spectacle|animation|foire"
              r"|marche(?!-a-pied)\b|brocante|vide-grenier|salon\b|conference|theatre-event|competition|loto"),
    ("ski_area", r"domaine-skiable|station-de-ski|ski-alpin|ski-nordique|domaine-nordique"),
    ("trail", r"itineraire|randonnee|sentier|circuit|balade|promenade|\bvtt\b|veloroute|voie-verte|parcours"),
    ("nature", r"naturel|cascade|\blac\b|grotte|gorge|foret|point-de-vue|\bplage|belvedere|panorama|sommet"),
    ("heritage", r"patrimoine|culturel|musee|chateau|eglise|abbaye|chapelle|monument|jardin|village|site-historique"
                 r"|lieu-de-memoire|archeolog"),
    ("transport", r"transport|taxi|navette|gare\b|parking|aeroport|bus\b|autocar"),
    ("package", r"sejour|package|forfait|produit-package|week-end"),
    ("structure", r"office-de-tourisme|organisme|structure|association|syndicat|mairie|collectivite|point-d-info"
                  r"|information-touristique|agence|bureau-d-information"),
    ("activity", r"activite|prestataire|loisirs?-sportif|sportif|guide|moniteur|visite|atelier|stage|degust"),
    ("facility", r"equipement|loisir|piscine|aire-de|cinema|salle|stade|golf|parc\b|mediatheque|bibliotheque"),
    ("territory", r"territoire|commune|destination"),
    ("shop", r"commerce|service|boutique|magasin|artisan|boulangerie|epicerie|pharmacie|sante|banque|garage"),
)  # fmt: skip
_KIND_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _KIND_WORDS)
_STARS = re.compile(r"\b([1-5])\s*(?:etoile|\*)|^([1-5])\s*-?etoile")
_DISABILITY = re.compile(r"tourisme-(?:et|&)?-?handicap|^handicap")


@lru_cache(maxsize=4096)
def guess_kind(label: str) -> str:
    """The kind that a French (or our own) word stands for; empty when none is recognised."""
    if label in KINDS:
        return label
    key = values.slug(label)
    return next((kind for kind, pattern in _KIND_PATTERNS if pattern.search(key)), "")


@lru_cache(maxsize=1024)
def language_code(label: str) -> str:
    """ISO code of a language named in French or already given as a code; empty when it is neither."""
    key = values.slug(label)
    if key in LANGUAGE_CODES:
        return LANGUAGE_CODES[key]
    code = key.split("-")[0]
    return code if len(code) in (2, 3) and (code in LANGUAGE_CODES.values() or len(key) == 2) else ""


@lru_cache(maxsize=1024)
def weekday(label: str) -> int:
    """ISO number of the day of the week that a text begins with (``Mardi soir`` → 2), 0 for none."""
    return WEEKDAYS.get(values.slug(label).split("-")[0], 0)


@lru_cache(maxsize=8192)
def stars(label: str) -> int:
    """Number of stars that a ranking says (``3 étoiles``, ``4*``, ``Classé 2 étoiles``), 0 for none."""
    match = _STARS.search(values.slug(label.replace("*", " etoile ")).replace("-", " "))
    return int(match.group(1) or match.group(2)) if match else 0


@lru_cache(maxsize=65536)
def _term(label: str) -> tuple[str, str]:
    return values.slug(label)[:80] or "autre", label


def term(label: str) -> Term:
    """A term whose key is made from its French label, so that the same thing has the same key in all sources."""
    key, shown = _term(label)
    return {"key": key, "label": shown}


def make_label(text: str) -> Label:
    """A label or a ranking, from its French text alone."""
    count = stars(text)
    if count and len(text) < 40:
        return ranking(text, count)
    key = values.slug(text)[:80]
    if _DISABILITY.search(key):
        key = "tourisme-et-handicap"
    return {"key": key or "autre", "label": text}


def ranking(text: str, count: int) -> Label:
    """The official ranking of a lodging; ``count`` is 0 when it is not ranked or not in stars."""
    label: Label = {"key": "classement", "label": "Classement", "value": text, "ranking": True}
    if count:
        label["stars"] = count
    return label


def contact(label: str, value: str) -> Contact | None:
    """A means of contact, from what a person called it and what it looks like; ``None`` when it is empty."""
    value = value.strip()
    if not value:
        return None
    key = values.slug(label)
    if "@" in value and values.email(value):
        return {"type": "email", "value": values.email(value)}
    for word in ("facebook", "instagram", "twitter"):
        if word in key or f"{word}.com" in value.lower():
            return _contact(word, values.url(value) or value)
    if re.search(r"fax|copieur", key):
        return {"type": "fax", "value": value}
    if re.search(r"tel|phone|mobile|portable|gsm", key):
        return phone(value)
    link = values.url(value)
    if link and ("." in value and " " not in value):
        return _contact("booking" if re.search(r"reserv|booking|billet", key) else "web", link)
    if len(re.sub(r"\D", "", value)) >= 9 and not re.search(r"[a-z]{3}", value.lower()):
        return phone(value)
    return {"type": "other", "value": value, "label": label} if label else {"type": "other", "value": value}


def swapped_prices(low: int, high: int) -> str:
    """The remark made where a source wrote a minimum (in cents) above its maximum."""
    return f"Prix minimum ({amount(low)}) supérieur au maximum ({amount(high)}) : échangés."


def _contact(kind: Any, value: str) -> Contact:
    return {"type": kind, "value": value}


def phone(value: str, label: str = "") -> Contact:
    """A telephone number, known as mobile by its first digits."""
    number: Contact = {"type": "mobile" if values.is_mobile(value) else "phone", "value": value}
    if label:
        number["label"] = label
    return number
