"""Screens of the ground floor: the way in, the team, the office, the journal, jobs."""

from buron.kernel.views.exports import export_file, exports_page
from buron.kernel.views.home import first_steps_page, health, home, office_home
from buron.kernel.views.invitations import accept
from buron.kernel.views.jobs import job_retry, job_status, jobs
from buron.kernel.views.journal import journal
from buron.kernel.views.maps import map_tiles
from buron.kernel.views.members import (
    invitation_withdraw,
    member_remove,
    member_roles,
    member_second_factor,
    members,
)
from buron.kernel.views.office import office_settings
from buron.kernel.views.retention import retention_rules
from buron.kernel.views.settings import settings_page
from buron.kernel.views.tokens import token_revoke, tokens

__all__ = [
    "accept",
    "export_file",
    "exports_page",
    "first_steps_page",
    "health",
    "home",
    "invitation_withdraw",
    "job_retry",
    "job_status",
    "jobs",
    "journal",
    "map_tiles",
    "member_remove",
    "member_roles",
    "member_second_factor",
    "members",
    "office_home",
    "office_settings",
    "retention_rules",
    "settings_page",
    "token_revoke",
    "tokens",
]
