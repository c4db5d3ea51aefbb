"""The opening in plain French: "Du 1er avril au 14 octobre, du lundi au vendredi, 10 h – 12 h 30"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from buron.kernel.formats import NO_BREAK_SPACE, WEEKDAYS, date_range_text, date_text, time_text
from buron.kernel.texts import text_in
from buron.territory.hours.calendar import parse_day
from buron.territory.hours.feasts import FEASTS, PUBLIC
from buron.territory.hours.types import Opening, OpeningPeriod, SessionDict, Slot

_ORDINALS = {1: "premier", 2: "deuxième", 3: "troisième", 4: "quatrième", 5: "cinquième", -1: "dernier"}
_DASH = f"{NO_BREAK_SPACE}– "


def opening_sentences(opening: Opening) -> list[str]:
    """One French sentence per rule, without final full stop, in the order in which they are read out."""
    if opening.get("temporarily_closed"):
        return ["Fermé temporairement"]
    periods = opening.get("periods", ())
    shared = _shared_note(periods)
    if shared:
        periods = [_without_note(period) for period in periods]
    sentences = [period_sentence(period) for period in periods if not period.get("closed")]
    if not sentences and opening.get("all_year"):
        sentences = ["Ouvert toute l’année"]
    if opening.get("open_dates") or opening.get("open_holidays"):
        days = [_on(day) for day in opening.get("open_dates", ())]
        days += [_feast(key) for key in opening.get("open_holidays", ())]
        sentences.append(f"Ouvert exceptionnellement {_joined(days)}")
    sentences += [period_sentence(period) for period in periods if period.get("closed")]
    closed = [_on(day) for day in opening.get("closed_dates", ())]
    closed += [_feast(key) for key in opening.get("closed_holidays", ())]
    if closed:
        sentences.append(f"Fermé {_joined(closed)}")
    sentences.append(shared.rstrip("."))
    return list(dict.fromkeys(sentence for sentence in sentences if sentence))


def _shared_note(periods: Sequence[OpeningPeriod]) -> str:
    """The note that all the periods bear: said once, after them."""
    notes = {text_in(period.get("note")) for period in periods}
    return notes.pop() if len(periods) > 1 and len(notes) == 1 else ""


def _without_note(period: OpeningPeriod) -> OpeningPeriod:
    bare = period.copy()
    bare.pop("note", None)
    return bare


def period_sentence(period: OpeningPeriod) -> str:
    """One period: what it is of, its dates, its days, its hours, and what the source adds."""
    parts = [part for part in (_dates(period), _days(period), hours_text(period.get("slots", ()))) if part]
    if period.get("holidays") is False:
        parts.append("sauf les jours fériés")
    text = ", ".join(parts) or "toute l’année"
    name, note = text_in(period.get("name")), text_in(period.get("note")).rstrip(".")
    text = f"Fermé {text}" if period.get("closed") else text[:1].upper() + text[1:]
    if name:
        text = f"{name}{NO_BREAK_SPACE}: {text[:1].lower()}{text[1:]}"
    return f"{text} ({note})" if note else text


def hours_text(slots: Sequence[Slot]) -> str:
    """``10 h – 12 h 30 et 14 h – 18 h``; empty when the hours are not known."""
    return _joined([_slot(slot) for slot in slots if "opens" in slot])


def session_sentences(sessions: Sequence[SessionDict]) -> list[str]:
    """One French sentence per run of days: ``Du 11 au 13 novembre 2017, 9 h – 12 h``."""
    return [_session(session) for session in sessions]


def _session(session: SessionDict) -> str:
    text = _span(session["start"], session.get("end", session["start"]))
    if "opens" in session:
        slot: Slot = {"opens": session["opens"]}
        if "closes" in session:
            slot["closes"] = session["closes"]
        text = f"{text}, {_slot(slot)}"
    if session.get("note"):
        text = f"{text} ({session['note']})"
    return text[:1].upper() + text[1:]


def _slot(slot: Slot) -> str:
    opens = time_text(dt.time.fromisoformat(slot["opens"]))
    if "closes" not in slot:
        return f"à partir de {opens}"
    return f"{opens}{_DASH}{time_text(dt.time.fromisoformat(slot['closes']))}"


def _dates(period: OpeningPeriod) -> str:
    start, end = period.get("start"), period.get("end")
    if period.get("yearly"):
        return _yearly_span(start or "2000-01-01", end or "2000-12-31")
    if start and end:
        return _span(start, end)
    if start:
        return f"à partir {_from(start)}"
    return f"jusqu’au {_date(end)}" if end else ""


def _yearly_span(start: str, end: str) -> str:
    if (start[5:], end[5:]) == ("01-01", "12-31"):
        return "toute l’année"
    if start[5:] == end[5:]:
        return f"le {_date(start, year=False)} de chaque année"
    return f"du {_date(start, year=False)} au {_date(end, year=False)}"


def _span(start: str, end: str) -> str:
    first, last = parse_day(start), parse_day(end)
    return date_range_text(first, last) if first and last else ""


def _date(iso: str, *, year: bool = True) -> str:
    return date_text(parse_day(iso), year=year)


def _on(iso: str) -> str:
    return f"le {_date(iso)}"


def _from(iso: str) -> str:
    return f"du {_date(iso)}"


def _feast(key: str) -> str:
    return FEASTS.get(key) or key.replace("_", " ")


def _days(period: OpeningPeriod) -> str:
    weekdays = sorted(set(period.get("weekdays", ())))
    parts = _weekday_parts(weekdays)
    parts += [f"le {_ORDINALS[n]} {WEEKDAYS[day - 1]} du mois" for n, day in period.get("nth", ())]
    if period.get("holidays") and _are_all_but_some(weekdays):
        return f"{_joined(parts)}, jours fériés compris"
    if period.get("holidays"):
        parts.append(FEASTS[PUBLIC])
    return _joined(parts)


def _weekday_parts(weekdays: list[int]) -> list[str]:
    if len(weekdays) == 7:
        return ["tous les jours"]
    if _are_all_but_some(weekdays):
        return [f"tous les jours sauf {_joined(_named(sorted({*range(1, 8)} - {*weekdays})))}"]
    if len(weekdays) > 2 and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
        return [f"du {WEEKDAYS[weekdays[0] - 1]} au {WEEKDAYS[weekdays[-1] - 1]}"]
    return _named(weekdays)


def _are_all_but_some(weekdays: list[int]) -> bool:
    """Whether a week is told shorter by its one or two days off: five or six days that do not follow on."""
    return len(weekdays) in (5, 6) and weekdays[-1] - weekdays[0] >= len(weekdays)


def _named(weekdays: Sequence[int]) -> list[str]:
    return [f"le {WEEKDAYS[day - 1]}" for day in weekdays]


def _joined(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} et {parts[-1]}"
