"""The register as rows to download."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from buron.kernel.figures import Column, Rows
from buron.lodging.models import Lodging
from buron.lodging.opening_text import write_spans
from buron.lodging.queries.finding import find_lodgings, for_list

COLUMNS = (
    Column("number", "Numéro", "integer"),
    Column("name", "Nom"),
    Column("nature", "Nature"),
    Column("stars", "Étoiles", "integer"),
    Column("ranked_until", "Classé jusqu’au", "date"),
    Column("address", "Adresse"),
    Column("postcode", "Code postal"),
    Column("insee", "Code INSEE"),
    Column("commune", "Commune"),
    Column("latitude", "Latitude"),
    Column("longitude", "Longitude"),
    Column("capacity", "Capacité (personnes)", "integer"),
    Column("units", "Chambres, logements ou emplacements", "integer"),
    Column("beds", "Lits", "integer"),
    Column("surface", "Surface (m²)", "integer"),
    Column("residence", "Résidence"),
    Column("declaration_number", "Récépissé de déclaration"),
    Column("declared_on", "Déclaré en mairie le", "date"),
    Column("registration_number", "Numéro d’enregistrement"),
    Column("channels", "Location"),
    Column("openings", "Ouverture"),
    Column("opened_on", "En location depuis le", "date"),
    Column("closed_on", "En location jusqu’au", "date"),
    Column("declarant", "Déclarant"),
    Column("email", "Courriel du déclarant"),
    Column("phone", "Téléphone du déclarant"),
)


def lodgings(parameters: Mapping[str, str]) -> Rows:
    """The lodgings that the list shows with the same parameters."""
    found = find_lodgings(parameters)

    def page(offset: int, limit: int) -> Sequence[Sequence[object]]:
        return [_line(one) for one in for_list(found)[offset : offset + limit]]

    return Rows(COLUMNS, found.count(), page)


def register(parameters: Mapping[str, str]) -> Rows:
    """The whole register, closed lodgings too."""
    return lodgings({**parameters, "etat": "all"})


def _line(one: Lodging) -> Sequence[object]:
    ranking = next(iter(getattr(one, "ranked", ())), None)
    holding = next(iter(getattr(one, "declaring", ())), None)
    party = holding.party if holding else None
    return (
        one.number,
        one.name,
        one.get_nature_display(),
        ranking.stars if ranking else None,
        ranking.valid_until if ranking else None,
        ", ".join(one.address.splitlines()),
        one.postcode,
        one.insee,
        one.commune_name,
        str(one.latitude) if one.latitude is not None else None,
        str(one.longitude) if one.longitude is not None else None,
        one.capacity,
        one.units,
        one.beds,
        one.surface,
        one.get_residence_display(),
        one.declaration_number,
        one.declared_on,
        one.registration_number,
        one.get_channels_display(),
        "; ".join(write_spans(one.openings).splitlines()),
        one.opened_on,
        one.closed_on,
        str(party) if party else None,
        party.email if party else None,
        (party.phone or party.mobile) if party else None,
    )
