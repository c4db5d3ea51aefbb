"""Spreadsheets: separators, encodings, French headers, keys, and workbooks that claim too much."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
import xlsxwriter

from buron.offer.sources.mapping.targets import recognise
from buron.offer.sources.readers import BytesReader, PayloadError
from buron.offer.sources.tabular import Tabular
from tests.offer.sources.helpers import json_reader, read_all

TABULAR = Tabular()
CSV = """Nom;Type;Adresse;Code postal;Commune;Code INSEE;Téléphone;Mail;Site web;Latitude;Longitude;Descriptif
Gîte du Pré;Meublé de tourisme;Le Bourg;15800;Vic-sur-Cère;15258;06 00 00 00 00;a@b.fr;www.x.fr;44,98;2,62;"Calme; vue"
Bar de la Place;Restaurant;;15000;Aurillac;15014;;;;;;
;;;;;;;;;;;
"""


def csv_reader(text: str, encoding: str = "utf-8", name: str = "fiches.csv") -> BytesReader:
    return BytesReader(text.encode(encoding), name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_separators_and_encodings(encoding, mark):
    outcome = read_all(
        TABULAR, csv_reader(CSV.replace(";", mark).replace(f"Calme{mark}", "Calme;"), encoding)
    )
    assert list(outcome.bodies) == ["gite-du-pre@15258", "bar-de-la-place@15014"]
    body = outcome.bodies["gite-du-pre@15258"]
    assert body == {
        "kind": "rental",
        "subkind": "Meublé de tourisme",
        "name": {"fr": "Gîte du Pré"},
        "description": {"fr": "Calme; vue"},
        "address": {"lines": ["Le Bourg"], "postcode": "15800", "city": "Vic-sur-Cère", "insee": "15258"},
        "contacts": [
            {"type": "mobile", "value": "06 00 00 00 00"},
            {"type": "email", "value": "a@b.fr"},
            {"type": "web", "value": "http://www.x.fr"},
        ],
        "position": {"lat": 44.98, "lon": 2.62},
    }


def test_comma_separated_with_quotes():
    outcome = read_all(TABULAR, csv_reader('nom,type,commune\n"Fête, foraine",Fête,Vic\n'))
    assert outcome.bodies["fete-foraine@vic"]["name"] == {"fr": "Fête, foraine"}


def test_an_id_column_wins_over_the_made_key():
    outcome = read_all(
        TABULAR, csv_reader("identifiant;nom;type\nA1;Lac;Site naturel\nA1;Lac bis;Site naturel\n;;\n")
    )
    assert list(outcome.bodies) == ["A1"]
    assert outcome.refusals[0].reason == "même identifiant que la ligne 2"


def test_event_dates_prices_and_yes_no():
    outcome = read_all(
        TABULAR,
        csv_reader(
            "nom;type;date début;date fin;heure début;prix min;prix max;gratuit;animaux acceptés;annulé\n"
            "Bal;Concert;02/07/2026;01/07/2026;20h30;12;8,50;non;oui;non\n"
        ),
    )
    body = outcome.bodies["bal"]
    assert body["sessions"] == [{"start": "2026-07-01", "end": "2026-07-02", "opens": "20:30"}]
    assert body["prices"] == {"free": False, "items": [{"min": 850, "max": 1200}]}
    assert body["pets"] is True
    assert body["cancelled"] is False
    assert len(outcome.remarks) == 2


def test_categories_of_the_office_and_a_default():
    settings = {"kinds": {"Incontournable": "nature"}, "default_kind": "heritage"}
    outcome = read_all(TABULAR, csv_reader("nom;catégorie\nCascade;Incontournable\nAutre;???\n"), settings)
    assert [body["kind"] for body in outcome.bodies.values()] == ["nature", "heritage"]
    assert (
        read_all(TABULAR, csv_reader("nom;catégorie\nAutre;???\n"))
        .refusals[0]
        .reason.startswith("La catégorie")
    )


def workbook(rows: list[list[Any]], sheet: str = "Fiches") -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet("Vide")
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return stream.getvalue()


def test_a_workbook_with_numbers():
    data = workbook(
        [["Nom", "Type", "Code postal", "Capacité", "Latitude"], ["Gîte", "Gîte", 15800, 6, 44.5]]
    )
    outcome = read_all(TABULAR, BytesReader(data, "fiches.xlsx"))
    body = outcome.bodies["gite"]
    assert body["address"] == {"postcode": "15800"}
    assert body["capacity"] == {"persons": 6}


def test_the_first_sheet_that_holds_a_table_is_read():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet("Notes").write_string(0, 0, "Fichier du 3 mai")
        table = book.add_worksheet("Offre")
        for rank, row in enumerate([["Nom", "Commune"], ["Chambre d’hôtes", "Vic"]], start=2):
            table.write_row(rank, 0, row)
    outcome = read_all(
        TABULAR, BytesReader(stream.getvalue(), "offre.xlsx"), settings={"default_kind": "rental"}
    )
    assert list(outcome.bodies) == ["chambre-dhotes@vic"]


@pytest.mark.parametrize(
    ("said", "pets"),
    [("oui", True), ("Chiens en laisse", True), ("pas d’animaux", False), ("peut-être", None)],
)
def test_pets_are_not_guessed(said, pets):
    body = read_all(TABULAR, csv_reader(f"Nom;Type;Animaux\nGîte;Gîte;{said}\n")).bodies["gite"]
    assert body.get("pets") is pets


def test_headers_alone_say_so():
    with pytest.raises(PayloadError, match="aucune ligne sous ses en-têtes"):
        TABULAR.discover(csv_reader("Nom;Ville\n"))


def test_a_workbook_that_claims_the_whole_sheet_is_refused():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet()
        page.write(0, 0, "nom")
        page.write(1_048_575, 16_383, "x")
    with pytest.raises(PayloadError, match="s’étend sur 1048576 lignes"):
        read_all(TABULAR, BytesReader(stream.getvalue(), "bombe.xlsx"))


def test_an_ods_that_repeats_a_cell_for_ever_is_refused():
    content = (
        '<office:document-content><table:table table:name="a"><table:table-row table:number-rows-repeated="1000000">'
        '<table:table-cell office:value-type="string" table:number-columns-repeated="16000"/></table:table-row>'
        "</table:table></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    with pytest.raises(PayloadError, match="il est refusé"):
        read_all(TABULAR, BytesReader(stream.getvalue(), "bombe.ods"))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("vide.csv", b""),
        ("blanc.csv", b"\n\n;;\n"),
        ("faux.xlsx", b"PK\x03\x04 not a workbook"),
        ("faux.ods", b"hello"),
        ("vide.xlsx", workbook([])),
    ],
)
def test_unreadable_tables_say_so(name, data):
    with pytest.raises(PayloadError):
        read_all(TABULAR, BytesReader(data, name))


def test_flat_json_and_geojson():
    feature = {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": [[2.5, 44.9, 800], [2.6, 45.0]]},
        "properties": {"id_local": "R1", "nom_itineraire": "Tour du lac", "balisage": "Jaune", "duree": 2.5},
    }
    outcome = read_all(
        TABULAR,
        json_reader({"type": "FeatureCollection", "features": [feature]}, "rando.geojson"),
        {"default_kind": "trail"},
    )
    assert outcome.bodies["R1"]["position"] == {"lat": 44.9, "lon": 2.5}
    assert outcome.bodies["R1"]["route"] == {"marking": "Jaune", "duration_min": 150}


def test_unchanged_rows_are_recognised():
    first = read_all(TABULAR, csv_reader(CSV))
    again = read_all(TABULAR, csv_reader(CSV.replace("Bar de la Place", "Bar du Lac")), known=first.digests)
    assert again.unchanged == ["gite-du-pre@15258"]
    assert list(again.bodies) == ["bar-du-lac@15014"]


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("Nom de l'offre", "name.fr"),
        ("NOM", "name.fr"),
        ("Description (anglais)", "description.en"),
        ("Descriptif court EN", "short.en"),
        ("Accroche", "short.fr"),
        ("Code INSEE", "address.insee"),
        ("code_commune", "address.insee"),
        ("CP", "address.postcode"),
        ("Ville", "address.city"),
        ("E-mail", "email"),
        ("Tél.", "phone"),
        ("Téléphone portable", "mobile"),
        ("Site Internet", "web"),
        ("Lat", "position.lat"),
        ("Y", "position.lat"),
        ("Date de début", "start"),
        ("Horaires d'ouverture", "opening.text.fr"),
        ("Horaires d’ouverture", "opening.text.fr"),
        ("Courriel / Mél", "email"),
        ("Tarif mini", "price.min"),
        ("Nombre de chambres", "capacity.rooms"),
        ("DistanceKm", "route.distance_km"),
        ("Dénivelé positif", "route.ascent_m"),
        ("Photo", "media"),
        ("Rang dans la liste", ""),
    ],
)
def test_french_headers(header, target):
    assert recognise(header)[0] == target


def test_values_tell_what_names_do_not():
    reader = csv_reader("a;b;c;nom\nx@y.fr;04 71 00 00 00;https://x.example/p.jpg;N\n")
    assert {one.field: one.target for one in TABULAR.discover(reader)} == {
        "a": "email",
        "b": "phone",
        "c": "media",
        "nom": "name.fr",
    }
