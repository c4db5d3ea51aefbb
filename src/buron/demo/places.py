"""Where the invented offer stands: the real communes of the highlands, with a rough position of each village."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Village:
    insee: str
    name: str
    postcode: str
    lat: float
    lon: float
    weight: int
    """How much of the offer stands there, relative to the others."""


# Positions are those of the villages to about 300 m, typed by hand: the reference of communes has none.
VILLAGES = (
    Village("15162", "Riom-ès-Montagnes", "15400", 45.2830, 2.6590, 30),
    Village("15054", "Condat", "15190", 45.3410, 2.7580, 16),
    Village("15009", "Apchon", "15400", 45.2470, 2.6930, 9),
    Village("15049", "Cheylade", "15400", 45.2030, 2.7070, 10),
    Village("15050", "Le Claux", "15400", 45.1720, 2.6960, 9),
    Village("15052", "Collandres", "15400", 45.2220, 2.6620, 4),
    Village("15124", "Menet", "15400", 45.2990, 2.5860, 10),
    Village("15243", "Trizac", "15400", 45.2510, 2.5410, 8),
    Village("15246", "Valette", "15400", 45.2690, 2.6020, 3),
    Village("15185", "Saint-Étienne-de-Chomeil", "15400", 45.3440, 2.6020, 4),
    Village("15190", "Saint-Hippolyte", "15400", 45.2440, 2.7340, 4),
    Village("15116", "Marchastel", "15400", 45.2700, 2.7420, 4),
    Village("15170", "Saint-Amandin", "15190", 45.3170, 2.7160, 4),
    Village("15129", "Montboudif", "15190", 45.3690, 2.7350, 4),
    Village("15110", "Lugarde", "15190", 45.2850, 2.7630, 3),
    Village("15173", "Saint-Bonnet-de-Condat", "15190", 45.3010, 2.7930, 3),
)
EPCI_MEMBER = "15162"
"""The office covers the intercommunality of this commune."""
