"""Reads the environment and the data folder for the settings."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from buron.kernel.disk import reason

TRUE = frozenset({"1", "true", "yes", "oui", "on"})


def flag(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() in TRUE


LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def hosts() -> list[str]:
    """The names that the server answers to: ``BURON_HOSTS``, separated by commas, else this machine only."""
    named = [name.strip() for name in os.environ.get("BURON_HOSTS", "").split(",")]
    return [name for name in named if name] or list(LOOPBACK)


def data_folder() -> Path:
    """The folder that holds everything the office keeps; ``BURON_DATA``, else ``~/.local/share/buron``."""
    named = os.environ.get("BURON_DATA")
    return Path(named).expanduser().resolve() if named else Path.home() / ".local" / "share" / "buron"


def secret_key(data: Path) -> str:
    """The signing key: ``BURON_SECRET_KEY``, else a file of the data folder made once, readable by its
    owner only.
    """
    given = os.environ.get("BURON_SECRET_KEY")
    if given:
        return given
    path = data / "secret.key"
    try:
        return path.read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        return _make_key(path)
    except OSError as error:
        raise ImproperlyConfigured(f"La clé {path} ne peut pas être lue : {reason(error)}.") from error


def _make_key(path: Path) -> str:
    key = secrets.token_urlsafe(50)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(key)
    except OSError as error:
        if path.is_file():
            return path.read_text().strip()
        raise ImproperlyConfigured(
            f"Le dossier de données {path.parent} n’est pas utilisable : {reason(error)}. "
            "Indiquez-en un autre par BURON_DATA."
        ) from error
    return key


def mail_settings(data: Path) -> dict[str, Any]:
    """SMTP from ``BURON_SMTP_URL``; without it, messages are written to the data folder so that none is
    lost.
    """
    url = os.environ.get("BURON_SMTP_URL", "")
    settings: dict[str, Any] = {"DEFAULT_FROM_EMAIL": os.environ.get("BURON_MAIL_FROM", "buron@localhost")}
    if not url:
        return settings | {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(data / "mail"),
        }
    parts, port = _mail_server(url)
    return settings | {
        "EMAIL_BACKEND": "buron.kernel.mail.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp" and port == 587,
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 20,
    }


def _mail_server(url: str) -> tuple[SplitResult, int]:
    """The parts of ``BURON_SMTP_URL`` and its port; what no mail could leave by is said at the start, not at the first
    mail.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or 587
    except ValueError as error:
        raise _wrong_mail("cette adresse ne se lit pas") from error
    if parts.scheme not in ("smtp", "smtps"):
        raise _wrong_mail("elle doit commencer par smtp:// ou smtps://")
    return parts, port


def _wrong_mail(reason: str) -> ImproperlyConfigured:
    example = "smtp://identifiant:mot-de-passe@smtp.exemple.fr:587"
    return ImproperlyConfigured(f"BURON_SMTP_URL n’est pas utilisable : {reason}. Exemple : {example}")
