"""Inviting to declare: whom, once each, by mail or by letter, and what was answered."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail

from buron.directory.models import Party
from buron.kernel.tenancy import office_scope
from buron.lodging import services
from buron.lodging.errors import LodgingError
from buron.lodging.models import Invitation, Sighting
from buron.lodging.queries.invitations import invitees
from buron.lodging.services.invitations import answer_invitation, invite
from buron.lodging.services.merging import merge_lodgings
from buron.lodging.services.sightings import register_sighting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scoped")]

TODAY = dt.date(2026, 5, 4)
TEXT = "Madame, Monsieur,\n\nVotre hébergement « {hébergement} » n’est pas déclaré."


def sighting(office, key: str, **more) -> Sighting:
    facts = {"name": f"Gîte {key}", "address": "3 le Bourg", "insee": "15258", "source": "state"} | more
    return Sighting.objects.create(
        office=office, external_id=key, first_seen_on=TODAY, last_seen_on=TODAY, body={}, **facts
    )


@pytest.fixture
def found(system, office):
    """One known by the register with a host who has a mail, one by the State, one nowhere, one that declares."""
    lodging = services.register_lodging(actor=system, name="La Gentiane", nature="meubles", insee="15258")
    host = Party.objects.create(office=office, last_name="Ferrand", email="ferrand@buron.example")
    services.add_hosting(actor=system, lodging=lodging, party=host)
    sighting(office, "Alpha")
    sighting(office, "Nulle part", address="")
    sighting(office, "Payeur", source="tax")
    return {one.name: one for one in invitees(day=TODAY)}


def test_each_is_invited_once_by_the_way_that_reaches_it(system, office, found):
    assert list(found) == ["Gîte Alpha", "La Gentiane", "Gîte Nulle part"]
    assert (
        found["Gîte Alpha"].address[0] == "Au loueur de « Gîte Alpha »"
        and len(found["Gîte Alpha"].address) == 3
    )
    with pytest.raises(LodgingError, match="Nulle part"):
        invite(actor=system, invitees=list(found.values()), text=TEXT, day=TODAY)
    two = [found["Gîte Alpha"], found["La Gentiane"]]
    letter, by_mail = invite(actor=system, invitees=two, text=TEXT, day=TODAY)
    assert (letter.channel, by_mail.channel) == ("letter", "mail")
    assert [one.to for one in mail.outbox] == [["ferrand@buron.example"]]
    assert "« La Gentiane »" in mail.outbox[0].body
    assert [one.name for one in invitees(day=TODAY)] == ["Gîte Nulle part"]
    with pytest.raises(LodgingError, match="rechargez"):
        invite(actor=system, invitees=two, text=TEXT, day=TODAY)
    lodging = register_sighting(actor=system, sighting=letter.sighting, nature="meubles")
    letter.refresh_from_db()
    assert letter.lodging == lodging
    merge_lodgings(actor=system, winner=by_mail.lodging, loser=lodging)
    letter.refresh_from_db()
    assert letter.lodging == by_mail.lodging and not Invitation.objects.filter(pk=by_mail.pk).exists()


def test_an_answer_is_dated_and_can_be_taken_back(system, found):
    (one,) = invite(actor=system, invitees=[found["Gîte Alpha"]], text=TEXT, day=TODAY)
    for answer, day in (("x", TODAY), ("declares", None), ("declares", TODAY - dt.timedelta(days=1))):
        with pytest.raises(LodgingError):
            answer_invitation(actor=system, invitation=one, answer=answer, day=day)
    noted = answer_invitation(
        actor=system, invitation=one, answer="not_let", day=TODAY, note="Loué à l’année"
    )
    assert (noted.answer, noted.answered_on, noted.answer_note) == ("not_let", TODAY, "Loué à l’année")
    back = answer_invitation(actor=system, invitation=one, answer="", day=None)
    assert (back.answer, back.answered_on, back.answer_note) == ("", None, "")


def test_the_screens_invite_print_and_note(office, other_office, found, make_client):
    agent = make_client(office, "taxe")
    home = f"/{office.slug}/hebergements/invitations/"
    assert "Gîte Alpha" in agent.get(f"{home}nouvelles/").content.decode()
    empty = agent.post(f"{home}nouvelles/", {"text": TEXT})
    assert empty.status_code == 422 and "n’est pas déclaré" in empty.content.decode()
    assert agent.post(f"{home}nouvelles/", {"text": TEXT, "key": found["Gîte Alpha"].key}).status_code == 302
    one = Invitation.objects.get()
    assert "Gîte Alpha" in agent.get(home).content.decode()
    paper = agent.get(f"{home}{one.sent_on}.pdf")
    assert paper.content.startswith(b"%PDF")
    assert agent.get(f"{home}2020-01-01.pdf").status_code == agent.get(f"{home}hier.pdf").status_code == 404
    answered = {f"i{one.pk}-answer": "declares", f"i{one.pk}-answered_on": str(one.sent_on)}
    agent.post(f"{home}{one.pk}/", answered)
    one.refresh_from_db()
    assert one.answer == "declares"
    agent.post(f"{home}{one.pk}/", {f"i{one.pk}-answer": "declares", f"i{one.pk}-answered_on": "31/02"})
    assert "Gîte Alpha" not in agent.get(f"{home}?reponse=waiting").content.decode()
    stranger = make_client(other_office, "taxe")
    with office_scope(other_office):
        assert (
            stranger.post(f"/{other_office.slug}/hebergements/invitations/{one.pk}/", answered).status_code
            == 404
        )
    assert make_client(office, "elu").get(home).status_code == 403
