"""What a client is told: everything when it holds nothing of ours, else what changed since its version."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Literal

import orjson
from django.utils import timezone

from buron.kernel.texts import PUBLIC_LANGUAGES
from buron.offer.bundle.entry import FRENCH, SHAPE
from buron.offer.bundle.refresh import refresh
from buron.offer.kinds import BY_KEY, FAMILIES
from buron.offer.models import OfflineBundle, OfflineEntry
from buron.offer.opening import FEASTS, feast_date, public_holidays

Audience = Literal["public", "staff"]
"""``public`` never holds what only the team may read; a kiosk asks for nothing else."""
YEARS_BEFORE, YEARS_AFTER = 1, 2
MOST_ENTRIES = 200
"""Entries or pictures that one answer holds."""


def languages_of(asked: Sequence[str]) -> tuple[str, ...]:
    """The public languages among those asked, all of them when none is; French is always there."""
    known = [code for code in PUBLIC_LANGUAGES if code in asked] or list(PUBLIC_LANGUAGES)
    return tuple(dict.fromkeys([FRENCH, *known]))


def manifest(*, audience: Audience, since: str = "", languages: Sequence[str] = ()) -> dict[str, Any]:
    """The manifest of the office in scope. ``since`` is the version that the client holds."""
    bundle = refresh()
    known = _known_seq(bundle, since)
    rows = OfflineEntry.objects.order_by("fiche")
    rows = rows.exclude(digest="") if known is None else rows.filter(seq__gt=known)
    name = "staff_digest" if audience == "staff" else "digest"
    listed = list(rows.values_list("fiche", name, "thumb"))
    return {
        "format": SHAPE,
        "version": bundle.version,
        "audience": audience,
        "made_at": bundle.made_at.isoformat() if bundle.made_at else None,
        "languages": languages_of(languages),
        "full": known is None,
        "count": OfflineEntry.objects.exclude(digest="").count(),
        "entries": [(fiche, digest) for fiche, digest, _thumb in listed if digest],
        "removed": [fiche for fiche, digest, _thumb in listed if not digest],
        "thumbs": [(fiche, thumb) for fiche, digest, thumb in listed if digest and thumb],
        **reference(timezone.localdate().year),
    }


def _known_seq(bundle: OfflineBundle, since: str) -> int | None:
    """The change that a version names; None when it is not one of this bundle."""
    epoch, _dot, seq = since.partition(".")
    if epoch != f"{bundle.epoch:x}" or not (seq.isascii() and seq.isdecimal()) or len(seq) > 18:
        return None
    return int(seq) if int(seq) <= bundle.seq else None


@lru_cache(maxsize=4)
def reference(year: int) -> dict[str, Any]:
    """What the entries refer to: kinds and families in all languages, public holidays and feasts around a year."""
    years = range(year - YEARS_BEFORE, year + YEARS_AFTER + 1)
    return {
        "kinds": {
            kind.key: {"icon": kind.icon, "family": kind.family, "name": kind.name, "plural": kind.plural}
            for kind in BY_KEY.values()
        },
        "families": FAMILIES,
        "holidays": {
            "fr": sorted(day for one in years for day in public_holidays(one)),
            "alsace_moselle": sorted(day for one in years for day in public_holidays(one, True)),
        },
        "feasts": {key: [day for one in years if (day := feast_date(key, one))] for key in FEASTS},
    }


def entries_of(
    ids: Sequence[int], *, audience: Audience, languages: Sequence[str] = ()
) -> Iterator[dict[str, Any]]:
    """The entries of those fiches; those that are no longer published are left out."""
    wanted = languages_of(languages)
    name = "staff_digest" if audience == "staff" else "digest"
    rows = (
        OfflineEntry.objects.filter(fiche__in=list(ids)[:MOST_ENTRIES]).exclude(digest="").order_by("fiche")
    )
    for digest, content, staff in rows.values_list(name, "content", "staff"):
        entry = orjson.loads(zlib.decompress(content))
        entry["digest"] = digest
        entry["texts"] = {code: text for code, text in entry["texts"].items() if code in wanted}
        if audience == "staff" and staff:
            entry["staff"] = orjson.loads(zlib.decompress(staff))
        yield entry
