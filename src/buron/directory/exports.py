"""The directory as rows to download."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from buron.directory.models import Erasure, Party
from buron.directory.queries import find_parties
from buron.directory.roles import role_title
from buron.directory.wordings import CHANNELS, PURPOSES
from buron.kernel.figures import Column, Rows

PARTY_COLUMNS = (
    Column("number", "Numéro", "integer"),
    Column("kind", "Nature"),
    Column("civility", "Civilité"),
    Column("first_name", "Prénom"),
    Column("last_name", "Nom"),
    Column("organisation", "Organisme"),
    Column("siret", "SIRET"),
    Column("email", "Adresse électronique"),
    Column("email_refused", "Courriel refusé le", "date"),
    Column("phone", "Téléphone"),
    Column("mobile", "Portable"),
    Column("address", "Adresse"),
    Column("postcode", "Code postal"),
    Column("city", "Ville"),
    Column("country", "Pays"),
    Column("address_refused", "NPAI le", "date"),
    Column("language", "Langue"),
    Column("roles", "Qualités"),
    Column("consents", "Accords en vigueur"),
    Column("last_contact", "Dernier contact", "date"),
)
ERASURE_COLUMNS = (
    Column("day", "Date", "date"),
    Column("count", "Contacts effacés", "integer"),
    Column("rows", "Autres lignes", "integer"),
    Column("reason", "Motif"),
    Column("oldest", "Dernier contact le plus ancien", "date"),
    Column("newest", "Dernier contact le plus récent", "date"),
    Column("numbers", "Numéros des contacts"),
    Column("author", "Par"),
)


def parties(parameters: Mapping[str, str]) -> Rows:
    """The contacts that the list shows with the same parameters."""
    found = find_parties(
        parameters.get("mots", ""), parameters.get("role", ""), kind=parameters.get("nature", ""), limit=None
    ).prefetch_related("roles", "consents")

    def page(offset: int, limit: int) -> Sequence[Sequence[object]]:
        return [_party(one) for one in found[offset : offset + limit]]

    return Rows(PARTY_COLUMNS, found.count(), page)


def _party(party: Party) -> Sequence[object]:
    roles = [role_title(role.code) for role in party.roles.all() if role.until is None]
    agreed = [
        f"{PURPOSES.get(one.purpose, one.purpose)} ({CHANNELS.get(one.channel, one.channel)})"
        for one in party.consents.all()
        if one.withdrawn_at is None
    ]
    return (
        party.pk,
        party.get_kind_display(),
        party.civility,
        party.first_name,
        party.last_name,
        party.organisation_name,
        party.siret,
        party.email,
        _day(party.email_refused_at),
        party.phone,
        party.mobile,
        ", ".join(party.address.splitlines()),
        party.postcode,
        party.city,
        party.country,
        _day(party.address_refused_at),
        party.language,
        ", ".join(roles),
        ", ".join(agreed),
        party.last_contact_on,
    )


def _day(at: Any) -> object:
    return timezone.localdate(at) if at else None


def erasures(parameters: Mapping[str, str]) -> Rows:
    """The register of erasures: the list that goes with an elimination of archives."""
    found = Erasure.objects.order_by("-pk")

    def page(offset: int, limit: int) -> Sequence[Sequence[object]]:
        return [
            (
                timezone.localdate(line.erased_at),
                line.count,
                line.rows,
                line.get_reason_display(),
                line.oldest_contact_on,
                line.newest_contact_on,
                ", ".join(map(str, line.numbers)),
                line.author,
            )
            for line in found[offset : offset + limit]
        ]

    return Rows(ERASURE_COLUMNS, found.count(), page)
