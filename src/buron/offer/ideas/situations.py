"""The situations, each with the kinds it is about and its rule, in words and as a function."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypedDict

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from buron.offer.body import Body
from buron.offer.ideas import rules
from buron.offer.ideas.evening import tonight
from buron.offer.ideas.rules import Stop, Verdict

VISITS = ("activity", "facility", "heritage", "nature", "tasting", "event")
WALKS = (*VISITS, "trail")
TABLES = (*WALKS, "restaurant")


@dataclass(frozen=True, slots=True)
class Where:
    """What a rule may need beside the body: the stops that are known, the town centres, the day."""

    stops: Sequence[Stop] = ()
    centres: Sequence[Stop] = ()
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """``rule`` is shown to whoever asks why; ``dated``: the answer changes with the day."""

    key: str
    title: str | Promise
    icon: str
    kinds: tuple[str, ...]
    rule: str | Promise
    answer: Callable[[Body, Where], Verdict]
    dated: bool = False


class Told(TypedDict):
    """An answer as a bundle carries it."""

    answer: str
    because: list[str]


def _tonight(body: Body, where: Where) -> Verdict:
    return tonight(body, where.day) if where.day else rules.UNKNOWN


SITUATIONS: tuple[Situation, ...] = (
    Situation(
        "rain",
        _("Il pleut"),
        "cloud-sun",
        WALKS,
        _("La fiche parle d’un lieu couvert : musée, grotte, cinéma, piscine couverte, atelier…"),
        lambda body, _where: rules.sheltered(body),
    ),
    Situation(
        "heat",
        _("Il fait chaud"),
        "sun",
        WALKS,
        _(
            "La fiche parle d’eau, d’ombre ou de fraîcheur : baignade, cascade, sous-bois, grotte, climatisation…"
        ),
        lambda body, _where: rules.fresh(body),
    ),
    Situation(
        "children",
        _("Avec des enfants"),
        "baby",
        TABLES,
        _(
            "L’âge minimal est d’au plus 12 ans, ou la fiche parle d’enfants ou de familles, ou c’est un itinéraire "
            "facile d’au plus 5 km."
        ),
        lambda body, _where: rules.for_children(body),
    ),
    Situation(
        "no_car",
        _("Sans voiture"),
        "footprints",
        TABLES,
        _(
            "La fiche parle d’un transport, ou un arrêt connu de l’offre est à 600 m au plus, ou un bureau de l’office "
            "à 1,5 km au plus, à vol d’oiseau."
        ),
        lambda body, where: rules.without_car(body, where.stops, where.centres),
    ),
    Situation(
        "tonight",
        _("Ce soir"),
        "clock",
        TABLES,
        _("Ouvert ce jour-là à 19 h 30 ou après, ou commence à partir de 17 h 30."),
        _tonight,
        dated=True,
    ),
    Situation(
        "dog",
        _("Avec un chien"),
        "dog",
        TABLES,
        _("La fiche dit que les animaux sont acceptés."),
        lambda body, _where: rules.with_dog(body),
    ),
)

BY_KEY: dict[str, Situation] = {one.key: one for one in SITUATIONS}


def situations_of(
    body: Body,
    *,
    day: dt.date | None = None,
    stops: Sequence[Stop] = (),
    centres: Sequence[Stop] = (),
) -> dict[str, Told]:
    """What a body answers to each situation that its kind is about: ``{"rain": {"answer": "yes", "because": [...]}}``.

    ``answer`` is ``yes``, ``no`` or ``unknown`` (the fiche does not say: show "non renseigné", never a yes). Dated
    situations are left out unless ``day`` is given. ``stops`` and ``centres`` serve "without a car".
    """
    where = Where(stops, centres, day)
    found: dict[str, Told] = {}
    for one in SITUATIONS:
        if body.get("kind") in one.kinds and (day is not None or not one.dated):
            verdict = one.answer(body, where)
            found[one.key] = {"answer": verdict.answer, "because": list(verdict.because)}
    return found
