"""The parameters of a search, the same as on the screen, and the question that they make."""

import datetime as dt
from dataclasses import replace
from typing import Annotated, Any, Literal

from django.http import Http404
from django.utils import timezone
from ninja import Schema
from pydantic import BeforeValidator, Field, StringConstraints

from buron.kernel.rest_lists import MAX_PAGE, MAX_PAGE_SIZE, PAGE_SIZE
from buron.offer.models import Fiche, Selection
from buron.offer.queries import Point, SearchQuery, selection_ids
from buron.offer.queries.selections import order_named
from buron.offer.rest.schemas import Day, FreshnessKey, Instant, KindKey, Language, OrderKey, Slug, StateKey

_LATITUDE = r"-?([0-8]?\d(\.\d{1,12})?|90(\.0{1,12})?)"
_LONGITUDE = r"-?((1[0-7]\d|\d{1,2})(\.\d{1,12})?|180(\.0{1,12})?)"
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


def _absent(value: Any) -> Any:
    return None if value == "" else value


def or_blank(kind: Any) -> BeforeValidator:
    """``?open_on=`` is what a form sends of a field that was left blank: as if it were absent."""
    return BeforeValidator(_absent, json_schema_input_type=kind | Literal[""] | None)


Words = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00]*$")]
Insee = Annotated[str, StringConstraints(pattern=r"^(\d{2}|2[AB])\d{3}$")]
LabelKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,99}$")]
Metres = Annotated[int, Field(ge=1, le=200_000)]
Near = Annotated[str, StringConstraints(pattern=f"^{_LATITUDE},{_LONGITUDE}$")]


class Filters(Schema):
    """What narrows and orders a search; several values of one parameter widen it."""

    q: Words = Field("", description="Mots cherchés.")
    kind: list[KindKey] = Field([], max_length=40, description="Types de fiches.")
    commune: list[Insee] = Field([], max_length=200, description="Codes INSEE.")
    label: list[LabelKey] = Field([], max_length=60, description="Clés de labels.")
    open_on: Annotated[Day | None, or_blank(Day)] = Field(
        None, description="Ce que l’on sait ouvert ce jour-là."
    )
    dates_from: Annotated[Day | None, or_blank(Day)] = Field(
        None, description="Dates depuis ce jour compris (ce qui est daté)."
    )
    dates_to: Annotated[Day | None, or_blank(Day)] = Field(None, description="Dates jusqu’à ce jour compris.")
    near: Annotated[Near | None, or_blank(Near)] = Field(
        None, description="« latitude,longitude » en degrés : donne les distances."
    )
    radius: Annotated[Metres | None, or_blank(Metres)] = Field(None, description="Mètres autour de « near ».")
    state: list[StateKey] = Field(
        ["published"], max_length=4, description="États ; publiées si rien n’est dit."
    )
    freshness: list[FreshnessKey] = Field([], max_length=4, description="Âge de la dernière vérification.")
    selection: Annotated[Slug | None, or_blank(Slug)] = Field(
        None, description="Adresse courte d’une sélection."
    )
    updated_since: Annotated[Instant | None, or_blank(Instant)] = Field(
        None, description="Changées depuis cet instant compris."
    )
    order: Annotated[OrderKey | None, or_blank(OrderKey)] = Field(None, description="Ordre des réponses.")
    lang: Language = Field("fr", description="Langue des textes donnés.")


class Asked(Filters):
    """A search page by page."""

    include: list[Literal["body", "facets"]] = Field([], max_length=2, description="À joindre aux réponses.")
    page: int = Field(1, ge=1, le=MAX_PAGE)
    page_size: int = Field(PAGE_SIZE, ge=1, le=MAX_PAGE_SIZE)


class Paging(Schema):
    """A list page by page."""

    include: list[Literal["body"]] = Field([], max_length=1, description="À joindre aux réponses.")
    page: int = Field(1, ge=1, le=MAX_PAGE)
    page_size: int = Field(PAGE_SIZE, ge=1, le=MAX_PAGE_SIZE)
    lang: Language = Field("fr", description="Langue des textes donnés.")


def query_of(asked: Filters) -> SearchQuery:
    """The question of these parameters to the office in scope; :class:`Http404` when the selection is not known."""
    dates = _dates(asked)
    query = SearchQuery(
        text=asked.q.strip(),
        kinds=tuple(asked.kind),
        communes=tuple(asked.commune),
        labels=tuple(asked.label),
        states=tuple(asked.state) or ("published",),
        freshness=tuple(asked.freshness),
        open_on=asked.open_on,
        between=dates,
        near=_point(asked.near),
        radius_m=asked.radius,
        fiches=_only(asked),
        order=order_named(asked.order or ("dates" if dates else "relevance")),
        language=asked.lang,
        day=timezone.localdate(),
    )
    if isinstance(asked, Asked):
        return replace(query, page=asked.page, page_size=asked.page_size)
    return query


def selection_named(slug: str) -> Selection:
    """The office's selection of that short address, or :class:`Http404`."""
    found = Selection.objects.filter(slug=slug).first()
    if found is None:
        raise Http404(slug)
    return found


def _dates(asked: Filters) -> tuple[dt.date, dt.date] | None:
    if asked.dates_from is None and asked.dates_to is None:
        return None
    start, end = asked.dates_from or dt.date.min, asked.dates_to or dt.date.max
    return (start, end) if start <= end else (end, start)


def _point(text: str | None) -> Point | None:
    if text is None:
        return None
    latitude, _, longitude = text.partition(",")
    return Point(float(latitude), float(longitude))


def _only(asked: Filters) -> tuple[int, ...] | None:
    """The fiches that the search may answer: those of a selection, those changed since an instant, or both."""
    ids: list[int] | None = None
    if asked.selection is not None:
        ids = selection_ids(selection_named(asked.selection))
    if asked.updated_since is not None:
        moment = aware(asked.updated_since)
        changed = set(Fiche.objects.filter(updated_at__gte=moment).values_list("pk", flat=True))
        ids = list(changed) if ids is None else [pk for pk in ids if pk in changed]
    return None if ids is None else tuple(ids)


def aware(moment: dt.datetime) -> dt.datetime:
    """An instant that both engines can compare: the hour of Paris when no zone is said, within sensible years."""
    year = min(max(moment.year, _FIRST_YEAR), _LAST_YEAR)
    if year != moment.year:
        return dt.datetime(year, 1, 1, tzinfo=dt.UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.get_default_timezone())
