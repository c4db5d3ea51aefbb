"""The facts that each situation looks for in a body. A body that does not say is "unknown", never a yes.

The words are those of the French thesauri that sources send (sub-types, equipment, themes, audiences), made plain
(no accent, hyphens); each answer keeps the words that decided it, to be shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from buron.offer.body import Body, Position
from buron.offer.likeness import distance_m
from buron.offer.sources.values import slug

Answer = Literal["yes", "no", "unknown"]


class Verdict(NamedTuple):
    """What a body answers, and the facts that say so (French, as the source writes them)."""

    answer: Answer
    because: tuple[str, ...] = ()


UNKNOWN = Verdict("unknown")
MOST_REASONS = 3


class Stop(NamedTuple):
    """A place that one reaches without a car: a stop, a station, a desk in the town centre."""

    name: str
    lat: float
    lon: float


_INSIDE = re.compile(
    r"(?<![a-z])(?:musee|museum|ecomusee|eglise|abbaye|chapelle|cathedrale|cinema|theatre|mediatheque|biblioth"
    r"|ludotheque|piscine-couverte|patinoire|bowling|escape|grotte|thermes|\bspa\b|bien-etre|cave\b|galerie|atelier"
    r"|exposition|centre-d-interpretation|maison-d|aquarium|couvert|abrite|interieur|salle\b|jeu-d-interieur)"
)
_OUTSIDE = re.compile(
    r"(?<![a-z])(?:plein-air|exterieur|accrobranche|parcours-aventure|via-ferrata|parapente|canyon|rafting)"
)
_FRESH = re.compile(
    r"(?<![a-z])(?:baignade|piscine|aquatique|cascade|\blac\b|plan-d-eau|riviere|etang|plage|canyon|canoe|kayak|rafting"
    r"|stand-up|paddle|ombrag|foret|sous-bois|grotte|gorge|climatis|patinoire|voile|peche|source\b)"
)
_CHILDREN = re.compile(
    r"(?<![a-z])(?:famill|enfant|jeux|poussette|junior|kid|bebe|ludotheque|chaises?-haute|chasse-au-tresor|aire-de-jeu"
    r"|ferme-pedagogique)"
)
_NO_CAR = re.compile(
    r"(?<![a-z])(?:gare\b|arret-de|navette|bus\b|autocar|transport|train\b|accessible-a-pied|voie-verte)"
)
CHILD_MONTHS = 12 * 12
"""A child, here, is at most twelve years old."""
SHORT_WALK_M = 5_000
STOP_WITHIN_M = 600
WALK_WITHIN_M = 1_500


def said(body: Body) -> Iterator[str]:
    """What a body says of itself in a few words: sub-type, equipment, services, themes, audiences, labels."""
    if body.get("subkind"):
        yield body["subkind"]
    for group in (
        body.get("amenities", ()),
        body.get("services", ()),
        body.get("themes", ()),
        body.get("audiences", ()),
    ):
        for term in group:
            yield term.get("label") or term.get("key", "")
    for label in body.get("labels", ()):
        yield label.get("label") or label.get("key", "")


def matching(body: Body, pattern: re.Pattern[str], *, name_too: bool = False) -> tuple[str, ...]:
    """The words of a body that a pattern finds; ``name_too`` also looks at its French name, and says so."""
    found = [text for text in dict.fromkeys(said(body)) if pattern.search(slug(text))]
    name = body.get("name", {}).get("fr", "") if name_too else ""
    if name and not found and pattern.search(slug(name)):
        found = [f"son nom : {name}"]
    return tuple(found[:MOST_REASONS])


def sheltered(body: Body) -> Verdict:
    """Rain: is it under a roof?"""
    inside = matching(body, _INSIDE, name_too=body["kind"] in ("heritage", "nature"))
    if inside:
        return Verdict("yes", inside)
    if body["kind"] in ("trail", "nature"):
        return Verdict("no", ("itinéraire ou site naturel, en plein air",))
    outside = matching(body, _OUTSIDE)
    return Verdict("no", outside) if outside else UNKNOWN


def fresh(body: Body) -> Verdict:
    """Heat: is there water, shade or a cool place?"""
    found = matching(body, _FRESH, name_too=body["kind"] in ("nature", "facility"))
    return Verdict("yes", found) if found else UNKNOWN


def for_children(body: Body) -> Verdict:
    """Children: from which age, for families, or a walk that is short and easy."""
    ages = body.get("ages", {})
    if "min" in ages and ages["min"] > CHILD_MONTHS:
        return Verdict("no", (f"à partir de {ages['min'] // 12} ans",))
    if "min" in ages:
        return Verdict("yes", (_from_age(ages["min"]),))
    found = matching(body, _CHILDREN)
    if found:
        return Verdict("yes", found)
    return _walk(body)


def _from_age(months: int) -> str:
    return f"dès {months // 12} ans" if months >= 24 else f"dès {months} mois" if months else "à tout âge"


def _walk(body: Body) -> Verdict:
    route = body.get("route", {})
    difficulty, distance = route.get("difficulty"), route.get("distance_m")
    if difficulty in ("hard", "very_hard"):
        return Verdict("no", ("itinéraire difficile",))
    if difficulty in ("easy", "very_easy") and distance is not None and distance <= SHORT_WALK_M:
        return Verdict("yes", (f"itinéraire facile de {distance / 1000:.1f} km".replace(".", ","),))
    return UNKNOWN


def without_car(body: Body, stops: Sequence[Stop] = (), walk_from: Sequence[Stop] = ()) -> Verdict:
    """Without a car: what it says, a stop within 600 m, or a desk within 1.5 km. Distances are as the crow flies.

    Far from every known stop is "no" only where stops are known: an offer without any says nothing.
    """
    found = matching(body, _NO_CAR)
    if found:
        return Verdict("yes", found)
    position = body.get("position")
    if position is None:
        return UNKNOWN
    stop = _nearest(position, stops, STOP_WITHIN_M)
    if stop:
        return Verdict("yes", (f"{stop[0]} à {stop[1]} m",))
    town = _nearest(position, walk_from, WALK_WITHIN_M)
    if town:
        return Verdict("yes", (f"à pied de {town[0]} ({town[1]} m)",))
    return Verdict("no", ("aucun arrêt connu à moins de 600 m",)) if stops else UNKNOWN


def _nearest(position: Position, places: Sequence[Stop], within: int) -> tuple[str, int] | None:
    """The nearest place and its distance, to ten metres, when it is within a distance."""
    found = min(
        ((distance_m(position["lat"], position["lon"], one.lat, one.lon), one.name) for one in places),
        default=None,
    )
    return (found[1], int(round(found[0], -1))) if found and found[0] <= within else None


def with_dog(body: Body) -> Verdict:
    """With a dog: only what the fiche says of animals."""
    if "pets" not in body:
        return UNKNOWN
    return Verdict("yes", ("animaux acceptés",)) if body["pets"] else Verdict("no", ("animaux refusés",))
