"""The territory on one page: communes, desks, brands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buron.kernel.screens import OfficeRequest, screen
from buron.territory import calendars, queries, reference
from buron.territory.labels import EPCI_KINDS
from buron.territory.models import Desk, OfficeCommune


@screen("territory.view")
def territory(request: OfficeRequest) -> HttpResponseBase:
    """What the office's territory is made of; managers find there what changes it."""
    communes = queries.office_communes(request.office)
    desks = list(queries.desks())
    today = timezone.localdate()
    context = {
        "can_manage": request.actor.can("territory.manage"),
        "communes": communes,
        "unplaced": sum(not row.has_position for row in communes),
        "desks": [(desk, desk.is_active_on(today)) for desk in desks],
        "today": today,
        "brands": queries.office_brands(request.office).prefetch_related("places__office"),
        "places": place_items(request, communes, desks),
        "geojson": geojson(request, communes, desks),
        **_summary(request, communes),
    }
    return render(request, "territory/territory.html", context)


def _summary(request: OfficeRequest, communes: list[OfficeCommune]) -> dict[str, Any]:
    department = queries.office_department(request.office)
    epci = reference.epci(request.office.epci_siren)
    populations = [found.population for row in communes if (found := row.commune)]
    known = [population for population in populations if population is not None]
    return {
        "epci": epci,
        "epci_kind": EPCI_KINDS.get(epci.kind) if epci else None,
        "department": reference.department(department or ""),
        "zone": calendars.zone_of_department(department or ""),
        "population": sum(known) if known else None,
        "cog_year": reference.manifest()["decoupage"]["cog_year"],
    }


def place_items(
    request: OfficeRequest, communes: Iterable[OfficeCommune], desks: Iterable[Desk]
) -> list[dict[str, str]]:
    """What is on the map, desks first, as the list beside it says it."""
    items = [
        {
            "id": f"desk-{desk.slug}",
            "title": desk.name,
            "text": str(desk.get_kind_display()),
            "url": reverse("territory_desk", kwargs={"office": request.office.slug, "slug": desk.slug})
            if request.actor.can("territory.manage")
            else "",
        }
        for desk in desks
        if desk.has_position
    ]
    items += [
        {"id": f"commune-{row.insee}", "title": row.name, "text": _("Commune"), "url": ""}
        for row in communes
        if row.has_position
    ]
    return items


def geojson(
    request: OfficeRequest, communes: Iterable[OfficeCommune], desks: Iterable[Desk]
) -> dict[str, Any]:
    """The communes and desks whose position is known, as the map component reads them.

    A commune stands on it twice: as a point that opens, and as a name on the ground, which needs no network.
    """
    communes = list(communes)
    rows: dict[str, OfficeCommune | Desk] = {f"desk-{desk.slug}": desk for desk in desks}
    rows |= {f"commune-{row.insee}": row for row in communes}
    items = {item["id"]: item for item in place_items(request, communes, desks)}
    return {
        "type": "FeatureCollection",
        "features": ground(communes)
        + [
            {
                "type": "Feature",
                "properties": items[key],
                "geometry": {"type": "Point", "coordinates": [row.longitude, row.latitude]},
            }
            for key, row in rows.items()
            if key in items
        ],
    }


def ground(communes: Iterable[OfficeCommune], *, but: str = "") -> list[dict[str, Any]]:
    """The communes as the plain ground of a map that shows something else."""
    return [
        {
            "type": "Feature",
            "properties": {"id": row.insee, "title": row.name, "role": "commune"},
            "geometry": {"type": "Point", "coordinates": [row.longitude, row.latitude]},
        }
        for row in communes
        if row.has_position and row.insee != but
    ]


def point_map(
    communes: Iterable[OfficeCommune], title: str, place: OfficeCommune | Desk | None
) -> dict[str, Any]:
    """A map on which one thing is placed, over the communes that are placed already."""
    features = ground(communes, but=place.insee if isinstance(place, OfficeCommune) else "")
    if place is not None and place.has_position:
        features.append(
            {
                "type": "Feature",
                "properties": {"id": "place", "title": title},
                "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
            }
        )
    return {"type": "FeatureCollection", "features": features}
