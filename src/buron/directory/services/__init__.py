"""Every write of the directory."""

from buron.directory.services.consents import give_consent, withdraw_consent
from buron.directory.services.erasing import ask_again, erase_parties, erase_party, keep_contact
from buron.directory.services.merging import merge_parties
from buron.directory.services.parties import (
    add_role,
    end_role,
    link_person,
    mark_address_refused,
    mark_email_refused,
    register_party,
    touch_contact,
    unlink_person,
    update_party,
)

__all__ = [
    "add_role",
    "ask_again",
    "end_role",
    "erase_parties",
    "erase_party",
    "give_consent",
    "keep_contact",
    "link_person",
    "mark_address_refused",
    "mark_email_refused",
    "merge_parties",
    "register_party",
    "touch_contact",
    "unlink_person",
    "update_party",
    "withdraw_consent",
]
