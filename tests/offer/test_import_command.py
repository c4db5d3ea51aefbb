"""``./buron import``: what it prints, and the exit codes that scripts rely on."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from buron.kernel.tenancy import office_scope
from buron.offer.models import Fiche, Run, Source
from tests.offer.import_kit import answer, thing, write

Command = Callable[..., tuple[int, str]]


@pytest.fixture
def command(office) -> Command:
    def run(*arguments: str) -> tuple[int, str]:
        out, code = StringIO(), 0
        try:
            call_command("buron_import", *arguments, stdout=out, stderr=out)
        except SystemExit as stop:
            code = int(stop.code or 0)
        return code, out.getvalue()

    return run


def test_prints_what_came_in(command, office, tmp_path):
    place = write(tmp_path, answer(thing(1), thing(2)))
    code, text = command("apidae", place)
    assert code == 0
    assert "2  créées" in text
    with office_scope(office):
        assert (Fiche.objects.count(), Source.objects.get().name) == (2, "Apidae")


def test_json_is_for_machines(command, tmp_path):
    place = write(tmp_path, answer(thing(1), thing(2)))
    code, text = command("apidae", place, "--json")
    report = json.loads(text)
    assert (code, report["state"], report["created"], report["refusals"]) == (0, "applied", 2, [])
    report = json.loads(command("apidae", place, "--json")[1])
    assert (report["created"], report["updated"], report["unchanged"], report["missing"]) == (0, 0, 2, 0)


def test_refused_records_are_named_and_make_the_code_2(command, tmp_path):
    place = write(tmp_path, answer(thing(1), thing(4, "Chose étrange", type="SOUCOUPE")))
    code, text = command("apidae", place)
    assert code == 2
    assert "4 Chose étrange" in text


def test_a_dry_run_writes_nothing(command, office, tmp_path):
    place = write(tmp_path, answer(thing(1)))
    code, text = command("apidae", place, "--dry-run")
    assert code == 0
    assert "rien n’a été écrit" in text
    with office_scope(office):
        assert (Fiche.objects.count(), Source.objects.count(), Run.objects.count()) == (0, 0, 0)
    assert not (tmp_path / "imports").exists()


def test_a_held_run_is_code_1_until_confirmed(command, office, tmp_path):
    things = [thing(number) for number in range(1, 21)]
    command("apidae", write(tmp_path, answer(*things)))
    place = write(tmp_path, answer(*things[10:]))
    code, text = command("apidae", place)
    assert code == 1
    assert "50 %" in text
    assert command("apidae", place, "--dry-run")[0] == 1
    assert command("apidae", place, "--confirm")[0] == 0
    with office_scope(office):
        assert Fiche.objects.filter(missing_since__isnull=False).count() == 10


@pytest.mark.parametrize("data", [b"", b"{", b"<xml/>", b"[]"])
def test_nothing_readable_is_code_1(command, tmp_path, data):
    code, text = command("apidae", write(tmp_path, data))
    assert code == 1
    assert text.strip()


def test_when_every_record_is_refused_the_reasons_are_told(command, tmp_path):
    code, text = command("csv", write(tmp_path, b"nom\nAuberge\n", "table.csv"))
    assert code == 1
    assert "refusée : auberge" in text.lower()


def test_places_that_do_not_exist_or_are_refused(command, tmp_path):
    for place in (str(tmp_path / "absent.json"), "http://example.org/x", "https://127.0.0.1/x"):
        code, text = command("apidae", place, "--json")
        assert (code, json.loads(text)["state"]) == (1, "failed")
        assert "absent" in place or "https" in text or "intérieur" in text


def test_a_mapping_from_a_file(command, office, tmp_path):
    place = write(tmp_path, "Quoi;Où\nAuberge du Puy;Aurillac\n".encode(), "table.csv")
    settings = {"mapping": {"name.fr": "Quoi", "address.city": "Où"}, "default_kind": "restaurant"}
    mapping = write(tmp_path, json.dumps(settings).encode(), "champs.json")
    code, text = command("csv", place, "--mapping", mapping)
    assert code == 0, text
    with office_scope(office):
        assert Source.objects.get().settings["mapping"]["name.fr"] == "Quoi"
    for bad in ("absent.json", place):
        assert command("csv", place, "--mapping", bad)[0] == 1


def test_the_office_must_be_known(command, other_office, tmp_path):
    place = write(tmp_path, answer(thing(1)))
    with pytest.raises(CommandError, match="--office"):
        command("apidae", place)
    with pytest.raises(CommandError, match="nulle-part.*val-voisin"):
        command("apidae", place, "--office", "nulle-part")
    assert command("apidae", place, "--office", "val-voisin")[0] == 0
    with office_scope(other_office):
        assert Fiche.objects.count() == 1


def test_a_source_keeps_its_type(command, tmp_path):
    command("apidae", write(tmp_path, answer(thing(1))), "--source", "Ma source")
    code, text = command("csv", write(tmp_path, b"nom\nA\n", "a.csv"), "--source", "Ma source")
    assert (code, "autre type" in text) == (1, True)


class TestRealPayloads:
    @pytest.mark.parametrize(
        ("connector", "place", "least"),
        [
            ("apidae", "apidae/export_2017_5_events.zip", 5),
            ("apidae", "apidae/export_zip", 5),
            ("apidae", "apidae/api_COMMERCE_ET_SERVICE_479743.json", 1),
            ("datatourisme", "datatourisme/flux_2020", 100),
            ("datatourisme", "datatourisme/objects_2023", 5),
            ("tourinsoft", "tourinsoft/v2_odata_hotel.json", 1),
            ("tourinsoft", "tourinsoft/v3_hotel_edited.json", 1),
            ("openagenda", "openagenda", 15),
        ],
    )
    def test_come_in_then_change_nothing(self, command, samples, connector, place, least):
        code, text = command(connector, str(samples / place), "--json")
        report = json.loads(text)
        assert report["state"] == "applied", report
        assert report["created"] >= least
        code, text = command(connector, str(samples / place), "--json")
        again = json.loads(text)
        assert (again["created"], again["updated"], again["missing"]) == (0, 0, 0)
        assert again["unchanged"] == report["created"] + report["linked"]
