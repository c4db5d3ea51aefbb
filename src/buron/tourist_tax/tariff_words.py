"""The words of the tariff sheet in five languages: guests read them on the wall, whoever prints the sheet.

Legal terms keep their French name beside the translation, since the text that applies is French.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from buron.kernel.formats import amount

LANGUAGES = {"fr": "Français", "en": "English", "de": "Deutsch", "nl": "Nederlands", "es": "Español"}


@dataclass(frozen=True, slots=True)
class TariffWords:
    """One language. ``lines`` by key of the law's lines; ``exemptions`` by key of the law's exemptions."""

    title: str
    intro: str
    category: str
    tax: str
    surtaxes: str
    total: str
    unit: str
    rate: str
    capped: str
    plus: str
    here: str
    exempt_title: str
    exemptions: Mapping[str, str]
    period_title: str
    period: str
    whole_year: str
    flat: str
    source_title: str
    source: str
    from_day: str
    until_day: str
    unknown_surtax: str
    online: str
    months: tuple[str, ...]
    lines: Mapping[str, str]


FRENCH = TariffWords(
    title="Taxe de séjour {year}",
    intro="Elle s’ajoute au prix de l’hébergement, par personne et par nuit. Au profit de : {council}.",
    category="Hébergement et classement",
    tax="Taxe",
    surtaxes="Taxes additionnelles",
    total="À payer",
    unit="Montants par personne et par nuit.",
    rate="{rate} % du prix hors taxes de la nuit par personne",
    capped="{rate} % du prix hors taxes de la nuit par personne, {cap} au plus",
    plus="plus {percent} % de cette taxe (taxes additionnelles)",
    here="{name} : {amount} par personne et par nuit.",
    exempt_title="Ne paient pas",
    exemptions={
        "exemption.minors": "les personnes de moins de {age} ans",
        "exemption.seasonal": "les titulaires d’un contrat de travail saisonnier employés sur le territoire",
        "exemption.emergency": "les personnes en hébergement d’urgence ou en relogement temporaire",
        "exemption.low_rent": "les occupants d’un hébergement loué moins de {rent} par nuit",
    },
    period_title="Période de perception",
    period="du {first} au {last}",
    whole_year="toute l’année",
    flat="Au forfait, la taxe est due par l’hébergeur et ne s’ajoute pas à votre facture : {natures}.",
    source_title="Textes",
    source="{council}, délibération {reference} du {voted}. Code général des collectivités territoriales, articles "
    "L2333-26 et suivants.",
    from_day="Tarifs applicables à partir du {day}.",
    until_day="Tarifs applicables du {day} au {last}.",
    unknown_surtax="La taxe additionnelle du département n’est pas comptée : son vote n’est pas renseigné.",
    online="Ces tarifs à jour, en cinq langues",
    months=(
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    lines={
        "palace": "Palaces",
        "stars_5": "Hôtels, résidences et meublés de tourisme 5 étoiles",
        "stars_4": "Hôtels, résidences et meublés de tourisme 4 étoiles",
        "stars_3": "Hôtels, résidences et meublés de tourisme 3 étoiles",
        "stars_2": "Hôtels, résidences et meublés de tourisme 2 étoiles, villages de vacances 4 et 5 étoiles",
        "stars_1": "Hôtels, résidences et meublés de tourisme 1 étoile, villages de vacances 1 à 3 étoiles, chambres "
        "d’hôtes, auberges collectives",
        "outdoor_3_5": "Campings 3 à 5 étoiles, aires de camping-cars et parcs de stationnement touristiques "
        "(par 24 heures)",
        "outdoor_1_2": "Campings 1 et 2 étoiles, ports de plaisance",
        "unclassified": "Hébergements sans classement ou en attente de classement",
    },
)
ENGLISH = TariffWords(
    title="Tourist tax {year} (taxe de séjour)",
    intro="It is added to the price of your stay, per person and per night. Collected for: {council}.",
    category="Accommodation and rating",
    tax="Tax",
    surtaxes="Additional taxes",
    total="You pay",
    unit="Amounts per person and per night.",
    rate="{rate}% of the price per person and per night, excluding VAT",
    capped="{rate}% of the price per person and per night, excluding VAT, up to {cap}",
    plus="plus {percent}% of this tax (additional taxes)",
    here="{name}: {amount} per person and per night.",
    exempt_title="Who does not pay",
    exemptions={
        "exemption.minors": "people under {age}",
        "exemption.seasonal": "seasonal workers employed in the area",
        "exemption.emergency": "people in emergency or temporary rehousing",
        "exemption.low_rent": "occupants of accommodation let for less than {rent} per night",
    },
    period_title="Collection period",
    period="from {first} to {last}",
    whole_year="all year round",
    flat="Flat rate, owed by the host and not added to your bill: {natures}.",
    source_title="Legal basis",
    source="{council}, decision (délibération) {reference} of {voted}. Code général des collectivités territoriales, "
    "articles L2333-26 and following.",
    from_day="Rates valid from {day}.",
    until_day="Rates valid from {day} to {last}.",
    unknown_surtax="The additional tax of the département is not included: its vote is not recorded.",
    online="These tariffs up to date, in five languages",
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    lines={
        "palace": "Palace hotels",
        "stars_5": "5-star hotels, tourist residences and furnished holiday lets",
        "stars_4": "4-star hotels, tourist residences and furnished holiday lets",
        "stars_3": "3-star hotels, tourist residences and furnished holiday lets",
        "stars_2": "2-star hotels, tourist residences and furnished holiday lets, 4- and 5-star holiday villages",
        "stars_1": "1-star hotels, tourist residences and furnished holiday lets, 1- to 3-star holiday villages, bed "
        "and breakfasts (chambres d’hôtes), hostels",
        "outdoor_3_5": "3- to 5-star campsites, motorhome areas and tourist car parks (per 24 hours)",
        "outdoor_1_2": "1- and 2-star campsites, marinas",
        "unclassified": "Accommodation without a star rating, or awaiting one",
    },
)
GERMAN = TariffWords(
    title="Kurtaxe {year} (taxe de séjour)",
    intro="Sie kommt pro Person und Nacht zum Preis der Unterkunft hinzu. Erhoben für: {council}.",
    category="Unterkunft und Klassifizierung",
    tax="Kurtaxe",
    surtaxes="Zusatzabgaben",
    total="Zu zahlen",
    unit="Beträge pro Person und Nacht.",
    rate="{rate} % des Nettopreises pro Person und Nacht",
    capped="{rate} % des Nettopreises pro Person und Nacht, höchstens {cap}",
    plus="zuzüglich {percent} % dieser Kurtaxe (Zusatzabgaben)",
    here="{name}: {amount} pro Person und Nacht.",
    exempt_title="Befreit sind",
    exemptions={
        "exemption.minors": "Personen unter {age} Jahren",
        "exemption.seasonal": "Saisonarbeitskräfte, die in der Gegend beschäftigt sind",
        "exemption.emergency": "Personen in Notunterkunft oder vorübergehender Unterbringung",
        "exemption.low_rent": "Gäste einer Unterkunft, deren Miete unter {rent} pro Nacht liegt",
    },
    period_title="Erhebungszeitraum",
    period="vom {first} bis {last}",
    whole_year="das ganze Jahr",
    flat="Pauschal, vom Vermieter geschuldet und nicht auf Ihrer Rechnung: {natures}.",
    source_title="Rechtsgrundlage",
    source="{council}, Beschluss (délibération) {reference} vom {voted}. Code général des collectivités territoriales, "
    "Artikel L2333-26 ff.",
    from_day="Gültig ab {day}.",
    until_day="Gültig vom {day} bis {last}.",
    unknown_surtax="Die Zusatzabgabe des Départements ist nicht enthalten: Ihr Beschluss ist nicht bekannt.",
    online="Diese Tarife aktuell, in fünf Sprachen",
    months=(
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    lines={
        "palace": "Palasthotels (palaces)",
        "stars_5": "Hotels, Ferienresidenzen und Ferienwohnungen mit 5 Sternen",
        "stars_4": "Hotels, Ferienresidenzen und Ferienwohnungen mit 4 Sternen",
        "stars_3": "Hotels, Ferienresidenzen und Ferienwohnungen mit 3 Sternen",
        "stars_2": "Hotels, Ferienresidenzen und Ferienwohnungen mit 2 Sternen, Feriendörfer mit 4 und 5 Sternen",
        "stars_1": "Hotels, Ferienresidenzen und Ferienwohnungen mit 1 Stern, Feriendörfer mit 1 bis 3 Sternen, "
        "Gästezimmer (chambres d’hôtes), Gruppenherbergen",
        "outdoor_3_5": "Campingplätze mit 3 bis 5 Sternen, Wohnmobil- und touristische Parkplätze (je 24 Stunden)",
        "outdoor_1_2": "Campingplätze mit 1 und 2 Sternen, Jachthäfen",
        "unclassified": "Unterkünfte ohne Klassifizierung oder in Erwartung einer solchen",
    },
)
DUTCH = TariffWords(
    title="Toeristenbelasting {year} (taxe de séjour)",
    intro="Ze komt per persoon en per nacht boven op de prijs van het verblijf. Geheven voor: {council}.",
    category="Accommodatie en classificatie",
    tax="Belasting",
    surtaxes="Extra heffingen",
    total="Te betalen",
    unit="Bedragen per persoon en per nacht.",
    rate="{rate} % van de prijs per persoon en per nacht, exclusief btw",
    capped="{rate} % van de prijs per persoon en per nacht, exclusief btw, hoogstens {cap}",
    plus="plus {percent} % van deze belasting (extra heffingen)",
    here="{name}: {amount} per persoon en per nacht.",
    exempt_title="Vrijgesteld zijn",
    exemptions={
        "exemption.minors": "personen jonger dan {age} jaar",
        "exemption.seasonal": "seizoenarbeiders die in de streek werken",
        "exemption.emergency": "personen in noodopvang of tijdelijke huisvesting",
        "exemption.low_rent": "bewoners van een accommodatie met een huur lager dan {rent} per nacht",
    },
    period_title="Heffingsperiode",
    period="van {first} tot en met {last}",
    whole_year="het hele jaar",
    flat="Vast bedrag, verschuldigd door de verhuurder en niet op uw rekening: {natures}.",
    source_title="Wettelijke basis",
    source="{council}, besluit (délibération) {reference} van {voted}. Code général des collectivités territoriales, "
    "artikelen L2333-26 en volgende.",
    from_day="Tarieven geldig vanaf {day}.",
    until_day="Tarieven geldig van {day} tot en met {last}.",
    unknown_surtax="De extra heffing van het département is niet meegerekend: het besluit is niet bekend.",
    online="Deze tarieven, actueel en in vijf talen",
    months=(
        *("januari", "februari", "maart", "april", "mei", "juni"),
        *("juli", "augustus", "september", "oktober", "november", "december"),
    ),
    lines={
        "palace": "Paleishotels (palaces)",
        "stars_5": "Hotels, vakantieresidenties en vakantiewoningen met 5 sterren",
        "stars_4": "Hotels, vakantieresidenties en vakantiewoningen met 4 sterren",
        "stars_3": "Hotels, vakantieresidenties en vakantiewoningen met 3 sterren",
        "stars_2": "Hotels, vakantieresidenties en vakantiewoningen met 2 sterren, vakantiedorpen met 4 en 5 sterren",
        "stars_1": "Hotels, vakantieresidenties en vakantiewoningen met 1 ster, vakantiedorpen met 1 tot 3 sterren, "
        "gastenkamers (chambres d’hôtes), groepsherbergen",
        "outdoor_3_5": "Campings met 3 tot 5 sterren, camperplaatsen en toeristische parkeerterreinen (per 24 uur)",
        "outdoor_1_2": "Campings met 1 en 2 sterren, jachthavens",
        "unclassified": "Accommodatie zonder classificatie of in afwachting daarvan",
    },
)
SPANISH = TariffWords(
    title="Tasa turística {year} (taxe de séjour)",
    intro="Se añade al precio del alojamiento, por persona y noche. Se cobra para: {council}.",
    category="Alojamiento y clasificación",
    tax="Tasa",
    surtaxes="Recargos",
    total="A pagar",
    unit="Importes por persona y noche.",
    rate="{rate} % del precio sin IVA por persona y noche",
    capped="{rate} % del precio sin IVA por persona y noche, {cap} como máximo",
    plus="más el {percent} % de esta tasa (recargos)",
    here="{name}: {amount} por persona y noche.",
    exempt_title="No pagan",
    exemptions={
        "exemption.minors": "las personas menores de {age} años",
        "exemption.seasonal": "los trabajadores de temporada empleados en la zona",
        "exemption.emergency": "las personas en alojamiento de urgencia o realojo temporal",
        "exemption.low_rent": "los ocupantes de un alojamiento alquilado por menos de {rent} por noche",
    },
    period_title="Periodo de cobro",
    period="del {first} al {last}",
    whole_year="todo el año",
    flat="A tanto alzado, a cargo del propietario y sin añadirse a su factura: {natures}.",
    source_title="Base legal",
    source="{council}, acuerdo (délibération) {reference} del {voted}. Code général des collectivités territoriales, "
    "artículos L2333-26 y siguientes.",
    from_day="Tarifas válidas a partir del {day}.",
    until_day="Tarifas válidas del {day} al {last}.",
    unknown_surtax="El recargo del departamento no está incluido: no consta su votación.",
    online="Estas tarifas actualizadas, en cinco idiomas",
    months=(
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
    lines={
        "palace": "Hoteles palacio (palaces)",
        "stars_5": "Hoteles, residencias y apartamentos turísticos de 5 estrellas",
        "stars_4": "Hoteles, residencias y apartamentos turísticos de 4 estrellas",
        "stars_3": "Hoteles, residencias y apartamentos turísticos de 3 estrellas",
        "stars_2": "Hoteles, residencias y apartamentos turísticos de 2 estrellas, aldeas de vacaciones de 4 y 5 "
        "estrellas",
        "stars_1": "Hoteles, residencias y apartamentos turísticos de 1 estrella, aldeas de vacaciones de 1 a 3 "
        "estrellas, habitaciones de huéspedes (chambres d’hôtes), albergues colectivos",
        "outdoor_3_5": "Campings de 3 a 5 estrellas, áreas de autocaravanas y aparcamientos turísticos (por 24 horas)",
        "outdoor_1_2": "Campings de 1 y 2 estrellas, puertos deportivos",
        "unclassified": "Alojamientos sin clasificación o en espera de ella",
    },
)
WORDS: Mapping[str, TariffWords] = {
    "fr": FRENCH,
    "en": ENGLISH,
    "de": GERMAN,
    "nl": DUTCH,
    "es": SPANISH,
}
DAY_FORMS = {
    "fr": "{day} {month}",
    "en": "{day} {month}",
    "de": "{day}. {month}",
    "nl": "{day} {month}",
    "es": "{day} de {month}",
}


def money(cents: int | None, language: str) -> str:
    """An amount as the readers of a language write it: ``€1.10`` in English, ``1,10 €`` elsewhere."""
    if language == "en" and cents is not None:
        return f"€{cents // 100}.{cents % 100:02d}"
    return amount(cents)


def day_text(day: int, month: int, language: str, year: int | None = None) -> str:
    """A day in words: ``1er mai``, ``1 May 2026``, ``1. Mai``, ``1 de mayo de 2026``."""
    number = "1er" if language == "fr" and day == 1 else str(day)
    text = DAY_FORMS[language].format(day=number, month=WORDS[language].months[month - 1])
    if year is None:
        return text
    return f"{text} de {year}" if language == "es" else f"{text} {year}"
