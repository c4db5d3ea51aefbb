"""The text beside a section: kept, taken over from year to year, never written over unseen."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from buron.kernel.actors import Actor
from buron.kernel.models import JournalEntry
from buron.kernel.tenancy import office_scope
from buron.observatory import queries
from buron.observatory.models import ProseRevision, ReportProse
from buron.observatory.services import (
    LONGEST_PROSE,
    ProseConflictError,
    RefusedError,
    set_up_report,
    write_prose,
)

SECTION = "double.attendance"


@pytest.fixture
def writer(office, make_member):
    return Actor.member(make_member(office, "direction"))


@pytest.fixture
def colleague(office, make_member):
    return Actor.member(make_member(office, "direction", "qualite"))


def write(actor, text, base=0, year=2024):
    return write_prose(actor=actor, year=year, section=SECTION, text=text, base_version=base)


def test_text_is_kept_with_its_author_and_journaled_without_its_words(room, scoped, writer):
    prose = write(writer, "  Une bonne année.  \r\n\r\n")
    assert (prose.text, prose.version, prose.author) == ("  Une bonne année.", 1, writer.label)
    entry = JournalEntry.objects.get(action="observatory.prose.written")
    assert "double." not in entry.target_label
    assert "bonne" not in json.dumps([entry.before, entry.after])


def test_the_same_text_writes_nothing(room, scoped, writer):
    write(writer, "Texte")
    assert write(writer, "Texte", base=0).version == 1
    assert JournalEntry.objects.count() == 1


def test_two_writers_do_not_write_over_each_other(room, scoped, writer, colleague):
    write(writer, "Premier")
    write(colleague, "Deuxième", base=1)
    with pytest.raises(ProseConflictError) as caught:
        write(writer, "Troisième", base=1)
    assert caught.value.theirs.text == "Deuxième"
    assert caught.value.mine == "Troisième"
    assert ReportProse.objects.get().text == "Deuxième"
    assert write(writer, "Troisième", base=2).version == 3


def test_what_was_written_over_can_be_read_again(room, scoped, writer, colleague):
    write(writer, "A")
    write(writer, "AB", base=1)
    write(colleague, "C", base=2)
    write(writer, "", base=3)
    assert [one.text for one in ProseRevision.objects.all()] == ["", "C", "AB"]


def test_last_text_written_before_is_offered(room, scoped, writer):
    write(writer, "De 2021", year=2021)
    write(writer, "De 2022", year=2022)
    write(writer, "", base=0, year=2023)
    found = queries.earlier_prose(2024, [SECTION])
    assert found[SECTION].text == "De 2022"
    assert found[SECTION].report.year == 2022
    assert queries.earlier_prose(2021, [SECTION]) == {}


def test_refusals_are_french(room, scoped, writer):
    with pytest.raises(RefusedError, match="n’existe pas"):
        write_prose(actor=writer, year=2024, section="double.nothing", text="x", base_version=0)
    with pytest.raises(RefusedError, match="caractères"):
        write(writer, "x" * (LONGEST_PROSE + 1))
    with pytest.raises(RefusedError, match="année"):
        write(writer, "x", year=12)
    assert not ReportProse.objects.exists()


def test_rights_are_those_of_writing_and_of_the_section(room, scoped, office, make_member):
    with pytest.raises(PermissionDenied):
        write(Actor.member(make_member(office, "elu")), "x")
    quality = Actor.member(make_member(office, "qualite"))
    with pytest.raises(PermissionDenied):
        write_prose(actor=quality, year=2024, section="double.secret", text="x", base_version=0)


def test_left_out_sections_keep_those_of_others(room, scoped, writer):
    report = set_up_report(actor=writer, year=2024, title=" Bilan ", left_out=["double.secret", "gone.away"])
    assert (report.title, report.left_out) == ("Bilan", ["double.secret"])


def address(office):
    return reverse("observatory_prose", kwargs={"office": office.slug, "year": 2024, "section": SECTION})


def test_autosave_answers_json_and_gives_both_texts_back(room, office, make_client):
    one, two = make_client(office, "direction"), make_client(office, "qualite")
    headers = {"Accept": "application/json"}
    first = one.post(address(office), {"text": "Un", "version": "0"}, headers=headers)
    assert first.json()["version"] == 1
    assert first.json()["told"].startswith("Enregistré à")
    clash = two.post(address(office), {"text": "Deux", "version": "0"}, headers=headers)
    assert clash.status_code == 409
    assert clash.json()["theirs"] == "Un"
    settled = two.post(address(office), {"text": "Deux", "version": clash.json()["version"]}, headers=headers)
    assert settled.json()["version"] == 2
    too_long = two.post(address(office), {"text": "x" * 30_000, "version": "2"}, headers=headers)
    assert too_long.status_code == 422


def test_without_script_a_clash_shows_both_texts(room, office, make_client):
    client = make_client(office, "direction")
    saved = client.post(address(office), {"text": "Un", "version": "0"})
    assert saved.status_code == 302
    assert saved["Location"].endswith("?vue=ecrire#partie-double-attendance")
    page = client.post(address(office), {"text": "Deux", "version": "0"})
    assert page.status_code == 409
    assert "Un" in page.content.decode()
    assert "Deux" in page.content.decode()


def test_revisions_page_shows_each_text(room, office, make_client):
    client = make_client(office, "direction")
    client.post(address(office), {"text": "Une bonne année", "version": "0"})
    page = client.get(address(office) + "versions/").content.decode()
    assert "Une bonne année" in page


def test_texts_of_another_office_are_not_seen(room, office, other_office, writer, make_member):
    with office_scope(office):
        write(writer, "De chez nous", year=2023)
    with office_scope(other_office):
        assert queries.earlier_prose(2024, [SECTION]) == {}
