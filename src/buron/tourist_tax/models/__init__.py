from buron.tourist_tax.models.collection import (
    CashReceipt,
    Claim,
    ClaimPaper,
    Procedure,
    ProcedureLine,
    Reminder,
    ReminderStep,
    Statement,
    StatementBatch,
)
from buron.tourist_tax.models.decision import (
    Abatement,
    CollectionPeriod,
    Decision,
    DecisionRegime,
    DecisionSeason,
    Tariff,
)
from buron.tourist_tax.models.declaration import Declaration, DeclarationLine
from buron.tourist_tax.models.delta import DeltaFile, DeltaProposal
from buron.tourist_tax.models.ledger import LedgerLine, Payment
from buron.tourist_tax.models.money_in import BankImport, BankLine, CardAccount, CardTransaction
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
    "BankImport",
    "BankLine",
    "CalendarFeed",
    "CardAccount",
    "CardTransaction",
    "CashReceipt",
    "Claim",
    "ClaimPaper",
    "CollectionPeriod",
    "Decision",
    "DecisionRegime",
    "DecisionSeason",
    "Declaration",
    "DeclarationLine",
    "DeltaFile",
    "DeltaProposal",
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
    "Procedure",
    "ProcedureLine",
    "Reminder",
    "ReminderStep",
    "RevenueUse",
    "SpendingPerNight",
    "Statement",
    "StatementBatch",
    "Tariff",
]
