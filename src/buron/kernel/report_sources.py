"""The sources that a section of a report names."""

from __future__ import annotations

from buron.kernel.contributions import indicators
from buron.kernel.documents.blocks import Sources


def sources_of(*keys: str) -> Sources:
    """What the figures with these keys count, and where they come from."""
    found = [indicators.get(key) for key in keys]
    return Sources([f"{one.title} : {one.definition} ({one.source})" for one in found])
