"""The counts of a search, turned into what a screen shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from django.utils.translation import gettext

from buron.kernel.formats import NO_BREAK_SPACE
from buron.offer.kinds import kind_label
from buron.offer.models import Fiche
from buron.offer.queries.types import Facets, FacetValue
from buron.offer.search.columns import STATES, Columns, Ints
from buron.offer.search.narrow import counts, freshness_codes, label_counts, ring_counts
from buron.offer.search.openness import OPEN
from buron.offer.search.query import FRESHNESS, RINGS_M, SearchQuery
from buron.offer.search.run import Ran
from buron.offer.search.writer import commune_name

MOST_VALUES = 120
"""Values of a facet that are given, the commonest first, besides those that are chosen."""


def facets_of(ran: Ran, query: SearchQuery, day: dt.date) -> Facets:
    """The facets of a search that was run."""
    columns, rows, narrowed = ran.columns, ran.rows, ran.narrowed
    communes = counts(columns.commune[rows[narrowed.but("communes")]], len(columns.communes))
    kinds = counts(columns.kind[rows[narrowed.but("kinds")]], len(columns.kinds))
    labels = label_counts(columns, rows[narrowed.but("labels")])
    names = columns.label_sets.names
    return Facets(
        kinds=_values(columns.kinds.texts, kinds, query.kinds, lambda code: kind_label(code, query.language)),
        communes=_values(columns.communes.texts, communes, query.communes, commune_label),
        labels=_values(
            columns.label_sets.labels.texts, labels, query.labels, lambda key: names.get(key, key)
        ),
        states=_values(
            STATES,
            counts(columns.state[rows[narrowed.but("states")]], len(STATES)),
            query.states,
            lambda code: str(Fiche.State(code).label),
        ),
        freshness=_freshness(columns, rows[narrowed.but("freshness")], query, day),
        rings=_rings(ran, query),
        openness=_openness(columns, rows[narrowed.but("openness")], query, day),
    )


def commune_label(insee: str) -> str:
    """The name of a commune, its code when nobody knows it."""
    return commune_name(insee) or insee


def freshness_label(code: str) -> str:
    """How a class of freshness is called."""
    return {
        "fresh": gettext("Vérifiée depuis moins de 6 mois"),
        "over_6": gettext("Vérifiée il y a 6 à 12 mois"),
        "over_12": gettext("Vérifiée il y a plus de 12 mois"),
        "never": gettext("Jamais vérifiée"),
    }[code]


def _values(
    codes: Sequence[str], numbers: npt.NDArray[Any], chosen: Sequence[str], label: Callable[[str], str]
) -> tuple[FacetValue, ...]:
    """The values that are there, the commonest first; those that are chosen stay even when nothing is left."""
    order = np.argsort(-numbers, kind="stable")[: MOST_VALUES + 1]
    shown = {codes[place]: int(numbers[place]) for place in order if numbers[place] and codes[place]}
    for code in chosen:
        if code not in shown:
            place = codes.index(code) if code in codes else len(numbers)
            shown[code] = int(numbers[place]) if place < len(numbers) else 0
    return tuple(FacetValue(code, label(code), number, code in chosen) for code, number in shown.items())


def _freshness(columns: Columns, rows: Ints, query: SearchQuery, day: dt.date) -> tuple[FacetValue, ...]:
    numbers = counts(freshness_codes(columns, rows, day), len(FRESHNESS))
    return tuple(
        FacetValue(code, freshness_label(code), int(number), code in query.freshness)
        for code, number in zip(FRESHNESS, numbers, strict=True)
    )


def _rings(ran: Ran, query: SearchQuery) -> tuple[FacetValue, ...]:
    if ran.far is None:
        return ()
    numbers = ring_counts(ran.far[ran.narrowed.but("rings")])
    return tuple(
        FacetValue(
            str(radius),
            gettext("à moins de %(distance)s") % {"distance": distance_text(radius)},
            number,
            query.radius_m == radius,
        )
        for radius, number in zip(RINGS_M, numbers, strict=True)
    )


def _openness(columns: Columns, rows: Ints, query: SearchQuery, day: dt.date) -> tuple[FacetValue, ...]:
    asked = query.open_on or day
    number = int((columns.openings.on(asked, columns.opening[rows]) == OPEN).sum())
    label = gettext("Ouvert aujourd’hui") if asked == day else gettext("Ouvert ce jour-là")
    return (FacetValue(asked.isoformat(), label, number, query.open_on is not None),)


def distance_text(metres: int) -> str:
    """``350 m``, ``2,4 km``, ``18 km``."""
    if metres < 1000:
        return f"{round(metres, -1)}{NO_BREAK_SPACE}m"
    kilometres = metres / 1000
    figure = (
        f"{kilometres:.1f}".replace(".", ",") if kilometres < 10 and metres % 1000 else f"{kilometres:.0f}"
    )
    return f"{figure}{NO_BREAK_SPACE}km"
