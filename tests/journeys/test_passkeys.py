"""Passkeys, in a browser that has a virtual authenticator: added, used instead of the password, taken away."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.journeys.conftest import sign_in

DIRECTION = "direction@buron.example"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def named_site(site: str) -> str:
    """The same server by a name: a passkey belongs to a name, never to an address in digits."""
    return site.replace("127.0.0.1", "localhost")


def give_device(page: Any) -> tuple[Any, str]:
    """Plug an authenticator into the browser; its protocol session and its number."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    device = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return session, device["authenticatorId"]


def confirm_password(page: Any) -> None:
    from buron.demo.people import PASSWORD

    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Confirmer").click()


def sign_out(page: Any) -> None:
    page.locator("summary.avatar").click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/comptes/login/**")


def test_a_passkey_is_added_used_and_removed(open_page, named_site: str) -> None:
    email = DIRECTION
    page = open_page(at=named_site, path="/comptes/login/")
    session, device = give_device(page)
    sign_in(page, email)
    page.locator("summary.avatar").click()
    page.get_by_role("link", name="Double authentification").click()
    page.get_by_role("heading", name="Clés d’accès").wait_for()
    page.get_by_role("link", name="Ajouter").click()
    confirm_password(page)
    page.get_by_label("Nom de la clé d’accès").fill("Ordinateur de la direction")
    page.get_by_label("Servir aussi sans mot de passe").check()
    page.get_by_role("button", name="Ajouter").click()
    page.get_by_text("La clé d’accès est ajoutée.").wait_for()
    assert len(session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]) == 1

    sign_out(page)
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    page.wait_for_url("**/hauts-burons/**")
    assert page.locator("summary.avatar").is_visible()

    sign_out(page)
    sign_in_with_password_then_key(page, email)

    page.goto("/comptes/2fa/webauthn/")
    row = page.get_by_role("row", name=re.compile("Ordinateur de la direction"))
    assert row.get_by_text("se connecter, sans mot de passe").is_visible()
    row.get_by_role("link", name=re.compile("Retirer")).click()
    page.wait_for_load_state()
    if "/reauthenticate/" in page.url:
        confirm_password(page)
    page.get_by_role("button", name="Retirer").click()
    page.get_by_text("La clé d’accès est retirée.").wait_for()
    sign_out(page)
    sign_in(page, email)
    page.wait_for_url("**/hauts-burons/**")


def sign_in_with_password_then_key(page: Any, email: str) -> None:
    sign_in(page, email)
    page.get_by_role("heading", name="Double authentification").wait_for()
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.wait_for_url("**/hauts-burons/**")


def test_a_key_that_does_not_answer_is_said(open_page, named_site: str) -> None:
    page = open_page(at=named_site, path="/comptes/login/")
    session, device = give_device(page)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    page.get_by_text("La clé d’accès n’a pas été lue").wait_for()


def test_an_address_in_digits_is_said(open_page) -> None:
    page = open_page(path="/comptes/login/")
    give_device(page)
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    page.get_by_text("par un nom et non par une adresse chiffrée").wait_for()
