"""What higher rooms add to the register without being imported by it: parts of a lodging's page, and who knows it.

A room registers from its ``contrib``: an :class:`Aspect` shows its own lines on the page of a lodging (account, visits,
partnership), a :class:`Witness` says which lodgings one of the four sources of the matching board knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from buron.directory.holdings import Line
from buron.kernel.registry import Registry
from buron.lodging.models import Lodging

if TYPE_CHECKING:
    from buron.kernel.contributions import Text

MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class Aspect:
    """A part of a lodging's page, shown to whoever has the right. ``lines`` gives at most :data:`MOST_LINES`.

    ``template``, when there is one, draws the part instead; it is given ``lodging``, ``office``, ``lines`` and what
    ``context`` adds. ``action`` is the name of a button and its address, from the lodging.
    """

    key: str
    title: Text
    permission: str
    lines: Callable[[Lodging], Sequence[Line]]
    template: str = ""
    context: Callable[[Lodging], Mapping[str, object]] | None = None
    action: Callable[[Lodging], tuple[str, str] | None] | None = None
    empty: Text = ""
    order: int = 50


@dataclass(frozen=True, slots=True)
class Witness:
    """``known`` gives the identifiers of all the lodgings that a source knows, ``knows`` says it of one.

    ``source`` is one of ``Sighting.Source``.
    """

    key: str
    source: str
    known: Callable[[], set[int]]
    knows: Callable[[Lodging], bool]


aspects: Registry[Aspect] = Registry("aspects of lodgings")
witnesses: Registry[Witness] = Registry("witnesses of lodgings")
