"""The star ranking: from the request to the ranking in the register, tablets included."""

from __future__ import annotations

import datetime as dt
import io
import json
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from buron.directory.services.parties import register_party
from buron.kernel.actors import Actor
from buron.kernel.contributions import indicators
from buron.kernel.documents.html import html_fragment
from buron.kernel.figures import FigureQuery
from buron.kernel.periods import year
from buron.kernel.tenancy import office_scope
from buron.lodging.errors import LodgingError
from buron.lodging.models import Ranking, RankingDecision, RankingMail, RankingRequest, Visit
from buron.lodging.papers.certificate import certificate_document, certificate_pdf
from buron.lodging.papers.ical import appointment_file
from buron.lodging.queries.ranking_files import missing_papers
from buron.lodging.ranking import current_grid
from buron.lodging.ranking_upkeep import forget_photos
from buron.lodging.services import add_hosting, add_ranking, register_lodging
from buron.lodging.services.accreditations import grant_accreditation
from buron.lodging.services.ranking_answers import FactsTap, Tap, add_visit_photo, record_answers
from buron.lodging.services.ranking_decisions import (
    acquire_due,
    acquire_ranking,
    choose_scoring,
    decide,
    notify_decision,
    refuse_decision,
)
from buron.lodging.services.ranking_mails import draft_alerts, draft_appointment, draft_certificate, send_mail
from buron.lodging.services.ranking_requests import complete_request, receive_request, update_request
from buron.lodging.services.ranking_visits import finish_visit, reopen_visit, schedule_visit

TODAY = dt.date.today()
WHOLE = {
    "capacity": 4, "dwelling": "house", "floor": 0, "altitude": 800, "surface": 60, "signed_on": TODAY,
    "rooms": [{"name": "Séjour", "surface": 30, "sleeps": 0}, {"name": "Chambre", "surface": 14, "sleeps": 2}],
}  # fmt: skip


def a_request(system, stars: int = 3, received_on: dt.date | None = None, **facts) -> RankingRequest:
    number = RankingRequest.objects.count() + 1
    party = register_party(
        actor=system, last_name="Nozerolle", email=f"loueur{number}@example.org", address="1 rue Basse"
    )
    lodging = register_lodging(
        actor=system, name=f"Gîte {number}", nature="meubles", insee="15162", address="2 rue Haute",
        declaration_number=f"R-{number}",
    )  # fmt: skip
    add_hosting(actor=system, lodging=lodging, party=party)
    return receive_request(
        actor=system, lodging=lodging, party=party, requested_stars=stars,
        received_on=received_on or TODAY - dt.timedelta(days=80), **{**WHOLE, **facts},
    )  # fmt: skip


@pytest.fixture
def visitor(scoped, system, make_member):
    begins, ends = TODAY - dt.timedelta(days=3000), TODAY + dt.timedelta(days=300)
    grant_accreditation(actor=system, valid_from=begins, valid_until=ends)
    member = make_member(scoped, "accueil")
    return grant_accreditation(
        actor=system, member=member, place="first", valid_from=begins, valid_until=ends
    )


def at(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(10)))


def everything(stars: int, *, without: tuple[int, ...] = (), device: str = "t") -> list[Tap]:
    return [
        Tap(one.number, "no" if one.number in without else "yes", one.points, "", 0, f"{device}:{one.number}")
        for one in current_grid().criteria
    ]


def planned(system, visitor, day: dt.date, stars: int = 3, **facts) -> Visit:
    request = a_request(system, stars, received_on=day - dt.timedelta(days=20), **facts)
    complete_request(actor=system, request=request, day=day - dt.timedelta(days=10))
    return schedule_visit(actor=system, request=request, appointment=at(day), visitor=visitor)


def held(system, visitor, day: dt.date, stars: int = 3, without: tuple[int, ...] = ()) -> Visit:
    visit = planned(system, visitor, day, stars)
    record_answers(actor=system, visit=visit, taps=everything(stars, without=without))
    return finish_visit(actor=system, visit=visit, held_on=day)


def test_a_file_is_complete_when_nothing_is_missing(scoped, system):
    request = a_request(system, signed_on=None, rooms=[])
    assert missing_papers(request) == ["le formulaire signé", "la description des pièces"]
    with pytest.raises(LodgingError, match="le formulaire signé"):
        complete_request(actor=system, request=request, day=TODAY)
    update_request(actor=system, request=request, changes={"signed_on": TODAY, "rooms": [{"name": "Studio"}]})
    assert complete_request(actor=system, request=request, day=TODAY).stage == "complete"


def test_one_open_request_for_a_lodging(scoped, system):
    request = a_request(system)
    with pytest.raises(LodgingError, match="déjà en cours"):
        receive_request(
            actor=system, lodging=request.lodging, party=request.party, requested_stars=2, received_on=TODAY
        )


def test_only_an_accredited_visitor_may_visit(scoped, system, visitor, make_member):
    request = a_request(system)
    complete_request(actor=system, request=request, day=TODAY)
    lapsed = grant_accreditation(
        actor=system, member=make_member(scoped, "qualite"), valid_from=TODAY - dt.timedelta(days=9),
        valid_until=TODAY - dt.timedelta(days=1),
    )  # fmt: skip
    with pytest.raises(LodgingError, match="n’est pas habilité"):
        schedule_visit(actor=system, request=request, appointment=at(TODAY), visitor=lapsed)
    late = TODAY + dt.timedelta(days=400)
    with pytest.raises(LodgingError, match="n’est pas habilité"):
        schedule_visit(actor=system, request=request, appointment=at(late), visitor=visitor)
    visit = schedule_visit(actor=system, request=request, appointment=at(TODAY), visitor=visitor)
    text = appointment_file(visit).decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n") and f"UID:{visit.uid}@buron" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_a_tap_sent_twice_counts_once_and_two_tablets_stand_side_by_side(scoped, system, visitor):
    visit = planned(system, visitor, TODAY)
    tap = Tap(1, "yes", 5, "", 0, "one:1")
    for _ in range(2):
        record_answers(actor=system, visit=visit, taps=[tap])
    answer = visit.answers.get(number=1)
    assert (answer.points, answer.revision, answer.other) == (5, 1, None)
    record_answers(actor=system, visit=visit, taps=[Tap(1, "no", 0, "", 0, "two:1")])
    answer.refresh_from_db()
    assert (answer.value, answer.other["value"]) == ("yes", "no")
    with pytest.raises(LodgingError, match="choisissez d’abord"):
        finish_visit(actor=system, visit=visit, held_on=TODAY)
    record_answers(actor=system, visit=visit, taps=[Tap(1, "no", 0, "", 1, "two:2", settles=True)])
    answer.refresh_from_db()
    assert (answer.value, answer.points, answer.revision, answer.other) == ("no", 0, 2, None)


def test_a_tablet_whose_acknowledgement_was_lost_is_not_its_own_rival(scoped, system, visitor):
    visit = planned(system, visitor, TODAY)
    record_answers(actor=system, visit=visit, taps=[Tap(1, "yes", 5, "", 0, "one:a")])
    record_answers(actor=system, visit=visit, taps=[Tap(1, "no", 0, "", 0, "one:b")])
    assert visit.answers.get(number=1).value == "no"


def test_facts_of_two_tablets(scoped, system, visitor):
    visit = planned(system, visitor, TODAY)
    facts = {**visit.facts, "persons": 5}
    record_answers(actor=system, visit=visit, taps=[], facts=FactsTap(facts, 0, "one:f"))
    other = {**visit.facts, "persons": 6}
    found = record_answers(actor=system, visit=visit, taps=[], facts=FactsTap(other, 0, "two:f"))
    assert (found.facts["persons"], found.facts_other["persons"]) == (5, 6)


@pytest.mark.parametrize(
    "tap",
    [
        Tap(134, "yes", 1, "", 0, "x:1"),
        Tap(1, "na", None, "", 0, "x:1"),
        Tap(2, "yes", 6, "", 0, "x:1"),
        Tap(1, "maybe", 1, "", 0, "x:1"),
    ],
)
def test_what_is_not_an_answer_is_refused(scoped, system, visitor, tap):
    visit = planned(system, visitor, TODAY)
    with pytest.raises(LodgingError):
        record_answers(actor=system, visit=visit, taps=[tap])
    assert not visit.answers.exists()


def test_from_the_visit_to_the_register(scoped, system, visitor):
    day = TODAY - dt.timedelta(days=40)
    visit = held(system, visitor, day)
    with pytest.raises(LodgingError, match="avis favorable"):
        decide(actor=system, visit=visit, stars=3, favourable=False, decided_on=day)
    decision = decide(actor=system, visit=visit, stars=3, favourable=True, decided_on=day, words="Bravo.")
    assert decision.number == f"{day.year}-0001"
    notified = notify_decision(actor=system, decision=decision, day=day + dt.timedelta(days=4))
    last = day + dt.timedelta(days=19)
    assert notified.refuse_until == last
    with pytest.raises(LodgingError, match="peut refuser jusqu’au"):
        acquire_ranking(actor=system, decision=decision, today=last)
    with pytest.raises(LodgingError, match="passé ce délai"):
        refuse_decision(actor=system, decision=decision, day=last + dt.timedelta(days=1))
    assert acquire_due(actor=system, today=last) == 0
    assert acquire_due(actor=system, today=last + dt.timedelta(days=1)) == 1
    ranking = Ranking.objects.get(decision=decision)
    assert (ranking.stars, ranking.valid_from, ranking.source) == (3, last + dt.timedelta(days=1), "visit")
    assert (ranking.capacity, ranking.reference) == (4, decision.number)
    assert acquire_due(actor=system, today=TODAY) == 0


def test_a_refusal_leaves_the_register_alone(scoped, system, visitor):
    day = TODAY - dt.timedelta(days=10)
    decision = decide(
        actor=system, visit=held(system, visitor, day), stars=3, favourable=True, decided_on=day
    )
    notify_decision(actor=system, decision=decision, day=day)
    refuse_decision(actor=system, decision=decision, day=TODAY, because="Trop peu")
    assert acquire_due(actor=system, today=TODAY + dt.timedelta(days=99)) == 0
    assert not Ranking.objects.exists()


def test_dirt_gives_an_unfavourable_certificate_that_never_changes(scoped, system, visitor):
    visit = held(system, visitor, TODAY, without=(95,))
    with pytest.raises(LodgingError, match="n’atteint pas"):
        decide(actor=system, visit=visit, stars=1, favourable=True, decided_on=TODAY)
    decision = decide(actor=system, visit=visit, stars=3, favourable=False, decided_on=TODAY)
    before = certificate_document(decision)
    choose_scoring(actor=system, chosen={"obligatory_includes_onc": "no"})
    assert certificate_document(RankingDecision.objects.get(pk=decision.pk)).blocks == before.blocks
    assert certificate_pdf(decision).startswith(b"%PDF")
    with pytest.raises(LodgingError, match="ne se rouvre plus"):
        reopen_visit(actor=system, visit=visit)


def test_the_open_points_of_the_rule_are_settings(scoped, system):
    with pytest.raises(LodgingError):
        choose_scoring(actor=system, chosen={"rounding": "down"})
    office = choose_scoring(actor=system, chosen={"rounding": "up"})
    assert office.settings["lodging"]["scoring"] == {"rounding": "up"}


def test_each_end_is_announced_once_at_six_three_and_one_months(scoped, system):
    request = a_request(system)
    request.stage = "withdrawn"
    request.save()
    add_ranking(
        actor=system, lodging=request.lodging, stars=2, valid_from=dt.date(2022, 1, 16),
        valid_until=dt.date(2027, 1, 15),
    )  # fmt: skip
    written = [
        draft_alerts(actor=system, day=day)
        for day in (
            dt.date(2026, 7, 14),
            dt.date(2026, 7, 15),
            dt.date(2026, 8, 1),
            dt.date(2026, 10, 15),
            dt.date(2026, 12, 15),
            dt.date(2027, 1, 16),
        )
    ]
    assert written == [0, 1, 0, 1, 1, 0]
    assert list(RankingMail.objects.order_by("pk").values_list("months", flat=True)) == [6, 3, 1]


def test_sending_the_certificate_starts_the_clock(scoped, system, visitor, mailoutbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    visit = held(system, visitor, TODAY)
    draft_appointment(actor=system, visit=visit)
    decision = decide(actor=system, visit=visit, stars=3, favourable=True, decided_on=TODAY)
    mail = draft_certificate(actor=system, decision=decision)
    send_mail(actor=system, mail=mail)
    decision.refresh_from_db()
    assert decision.notified_on == TODAY
    assert [one[2] for one in mailoutbox[0].attachments] == ["application/pdf"]
    with pytest.raises(LodgingError, match="déjà parti"):
        send_mail(actor=system, mail=mail)


def test_the_printed_figures_come_out_of_rows(scoped, system, visitor):
    """33 visits in 2019: 21 for two stars, 11 for three, 1 for four."""
    grant = visitor
    for stars, count in ((2, 21), (3, 11), (4, 1)):
        for rank in range(count):
            day = dt.date(2025, 1 + rank % 12, 3)
            visit = planned(system, grant, day, stars)
            Visit.objects.filter(pk=visit.pk).update(held_on=day, finished_at=at(day))
    indicator = indicators.get("lodging.ranking_visits")
    figure = indicator.compute(FigureQuery(year(2025), split="stars"))
    assert (figure.value, figure.n) == (33, 33)
    assert {one.code: one.value for one in figure.slices} == {"2": 21, "3": 11, "4": 1}


def test_a_photo_is_kept_once(scoped, system, visitor):
    visit = planned(system, visitor, TODAY)
    data = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(data, "JPEG")
    client_id = uuid.uuid4()
    photos = {
        add_visit_photo(
            actor=system, visit=visit, number=12, client_id=client_id, upload=io.BytesIO(data.getvalue()),
            size=data.tell(),
        ).pk
        for _ in range(2)
    }  # fmt: skip
    assert len(photos) == 1


def test_photos_are_the_annex_of_the_certificate_and_go_in_their_time(
    office, scoped, system, visitor, make_client, django_capture_on_commit_callbacks
):
    visit = held(system, visitor, timezone.localdate() - dt.timedelta(days=9))
    image = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(image, "JPEG")
    for number in (4, 12, 12):
        add_visit_photo(
            actor=system, visit=visit, number=number, client_id=uuid.uuid4(), upload=io.BytesIO(image.getvalue()),
            size=len(image.getvalue()),
        )  # fmt: skip
    decision = decide(actor=system, visit=visit, stars=3, favourable=True, decided_on=timezone.localdate())
    assert decision.record["photos"] == [4, 12, 12]
    assert "critères 4, 12" in html_fragment(certificate_document(decision))
    agent = make_client(office, "qualite")
    annex = agent.get(f"/{office.slug}/classement/{visit.request_id}/photos.pdf")
    assert annex.status_code == 200 and annex.content.startswith(b"%PDF")
    assert forget_photos(office) == 0
    decision.favourable = False
    decision.save()
    Visit.objects.filter(pk=visit.pk).update(appointment=timezone.now() - dt.timedelta(days=400))
    name = visit.photos.first().file.name
    with django_capture_on_commit_callbacks(execute=True):
        assert forget_photos(office) == 3
    assert not default_storage.exists(name)
    assert agent.get(f"/{office.slug}/classement/{visit.request_id}/photos.pdf").status_code == 404


def test_a_reader_may_not_rank(scoped, system, make_member):
    request = a_request(system)
    reader = Actor.member(make_member(scoped, "elu"))
    with pytest.raises(PermissionDenied):
        complete_request(actor=reader, request=request, day=TODAY)


def test_the_screens_and_the_tablet(office, system, make_client, make_member):
    client = make_client(office, "accueil", "qualite")
    with office_scope(office):
        begins, ends = TODAY - dt.timedelta(days=900), TODAY + dt.timedelta(days=300)
        grant_accreditation(actor=system, valid_from=begins, valid_until=ends)
        agent = grant_accreditation(
            actor=system, member=make_member(office, "accueil"), valid_from=begins, valid_until=ends
        )
        visit = planned(system, agent, TODAY)
    base = f"/{office.slug}/classement/"
    for path in ("", "nouvelle/?mots=gite", "habilitations/", "regle/", "courriels/", "tablette/"):
        assert client.get(base + path).status_code == 200, path
    told = client.get(f"{base}tablette/visites.json").json()
    assert (told["visits"][0]["id"], len(told["visits"][0]["measures"])) == (visit.pk, 6)
    tap = {"number": 3, "value": "yes", "points": 1, "comment": "", "base": 0, "mark": "t:1"}
    send = f"{base}tablette/{visit.pk}/envoi/"
    found = client.post(send, json.dumps({"answers": [tap]}), content_type="application/json")
    assert found.json()["visit"]["answers"]["3"]["points"] == 1
    for nonsense in ("[]", "{", '{"answers": [{"number": "1"}]}', '{"answers": {}}', '{"facts": 3}', "null"):
        refused = client.post(send, nonsense, content_type="application/json")
        assert refused.status_code == 422 and refused.json()["message"], nonsense
    page = f"{base}{visit.request_id}/"
    assert "133" not in client.get(page).content.decode()
    done = client.post(f"{page}visite/terminer/", {"day": TODAY.isoformat()})
    assert done.status_code == 302
    answered = client.post(f"{page}avis/", {"stars": "3", "decided_on": TODAY.isoformat()})
    assert answered.status_code == 302
    assert client.get(f"{page}certificat.pdf")["Content-Type"] == "application/pdf"
    assert client.post(f"{page}remis/", {"day": "hier"}, follow=True).status_code == 200


def test_the_elected_read_the_figures_and_nobody_s_file(office, scoped, system, visitor, make_client):
    visit = held(system, visitor, timezone.localdate())
    elected = make_client(office, "elu")
    rows = elected.get(
        f"/{office.slug}/observatoire/indicateurs/lodging.ranking_visits/lignes/?periode={visit.held_on.year}"
    )
    shown = rows.content.decode()
    assert rows.status_code == 200 and visit.request.lodging.name in shown
    assert visit.visitor.name not in shown and str(visit.request.party) not in shown
    for path in (
        f"classement/{visit.request_id}/",
        f"classement/{visit.request_id}/photos.pdf",
        "hebergements/",
    ):
        assert elected.get(f"/{office.slug}/{path}").status_code == 403
