"""Countries by ISO 3166-1 code, with their names in the five public languages (Unicode CLDR)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from buron.kernel.folding import fold
from buron.territory.names import without_article
from buron.territory.reference.tables import table_rows

LANGUAGES = ("fr", "en", "de", "nl", "es")


@dataclass(frozen=True, slots=True)
class Country:
    """A country or territory of ISO 3166-1, and Kosovo (XK).

    ``department`` is set for the parts of France that ISO treats as countries (Réunion, RE: "974"): figures
    on the origin of visitors count them in France.
    """

    code: str
    department: str | None
    names: dict[str, str]
    aliases: tuple[str, ...]

    def name(self, language: str = "fr") -> str:
        """Its name in a public language, in French for another one."""
        return self.names.get(language, self.names["fr"])

    @property
    def sort_key(self) -> str:
        """Key for lists in French alphabetical order: "Égypte" stands between "Danemark" and "Espagne"."""
        return fold(self.names["fr"])


@cache
def _countries() -> dict[str, Country]:
    found = {}
    for code, department, *rest in table_rows("countries.tsv"):
        names = dict(zip(LANGUAGES, rest[:-1], strict=True))
        found[code] = Country(code, department or None, names, tuple(filter(None, rest[-1].split("|"))))
    return found


def _keys(found: Country) -> Iterator[str]:
    for name in (*found.names.values(), *found.aliases):
        key = fold(name)
        yield key
        yield without_article(key)


@cache
def _by_key() -> dict[str, str]:
    """Folded names and codes to the code; a name that two countries share leads to none."""
    claims: dict[str, set[str]] = {}
    for found in _countries().values():
        for key in (*_keys(found), found.code.lower()):
            claims.setdefault(key, set()).add(found.code)
    return {key: next(iter(codes)) for key, codes in claims.items() if len(codes) == 1}


def country(code: str) -> Country | None:
    """The country of an ISO 3166-1 alpha-2 code, in any case; None when there is none."""
    return _countries().get(code.strip().upper())


def countries() -> list[Country]:
    """All of them, in French alphabetical order."""
    return sorted(_countries().values(), key=lambda found: found.sort_key)


def country_by_name(text: str) -> Country | None:
    """The one country that a name in a public language, a usual name ("Hollande") or a code means."""
    code = _by_key().get(fold(text)) or _by_key().get(without_article(fold(text)))
    return _countries()[code] if code else None
