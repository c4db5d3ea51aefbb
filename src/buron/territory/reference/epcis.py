"""Intercommunalities: the EPCI with a tax of their own, and the eleven EPT of Greater Paris."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from buron.kernel.folding import fold
from buron.territory.names import place_key, without_article
from buron.territory.reference.areas import department
from buron.territory.reference.communes import Commune, communes_of_epci, epci_sizes, find_communes
from buron.territory.reference.name_index import NameIndex
from buron.territory.reference.tables import table_rows

# What everybody types before the name, and DGCL abbreviates or leaves out.
_PREFIX = re.compile(
    r"^(?:cc|ca|cu|ept|communaute (?:de communes|d agglomeration|urbaine)|comcom|agglo|metropole)"
    r"(?: (?:de|du|des|d|la|le|les|l))* "
)


@dataclass(frozen=True, slots=True)
class Epci:
    """An intercommunality, by its SIREN number.

    ``kind`` is CC, CA, CU, METRO, MET69 (Lyon) or EPT (Greater Paris); ``members`` are INSEE codes.
    """

    siren: str
    kind: str
    name: str
    members: tuple[str, ...]

    @property
    def short_name(self) -> str:
        """Name without what DGCL puts before it: "CC du Pays de Salers" gives "Pays de Salers"."""
        bare = re.sub(r"^(?:CC|CA|CU)\s+(?:de la\s+|de l'|des\s+|du\s+|de\s+|d')?", "", self.name)
        return bare[:1].upper() + bare[1:]

    @property
    def sort_key(self) -> str:
        """Key for lists in alphabetical order of short names."""
        return fold(self.short_name)

    @property
    def population(self) -> int:
        """Inhabitants of its communes."""
        return sum(found.population or 0 for found in self.communes())

    @property
    def departments(self) -> tuple[str, ...]:
        """Codes of the départements that it extends over, in order."""
        return tuple(sorted({found.department for found in self.communes()}))

    @property
    def department_names(self) -> str:
        """Names of these départements, for a list to choose from."""
        return ", ".join(found.name for code in self.departments if (found := department(code)))

    def communes(self) -> list[Commune]:
        """Its communes in alphabetical order."""
        return sorted(communes_of_epci(self.siren), key=lambda member: member.sort_key)


@cache
def _rows() -> dict[str, tuple[str, str]]:
    """SIREN to kind and name."""
    return {row[0]: (row[1], row[2]) for row in table_rows("epcis.tsv")}


def _bare(key: str) -> str:
    return _PREFIX.sub("", key) or key


@cache
def _sirens() -> list[str]:
    """SIRENs, those with the most communes first."""
    sizes = epci_sizes()
    return sorted(_rows(), key=lambda siren: (-sizes[siren], siren))


def _keys() -> Iterator[tuple[str, int]]:
    rows = _rows()
    for place, siren in enumerate(_sirens()):
        key = place_key(rows[siren][1])
        bare = _bare(key)
        for variant in dict.fromkeys((key, bare, without_article(bare))):
            yield variant, place


@cache
def _index() -> NameIndex:
    return NameIndex(_keys())


def epci(siren: str) -> Epci | None:
    """The intercommunality of a SIREN number, spaces allowed; None when there is none."""
    number = "".join(siren.split())
    row = _rows().get(number)
    members = tuple(found.insee for found in communes_of_epci(number))
    return Epci(number, row[0], row[1], members) if row else None


def find_epcis(query: str, *, limit: int = 20) -> list[Epci]:
    """Intercommunalities for a text being typed: name, SIREN, or a commune's name or postcode.

    "CC", "communauté de communes du" and the like may be typed or left out. Those found by name come first,
    then those of the communes that the same text finds.
    """
    typed = "".join(query.split())
    if typed.isdigit() and len(typed) > 5:
        return [found for siren in sorted(_rows()) if siren.startswith(typed) and (found := epci(siren))][
            :limit
        ]
    sirens = [_sirens()[place] for place in _index().search(_bare(place_key(query)), limit)]
    if len(sirens) < limit:
        through = (found.epci for found in find_communes(query, limit=limit))
        sirens += [siren for siren in dict.fromkeys(through) if siren and siren not in sirens]
    return [found for siren in sirens[:limit] if (found := epci(siren)) is not None]
