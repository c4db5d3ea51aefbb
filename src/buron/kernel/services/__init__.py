"""Every write of the ground floor."""

from buron.kernel.services.errors import MemberError
from buron.kernel.services.members import (
    accept_invitation,
    add_member,
    change_roles,
    find_invitation,
    invite,
    remove_member,
    withdraw_invitation,
)
from buron.kernel.services.offices import OfficeError, create_office, update_office
from buron.kernel.services.passwords import set_password_from_the_server
from buron.kernel.services.second_factor import (
    protected_users,
    reset_from_the_server,
    reset_second_factor,
)
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
    "protected_users",
    "remove_member",
    "reset_from_the_server",
    "reset_second_factor",
    "revoke_token",
    "set_password_from_the_server",
    "update_office",
    "withdraw_invitation",
]
