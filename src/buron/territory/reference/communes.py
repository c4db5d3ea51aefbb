"""The communes of today, those that they swallowed, and the searches by code, postcode and name."""

from __future__ import annotations

import heapq
import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from buron.kernel.folding import fold, fold_lines
from buron.territory.names import ABBREVIATIONS, place_key, without_article
from buron.territory.reference import areas
from buron.territory.reference.name_index import NameIndex
from buron.territory.reference.tables import table_lines, table_rows

_POSTCODE = re.compile(r"\b\d{5}\b")
_CODE = re.compile(r"\d{1,5}|2[AB]\d{0,3}", re.IGNORECASE)
# "Paris 12", "Lyon 3e Arrondissement", "MARSEILLE 08": the arrondissement is no part of the commune's name.
_DISTRICT = re.compile(r"^(paris|lyon|marseille) \d{1,2} ?(?:er|e|eme)?(?: arrondissement)?$")
# Corsica has two départements and one prefix, 20; the third digit tells them apart, CEDEX codes aside.
_CORSICA = {"200": "2A", "201": "2A", "202": "2B", "206": "2B"}


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of today.

    ``epci`` is the SIREN of its intercommunality (None: it has none), ``population`` the legal one (None: not
    known), ``siren`` the commune's own number, that tax files ask for.
    """

    insee: str
    name: str
    postcodes: tuple[str, ...]
    epci: str | None
    population: int | None
    siren: str | None

    @property
    def department(self) -> str:
        """Code of its département or overseas territory: two characters, three overseas."""
        return self.insee[:3] if self.insee[:2] in {"97", "98"} else self.insee[:2]

    @property
    def region(self) -> str:
        """INSEE code of its region, empty for no region at all."""
        found = areas.department(self.department)
        return found.region if found else ""

    @property
    def postcode(self) -> str | None:
        """Its first postcode; None for the uninhabited southern and antarctic lands."""
        return self.postcodes[0] if self.postcodes else None

    @property
    def label(self) -> str:
        """Name that tells homonyms apart: "Vic-sur-Cère (15800)"."""
        return f"{self.name} ({self.postcode})" if self.postcode else self.name

    @property
    def sort_key(self) -> str:
        """Key for lists in alphabetical order, accents and capitals aside."""
        return fold(self.name)


class _Records:
    """The communes as lines of text sorted by code, which stands first: a code is found by halving."""

    def __init__(self) -> None:
        self.lines = table_lines("communes.tsv")

    def place(self, insee: str) -> int | None:
        """Place of the commune that has this code today."""
        place = bisect_left(self.lines, insee)
        is_found = len(insee) == 5 and place < len(self.lines) and self.lines[place].startswith(insee)
        return place if is_found else None

    def read(self, place: int) -> Commune:
        insee, name, postcodes, siren_epci, population, siren = self.lines[place].split("\t")
        return Commune(
            insee=insee,
            name=name,
            postcodes=tuple(postcodes.split()),
            epci=siren_epci or None,
            population=int(population) if population else None,
            siren=siren or None,
        )

    def of_department(self, code: str) -> range:
        """Places of the communes of a département: codes are sorted, so they follow one another."""
        area = areas.department(code)
        if area is None:
            return range(0)
        return range(bisect_left(self.lines, area.code), bisect_left(self.lines, area.code + "~"))


@cache
def _records() -> _Records:
    return _Records()


@cache
def _old_codes() -> dict[str, str]:
    """Codes that are no commune of their own any more, with the code of today's commune."""
    return {row[0]: row[1] for row in table_rows("communes_old.tsv")}


@cache
def _old_names() -> dict[str, list[str]]:
    """Code of today's commune to the names of those that it swallowed."""
    found = defaultdict(list)
    for _code, insee, kind, name in table_rows("communes_old.tsv"):
        if kind in {"delegated", "associated"}:
            found[insee].append(name)
    return found


@cache
def _postcodes() -> dict[str, array[int]]:
    """Postcode to the places of its communes, in the order of postcodes."""
    found: dict[str, array[int]] = {}
    for place, line in enumerate(_records().lines):
        for postcode in line.split("\t", 3)[2].split():
            found.setdefault(postcode, array("I")).append(place)
    return dict(sorted(found.items()))


@cache
def _populations() -> array[int]:
    return array("I", (int(line.split("\t", 5)[4] or 0) for line in _records().lines))


@cache
def _epcis() -> dict[str, array[int]]:
    """SIREN of an intercommunality to the places of its communes, in the order of codes."""
    found: dict[str, array[int]] = {}
    for place, line in enumerate(_records().lines):
        siren = line.split("\t", 4)[3]
        if siren:
            found.setdefault(siren, array("I")).append(place)
    for siren, _kind, _name, members in table_rows("epcis.tsv"):
        places = (_records().place(insee) for insee in members.split())
        found.setdefault(siren, array("I")).extend(place for place in places if place is not None)
    return found


def epci_sizes() -> dict[str, int]:
    """SIREN of every intercommunality, with its number of communes."""
    return {siren: len(places) for siren, places in _epcis().items()}


def communes_of_epci(siren: str) -> list[Commune]:
    """The communes of an intercommunality, by code; none for an unknown SIREN."""
    return [_records().read(place) for place in _epcis().get(siren, ())]


def commune(insee: str) -> Commune | None:
    """The commune of today that has, or swallowed, this INSEE code; None when INSEE never knew the code.

    Codes of delegated and associated communes, of communes merged since and of the arrondissements of Paris,
    Lyon and Marseille are followed. Lower case, spaces around and a lost leading zero ("1001") are forgiven.
    """
    code = insee.strip().upper().zfill(5)
    records = _records()
    place = records.place(code)
    if place is None:
        place = records.place(_old_codes().get(code, ""))
    return None if place is None else records.read(place)


def commune_name(insee: str, unknown: str | None = None) -> str:
    """The name of a code's commune; of a code that is not known, ``unknown``, or else the code itself."""
    found = commune(insee) if insee else None
    if found is not None:
        return found.name
    return insee if unknown is None else unknown


def communes_of_postcode(postcode: str) -> list[Commune]:
    """The communes that share a postcode, by code; none for a CEDEX or an unknown one."""
    return [_records().read(place) for place in _postcodes().get(postcode.strip(), ())]


def department_of_postcode(postcode: str) -> str | None:
    """Code of the département of a French postcode; None when it is not one, or for Monaco and the armies.

    Sixteen postcodes cross a border: the answer is then the département with the most inhabitants at that
    postcode. A CEDEX, which no commune has, is read by its first digits.
    """
    digits = "".join(postcode.split())
    if not re.fullmatch(r"\d{5}", digits):
        return None
    inhabitants: dict[str, int] = defaultdict(int)
    for found in communes_of_postcode(digits):
        inhabitants[found.department] += found.population or 0
    if inhabitants:
        return max(inhabitants, key=lambda code: inhabitants[code])
    if digits.startswith("20"):
        return _CORSICA.get(digits[:3])
    area = areas.department(digits[:3] if digits[:2] in {"97", "98"} else digits[:2])
    return area.code if area else None


def _keys(places: Sequence[int]) -> Iterator[tuple[str, int]]:
    """Folded names of the communes at these places: all of today's first, then those that they swallowed."""
    lines, old_names = _records().lines, _old_names()
    yield from _folded([(lines[place].split("\t", 2)[1], place) for place in places])
    yield from _folded([(name, place) for place in places for name in old_names.get(lines[place][:5], ())])


def _folded(names: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """The names folded, each also without its article."""
    keys = fold_lines("\n".join(name for name, _place in names)).split("\n") if names else []
    for line, (_name, place) in zip(keys, names, strict=True):
        key = line.strip()
        yield key, place
        bare = without_article(key)
        if bare != key:
            yield bare, place


@lru_cache(maxsize=64)
def _index(department: str | None, epci: str | None) -> NameIndex:
    """Index of the communes of a département, an EPCI, both, or the country, the most populous first."""
    records = _records()
    everywhere = range(len(records.lines))
    places = list(everywhere if department is None else records.of_department(department))
    if epci is not None:
        places = sorted(set(places).intersection(_epcis().get(epci, ())))
    populations = _populations()
    places.sort(key=lambda place: -populations[place])
    return NameIndex(_keys(places))


def find_communes(
    query: str, *, limit: int = 20, department: str | None = None, epci: str | None = None
) -> list[Commune]:
    """Communes for a text being typed: name, postcode, both, or INSEE code; the likeliest first.

    Accents, capitals, hyphens and "St" for "Saint" do not matter, the last word may be unfinished, names of
    merged communes lead to today's commune. ``department`` (code) and ``epci`` (SIREN) narrow the search.
    """
    typed = query.strip()
    search = _places_by_code if _CODE.fullmatch(typed) else _places_by_name
    return [_records().read(place) for place in search(typed, limit, department, epci)]


def _places_by_code(typed: str, limit: int, department: str | None, epci: str | None) -> list[int]:
    """Places for the beginning of a postcode, then for a whole INSEE code."""
    postcodes = _postcodes()
    places = {place for code in postcodes if code.startswith(typed) for place in postcodes[code]}
    populations = _populations()
    kept = [place for place in places if _is_within(place, department, epci)]
    best = heapq.nlargest(limit, kept, key=lambda place: (populations[place], -place))
    exact = commune(typed) if len(typed) == 5 else None
    place = _records().place(exact.insee) if exact else None
    if place is not None and place not in best and _is_within(place, department, epci):
        best.append(place)
    return best[:limit]


def _is_within(place: int, department: str | None, epci: str | None) -> bool:
    return (department is None or place in _records().of_department(department)) and (
        epci is None or place in _epcis().get(epci, ())
    )


def _places_by_name(typed: str, limit: int, department: str | None, epci: str | None) -> list[int]:
    postcode = _POSTCODE.search(typed)
    words = _POSTCODE.sub(" ", typed)
    index, key = _index(department, epci), _without_district(place_key(words))
    if postcode is not None:
        sharing = set(_postcodes().get(postcode[0], ()))
        return [place for place in index.search(key, len(_populations())) if place in sharing][:limit]
    places = index.search(key, limit)
    unfinished = fold(words)
    if len(places) < limit and unfinished.rpartition(" ")[2] in ABBREVIATIONS:
        places += [place for place in index.search(unfinished, limit) if place not in places]
    return places[:limit]


def _without_district(key: str) -> str:
    return _DISTRICT.sub(r"\1", key)


def commune_by_name(name: str, postcode: str | None = None, department: str | None = None) -> Commune | None:
    """The one commune that an address without an INSEE code means; None rather than a guess between several.

    Looked for in this order: that exact name at that postcode; the only name there that it begins ("Vic" at
    15800); that exact name in the département given, or in the one of the postcode (a CEDEX has a postcode of
    its own); that exact name in the country, when no place was given.
    """
    key = _without_district(place_key(name))
    if not key:
        return None
    sharing = _postcodes().get((postcode or "").strip())
    if sharing:
        local = NameIndex(_keys(sharing))
        found = _only(key, local.exact(key)) or _only(key, local.search(key, 2))
        if found is not None:
            return found
    area = department or department_of_postcode(postcode or "")
    if area is None and (postcode or "").strip():
        return None
    return _only(key, _index(area, None).exact(key))


def _only(key: str, places: list[int]) -> Commune | None:
    """The single commune of these; among several, the single one that bears the name itself today."""
    found = [_records().read(place) for place in places]
    if len(found) > 1:
        found = [one for one in found if key in {one.sort_key, without_article(one.sort_key)}]
    return found[0] if len(found) == 1 else None
