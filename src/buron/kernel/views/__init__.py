"""Screens of the ground floor: the way in, the team, the office, the journal, jobs."""

from buron.kernel.views.home import health, home, office_home
from buron.kernel.views.invitations import accept
from buron.kernel.views.jobs import job_status
from buron.kernel.views.journal import journal
from buron.kernel.views.members import (
    invitation_withdraw,
    member_remove,
    member_roles,
    member_second_factor,
    members,
)
from buron.kernel.views.office import office_settings
from buron.kernel.views.tokens import token_revoke, tokens

__all__ = [
    "accept",
    "health",
    "home",
    "invitation_withdraw",
    "job_status",
    "journal",
    "member_remove",
    "member_roles",
    "member_second_factor",
    "members",
    "office_home",
    "office_settings",
    "token_revoke",
    "tokens",
]
