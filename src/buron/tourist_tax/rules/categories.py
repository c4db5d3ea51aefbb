"""On which category of the tariff table a lodging stands, from its nature and its stars."""

from __future__ import annotations

from buron.tourist_tax.law import Law
from buron.tourist_tax.rules.values import CalculationError

_BY_STAR = {"hotels": "hotel", "residences": "residence", "meubles": "meuble"}


def category_of(nature: str, stars: int | None, law: Law) -> str:
    """The category of a nature ranked with ``stars`` (1 to 5), or unranked (None).

    Source: L2333-30. Natures that the table does not rank (chambres d'hôtes, aires, ports, auberges) have one
    category whatever their stars. Raises :class:`CalculationError` for a nature that the law does not know.
    """
    if nature not in law.natures:
        raise CalculationError(f"Nature d’hébergement inconnue : « {nature} ».")
    if nature == "palaces":
        return "palace"
    if stars is None:
        return law.natures[nature].unranked
    if not 1 <= stars <= 5:
        raise CalculationError("Un classement va de 1 à 5 étoiles.")
    if nature in _BY_STAR:
        return f"{_BY_STAR[nature]}_{stars}"
    if nature == "villages":
        return "village_4_5" if stars >= 4 else "village_1_3"
    if nature == "campings":
        return "camping_3_5" if stars >= 3 else "camping_1_2"
    return law.natures[nature].unranked
