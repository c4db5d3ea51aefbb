"""Reads of the partner-run desks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from buron.kernel.tenancy import across_offices
from buron.reception.models import Act, PartnerLink
from buron.territory.models import Desk

MOST_DESKS = 200


def link_by_token(token: str) -> PartnerLink | None:
    """The living link of a token. Read before its office is known, hence across offices; the token is the key."""
    if not token or len(token) > 60 or not token.isascii():
        return None
    with across_offices("a link is found by its token before its office is known"):
        return PartnerLink.objects.select_related("desk__office").filter(token=token, revoked_at=None).first()


def count_of_day(desk: Desk, day: dt.date) -> int:
    """The visitors of a desk on a day, as its page shows them."""
    return Act.objects.filter(desk=desk, day=day, until=day, cancelled_at=None).count()


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """A partner-run desk with its link, when it has one, and what it counted this month."""

    desk: Desk
    link: PartnerLink | None
    by_link: int
    by_sheet: int
    is_active: bool


def partner_lines(today: dt.date) -> list[PartnerLine]:
    """The partner-run desks in their order; three queries, whatever their number."""
    desks = list(Desk.objects.filter(kind=Desk.Kind.PARTNER)[:MOST_DESKS])
    links = {link.desk_id: link for link in PartnerLink.objects.filter(revoked_at=None)}
    month = Act.objects.filter(
        desk__in=[desk.pk for desk in desks], day__gte=today.replace(day=1), day__lte=today, cancelled_at=None
    )
    relay = Q(entry=Act.Entry.RELAY)
    counted = (
        month.order_by()
        .values_list("desk")
        .annotate(link=Count("pk", filter=relay), sheet=Count("pk", filter=~relay))
    )
    counts = {desk: (link, sheet) for desk, link, sheet in counted}
    return [
        PartnerLine(
            desk,
            links.get(desk.pk),
            *counts.get(desk.pk, (0, 0)),
            desk.is_active_on(today),
        )
        for desk in desks
    ]
