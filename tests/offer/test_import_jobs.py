"""What runs by itself: the nightly refresh, what a crash left, what is kept of past runs."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from buron.kernel.jobs import enqueue, work_all
from buron.kernel.models import Job
from buron.kernel.tenancy import office_scope
from buron.offer import services
from buron.offer.imports.storage import KEPT_RUNS
from buron.offer.models import Fiche, Run, SearchRow, Source
from buron.offer.services.runs import vault_of
from tests.offer.import_kit import Feed, answer, snapshot, thing, write


def files_of(source: Source) -> list[str]:
    return sorted(path.name for path in vault_of(source).folder.iterdir() if path.name != "lock")


class TestNight:
    def test_only_active_sources_with_an_address_are_read(self, office, system):
        with office_scope(office):
            for name, location in (
                ("Flux", "https://example.org/a"),
                ("Fichiers", ""),
                ("Serveur", "/srv/export"),
            ):
                services.create_source(actor=system, name=name, connector="apidae", location=location)
            stopped = services.create_source(
                actor=system, name="Arrêtée", connector="apidae", location="https://example.org/b"
            )
            services.change_source(actor=system, source=stopped, is_active=False)
        enqueue(None, "offer.refresh_sources")
        work_all(1)
        with office_scope(office):
            flux = Source.objects.get(name="Flux")
        asked = Job.objects.filter(name="offer.refresh_source")
        assert [job.args for job in asked] == [{"source_id": flux.pk}]

    def test_a_held_run_is_left_for_somebody_to_decide(self, office, system, tmp_path):
        with office_scope(office):
            feed = Feed(system, tmp_path)
            things = [thing(number) for number in range(1, 21)]
            feed.take(*things)
            path = write(tmp_path, answer(*things[10:]), "flux.json")
            services.change_source(actor=system, source=feed.source, location=path)
        for _ in range(2):
            enqueue(system, "offer.refresh_source", source_id=feed.source.pk)
            work_all()
        with office_scope(office):
            assert list(Run.objects.order_by("pk").values_list("state", flat=True)) == ["applied", "held"]

    def test_what_nobody_must_look_at_is_applied(self, office, system, tmp_path):
        with office_scope(office):
            feed = Feed(system, tmp_path)
            path = write(tmp_path, answer(thing(1), thing(2)))
            services.change_source(actor=system, source=feed.source, location=path)
        enqueue(system, "offer.refresh_source", source_id=feed.source.pk)
        work_all()
        with office_scope(office):
            assert Fiche.objects.count() == 2


@pytest.mark.usefixtures("scoped")
class TestAfterACrash:
    def test_a_reading_that_died_is_said_and_its_files_removed(self, system, tmp_path):
        feed = Feed(system, tmp_path)
        run = services.begin_run(actor=system, source=feed.source, place="/nulle/part")
        folder = vault_of(feed.source)
        folder.open_folder()
        for name in ("run-9999-payload.json", f"run-{run.pk}-stage.sqlite3.part", "reste.tmp"):
            (folder.folder / name).write_bytes(b"x")
        (folder.folder / "pages-abc").mkdir()
        Run.objects.filter(pk=run.pk).update(started_at=timezone.now() - dt.timedelta(hours=1))
        assert services.recover(actor=system) == 1
        run.refresh_from_db()
        assert (run.state, "s’est arrêté" in run.message) == ("failed", True)
        assert files_of(feed.source) == []

    def test_a_reading_that_just_began_or_waits_for_its_fields_is_left_alone(self, system, tmp_path):
        feed = Feed(system, tmp_path)
        services.begin_run(actor=system, source=feed.source, place="/nulle/part")
        assert services.recover(actor=system) == 0
        sheet = Feed(system, tmp_path, "Tableur", "csv")
        upload = services.Upload("a.csv", lambda: iter([b"nom\nA\n"]))
        waiting = services.begin_run(actor=system, source=sheet.source, upload=upload)
        Run.objects.update(started_at=timezone.now() - dt.timedelta(hours=5))
        services.recover(actor=system)
        waiting.refresh_from_db()
        assert (waiting.state, files_of(sheet.source)) == ("reading", [waiting.payload])

    @pytest.mark.parametrize(("kept", "state"), [(20, "ready"), (10, "held")])
    def test_an_application_that_died_can_be_decided_again(self, system, tmp_path, kept, state):
        feed = Feed(system, tmp_path)
        things = [thing(number) for number in range(1, 21)]
        feed.take(*things)
        run = feed.read(*things[:kept], thing(99))
        Run.objects.filter(pk=run.pk).update(
            state=Run.State.APPLYING, started_at=timezone.now() - dt.timedelta(hours=1)
        )
        services.recover(actor=system)
        run.refresh_from_db()
        assert run.state == state
        services.apply_run(actor=system, run=run, confirmed=True)
        assert feed.fiche(99).name == "Hôtel numéro 99"

    def test_what_the_search_was_not_told_is_told(self, system, tmp_path):
        feed = Feed(system, tmp_path)
        run = feed.take(thing(1), thing(2))
        SearchRow.objects.all().delete()
        Run.objects.filter(pk=run.pk).update(is_indexed=False)
        services.recover(actor=system)
        assert SearchRow.objects.count() == 2
        run.refresh_from_db()
        assert run.is_indexed

    def test_a_source_at_work_is_busy(self, system, tmp_path):
        feed = Feed(system, tmp_path)
        feed.take(thing(1))
        run = feed.read(thing(1), thing(2))
        with vault_of(feed.source).locked():
            with pytest.raises(services.SourceBusy):
                services.apply_run(actor=system, run=run)
            assert services.recover(actor=system) == 0


@pytest.mark.usefixtures("scoped")
class TestKept:
    def test_the_last_payloads_and_comparisons_are_kept_with_that_of_the_last_applied(self, system, tmp_path):
        feed = Feed(system, tmp_path)
        runs = [feed.take(thing(1, f"Nom {number}")) for number in range(KEPT_RUNS + 3)]
        kept = {name.split("-")[1] for name in files_of(feed.source)}
        assert kept == {str(run.pk) for run in runs[-KEPT_RUNS:]}
        failed = [feed.take_file(write(tmp_path, b"{", "x.json")) for _ in range(KEPT_RUNS + 1)]
        kept = {name.split("-")[1] for name in files_of(feed.source)}
        assert kept == {str(run.pk) for run in (runs[-1], *failed[-KEPT_RUNS:])}
        assert Run.objects.exclude(payload="").count() == KEPT_RUNS + 1

    def test_the_payload_is_kept_as_it_was_received(self, system, tmp_path):
        feed = Feed(system, tmp_path)
        data = answer(thing(1))
        run = feed.take_file(write(tmp_path, data))
        assert (vault_of(feed.source).folder / run.payload).read_bytes() == data
        assert run.payload_bytes == len(data)


@pytest.mark.django_db(transaction=True)
class TestOutsideATransaction:
    """As in life: the stage is attached to the database, and let go of."""

    def test_import_again_and_merge(self, office, system, tmp_path):
        with office_scope(office):
            feed = Feed(system, tmp_path)
            feed.take(*(thing(number) for number in range(1, 31)))
            before = snapshot()
            assert feed.take(*(thing(number) for number in range(1, 31))).unchanged == 30
            assert snapshot() == before
            other = Feed(system, tmp_path, "Autre", priority=10)
            run = other.take(thing(1, "Vu d’ailleurs"), thing(50))
            assert (run.linked, run.created) == (1, 1)
            assert feed.fiche(1).name == "Vu d’ailleurs"
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("SELECT name FROM pragma_database_list")
                assert {row[0] for row in cursor.fetchall()} <= {"main", "temp"}

    def test_nothing_is_left_of_an_application_that_fails(self, office, system, tmp_path, monkeypatch):
        def broken(*_: object) -> None:
            raise RuntimeError("defect")

        with office_scope(office):
            feed = Feed(system, tmp_path)
            feed.take(thing(1))
            run = feed.read(thing(1, "Autre"), thing(2))
            before = snapshot()
            with monkeypatch.context() as patched:
                patched.setattr("buron.offer.imports.apply._Application._doubt", broken)
                with pytest.raises(RuntimeError):
                    services.apply_run(actor=system, run=run)
            assert snapshot() == before
            run.refresh_from_db()
            assert run.state == "ready"
            services.apply_run(actor=system, run=run)
            assert Fiche.objects.count() == 2
