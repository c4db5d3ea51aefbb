import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from buron.kernel import services
from buron.kernel.actors import Actor
from buron.kernel.models import ApiToken, Invitation, JournalEntry, Membership, Office, User
from buron.kernel.tenancy import office_scope


@pytest.fixture
def administrator(office, make_client):
    return make_client(office, "administration")


def invite(client: Client, email: str = "nouvelle@example.org", roles: tuple[str, ...] = ("accueil",)) -> str:
    answer = client.post("/haut-pays/equipe/", {"name": "Nouvelle", "email": email, "roles": roles})
    assert answer.status_code == 302, answer.content.decode()
    return re.search(r"http://testserver(/invitation/\S+/)", mail.outbox[-1].body).group(1)


def test_an_invitation_opens_an_account_once(administrator, office):
    link = invite(administrator)
    guest = Client()
    assert "Office de tourisme du Haut Pays vous invite" in guest.get(link).content.decode()
    refused = guest.post(link, {"name": "Nouvelle", "password": "azerty"})
    assert refused.status_code == 422 and User.objects.filter(email="nouvelle@example.org").count() == 0
    accepted = guest.post(link, {"name": "Nouvelle", "password": "une phrase assez longue"})
    assert accepted.url == "/haut-pays/"
    member = Membership.objects.get(user__email="nouvelle@example.org")
    assert member.roles == ["accueil"]
    assert guest.get("/haut-pays/equipe/").status_code == 403
    assert Client().get(link).status_code == 410
    with office_scope(office):
        actions = set(JournalEntry.objects.values_list("action", flat=True))
    assert {"kernel.member.invited", "kernel.member.joined"} <= actions


def test_an_old_or_withdrawn_link_opens_nothing(administrator):
    link = invite(administrator)
    Invitation.objects.update(expires_at=timezone.now())
    assert Client().get(link).status_code == 410
    other = invite(administrator)
    pending = Invitation.objects.get(accepted_at=None)
    assert administrator.post(f"/haut-pays/equipe/invitations/{pending.pk}/retirer/").status_code == 302
    assert Client().get(other).status_code == 410


def test_somebody_who_has_an_account_signs_in_to_join(administrator, other_office, make_client, make_member):
    known = make_member(other_office, "accueil", email="connue@example.org")
    link = invite(administrator, email="connue@example.org")
    assert "/comptes/login/" in Client().get(link).url
    client = Client()
    client.force_login(known.user)
    assert client.post(link).url == "/haut-pays/"
    assert known.user.memberships.count() == 2


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"email": "pas une adresse", "roles": ["accueil"]},
        {"email": "a@example.org"},
        {"email": "a@example.org", "roles": ["roi"]},
        {"email": "a@example.org\nBcc: b@example.org", "roles": ["accueil"]},
        {"email": "x" * 5000, "name": "\x00", "roles": ["accueil"]},
    ],
)
def test_nonsense_sends_nothing(administrator, data):
    assert administrator.post("/haut-pays/equipe/", data).status_code == 422
    assert not mail.outbox and not Invitation.objects.exists()


def test_the_last_administrator_stays(office, make_member):
    boss = make_member(office, "administration")
    actor = Actor.member(boss)
    with pytest.raises(services.MemberError, match="au moins une personne"):
        services.change_roles(actor=actor, membership=boss, roles=["accueil"])
    with pytest.raises(services.MemberError):
        services.remove_member(actor=actor, membership=boss)
    second = make_member(office, "administration")
    services.remove_member(actor=actor, membership=second)
    assert not Membership.objects.get(pk=second.pk).is_active


def test_a_removed_member_sees_nothing(administrator, office, make_member):
    member = make_member(office, "direction")
    client = Client()
    client.force_login(member.user)
    assert client.get("/haut-pays/journal/").status_code == 200
    administrator.post(f"/haut-pays/equipe/{member.pk}/retirer/")
    assert client.get("/haut-pays/journal/").status_code == 404


def test_another_office_is_not_found(stranger, office, make_member):
    member = make_member(office, "accueil")
    for path in ("", "equipe/", "office/", "journal/", "cles/", f"equipe/{member.pk}/"):
        assert stranger.get(f"/haut-pays/{path}").status_code == 404
    assert stranger.get(f"/val-voisin/equipe/{member.pk}/").status_code == 404
    assert stranger.post(f"/val-voisin/equipe/{member.pk}/retirer/").status_code == 404


def test_administration_demands_a_second_factor(office, make_client, settings):
    settings.BURON_REQUIRE_SECOND_FACTOR = True
    assert make_client(office, "administration").get("/haut-pays/equipe/").url == "/comptes/2fa/"
    assert make_client(office, "direction").get("/haut-pays/journal/").status_code == 200


def test_signing_in_is_throttled(office, make_member):
    member = make_member(office, "accueil")
    client = Client()
    wrong = {"login": member.user.email, "password": "faux"}
    pages = [client.post("/comptes/login/", wrong).content.decode() for _ in range(7)]
    assert "Trop de tentatives" in pages[-1] and "Trop de tentatives" not in pages[0]
    right = client.post("/comptes/login/", {"login": member.user.email, "password": "mot-de-passe"})
    assert right.status_code == 200, "a throttled account stays shut even to the right password"


def test_the_office_is_described_and_journalled(office, make_client):
    client = make_client(office, "direction")
    fields = {
        "name": "Office nouveau",
        "email": "",
        "phone": "",
        "website": "",
        "address": "",
        "siren": "123 456 789",
    }
    assert client.post("/haut-pays/office/", fields).status_code == 302
    assert Office.objects.get().siren == "123456789"
    assert client.post("/haut-pays/office/", {**fields, "siren": "12"}).status_code == 422
    assert client.post("/haut-pays/office/", {**fields, "website": "javascript:alert(1)"}).status_code == 422
    assert "Office réglé" in client.get("/haut-pays/journal/?q=office").content.decode()


def test_a_key_is_shown_once_and_revoked(administrator, office):
    page = administrator.post("/haut-pays/cles/", {"name": "Borne"}).content.decode()
    secret = re.search(r"buron_[\w-]{40,}", page).group(0)
    assert secret not in administrator.get("/haut-pays/cles/").content.decode()
    token = ApiToken.objects.get()
    assert secret not in str(vars(token))
    administrator.post(f"/haut-pays/cles/{token.pk}/revoquer/")
    token.refresh_from_db()
    assert token.revoked_at is not None
