"""Apidae's identifiers: what the numbers of its thesaurus mean, and how a reference becomes a term.

Records point to the thesaurus by number; exports give the labels in ``elements_reference.json``, the API inline.
The tables below hold the numbers on which a translation depends (never the labels, which change): means of
contact, stars, languages, difficulty and practice of walks, and a few labels for archives without references.
"""

from __future__ import annotations

from typing import Any

from buron.offer.body import Term, Texts
from buron.offer.sources import values, vocabulary
from buron.offer.sources.base import Context

LOCALES: dict[str, str] = {
    "libelleFr": "fr",
    "libelleEn": "en",
    "libelleDe": "de",
    "libelleNl": "nl",
    "libelleEs": "es",
    "libelleIt": "it",
    "libelleRu": "ru",
    "libelleZh": "zh",
    "libellePtBR": "pt",
    "libelleJa": "ja",
    "libelleKo": "ko",
}
KINDS: dict[str, tuple[str, str]] = {
    "ACTIVITE": ("activity", "informationsActivite"),
    "COMMERCE_ET_SERVICE": ("shop", "informationsCommerceEtService"),
    "DEGUSTATION": ("tasting", "informationsDegustation"),
    "DOMAINE_SKIABLE": ("ski_area", "informationsDomaineSkiable"),
    "EQUIPEMENT": ("facility", "informationsEquipement"),
    "FETE_ET_MANIFESTATION": ("event", "informationsFeteEtManifestation"),
    "HEBERGEMENT_COLLECTIF": ("group_lodging", "informationsHebergementCollectif"),
    "HEBERGEMENT_LOCATIF": ("rental", "informationsHebergementLocatif"),
    "HOTELLERIE": ("hotel", "informationsHotellerie"),
    "HOTELLERIE_PLEIN_AIR": ("camping", "informationsHotelleriePleinAir"),
    "PATRIMOINE_CULTUREL": ("heritage", "informationsPatrimoineCulturel"),
    "PATRIMOINE_NATUREL": ("nature", "informationsPatrimoineNaturel"),
    "RESTAURATION": ("restaurant", "informationsRestauration"),
    "SEJOUR_PACKAGE": ("package", "informationsSejourPackage"),
    "STRUCTURE": ("structure", "informationsStructure"),
    "TERRITOIRE": ("territory", "informationsTerritoire"),
}
"""Apidae type to our kind and to the node that holds what is proper to the type."""

CONTACTS: dict[int, str] = {
    201: "phone",
    202: "fax",
    204: "email",
    205: "web",
    206: "phone",
    207: "facebook",
    3755: "twitter",
    7221: "instagram",
}
STARS: dict[int, int] = {
    2541: 1, 2543: 2, 2546: 3, 2548: 4, 2561: 5,
    2627: 1, 2628: 2, 2629: 3, 2630: 4, 2631: 5,
    2658: 1, 2659: 2, 2660: 3, 2661: 4, 2662: 5,
    2748: 1, 2749: 2, 2750: 3, 2751: 4, 2752: 4, 2758: 5,
}  # fmt: skip
LANGUAGES: dict[int, str] = {
    1189: "de", 1192: "en", 1194: "es", 1197: "fr", 1200: "it", 1202: "nl", 1205: "ru", 1206: "zh", 4306: "pt",
    4602: "ja", 4603: "ko", 4604: "pl", 4605: "ar", 4873: "oc", 5118: "da", 5421: "el", 5467: "cs", 5468: "sv",
    5469: "lsf", 5690: "co", 5989: "hy", 5990: "bg", 5991: "ca", 5993: "he", 5994: "hu", 5995: "no", 5997: "ro",
    5999: "th", 6000: "vi", 6434: "sk",
}  # fmt: skip
DIFFICULTIES: dict[int, str] = {587: "very_easy", 588: "easy", 6669: "medium", 589: "hard", 590: "very_hard"}
PRACTICES: dict[int, str] = {
    3333: "hiking",
    3284: "mtb",
    3283: "road_bike",
    3313: "horse",
    4201: "trail_running",
}
PRACTICE_WORDS: tuple[tuple[str, str], ...] = (
    ("raquette", "snowshoe"),
    ("ski", "ski"),
    ("vtt", "mtb"),
    ("cyclo", "road_bike"),
    ("velo", "road_bike"),
    ("equestre", "horse"),
    ("trail", "trail_running"),
    ("pedestre", "hiking"),
    ("randonnee", "hiking"),
)
OPENING_HOURS = 7457
"""The type of timetable that tells when a place is open (others: reception, last entry, services…)."""
LABELS: dict[int, str] = {
    1268: "Carte bancaire",
    1271: "Chèque",
    1274: "Chèque-Vacances",
    1277: "Espèces",
    1461: "Petit déjeuner",
    1465: "Demi-pension",
    1466: "Chambre double",
    3877: "Chambre quadruple",
    4080: "Animaux",
    4123: "Tarif unique",
    5239: "Plein tarif",
    5240: "Tarif réduit",
}
FEASTS: dict[str, str] = {
    "PREMIER_JANVIER": "new_year",
    "BERCHTOLDSTAG": "berchtold",
    "SAINT_JOSEPH": "saint_joseph",
    "VENDREDI_SAINT": "good_friday",
    "PAQUES": "easter_sunday",
    "DIMANCHE_PAQUES": "easter_sunday",
    "LUNDI_PAQUES": "easter_monday",
    "PREMIER_MAI": "labour_day",
    "HUIT_MAI": "victory_1945",
    "ASCENSION": "ascension",
    "PENTECOTE": "whit_sunday",
    "DIMANCHE_PENTECOTE": "whit_sunday",
    "LUNDI_PENTECOTE": "whit_monday",
    "FETE_DIEU": "corpus_christi",
    "QUATORZE_JUILLET": "bastille_day",
    "FETE_NATIONALE_SUISSE": "swiss_national_day",
    "QUINZE_AOUT": "assumption",
    "LUNDI_DU_JEUNE_FEDERAL": "federal_fast_monday",
    "PREMIER_NOVEMBRE": "all_saints",
    "ONZE_NOVEMBRE": "armistice_1918",
    "IMMACULEE_CONCEPTION": "immaculate_conception",
    "VINGT_QUATRE_DECEMBRE": "christmas_eve",
    "VINGT_CINQ_DECEMBRE": "christmas",
    "VINGT_SIX_DECEMBRE": "st_stephen",
    "TRENTE_ET_UN_DECEMBRE": "new_year_eve",
    "JOURS_FERIES": "public",
}


def texts(node: Any) -> Texts:
    """The languages of a ``{libelleFr, libelleEn…}`` node; empty texts are left out."""
    found: Texts = {}
    if node.__class__ is dict:
        for key, value in node.items():
            code = LOCALES.get(key)
            if code is not None and value.__class__ is str:
                clean = value.strip()
                if "\r" in clean or "\0" in clean:
                    clean = values.text(clean)
                if clean:
                    found[code] = clean
    return found


def french(node: Any) -> str:
    """The French text of a node, else any other language."""
    if node.__class__ is not dict:
        return ""
    value = node.get("libelleFr")
    if value.__class__ is str and value:
        return values.text(value)
    return next(iter(texts(node).values()), "")


class Thesaurus:
    """The reference data of a context, ready to be looked up; made once, and again when references change."""

    __slots__ = ("_by_id", "_by_label", "_communes", "_elements", "remark")

    def __init__(self, context: Context) -> None:
        self._elements = context.references.get("elements", {})
        self._communes = context.references.get("communes", {})
        self._by_id: dict[int, Term] = {}
        self._by_label: dict[str, Term] = {}
        self.remark = context.remark

    def term(self, reference: Any) -> Term | None:
        """The term for a reference: its inline label, else the label of the references, else its number."""
        if reference.__class__ is not dict:
            return None
        label = reference.get("libelleFr")
        if label.__class__ is str and label:
            found = self._by_label.get(label)
            if found is None:
                found = self._by_label[label] = vocabulary.term(values.line(label) or "?")
            return found
        number = reference.get("id")
        if number.__class__ is not int:
            return None
        found = self._by_id.get(number)
        if found is None:
            found = self._by_id[number] = self._unlabelled(number, reference)
        return found

    def _unlabelled(self, number: int, reference: dict[str, Any]) -> Term:
        label = values.line(self._texts_of(number).get("fr") or LABELS.get(number) or french(reference))
        return vocabulary.term(label) if label else {"key": f"apidae-{number}"}

    def terms(self, nodes: Any) -> list[Term]:
        """The terms of a list of references."""
        found = [self.term(node) for node in values.as_list(nodes)]
        return [term for term in found if term is not None]

    def label(self, reference: Any) -> str:
        """The French label of a reference, empty when it is not known."""
        term = self.term(reference)
        return term.get("label", "") if term else ""

    def label_texts(self, reference: Any) -> Texts:
        """The label of a reference in the languages that are known."""
        found = texts(reference)
        number = reference.get("id") if reference.__class__ is dict else None
        if not found and number.__class__ is int:
            found = dict(self._texts_of(number))
            if not found and number in LABELS:
                found = {"fr": LABELS[number]}
        return found

    def _texts_of(self, number: int) -> Texts:
        row = self._elements.get(str(number))
        return row if row.__class__ is dict else {}

    def commune(self, number: Any) -> tuple[str, str, str] | None:
        """INSEE code, name and postcode of a commune known by its Apidae number."""
        row = self._communes.get(str(number))
        return tuple(row) if isinstance(row, (list, tuple)) and len(row) == 3 else None


def thesaurus_of(context: Context) -> Thesaurus:
    """The thesaurus of a context (kept until it absorbs new references)."""
    found: Thesaurus | None = context.cache.get(Thesaurus)
    if found is None:
        found = context.cache[Thesaurus] = Thesaurus(context)
    return found
