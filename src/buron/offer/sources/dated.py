"""From the periods of an event to its sessions: every day of every period, not the first one only."""

from __future__ import annotations

from buron.offer.body import OpeningPeriod, SessionDict, Slot, Texts
from buron.territory.hours.calendar import merge_sessions, period_days

MOST_SESSIONS = 2000
"""Beyond this number of days the structure of a period is kept without listing its days."""
MOST_IN_ALL = 15_000


def split_dated(
    periods: list[OpeningPeriod], more: list[str]
) -> tuple[list[OpeningPeriod], list[SessionDict]]:
    """The periods worth keeping beside the sessions, and the sessions; ``more`` are single days to add.

    Plain dated periods become sessions only; those that have weekdays, a name or a note are kept too, and
    yearly ones are kept alone, since their year means nothing.
    """
    kept: list[OpeningPeriod] = []
    sessions: list[SessionDict] = [{"start": date, "end": date} for date in more]
    for period in periods:
        if len(sessions) > MOST_IN_ALL:
            break
        if period.get("closed") or period.get("yearly") or "start" not in period:
            kept.append(period)
        elif "weekdays" in period or "nth" in period or "holidays" in period:
            kept.append(period)
            sessions += _expanded(period)
        else:
            sessions += _runs(period, period["start"], period.get("end", period["start"]))
            if "name" in period:
                kept.append(period)
    return kept, merge_sessions(sessions)


def _expanded(period: OpeningPeriod) -> list[SessionDict]:
    days = period_days(period)
    if len(days) > MOST_SESSIONS:
        return []
    dates = [date.isoformat() for date in days]
    return [session for date in dates for session in _runs(period, date, date)]


def _runs(period: OpeningPeriod, start: str, end: str) -> list[SessionDict]:
    note = _note(period.get("note"))
    sessions: list[SessionDict] = []
    slots: list[Slot] = period.get("slots") or [{}]
    for slot in slots:
        session: SessionDict = {"start": start, "end": end}
        if "opens" in slot:
            session["opens"] = slot["opens"]
        if "closes" in slot:
            session["closes"] = slot["closes"]
        if note:
            session["note"] = note
        sessions.append(session)
    return sessions


def _note(node: Texts | None) -> str:
    return (node.get("fr") or next(iter(node.values()), "")) if node else ""
