"""From nothing to an office that opens: its tables, the questions of the first start, another office beside."""

import builtins
import getpass
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from buron.kernel.models import Membership, Office, User
from buron.kernel.tenancy import office_scope
from buron.project.cli import dispatch, first
from buron.project.cli.run import _port_problem
from buron.territory.models import OfficeCommune

ROOT = Path(__file__).resolve().parents[2]
PHRASE = "une phrase assez longue"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Office de tourisme du Haut Pays", "haut-pays"),
        ("Office de Tourisme Intercommunal de l’Aubrac", "aubrac"),
        ("OT Val d'Aigue", "val-d-aigue"),
        ("Otrante et sa région", "otrante-et-sa-region"),
        ("OT", "office"),
        ("Santé !", "office-sante"),
        ("東京", "office"),
    ],
)
def test_the_short_address_comes_from_the_name(name, slug):
    assert first.short_address(name) == slug
    Office.objects.create(slug=slug, name=name)
    assert first.short_address(name) == f"{slug}-2"


@pytest.mark.django_db
def test_questions_are_asked_again_until_they_can_be_used(monkeypatch, capsys):
    answers = iter(
        [
            "",
            "Office du Haut Pays",
            "zzzzz",
            "salers",
            "7",
            "salers",
            "1",
            "claire",
            "claire@example.org",
            "Claire",
        ]
    )
    secrets = iter(["court", PHRASE, "autre chose", PHRASE, PHRASE])
    monkeypatch.setattr(builtins, "input", lambda _question: next(answers))
    monkeypatch.setattr(getpass, "getpass", lambda _question: next(secrets))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    assert dispatch(["office", "ajouter"]) == 0
    office = Office.objects.get()
    with office_scope(office):
        assert OfficeCommune.objects.count() > 20
        assert Membership.objects.get().roles == ["direction", "administration"]
    assert User.objects.get().check_password(PHRASE)
    said = capsys.readouterr().err
    for words in (
        "Donnez le nom",
        "Aucune intercommunalité",
        "« claire » n’est pas",
        "trop court",
        "pas les mêmes",
    ):
        assert words in said


def test_another_office_is_added_for_an_account_that_exists(office, make_member, capsys):
    member = make_member(office, "administration")
    command = ["office", "ajouter", "--office", "OT des Sources", "--email", member.user.email]
    assert dispatch(command) == 0
    assert dispatch([*command, "--slug", "sources"]) == 2
    assert dispatch([*command, "--epci", "12"]) == 2
    assert dispatch(["office", "ajouter", "--office", "Sans compte"]) == 2
    said = capsys.readouterr().err
    assert "« sources » est déjà prise" in said and "SIREN « 12 »" in said and "--password-file" in said
    assert dispatch(["office", "liste", "--json"]) == 0
    assert {row["slug"] for row in json.loads(capsys.readouterr().out)} == {office.slug, "sources"}


def test_a_place_where_nothing_can_be_served_is_said():
    assert "pas une adresse de cette machine" in _port_problem("203.0.113.1", 8000)
    assert "pas une adresse de cette machine" in _port_problem("nulle.invalid", 8000)


@pytest.mark.slow
@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="compares two SQLite files")
def test_tables_made_at_once_are_those_of_the_migrations(tmp_path):
    def tables(folder: str, *command: str) -> dict[str, object]:
        data = tmp_path / folder
        data.mkdir()
        environment = {**os.environ, "BURON_DATA": str(data), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
        environment["DJANGO_SETTINGS_MODULE"] = "buron.project.settings"
        subprocess.run([sys.executable, "-m", "buron", *command], env=environment, check=True, cwd=ROOT)
        with sqlite3.connect(data / "buron.sqlite3") as base:
            found = base.execute("SELECT name, type, sql FROM sqlite_master").fetchall()
            made = {
                name: sql if kind == "index" else _columns(base, name)
                for name, kind, sql in found
                if not name.startswith("sqlite_")
            }
            made["applied"] = set(base.execute("SELECT app, name FROM django_migrations"))
        base.close()
        return made

    assert tables("at-once", "check") == tables("migrated", "manage", "migrate", "--verbosity", "0")


def _columns(base: sqlite3.Connection, table: str) -> tuple[list[str], list[str]]:
    columns = [str(row[1:]) for row in base.execute(f'PRAGMA table_info("{table}")')]
    return sorted(columns), sorted(
        str(row[2:]) for row in base.execute(f'PRAGMA foreign_key_list("{table}")')
    )
