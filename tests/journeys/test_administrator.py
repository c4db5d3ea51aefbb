"""The administrator: a first start, a second factor, people and their roles, and the journal that remembers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import sign_in
from tests.journeys.served import Server

ADMINISTRATOR = "administration@buron.example"
OWNER = "mairie@haut-pays.example"
PASSWORD = "une phrase bien longue"


def totp(secret: str, at: float | None = None) -> str:
    """The code of an authenticator application (RFC 6238, SHA-1, six digits, thirty seconds)."""
    step = struct.pack(">Q", int((time.time() if at is None else at) // 30))
    digest = hmac.new(base64.b32decode(secret + "=" * (-len(secret) % 8)), step, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def mail_to(data: Path, address: str) -> str:
    """The last message that was sent to somebody; without a mail server they are kept in the data folder."""
    from email import message_from_bytes, policy

    end = time.monotonic() + 10
    while time.monotonic() < end:
        for path in sorted((data / "mail").glob("*"), reverse=True):
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            body = message.get_body(preferencelist=("plain",))
            if address in str(message["To"]) and body is not None:
                return str(body.get_content())
        time.sleep(0.2)
    raise AssertionError(f"no message to {address}")


def invite(page: Any, name: str, email: str, *roles: str) -> None:
    page.get_by_label("Nom", exact=False).first.fill(name)
    page.get_by_label("Adresse électronique").fill(email)
    for role in roles:
        page.get_by_role("checkbox", name=role, exact=True).check()
    page.get_by_role("button", name="Envoyer l’invitation").click()
    page.get_by_text(re.compile(rf"invitation.*{re.escape(email)}")).first.wait_for()


def test_someone_is_invited_comes_changes_role_and_leaves(open_page, server: Server) -> None:
    page = open_page(ADMINISTRATOR, path="/hauts-burons/equipe/")
    email = "saison@buron.example"
    invite(page, "Ysée Combabessou", email, "Accueil")
    link = re.search(r"http\S+/invitation/\S+/", mail_to(server.data, email))[0]

    newcomer = open_page(path=link)
    assert newcomer.get_by_role("heading", name=re.compile("vous invite")).is_visible()
    newcomer.get_by_label("Mot de passe").fill("court")
    newcomer.get_by_role("button", name="Ouvrir mon compte").click()
    assert newcomer.get_by_text(re.compile("au minimum 10 caractères")).first.is_visible()
    newcomer.get_by_label("Mot de passe").fill(PASSWORD)
    newcomer.get_by_role("button", name="Ouvrir mon compte").click()
    newcomer.get_by_role("heading", name="Où êtes-vous ?").wait_for()
    assert newcomer.get_by_role("link", name="Sources").count() == 0

    page.reload()
    page.get_by_role("row", name=re.compile(email)).get_by_role("link", name="Changer les rôles").click()
    page.get_by_role("checkbox", name="E-tourisme", exact=True).check()
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("Les rôles de Ysée Combabessou sont changés.").wait_for()
    newcomer.reload()
    newcomer.get_by_text("Offre", exact=True).first.click()
    assert newcomer.get_by_role("link", name="Sources").count() >= 1

    page.get_by_role("row", name=re.compile(email)).get_by_role("button", name="Retirer l’accès").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Retirer l’accès")).click()
    page.get_by_text("Ysée Combabessou n’a plus accès à l’office.").wait_for()
    assert newcomer.context.request.get("/hauts-burons/accueil/").status == 404
    assert open_page(path=link).get_by_role("heading", name="Cette invitation ne sert plus").is_visible()

    page.goto("/hauts-burons/journal/")
    told = page.locator("tbody").inner_text()
    for deed in ("Personne invitée", "Invitation acceptée", "Rôles changés", "Accès retiré"):
        assert deed in told
    page.get_by_label("Chercher une personne").fill("Combabessou rôles")
    page.get_by_role("button", name="Chercher").click()
    assert page.locator("tbody tr").count() == 1


def test_the_last_administrator_cannot_leave(open_page) -> None:
    page = open_page(ADMINISTRATOR, path="/hauts-burons/equipe/")
    page.get_by_role("row", name=re.compile(ADMINISTRATOR)).get_by_role(
        "link", name="Changer les rôles"
    ).click()
    page.get_by_role("checkbox", name="Administration", exact=True).uncheck()
    page.get_by_role("button", name="Enregistrer").click()
    assert page.get_by_text(re.compile("administr", re.IGNORECASE)).count() > 1
    assert page.get_by_role("checkbox", name="Administration", exact=True).is_visible()


def test_a_key_for_a_partner_opens_the_data_until_it_is_revoked(open_page) -> None:
    page = open_page(ADMINISTRATOR, path="/hauts-burons/cles/")
    page.get_by_label("À quoi sert cette clé ?").fill("Borne de la gare")
    page.get_by_role("button", name="Créer la clé").click()
    secret = page.locator(".notice code").inner_text()
    headers = {"Authorization": f"Bearer {secret}"}
    outside = open_page(path="/comptes/login/").context.request
    assert outside.get("/api/v1/fiches", headers=headers).status == 200
    page.get_by_role("row", name=re.compile("Borne de la gare")).get_by_role(
        "button", name="Révoquer"
    ).click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Révoquer")).click()
    page.get_by_role("row", name=re.compile("Borne de la gare")).get_by_text("révoquée").wait_for()
    assert outside.get("/api/v1/fiches", headers=headers).status == 401


@pytest.fixture(scope="module")
def own_office(tmp_path_factory) -> Iterator[Server]:
    """A first start of one's own office, as DEVELOPERS.md says, where the second factor is required."""
    data = tmp_path_factory.mktemp("own")
    secret = data / "mot-de-passe"
    secret.write_text(PASSWORD)
    running = Server(
        data,
        "serve",
        "--workers=1",
        "--office=Office de tourisme du Haut Pays",
        f"--email={OWNER}",
        "--name=Aure Valadou",
        f"--password-file={secret}",
    ).start()
    yield running
    running.stop()


def test_the_administrator_needs_a_second_factor(open_page, own_office: Server) -> None:
    page = open_page(at=own_office.url, path="/comptes/login/")
    sign_in(page, OWNER, PASSWORD)
    page.get_by_text("il lui faut la double authentification").wait_for()
    page.get_by_role("link", name="Activer").click()
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Confirmer").click()
    secret = page.get_by_label("Clé à taper").input_value()
    assert page.locator("img").first.is_visible()
    page.get_by_label(re.compile("^Code")).fill("000000")
    page.get_by_role("button", name="Activer").click()
    page.get_by_text("Ce code n’est pas le bon.").first.wait_for()
    secret = page.get_by_label("Clé à taper").input_value()
    page.get_by_label(re.compile("^Code")).fill(totp(secret))
    page.get_by_role("button", name="Activer").click()
    spare = page.get_by_role("textbox").input_value().split()
    assert len(spare) == 10
    page.goto("/")
    assert "/haut-pays/premiers-pas/" in page.url

    for code in (totp(secret, time.time() + 30), spare[0]):
        elsewhere = open_page(at=own_office.url, path="/comptes/login/")
        sign_in(elsewhere, OWNER, PASSWORD)
        elsewhere.goto("/haut-pays/equipe/")
        assert "/comptes/" in elsewhere.url and elsewhere.get_by_text(OWNER).count() == 0
        elsewhere.get_by_label(re.compile("^Code")).fill(code)
        elsewhere.get_by_role("button", name="Se connecter").click()
        elsewhere.wait_for_url("**/haut-pays/**")


def test_wrong_passwords_are_slowed_down(open_page, own_office: Server, faults) -> None:
    page = open_page(at=own_office.url, path="/comptes/login/")
    for _attempt in range(7):
        page.get_by_label("E-mail").or_(page.get_by_label("Adresse électronique")).first.fill(
            "mairie@haut-pays.example"
        )
        page.get_by_label("Mot de passe").fill("ce n’est pas cela")
        page.get_by_role("button", name="Se connecter").click()
        page.wait_for_load_state()
    assert page.get_by_text(re.compile("[Tt]rop de")).first.is_visible()
    faults.clear()
