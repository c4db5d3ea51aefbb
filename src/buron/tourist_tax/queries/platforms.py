"""What the platforms' screens read: announcements to match, lodgings that look alike, what each platform owes."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

from django.db.models import Count, F, Max, Min, Sum

from buron.kernel.folding import fold
from buron.lodging.models import Lodging
from buron.lodging.queries import lodgings
from buron.tourist_tax.models import LedgerLine, Payment, Platform, PlatformLine

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
    """What each platform owes by its files, what came in from it, and the rest (negative: received in excess)."""
    due = dict(
        LedgerLine.objects.exclude(platform="")
        .exclude(kind__in=["paid", "refund"])
        .order_by()
        .values_list("platform")
        .annotate(due=Sum(_AMOUNT))
    )
    received = dict(
        Payment.objects.exclude(platform="").order_by().values_list("platform").annotate(Sum("amount"))
    )
    return [
        {
            "platform": one,
            "due": due.get(one.name, 0),
            "paid": received.get(one.name, 0),
            "left": due.get(one.name, 0) - received.get(one.name, 0),
        }
        for one in Platform.objects.all()
    ]
