"""Signing in to a mail server with accents, which Python's own client cannot."""

from __future__ import annotations

import base64
import smtplib

import pytest

from buron.kernel.mail import AccentedLogin, AccentedLoginOverTls, EmailBackend, plain_credentials


@pytest.fixture
def client(monkeypatch):
    """A client that is connected to nothing and keeps what it says."""
    made = AccentedLogin()
    made.esmtp_features, made.ehlo_resp, made.does_esmtp = {"auth": " LOGIN PLAIN"}, b"", True
    made.said, made.answer = [], (235, b"2.7.0 ok")

    def docmd(command, text=""):
        made.said.append(f"{command} {text}")
        return made.answer

    monkeypatch.setattr(made, "docmd", docmd)
    return made


def test_an_accented_password_goes_as_utf_8(client):
    assert client.login("office@exemple.fr", "été 2026")[0] == 235
    given = base64.b64decode(client.said[0].removeprefix("AUTH PLAIN "))
    assert given == "\0office@exemple.fr\0été 2026".encode()
    assert (
        plain_credentials("a", "e\u0301") == "\0a\0é".encode()
    )  # an accent typed apart is the same password


def test_a_plain_password_goes_as_it_always_did(client):
    client.login("office", "ete")
    assert base64.b64decode(client.said[0].removeprefix("AUTH PLAIN ")) == b"\0office\0ete"


def test_what_the_server_says_of_an_accented_password_is_told(client):
    client.answer = (535, b"5.7.8 wrong")
    with pytest.raises(smtplib.SMTPAuthenticationError):
        client.login("office", "été")
    client.esmtp_features = {"auth": "LOGIN CRAM-MD5"}
    with pytest.raises(smtplib.SMTPNotSupportedError, match="accent"):
        client.login("office", "été")


def test_mail_leaves_by_this_client():
    assert EmailBackend(use_tls=True).connection_class is AccentedLogin
    assert EmailBackend(use_ssl=True).connection_class is AccentedLoginOverTls
