"""Walking every address of the product."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

FOREIGN = ("allauth.", "ninja.", "django.views.static")
FOREIGN_PK = 777_001
SAMPLES: dict[str, Any] = {
    "int": FOREIGN_PK,
    "slug": "inconnu",
    "str": "inconnu",
    "path": "inconnu",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


@dataclass(frozen=True)
class Address:
    """A named view of ours with the converters of its parameters."""

    name: str
    view: Any
    parameters: dict[str, str]

    @property
    def in_office(self) -> bool:
        return "office" in self.parameters

    def url(self, **values: Any) -> str:
        filled = {key: SAMPLES.get(kind, "inconnu") for key, kind in self.parameters.items()}
        return reverse(self.name, kwargs={**filled, **values})

    @property
    def names_a_row(self) -> bool:
        return any(kind in ("int", "uuid") for key, kind in self.parameters.items() if key != "office")


def addresses() -> list[Address]:
    """Every view of ours, once."""
    return list(_walk(get_resolver().url_patterns, {}))


def _walk(patterns: list[URLPattern | URLResolver], inherited: dict[str, str]) -> Iterator[Address]:
    for entry in patterns:
        converters = {
            **inherited,
            **{
                key: type(value).__name__.removesuffix("Converter").lower()
                for key, value in entry.pattern.converters.items()
            },
        }
        if isinstance(entry, URLResolver):
            if entry.namespace == "api-v1":
                continue
            yield from _walk(entry.url_patterns, converters)
            continue
        module = getattr(entry.callback, "__module__", "")
        if not module.startswith(FOREIGN):
            converters = {key: "str" if kind == "string" else kind for key, kind in converters.items()}
            yield Address(entry.name or "", entry.callback, converters)
