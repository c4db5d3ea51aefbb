"""The people of the demonstration: one account for each role, all invented."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "gentiane-du-matin"  # noqa: S105 - printed at start-up, opens invented data only


@dataclass(frozen=True, slots=True)
class Account:
    email: str
    name: str
    title: str
    roles: tuple[str, ...]


ACCOUNTS = (
    Account("direction@buron.example", "Maud Vernières", "direction (tout voir, rapport)", ("direction",)),
    Account("accueil@buron.example", "Lison Chabrat", "accueil (comptoir)", ("accueil",)),
    Account("accueil2@buron.example", "Théo Ramondine", "accueil (comptoir)", ("accueil",)),
    Account("etourisme@buron.example", "Anouk Delbosc-Rey", "e-tourisme (offre)", ("etourisme", "accueil")),
    Account("qualite@buron.example", "Sixte Fontalive", "qualité", ("qualite", "accueil")),
    Account("regie@buron.example", "Odile Mazeyrac", "régie", ("regie", "accueil")),
    Account("taxe@buron.example", "Basile Crozatier", "taxe de séjour", ("taxe",)),
    Account("elue@buron.example", "Hermine Lavastrie", "élue (lecture)", ("elu",)),
    Account(
        "administration@buron.example", "Noé Albaret-Vigne", "administration", ("administration", "direction")
    ),
)
NEIGHBOUR = Account(
    "voisin@buron.example", "Flore Sauvanet", "direction de l’office voisin", ("direction", "accueil")
)
