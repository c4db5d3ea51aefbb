"""The command line speaks French, gives access back, and moves an office to PostgreSQL."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from buron.kernel.models import JournalEntry, User
from buron.kernel.tenancy import office_scope
from buron.project.cli import dispatch, move
from buron.project.cli.parser import parser
from buron.project.cli.run import _warn_of_local_links

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = re.compile(r"\b(usage|error|required|invalid|expected|choose|argument [A-Z]|show this|following)\b")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["rien"],
        ["serve", "--port", "abc"],
        ["serve", "--port"],
        ["backup"],
        ["backup", "a", "b"],
        ["compte", "rien"],
        ["serve", "--help"],
        ["check", "--json=1"],
        ["--help"],
    ],
)
def test_the_command_line_is_french(arguments, capsys):
    with pytest.raises(SystemExit):
        parser().parse_args(arguments)
    said = "".join(capsys.readouterr())
    assert said.startswith("utilisation : buron") and not ENGLISH.search(said)


def test_a_password_is_chosen_from_the_server(office, make_member, tmp_path, capsys):
    member = make_member(office, "accueil")
    file = tmp_path / "mot-de-passe"
    file.write_text("une phrase assez longue\n")
    command = ["compte", "mot-de-passe", member.user.email.upper(), "--password-file", str(file)]
    assert dispatch(command) == 0
    assert User.objects.get(pk=member.user.pk).check_password("une phrase assez longue")
    with office_scope(office):
        assert JournalEntry.objects.get().action == "kernel.member.password_set"
    file.write_text("court")
    assert dispatch(command) == 2
    assert dispatch(["compte", "mot-de-passe", "inconnue@example.org"]) == 2
    assert dispatch([*command[:-1], str(tmp_path / "absent")]) == 2
    said = capsys.readouterr().err
    assert "10 caractères" in said and "Aucun compte n’a l’adresse" in said and "ne peut pas être lu" in said


def test_a_lost_second_factor_is_erased_from_the_server(office, make_member, capsys):
    member = make_member(office, "administration")
    Authenticator.objects.create(user=member.user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert dispatch(["compte", "double-authentification", member.user.email]) == 0
    assert not Authenticator.objects.exists()
    assert dispatch(["compte", "double-authentification", member.user.email]) == 0
    assert "rien n’est changé" in capsys.readouterr().err


def test_links_that_no_telephone_can_open_are_said(settings, capsys):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    _warn_of_local_links()
    assert "BURON_HOSTS" in capsys.readouterr().err
    settings.ALLOWED_HOSTS = ["127.0.0.1", "buron.example"]
    _warn_of_local_links()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("host", ["buron.example", "<script>", "a" * 400, "x:80", "[::1]:9", ""])
def test_a_name_that_the_server_does_not_know_is_explained(client, settings, host, caplog):
    settings.ALLOWED_HOSTS = ["localhost"]
    answer = client.get("/comptes/login/", headers={"host": host})
    page = answer.content.decode()
    assert answer.status_code == 400 and "BURON_HOSTS=localhost," in page and "<script>" not in page
    assert "BURON_HOSTS=" in caplog.text
    if host == "buron.example":
        assert "BURON_HOSTS=localhost,buron.example" in page


@pytest.mark.django_db
def test_a_copy_goes_from_sqlite_to_postgresql_only(capsys):
    wrong = "sqlite:////tmp/x.sqlite3" if connection.vendor == "sqlite" else "postgresql:///x"
    assert dispatch(["deplacer", "--vers", wrong]) == 2
    assert re.search(r"--vers doit commencer|déjà PostgreSQL", capsys.readouterr().err)


@pytest.mark.django_db
def test_what_is_compared_does_not_depend_on_the_engine(tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text('{"fields": {"amount": 120, "body": {"b": 10.0, "a": [1]}, "ok": true}}\n')
    two.write_text('{"fields": {"ok": true, "amount": 120, "body": {"a": [1], "b": 10}}}\n')
    assert move._facts(one) == move._facts(two)
    assert move._facts(one)[:2] == [1, 120]
    two.write_text('{"fields": {"ok": true, "amount": 121, "body": {"a": [1], "b": 10}}}\n')
    assert move._facts(one) != move._facts(two)


@pytest.mark.slow
@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="needs an empty PostgreSQL: .ci/with-postgresql")
def test_an_office_moves_to_postgresql_whole(tmp_path):
    target = os.environ["DATABASE_URL"]
    environment = {**os.environ, "BURON_DATA": str(tmp_path), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    environment |= {"DJANGO_SETTINGS_MODULE": "buron.project.settings"}
    del environment["DATABASE_URL"]

    def buron(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "buron", *arguments]
        return subprocess.run(command, env={**environment, **more}, capture_output=True, text=True, cwd=ROOT)

    made = (
        "from buron.project.cli.first import create;"
        "create(office='Office du Haut Pays', slug='haut-pays', epci='', email='a@example.org', name='A',"
        "password='une phrase assez longue')"
    )
    assert buron("check").returncode == 0
    assert buron("manage", "shell", "-c", made).returncode == 0
    done = buron("deplacer", "--vers", target, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verified"] is True
    again = buron("deplacer", "--vers", target)
    assert again.returncode == 2 and "contient déjà un office" in again.stderr
    assert "haut-pays" in buron("check", DATABASE_URL=target).stdout
