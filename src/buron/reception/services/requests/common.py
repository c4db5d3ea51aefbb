"""What the services of requests share: settings, clocks, the journal that names nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from buron.directory.rules import fold
from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.errors import Refusal
from buron.kernel.models import Office
from buron.reception.models import Enquiry, EnquiryMessage
from buron.reception.rules import delays
from buron.territory.calendars import public_holidays

HANDLE = "reception.requests"
SETUP = "reception.requests_setup"
DEFAULT_DAYS = 3
MOST_DAYS = 30
LONGEST_WORDS = 4000
CHANNELS = ("email", "web", "phone", "letter")


class RequestError(Refusal):
    """What is asked of a request cannot be done."""


@dataclass(frozen=True, slots=True)
class RequestSettings:
    """What the office chose (setting ``requests``): working days to answer, acts, questionnaire."""

    answer_days: int = DEFAULT_DAYS
    count_as_acts: bool = False
    survey_url: str = ""

    @classmethod
    def of(cls, office: Office) -> RequestSettings:
        chosen = office.settings.get("requests", {})
        days, survey = chosen.get("answer_days"), chosen.get("survey_url", "")
        return cls(
            days if isinstance(days, int) and 1 <= days <= MOST_DAYS else DEFAULT_DAYS,
            chosen.get("count_as_acts") is True,
            survey if isinstance(survey, str) else "",
        )


def is_worked_in(office: Office) -> delays.IsWorked:
    """Monday to Friday, public holidays of the office's département apart."""

    def is_worked(day: dt.date) -> bool:
        return day.weekday() < 5 and day not in public_holidays(day.year, office.department)

    return is_worked


def due_on(office: Office, received: dt.date) -> dt.date:
    """The last day to answer a request that arrived on a day."""
    return delays.due_day(received, RequestSettings.of(office).answer_days, is_worked_in(office))


def record(actor: Actor, action: str, enquiry: Enquiry, after: Mapping[str, Any] | None = None) -> None:
    """A journal entry about a request, under its number only."""
    journal.record(actor=actor, action=f"reception.request.{action}", target=enquiry, after=after)


def locked(actor: Actor, enquiry: Enquiry) -> Enquiry:
    """The row as it is now; another office's raises :class:`Enquiry.DoesNotExist`."""
    return Enquiry.objects.select_for_update().get(pk=enquiry.pk, office_id=actor.office_id)


def locked_message(actor: Actor, message: EnquiryMessage) -> EnquiryMessage:
    """The message as it is now, with its request."""
    return (
        EnquiryMessage.objects.select_for_update(of=("self",))
        .select_related("enquiry")
        .get(pk=message.pk, office_id=actor.office_id)
    )


def open_again(enquiry: Enquiry, *, restart: bool = True) -> None:
    """Put a locked request back among those to deal with; its clock starts again today, unless told otherwise."""
    if restart:
        enquiry.due_on = due_on(enquiry.office, timezone.localdate())
    enquiry.state, enquiry.closed_at, enquiry.closed_reason = Enquiry.State.OPEN, None, ""
    enquiry.save(update_fields=["state", "closed_at", "closed_reason", "due_on"])


def not_reached(actor: Actor, message: EnquiryMessage) -> None:
    """An answer did not arrive: its request is to be dealt with again, by its author when nobody has it.

    What was counted of the answer stays. Nothing opens again when a later answer left. Inside the caller's transaction.
    """
    held = locked(actor, message.enquiry)
    later = held.messages.filter(
        direction=EnquiryMessage.Direction.OUT,
        state=EnquiryMessage.State.SENT,
        bounced_at=None,
        at__gt=message.at,
    )
    if later.exists():
        return
    if held.assigned_to_id is None:
        held.assigned_to_id = message.author_id
        held.save(update_fields=["assigned_to"])
    if held.state == Enquiry.State.ANSWERED:
        open_again(held)
        record(actor, "not_reached", held, {"message": message.pk})


def words_of(enquiry: Enquiry) -> str:
    """The folded words that the search of the inbox finds."""
    said = (enquiry.subject, enquiry.sender_name, enquiry.sender_email, enquiry.body[:LONGEST_WORDS])
    return f" {fold(' '.join(said))}"[:LONGEST_WORDS]


def check_day(received_at: dt.datetime | None) -> dt.datetime:
    """When a request arrived: now, or a past moment that a person writes down."""
    now = timezone.now()
    if received_at is None:
        return now
    if received_at > now + dt.timedelta(minutes=10):
        raise RequestError(_("Ce jour n’est pas encore venu."), "received_on")
    if now - received_at > dt.timedelta(days=366):
        raise RequestError(_("Cette demande a plus d’un an : vérifiez la date."), "received_on")
    return min(received_at, now)
