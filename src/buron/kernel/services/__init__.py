"""Every write of the ground floor."""

from buron.kernel.services.members import (
    MemberError,
    accept_invitation,
    add_member,
    change_roles,
    find_invitation,
    invite,
    remove_member,
    withdraw_invitation,
)
from buron.kernel.services.offices import OfficeError, create_office, update_office
from buron.kernel.services.tokens import create_token, revoke_token

__all__ = [
    "MemberError",
    "OfficeError",
    "accept_invitation",
    "add_member",
    "change_roles",
    "create_office",
    "create_token",
    "find_invitation",
    "invite",
    "remove_member",
    "revoke_token",
    "update_office",
    "withdraw_invitation",
]
