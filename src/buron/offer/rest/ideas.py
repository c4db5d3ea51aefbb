"""Situational ideas for a program: a site, a screen."""

import datetime as dt
from typing import Any, Literal

from django.http import Http404
from django.utils import timezone
from ninja import Query, Schema
from pydantic import Field

from buron.kernel.rest import ApiRequest, rest
from buron.kernel.rest_lists import READS
from buron.offer.ideas import BY_KEY
from buron.offer.queries.ideas import IDEAS, MOST_IDEAS, ideas
from buron.offer.rest.base import router
from buron.offer.rest.describe import fiche_url
from buron.offer.search.query import Point

Node = dict[str, Any]


class SituationOut(Schema):
    key: str
    title: str
    rule: str = Field(description="La règle, telle qu’elle est montrée au comptoir.")
    kinds: list[str]
    dated: bool = Field(description="La réponse change avec le jour.")


class IdeaOut(Schema):
    id: int
    name: str
    url: str
    answer: Literal["yes", "unknown"] = Field(description="`unknown` : la fiche ne le dit pas.")
    because: list[str] = Field(description="Les faits de la fiche qui ont décidé.")
    open: Literal["open", "unknown"]
    distance_m: int | None
    partner: bool
    shown: int = Field(description="Fois où elle a été montrée ces 30 jours.")


class IdeasOut(Schema):
    situation: SituationOut
    known: int = Field(description="Fiches qui le disent.")
    unsaid: int = Field(description="Fiches qui ne le disent pas.")
    partners_first: bool
    items: list[IdeaOut]


class Asked(Schema):
    day: dt.date | None = Field(None, description="Aujourd’hui si rien n’est dit.")
    lat: float | None = Field(None, ge=-90, le=90)
    lon: float | None = Field(None, ge=-180, le=180)
    limit: int = Field(IDEAS, ge=1, le=MOST_IDEAS)
    place: str = Field("", max_length=40, description="Le lieu où elles sont montrées : l’ordre en dépend.")


@router.get("/ideas", response={200: list[SituationOut], **READS}, url_name="situations")
@rest("offer.view")
def list_situations(request: ApiRequest) -> list[Node]:
    """Les situations pour lesquelles des idées peuvent être demandées, avec leur règle."""
    return [_situation(key) for key in BY_KEY]


@router.get("/ideas/{situation}", response={200: IdeasOut, **READS}, url_name="ideas")
@rest("offer.view")
def list_ideas(request: ApiRequest, situation: str, asked: Query[Asked]) -> Node:
    """Des idées pour une situation, dans l’ordre du comptoir. Lire ne compte pas les passages."""
    if situation not in BY_KEY:
        raise Http404("no such situation")
    near = Point(asked.lat, asked.lon) if asked.lat is not None and asked.lon is not None else None
    day = asked.day or timezone.localdate()
    found = ideas(situation, day=day, near=near, limit=asked.limit, place=asked.place)
    return {
        "situation": _situation(situation),
        "known": found.known,
        "unsaid": found.unsaid,
        "partners_first": found.partners_first,
        "items": [
            {
                "id": one.id,
                "name": one.name,
                "url": fiche_url(request, one.id),
                "answer": one.answer,
                "because": list(one.because),
                "open": one.open,
                "distance_m": one.distance_m,
                "partner": one.partner,
                "shown": one.shown,
            }
            for one in found.ideas
        ],
    }


def _situation(key: str) -> Node:
    one = BY_KEY[key]
    return {
        "key": one.key,
        "title": str(one.title),
        "rule": str(one.rule),
        "kinds": list(one.kinds),
        "dated": one.dated,
    }
