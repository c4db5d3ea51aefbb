"""The screens of sources, imports and duplicates, through a browser's requests."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from buron.kernel.jobs import work_all
from buron.kernel.tenancy import office_scope
from buron.offer import services
from buron.offer.models import Doubt, Fiche, Run, Source
from tests.offer.import_kit import Feed, answer, thing

ROLES = "etourisme"


@pytest.fixture
def client(office, make_client):
    return make_client(office, ROLES)


@pytest.fixture
def url(office):
    return lambda name, **kwargs: reverse(f"offer_{name}", kwargs={"office": office.slug, **kwargs})


def dropped(data: bytes, name: str = "flux.json") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


class TestFromFileToOffer:
    def test_a_dropped_file_is_recognised_compared_and_applied(self, client, office, url):
        answered = client.post(url("source_new"), {"file": dropped(answer(thing(1), thing(2)))}, follow=True)
        page = answered.content.decode()
        assert "Hôtel numéro 1" in page
        with office_scope(office):
            run = Run.objects.get()
            assert (run.state, run.source.connector, run.source.name) == ("ready", "apidae", "Apidae")
            assert Fiche.objects.count() == 0
        answered = client.post(url("run_apply", pk=run.pk), follow=True)
        assert "L’import est appliqué." in answered.content.decode()
        with office_scope(office):
            assert Fiche.objects.count() == 2

    def test_the_changes_are_shown_field_by_field(self, client, office, url, system, tmp_path):
        with office_scope(office):
            feed = Feed(system, tmp_path)
            feed.take(thing(1), thing(2))
            services.override(actor=system, fiche=feed.fiche(2), path="name.fr", value="Notre nom")
        client.post(
            url("source_read", pk=feed.source.pk),
            {"file": dropped(answer(thing(1, "Rebaptisé"), thing(2, "Ailleurs")))},
        )
        with office_scope(office):
            run = Run.objects.get(state="ready")
        page = client.get(url("run", pk=run.pk)).content.decode()
        assert "Hôtel numéro 1" in page
        assert "Rebaptisé" in page
        assert "masqué par votre modification" in page

    def test_the_detail_is_cut_into_pages_and_searched(self, client, office, url):
        things = [thing(number) for number in range(1, 61)]
        client.post(url("source_new"), {"file": dropped(answer(*things))})
        with office_scope(office):
            run = Run.objects.get()
        page = client.get(url("run", pk=run.pk)).content.decode()
        assert page.count("<li><p class=") == 25
        found = client.get(url("run", pk=run.pk) + "?q=numéro 42").content.decode()
        assert found.count("<li><p class=") == 1
        for nonsense in ("?page=zz", "?page=-3", "?page=99999", "?voir=zz", "?q=%00%25_", "?voir=refused"):
            assert client.get(url("run", pk=run.pk) + nonsense).status_code == 200

    def test_a_held_run_asks_for_a_confirmation(self, client, office, url, system, tmp_path):
        with office_scope(office):
            feed = Feed(system, tmp_path)
            feed.take(*(thing(number) for number in range(1, 21)))
            run = feed.read(*(thing(number) for number in range(1, 11)))
        page = client.get(url("run", pk=run.pk)).content.decode()
        assert "50 %" in page
        client.post(url("run_apply", pk=run.pk))
        with office_scope(office):
            assert Run.objects.get(pk=run.pk).state == "held"
        client.post(url("run_apply", pk=run.pk), {"confirme": "oui"})
        with office_scope(office):
            assert Fiche.objects.filter(missing_since__isnull=False).count() == 10

    def test_discarding(self, client, office, url):
        client.post(url("source_new"), {"file": dropped(answer(thing(1)))})
        with office_scope(office):
            run = Run.objects.get()
        assert "Abandonné" in client.post(url("run_discard", pk=run.pk), follow=True).content.decode()
        again = client.post(url("run_apply", pk=run.pk), follow=True).content.decode()
        assert "n’attend plus de décision" in again

    def test_a_big_file_is_read_by_a_job_that_the_page_follows(self, client, office, url, monkeypatch):
        monkeypatch.setattr("buron.offer.services.launching.SHORT_BYTES", 10)
        monkeypatch.setattr("buron.offer.services.launching.SHORT_CHANGES", 1)
        answered = client.post(url("source_new"), {"file": dropped(answer(thing(1), thing(2)))}, follow=True)
        assert "avancement" in answered.content.decode()
        with office_scope(office):
            run = Run.objects.get()
        progress = url("run_progress", pk=run.pk)
        assert "hx-get" in client.get(progress).content.decode()
        work_all()
        assert client.get(progress)["HX-Refresh"] == "true"
        client.post(url("run_apply", pk=run.pk))
        work_all()
        with office_scope(office):
            assert (Run.objects.get().state, Fiche.objects.count()) == ("applied", 2)

    def test_refusals_can_be_downloaded_and_hold_no_formula(self, client, office, url):
        bad = thing(5, "=HYPERLINK(1)", type="SOUCOUPE")
        client.post(url("source_new"), {"file": dropped(answer(thing(1), bad))})
        with office_scope(office):
            run = Run.objects.get()
        response = client.get(url("run_refusals", pk=run.pk))
        rows = list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig")), delimiter=";"))
        assert rows[0] == ["Identifiant", "Nom", "Raison"]
        assert rows[1][:2] == ["5", "'=HYPERLINK(1)"]

    def test_a_second_file_of_the_same_source(self, client, office, url):
        client.post(url("source_new"), {"file": dropped(answer(thing(1)))})
        client.post(url("source_new"), {"file": dropped(answer(thing(2)))})
        with office_scope(office):
            assert list(Source.objects.values_list("name", flat=True)) == ["Apidae", "Apidae 2"]


class TestMapping:
    TABLE = "Intitulé;Catégorie;Ville;Tel\nAuberge du Puy;Restaurant;Aurillac;04 71 00 00 01\nLe Refuge;Truc;Vic;\n"

    def test_a_table_asks_what_its_fields_mean_then_compares(self, client, office, url):
        answered = client.post(
            url("source_new"), {"file": dropped(self.TABLE.encode(), "table.csv")}, follow=True
        )
        page = answered.content.decode()
        assert "Sens des champs" in page
        assert "Auberge du Puy" in page
        with office_scope(office):
            source = Source.objects.get()
        form = answered.context["form"]
        data = {bound.html_name: bound.value() or "" for _proposal, bound in form.lines()}
        data |= {bound.html_name: "" for bound in form.kind_lines()}
        truck = next(bound.html_name for bound in form.kind_lines() if bound.label == "Truc")
        answered = client.post(
            url("source_mapping", pk=source.pk), data | {truck: "shop", "default_kind": ""}, follow=True
        )
        with office_scope(office):
            run = Run.objects.get()
            assert (run.state, run.created, run.refused) == ("ready", 2, 0), run.refusals
            source.refresh_from_db()
            assert source.settings["kinds"] == {"Truc": "shop"}
            assert source.settings["mapping"]["name.fr"] == "Intitulé"

    def test_an_absurd_mapping_is_refused(self, client, office, url):
        client.post(url("source_new"), {"file": dropped(self.TABLE.encode(), "table.csv")})
        with office_scope(office):
            source = Source.objects.get()
        answered = client.post(url("source_mapping", pk=source.pk), {"f0": "", "f1": "kind"})
        assert answered.status_code == 422
        assert client.post(url("source_mapping", pk=source.pk), {"f0": "rien de tel"}).status_code == 422
        answered = client.post(url("source_mapping", pk=source.pk), {"f0": "name.fr", "f2": "name.fr"})
        assert answered.status_code == 422
        assert "choisissez entre Intitulé, Ville" in answered.content.decode()

    def test_changing_the_mapping_reads_the_same_file_again(self, client, office, url):
        answered = client.post(
            url("source_new"), {"file": dropped(self.TABLE.encode(), "table.csv")}, follow=True
        )
        with office_scope(office):
            source = Source.objects.get()
        form = answered.context["form"]
        data = {bound.html_name: bound.value() or "" for _proposal, bound in form.lines()}
        client.post(url("source_mapping", pk=source.pk), {**data, "default_kind": "shop"})
        client.post(url("source_mapping", pk=source.pk), {**data, "default_kind": "restaurant"})
        with office_scope(office):
            assert list(Run.objects.order_by("pk").values_list("state", flat=True)) == ["discarded", "ready"]


class TestNonsense:
    @pytest.mark.parametrize(
        "data",
        [
            {},
            {"location": "https://127.0.0.1/x", "connector": "apidae"},
            {"location": "http://example.org/x", "connector": "apidae"},
            {"location": "pas une adresse", "connector": "apidae"},
            {"location": "https://example.org/x"},
            {"location": "https://example.org/x", "connector": "geotrek"},
            {"location": "https://example.org/\x00", "connector": "apidae"},
            {"location": "https://example.org/x", "connector": "apidae", "name": "x"},
        ],
    )
    def test_a_new_source(self, client, office, url, data):
        assert client.post(url("source_new"), data).status_code == 422
        with office_scope(office):
            assert Source.objects.count() == 0

    @pytest.mark.parametrize(
        ("data", "name"),
        [
            (b"\x89PNG\r\n\x1a\n", "photo.png"),
            (b"%PDF-1.7", "x.pdf"),
            (b"bonjour", "x.txt"),
            (b"PK\x03\x04rien", "x.zip"),
            (b"", "vide.json"),
            (b"{}", "../../etc/passwd"),
        ],
    )
    def test_a_file_that_nobody_recognises(self, client, office, url, data, name):
        answered = client.post(url("source_new"), {"file": dropped(data, name)})
        assert answered.status_code == 422
        with office_scope(office):
            assert (Source.objects.count(), Run.objects.count()) == (0, 0)

    def test_a_truncated_archive_is_said(self, client, office, url, samples):
        data = (samples / "apidae" / "export_2017_5_events.zip").read_bytes()
        answered = client.post(
            url("source_new"),
            {"file": dropped(data[: len(data) // 2], "export.zip"), "connector": "apidae"},
            follow=True,
        )
        assert "incomplète" in answered.content.decode()
        with office_scope(office):
            assert Fiche.objects.count() == 0

    def test_settings(self, client, office, url, system, tmp_path):
        with office_scope(office):
            feed = Feed(system, tmp_path)
        for data in (
            {},
            {"name": "x" * 90},
            {"name": "Ok", "priority": "-4"},
            {"name": "Ok", "priority": "1", "location": "https://[::1]/"},
        ):
            assert client.post(url("source", pk=feed.source.pk), data).status_code == 422
        good = {"name": "Autre nom", "priority": "3", "complete": "on", "is_active": "on", "key": "SECRET"}
        assert client.post(url("source", pk=feed.source.pk), good).status_code == 302
        page = client.get(url("source", pk=feed.source.pk)).content.decode()
        assert "Autre nom" in page
        assert "SECRET" not in page
        with office_scope(office):
            feed.source.refresh_from_db()
            assert feed.source.settings["headers"] == {"key": "SECRET"}

    def test_reading_nothing(self, client, office, url, system, tmp_path):
        with office_scope(office):
            feed = Feed(system, tmp_path)
        answered = client.post(url("source_read", pk=feed.source.pk), follow=True)
        assert "Déposez un fichier" in answered.content.decode()

    def test_keys_of_an_address_are_never_shown(self, client, office, url, system):
        with office_scope(office):
            source = services.create_source(
                actor=system,
                name="Flux",
                connector="apidae",
                location="https://api.example.org/x?apiKey=TOPSECRET",
            )
            run = services.begin_run(actor=system, source=source)
        assert "TOPSECRET" not in client.get(url("sources")).content.decode()
        assert "TOPSECRET" not in client.get(url("run", pk=run.pk)).content.decode()


class TestDoubts:
    @pytest.fixture
    def doubt(self, office, system, tmp_path) -> Doubt:
        with office_scope(office):
            Feed(system, tmp_path).take(thing(1, "Hôtel du Lac"))
            services.create_fiche(
                actor=system,
                body={
                    "kind": "hotel",
                    "name": {"fr": "Hotel du lac"},
                    "address": {"insee": "15014"},
                    "position": {"lat": 44.9001, "lon": 2.4101},
                },
            )
            services.find_doubts(actor=system)
            return Doubt.objects.get()

    def test_settling_as_the_same_then_going_back(self, client, office, url, doubt):
        page = client.get(url("doubt", pk=doubt.pk)).content.decode()
        assert "Hôtel du Lac" in page
        assert "saisi par l’office" in page
        data = {"garder": doubt.first_id, "champ-name": doubt.second_id}
        assert client.post(url("doubt_same", pk=doubt.pk), data).status_code == 302
        with office_scope(office):
            kept = Fiche.objects.get(pk=doubt.first_id)
            assert (kept.name, Fiche.objects.exclude(state="archived").count()) == ("Hotel du lac", 1)
        assert "Même chose" in client.get(url("doubts") + "?voir=tranches").content.decode()
        client.post(url("doubt_reopen", pk=doubt.pk))
        with office_scope(office):
            assert Fiche.objects.exclude(state="archived").count() == 2
            assert Doubt.objects.get().answer == "open"

    def test_settling_as_different(self, client, office, url, doubt):
        client.post(url("doubt_different", pk=doubt.pk))
        assert "Aucun nouveau doublon" in client.post(url("doubts_find"), follow=True).content.decode()
        with office_scope(office):
            assert Doubt.objects.get().answer == "different"

    @pytest.mark.parametrize(
        "data", [{}, {"garder": "zz"}, {"garder": "9" * 40}, {"garder": "1", "champ-zz": "x"}]
    )
    def test_nonsense_settles_nothing(self, client, office, url, doubt, data):
        assert client.post(url("doubt_same", pk=doubt.pk), data).status_code == 302
        with office_scope(office):
            assert Doubt.objects.get().answer == "open"


class TestRights:
    def addresses(self, url, source: Source, run: Run, doubt: int = 1) -> list[tuple[str, str]]:
        return [
            *(("get", url(name)) for name in ("sources", "source_new", "doubts")),
            *(("get", url(name, pk=source.pk)) for name in ("source", "source_mapping")),
            *(("get", url(name, pk=run.pk)) for name in ("run", "run_progress", "run_refusals")),
            ("post", url("source_read", pk=source.pk)),
            *(("post", url(name, pk=run.pk)) for name in ("run_read", "run_apply", "run_discard")),
            ("get", url("doubt", pk=doubt)),
            *(("post", url(name, pk=doubt)) for name in ("doubt_same", "doubt_different", "doubt_reopen")),
            ("post", url("doubts_find")),
        ]

    @pytest.fixture
    def made(self, office, system, tmp_path) -> tuple[Source, Run]:
        with office_scope(office):
            feed = Feed(system, tmp_path)
            return feed.source, feed.read(thing(1))

    def test_without_the_right_it_is_403(self, office, make_client, url, made):
        client = make_client(office, "accueil")
        for method, address in self.addresses(url, *made):
            assert getattr(client, method)(address).status_code == 403, address

    def test_for_a_stranger_it_is_404(self, stranger, url, made):
        for method, address in self.addresses(url, *made):
            assert getattr(stranger, method)(address).status_code == 404, address

    def test_the_rows_of_another_office_are_404(self, other_office, make_client, made):
        client = make_client(other_office, ROLES)
        source, run = made

        def theirs(name: str, **kwargs: int) -> str:
            return reverse(f"offer_{name}", kwargs={"office": other_office.slug, **kwargs})

        addresses = self.addresses(theirs, source, run)
        for method, address in addresses:
            if any(part.isdigit() for part in address.split("/")):
                assert getattr(client, method)(address).status_code == 404, address

    def test_reading_screens_change_nothing_by_get(self, client, url, made):
        source, run = made
        for name, pk in (
            ("source_read", source.pk),
            ("run_apply", run.pk),
            ("run_discard", run.pk),
            ("run_read", run.pk),
        ):
            assert client.get(url(name, pk=pk)).status_code == 405


def test_the_list_of_sources_costs_the_same_for_one_and_three(client, office, url, system, tmp_path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    with office_scope(office):
        Feed(system, tmp_path, "Un").take(thing(1))
    client.get(url("sources"))
    with CaptureQueriesContext(connection) as first:
        client.get(url("sources"))
    counts.append(len(first))
    with office_scope(office):
        for number, name in enumerate(("Deux", "Trois"), start=2):
            Feed(system, tmp_path, name).take(thing(number))
    with CaptureQueriesContext(connection) as third:
        client.get(url("sources"))
    counts.append(len(third))
    assert counts[0] == counts[1]


def test_an_empty_list_says_what_to_do_first(client, url):
    assert "Première source" in client.get(url("sources")).content.decode()
