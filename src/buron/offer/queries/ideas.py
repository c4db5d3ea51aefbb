"""Ideas for a situation: the office's published fiches that answer yes, then those that do not say."""

from __future__ import annotations

import datetime as dt
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from buron.kernel.tenancy import current_office_id
from buron.offer.body import Body
from buron.offer.ideas import BY_KEY, SITUATIONS, Candidate, Situation, Stop, Verdict, band, in_turn
from buron.offer.ideas.situations import Where
from buron.offer.likeness import distance_m
from buron.offer.models import Fiche, IdeasChoice, IdeaShown
from buron.offer.opening import is_open_on
from buron.offer.queries.selections import selection_ids
from buron.offer.search.query import Point
from buron.territory.models import Desk

IDEAS = 8
MOST_IDEAS = 30
CENTRES = (Desk.Kind.PERMANENT, Desk.Kind.SEASONAL)
SHOWN_DAYS = 30
"""Days over which turns are counted."""
KEPT_BODIES = 20_000
KEYS = ("kind", "subkind", "name", "amenities", "services", "themes", "audiences", "labels", "ages", "route")
DATED = ("opening", "sessions", "cancelled", "address", "position", "pets")


@dataclass(frozen=True, slots=True)
class Idea:
    """A fiche with why it is here. ``answer`` is ``yes`` or ``unknown`` ("non renseigné")."""

    id: int
    name: str
    answer: str
    because: tuple[str, ...]
    open: str
    distance_m: int | None
    partner: bool
    shown: int
    """Times that it was among the ideas shown in the last thirty days, this one included."""


@dataclass(frozen=True, slots=True)
class Ideas:
    """The answer: the ideas, how many fiches answer yes and how many do not say, whether partners go first."""

    situation: Situation
    ideas: tuple[Idea, ...]
    known: int
    unsaid: int
    partners_first: bool


def ideas(
    situation: str,
    *,
    day: dt.date,
    near: Point | None = None,
    limit: int = IDEAS,
    place: str = "",
) -> Ideas:
    """Ideas for a situation on a day, at a place (a desk's or a kiosk's identifier, as text: turns are counted there).

    :class:`KeyError` when the situation does not exist. What is closed that day, cancelled, or said not to suit is
    left out.
    """
    asked = BY_KEY[situation]
    choice = IdeasChoice.objects.select_related("partners").first()
    first = choice is not None and choice.partners is not None and situation in choice.partners_first
    partners = frozenset(selection_ids(choice.partners)) if choice and choice.partners else frozenset()
    where = Where(_stops(), _centres(), day)
    found = _answers(asked, where, near)
    shown, today = _shown(situation, day)
    candidates = [
        Candidate(
            pk, one.verdict.answer == "yes", one.open == "open", band(one.metres), pk in partners, shown[pk]
        )
        for pk, one in found.items()
    ]
    ordered = in_turn(candidates, day=day, place=place, partners_first=first)
    kept = ordered[: max(0, min(limit, MOST_IDEAS))]
    known = sum(one.known for one in candidates)
    told = tuple(_idea(one, found[one.id], today[one.id]) for one in kept)
    return Ideas(asked, told, known, len(candidates) - known, first)


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    verdict: Verdict
    open: str
    metres: int | None


def _idea(one: Candidate, found: _Found, today: int) -> Idea:
    return Idea(
        one.id,
        found.name,
        found.verdict.answer,
        found.verdict.because,
        found.open,
        found.metres,
        one.partner,
        one.shown + today,
    )


def _answers(asked: Situation, where: Where, near: Point | None) -> dict[int, _Found]:
    assert where.day is not None
    found: dict[int, _Found] = {}
    for pk, body in _bodies(asked.kinds).items():
        verdict = asked.answer(body, where)
        state = "closed" if verdict.answer == "no" else is_open_on(body, where.day).state
        if state != "closed":
            found[pk] = _Found(body["name"].get("fr", ""), verdict, state, _metres(body, near))
    return found


def _metres(body: Body, near: Point | None) -> int | None:
    position = body.get("position")
    if near is None or position is None:
        return None
    return round(distance_m(position["lat"], position["lon"], near.lat, near.lon))


_kept: OrderedDict[int, tuple[dt.datetime, Body]] = OrderedDict()
"""Parts of bodies that the rules read, by fiche, each with the moment of its writing: reading five thousand bodies
again at each tap would take a second."""


def _bodies(kinds: Sequence[str]) -> Mapping[int, Body]:
    rows = Fiche.objects.filter(state=Fiche.State.PUBLISHED, kind__in=kinds).order_by("pk")
    moments = dict(rows.values_list("pk", "updated_at"))
    known = {pk: _kept.get(pk) for pk in moments}
    missing = [pk for pk, at in moments.items() if (kept := known[pk]) is None or kept[0] != at]
    read = {pk: (moments[pk], _part(body)) for pk, body in _read(missing)}
    _keep(read)
    return {pk: (read.get(pk) or known[pk] or read[pk])[1] for pk in moments if pk in read or known[pk]}


def _read(missing: Sequence[int]) -> Iterable[tuple[int, Body]]:
    for start in range(0, len(missing), 500):
        lot = missing[start : start + 500]
        yield from Fiche.objects.filter(pk__in=lot).order_by("pk").values_list("pk", "body")


def _part(body: Body) -> Body:
    part: Body = {key: body[key] for key in (*KEYS, *DATED) if key in body}  # type: ignore[literal-required, assignment]
    return part


def _keep(read: Mapping[int, tuple[dt.datetime, Body]]) -> None:
    _kept.update(read)
    while len(_kept) > KEPT_BODIES:
        _kept.popitem(last=False)


def _stops() -> tuple[Stop, ...]:
    """The stops and stations that the offer knows."""
    rows = Fiche.objects.filter(state=Fiche.State.PUBLISHED, kind="transport", latitude__isnull=False).defer(
        "body", "local"
    )
    return _places(rows[:500])


def _centres(desks: Iterable[Desk] | None = None) -> tuple[Stop, ...]:
    """The office's desks that are somewhere, among those that were read already if any."""
    rows = Desk.objects.all() if desks is None else desks
    return _places([one for one in rows if one.kind in CENTRES and one.latitude is not None][:50])


def _places(rows: Iterable[Fiche] | Iterable[Desk]) -> tuple[Stop, ...]:
    return tuple(
        Stop(row.name, row.latitude, row.longitude)
        for row in rows
        if row.latitude is not None and row.longitude is not None
    )


def _shown(situation: str, day: dt.date) -> tuple[Counter[int], Counter[int]]:
    """How many times each fiche was shown in the days before, and on the day itself."""
    since = day - dt.timedelta(days=SHOWN_DAYS)
    rows = IdeaShown.objects.filter(situation=situation, day__gt=since, day__lte=day).order_by()
    before: Counter[int] = Counter()
    today: Counter[int] = Counter()
    for fiche, on, times in rows.values_list("fiche_id", "day").annotate(times=Sum("times")):
        (today if on == day else before)[fiche] += times
    return before, today


def offline_ideas(desks: Iterable[Desk] | None = None) -> dict[str, Any]:
    """What a browser needs, beside the entries of the offline bundle, to give ideas without the server: situations
    with their rule, the partners where they go first, the town centres from which one walks (where ``desks`` are).
    """
    choice = choice_of()
    first = set(choice.partners_first) if choice.partners else set()
    partners = selection_ids(choice.partners) if choice.partners and first else []
    return {
        "situations": {
            one.key: {
                "key": one.key,
                "title": str(one.title),
                "rule": str(one.rule),
                "kinds": one.kinds,
                "partners": partners if one.key in first else [],
            }
            for one in SITUATIONS
        },
        "centres": [list(place) for place in _centres(desks)],
    }


def choice_of() -> IdeasChoice:
    """What the office chose; nothing at first."""
    return IdeasChoice.objects.select_related("partners").first() or IdeasChoice(
        office_id=current_office_id()
    )
