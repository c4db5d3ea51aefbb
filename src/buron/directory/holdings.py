"""What other rooms hold about a party, told by them: a lower floor does not look into higher ones.

A room calls :func:`register` when it is loaded (in its ``contrib``). The party's page shows the lines of each holding
to whoever has its right; erasing asks each one first whether it must keep, then to forget.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buron.directory.models import Party
from buron.kernel.registry import Registry

if TYPE_CHECKING:
    from buron.kernel.contributions import Text

MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a room holds: what, when, and the address of its screen (with the office's slug in it).

    ``tone`` colours ``state`` (``info``, ``good``, ``warn``, ``bad``).
    """

    text: str
    url: str = ""
    day: dt.date | None = None
    state: str = ""
    tone: str = "info"


@dataclass(frozen=True, slots=True)
class Holding:
    """What a room holds about parties.

    ``lines`` gives at most :data:`MOST_LINES`, newest first. ``keeps`` says in French why a party may not be erased
    yet (a legal duty), empty when it may. ``forget`` erases what is personal in the room's own rows, inside the
    transaction of the erasure, and returns how many rows it touched.
    """

    key: str
    title: Text
    permission: str
    lines: Callable[[Party], Sequence[Line]]
    keeps: Callable[[Party], str] | None = None
    forget: Callable[[Party], int] | None = None


holdings: Registry[Holding] = Registry("holdings")


def register(holding: Holding) -> None:
    """Tell the directory of a holding; twice the same key is a fault."""
    holdings.register(holding)


def reasons_to_keep(party: Party) -> list[str]:
    """Why a party may not be erased, one sentence for each room that has a duty."""
    return [reason for one in holdings if one.keeps and (reason := one.keeps(party))]
