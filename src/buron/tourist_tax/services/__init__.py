"""What a person does: decisions, declarations, collection. Every amount goes through the rules, then the ledger."""

from buron.tourist_tax.services.declarations import (
    discard_draft,
    save_draft,
    send_declaration,
    send_forfait,
)
from buron.tourist_tax.services.ledger import append_line, reverse_line

__all__ = [
    "append_line",
    "discard_draft",
    "reverse_line",
    "save_draft",
    "send_declaration",
    "send_forfait",
]
