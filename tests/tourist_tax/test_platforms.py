"""Files of platforms: mapped, matched, entered once, checked, undone whole."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from buron.directory.models import Party
from buron.kernel.jobs import work_all
from buron.kernel.models import Job
from buron.lodging import services as register
from buron.lodging.models import Lodging, Sighting
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.models import (
    Decision,
    Declaration,
    LedgerLine,
    Platform,
    PlatformFile,
    PlatformFinding,
    PlatformLine,
)
from buron.tourist_tax.platform_forms import PlatformFileForm
from buron.tourist_tax.rules import DeclaredStay, DeclaredTotal
from buron.tourist_tax.services import send_declaration
from buron.tourist_tax.services.platforms import (
    APPLY_JOB,
    READ_JOB,
    add_platform,
    apply_file,
    discard_file,
    map_file,
    match_listing,
    read_file,
    settle_finding,
    start_file,
    undo_file,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scoped", "decision")]

MAY = dt.date(2026, 5, 1)
NUMBER = "15258000123A4"
ROW = f";;02/05/2026;05/05/2026;2;80;6,60;{NUMBER};HM1\n"
HEAD = "Adresse;Commune;Arrivée;Départ;Personnes;Prix nuit;Taxe perçue;Numéro d'enregistrement;Réservation\n"


@pytest.fixture
def decision(decision) -> Decision:
    """The common one, with chambres d'hôtes at the forfait."""
    decision.regimes.create(office=decision.office, nature="chambres_hotes", regime="forfait")
    return decision


@pytest.fixture
def house(system, office) -> Lodging:
    found = register.register_lodging(
        actor=system,
        name="La Gentiane",
        nature="meubles",
        insee="15258",
        capacity=6,
        address="3 rue Haute",
        registration_number=NUMBER,
    )
    register.add_ranking(actor=system, lodging=found, stars=3, valid_from=dt.date(2024, 1, 1))
    register.add_hosting(
        actor=system, lodging=found, party=Party.objects.create(office=office, last_name="Ferrand")
    )
    return found


@pytest.fixture
def airbnb(system) -> Platform:
    return add_platform(actor=system, name="Airbnb")


def enter(system, platform: Platform, text: str, name: str = "airbnb.csv") -> PlatformFile:
    file = start_file(actor=system, platform=platform, name=name, payload=text.encode())
    return apply_file(actor=system, file=file)


def balance(**among: object) -> int:
    return sum(line.amount for line in LedgerLine.objects.filter(**among))


def test_a_file_is_read_matched_and_declared(system, airbnb, house):
    row = f"Gîte de M. X;Vic-sur-Cère;02/05/2026;05/05/2026;2;80,00;6,60;{NUMBER};HM1\n"
    file = enter(system, airbnb, HEAD + row)
    line = PlatformLine.objects.get()
    assert (line.lodging, line.match, line.nights, line.due) == (house, "number", 6, 660)
    sent = Declaration.objects.get()
    assert (sent.channel, sent.platform, sent.party, sent.nights_taxed) == ("platform", "Airbnb", None, 6)
    assert (sent.base, sent.department, sent.collected) == (600, 60, 660)
    assert (balance(platform="Airbnb"), file.taken, file.refused) == (660, 1, 0)
    assert Sighting.objects.get().lodging == house
    assert not PlatformFinding.objects.exists()


def test_the_same_file_twice_enters_nothing_twice(system, airbnb, house):
    row = f";;02/05/2026;05/05/2026;2;80;6,60;{NUMBER};HM1\n"
    enter(system, airbnb, HEAD + row)
    with pytest.raises(TaxError, match="déjà entré"):
        enter(system, airbnb, HEAD + row)
    other = f";;10/05/2026;12/05/2026;2;80;4,40;{NUMBER};HM2\n"
    file = enter(system, airbnb, HEAD + row + other, "suite.csv")
    assert (file.taken, file.repeated, PlatformLine.objects.count()) == (1, 1, 2)
    assert balance(platform="Airbnb") == 1100
    assert Declaration.objects.filter(state="sent").get().version == 2
    changed = f";;02/05/2026;05/05/2026;2;80;9,90;{NUMBER};HM1\n"
    with pytest.raises(TaxError, match="Aucune ligne nouvelle"):
        enter(system, airbnb, HEAD + changed, "change.csv")


def test_a_file_is_undone_whole_by_contrary_entries_and_may_come_again(system, airbnb, house):
    text = HEAD + f";;02/05/2026;05/05/2026;2;80;6,60;{NUMBER};HM1\n"
    total = "Commune;Mois;Taxe perçue\nVic-sur-Cère;05/2026;120,50\n"
    file, apart = enter(system, airbnb, text), enter(system, airbnb, total, "totaux.csv")
    assert balance() == 660 + 12_050
    for one in (file, apart):
        undo_file(actor=system, file=one, because="mauvais fichier")
    assert balance() == 0
    assert LedgerLine.objects.count() == 4
    assert not PlatformLine.objects.filter(live=True).exists()
    enter(system, airbnb, text)
    assert balance() == 660


def test_a_job_enters_a_file_whole_or_says_why_not(system, office, airbnb, house, make_client):
    client = make_client(office, "taxe")
    good = start_file(actor=system, platform=airbnb, name="a.csv", payload=(HEAD + ROW).encode())
    again = start_file(actor=system, platform=airbnb, name="b.csv", payload=(HEAD + ROW + "\n").encode())
    pages = [reverse("tourist_tax_platform_file", args=[office.slug, one.pk]) for one in (good, again)]
    for _twice in range(2):
        assert client.post(f"{pages[0]}entrer/").status_code == 302
    assert Job.objects.filter(name=APPLY_JOB).count() == 1
    assert "en arrière-plan" in client.get(pages[0]).text
    work_all()
    job = Job.objects.get(name=APPLY_JOB)
    assert (job.state, job.done, job.message) == (Job.State.DONE, 1, "1 ligne entrée")
    assert "Voir les contrôles" in client.get(pages[0]).text
    client.post(f"{pages[1]}entrer/")
    work_all()
    assert "Rien n’est entré : Aucune ligne nouvelle" in client.get(pages[1]).text
    assert (PlatformLine.objects.count(), balance()) == (1, 660)


def test_a_long_file_is_read_by_a_job_again_when_its_columns_change(
    system, office, airbnb, make_client, monkeypatch
):
    monkeypatch.setattr("buron.tourist_tax.services.platforms.previews.AT_ONCE", 1)
    client = make_client(office, "taxe")
    rows = "".join(ROW.replace("HM1", f"HM{number}") for number in range(3))
    file = start_file(
        actor=system, platform=airbnb, name="long.csv", payload=(HEAD + rows + ";;?\n").encode()
    )
    page = reverse("tourist_tax_platform_file", args=[office.slug, file.pk])
    for _twice in range(2):
        assert "en arrière-plan" in client.get(page).text
    work_all()
    assert Job.objects.get(name=READ_JOB).message == "Lecture des lignes"
    text = client.get(page).text.replace("\u00a0", " ")
    assert "3 lignes" in text and "19,80 € perçus" in text and "1 ligne refusée" in text and "Ligne 5" in text
    assert Job.objects.filter(name=READ_JOB).count() == 1
    answer = client.post(page, {"column:departure": "3", "column:arrival": "2", "nights_mean": "stay"})
    assert "en arrière-plan" in answer.text
    work_all()
    assert "0 ligne" in client.get(page).text and PlatformLine.objects.count() == 0
    discard_file(actor=system, file=file)
    assert set(Job.objects.filter(name=READ_JOB).values_list("result", flat=True)) == {None}


def test_a_reading_that_failed_is_told_and_asked_again(system, office, airbnb, make_client, monkeypatch):
    monkeypatch.setattr("buron.tourist_tax.services.platforms.previews.AT_ONCE", 0)
    client = make_client(office, "taxe")
    file = start_file(actor=system, platform=airbnb, name="a.csv", payload=(HEAD + ROW).encode())
    page = reverse("tourist_tax_platform_file", args=[office.slug, file.pk])
    client.get(page)
    Job.objects.filter(name=READ_JOB).update(state=Job.State.FAILED, error="Coupure", key=None)
    assert "La lecture a échoué : Coupure" in client.get(page).text
    assert "en arrière-plan" in client.get(f"{page}?relire=1").text
    work_all()
    assert "6,60" in client.get(page).text


def test_a_file_of_100_megabytes_is_refused_by_its_size():
    file = SimpleUploadedFile("gros.csv", b"a")
    file.size = 100 << 20
    form = PlatformFileForm({"platform": "Airbnb"}, {"file": file})
    assert "dépasse 20 Mo" in str(form.errors["file"])


def test_totals_without_detail_are_accepted_and_kept_apart(system, airbnb):
    file = enter(system, airbnb, "Période;Montant collecté\n2026-05;1 234,56 €\n2026-06;10\n")
    assert [(one.detailed, one.lodging, one.collected) for one in file.lines.all()] == [
        (False, None, 123_456),
        (False, None, 1000),
    ]
    assert not Declaration.objects.exists()
    assert balance(lodging=None, platform="Airbnb") == 124_456


def test_an_unmatched_listing_is_settled_by_hand_and_learnt(system, airbnb, house):
    head = "Annonce;Ville;Arrivée;Départ;Voyageurs;Taxe perçue\n"
    enter(system, airbnb, head + "Charmant gîte;Vic-sur-Cère;02/05/2026;05/05/2026;2;6,60\n")
    line = PlatformLine.objects.get()
    assert (line.lodging, Sighting.objects.get().state, balance()) == (None, "new", 0)
    match_listing(actor=system, line=line, lodging=house)
    assert (balance(lodging=house), Sighting.objects.get().state) == (660, "matched")
    enter(system, airbnb, head + "Charmant gîte;Vic-sur-Cère;12/05/2026;13/05/2026;2;2,20\n", "juin.csv")
    assert PlatformLine.objects.order_by("-pk")[0].match == "learnt"
    assert balance(lodging=house) == 880


def test_name_and_commune_match_unless_two_could_be_meant(system, airbnb, house):
    head = "Hébergement;Adresse;Ville;Début;Fin;Personnes;Taxe\n"
    enter(system, airbnb, head + "LA GENTIANE;;VIC SUR CERE;2026-05-02;2026-05-03;1;1,10\n")
    assert PlatformLine.objects.get().match == "address"
    register.register_lodging(actor=system, name="La Gentiane", nature="meubles", insee="15258")
    enter(system, airbnb, head + "La Gentiane;;Vic-sur-Cère;2026-05-08;2026-05-09;1;1,10\n", "b.csv")
    learnt = PlatformLine.objects.order_by("-pk")[0]
    assert learnt.match == "learnt"
    other = add_platform(actor=system, name="Booking")
    enter(system, other, head + "La Gentiane;;Vic-sur-Cère;2026-05-08;2026-05-09;1;1,10\n")
    assert PlatformLine.objects.get(platform=other).lodging is None


@pytest.mark.parametrize(
    ("row", "kind", "difference"),
    [
        (f";;02/05/2026;05/05/2026;2;;19,80;{NUMBER};A;;\n", "rate", 1320),
        (f";;02/05/2026;05/05/2026;4;;13,20;{NUMBER};A;4;2\n", "minors", 0),
        (f";;02/05/2026;05/05/2026;4;;13,20;{NUMBER};A;;2\n", "minors", 660),
        (f";Thiézac;02/05/2026;05/05/2026;2;;6,60;{NUMBER};A;;\n", "commune", None),
    ],
)
def test_what_does_not_agree_is_found(system, airbnb, house, row, kind, difference):
    head = HEAD.rstrip("\n") + ";Personnes taxées;Mineurs\n"
    enter(system, airbnb, head + row)
    found = PlatformFinding.objects.get()
    assert (found.kind, found.state, found.lodging, found.difference) == (kind, "todo", house, difference)


def test_a_cent_per_night_is_tolerated_and_payers_are_deduced(system, airbnb, house):
    rows = f";;02/05/2026;05/05/2026;2;;6,66;{NUMBER};A\n;;10/05/2026;12/05/2026;4;;4,40;{NUMBER};B\n"
    enter(system, airbnb, HEAD + rows)
    assert not PlatformFinding.objects.exists()
    sent = Declaration.objects.get()
    # Four slept there and the money is that of two: the two others are exempt, for a reason that nobody gave.
    assert (sent.nights_taxed, sent.nights_exempt, sent.amount) == (10, 4, 1100)
    assert [line.exempt for line in sent.lines.all()] == [{}, {}]


def test_a_lodging_at_the_forfait_is_not_collected_by_platforms(system, airbnb, house):
    room = register.register_lodging(actor=system, name="Le Buron", nature="chambres_hotes", insee="15258")
    enter(system, airbnb, "Nom;Ville;Début;Fin;Personnes;Taxe\nLe Buron;15258;2026-05-02;2026-05-03;2;1,10\n")
    found = PlatformFinding.objects.get()
    assert (found.kind, found.lodging, balance(lodging=room)) == ("flat", room, 0)


def test_gaps_and_doubles_between_host_and_platform(system, airbnb, house):
    other = register.register_lodging(actor=system, name="La Jasse", nature="meubles", insee="15258")
    send_declaration(actor=system, lodging=other, month=MAY, kind=Declaration.Kind.PLATFORMS)
    send_declaration(
        actor=system,
        lodging=house,
        month=MAY,
        kind=Declaration.Kind.STAYS,
        declared=[DeclaredStay(dt.date(2026, 5, 1), dt.date(2026, 5, 4), 2)],
    )
    file = enter(system, airbnb, HEAD + f";;02/05/2026;05/05/2026;2;;6,60;{NUMBER};A\n")
    assert set(PlatformFinding.objects.values_list("kind", "lodging")) == {
        ("gap", other.pk),
        ("double", house.pk),
    }
    gap = PlatformFinding.objects.get(kind="gap")
    with pytest.raises(TaxError, match="sans suite"):
        settle_finding(actor=system, finding=gap, state="dismissed")
    settle_finding(actor=system, finding=gap, state="dismissed", reason="appelé le 3 juin")
    undo_file(actor=system, file=file, because="essai")
    assert set(PlatformFinding.objects.values_list("kind", "gone", "state")) == {
        ("gap", True, "dismissed"),
        ("double", True, "todo"),
    }


@pytest.mark.parametrize(
    ("nights", "persons", "doubles"),
    [(24, 4, ["24 nuitées et 26,40\u00a0€"]), (6, 1, []), (170, 4, ["170 nuitées de l’hébergeur et 24"])],
)
def test_the_same_totals_are_a_double_when_chance_is_unlikely(
    system, airbnb, house, nights, persons, doubles
):
    declared = [DeclaredTotal(nights)]
    send_declaration(
        actor=system, lodging=house, month=MAY, kind=Declaration.Kind.TOTAL, declared=declared, confirmed=True
    )
    enter(system, airbnb, HEAD + f";;02/05/2026;08/05/2026;{persons};;{persons * 6.6:.2f};{NUMBER};A\n")
    found = PlatformFinding.objects.filter(kind="double").values_list("text", flat=True)
    assert [text[: len(start)] for text, start in zip(found, doubles, strict=True)] == doubles


def test_lines_that_cannot_be_are_refused_one_by_one(system, airbnb, house):
    bad = [
        ";;31/02/2026;05/05/2026;2;;1;;A",
        ";;05/05/2026;02/05/2026;2;;1;;B",
        ";;02/05/2026;05/05/2026;-2;;1;;C",
        ";;02/05/2026;05/05/2026;2;;beaucoup;;D",
        ";;;;2;;;;E",
        f";;02/05/2026;05/05/2026;2;;6,60;{NUMBER};F",
    ]
    file = start_file(actor=system, platform=airbnb, name="a.csv", payload=(HEAD + "\n".join(bad)).encode())
    found = read_file(file)
    assert [number for number, _reason in found.refused] == [2, 3, 4, 5, 6]
    assert apply_file(actor=system, file=file).taken == 1


def test_any_encoding_workbooks_and_a_mapping_that_is_remembered(system, airbnb, house):
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet()
        for place, title in enumerate(("Col A", "Col B", "Col C", "Reg", "Perçu €")):
            sheet.write(0, place, title)
        for place, value in enumerate(("2026-05-02", "2026-05-04", 2, NUMBER, 4.4)):
            sheet.write(1, place, value)
    file = start_file(actor=system, platform=airbnb, name="a.xlsx", payload=book.getvalue())
    mapping = {"arrival": "Col A", "departure": "Col B", "persons": "Col C", "registration_number": "Reg"}
    map_file(actor=system, file=file, mapping={**mapping, "collected": "Perçu €"}, nights_mean="stay")
    assert apply_file(actor=system, file=file).collected == 440
    latin = f"Col A;Col B;Col C;Reg;Perçu €\n2026-05-08;2026-05-09;2;{NUMBER};2,20\n".encode("cp1252")
    again = start_file(actor=system, platform=airbnb, name="b.csv", payload=latin)
    assert again.mapping == {**mapping, "collected": "Perçu €"}
    for payload, name in (
        (b"", "vide.csv"),
        (b"PK\x03\x04rien", "faux.xlsx"),
        (b"a" * (21 << 20), "gros.csv"),
    ):
        with pytest.raises(TaxError):
            start_file(actor=system, platform=airbnb, name=name, payload=payload)


def test_the_price_makes_the_amount_of_an_unranked_lodging(system, airbnb):
    register.register_lodging(actor=system, name="Le Nid", nature="meubles", insee="15258")
    head = "Nom;Ville;Début;Fin;Personnes;Prix nuit;Taxe\n"
    enter(system, airbnb, head + "Le Nid;15258;2026-05-02;2026-05-04;4;100;6,64\n")
    # 100 € for four at 3 % is 0,75 € and 0,08 € for the département, eight person-nights.
    assert PlatformLine.objects.get().due == 664
    enter(
        system, airbnb, head.replace("Prix nuit", "x") + "Le Nid;15258;2026-05-12;2026-05-14;4;;7\n", "c.csv"
    )
    assert PlatformLine.objects.order_by("-pk")[0].due is None
    assert balance() == 664 + 700


def test_platform_money_is_not_in_the_hosts_own_total(system, airbnb, house):
    send_declaration(
        actor=system, lodging=house, month=MAY, kind=Declaration.Kind.TOTAL, declared=[DeclaredTotal(10)]
    )
    enter(system, airbnb, HEAD + f";;02/05/2026;05/05/2026;2;;6,60;{NUMBER};A\n")
    assert (balance(platform=""), balance(platform="Airbnb")) == (1100, 660)
