"""The score of a visit that is kept: the grid with the office's answers to its open points, and what tablets sent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from buron.kernel.models import Office
from buron.kernel.tenancy import current_office_id
from buron.lodging.models import CriterionAnswer, Visit
from buron.lodging.ranking import Grid, Score, current_grid, reachable, score
from buron.lodging.ranking import Visit as Seen
from buron.lodging.ranking.circumstances import status_of
from buron.lodging.ranking.grid import with_parameters
from buron.lodging.ranking.records import explain


def office_grid(office: Office | None = None) -> Grid:
    """The grid, with what the office in scope decided on the three points that the texts leave open."""
    held = office or Office.objects.get(pk=current_office_id())
    room = held.settings.get("lodging")
    chosen = room.get("scoring") if isinstance(room, dict) else None
    return with_parameters(current_grid(), chosen if isinstance(chosen, dict) else {})


def seen_of(visit: Visit, answers: Iterable[CriterionAnswer], requested: int | None = None) -> Seen:
    """A kept visit as the rules take it. ``persons`` is one when nobody said it, so that a score can be shown."""
    kept = list(answers)
    facts = visit.facts
    return Seen(
        persons=facts.get("persons") or 1,
        answers={
            one.number: one.points or 0 for one in kept if one.value != CriterionAnswer.Value.NOT_APPLICABLE
        },
        floor=facts.get("floor") or 0,
        altitude=facts.get("altitude"),
        requested=requested,
        circumstances=frozenset(facts.get("circumstances") or ()),
        not_applicable=frozenset(
            one.number for one in kept if one.value == CriterionAnswer.Value.NOT_APPLICABLE
        ),
        prerequisite=facts.get("prerequisite"),
    )


def scores(seen: Seen, grid: Grid) -> tuple[list[Score], Score | None]:
    """The score for each number of stars, one to five, and that of the most stars reached."""
    return [score(seen, stars, grid) for stars in range(1, 6)], reachable(seen, grid)


def record_of(visit: Visit, answers: Iterable[CriterionAnswer], stars: int, grid: Grid) -> dict[str, Any]:
    """All that the papers of a decision are drawn from, as JSON: it never changes afterwards."""
    kept = list(answers)
    seen = seen_of(visit, kept)
    found, best = scores(seen, grid)[0][stars - 1], reachable(seen, grid)
    return {
        "grid": grid.title,
        "link": grid.link,
        "parameters": [[one.key, one.value, one.note] for one in grid.parameters.values()],
        "facts": visit.facts,
        "held_on": visit.held_on and visit.held_on.isoformat(),
        "visitor": visit.visitor.name,
        "visitor_reference": visit.visitor.reference,
        "comment": visit.comment,
        "photos": list(visit.photos.order_by("number").values_list("number", flat=True)),
        "answers": [[one.number, one.value, one.points, one.comment] for one in kept],
        "statuses": {str(one.number): status_of(one, stars, seen) for one in grid.criteria},
        "stars": stars,
        "reachable": best.stars if best else None,
        "granted": found.granted,
        "derivation": explain(found, grid),
        "missing": [[one.number, one.title, one.points] for one in found.missing],
        "blocking": [one.number for one in found.blocking],
        "unseen": [one.number for one in found.unseen],
    }
