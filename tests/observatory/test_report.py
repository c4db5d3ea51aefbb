"""The report: built, read by roles, frozen, compared, written to files."""

import datetime as dt
import io
import json
import re
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.html import escape

from buron.kernel.actors import Actor
from buron.kernel.contributions import permissions
from buron.kernel.documents.blocks import Column, Heading, KeyFigures, Note, Prose, Sources, Table
from buron.kernel.documents.html import html_page
from buron.observatory import queries
from buron.observatory.addresses import Links
from buron.observatory.figures import FigureBook
from buron.observatory.health import frozen_copies
from buron.observatory.models import FrozenReport, FrozenReportError
from buron.observatory.report import freeze as freezing
from buron.observatory.report.assemble import assemble, written_for
from buron.observatory.report.codec import CodecError, decode, encode
from buron.observatory.report.context import NotFrozenError, ReportBook, report_period
from buron.observatory.report.document import document_of, section_blocks
from buron.observatory.report.model import BuiltReport, BuiltSection
from buron.observatory.services import (
    RefusedError,
    note_series_break,
    reopen_report,
    set_up_report,
    write_prose,
)
from tests.observatory.double import Act, season_of_acts

TODAY = dt.date(2025, 2, 3)


@pytest.fixture
def director(office, make_member):
    return Actor.member(make_member(office, "direction"))


@pytest.fixture
def filled(acts):
    acts += season_of_acts(2023, 130) + season_of_acts(2024, 115)
    return acts


def build(office, roles=None, today=TODAY, year=2024):
    held = permissions.keys() if roles is None else roles
    return assemble(office=office, year=year, permissions=held, today=today, links=Links(office.slug))


def test_sections_stand_in_their_chapters_with_their_prose(filled, scoped, director):
    write_prose(
        actor=director, year=2024, section="double.attendance", text="Été **pluvieux**.", base_version=0
    )
    document = document_of(build(scoped))
    headings = [(block.level, block.text) for block in document.blocks if isinstance(block, Heading)]
    assert headings[:5] == [
        (1, "Accueil"),
        (2, "Fréquentation"),
        (3, "Mois par mois"),
        (2, "Clientèles"),
        (1, "Recettes"),
    ]
    kinds = [type(block) for block in document.blocks]
    assert kinds.index(KeyFigures) < kinds.index(Prose)
    assert "<strong>pluvieux</strong>" in html_page(document)


def test_a_part_where_nothing_was_counted_is_named_and_not_printed(scoped, room):
    report = build(scoped)
    document = document_of(report)
    told = [block.text for block in document.blocks if isinstance(block, Heading)]
    assert "Fréquentation" in {section.title for section in report.sections} and "Fréquentation" not in told
    assert "Parties où rien n’a été compté" in html_page(document) and "Fréquentation" in html_page(document)


def test_a_column_of_numbers_that_nobody_knows_is_told_once():
    columns = [Column("Mois"), Column("2025", "integer"), Column("2024", "integer")]
    section = BuiltSection(
        "a", "A", "A", "p", [Table(columns, [["mai", 3, None]], total_row=["Total", 3, None])]
    )
    (table,) = section_blocks(section, BuiltReport(2025, "", "", "", TODAY, [section], {}, {}))
    assert [column.title for column in table.columns] == ["Mois", "2025"]
    assert (table.rows, table.total_row) == ([["mai", 3]], ["Total", 3])
    assert table.source_note == "Non renseigné : 2024."


def test_each_figure_is_counted_once_and_defined_in_the_annex(filled, scoped, room):
    report = build(scoped)
    asked = [(key, q.period.code, q.split, tuple(q.filters.items())) for key, q in room.COUNTS.computed]
    assert (
        len(asked) == len(set(asked)) == sum(1 for one in report.figures if one.indicator != "double.secret")
    )
    page = html_page(document_of(report))
    assert "Contacts qualifiés par une conseillère" in page
    assert "Chiffres utilisés" in page


def test_a_definition_is_said_once_in_a_document_and_beside_its_figures_on_screen(filled, scoped, room):
    report = build(scoped)
    page = html_page(document_of(report))
    for meaning in report.meanings.values():
        assert page.count(escape(meaning.source)) and page.count(escape(meaning.definition)) <= 1, meaning.key
    assert page.count("Définitions et calculs") >= 1 and 'href="#annexe"' in page
    shown = section_blocks(report.sections[0], report)
    assert not any("annexe" in item for one in shown if isinstance(one, Sources) for item in one.items)


def test_reader_sees_neither_reserved_sections_nor_their_figures(filled, scoped):
    held = frozenset({"observatory.view", "double.view"})
    report = build(scoped, held)
    assert [one.key for one in report.sections] == ["double.attendance", "double.clientele"]
    assert "Recette" not in html_page(document_of(report))
    assert build(scoped).for_reader(held).meanings.keys() == {"double.acts"}


def test_section_left_out_is_not_counted(filled, scoped, director):
    set_up_report(actor=director, year=2024, title="Bilan 2024", left_out=["double.clientele"])
    report = build(scoped)
    assert report.title == "Bilan 2024"
    assert not any(asked.split == "party" for asked in report.figures)


def test_break_in_series_is_told_where_the_series_crosses_it(filled, scoped, director):
    note_series_break(
        actor=director, indicator="double.acts", day=dt.date(2022, 5, 1), note="Nouveau logiciel."
    )
    told = {one.key: list(one.breaks) for one in build(scoped).sections}
    assert told["double.attendance"] == [
        "Actes d’accueil : rupture de série au 1er\u00a0mai 2022. Nouveau logiciel."
    ]
    assert told["double.clientele"] == []


def test_running_year_is_cut_and_provisional(filled, scoped):
    assert report_period(2025, TODAY).end == TODAY
    report = build(scoped, year=2025)
    assert report.provisional
    notes = [block for block in document_of(report).blocks if isinstance(block, Note)]
    assert ["provisoires" in note.text for note in notes if note.kind == "provisional"] == [True]


def test_frozen_report_is_read_as_it_was(filled, scoped, director):
    write_prose(actor=director, year=2024, section="double.attendance", text="Avant.", base_version=0)
    live = html_page(document_of(build(scoped)))
    copy = freezing.freeze(actor=director, office=scoped, year=2024, today=TODAY, note="CODIR")
    filled.append(Act(dt.date(2024, 8, 15), "2"))
    frozen = freezing.read_back(FrozenReport.objects.get(pk=copy.pk))
    body = re.compile(r"<h2.*", re.S)
    assert body.search(html_page(document_of(frozen)))[0] == body.search(live)[0]
    assert frozen.stamp.note == "CODIR"


def test_changes_since_the_copy_are_named(filled, scoped, director):
    copy = freezing.freeze(actor=director, office=scoped, year=2024, today=TODAY)
    frozen = freezing.read_back(copy)
    assert freezing.differences(frozen, FigureBook(TODAY), Links(scoped.slug)) == []
    filled.append(Act(dt.date(2024, 8, 15), "2", "family"))
    found = freezing.differences(frozen, FigureBook(TODAY), Links(scoped.slug))
    assert ("2024", "115", "116") in [(one.about, one.then, one.now) for one in found]
    assert any("Famille" in one.about for one in found)


def test_versions_are_kept_and_writing_waits_for_reopening(filled, scoped, director):
    freezing.freeze(actor=director, office=scoped, year=2024, today=TODAY)
    with pytest.raises(RefusedError, match="figé"):
        write_prose(actor=director, year=2024, section="double.attendance", text="x", base_version=0)
    with pytest.raises(RefusedError, match="déjà figé"):
        freezing.freeze(actor=director, office=scoped, year=2024, today=TODAY)
    reopen_report(actor=director, year=2024)
    with pytest.raises(RefusedError, match="n’est pas figé"):
        reopen_report(actor=director, year=2024)
    second = freezing.freeze(actor=director, office=scoped, year=2024, today=TODAY)
    assert second.number == 2
    assert queries.frozen_version(2024).number == 2
    assert queries.frozen_version(2024, 1).number == 1


def test_frozen_copy_cannot_be_changed(filled, scoped, director):
    copy = freezing.freeze(actor=director, office=scoped, year=2024, today=TODAY)
    assert frozen_copies().level == "ok"
    with pytest.raises(FrozenReportError):
        copy.save()
    with pytest.raises(FrozenReportError):
        copy.delete()
    FrozenReport.objects.filter(pk=copy.pk).update(content={**copy.content, "format": 9})
    assert frozen_copies().level == "error"
    with pytest.raises(freezing.AlteredCopyError, match="ne fait plus foi"):
        freezing.read_back(FrozenReport.objects.get(pk=copy.pk))


def test_only_direction_freezes(filled, scoped, office, make_member):
    quality = Actor.member(make_member(office, "qualite", "administration"))
    with pytest.raises(PermissionDenied):
        freezing.freeze(actor=quality, office=scoped, year=2024, today=TODAY)
    with pytest.raises(PermissionDenied):
        reopen_report(actor=quality, year=2024)


def test_frozen_context_gives_kept_figures_and_counts_nothing(filled, scoped, room):
    report = build(scoped)
    room.COUNTS.computed.clear()
    context = ReportBook(
        scoped,
        report_period(2024, TODAY),
        book=FigureBook(TODAY),
        links=Links(scoped.slug),
        may_read=lambda permission: True,
        frozen=report.figures,
    )
    assert context.figure("double.acts").value == 115
    assert not room.COUNTS.computed
    with pytest.raises(NotFrozenError):
        context.figure("double.people")


def test_only_known_values_are_frozen():
    with pytest.raises(CodecError):
        encode(object())
    with pytest.raises(CodecError):
        decode({"~": "Popen", "v": 1})


def test_written_title_or_the_usual_one(filled, scoped):
    assert written_for(2024).title == "Rapport d’activité 2024"


# -- Screens and files -------------------------------------------------------------------------------------


def page_of(office, name="report", **kwargs):
    return reverse(f"observatory_{name}", kwargs={"office": office.slug, "year": 2024, **kwargs})


def test_report_is_read_written_frozen_and_reopened_by_screens(filled, office, make_client):
    client = make_client(office, "direction")
    assert "Fréquentation" in client.get(page_of(office)).content.decode()
    assert "Votre texte" in client.get(page_of(office), {"vue": "ecrire"}).content.decode()
    client.post(page_of(office, "report_freeze"), {"note": "CODIR"})
    page = client.get(page_of(office)).content.decode()
    assert "telle qu’elle était" in page
    assert "Votre texte" not in client.get(page_of(office), {"vue": "ecrire"}).content.decode()
    filled.append(Act(dt.date(2024, 8, 15)))
    assert "116" in client.get(page_of(office, "checks")).content.decode()
    changes = client.get(page_of(office, "report_changes", number=1))
    assert "116" in changes.content.decode()
    client.post(page_of(office, "report_reopen"))
    assert "Écrire" in client.get(page_of(office)).content.decode()
    assert client.get(page_of(office, "report_version", number=1)).status_code == 200
    assert client.get(page_of(office, "report_version", number=2)).status_code == 404


def test_elected_member_reads_and_does_not_write(filled, office, make_client):
    client = make_client(office, "elu")
    page = client.get(page_of(office), {"vue": "ecrire"}).content.decode()
    assert "Votre texte" not in page
    assert "Recettes" not in page
    assert client.post(page_of(office, "report_freeze")).status_code == 403
    assert client.get(page_of(office, "report_settings")).status_code == 403


def test_settings_choose_title_and_sections(filled, office, make_client):
    client = make_client(office, "direction")
    client.post(page_of(office, "report_settings"), {"title": "Bilan", "printed": ["double.attendance"]})
    page = client.get(page_of(office)).content.decode()
    assert "Bilan" in page
    assert "Clientèles" not in page


@pytest.mark.parametrize(
    ("form", "magic"),
    [("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK"), ("json", b"{"), ("html", b"<!doctype html>")],
)
def test_files(filled, office, make_client, form, magic):
    answer = make_client(office, "direction").get(page_of(office, "report_file", form=form))
    assert answer.content.startswith(magic)
    assert f"rapport-2024-office-de-tourisme-du-haut-pays.{form}" in answer["Content-Disposition"]


def test_years_and_formats_that_do_not_exist(filled, office, make_client):
    client = make_client(office, "direction")
    assert client.get(page_of(office, "report_file", form="odt")).status_code == 404
    assert client.get(page_of(office, "report_file", form="pdf"), {"version": "3"}).status_code == 404
    missing = reverse("observatory_report", kwargs={"office": office.slug, "year": 12})
    assert client.get(missing).status_code == 404


def test_rows_come_out_with_their_definition(filled, office, make_client):
    address = reverse(
        "observatory_rows_file", kwargs={"office": office.slug, "key": "double.acts", "form": "xlsx"}
    )
    client = make_client(office, "direction")
    book = zipfile.ZipFile(io.BytesIO(client.get(address, {"periode": "2024", "party": "family"}).content))
    shared = book.read("xl/sharedStrings.xml").decode()
    assert "Contacts qualifiés par une conseillère" in shared
    assert "Type de clientèle" in shared
    csv = client.get(address.replace("xlsx", "csv"), {"periode": "2024"}).content.decode("utf-8-sig")
    assert len(csv.strip().splitlines()) == 1 + 115
    assert make_client(office, "elu").get(address).status_code == 403


# -- Command -----------------------------------------------------------------------------------------------


def test_command_writes_the_file_and_says_so(filled, office, tmp_path, capsys):
    target = tmp_path / "rapport.json"
    call_command("buron_report", "2024", "--format", "json", "-o", str(target))
    content = json.loads(target.read_text())
    assert [one["value"] for one in content["figures"] if not one["split"]][:2] == [115, 130]
    assert "Rapport 2024" in capsys.readouterr().out
    call_command("buron_report", "2024", "--format", "html", "-o", str(tmp_path / "r.html"), "--json")
    assert json.loads(capsys.readouterr().out)["sections"] == 4


@pytest.mark.parametrize(
    ("arguments", "told", "code"),
    [
        (["12", "-o", "x.pdf"], "n’est pas une année", 2),
        (["2024", "-o", "x.pdf", "--office", "nulle-part"], "Aucun office", 2),
        (["2024", "-o", "/nulle/part/x.html", "--format", "html"], "ce chemin n’existe pas", 1),
        (["2024", "-o", "x.pdf", "--version-number", "4"], "version figée", 2),
    ],
)
def test_command_refuses_in_french(filled, office, arguments, told, code):
    with pytest.raises(CommandError, match=told) as caught:
        call_command("buron_report", *arguments)
    assert caught.value.returncode == code


def test_command_leaves_nothing_behind_when_it_fails(filled, office, tmp_path):
    (tmp_path / "r.html").mkdir()
    with pytest.raises(CommandError, match="c’est un dossier"):
        call_command("buron_report", "2024", "--format", "html", "-o", str(tmp_path / "r.html"))
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_command_asks_which_office(filled, office, other_office, tmp_path):
    with pytest.raises(CommandError, match="plusieurs offices.*haut-pays, val-voisin"):
        call_command("buron_report", "2024", "-o", str(tmp_path / "x.pdf"))
