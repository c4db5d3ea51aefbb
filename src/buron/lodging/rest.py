"""The register of lodgings by program, to read: what describes a lodging, never who holds it."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import Http404, HttpResponse
from django.urls import reverse
from ninja import Path, Query, Router, Schema
from ninja.decorators import decorate_view
from pydantic import BeforeValidator, Field, StringConstraints

from buron.kernel.rest import ApiRequest, rest
from buron.kernel.rest_lists import (
    LARGEST_ID,
    MAX_PAGE,
    MAX_PAGE_SIZE,
    PAGE_SIZE,
    READS,
    conditional,
    page_frame,
)
from buron.lodging.models import Lodging
from buron.lodging.natures import Nature
from buron.lodging.queries.finding import find_lodgings, for_list

router = Router(tags=["lodging"])

Node = dict[str, Any]
NATURES = tuple(Nature.values)
NatureKey = Literal[NATURES]  # type: ignore[valid-type]
Words = Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00]*$")]
Insee = Annotated[str, StringConstraints(pattern=r"^(\d{2}|2[AB])\d{3}$")]
LodgingId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


def or_absent(kind: Any) -> BeforeValidator:
    """A parameter left blank is as if it were absent."""
    return BeforeValidator(
        lambda value: None if value == "" else value, json_schema_input_type=kind | Literal[""] | None
    )


class Asked(Schema):
    """What narrows the register, page by page."""

    q: Words = Field("", description="Mots du nom, de l’adresse ou des numéros.")
    commune: Annotated[Insee | None, or_absent(Insee)] = Field(None, description="Code INSEE.")
    nature: Annotated[NatureKey | None, or_absent(NatureKey)] = Field(None, description="Nature.")
    state: Literal["open", "closed", "all"] = Field("open", description="En location, plus loués, ou tous.")
    page: int = Field(1, ge=1, le=MAX_PAGE)
    page_size: int = Field(PAGE_SIZE, ge=1, le=MAX_PAGE_SIZE)


class RankingOut(Schema):
    """The ranking that holds today."""

    stars: int
    valid_from: dt.date
    valid_until: dt.date | None
    capacity: int | None


class LodgingOut(Schema):
    """A lodging. What is null or empty is not known."""

    id: int
    url: str
    number: int = Field(description="Numéro au registre.")
    name: str
    nature: str
    address: str
    postcode: str
    insee: str
    commune: str
    latitude: float | None
    longitude: float | None
    capacity: int | None
    units: int | None
    beds: int | None
    bedrooms: list[dict[str, Any]] = Field(description="Lits pièce par pièce.")
    surface: int | None
    registration_number: str
    openings: list[list[str]] = Field(description="Périodes de l’année, « MM-JJ » compris.")
    opened_on: dt.date | None
    closed_on: dt.date | None
    ranking: RankingOut | None
    fiche: int | None = Field(description="Sa fiche dans l’offre.")
    updated_at: dt.datetime


class LodgingPage(Schema):
    """One page of the register."""

    count: int
    page: int
    pages: int
    page_size: int
    next: str | None
    previous: str | None
    items: list[LodgingOut]


@router.get("/lodgings", response={200: LodgingPage, **READS}, url_name="lodgings")
@decorate_view(conditional)
@rest("lodging.view")
def list_lodgings(request: ApiRequest, response: HttpResponse, asked: Query[Asked]) -> Node:
    """Les hébergements du registre, par nom ; en location si aucun état n’est demandé."""
    found = find_lodgings(
        {
            "mots": asked.q,
            "commune": asked.commune or "",
            "nature": asked.nature or "",
            "etat": "" if asked.state == "open" else asked.state,
        }
    )
    total, size = found.count(), asked.page_size
    first = (asked.page - 1) * size
    frame = page_frame(
        request, response, total=total, page=asked.page, pages=max(1, -(-total // size)), size=size
    )
    return frame | {"items": [_told(request, one) for one in for_list(found)[first : first + size]]}


@router.get("/lodgings/{lodging_id}", response={200: LodgingOut, **READS}, url_name="lodging")
@decorate_view(conditional)
@rest("lodging.view")
def read_lodging(request: ApiRequest, lodging_id: LodgingId) -> Node:
    """Un hébergement du registre ; celui qui a été réuni à un double n’est plus là."""
    found = for_list(find_lodgings({"etat": "all"}).filter(pk=lodging_id)).first()
    if found is None:
        raise Http404(str(lodging_id))
    return _told(request, found)


_SAME = (
    *(
        "number",
        "name",
        "nature",
        "address",
        "postcode",
        "insee",
        "latitude",
        "longitude",
        "capacity",
        "units",
    ),
    *(
        "beds",
        "bedrooms",
        "surface",
        "registration_number",
        "openings",
        "opened_on",
        "closed_on",
        "updated_at",
    ),
)


def _told(request: ApiRequest, lodging: Lodging) -> Node:
    held = next(iter(getattr(lodging, "ranked", ())), None)
    path = reverse("api-v1:lodging", kwargs={"lodging_id": lodging.pk})
    ranking = held and {
        name: getattr(held, name) for name in ("stars", "valid_from", "valid_until", "capacity")
    }
    return {name: getattr(lodging, name) for name in _SAME} | {
        "id": lodging.pk,
        "url": request.build_absolute_uri(path),
        "commune": lodging.commune.name if lodging.commune else "",
        "ranking": ranking,
        "fiche": lodging.fiche_id,
    }
