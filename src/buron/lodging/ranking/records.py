"""A visit as a JSON object: read strictly, scored, given back with what is missing. Pure.

The keys are those of ``docs/manuel/classement.md``. Every refusal is a :class:`VisitError` in French.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from buron.lodging.ranking.grid import CIRCUMSTANCES, Criterion, Grid
from buron.lodging.ranking.score import Score, reachable, score
from buron.lodging.ranking.visit import Visit, VisitError

KEYS: dict[str, tuple[str, ...]] = {
    "id": ("id",),
    "answers": ("answers", "reponses", "réponses", "criteria"),
    "persons": ("persons", "personnes", "persons_total", "capacity"),
    "floor": ("floor", "etage", "étage"),
    "altitude": ("altitude", "altitude_m"),
    "requested": ("requested_stars", "stars", "requested", "stars_requested", "etoiles", "étoiles"),
    "circumstances": ("circumstances", "circonstances"),
    "prerequisite": ("prerequisite", "prq"),
}
YES, NO = frozenset({"oui", "o", "yes", "true", "x"}), frozenset({"non", "n", "no", "false"})
NOT_APPLICABLE = frozenset({"na", "n/a", "so", "sans objet"})
HIGHEST_FLOOR, HIGHEST, MOST_POINTS = 200, 5000, 1000
EXPECTED = "oui, non, « na » ou un nombre de points est attendu."


def score_record(record: Mapping[str, Any], grid: Grid) -> dict[str, Any]:
    """Score a visit for the stars that it asks for, and say which it reaches.

    Without requested stars, the points are those of the stars that it reaches, or of one star.
    """
    values = _by_key(record)
    notes: list[str] = []
    visit = _visit(values, grid, notes)
    best = reachable(visit, grid)
    asked = score(visit, visit.requested or (best.stars if best else 1), grid)
    return {
        "id": record.get("id"),
        "requested_stars": visit.requested,
        "granted": asked.granted if visit.requested else None,
        "reachable_star": best.stars if best else None,
        "stars": asked.stars,
        "points": _points(asked),
        "missing": _missing(asked),
        "short": {"obligatory": asked.obligatory_short, "optional": asked.optional_short},
        "unseen": [one.number for one in asked.unseen],
        "derivation": explain(asked, grid),
        "notes": notes,
    }


def explain(found: Score, grid: Grid) -> list[str]:
    """How the decision comes about, in French, line by line."""
    percent = grid.obligatory_percent
    lines = [
        f"Points obligatoires : {found.obligatory_got} sur {found.obligatory}, il en faut {percent} %, "
        f"soit {_number(found.threshold)}.",
    ]
    if found.lost:
        lines.append(
            f"{found.lost} points obligatoires perdus, à compenser par {grid.compensation * found.lost} points "
            "à la carte."
        )
    quota = grid.quotas[found.stars - 1]
    lines.append(
        f"Points à la carte : {found.optional_got} sur {found.optional}, il en faut {quota} % "
        f"({_number(found.quota)}), compensation comprise {_number(found.needed)}."
    )
    if found.blocking:
        numbers = ", ".join(str(one.number) for one in found.blocking)
        lines.append(f"Propreté et état, sans compensation possible : critères {numbers} non remplis.")
    if not found.prerequisite:
        lines.append("Le prérequis de surface n’est pas rempli.")
    stars = f"{found.stars} étoile{'s' if found.stars > 1 else ''}"
    lines.append(f"Décision proposée : {'favorable' if found.granted else 'défavorable'} pour {stars}.")
    return lines


def _by_key(record: Mapping[str, Any]) -> dict[str, Any]:
    names = {name: key for key, aliases in KEYS.items() for name in aliases}
    unknown = sorted(set(record) - set(names))
    if unknown:
        raise VisitError(f"« {unknown[0]} » : clé inconnue. Clés connues : {', '.join(KEYS)}.")
    values: dict[str, Any] = {}
    for name, value in record.items():
        if names[name] in values:
            raise VisitError(f"« {name} » : dit deux fois la même chose qu’une autre clé.")
        values[names[name]] = value
    return values


def _visit(values: Mapping[str, Any], grid: Grid, notes: list[str]) -> Visit:
    answers, apart = _answers(values.get("answers"), grid, notes)
    prerequisite = values.get("prerequisite")
    if prerequisite is not None and not isinstance(prerequisite, bool):
        raise VisitError("« prerequisite » : true ou false est attendu.")
    persons = _whole(values, "persons", 1, 100)
    if persons is None:
        raise VisitError("« persons » : le nombre de personnes est attendu.")
    if prerequisite is None and persons <= 2:
        notes.append("Prérequis de surface non renseigné : il est supposé rempli.")
    altitude = _whole(values, "altitude", -100, HIGHEST)
    if altitude is None:
        notes.append("Altitude non renseignée : la climatisation est demandée comme en plaine.")
    return Visit(
        persons=persons,
        answers=answers,
        floor=_whole(values, "floor", -5, HIGHEST_FLOOR) or 0,
        altitude=altitude,
        requested=_whole(values, "requested", 1, 5),
        circumstances=_circumstances(values.get("circumstances")),
        not_applicable=apart,
        prerequisite=prerequisite,
    )


def _answers(found: Any, grid: Grid, notes: list[str]) -> tuple[dict[int, int], frozenset[int]]:
    if not isinstance(found, Mapping):
        raise VisitError("« answers » : un objet { numéro du critère : réponse } est attendu.")
    known = {one.number: one for one in grid.criteria}
    answers: dict[int, int] = {}
    apart: set[int] = set()
    for name, value in found.items():
        number = int(name) if str(name).isascii() and str(name).isdigit() else 0
        if number not in known:
            raise VisitError(f"« {name} » : il n’y a pas de tel critère, la grille va de 1 à {len(known)}.")
        if value is None:
            continue
        points = _points_of(known[number], value, notes)
        if points is None:
            apart.add(number)
        else:
            answers[number] = points
    return answers, frozenset(apart)


def _points_of(one: Criterion, value: Any, notes: list[str]) -> int | None:
    """Points of an answer; None when the criterion is said not to apply."""
    word = value.strip().lower() if isinstance(value, str) else value
    if not isinstance(word, str) and not (isinstance(word, int | Decimal) and abs(int(word)) <= MOST_POINTS):
        raise VisitError(f"Critère {one.number} : {EXPECTED}")
    if word in NOT_APPLICABLE:
        return None
    if word is False or word in NO:
        return 0
    if word is True or word in YES:
        if one.least != one.points:
            notes.append(
                f"Critère {one.number} : « oui » est compté {one.points} points ; écrivez un nombre."
            )
        return one.points
    if not isinstance(word, str) and word == int(word):
        points = int(word)
        if one.least == one.points and points == 1:
            return one.points
        return points
    raise VisitError(f"Critère {one.number} : {EXPECTED}")


def _whole(values: Mapping[str, Any], key: str, least: int, most: int) -> int | None:
    value = values.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value != int(value):
        raise VisitError(f"« {key} » : un nombre entier est attendu.")
    if not least <= value <= most:
        raise VisitError(f"« {key} » : de {least} à {most}.")
    return int(value)


def _circumstances(found: Any) -> frozenset[str]:
    if found is None:
        return frozenset()
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise VisitError("« circumstances » : une liste de mots est attendue.")
    unknown = sorted(set(found) - CIRCUMSTANCES)
    if unknown:
        raise VisitError(
            f"« {unknown[0]} » : circonstance inconnue. Connues : {', '.join(sorted(CIRCUMSTANCES))}."
        )
    return frozenset(found)


def _points(found: Score) -> dict[str, float]:
    return {
        "obligatory": found.obligatory,
        "obligatory_obtained": found.obligatory_got,
        "obligatory_threshold": float(found.threshold),
        "obligatory_lost": found.lost,
        "optional": found.optional,
        "optional_obtained": found.optional_got,
        "optional_quota": float(found.quota),
        "optional_needed": float(found.needed),
    }


def _missing(found: Score) -> list[dict[str, Any]]:
    blocking = set(found.blocking)
    return [
        {
            "criterion": one.number,
            "title": one.title,
            "points": one.points,
            "blocking": one in blocking,
            "seen": one not in found.unseen,
        }
        for one in found.missing
    ]


def _number(value: Fraction) -> str:
    return f"{float(value):.2f}".rstrip("0").rstrip(".").replace(".", ",")
