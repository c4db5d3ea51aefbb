"""What goes in and comes out, as it is published in the description of the interface."""

import datetime as dt
import re
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from buron.offer.body import KINDS
from buron.offer.rest.body_schema import body_schema
from buron.offer.search.query import FRESHNESS, ORDERS

KindKey = Literal[KINDS]  # type: ignore[valid-type]
StateKey = Literal["published", "draft", "hidden", "archived"]
FreshnessKey = Literal[FRESHNESS]  # type: ignore[valid-type]
OrderKey = Literal[ORDERS]  # type: ignore[valid-type]
Language = Literal["fr", "en", "de", "nl", "es"]
BodyJson = Annotated[dict[str, Any], WithJsonSchema(body_schema())]
AnyJson = Annotated[Any, WithJsonSchema({})]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}", re.ASCII)


def _written(pattern: re.Pattern[str], said: str) -> BeforeValidator:
    """Refuse what is no ISO 8601 text: a bare number would be read as seconds since 1970."""

    def check(value: Any) -> Any:
        if isinstance(value, (dt.date, dt.datetime)) or (isinstance(value, str) and pattern.match(value)):
            return value
        raise ValueError(said)

    return BeforeValidator(check)


Day = Annotated[dt.date, _written(_DAY, "Date AAAA-MM-JJ attendue")]
Instant = Annotated[dt.datetime, _written(_INSTANT, "Date et heure ISO 8601 attendues")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
FieldPath = Annotated[str, StringConstraints(pattern=r"^[a-z]+(\.[A-Za-z0-9_-]{1,40}){0,3}$", max_length=160)]


class FicheLine(Schema):
    """A fiche in a list. ``body`` is there when it was asked for."""

    id: int
    url: str
    page: str | None
    kind: str
    kind_label: str
    subkind: str
    name: str
    short: str
    insee: str
    commune: str
    latitude: float | None
    longitude: float | None
    distance_m: int | None
    state: StateKey
    open_today: Literal["open", "closed", "unknown"]
    hours: str
    first_day: dt.date | None
    last_day: dt.date | None
    next_day: dt.date | None
    photo: str | None
    checked_on: dt.date | None
    freshness: FreshnessKey
    updated_at: dt.datetime
    body: BodyJson = Field(default_factory=dict)


class FacetCount(Schema):
    code: str
    label: str
    count: int


class FacetCounts(Schema):
    """Exact numbers of answers; each facet ignores its own filter."""

    kinds: list[FacetCount]
    communes: list[FacetCount]
    labels: list[FacetCount]
    states: list[FacetCount]
    freshness: list[FacetCount]


class FichePage(Schema):
    """One page of a list. ``corrected`` is what was searched when the words typed are found nowhere."""

    count: int
    page: int
    pages: int
    page_size: int
    next: str | None
    previous: str | None
    corrected: str
    items: list[FicheLine]
    facets: FacetCounts | None = None


class SourceOut(Schema):
    """A source that knows the fiche. ``missing_since``: it no longer sends it."""

    name: str
    connector: str
    external_id: str
    received_at: dt.datetime
    missing_since: dt.date | None
    is_withdrawn: bool


class EditOut(Schema):
    """An edit of the office: what it shows at a path, and what the sources say there."""

    path: str
    value: AnyJson
    hidden: AnyJson


class PhotoOut(Schema):
    """A photo kept by the office. ``until``: last day on which it may be shown."""

    id: int
    url: str
    sizes: dict[str, str]
    alt: dict[str, str]
    credit: str
    until: dt.date | None
    width: int
    height: int


class LinkOut(Schema):
    """A fiche that this one points to; ``fiche`` and ``url`` are null when the office does not have it."""

    rel: str
    source_id: str
    name: str
    fiche: int | None
    url: str | None


class FicheFull(Schema):
    """A fiche in full. ``body`` is what everyone reads: its sources, with the edits of the office over them."""

    id: int
    url: str
    pages: dict[str, str]
    kind: str
    name: str
    slug: str
    state: StateKey
    commune: str
    body: BodyJson
    sources: list[SourceOut]
    edits: list[EditOut]
    photos: list[PhotoOut]
    links: list[LinkOut]
    completeness: int
    checked_on: dt.date | None
    first_day: dt.date | None
    last_day: dt.date | None
    missing_since: dt.date | None
    merged_into: int | None
    created_at: dt.datetime
    updated_at: dt.datetime


class SelectionOut(Schema):
    """A selection. ``page`` is its public page, when it has one."""

    slug: str
    name: str
    note: str
    order: str
    limit: int | None
    is_public: bool
    url: str
    page: str | None
    updated_at: dt.datetime


class KindOut(Schema):
    """A kind of fiche, with its names by language."""

    key: str
    family: str
    name: dict[str, str]
    plural: dict[str, str]


class CommuneOut(Schema):
    """A commune of the territory; its position is null until it is known."""

    insee: str
    name: str
    latitude: float | None
    longitude: float | None


class FicheIn(Schema):
    """A fiche made by the office."""

    model_config = ConfigDict(extra="forbid")

    body: BodyJson
    state: Literal["published", "draft", "hidden"] = "published"


class FicheEdit(Schema):
    """Edits to lay over a fiche: path of the field to its value, ``null`` hides what the sources say.

    ``restore`` gives paths back to the sources. ``updated_at``, as it was read, refuses the change when somebody
    else has written in between.
    """

    model_config = ConfigDict(extra="forbid")

    values: dict[FieldPath, AnyJson] = Field(default_factory=dict, max_length=200)
    restore: list[FieldPath] = Field(default_factory=list, max_length=200)
    updated_at: Instant | None = None


class StateIn(Schema):
    """The state that a fiche must be in."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["published", "hidden", "archived"]
    updated_at: Instant | None = None
