"""Registries: what rooms give to the house, found by key.

A mistake in a declaration must stop the start-up rather than show up as a missing menu entry in August: a
duplicate key
and an unknown key both raise :class:`RegistryError`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from django.core.exceptions import ImproperlyConfigured


class RegistryError(ImproperlyConfigured):
    """A contribution has a key that is taken, badly formed or unknown."""


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


T = TypeVar("T", bound=Keyed)


class Registry(Generic[T]):
    """An ordered map of contributions by key, filled once at start-up."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: dict[str, T] = {}

    def register(self, entry: T) -> None:
        if not entry.key or entry.key != entry.key.strip().lower():
            raise RegistryError(f"{self.name}: {entry.key!r} is not a usable key")
        if entry.key in self._entries:
            raise RegistryError(f"{self.name}: {entry.key!r} is declared twice")
        self._entries[entry.key] = entry

    def get(self, key: str) -> T:
        try:
            return self._entries[key]
        except KeyError:
            raise RegistryError(f"{self.name}: {key!r} is unknown") from None

    def find(self, key: str) -> T | None:
        """Like :meth:`get`, for keys that come from a user; unknown gives ``None``."""
        return self._entries.get(key)

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries.values())

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def keys(self) -> frozenset[str]:
        return frozenset(self._entries)
