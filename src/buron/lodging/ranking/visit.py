"""What a visit found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Answers = Mapping[int, int]
"""Number of the criterion to the points that it obtained (0: not met). A criterion that is not there was not seen."""


class VisitError(ValueError):
    """The visit cannot be scored; the message is French and says what to correct."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit to score.

    ``floor`` 0 is the ground floor; ``altitude`` in metres, None when not known. ``circumstances`` are the keys that
    somebody says (white zone, no living room…), ``not_applicable`` the criteria set aside one by one with a reason.
    ``prerequisite`` None: the surface of a one-room dwelling was not checked.
    """

    persons: int
    answers: Answers
    floor: int = 0
    altitude: int | None = None
    requested: int | None = None
    circumstances: frozenset[str] = frozenset()
    not_applicable: frozenset[int] = frozenset()
    prerequisite: bool | None = None
