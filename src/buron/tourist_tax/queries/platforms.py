"""What the platforms' screens read: announcements to match, lodgings that look alike, what each platform owes."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

from django.db.models import Case, Count, F, Max, Min, Q, Sum, When

from buron.lodging.models import Lodging
from buron.lodging.queries import lodgings
from buron.territory.names import fold
from buron.tourist_tax.models import LedgerLine, Platform, PlatformLine

_AMOUNT = F("base") + F("department") + F("region")


def unmatched() -> Any:
    """Announcements without a lodging, each once, with its lines, months and money."""
    return (
        PlatformLine.objects.filter(live=True, detailed=True, lodging__isnull=True)
        .order_by()
        .values("platform_id", "platform__name", "listing")
        .annotate(
            line=Min("pk"),
            name=Max("name"),
            address=Max("address"),
            insee=Max("insee"),
            registration_number=Max("registration_number"),
            count=Count("pk"),
            collected=Sum("collected"),
            first=Min("month"),
            last=Max("month"),
        )
        .order_by(F("collected").desc(nulls_last=True), "listing")
    )


def near(insee: str, name: str, address: str, limit: int = 4) -> list[Lodging]:
    """The lodgings of a commune whose name or address looks most like an announcement's."""
    if not insee:
        return []
    wanted = fold(f"{name} {address}")
    there = list(lodgings().filter(insee=insee)[:500])
    ranked = sorted(
        there, key=lambda one: -SequenceMatcher(None, wanted, fold(f"{one.name} {one.address}")).ratio()
    )
    return ranked[:limit]


def owed_by_platform() -> list[dict[str, Any]]:
    """What each platform announced, paid over and still owes, in cents."""
    sums = {
        row["platform"]: row
        for row in LedgerLine.objects.exclude(platform="")
        .order_by()
        .values("platform")
        .annotate(
            due=Sum(Case(When(~Q(kind="paid"), then=_AMOUNT), default=0)),
            paid=Sum(Case(When(kind="paid", then=-_AMOUNT), default=0)),
        )
    }
    blank = {"due": 0, "paid": 0}
    return [
        {
            "platform": one,
            "due": found["due"],
            "paid": found["paid"],
            "left": found["due"] - found["paid"],
        }
        for one in Platform.objects.all()
        for found in (sums.get(one.name, blank),)
    ]
