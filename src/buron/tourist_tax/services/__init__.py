"""What a person does: decisions, declarations, collection. Every amount goes through the rules, then the ledger."""

from buron.tourist_tax.services.decisions import (
    Voted,
    draft_decision,
    enter_into_force,
    open_periods,
    update_draft,
    withdraw_decision,
)
from buron.tourist_tax.services.declarations import (
    save_draft,
    send_declaration,
    send_forfait,
)
from buron.tourist_tax.services.ledger import append_line, reverse_line
from buron.tourist_tax.services.takeover import (
    PastDeclaration,
    PastPayment,
    take_over_declarations,
    take_over_payments,
)

__all__ = [
    "PastDeclaration",
    "PastPayment",
    "Voted",
    "append_line",
    "draft_decision",
    "enter_into_force",
    "open_periods",
    "reverse_line",
    "save_draft",
    "send_declaration",
    "send_forfait",
    "take_over_declarations",
    "take_over_payments",
    "update_draft",
    "withdraw_decision",
]
