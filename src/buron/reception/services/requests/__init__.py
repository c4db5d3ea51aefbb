"""Requests from a distance: received, assigned, answered, closed; what leaves, and what comes back."""

from buron.reception.services.requests.answering import answer, retry_answer, withdraw_answer
from buron.reception.services.requests.handling import assign, close_enquiry, reopen_enquiry
from buron.reception.services.requests.leaving import (
    deliver,
    mark_letter_returned,
    mark_printed,
    put_back_letters,
)
from buron.reception.services.requests.posting import receive_mail, receive_oversized
from buron.reception.services.requests.receiving import receive_enquiry
from buron.reception.services.requests.setup import (
    add_brochure,
    retire_brochure,
    retire_template,
    save_mailbox,
    save_settings,
    save_template,
    stop_mailbox,
)

__all__ = [
    "add_brochure",
    "answer",
    "assign",
    "close_enquiry",
    "deliver",
    "mark_letter_returned",
    "mark_printed",
    "put_back_letters",
    "receive_enquiry",
    "receive_mail",
    "receive_oversized",
    "reopen_enquiry",
    "retire_brochure",
    "retire_template",
    "retry_answer",
    "save_mailbox",
    "save_settings",
    "save_template",
    "stop_mailbox",
    "withdraw_answer",
]
