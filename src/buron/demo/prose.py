"""What the director of the demonstration wrote in the report of the last whole year, beside its figures.

No figure is repeated here: the report counts them, and the rows of the demonstration depend on the day it is made.
"""

from __future__ import annotations

import datetime as dt

from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.observatory.services import write_prose

PROSE = {
    "territory.openings": (
        "Le calendrier voté par le comité de direction a été tenu, à quelques jours près. Les écarts viennent "
        "de travaux de peinture à l’accueil de Riom-ès-Montagnes et d’un poste resté vacant à Condat. Pour la "
        "fête de l’estive, l’équipe a ouvert plus que prévu.\n"
        "\n"
        "Les bureaux de Cheylade et de Menet restent saisonniers. L’agence postale d’Apchon renseigne les "
        "visiteurs le reste de l’année."
    ),
    "reception.attendance": (
        "Deux choses sont comptées, qui ne s’additionnent pas : les **visiteurs**, lus par les compteurs des "
        "portes, et les **actes d’accueil**, ces échanges où un conseiller a pris le temps de qualifier la "
        "demande. L’année se lit dans les deux à la fois : quand les actes progressent plus vite que les "
        "visiteurs, c’est que l’équipe a pu accorder plus de temps à chacun."
    ),
    "reception.months": (
        "Juillet et août font toujours près de la moitié de l’année. Les vacances de février et d’avril et les "
        "ponts de mai dessinent deux autres saisons, courtes, qui dépendent beaucoup de la météo et de "
        "l’enneigement."
    ),
    "reception.desks": (
        "Riom-ès-Montagnes porte plus de la moitié des accueils. Le bureau de Condat reçoit une clientèle de "
        "passage, sur la route des lacs. L’accueil sur les marchés et dans les fêtes reste modeste en nombre, "
        "mais il touche des personnes qui ne seraient pas venues jusqu’à un bureau."
    ),
    "reception.clientele": (
        "Couples et familles forment l’essentiel de la clientèle. La semaine reste la durée la plus courante ; "
        "les séjours d’un week-end et de milieu de semaine la suivent, en dehors de l’été surtout."
    ),
    "reception.origins": (
        "La proximité domine : le Cantal et le Puy-de-Dôme d’abord, puis les autres départements de la région. "
        "Les visiteurs étrangers sont peu nombreux et viennent des mêmes pays d’une année à l’autre, Belgique "
        "et Pays-Bas en tête."
    ),
    "reception.demands": (
        "On vient à l’office pour marcher, pour savoir ce qui est ouvert, et pour des idées de visite. Ces "
        "trois demandes font à elles seules les deux tiers du total. Elles guident les priorités de l’année :\n"
        "\n"
        "- tenir à jour les fiches des sentiers et les imprimer à la demande ;\n"
        "- vérifier les horaires des commerces avant chaque vacances ;\n"
        "- garder des idées « quand il pleut » à portée de main."
    ),
    "reception.reliability": (
        "Les questions ne sont posées que si elles aident la personne reçue. Ce qui n’a pas été demandé est "
        "laissé hors des parts, et cette part sans réponse est imprimée à côté de chaque graphique."
    ),
    "offer.overview": (
        "Chaque fiche est relue par l’office au moins une fois l’an. Les prestataires signalent leurs "
        "changements ; l’équipe corrige, et la correction survit aux mises à jour de la base régionale."
    ),
    "tourist_tax.nights": (
        "Les nuitées sont celles que les hébergeurs et les plateformes ont déclarées. Elles ne disent rien des "
        "nuits passées chez des proches ou dans une résidence secondaire."
    ),
}


def write(office: Office, actor: Actor, today: dt.date) -> None:
    """Write the prose of the report of the year before."""
    for section, text in PROSE.items():
        write_prose(actor=actor, year=today.year - 1, section=section, text=text, base_version=0)
