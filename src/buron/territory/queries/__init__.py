"""Reads of the territory that other rooms use too. All but those on brands need the office in scope."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from buron.kernel.folding import fold
from buron.kernel.models import Office
from buron.territory import reference
from buron.territory.errors import TerritoryError
from buron.territory.models import Brand, Desk, OfficeCommune
from buron.territory.reference import Commune, Epci


@dataclass(frozen=True, slots=True)
class EpciChange:
    """What choosing an intercommunality does to the territory, each list in alphabetical order."""

    epci: Epci
    added: tuple[Commune, ...]
    removed: tuple[Commune, ...]
    kept: tuple[Commune, ...]


def office_communes(office: Office) -> list[OfficeCommune]:
    """The communes of the office's territory in alphabetical order."""
    rows = OfficeCommune.objects.filter(office=office)
    return sorted(rows, key=lambda row: fold(row.name))


def office_commune_codes(office: Office) -> frozenset[str]:
    """INSEE codes of the office's territory."""
    return frozenset(OfficeCommune.objects.filter(office=office).values_list("insee", flat=True))


def epci_change(office: Office, siren: str) -> EpciChange:
    """What choosing this intercommunality would add, remove and keep. Raises :class:`TerritoryError`."""
    chosen = reference.epci(siren)
    if chosen is None:
        raise TerritoryError(
            _("Aucune intercommunalité n’a le numéro SIREN « %(siren)s ».") % {"siren": siren}, "siren"
        )
    current, wanted = office_commune_codes(office), frozenset(chosen.members)
    return EpciChange(
        epci=chosen,
        added=_named(wanted - current),
        removed=_named(current - wanted),
        kept=_named(current & wanted),
    )


def _named(codes: Iterable[str]) -> tuple[Commune, ...]:
    found = [commune for code in codes if (commune := reference.commune(code))]
    return tuple(sorted(found, key=lambda commune: commune.sort_key))


def office_department(office: Office) -> str | None:
    """Code of the office's département: the one set, else that of most of its communes, else None."""
    if office.department:
        return office.department
    return main_department(office_commune_codes(office))


def main_department(codes: Iterable[str]) -> str | None:
    """Code of the département that has most of these communes, the lowest code among equals."""
    found = [commune.department for code in codes if (commune := reference.commune(code))]
    return min(set(found), key=lambda code: (-found.count(code), code)) if found else None


def desks(*, active_on: date | None = None) -> QuerySet[Desk]:
    """The office's desks in their order; only those that exist on a day when one is given."""
    found = Desk.objects.all()
    if active_on is None:
        return found
    return found.filter(
        Q(active_from__isnull=True) | Q(active_from__lte=active_on),
        Q(active_until__isnull=True) | Q(active_until__gte=active_on),
    )


def office_brands(office: Office) -> QuerySet[Brand]:
    """The brands that the office is in."""
    return Brand.objects.filter(places__office=office)
