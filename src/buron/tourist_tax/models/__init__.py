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
from buron.tourist_tax.models.platforms import (
    Platform,
    PlatformFile,
    PlatformFinding,
    PlatformLine,
    RevenueUse,
    SpendingPerNight,
)
from buron.tourist_tax.models.portal import (
    CalendarFeed,
    FactsProposal,
    GuestStay,
    HostLink,
    PayingTerms,
    PlatformAttestation,
)

__all__ = [
    "Abatement",
    "CalendarFeed",
    "CollectionPeriod",
    "Decision",
    "DecisionRegime",
    "DecisionSeason",
    "Declaration",
    "DeclarationLine",
    "FactsProposal",
    "GuestStay",
    "HostLink",
    "LedgerLine",
    "PayingTerms",
    "Payment",
    "Platform",
    "PlatformAttestation",
    "PlatformFile",
    "PlatformFinding",
    "PlatformLine",
    "RevenueUse",
    "SpendingPerNight",
    "Tariff",
]
