"""Passwords of mailboxes, encrypted in the database by a key made from the program's own."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def _cipher() -> Fernet:
    key = hashlib.sha256(b"buron.reception.mailbox:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def seal(password: str) -> str:
    """The password as it is stored."""
    return _cipher().encrypt(password.encode()).decode()


def unseal(secret: str) -> str | None:
    """The password again; None when the program's key has changed since."""
    try:
        return _cipher().decrypt(secret.encode()).decode()
    except (InvalidToken, ValueError):
        return None
