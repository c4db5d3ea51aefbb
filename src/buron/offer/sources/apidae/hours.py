"""Opening of an Apidae record, in both of its models, and the sessions of an event.

Until June 2025 a period has a ``type`` with days and one pair of hours; since then it has timetables made of
``timePeriods`` (https://dev.apidae-tourisme.com, "multihoraire"). Records show either or both: the new model is
read where it is present.
"""

from __future__ import annotations

from typing import Any

from buron.offer.body import Opening, OpeningPeriod, SessionDict, Slot
from buron.offer.sources.apidae.thesaurus import FEASTS, OPENING_HOURS, Thesaurus, texts
from buron.offer.sources.dated import split_dated
from buron.offer.sources.values import MOST_ITEMS, clock, day, dicts, line
from buron.territory.hours.calendar import merge_periods

_DAYS = {"LUNDI": 1, "MARDI": 2, "MERCREDI": 3, "JEUDI": 4, "VENDREDI": 5, "SAMEDI": 6, "DIMANCHE": 7}
_NEW_DAYS = {"MON": 1, "TUE": 2, "WED": 3, "THU": 4, "FRI": 5, "SAT": 6, "SUN": 7}
_RANKS = {"D_1ER": 1, "D_2EME": 2, "D_3EME": 3, "D_4EME": 4, "D_5EME": 5, "D_DERNIER": -1}
MOST_SLOTS = 48
_EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]


def opening(node: dict[str, Any], thesaurus: Thesaurus, *, dated: bool) -> tuple[Opening, list[SessionDict]]:
    """The opening of an ``ouverture`` node, and the sessions if the record is ``dated`` (an event).

    Plain dated periods of an event become sessions only; those that have weekdays, a name or a note are kept
    as periods too, and yearly ones as periods alone, since their year means nothing.
    """
    result: Opening = {}
    text = texts(node.get("periodeEnClair"))
    if text:
        result["text"] = text
    if node.get("ouvertTouteLAnnee") in ("OUVERT_TOUTE_L_ANNEE", True):
        result["all_year"] = True
    if node.get("fermeTemporairement") in ("FERME_TEMPORAIREMENT", True):
        result["temporarily_closed"] = True
    periods: list[OpeningPeriod] = []
    listed = node.get("periodesOuvertures")
    if listed:
        for row in dicts(listed):
            periods += _periods(row, thesaurus)
            if row.get("ouverturesExceptionnelles"):
                _add_openings(result, row["ouverturesExceptionnelles"])
    if node.get("fermeturesExceptionnelles"):
        _add_closures(result, node["fermeturesExceptionnelles"])
    sessions: list[SessionDict] = []
    del periods[MOST_ITEMS:]
    if dated and (periods or "open_dates" in result):
        periods, sessions = split_dated(periods, result.get("open_dates", []))
    if periods:
        result["periods"] = merge_periods(periods) if len(periods) > 1 else periods
    return result, sessions


def _periods(row: dict[str, Any], thesaurus: Thesaurus) -> list[OpeningPeriod]:
    base: OpeningPeriod = {}
    start, end = day(row.get("dateDebut")), day(row.get("dateFin"))
    yearly = row.get("tousLesAns") is True
    if start and end and start > end and not yearly:
        thesaurus.remark(
            f"Période d’ouverture retournée : elle finissait ({end}) avant de commencer ({start})."
        )
        start, end = end, start
    if start:
        base["start"] = start
    if end:
        base["end"] = end
    if yearly:
        base["yearly"] = True
    name, note = texts(row.get("nom")), texts(row.get("complementHoraire"))
    if name:
        base["name"] = name
    if note:
        base["note"] = note
    timetables = row.get("horaires") or row.get("timePeriods")
    if timetables:
        found = _new_model(base, timetables)
        if found:
            return found
    return _old_model(base, row)


def _old_model(base: OpeningPeriod, row: dict[str, Any]) -> list[OpeningPeriod]:
    opens, closes = clock(row.get("horaireOuverture")), clock(row.get("horaireFermeture"))
    if opens:
        base["slots"] = [{"opens": opens, "closes": closes} if closes else {"opens": opens}]
    form = row.get("type")
    if form == "OUVERTURE_SEMAINE" or form == "OUVERTURE_SAUF":
        weekdays = _listed_days(row.get("ouverturesJournalieres"))
        if weekdays and form == "OUVERTURE_SAUF":
            base["weekdays"] = [number for number in _EVERY_DAY if number not in weekdays]
        elif weekdays and len(weekdays) < 7:
            base["weekdays"] = weekdays
    elif form == "OUVERTURE_MOIS":
        nth = _nth(row.get("ouverturesJourDuMois") or row.get("ouverturesJournalieres"))
        if nth:
            base["nth"] = nth
    return [base] if base else []


def _listed_days(node: Any) -> list[int]:
    names = {row.get("jour") for row in dicts(node) if row.get("jour").__class__ is str}
    if "TOUS" in names:
        return list(_EVERY_DAY)
    return [number for name, number in _DAYS.items() if name in names]


def _nth(node: Any) -> list[list[int]]:
    found: list[list[int]] = []
    for row in dicts(node):
        rank, name = row.get("jourDuMois"), row.get("jour")
        if rank.__class__ is str and name.__class__ is str and rank in _RANKS:
            found += [[_RANKS[rank], number] for number in (_EVERY_DAY if name == "TOUS" else ())]
            if name in _DAYS:
                found.append([_RANKS[rank], _DAYS[name]])
    return found


def _new_model(base: OpeningPeriod, node: Any) -> list[OpeningPeriod]:
    periods: list[OpeningPeriod] = []
    for timetable in dicts(node):
        kind = timetable.get("type")
        if kind.__class__ is dict and kind.get("id", OPENING_HOURS) != OPENING_HOURS:
            continue
        for row in dicts(timetable.get("timePeriods", timetable)):
            period = base.copy()
            _new_days(period, row.get("weekdays"))
            slots = [slot for frame in dicts(row.get("timeFrames")) if (slot := _frame(frame))]
            if slots:
                period["slots"] = slots[:MOST_SLOTS]
            if row.get("closed") is True:
                period["closed"] = True
            periods.append(period)
    return periods


def _new_days(period: OpeningPeriod, node: Any) -> None:
    names = [name for name in node if name.__class__ is str] if node.__class__ is list else []
    weekdays = sorted({_NEW_DAYS[name] for name in names if name in _NEW_DAYS})
    if "HOL" in names:
        period["holidays"] = True
    if (names and len(weekdays) < 7) and (weekdays or "HOL" in names):
        period["weekdays"] = weekdays


def _frame(frame: dict[str, Any]) -> Slot | None:
    opens, closes = clock(frame.get("startTime")), clock(frame.get("endTime"))
    if not opens:
        return None
    return {"opens": opens, "closes": closes} if closes else {"opens": opens}


def _add_openings(result: Opening, node: Any) -> None:
    dates, feasts = _exceptions(node)
    if dates:
        result["open_dates"] = sorted({*dates, *result.get("open_dates", ())})
    if feasts:
        result["open_holidays"] = list(dict.fromkeys([*result.get("open_holidays", ()), *feasts]))


def _add_closures(result: Opening, node: Any) -> None:
    dates, feasts = _exceptions(node)
    if dates:
        result["closed_dates"] = sorted(set(dates))
    if feasts:
        result["closed_holidays"] = list(dict.fromkeys(feasts))


def _exceptions(node: Any) -> tuple[list[str], list[str]]:
    """Single days (``dateOuverture``, ``dateFermeture``, ``dates``) and feasts (``dateSpeciale``)."""
    dates: list[str] = []
    feasts: list[str] = []
    for row in dicts(node):
        special = line(row.get("dateSpeciale"), 60)
        if special:
            feasts.append(FEASTS.get(special, special.lower()))
            continue
        listed = row.get("dates")
        candidates = listed if listed.__class__ is list else ()
        dates += [day(value) for value in (row.get("dateOuverture"), row.get("dateFermeture"), *candidates)]
    return [date for date in dates if date], feasts
