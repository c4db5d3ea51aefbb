"""Tables of the ground floor: offices, accounts, journal, jobs, limits."""

from buron.kernel.models.account import Invitation, Membership, User
from buron.kernel.models.job import Job, ScheduleMark
from buron.kernel.models.journal import JournalEntry
from buron.kernel.models.limits import CacheEntry, RateWindow
from buron.kernel.models.office import Office
from buron.kernel.models.retention import RetentionRun
from buron.kernel.models.token import ApiToken

__all__ = [
    "ApiToken",
    "CacheEntry",
    "Invitation",
    "Job",
    "JournalEntry",
    "Membership",
    "Office",
    "RateWindow",
    "RetentionRun",
    "ScheduleMark",
    "User",
]
