"""What the inbox shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from buron.directory.rules import fold
from buron.reception.models import Enquiry, EnquiryMessage

OPEN = Enquiry.State.OPEN
OUT = EnquiryMessage.Direction.OUT
LEAVING = (EnquiryMessage.State.WAITING, EnquiryMessage.State.TO_PRINT)


def inbox(filters: Mapping[str, str], user_id: int) -> QuerySet[Enquiry]:
    """Requests as they are to be dealt with: the open ones first, the most urgent before; then the newest."""
    leaving = EnquiryMessage.objects.filter(enquiry=OuterRef("pk"), direction=OUT, state__in=LEAVING)
    found = Enquiry.objects.select_related("party", "assigned_to").annotate(
        is_leaving=Exists(leaving),
        lost=Subquery(lost_answers(OuterRef("pk")).values("why")[:1]),
        rank=Case(When(state=OPEN, then=Value(0)), default=Value(1), output_field=IntegerField()),
        urgency=Case(When(state=OPEN, then="due_on"), default=None),
    )
    state = filters.get("etat", "a-traiter")
    if state in STATES:
        found = found.filter(STATES[state])
    if filters.get("canal"):
        found = found.filter(channel=filters["canal"])
    if filters.get("qui") == "moi":
        found = found.filter(assigned_to_id=user_id)
    elif filters.get("qui") == "personne":
        found = found.filter(assigned_to=None)
    for word in fold(filters.get("mots", "")).split()[:8]:
        found = found.filter(Q(search_words__contains=word) | Q(party__search_words__contains=f" {word}"))
    return found.order_by("rank", "urgency", "-received_at", "-pk")


def lost_answers(enquiry: Any) -> QuerySet[Any]:
    """The answers of a request, newest first, with why each did not arrive; "" for one that did, as far as is known.

    Taken back ones are left out: only the first row says where the request stands.
    """
    answers = EnquiryMessage.objects.filter(enquiry=enquiry, direction=OUT)
    return (
        answers.exclude(state=EnquiryMessage.State.WITHDRAWN)
        .annotate(
            why=Case(
                When(bounced_at__isnull=False, bounce_reason="", then=Value("retour à l’expéditeur")),
                When(bounced_at__isnull=False, then="bounce_reason"),
                When(state=EnquiryMessage.State.FAILED, then="error"),
                default=Value(""),
            )
        )
        .order_by("-at", "-pk")
    )


def to_answer() -> QuerySet[Enquiry]:
    """The requests that wait for an answer."""
    return Enquiry.objects.filter(state=OPEN)


STATES = {
    "a-traiter": Q(state=OPEN),
    "repondues": Q(state=Enquiry.State.ANSWERED),
    "classees": Q(state=Enquiry.State.CLOSED),
}


def counts(today: dt.date) -> dict[str, int]:
    """What waits: open, late, unassigned, letters to print, answers that could not leave."""
    requests = to_answer().aggregate(
        open=Count("pk"),
        late=Count("pk", filter=Q(due_on__lt=today)),
        nobody=Count("pk", filter=Q(assigned_to=None)),
    )
    messages = EnquiryMessage.objects.filter(direction=OUT).aggregate(
        letters=Count("pk", filter=Q(state="to_print")),
        waiting=Count("pk", filter=Q(state="waiting")),
        failed=Count("pk", filter=Q(state="failed")),
    )
    return {**requests, **messages}


def days_late(enquiry: Enquiry) -> int:
    """Calendar days beyond the due day, for an open request; 0 in time."""
    late = (timezone.localdate() - enquiry.due_on).days
    return late if enquiry.state == OPEN and late > 0 else 0
