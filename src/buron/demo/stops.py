"""Where the coach stops: fiches that the office keeps itself, by which "sans voiture" finds what is near a stop."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from buron.demo.places import VILLAGES
from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.offer.services.fiches import create_fiche


@dataclass(frozen=True, slots=True)
class Line:
    """An invented coach line, with the villages that it serves in their order."""

    name: str
    days: str
    villages: tuple[str, ...]


LINES = (
    Line(
        "Ligne des estives",
        "du lundi au samedi, deux allers et retours ; en juillet et août, un de plus le dimanche",
        ("Riom-ès-Montagnes", "Apchon", "Collandres", "Cheylade", "Le Claux"),
    ),
    Line(
        "Ligne des lacs",
        "le mercredi et le vendredi, un aller et retour",
        ("Riom-ès-Montagnes", "Valette", "Menet", "Trizac"),
    ),
    Line(
        "Ligne de la Rhue",
        "du lundi au vendredi, un aller et retour",
        ("Condat", "Saint-Amandin", "Riom-ès-Montagnes"),
    ),
)


def make(office: Office, actor: Actor, today: dt.date) -> None:
    """One fiche a village, with the lines that stop there."""
    for village in VILLAGES:
        lines = [line for line in LINES if village.name in line.villages]
        if not lines:
            continue
        create_fiche(
            actor=actor,
            body={
                "kind": "transport",
                "subkind": "Arrêt de car",
                "name": {"fr": f"Arrêt de {village.name}"},
                "short": {"fr": " · ".join(line.name for line in lines)},
                "description": {"fr": "\n".join(f"{line.name} : {line.days}." for line in lines)},
                "address": {
                    "lines": ["Place du bourg"],
                    "postcode": village.postcode,
                    "city": village.name,
                    "insee": village.insee,
                },
                "position": {"lat": village.lat, "lon": village.lon},
                "contacts": [{"type": "phone", "value": office.phone}],
            },
        )
