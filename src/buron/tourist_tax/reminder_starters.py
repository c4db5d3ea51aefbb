"""The reminders that an office starts with: it changes the days and the words as it likes."""

from __future__ import annotations

from typing import NamedTuple


class Starter(NamedTuple):
    """A step as proposed; the words in braces are filled in for each host."""

    days: int
    title: str
    subject: str
    text: str


WORDS = {
    "hébergeur": "nom de l’hébergeur",
    "période": "intitulé de la période",
    "échéance": "dernier jour pour payer",
    "mois": "mois qui ne sont pas déclarés",
    "montant": "reste à payer",
    "référence": "référence à rappeler",
    "office": "nom de l’office",
}

STARTERS = (
    Starter(
        -7,
        "Avant l’échéance",
        "Taxe de séjour : échéance du {échéance}",
        "Bonjour,\n\nL’échéance de la période « {période} » est le {échéance}.\n\n{mois}\n\n{montant}\n\n"
        "Si vous n’avez reçu personne, une déclaration « aucun client » suffit.\n\n{office}",
    ),
    Starter(
        8,
        "Première relance",
        "Taxe de séjour : échéance passée, {période}",
        "Bonjour,\n\nL’échéance de la période « {période} » était le {échéance}. Sauf erreur de notre part :\n\n"
        "{mois}\n\n{montant}\n\nSi votre déclaration ou votre paiement est en route, ne tenez pas compte de ce "
        "message. Une difficulté ? Appelez-nous.\n\n{office}",
    ),
    Starter(
        30,
        "Dernière relance",
        "Taxe de séjour : dernière relance, {période}",
        "Bonjour,\n\nMalgré notre rappel, la période « {période} », à régler pour le {échéance}, reste ouverte :\n\n"
        "{mois}\n\n{montant}\n\nSans déclaration ni paiement, la collectivité peut vous mettre en demeure par lettre "
        "recommandée, puis fixer d’office la taxe due (code général des collectivités territoriales, article "
        "L2333-38). Appelez-nous avant : une solution se trouve presque toujours.\n\n{office}",
    ),
)
