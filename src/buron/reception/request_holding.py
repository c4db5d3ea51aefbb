"""What the reception holds about a contact: its requests. And what it forgets of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buron.directory.holdings import MOST_LINES, Holding, Line
from buron.directory.models import Party
from buron.reception.models import Enquiry, EnquiryFile, EnquiryMessage

EMPTIED: dict[str, Any] = {
    "raw": None,
    "digest": "",
    "message_id": "",
    "in_reply_to": "",
    "from_name": "",
    "from_email": "",
    "to_email": "",
    "subject": "",
    "text": "",
    "remarks": [],
    "bounce_reason": "",
    "error": "",
}


def lines(party: Party) -> Sequence[Line]:
    """The requests of a contact, newest first."""
    found = Enquiry.objects.filter(party=party).select_related("office")[:MOST_LINES]
    return [
        Line(
            one.subject or str(one),
            reverse("reception_request", kwargs={"office": one.office.slug, "pk": one.pk}),
            one.received_on,
            one.get_state_display(),
        )
        for one in found
    ]


def forget(party: Party) -> int:
    """Erase the words of a contact's requests; that they were asked, and answered in time, stays counted."""
    keys = Q(party=party) | (Q(sender_key=party.email_key) if party.email_key else Q(pk=None))
    return forget_requests(list(Enquiry.objects.filter(keys, forgotten_at=None).values_list("pk", flat=True)))


def forget_requests(numbers: Sequence[int]) -> int:
    """Empty these requests of what was written and by whom."""
    EnquiryFile.objects.filter(message__enquiry__in=numbers).delete()
    EnquiryMessage.objects.filter(enquiry__in=numbers).update(**EMPTIED)
    return Enquiry.objects.filter(pk__in=numbers).update(
        subject="",
        body="",
        sender_name="",
        sender_email="",
        sender_key="",
        search_words="",
        closed_reason="",
        forgotten_at=timezone.now(),
    )


HOLDING = Holding("reception.requests", _("Demandes"), "reception.requests", lines, keeps=None, forget=forget)
