"""What a field of a spreadsheet or of a Tourinsoft syndication can be mapped to, and how its name gives it away.

A mapping is plain JSON: target to field name, or to several (``{"short.fr": "Descriptif", "amenities":
["PrestationsConforts", "PrestationsEquipements"]}``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from buron.offer.sources import values

TEXT_TARGETS = ("name", "short", "description", "practical", "opening.text", "prices.text")
LANGUAGES = ("fr", "en", "de", "nl", "es")
_LANGUAGE_NAMES = {"fr": "français", "en": "anglais", "de": "allemand", "nl": "néerlandais", "es": "espagnol"}


@dataclass(frozen=True, slots=True)
class Target:
    """A field of the body that a source field can fill. ``many`` targets take several source fields."""

    key: str
    label: str
    pattern: str = ""
    sure: int = 90
    many: bool = False


_LIST = (
    Target("id", "Identifiant", r"^(?:syndic-object-id|id|identifiant|id-local|uuid|uid|code-fiche|reference)$"),
    Target("kind", "Catégorie de fiche",
               r"^(?:type|categorie|nature|rubrique|bordereau|object-type-name|type-d-offre)$"),
    Target("subkind", "Sous-type", r"^(?:sous-type|sous-categorie|classification|type-detaille)$"),
    Target("address.full", "Adresse complète (colonnes |)", r"^adresse-complete$"),
    Target("address.lines", "Adresse",
               r"^adresse(?:-?(?:postale|[1-4]|suite))?$|^(?:rue|voie|lieu-dit|complement-d-adresse)$",
           many=True),
    Target("address.postcode", "Code postal", r"^(?:code-postal|cp|codepostal)$"),
    Target("address.city", "Commune", r"^(?:commune|ville|localite|nom-commune|city|libelle-commune)$"),
    Target("address.insee", "Code INSEE", r"^(?:code-?)?insee(?:-commune)?$|^(?:code-commune|commune-insee)$"),
    Target("position.lat", "Latitude", r"^(?:gmap-|googlemap-|google-map-)?lat(?:itude)?$|^(?:y|coord-y)$"),
    Target("position.lon", "Longitude", r"^(?:gmap-|googlemap-|google-map-)?(?:lon|lng|longitude)$|^(?:x|coord-x)$"),
    Target("position", "Coordonnées « latitude, longitude »",
               r"^(?:coordonnees(?:-gps)?|gps|geo(?:point|loc)?|position)$", 70),
    Target("phone", "Téléphone", r"^(?:tel(?:ephone)?(?:-(?:fixe|filaire|1|2|professionnel))?|phone)$", many=True),
    Target("mobile", "Portable",
               r"^(?:portable|mobile|tel(?:ephone)?-(?:mobile|portable|cellulaire)|gsm)$", many=True),
    Target("fax", "Fax", r"^(?:fax|telecopie(?:ur)?)$"),
    Target("email", "Courriel", r"^(?:(?:e-?mail|mel|courriel|mail)(?:-(?:ou-)?(?:e-?mail|mel|mail|courriel))?"
               r"|adresse-(?:e-?mail|mail|mel|courriel|electronique))$", many=True),
    Target("web", "Site internet", r"^(?:site(?:-?(?:web|internet|url))*|web|url|www|website|lien)$", many=True),
    Target("booking", "Réservation en ligne",
               r"reservation-en-ligne|lien-de-reservation|url-reservation|billetterie"),
    Target("facebook", "Facebook", r"facebook"),
    Target("instagram", "Instagram", r"instagram"),
    Target("contacts", "Moyens de communication (libellé|valeur)", r"moyens?-de-com", many=True),
    Target("opening", "Périodes d’ouverture", r"^periodes?-(?:d-)?ouvertures?$|^(?:dates|periodes)$"),
    Target("start", "Date de début", r"^(?:date-(?:de-)?debut|debut|du|start|begin-date)$"),
    Target("end", "Date de fin", r"^(?:date-(?:de-)?fin|fin|au|end|end-date)$"),
    Target("opens", "Heure de début", r"^(?:heure-(?:de-)?(?:debut|ouverture)|ouverture)$"),
    Target("closes", "Heure de fin", r"^(?:heure-(?:de-)?(?:fin|fermeture)|fermeture)$"),
    Target("prices", "Tarifs (lignes # et colonnes |)", r"^tarifs?$", 80),
    Target("price.min", "Prix minimum", r"^(?:prix|tarif)s?-?(?:mini?(?:mum|mal)?|a-partir-de|de-base)?$", 60),
    Target("price.max", "Prix maximum", r"^(?:prix|tarif)s?-?maxi?(?:mum|mal)?$"),
    Target("free", "Gratuit", r"^gratuit(?:e)?$"),
    Target("payment", "Modes de paiement", r"modes?-(?:de-)?paiements?|moyens-de-paiement"),
    Target("media", "Photos et documents",
               r"^(?:media-)?(?:photos?|images?|medias?|illustrations?|visuels?)s?$", many=True),
    Target("credit", "Crédit des photos", r"^(?:credits?(?:-photos?)?|copyright|auteur-photo)$"),
    Target("ranking", "Classement officiel",
               r"classements?(?:ll)?-?(?:ll-)?prefectora|^classements?$|^etoiles?$|nombre-d-etoiles"),
    Target("labels", "Labels",
               r"^labels?(?:-.*)?$|^chaines?(?:-et-labels?)?$|^marques?$|^certifications?$", many=True),
    Target("capacity.persons", "Capacité (personnes)",
               r"^(?:capacite(?:-(?:totale|d-accueil|personnes|maximum))?|nb-personnes|nombre-de-personnes)$"),
    Target("capacity.rooms", "Chambres", r"^(?:nombre-(?:de-)?|nb-)?chambres$"),
    Target("capacity.pitches", "Emplacements", r"^(?:nombre-(?:d-)?|nb-)?emplacements$"),
    Target("capacity.seats", "Couverts", r"^(?:nombre-(?:de-)?|nb-)?couverts$"),
    Target("capacity.surface", "Surface (m²)", r"^(?:surface|superficie)(?:-m2)?$"),
    Target("languages", "Langues parlées", r"langues?-?(?:parlees?|d-accueil)?$"),
    Target("accessibility", "Accessibilité", r"^(?:handicaps?|accessibilite|tourisme-adapte|pmr)$", many=True),
    Target("amenities", "Équipements et confort", r"^(?:prestations-)?(?:equipements?|conforts?)$", many=True),
    Target("services", "Services", r"^(?:prestations-)?(?:services?|activites?)$|^prestations?$", many=True),
    Target("themes", "Thèmes", r"^(?:themes?|thematiques?|mots-cles|keywords|tags|classification-?[23])$", many=True),
    Target("audiences", "Publics", r"^(?:publics?|clienteles?|types?-(?:de-)?(?:clientele|public))$", many=True),
    Target("pets", "Animaux acceptés", r"^animaux(?:-acceptes)?$"),
    Target("booking_required", "Réservation obligatoire", r"^(?:sur-)?reservation(?:-obligatoire)?$"),
    Target("cancelled", "Annulé", r"^(?:annule|annulation)$"),
    Target("siret", "SIRET", r"^(?:n(?:umero)?-)?siret$"),
    Target("manager", "Exploitant",
               r"^(?:raison-sociale|exploitant|gestionnaire|proprietaire|organisateur|nom-du-gerant)$"),
    Target("owner", "Structure propriétaire",
               r"^(?:structure|office(?:-de-tourisme)?|producteur|membre-proprietaire)$"),
    Target("updated", "Date de mise à jour",
               r"^(?:updated|(?:date-)?(?:de-)?(?:mise-a-jour|maj|modification|derniere-mise-a-jour)"
               r"|date-modification)$"),
    Target("route.distance_km", "Distance (km)", r"^(?:distance|longueur|kilometrage)(?:-(?:en-)?km)?$"),
    Target("route.distance_m", "Distance (m)", r"^(?:distance|longueur)-(?:en-)?m(?:etres)?$"),
    Target("route.ascent_m", "Dénivelé positif (m)", r"^(?:denivele(?:e)?(?:-positif)?|d-plus)$"),
    Target("route.duration", "Durée", r"^(?:duree|temps)(?:-?du-?parcours|-de-parcours)?$"),
    Target("route.difficulty", "Difficulté", r"^(?:difficulte|niveau|cotation)(?:-du-parcours)?$"),
    Target("route.marking", "Balisage", r"^balisages?$"),
    Target("track", "Trace GPX", r"^(?:gpx|traces?(?:-gps|-gpx)?|fichier-gpx|kml)s?$"),
)  # fmt: skip
_TEXT_WORDS = (
    ("name", "Nom",
                    r"^(?:syndic-object-name|nom(?:-(?:de-l-offre|etablissement|du-lieu|commercial|itineraire))?|titre|title|"
                    r"intitule|denomination|enseigne|name|libelle|raison-sociale)$"),
    ("short", "Descriptif court", r"^(?:(?:descriptif|description|texte|presentation)-court[e]?|accroche|chapo|resume|"
                                  r"chapeau|short-description)$"),
    ("description", "Descriptif", r"^(?:descripti(?:f|on)s?(?:-(?:commercial[e]?|detaille[e]?|long(?:ue)?|complet))?|"
                                  r"presentation|texte|commentaires?)$"),
    ("practical", "Informations pratiques",
                                          r"^(?:infos?|informations?)-(?:pratiques?|complementaires?|utiles?)$|^acces$"),
    ("opening.text", "Ouverture en clair", r"^(?:horaires?(?:-d-ouverture)?|ouvertures?-en-clair|periode-en-clair|"
                                           r"jours-et-horaires|dates-en-clair)$"),
    ("prices.text", "Tarifs en clair", r"^tarifs?-(?:en-clair|texte|commentaires?)$|^complement-tarifs?$"),
)  # fmt: skip
TARGETS: tuple[Target, ...] = (
    *(
        Target(
            f"{key}.{code}",
            label if code == "fr" else f"{label} ({_LANGUAGE_NAMES[code]})",
            pattern,
            many=key == "practical",
        )
        for key, label, pattern in _TEXT_WORDS
        for code in LANGUAGES
    ),
    *_LIST,
)
BY_KEY: dict[str, Target] = {target.key: target for target in TARGETS}
_CAMEL = re.compile(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Ý])")
_LANGUAGE_SUFFIX = re.compile(
    r"-(fr|francais|en|gb|uk|anglais|english|de|allemand|deutsch|nl|neerlandais|es|espagnol|espanol)$"
)
_SUFFIX_CODES = {
    "fr": "fr", "francais": "fr", "en": "en", "gb": "en", "uk": "en", "anglais": "en", "english": "en",
    "de": "de", "allemand": "de", "deutsch": "de", "nl": "nl", "neerlandais": "nl", "es": "es",
    "espagnol": "es", "espanol": "es",
}  # fmt: skip
_COMPILED = tuple((target, re.compile(target.pattern)) for target in _LIST if target.pattern)
_TEXT_COMPILED = tuple((key, re.compile(pattern)) for key, _, pattern in _TEXT_WORDS)


def words_of(field: str) -> str:
    """``DescriptionCommercialeEN`` → ``description-commerciale-en``: a field name as words."""
    return values.slug(_CAMEL.sub(" ", field.replace("_", " ").replace(".", " ")))


def recognise(field: str) -> tuple[str, int]:
    """The target that a field name points to, and how surely (0 to 100)."""
    words = words_of(field)
    match = _LANGUAGE_SUFFIX.search(words)
    base, code = (words[: match.start()], _SUFFIX_CODES[match.group(1)]) if match else (words, "fr")
    for target, pattern in _COMPILED:
        if pattern.search(words):
            return target.key, target.sure
    for key, pattern in _TEXT_COMPILED:
        if pattern.search(base):
            return f"{key}.{code}", 95 if words == "syndic-object-name" else 85
    return "", 0
