"""Facts that travel up the house, sent after commit. A receiver is idempotent and decides nothing."""

from django.dispatch import Signal

office_created = Signal()
"""``office``: a new office exists; rooms give it what it needs to begin (closed lists…)."""
