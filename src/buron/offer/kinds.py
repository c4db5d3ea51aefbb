"""The kinds of fiches: their names in the public languages, icon, colour group, and the words people look for."""

from __future__ import annotations

from typing import NamedTuple

from buron.kernel.texts import Texts, text_in
from buron.offer.body import KINDS


class Kind(NamedTuple):
    """``plural`` names a list; ``words`` are other French words that must find it."""

    key: str
    icon: str
    family: str
    name: Texts
    plural: Texts
    words: str = ""


FAMILIES: dict[str, Texts] = {
    "sleep": {"fr": "Dormir", "en": "Stay", "de": "Übernachten", "nl": "Overnachten", "es": "Dormir"},
    "eat": {"fr": "Manger", "en": "Eat", "de": "Essen", "nl": "Eten", "es": "Comer"},
    "see": {"fr": "Voir", "en": "See", "de": "Sehen", "nl": "Bezoeken", "es": "Ver"},
    "do": {"fr": "Faire", "en": "Do", "de": "Erleben", "nl": "Doen", "es": "Hacer"},
    "event": {"fr": "Sortir", "en": "What’s on", "de": "Termine", "nl": "Agenda", "es": "Agenda"},
    "help": {"fr": "Pratique", "en": "Practical", "de": "Praktisches", "nl": "Praktisch", "es": "Práctico"},
}

_ALL = (
    Kind(
        "hotel",
        "bed-double",
        "sleep",
        {"fr": "Hôtel", "en": "Hotel", "de": "Hotel", "nl": "Hotel", "es": "Hotel"},
        {"fr": "Hôtels", "en": "Hotels", "de": "Hotels", "nl": "Hotels", "es": "Hoteles"},
        "hébergement hôtellerie dormir",
    ),
    Kind(
        "camping",
        "tent",
        "sleep",
        {"fr": "Camping", "en": "Campsite", "de": "Campingplatz", "nl": "Camping", "es": "Camping"},
        {"fr": "Campings", "en": "Campsites", "de": "Campingplätze", "nl": "Campings", "es": "Campings"},
        "hébergement plein air dormir camping-car",
    ),
    Kind(
        "rental",
        "house",
        "sleep",
        {
            "fr": "Meublé et chambre d’hôtes",
            "en": "Holiday rental or B&B",
            "de": "Ferienwohnung oder Gästezimmer",
            "nl": "Vakantiewoning of gastenkamer",
            "es": "Alojamiento rural o habitación de huéspedes",
        },
        {
            "fr": "Meublés et chambres d’hôtes",
            "en": "Holiday rentals and B&Bs",
            "de": "Ferienwohnungen und Gästezimmer",
            "nl": "Vakantiewoningen en gastenkamers",
            "es": "Alojamientos rurales y habitaciones de huéspedes",
        },
        "hébergement gîte location chambre d'hôte dormir",
    ),
    Kind(
        "group_lodging",
        "users",
        "sleep",
        {
            "fr": "Hébergement collectif",
            "en": "Group accommodation",
            "de": "Gruppenunterkunft",
            "nl": "Groepsaccommodatie",
            "es": "Alojamiento para grupos",
        },
        {
            "fr": "Hébergements collectifs",
            "en": "Group accommodation",
            "de": "Gruppenunterkünfte",
            "nl": "Groepsaccommodaties",
            "es": "Alojamientos para grupos",
        },
        "gîte d'étape refuge village vacances groupe dormir",
    ),
    Kind(
        "restaurant",
        "utensils",
        "eat",
        {"fr": "Restaurant", "en": "Restaurant", "de": "Restaurant", "nl": "Restaurant", "es": "Restaurante"},
        {
            "fr": "Restaurants",
            "en": "Restaurants",
            "de": "Restaurants",
            "nl": "Restaurants",
            "es": "Restaurantes",
        },
        "manger repas auberge table",
    ),
    Kind(
        "tasting",
        "wheat",
        "eat",
        {
            "fr": "Producteur et dégustation",
            "en": "Local producer",
            "de": "Erzeuger und Verkostung",
            "nl": "Streekproducent",
            "es": "Productor y degustación",
        },
        {
            "fr": "Producteurs et dégustations",
            "en": "Local producers",
            "de": "Erzeuger und Verkostungen",
            "nl": "Streekproducenten",
            "es": "Productores y degustaciones",
        },
        "ferme vente directe produit terroir",
    ),
    Kind(
        "shop",
        "store",
        "help",
        {
            "fr": "Commerce et service",
            "en": "Shop or service",
            "de": "Geschäft und Dienstleistung",
            "nl": "Winkel of dienst",
            "es": "Comercio y servicio",
        },
        {
            "fr": "Commerces et services",
            "en": "Shops and services",
            "de": "Geschäfte und Dienstleistungen",
            "nl": "Winkels en diensten",
            "es": "Comercios y servicios",
        },
        "boutique magasin artisan",
    ),
    Kind(
        "activity",
        "bike",
        "do",
        {"fr": "Activité", "en": "Activity", "de": "Aktivität", "nl": "Activiteit", "es": "Actividad"},
        {
            "fr": "Activités",
            "en": "Activities",
            "de": "Aktivitäten",
            "nl": "Activiteiten",
            "es": "Actividades",
        },
        "loisir prestataire sport sortie",
    ),
    Kind(
        "facility",
        "target",
        "do",
        {
            "fr": "Équipement de loisirs",
            "en": "Leisure facility",
            "de": "Freizeiteinrichtung",
            "nl": "Recreatievoorziening",
            "es": "Equipamiento de ocio",
        },
        {
            "fr": "Équipements de loisirs",
            "en": "Leisure facilities",
            "de": "Freizeiteinrichtungen",
            "nl": "Recreatievoorzieningen",
            "es": "Equipamientos de ocio",
        },
        "loisir",
    ),
    Kind(
        "trail",
        "footprints",
        "do",
        {"fr": "Itinéraire", "en": "Trail", "de": "Tour", "nl": "Route", "es": "Itinerario"},
        {"fr": "Itinéraires", "en": "Trails", "de": "Touren", "nl": "Routes", "es": "Itinerarios"},
        "randonnée balade promenade circuit sentier parcours marche",
    ),
    Kind(
        "heritage",
        "castle",
        "see",
        {
            "fr": "Patrimoine culturel",
            "en": "Cultural heritage",
            "de": "Kulturerbe",
            "nl": "Cultureel erfgoed",
            "es": "Patrimonio cultural",
        },
        {
            "fr": "Patrimoine culturel",
            "en": "Cultural heritage",
            "de": "Kulturerbe",
            "nl": "Cultureel erfgoed",
            "es": "Patrimonio cultural",
        },
        "visite monument musée site",
    ),
    Kind(
        "nature",
        "tree-pine",
        "see",
        {
            "fr": "Patrimoine naturel",
            "en": "Natural site",
            "de": "Naturstätte",
            "nl": "Natuurgebied",
            "es": "Patrimonio natural",
        },
        {
            "fr": "Patrimoine naturel",
            "en": "Natural sites",
            "de": "Naturstätten",
            "nl": "Natuurgebieden",
            "es": "Patrimonio natural",
        },
        "nature site paysage",
    ),
    Kind(
        "event",
        "party-popper",
        "event",
        {
            "fr": "Fête et manifestation",
            "en": "Event",
            "de": "Veranstaltung",
            "nl": "Evenement",
            "es": "Fiesta y evento",
        },
        {
            "fr": "Fêtes et manifestations",
            "en": "Events",
            "de": "Veranstaltungen",
            "nl": "Evenementen",
            "es": "Fiestas y eventos",
        },
        "agenda animation événement sortie",
    ),
    Kind(
        "ski_area",
        "snowflake",
        "do",
        {
            "fr": "Domaine skiable",
            "en": "Ski area",
            "de": "Skigebiet",
            "nl": "Skigebied",
            "es": "Estación de esquí",
        },
        {
            "fr": "Domaines skiables",
            "en": "Ski areas",
            "de": "Skigebiete",
            "nl": "Skigebieden",
            "es": "Estaciones de esquí",
        },
        "ski neige piste",
    ),
    Kind(
        "package",
        "ticket",
        "do",
        {"fr": "Séjour", "en": "Package", "de": "Pauschale", "nl": "Arrangement", "es": "Estancia"},
        {"fr": "Séjours", "en": "Packages", "de": "Pauschalen", "nl": "Arrangementen", "es": "Estancias"},
        "week-end forfait",
    ),
    Kind(
        "structure",
        "building-2",
        "help",
        {
            "fr": "Organisme",
            "en": "Organisation",
            "de": "Organisation",
            "nl": "Organisatie",
            "es": "Organismo",
        },
        {
            "fr": "Organismes",
            "en": "Organisations",
            "de": "Organisationen",
            "nl": "Organisaties",
            "es": "Organismos",
        },
        "office point information mairie",
    ),
    Kind(
        "territory",
        "map",
        "help",
        {"fr": "Territoire", "en": "Area", "de": "Gebiet", "nl": "Gebied", "es": "Territorio"},
        {"fr": "Territoires", "en": "Areas", "de": "Gebiete", "nl": "Gebieden", "es": "Territorios"},
    ),
    Kind(
        "transport",
        "route",
        "help",
        {"fr": "Transport", "en": "Transport", "de": "Verkehr", "nl": "Vervoer", "es": "Transporte"},
        {"fr": "Transports", "en": "Transport", "de": "Verkehr", "nl": "Vervoer", "es": "Transportes"},
        "bus navette train taxi gare",
    ),
)

BY_KEY: dict[str, Kind] = {kind.key: kind for kind in _ALL}
LODGING: tuple[str, ...] = tuple(kind.key for kind in _ALL if kind.family == "sleep")

if tuple(BY_KEY) != KINDS:
    raise AssertionError("every kind of a body has its names here, in the same order")


def kind_label(kind: str, language: str = "fr") -> str:
    """The name of a kind; an unknown kind shows its key rather than nothing."""
    known = BY_KEY.get(kind)
    return text_in(known.name, language) if known else kind


def kind_plural(kind: str, language: str = "fr") -> str:
    """The name of a list of that kind."""
    known = BY_KEY.get(kind)
    return text_in(known.plural, language) if known else kind


def kind_icon(kind: str) -> str:
    """Name of the kind's icon in the sprite."""
    known = BY_KEY.get(kind)
    return known.icon if known else "map-pin"


def kind_choices(language: str = "fr") -> list[tuple[str, str]]:
    """(key, name) pairs for a form, in the order of the kinds."""
    return [(kind.key, text_in(kind.name, language)) for kind in _ALL]


def family_of(kind: str) -> str:
    """The family (``sleep``, ``eat``, ``see``, ``do``, ``event``, ``help``) that colours and groups a kind."""
    known = BY_KEY.get(kind)
    return known.family if known else "help"
