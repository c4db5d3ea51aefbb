"""The communes of the office's territory, and where they are on the map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import isfinite
from statistics import median
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from buron.kernel import journal
from buron.kernel.actors import Actor
from buron.kernel.models import Office
from buron.kernel.services import update_office
from buron.territory import reference
from buron.territory.errors import TerritoryError
from buron.territory.models import OfficeCommune
from buron.territory.queries import EpciChange, epci_change, main_department
from buron.territory.reference import Commune

# A tenth of a metre: more digits would make the same point look changed at each learning.
DECIMALS = 6
# Metropolitan France with Corsica, generously; outside of it, latitude and longitude were usually swapped.
METROPOLITAN_LATITUDES = (41.0, 51.5)
METROPOLITAN_LONGITUDES = (-5.6, 10.0)


class Observation(NamedTuple):
    """A place that is known to be in a commune: INSEE code, degrees."""

    insee: str
    latitude: float
    longitude: float


def choose_epci(*, actor: Actor, siren: str) -> EpciChange:
    """Make the office's territory that of an intercommunality: communes are added and removed to match.

    Positions of the communes that stay are kept. The office takes the EPCI's number and its main département,
    for which the actor needs ``kernel.office`` too. Raises :class:`TerritoryError` for an unknown SIREN.
    """
    actor.require("territory.manage")
    with transaction.atomic():
        office = _locked_office(actor)
        change = epci_change(office, siren)
        OfficeCommune.objects.bulk_create(
            OfficeCommune(office=office, insee=commune.insee) for commune in change.added
        )
        gone = [commune.insee for commune in change.removed]
        OfficeCommune.objects.filter(office=office, insee__in=gone).delete()
        _describe_office(actor, office, change)
        journal.record(
            actor=actor,
            action="territory.epci.chosen",
            target=office,
            before={"removed": gone},
            after={"siren": change.epci.siren, "added": [commune.insee for commune in change.added]},
        )
    return change


def _describe_office(actor: Actor, office: Office, change: EpciChange) -> None:
    chosen = {
        "epci_siren": change.epci.siren,
        "department": main_department(change.epci.members) or office.department,
    }
    changes = {name: value for name, value in chosen.items() if getattr(office, name) != value}
    if changes:
        update_office(actor=actor, office=office, changes=changes)


def add_commune(*, actor: Actor, insee: str) -> OfficeCommune:
    """Add one commune to the territory, by an INSEE code of today or of before."""
    actor.require("territory.manage")
    commune = _known(insee)
    with transaction.atomic():
        office = _locked_office(actor)
        row, created = OfficeCommune.objects.get_or_create(office=office, insee=commune.insee)
        if not created:
            raise TerritoryError(_("%(name)s est déjà dans le territoire.") % {"name": commune.name})
        journal.record(
            actor=actor, action="territory.commune.added", target=row, after={"insee": commune.insee}
        )
    return row


def remove_commune(*, actor: Actor, insee: str) -> None:
    """Take one commune out of the territory; what was recorded about it elsewhere stays."""
    actor.require("territory.manage")
    with transaction.atomic():
        row = _locked_commune(actor, insee)
        journal.record(actor=actor, action="territory.commune.removed", target=row, before=_described(row))
        row.delete()


def set_commune_position(*, actor: Actor, insee: str, latitude: float, longitude: float) -> OfficeCommune:
    """Place a commune by hand, in degrees (WGS 84); imports will not move it any more."""
    actor.require("territory.manage")
    commune = _known(insee)
    if not _is_plausible(commune, latitude, longitude):
        raise TerritoryError(
            _(
                "Ce point n’est pas en France : la latitude de %(name)s est entre 41 et 52, "
                "sa longitude entre −6 et 10. Les deux sont peut-être inversées."
            )
            % {"name": commune.name}
            if _is_metropolitan(commune)
            else _("La latitude va de −90 à 90, la longitude de −180 à 180.")
        )
    with transaction.atomic():
        row = _locked_commune(actor, insee)
        before = _described(row)
        _place(row, latitude, longitude, OfficeCommune.PositionSource.SET)
        row.save()
        _record_move(actor, row, before, "territory.commune.placed")
    return row


def forget_commune_position(*, actor: Actor, insee: str) -> OfficeCommune:
    """Take back a position; the next import may learn one."""
    actor.require("territory.manage")
    with transaction.atomic():
        row = _locked_commune(actor, insee)
        before = _described(row)
        row.latitude = row.longitude = None
        row.position_source = OfficeCommune.PositionSource.NONE
        row.save()
        _record_move(actor, row, before, "territory.commune.unplaced")
    return row


def learn_positions(*, actor: Actor, observations: Iterable[Observation]) -> list[OfficeCommune]:
    """Place the communes in the middle of what is known to be in them; returns those that moved.

    The middle is the median of latitudes and that of longitudes, which one place typed wrongly does not shift.
    Communes placed by hand are left alone, as are observations outside of the territory or of the map.
    """
    actor.require("territory.learn")
    points = _points_by_commune(observations)
    with transaction.atomic():
        rows = OfficeCommune.objects.select_for_update().filter(
            office_id=actor.office_id, insee__in=list(points)
        )
        movable = rows.exclude(position_source=OfficeCommune.PositionSource.SET).order_by("pk")
        moved = [row for row in movable if _learn(row, points[row.insee])]
        OfficeCommune.objects.bulk_update(moved, ["latitude", "longitude", "position_source"])
        if moved:
            journal.record(
                actor=actor,
                action="territory.positions.learnt",
                after={row.insee: [row.latitude, row.longitude] for row in moved},
            )
    return moved


def _points_by_commune(observations: Iterable[Observation]) -> dict[str, list[tuple[float, float]]]:
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    known: dict[str, Commune | None] = {}
    for insee, latitude, longitude in observations:
        if insee not in known:
            known[insee] = reference.commune(insee)
        commune = known[insee]
        if commune is not None and _is_plausible(commune, latitude, longitude):
            points[commune.insee].append((latitude, longitude))
    return points


def _learn(row: OfficeCommune, points: list[tuple[float, float]]) -> bool:
    before = _described(row)
    latitude, longitude = (median(values) for values in zip(*points, strict=True))
    _place(row, latitude, longitude, OfficeCommune.PositionSource.LEARNT)
    return _described(row) != before


def _place(
    row: OfficeCommune, latitude: float, longitude: float, source: OfficeCommune.PositionSource
) -> None:
    row.latitude, row.longitude = round(latitude, DECIMALS), round(longitude, DECIMALS)
    row.position_source = source


def _is_metropolitan(commune: Commune) -> bool:
    department = reference.department(commune.department)
    return department is not None and department.zone == "metro"


def _is_plausible(commune: Commune, latitude: float, longitude: float) -> bool:
    metropolitan = _is_metropolitan(commune)
    south, north = METROPOLITAN_LATITUDES if metropolitan else (-90.0, 90.0)
    west, east = METROPOLITAN_LONGITUDES if metropolitan else (-180.0, 180.0)
    return (
        isfinite(latitude)
        and isfinite(longitude)
        and south <= latitude <= north
        and west <= longitude <= east
    )


def _known(insee: str) -> Commune:
    commune = reference.commune(insee)
    if commune is None:
        raise TerritoryError(_("Aucune commune française n’a le code INSEE « %(code)s ».") % {"code": insee})
    return commune


def _locked_office(actor: Actor) -> Office:
    return Office.objects.select_for_update().get(pk=actor.office_id)


def _locked_commune(actor: Actor, insee: str) -> OfficeCommune:
    commune = _known(insee)
    row = (
        OfficeCommune.objects.select_for_update()
        .filter(office_id=actor.office_id, insee=commune.insee)
        .first()
    )
    if row is None:
        raise TerritoryError(_("%(name)s n’est pas dans le territoire.") % {"name": commune.name})
    return row


def _described(row: OfficeCommune) -> dict[str, object]:
    return {
        "insee": row.insee,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "position_source": str(row.position_source),
    }


def _record_move(actor: Actor, row: OfficeCommune, before: dict[str, object], action: str) -> None:
    old, new = journal.changes(before, _described(row))
    journal.record(actor=actor, action=action, target=row, before=old, after=new)
