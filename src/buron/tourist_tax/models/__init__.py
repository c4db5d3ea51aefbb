from buron.tourist_tax.models.decision import (
    Abatement,
    CollectionPeriod,
    Decision,
    DecisionRegime,
    DecisionSeason,
    Tariff,
)
from buron.tourist_tax.models.declaration import Declaration, DeclarationLine
from buron.tourist_tax.models.ledger import LedgerLine, Payment

__all__ = [
    "Abatement",
    "CollectionPeriod",
    "Decision",
    "DecisionRegime",
    "DecisionSeason",
    "Declaration",
    "DeclarationLine",
    "LedgerLine",
    "Payment",
    "Tariff",
]
