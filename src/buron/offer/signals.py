"""What the offer tells the rooms above, after commit."""

from django.dispatch import Signal

fiches_changed = Signal()
"""Fiches of an office were written: ``office_id`` and ``fiche_ids``. Sent once for each write or each lot of an import;
photos and states count as a change too."""
