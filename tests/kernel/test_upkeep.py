"""Screens of what the house holds: jobs, retention, exports, settings, map background, places of the journal."""

import datetime as dt
import struct

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buron.kernel import journal, pmtiles
from buron.kernel.contributions import Retention, check_references, exports, places, retention, settings
from buron.kernel.jobs.tidy import tidy
from buron.kernel.models import Job, JournalEntry, Office, RetentionRun
from buron.kernel.services.jobs import RetryError, retry_job
from buron.kernel.services.settings import change_settings, setting_of
from buron.kernel.tenancy import office_scope
from buron.kernel.views.jobs import plain_error


def make_job(office, state=Job.State.FAILED, **fields) -> Job:
    return Job.objects.create(office=office, name="offer.read_run", state=state, **fields)


def test_jobs_are_told_in_words_and_started_again(office, make_client):
    job = make_job(office, error="Le fichier est vide.", attempts=3)
    fault = "Traceback (most recent call last):\n  File\nsmtplib.SMTPServerDisconnected: gone"
    make_job(office, error=fault)
    client = make_client(office, "direction")
    page = client.get("/haut-pays/taches/").content.decode()
    assert "Lire une source et comparer" in page and "Le fichier est vide." in page
    assert "messagerie" in page and "Traceback" not in page
    client.post(f"/haut-pays/taches/{job.pk}/relancer/")
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.State.WAITING, 0)
    assert (
        "n’est plus en échec"
        in client.post(f"/haut-pays/taches/{job.pk}/relancer/", follow=True).content.decode()
    )
    with office_scope(office):
        assert JournalEntry.objects.filter(action="kernel.job.retried").count() == 1
    assert client.get("/haut-pays/taches/?etat=done").status_code == 200
    assert make_client(office, "accueil").get("/haut-pays/taches/").status_code == 403


def test_what_was_forgotten_on_purpose_is_not_retried(scoped, system):
    job = Job.objects.create(office=scoped, name="reception.send_carnet", state=Job.State.FAILED)
    with pytest.raises(RetryError, match="oublié exprès"):
        retry_job(actor=system, job=job)
    unknown = Job.objects.create(office=scoped, name="ancienne.tache", state=Job.State.FAILED)
    with pytest.raises(RetryError, match="n’existe plus"):
        retry_job(actor=system, job=unknown)


def test_the_jobs_of_another_office_are_not_found(office, other_office, make_client):
    job = make_job(other_office, error="secret")
    client = make_client(office, "direction")
    assert "secret" not in client.get("/haut-pays/taches/").content.decode()
    assert client.post(f"/haut-pays/taches/{job.pk}/relancer/").status_code == 404


def test_the_list_of_jobs_asks_the_same_number_of_queries(office, make_client):
    client, counts = make_client(office, "direction"), []
    for more in (1, 2, 40):
        for _ in range(more):
            make_job(office, error="x")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/haut-pays/taches/")
        counts.append(len(asked))
    assert len(set(counts)) == 1


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("Une phrase.", "Une phrase."),
        ("Traceback (most recent call last):\nOSError: [Errno 28] No space left", "disque"),
        ("Traceback (most recent call last):\nValueError: étrange", "étrange"),
    ],
)
def test_a_fault_is_said_plainly(error, said):
    assert said in plain_error(error)


@pytest.fixture
def rule(scoped):
    made = Retention(
        "tests.rule", "Essais", 1, "Pour voir", lambda office: Job.objects.filter(name="x").delete()[0]
    )
    retention.register(made)
    yield made
    del retention._entries[made.key]


def test_rules_are_tried_without_effect_and_remembered_when_applied(scoped, rule, make_client, other_office):
    Job.objects.create(office=scoped, name="x", state=Job.State.DONE)
    client = make_client(scoped, "direction")
    assert "pas encore" in client.get("/haut-pays/conservation/").content.decode()
    assert "Rien n’a été effacé" in client.post("/haut-pays/conservation/").content.decode()
    assert Job.objects.filter(name="x").exists() and not RetentionRun.objects.exists()

    class Context:
        finish = staticmethod(lambda result: None)

    tidy(Context())
    run = RetentionRun.objects.get(rule="tests.rule")
    assert (run.removed, Job.objects.filter(name="x").exists()) == (1, False)
    assert "1 ligne oubliée" in client.get("/haut-pays/conservation/").content.decode()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_export_is_a_file(office, make_client, form):
    client = make_client(office, "direction", "administration", "etourisme", "qualite")
    page = client.get("/haut-pays/exports/").content.decode()
    for export in exports:
        answer = client.get(f"/haut-pays/exports/{export.key}/{form}/")
        assert answer.status_code == 200, export.key
        assert f'.{form}"' in answer["Content-Disposition"]
        assert f"/exports/{export.key}/" in page


def test_an_export_is_asked_for_a_period_that_makes_sense(office, make_client):
    client = make_client(office, "direction")
    path = "/haut-pays/exports/reception.acts/csv/"
    assert "2026-01-01" in client.get(f"{path}?start=2026-01-01&end=2026-02-01")["Content-Disposition"]
    assert "avant le début" in client.get(f"{path}?start=2026-03-01&end=2026-02-01").content.decode()
    assert client.get(f"{path}?start=hier").status_code == 422
    assert client.get("/haut-pays/exports/rien/csv/").status_code == 404
    assert client.get("/haut-pays/exports/reception.acts/exe/").status_code == 404
    elected = make_client(office, "elu")
    assert elected.get(path).status_code == 403
    assert "reception.acts" not in elected.get("/haut-pays/exports/").content.decode()


def test_the_life_of_carnets_is_chosen(office, system, make_client):
    from buron.reception.services.carnets import carnet_days

    client = make_client(office, "direction")
    numbers = {setting.key: setting.default for setting in settings if setting.maximum > 1}
    data = {"form": "numbers", **numbers, "reception.carnet_days": "30"}
    assert client.post("/haut-pays/reglages/", data).status_code == 302
    office.refresh_from_db()
    assert carnet_days(office) == setting_of(office, "reception.carnet_days") == 30
    assert setting_of(office, "tourist_tax.second_step") == 0
    client.post("/haut-pays/reglages/", data | {"tourist_tax.second_step": "on"})
    office.refresh_from_db()
    assert setting_of(office, "tourist_tax.second_step") == 1
    for wrong in ("0", "9999", "trente", ""):
        answer = client.post("/haut-pays/reglages/", data | {"reception.carnet_days": wrong})
        assert answer.status_code == 422
    with office_scope(office):
        before = JournalEntry.objects.count()
        change_settings(actor=system, office=office, values={"reception.carnet_days": 30})
        assert JournalEntry.objects.count() == before
    Office.objects.update(settings={"reception": {"carnet_days": "beaucoup"}})
    office.refresh_from_db()
    assert setting_of(office, "reception.carnet_days") == carnet_days(office) == 45


def test_defaults_of_settings_are_those_of_the_code():
    from buron.reception.services import carnets
    from buron.reception.shell import DEFAULT_DAYS

    assert settings.get("reception.carnet_days").default == carnets.DEFAULT_DAYS
    assert settings.get("reception.carnet_days").maximum == carnets.MOST_DAYS
    assert settings.get("reception.offline_days").default == DEFAULT_DAYS


def tiles(*, version=3, kind=1, box=(2.0, 44.0, 3.0, 45.0), end=200) -> bytes:
    degrees = [round(value * pmtiles.E7) for value in box]
    parts = [127, 10, 137, 10, 147, 0, 147, end - 147]
    head = pmtiles.HEADER.pack(
        b"PMTiles", version, *parts, 1, 1, 1, 1, 1, 1, kind, 0, 14, *degrees, 7, *degrees[:2]
    )
    return head + bytes(range(73))


def test_a_map_background_is_laid_read_by_slices_and_taken_away(office, make_client):
    client = make_client(office, "direction")
    assert client.get("/cartes/haut-pays.pmtiles").status_code == 404
    file = SimpleUploadedFile("cantal.pmtiles", tiles())
    assert client.post("/haut-pays/reglages/", {"form": "map", "file": file}).status_code == 302
    assert "vectorielle" in client.get("/haut-pays/reglages/").content.decode()
    whole = client.get("/cartes/haut-pays.pmtiles")
    assert b"".join(whole.streaming_content) == tiles()
    part = client.get("/cartes/haut-pays.pmtiles", headers={"range": "bytes=0-6", "accept-encoding": "gzip"})
    assert part.status_code == 206 and b"".join(part.streaming_content) == b"PMTiles"
    assert part["Content-Range"] == "bytes 0-6/200" and part["Content-Length"] == "7"
    assert client.get("/cartes/haut-pays.pmtiles", headers={"range": "bytes=500-"}).status_code == 416
    wrong = SimpleUploadedFile("x.pmtiles", b"rien")
    assert (
        "pas un fond de carte"
        in client.post("/haut-pays/reglages/", {"form": "map", "file": wrong}).content.decode()
    )
    assert pmtiles.current(office) is not None, "the old one stays"
    client.post("/haut-pays/reglages/", {"form": "no-map"})
    assert pmtiles.current(office) is None
    with office_scope(office):
        told = set(JournalEntry.objects.values_list("action", flat=True))
    assert {"kernel.office.map_set", "kernel.office.map_removed"} <= told


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "pas un fond"),
        (b"PK" * 100, "pas un fond"),
        (tiles(version=2), "version 2"),
        (tiles()[:-1], "coupé"),
        (tiles(kind=9), "format inconnu"),
        (tiles(box=(5.0, 44.0, 3.0, 45.0)), "étendue"),
        (tiles(box=(2.0, -99.0, 3.0, 45.0)), "étendue"),
    ],
)
def test_another_file_is_not_a_map_background(content, said):
    with pytest.raises(pmtiles.TilesError, match=said):
        pmtiles.read_header(content, len(content))
    assert struct.calcsize(pmtiles.HEADER.format) == 127


def test_a_file_that_is_too_big_leaves_nothing(office, monkeypatch):
    monkeypatch.setattr(pmtiles, "MOST_BYTES", 100)
    with pytest.raises(pmtiles.TilesError, match="2 Go"):
        pmtiles.keep(office, [tiles()])
    assert not list(pmtiles.place_of(office).parent.iterdir())


def test_the_journal_names_things_and_leads_to_them(office, make_member, make_client, system):
    member = make_member(office, "accueil")
    with office_scope(office):
        journal.record(actor=system, action="kernel.member.added", target=member)
        journal.record(actor=system, action="ancien.acte.fait", target=make_job(office))
        gone = make_member(office, "accueil")
        journal.record(actor=system, action="kernel.member.removed", target=gone)
        gone_pk = gone.pk
        gone.delete()
    page = make_client(office, "administration").get("/haut-pays/journal/").content.decode()
    assert "Membre de l’équipe" in page and f'href="/haut-pays/equipe/{member.pk}/"' in page
    assert f'href="/haut-pays/equipe/{gone_pk}/"' not in page
    assert "Action d’une autre version (ancien.acte.fait)" in page and "Tâche de fond" in page
    director = make_client(office, "direction").get("/haut-pays/journal/").content.decode()
    assert f'href="/haut-pays/equipe/{member.pk}/"' not in director, "she may not change roles"


def test_every_place_is_a_table_and_a_screen(office):
    from django.apps import apps
    from django.urls import reverse

    check_references()
    for place in places:
        assert apps.get_model(place.key), place.key
        if place.url_name:
            assert reverse(place.url_name, kwargs={"office": office.slug, "pk": 1})


def test_a_finished_job_is_dated(office):
    job = make_job(office, finished_at=timezone.now() - dt.timedelta(days=1))
    assert job.is_over
