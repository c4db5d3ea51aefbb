"""The facts of a reception act, as a person states them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from buron.kernel.errors import Refusal

FRANCE = "FR"
UNKNOWN_COUNTRY = "ZZ"
"""CLDR's code for an unknown region: the visitor was asked, and did not say."""

UNDO = dt.timedelta(seconds=60)
UNDO_GRACE = dt.timedelta(seconds=15)
"""What the network may take between the tap on "Annuler" and the server."""

LONGEST_WELCOME = 2 * 3600
"""Seconds beyond which the timer was left running and says nothing."""

MOST_PEOPLE = 999
MOST_FICHES = 60
MOST_DOCUMENTS = 30
MOST_COPIES = 999
NOTE_LENGTH = 200

LISTED = ("party", "stay", "lodging", "language", "outcome", "answer_mode")
"""Fields that hold one code of the list of the same name."""

ASKED = ("party", "origin", "stay", "lodging")
"""Questions whose absence is counted by the rate of what was not asked (indicator 20)."""

DESK_CONFIDENCE: dict[str, str] = {
    "party": "observed",
    "people": "observed",
    "language": "observed",
    "origin": "declared",
    "stay": "declared",
    "lodging": "declared",
}
"""At the counter the party and the language are seen and heard; the rest is what the visitor says."""


class FactsError(Refusal):
    """The facts contradict each other; the message is French, ``field`` names what to mend."""

    field: str

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message, field)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a welcome. ``None`` is "not asked", which is never a default answer.

    ``themes`` are those that the person chose, ``themes_dropped`` those that were deduced and are wrong;
    ``fiches`` are identifiers in the order in which they were shown;
    ``documents`` are the printed editions that were handed out, with the copies (``None``: nothing is said of them,
    and a correction leaves them as they are).
    """

    channel: str
    answer_mode: str | None = None
    people: int | None = None
    party: str | None = None
    origin_country: str | None = None
    origin_department: str | None = None
    stay: str | None = None
    lodging: str | None = None
    language: str | None = None
    outcome: str | None = None
    themes: tuple[str, ...] = ()
    themes_dropped: tuple[str, ...] = ()
    fiches: tuple[int, ...] = ()
    documents: Mapping[int, int] | None = None
    duration_seconds: int | None = None
    note: str = ""
    confidence: Mapping[str, str] = field(default_factory=dict)


def check(facts: Facts) -> None:
    """Raise :class:`FactsError` when numbers are out of bounds or the origin contradicts itself."""
    if facts.people is not None and not 1 <= facts.people <= MOST_PEOPLE:
        raise FactsError("people", f"Le nombre de personnes va de 1 à {MOST_PEOPLE}.")
    if facts.origin_department and facts.origin_country != FRANCE:
        raise FactsError("origin", "Un département ne va qu’avec la France.")
    if len(facts.fiches) > MOST_FICHES:
        raise FactsError("fiches", f"Un carnet contient au plus {MOST_FICHES} fiches.")
    _check_documents(facts.documents or {})
    if len(facts.note) > NOTE_LENGTH:
        raise FactsError("note", f"La note est limitée à {NOTE_LENGTH} caractères.")
    for name, value in facts.confidence.items():
        if name not in DESK_CONFIDENCE or value not in ("declared", "observed"):
            raise FactsError("confidence", "La fiabilité d’une réponse est « déclarée » ou « observée ».")


def _check_documents(documents: Mapping[int, int]) -> None:
    if len(documents) > MOST_DOCUMENTS:
        raise FactsError("documents", f"Un accueil remet au plus {MOST_DOCUMENTS} documents différents.")
    if any(not 0 < copies <= MOST_COPIES for copies in documents.values()):
        raise FactsError("documents", f"Le nombre d’exemplaires remis va de 1 à {MOST_COPIES}.")


def usable_duration(seconds: int | None) -> int | None:
    """The timer's answer, or None when it was left running or went backwards."""
    return seconds if seconds is not None and 0 < seconds <= LONGEST_WELCOME else None


def may_undo(recorded_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether the author may still take the act back without giving a reason."""
    return now - recorded_at <= UNDO + UNDO_GRACE


def visitors(halves: int) -> int | Decimal:
    """Visitors from half-visitors: a counter that counts both ways gives one half at each passage.

    Halves are kept as they are, so that the months of a year add up to the year.
    """
    return halves // 2 if halves % 2 == 0 else Decimal(halves) / 2
