"""Mail by SMTP, with credentials that may carry accents: Python's own client knows ASCII ones only."""

from __future__ import annotations

import base64
import smtplib
import unicodedata

from django.core.mail.backends import smtp
from django.utils.translation import gettext as _

SIGNED_IN = (235, 503)
"""Accepted, or already signed in (RFC 4954)."""


def plain_credentials(username: str, password: str) -> bytes:
    """The message of the mechanism PLAIN, as UTF-8 (RFC 4616); composed, whatever the keyboard made of an accent."""
    return unicodedata.normalize("NFKC", f"\0{username}\0{password}").encode()


class AccentedLogin(smtplib.SMTP):
    """A client that signs in with an accented name or password by AUTH PLAIN."""

    def login(self, user: str, password: str, *, initial_response_ok: bool = True) -> tuple[int, bytes]:
        if f"{user}{password}".isascii():
            return super().login(user, password, initial_response_ok=initial_response_ok)
        self.ehlo_or_helo_if_needed()
        if "PLAIN" not in self.esmtp_features.get("auth", "").upper().split():
            raise smtplib.SMTPNotSupportedError(
                _("ce serveur ne lit pas d’accent dans l’identifiant ni dans le mot de passe")
            )
        given = base64.b64encode(plain_credentials(user, password)).decode()
        code, answer = self.docmd("AUTH", f"PLAIN {given}")
        if code not in SIGNED_IN:
            raise smtplib.SMTPAuthenticationError(code, answer)
        return code, answer


class AccentedLoginOverTls(AccentedLogin, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class EmailBackend(smtp.EmailBackend):
    """Django's, with a client that takes accents."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return AccentedLoginOverTls if self.use_ssl else AccentedLogin
