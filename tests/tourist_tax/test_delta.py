"""The national file of délibérations: read whole or refused in words, compared, made a draft; and written."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest

from buron.territory.models import OfficeCommune
from buron.tourist_tax.delta import DeltaError, as_body, read_delta
from buron.tourist_tax.delta import reading as reading_module
from buron.tourist_tax.delta.writing import Notice, field_rows, notice_xml
from buron.tourist_tax.errors import TaxError
from buron.tourist_tax.law import current_law
from buron.tourist_tax.models import Decision, DeltaFile, DeltaProposal
from buron.tourist_tax.queries.decisions import compared, printed_of
from buron.tourist_tax.services.delta import import_delta, take_proposal

LAW = current_law()
HEAD = "<?xml version='1.0' encoding='UTF-8'?><delta><version>2.5.0</version><date>01/01/2026</date>"
ONE = """<deliberation><saisie><date>12/09/2024</date><collectiviteDeliberante siren="200000001"><nom>CC DU TEST</nom>
<codeInsee/></collectiviteDeliberante></saisie><date>26/03/2024</date><loyerMaximumNuit>1.00</loyerMaximumNuit>
<loyerMaximumSemaine>0.00</loyerMaximumSemaine><loyerMaximumMois></loyerMaximumMois>
<taxeAdditionnelleDepartementale>true</taxeAdditionnelleDepartementale><collectivites><collectivite><nom>AUTRE</nom>
<codeInsee>15014</codeInsee></collectivite></collectivites><regimes><regime natureId="4">Réel</regime>
<regime natureId="9">Forfaitaire</regime>{regime}</regimes><periodes><periode><dateDebut>01 mai</dateDebut>
<dateFin>30 septembre</dateFin><tarifs><tarif categorieId="1" isMax="true">9.60</tarif>
<tarif categorieId="4">1.60</tarif><tarif categorieId="9">3.00</tarif>{tariff}</tarifs></periode></periodes>
<abattements><abattement><taux>50.00</taux><nuiteMin>1</nuiteMin><nuiteMax>365</nuiteMax></abattement></abattements>
</deliberation>"""


def file_of(body: str = "", *, regime: str = "", tariff: str = "") -> bytes:
    body = body or ONE.format(regime=regime, tariff=tariff)
    return f"{HEAD}<deliberations>{body}</deliberations></delta>".encode()


def read(content: bytes):
    return read_delta(io.BytesIO(content), LAW, lambda siren, codes: True)


def test_a_deliberation_is_read_as_printed():
    found = read(file_of())
    body = as_body(found.wanted[0])
    assert (found.version, found.dated, found.count) == ("2.5.0", dt.date(2026, 1, 1), 1)
    assert body["tariffs"] == {"palace": 960, "stars_3": 160} and body["percent"] == "3.00"
    assert body["regimes"] == {"meubles": "reel", "ports": "forfait"}
    assert body["seasons"] == [[501, 930]] and body["abatements"] == [["50.00", 1, 365]]
    assert body["rents"] == {"night": 100, "week": None, "month": None}
    assert found.wanted[0].communes == {"15014": "AUTRE"} and body["flags"]["department_tax"] is True


def test_unknown_identifiers_and_values_are_told_and_left_aside():
    found = read(
        file_of(
            regime='<regime natureId="12">Réel</regime><regime natureId="5">Gratuit</regime>',
            tariff='<tarif categorieId="14">1.00</tarif><tarif categorieId="5">beaucoup</tarif>',
        )
    )
    assert dict(found.problems) == {"nature d’hébergement 12 inconnue": 1, "catégorie 14 inconnue": 1}
    problems = " ".join(found.wanted[0].problems)
    assert "« Gratuit »" in problems and "« beaucoup »" in problems
    assert "villages" not in found.wanted[0].regimes


BOMB = (
    "<?xml version='1.0'?><!DOCTYPE delta [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>"
    "<delta><version>&b;</version></delta>"
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b"   \n", "vide"),
        (b"SIREN;NOM\n1;2\n", "pas du XML"),
        (b"%PDF-1.7", "pas du XML"),
        (b"<html><body>rien</body></html>", "pas un fichier DELTA"),
        (b"<delta>" + b"<a>" * 40, "structure"),
        (file_of()[:-40], "coupé"),
        (file_of().decode().encode("latin-1"), "encodage"),
        (file_of().replace(b"UTF-8", b"KLINGON"), "encodage"),
        (BOMB.encode(), "DTD"),
        (b"PK\x03\x04abcdef", "zip"),
    ],
)
def test_what_is_not_the_file_is_refused_in_words(content, words):
    with pytest.raises(DeltaError, match=words):
        read(content)


def test_a_zip_is_opened_when_it_holds_one_xml(monkeypatch):
    def zipped(**files: bytes) -> bytes:
        kept = io.BytesIO()
        with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(f"{name}.xml", content)
        return kept.getvalue()

    assert read(zipped(delta=file_of())).count == 1
    with pytest.raises(DeltaError, match="un seul"):
        read(zipped(one=file_of(), two=file_of()))
    monkeypatch.setattr(reading_module, "MOST_BYTES", 1_000_000)
    with pytest.raises(DeltaError, match="60 Mo"):
        read(zipped(delta=file_of() + b" " * 2_000_000))


def test_a_file_too_large_is_refused_before_its_end(monkeypatch):
    monkeypatch.setattr(reading_module, "MOST_BYTES", 100_000)
    with pytest.raises(DeltaError, match="60 Mo"):
        read(file_of() + b" " * 600_000)


def test_the_excerpt_reads_without_a_problem(samples):
    with (samples / "delta" / "delta-2026-excerpt.xml").open("rb") as file:
        found = read_delta(file, LAW, lambda siren, codes: True)
    assert found.count == 4 and not found.problems
    assert not any(one.problems for one in found.wanted)
    assert found.limits[2] == (Decimal("0.70"), Decimal("3.60"))


def test_the_notification_reads_back_as_it_was_written():
    body = as_body(read(file_of()).wanted[0])
    notice = Notice("CC DU TEST", "200000001", "15", dt.date(2025, 6, 1), body, (("15014", "Aurillac"),))
    back = read(notice_xml(notice, LAW, dt.date(2025, 7, 1))).wanted[0]
    again = as_body(back)
    for key in ("tariffs", "percent", "seasons", "rents", "abatements"):
        assert again[key] == body[key]
    assert back.regimes["ports"] == "forfait" and len(back.regimes) == 11
    assert (back.siren, back.voted_on, back.communes) == (
        "200000001",
        dt.date(2025, 6, 1),
        {"15014": "Aurillac"},
    )
    rows = dict(field_rows(notice, LAW))
    assert rows["Période de perception"] == "01 mai – 30 septembre" and rows["SIREN"] == "200000001"


@pytest.fixture
def proposed(scoped, system) -> DeltaProposal:
    scoped.epci_siren = "200000001"
    scoped.save()
    kept = import_delta(actor=system, name="delta.xml", file=io.BytesIO(file_of()))
    return kept.proposals.get()


@pytest.mark.django_db
def test_a_proposal_becomes_one_draft_as_printed(proposed, system):
    draft = take_proposal(actor=system, proposal=proposed)
    assert draft.state == Decision.State.DRAFT and draft.source == Decision.Source.DELTA
    assert draft.valid_from == dt.date(2025, 1, 1) and "2.5.0" in draft.source_note
    assert {one.line: one.cents for one in draft.tariffs.all()} == {"palace": 960, "stars_3": 160}
    assert take_proposal(actor=system, proposal=proposed) == draft
    assert Decision.objects.count() == 1
    lines = compared(proposed, draft, LAW, dt.date(2026, 1, 1))
    assert not any(line.changes for line in lines)
    assert [line.finding.level for line in lines if line.finding] == ["refused"]
    assert printed_of(draft)["seasons"] == [[501, 930]]


@pytest.mark.django_db
def test_a_council_that_shares_the_office_names_its_communes(scoped, system):
    for code in ("15014", "15012"):
        OfficeCommune.objects.create(office=scoped, insee=code)
    kept = import_delta(actor=system, name="delta.xml", file=io.BytesIO(file_of()))
    draft = take_proposal(actor=system, proposal=kept.proposals.get())
    assert draft.communes == ["15014"]


@pytest.mark.django_db
def test_a_bad_file_keeps_nothing(scoped, system):
    with pytest.raises(TaxError, match="coupé"):
        import_delta(actor=system, name="delta.xml", file=io.BytesIO(file_of()[:-40]))
    assert not DeltaFile.objects.exists()
