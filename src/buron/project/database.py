"""Where rows are kept: SQLite in the data folder, or PostgreSQL by ``DATABASE_URL``."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from buron.project import sqlite


def from_url(url: str, data: Path) -> dict[str, Any]:
    """Django's settings for one database; an empty URL is the SQLite file of the data folder."""
    if not url:
        return sqlite_file(data / "buron.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite_file(Path(unquote(parts.path)))
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL doit commencer par postgresql:// ou sqlite://")
    if find_spec("psycopg") is None:
        raise ImproperlyConfigured(
            "PostgreSQL demande un paquet Python de plus : « .venv/bin/pip install 'psycopg[binary]' » depuis les "
            "sources, ou « pip install 'buron[postgresql]' »."
        )
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite_file(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": sqlite.init_command(),
        },
    }
