"""Openings as codes, each distinct one evaluated once per day that is asked about."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from threading import Lock
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import orjson

from buron.offer.body import Body
from buron.offer.opening import is_open_on

Codes = npt.NDArray[np.int32]
Verdicts = npt.NDArray[np.int8]

UNKNOWN, CLOSED, OPEN = 0, 1, 2
VERDICTS = ("unknown", "closed", "open")
_NOT_YET = -1
KEPT_DAYS = 32


class Openings:
    """The distinct openings of an office (see :func:`buron.offer.search.terms.opening_rules`), and what is known of
    them day by day. Code 0 says nothing.
    """

    def __init__(self) -> None:
        self._known = {"": 0}
        self._bodies: list[Body] = [cast(Body, {})]
        self._days: OrderedDict[dt.date, Verdicts] = OrderedDict()
        self._lock = Lock()

    def code(self, text: str) -> int:
        found = self._known.get(text)
        if found is None:
            self._bodies.append(cast(Body, orjson.loads(text)))
            found = self._known[text] = len(self._bodies) - 1
        return found

    def on(self, day: dt.date, codes: Codes) -> Verdicts:
        """What is known of each code on that day."""
        with self._lock:
            verdicts = self._day(day)
            asked = verdicts[codes]
            if (asked == _NOT_YET).any():
                missing = np.unique(codes[asked == _NOT_YET])
                verdicts[missing] = [self._verdict(self._bodies[code], day) for code in missing]
                asked = verdicts[codes]
        return asked

    def touching(self, start: dt.date, end: dt.date, codes: Codes) -> npt.NDArray[np.bool_]:
        """Whether a session of each code has a day in the span."""
        first, last = start.isoformat(), end.isoformat()
        distinct, places = np.unique(codes, return_inverse=True)
        held = [
            any(s["start"] <= last and s["end"] >= first for s in self._sessions(code)) for code in distinct
        ]
        return np.array(held, dtype=np.bool_)[places]

    def next_days(self, day: dt.date, codes: Codes) -> npt.NDArray[np.int32]:
        """Ordinal of the first day of a session on or after that day, 0 when there is none."""
        distinct, places = np.unique(codes, return_inverse=True)
        return np.array([self._next(code, day) for code in distinct], dtype=np.int32)[places]

    def next_day(self, code: int, day: dt.date) -> dt.date | None:
        """The same for one code."""
        ordinal = self._next(code, day)
        return dt.date.fromordinal(ordinal) if ordinal else None

    def _sessions(self, code: int) -> list[dict[str, Any]]:
        return cast(list[dict[str, Any]], self._bodies[code].get("sessions", []))

    def _next(self, code: int, day: dt.date) -> int:
        iso = day.isoformat()
        days = [max(session["start"], iso) for session in self._sessions(code) if session["end"] >= iso]
        return dt.date.fromisoformat(min(days)).toordinal() if days else 0

    def _day(self, day: dt.date) -> Verdicts:
        """The verdicts of a day, as long as the list of codes; those never asked for are not evaluated."""
        verdicts = self._days.get(day)
        if verdicts is None or len(verdicts) < len(self._bodies):
            longer = np.full(len(self._bodies) + 256, _NOT_YET, dtype=np.int8)
            if verdicts is not None:
                longer[: len(verdicts)] = verdicts
            verdicts = self._days[day] = longer
            if len(self._days) > KEPT_DAYS:
                self._days.popitem(last=False)
        return verdicts

    @staticmethod
    def _verdict(body: Body, day: dt.date) -> int:
        return VERDICTS.index(is_open_on(body, day).state) if body else UNKNOWN
