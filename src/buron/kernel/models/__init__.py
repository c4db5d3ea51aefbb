"""Tables of the ground floor: offices, accounts, journal."""

from buron.kernel.models.account import Membership, User
from buron.kernel.models.journal import JournalEntry
from buron.kernel.models.office import Office

__all__ = ["JournalEntry", "Membership", "Office", "User"]
