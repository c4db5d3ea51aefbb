"""Where the words are kept: one interface, SQLite's FTS5 or PostgreSQL's text search behind it."""

from __future__ import annotations

from django.db import connection

from buron.offer.search.engines.base import LEVELS, Clause, Engine, Level, TextRow
from buron.offer.search.engines.postgresql import PostgreSQL
from buron.offer.search.engines.sqlite import SQLite

__all__ = ["LEVELS", "Clause", "Engine", "Level", "TextRow", "engine"]

_ENGINES: dict[str, Engine] = {"sqlite": SQLite(), "postgresql": PostgreSQL()}


def engine() -> Engine:
    """The engine of the database in use."""
    return _ENGINES[connection.vendor]
