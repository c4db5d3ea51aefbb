"""Where rows are kept: SQLite in the data folder, or PostgreSQL by ``DATABASE_URL``."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from buron.project import sqlite

EXAMPLE = "postgresql://utilisateur:motdepasse@serveur:5432/base"
PLACE = frozenset({"host", "port", "user", "password", "dbname"})
"""Parts of the address that libpq also takes as options, as for a socket: ``?host=/run/postgresql``."""
LIBPQ = frozenset(
    {
        "application_name",
        "channel_binding",
        "client_encoding",
        "connect_timeout",
        "gssencmode",
        "hostaddr",
        "keepalives",
        "keepalives_count",
        "keepalives_idle",
        "keepalives_interval",
        "options",
        "passfile",
        "require_auth",
        "service",
        "sslcert",
        "sslcrl",
        "sslkey",
        "sslmode",
        "sslpassword",
        "sslrootcert",
        "target_session_attrs",
        "tcp_user_timeout",
    }
)
"""https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS"""
SSL_MODES = ("disable", "allow", "prefer", "require", "verify-ca", "verify-full")


def from_url(url: str, data: Path) -> dict[str, Any]:
    """Django's settings for one database; an empty URL is the SQLite file of the data folder."""
    url = url.strip()
    if not url:
        return sqlite_file(data / "buron.sqlite3")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise _wrong("cette adresse ne se lit pas") from error
    if parts.scheme == "sqlite":
        return sqlite_file(_sqlite_path(parts))
    if parts.scheme not in ("postgres", "postgresql"):
        raise _wrong("elle doit commencer par postgresql:// ou sqlite://")
    settings = _postgresql(parts)
    if find_spec("psycopg") is None:
        raise ImproperlyConfigured(
            "PostgreSQL demande un paquet Python de plus. Depuis les sources, lancez Buron par « ./buron » avec "
            "DATABASE_URL : il l’installe. Sinon : « pip install 'buron[postgresql]' »."
        )
    return settings


def _wrong(reason: str) -> ImproperlyConfigured:
    """The address itself is not repeated: it may hold a password."""
    return ImproperlyConfigured(f"DATABASE_URL n’est pas utilisable : {reason}. Exemple : {EXAMPLE}")


def _sqlite_path(parts: SplitResult) -> Path:
    path = Path(unquote(parts.path))
    if parts.netloc or not path.is_absolute() or path == Path("/"):
        raise _wrong("après sqlite:// il faut un chemin complet, comme sqlite:////srv/buron/buron.sqlite3")
    return Path("/" + str(path).lstrip("/"))


def _postgresql(parts: SplitResult) -> dict[str, Any]:
    options = _options(parts)
    name = unquote(parts.path.lstrip("/")) or options.pop("dbname", "")
    if not name and "service" not in options:
        raise _wrong("il manque le nom de la base, après la dernière barre")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or "") or options.pop("user", ""),
        "PASSWORD": unquote(parts.password or "") or options.pop("password", ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": _port(parts) or options.pop("port", ""),
        "OPTIONS": {key: value for key, value in options.items() if key not in PLACE},
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


def _options(parts: SplitResult) -> dict[str, str]:
    if parts.fragment:
        raise _wrong("le signe # s’y écrit %23, le signe @ d’un mot de passe %40, le signe / %2F")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = sorted(set(options) - PLACE - LIBPQ)
    if unknown:
        raise _wrong(f"l’option « {unknown[0]} » n’est pas de PostgreSQL")
    if options.get("sslmode", "prefer") not in SSL_MODES:
        raise _wrong(f"sslmode se choisit parmi {', '.join(SSL_MODES)}")
    if options.get("port", "1").isdigit() is False:
        raise _wrong("le port est un nombre")
    return options


def _port(parts: SplitResult) -> str:
    try:
        return str(parts.port or "")
    except ValueError as error:
        raise _wrong(
            "le port est un nombre, de 1 à 65535 ; un mot de passe s’y écrit codé (%40 pour @)"
        ) from error


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
