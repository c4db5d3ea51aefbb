import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import OperationalError, connection

from buron.kernel import backup, journal
from buron.kernel.actors import Actor
from buron.kernel.backup import BackupError, rows
from buron.kernel.models import JournalEntry, Membership, Office, User
from buron.kernel.tenancy import across_offices, office_scope
from tests.foreign import rows_of


@pytest.fixture
def living_office(transactional_db):
    office = Office.objects.create(slug="haut-pays", name="Office de tourisme du Haut Pays")
    user = User.objects.create_user("agent@example.org", "mot-de-passe")
    Membership.objects.create(user=user, office=office, roles=["accueil"])
    journal.record(actor=Actor.system("test", office), action="kernel.test.done", after={"é": "à"})
    photo = Path(settings.DATA) / "media" / "photos" / "lac.jpg"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"jpeg")
    (Path(settings.DATA) / "vacances-scolaires.csv").write_text("date")
    return office


def test_everything_comes_back(living_office, tmp_path):
    file = tmp_path / "office.buron"
    saved = backup.save(file)
    assert saved.files == 2 and saved.rows >= 4
    assert file.stat().st_mode & 0o077 == 0

    Office.objects.update(name="Abîmé")
    User.objects.create_user("intrus@example.org")
    (Path(settings.DATA) / "media" / "photos" / "lac.jpg").write_bytes(b"perdu")
    (Path(settings.DATA) / "vacances-scolaires.csv").unlink()
    with pytest.raises(BackupError, match="déjà en place"):
        backup.restore(file)
    backup.restore(file, force=True)

    office = Office.objects.get()
    assert office.name == "Office de tourisme du Haut Pays"
    assert User.objects.get().memberships.get().roles == ["accueil"]
    with office_scope(office):
        assert JournalEntry.objects.get().after == {"é": "à"}
    assert (Path(settings.DATA) / "media" / "photos" / "lac.jpg").read_bytes() == b"jpeg"
    assert (Path(settings.DATA) / "vacances-scolaires.csv").read_text() == "date"
    assert Office.objects.create(slug="suivant", name="Suivant").pk > office.pk


def test_a_damaged_backup_is_refused_before_anything_is_touched(living_office, tmp_path):
    file = tmp_path / "office.buron"
    backup.save(file)
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    damaged = tmp_path / "abime.buron"
    with zipfile.ZipFile(damaged, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data + b"?" if name.endswith("lac.jpg") else data)
    with pytest.raises(BackupError, match="abîmée"):
        backup.restore(damaged, force=True)
    assert Office.objects.get().name == "Office de tourisme du Haut Pays"


def test_a_broken_base_is_put_aside_only_when_asked(tmp_path, monkeypatch):
    said = iter(["database is locked", "file is not a database", "file is not a database"])

    def fault() -> bool:
        raise OperationalError(next(said))

    base = tmp_path / "buron.sqlite3"
    base.write_text("abîmée")
    own = SimpleNamespace(vendor="sqlite", settings_dict={"NAME": base}, close=lambda: None)
    monkeypatch.setattr(rows, "connection", own)
    monkeypatch.setattr(rows, "has_rows", fault)
    with pytest.raises(BackupError, match="occupée"):
        rows.make_room(force=True)
    with pytest.raises(BackupError, match="--force"):
        rows.make_room(force=False)
    rows.make_room(force=True)
    assert not base.exists() and (tmp_path / "buron.sqlite3.abimee").read_text() == "abîmée"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"rien"])
def test_another_file_is_refused(db, tmp_path, content):
    file = tmp_path / "autre.zip"
    file.write_bytes(content)
    with pytest.raises(BackupError, match="pas une sauvegarde"):
        backup.verify(file)
    with pytest.raises(BackupError, match="n’existe pas"):
        backup.verify(tmp_path / "absent")


def test_a_folder_that_cannot_be_written_is_said(living_office, tmp_path, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("buron.kernel.backup.archive._write", full)
    with pytest.raises(BackupError, match="n’a pas pu être écrite"):
        backup.save(tmp_path / "office.buron")
    assert not list(tmp_path.glob("*.partial"))


def test_rows_travel_between_engines(living_office, tmp_path):
    for name, path, _ in rows.dump(tmp_path):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        path.rename(tmp_path / name)
    Office.objects.update(name="Autre")
    rows.load(tmp_path)
    office = Office.objects.get()
    assert office.name == "Office de tourisme du Haut Pays"
    assert office.created_at == living_office.created_at, "moments are kept, to the microsecond"
    connection.check_constraints()


def dumped(folder: Path) -> dict[str, str]:
    folder.mkdir()
    (folder / rows.FOLDER).mkdir()
    found = {}
    for name, path, _ in rows.dump(folder):
        path.rename(folder / name)
        found[name] = (folder / name).read_text()
    return found


def test_every_table_travels_with_its_links(transactional_db, office, tmp_path):
    with across_offices("a row of every table"):
        for model, row in rows_of(office).items():
            for field in model._meta.local_many_to_many:
                getattr(row, field.name).add(field.related_model._base_manager.first())
    before = dumped(tmp_path / "before")
    assert sum(1 for text in before.values() if text) > 100
    rows.load(tmp_path / "before")
    assert dumped(tmp_path / "after") == before
