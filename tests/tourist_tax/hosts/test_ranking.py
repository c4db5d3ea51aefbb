"""A host asks for the stars of its furnished lodging and sees where its request stands."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from buron.kernel import journal
from buron.lodging.models import RankingRequest
from buron.lodging.services.ranking_requests import receive_request, withdraw_request
from buron.tourist_tax.services.hosts import host_actor
from tests.tourist_tax.hosts.conftest import make_host

pytestmark = pytest.mark.django_db
TYPED = {
    "requested_stars": "4", "reason": "first", "quality": "owner", "dwelling": "house", "capacity": "4",
    "surface": "72", "floor": "0", "room0_name": "Séjour", "room0_surface": "24", "room1_name": "Chambre",
    "room1_surface": "12", "room1_sleeps": "2", "notes": "",
}  # fmt: skip


def page(lodging) -> str:
    return f"/hebergeur/page/hebergement/{lodging.pk}/etoiles/"


def test_a_host_asks_sees_the_state_and_asks_once(pages, host, system, office, make_client):
    party, lodging = host
    assert page(lodging) in pages.get(f"/hebergeur/page/hebergement/{lodging.pk}/").content.decode()
    text = pages.get(page(lodging)).content.decode()
    assert 'value="4"' in text  # the capacity that the register knows
    wrong = (
        ({"capacity": "-2"}, "Au moins 1"),
        ({"room0_surface": "🐄"}, "entier"),
        ({"requested_stars": "9"}, "requested_stars"),
        ({"floor": "1e9"}, "entier"),
    )
    for change, words in wrong:
        answer = pages.post(page(lodging), {**TYPED, **change})
        assert answer.status_code == 422 and words in answer.content.decode(), change
        assert 'value="Chambre"' in answer.content.decode()  # nothing of what was typed is lost
    assert not RankingRequest.objects.exists()
    assert pages.post(page(lodging), TYPED).url == page(lodging)
    asked = RankingRequest.objects.get()
    assert (asked.stage, asked.party, asked.requested_stars) == ("received", party, 4)
    assert asked.rooms[1] == {"name": "Chambre", "surface": 12, "sleeps": 2}
    assert "par son lien" in journal.history(asked)[0].actor_label
    text = pages.get(page(lodging)).content.decode()
    assert "Demande reçue" in text and "le formulaire signé" in text and "<form class" not in text
    assert pages.post(page(lodging), TYPED).status_code == 422
    withdraw_request(actor=system, request=asked, because="plus tard")
    text = pages.get(page(lodging)).content.decode()
    assert "Demande retirée" in text and 'value="72"' in text  # what the last one said comes back
    board = make_client(office, "taxe").get(f"/{office.slug}/classement/?etape=toutes")
    assert "Gîte Ferrand" in board.content.decode()
    assert pages.get(f"{page(lodging)}{asked.pk}.pdf").status_code == 404  # nothing is decided


def test_the_right_is_lent_for_that_deed_alone_and_to_its_own_lodging(pages, link, host, office, system):
    _other, theirs = make_host(office, system, "Voisin")
    _hotel, hotel = make_host(office, system, "Hotelier", nature="hotels")
    for lodging in (theirs, hotel):
        assert pages.get(page(lodging)).status_code == 404
        assert pages.post(page(lodging), TYPED).status_code == 404
        assert pages.get(page(lodging).replace("etoiles/", "mairie.pdf")).status_code == 404
    with pytest.raises(PermissionDenied):
        receive_request(
            actor=host_actor(link), lodging=host[1], party=host[0], requested_stars=3,
            received_on=timezone.localdate() - dt.timedelta(days=1),
        )  # fmt: skip
