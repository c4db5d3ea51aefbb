"""An entry that was put aside, read back from the JSON in which it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from buron.reception.rules.facts import Facts
from buron.reception.rules.tally import Sheet


def facts_of(payload: Mapping[str, Any]) -> Facts:
    """The facts of an entry that was put aside."""
    told = dict(payload["facts"])
    for name in ("themes", "themes_dropped", "fiches"):
        told[name] = tuple(told.get(name) or ())
    if told.get("documents"):
        told["documents"] = {int(key): copies for key, copies in told["documents"].items()}
    return Facts(**told)


def sheet_of(payload: Mapping[str, Any]) -> Sheet:
    """The tally sheet of an entry that was put aside."""
    told = payload["sheet"]
    return Sheet(total=told["total"], columns=told["columns"], themes=told["themes"])
