"""Fiches for tests, written without the import engine so that the search is tested by itself."""

from __future__ import annotations

import datetime as dt
from typing import Any

from buron.kernel.models import Office
from buron.kernel.tenancy import office_scope
from buron.offer import search
from buron.offer.models import Fiche

DAY = dt.date(2026, 7, 15)
"""A Wednesday in the season."""
OPEN_ALL_YEAR = {"all_year": True}
WINTER_ONLY = {"periods": [{"start": "2000-12-01", "end": "2000-03-31", "yearly": True}]}


def make_fiche(
    office: Office, name: str, kind: str = "nature", *, indexed: bool = True, **fields: Any
) -> Fiche:
    """A fiche with its columns and its index; ``fields`` are those of the body, besides ``state``, ``checked_on``."""
    columns = {
        key: fields.pop(key) for key in ("state", "checked_on", "completeness", "local") if key in fields
    }
    body = {"kind": kind, "name": {"fr": name}, **fields}
    position, sessions = body.get("position"), body.get("sessions", [])
    with office_scope(office):
        fiche = Fiche.objects.create(
            office=office,
            kind=kind,
            subkind=body.get("subkind", ""),
            name=name,
            slug="fiche",
            insee=body.get("address", {}).get("insee", ""),
            latitude=position["lat"] if position else None,
            longitude=position["lon"] if position else None,
            body=body,
            first_day=min((one["start"] for one in sessions), default=None),
            last_day=max((one["end"] for one in sessions), default=None),
            **columns,
        )
        if indexed:
            search.index([fiche.pk])
    fiche.refresh_from_db()
    return fiche
