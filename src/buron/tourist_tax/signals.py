"""Facts that the tourist tax sends up the house, after commit. A receiver is idempotent and decides nothing."""

from django.dispatch import Signal

declaration_sent = Signal()
"""``declaration``: a declaration, or a correction, was sent and entered in the account."""
payment_recorded = Signal()
"""``payment``: money came in or went out, spread over the accounts."""
