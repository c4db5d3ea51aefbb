"""A colleague's lost double authentication, and the words of the account pages."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core import mail
from django.test import Client
from tools import wording

from buron.kernel import services
from buron.kernel.actors import Actor
from buron.kernel.models import JournalEntry
from buron.kernel.tenancy import office_scope


def protect(membership) -> None:
    Authenticator.objects.create(user=membership.user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    RecoveryCodes.activate(membership.user)


@pytest.fixture
def lost(office, make_member):
    member = make_member(office, "administration")
    protect(member)
    return member


def reset(client: Client, member) -> str:
    answer = client.post(f"/haut-pays/equipe/{member.pk}/double-authentification/", follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_colleague_is_freed_told_and_the_journal_keeps_it(office, lost, make_client):
    page = reset(make_client(office, "direction"), lost)
    assert "est remise à zéro" in page
    assert not Authenticator.objects.filter(user=lost.user).exists()
    assert mail.outbox[0].to == [lost.user.email] and "remettez-la en place" in mail.outbox[0].body
    with office_scope(office):
        assert JournalEntry.objects.get().action == "kernel.member.second_factor_reset"


def test_one_office_does_not_weaken_the_account_of_another(office, other_office, lost, make_client):
    lost.user.memberships.create(office=other_office, roles=["accueil"])
    assert "travaille aussi dans un autre office" in reset(make_client(office, "administration"), lost)
    assert Authenticator.objects.filter(user=lost.user).count() == 2


def test_who_resets_is_protected_and_never_resets_her_own(office, lost, make_member, settings):
    settings.BURON_REQUIRE_SECOND_FACTOR = True
    director = make_member(office, "direction")
    with pytest.raises(services.MemberError, match="votre propre compte"):
        services.reset_second_factor(actor=Actor.member(director), membership=lost)
    protect(director)
    services.reset_second_factor(actor=Actor.member(director), membership=lost)
    with pytest.raises(services.MemberError, match="se règle dans votre compte"):
        services.reset_second_factor(actor=Actor.member(director), membership=director)
    with pytest.raises(services.MemberError, match="n’a pas de double authentification"):
        services.reset_second_factor(actor=Actor.member(director), membership=lost)


def test_direction_sees_the_team_and_does_not_invite(office, lost, make_client):
    director = make_client(office, "direction")
    page = director.get("/haut-pays/equipe/").content.decode()
    assert "Remettre à zéro la double authentification" in page
    assert "Envoyer l’invitation" not in page and "Changer les rôles" not in page
    assert (
        director.post("/haut-pays/equipe/", {"email": "a@example.org", "roles": ["accueil"]}).status_code
        == 403
    )
    adviser = make_client(office, "accueil")
    assert adviser.post(f"/haut-pays/equipe/{lost.pk}/double-authentification/").status_code == 403


OUR_WORDS_NOT = re.compile(
    r"e-mail|récupération|deux facteurs|clé de sécurité|clé secrète|second facteur", re.I
)
PAGES = (
    "password/change/",
    "password/reset/",
    "password/reset/done/",
    "email/",
    "logout/",
    "2fa/",
    "2fa/totp/activate/",
    "2fa/webauthn/",
    "2fa/webauthn/add/",
    "2fa/recovery-codes/",
    "2fa/recovery-codes/generate/",
    "reauthenticate/",
)


@pytest.mark.parametrize("path", PAGES)
def test_account_pages_have_one_vocabulary(office, make_member, path):
    client = Client()
    assert not OUR_WORDS_NOT.search(client.get("/comptes/login/").content.decode())
    member = make_member(office, "direction")
    client.post("/comptes/login/", {"login": member.user.email, "password": "mot-de-passe"})
    if "totp" not in path:
        protect(member)
    answer = client.get(f"/comptes/{path}", follow=True)
    assert answer.status_code == 200
    text = re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main", 1)[1])
    assert not OUR_WORDS_NOT.search(text), OUR_WORDS_NOT.search(text)
    assert not re.search(r"\b(Name|Your|Add|Not used|security key)\b", text)


def test_the_words_are_compiled():
    assert wording.main(["--check"]) == 0
