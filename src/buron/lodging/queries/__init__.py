"""What other rooms read of the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from buron.directory.models import Party
from buron.lodging.models import Hosting, Lodging


def lodgings() -> QuerySet[Lodging]:
    """The lodgings of the register, those that were merged into another left out."""
    return Lodging.objects.filter(merged_into__isnull=True)


def let_between(first: dt.date, last: dt.date) -> QuerySet[Lodging]:
    """Those that are let on at least one day of a span."""
    return lodgings().filter(
        Q(opened_on__isnull=True) | Q(opened_on__lte=last),
        Q(closed_on__isnull=True) | Q(closed_on__gte=first),
    )


def declarant_on(lodging: Lodging, day: dt.date) -> Party | None:
    """Who owes the declarations of a lodging on a day; None when the register does not say."""
    return declarants_on([lodging.pk], day).get(lodging.pk)


def declarants_on(lodging_ids: Iterable[int], day: dt.date) -> dict[int, Party]:
    """The same for many lodgings, in one query."""
    found = (
        Hosting.objects.filter(lodging_id__in=list(lodging_ids), declares=True)
        .filter(Q(since__isnull=True) | Q(since__lte=day), Q(until__isnull=True) | Q(until__gte=day))
        .select_related("party")
    )
    return {hosting.lodging_id: hosting.party for hosting in found}


def lodgings_of(party: Party) -> QuerySet[Lodging]:
    """Those that a party declares for or has declared for: what a host sees."""
    return lodgings().filter(hostings__party=party, hostings__declares=True).distinct()
