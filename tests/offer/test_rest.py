"""Reading the offer by program."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from buron.kernel.actors import Actor
from buron.kernel.services.tokens import revoke_token
from buron.kernel.tenancy import office_scope
from buron.offer import services
from buron.offer.models import Fiche
from buron.offer.queries import SearchQuery
from buron.offer.services import selections
from buron.territory.models import OfficeCommune
from tests.offer.fiches import OPEN_ALL_YEAR, make_fiche
from tests.offer.import_kit import Feed, thing
from tests.offer.rest_kit import ROOT, Program

pytestmark = pytest.mark.django_db
HERE = {"lat": 45.0, "lon": 2.5}
READS = (
    "/fiches",
    "/selections",
    "/kinds",
    "/communes",
    "/fiches.geojson",
    "/fiches.ics",
    "/fiches.csv",
    "/fiches.xlsx",
)


@pytest.fixture
def program(office) -> Program:
    return Program(office)


def content_of(answer: Any) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [item["name"] for item in answer.json()["items"]]


# Keys


@pytest.mark.parametrize("path", READS)
def test_nothing_without_a_key(office, path):
    for client in (Client(), Client(headers={"authorization": "Bearer buron_nope"})):
        answer = client.get(f"{ROOT}{path}")
        assert answer.status_code == 401 and answer.json() == {"detail": "Clé absente ou inconnue."}


@pytest.mark.parametrize("path", READS)
def test_a_key_reads(program, path):
    assert content_of(program.get(path))


def test_a_revoked_key_is_dead_at_once(program, office):
    revoke_token(actor=Actor.system("tests", office), token=program.token)
    assert program.get("/fiches").status_code == 401


def test_another_office_is_not_there(program, other_office):
    theirs = make_fiche(other_office, "Lac d’ailleurs")
    with office_scope(other_office):
        actor = Actor.system("tests", other_office)
        selections.create_selection(actor=actor, name="Ailleurs", fiches=[theirs.pk])
    for path in (
        f"/fiches/{theirs.pk}",
        f"/fiches/{theirs.pk}/schema.org",
        "/selections/ailleurs/fiches",
        "/fiches?selection=ailleurs",
    ):
        answer = program.get(path)
        assert answer.status_code == 404 and answer.json()["detail"] == "Rien à cette adresse."
    assert program.get("/fiches").json()["count"] == 0
    assert program.get("/selections").json() == []


def test_the_description_is_open_and_names_every_operation():
    told = Client().get(f"{ROOT}/openapi.json").json()
    assert {path.removeprefix(ROOT) for path in told["paths"]} >= {
        "/fiches", "/fiches/{fiche_id}", "/fiches/{fiche_id}/state", "/selections", "/selections/{slug}/fiches",
        "/kinds", "/communes", "/fiches.geojson", "/fiches.ics", "/fiches.csv", "/fiches.xlsx",
    }  # fmt: skip
    for operations in told["paths"].values():
        for operation in operations.values():
            assert {"401", "403", "404", "422", "429"} <= operation["responses"].keys()
    assert "delete" not in told["paths"][f"{ROOT}/fiches/{{fiche_id}}"]


# Lists


def test_the_list_answers_as_the_screen_does(program, office):
    make_fiche(office, "Lac noir", position=HERE, opening=OPEN_ALL_YEAR, address={"insee": "15014"})
    make_fiche(office, "Lac blanc", position={"lat": 45.2, "lon": 2.5}, address={"insee": "15162"})
    make_fiche(
        office, "Auberge", kind="restaurant", labels=[{"key": "accueil-velo", "label": "Accueil Vélo"}]
    )
    make_fiche(office, "Brouillon", state="draft")
    make_fiche(office, "Fête", kind="event", sessions=[{"start": "2030-07-14", "end": "2030-07-15"}])
    assert len(names(program.get("/fiches"))) == 4
    assert sorted(names(program.get("/fiches?q=lac"))) == ["Lac blanc", "Lac noir"]
    assert names(program.get("/fiches?kind=restaurant&kind=hotel")) == ["Auberge"]
    assert names(program.get("/fiches?commune=15162")) == ["Lac blanc"]
    assert names(program.get("/fiches?label=accueil-velo")) == ["Auberge"]
    assert names(program.get("/fiches?open_on=2030-01-02")) == ["Lac noir"]
    assert names(program.get("/fiches?state=draft")) == ["Brouillon"]
    assert names(program.get("/fiches?dates_from=2030-07-15&dates_to=2030-08-01")) == ["Fête"]
    assert names(program.get("/fiches?near=45.0,2.5&radius=1000")) == ["Lac noir"]
    near = program.get("/fiches?near=45.0,2.5&order=distance&q=lac").json()["items"]
    assert [item["distance_m"] for item in near][0] == 0 and 22_000 < near[1]["distance_m"] < 22_500
    assert names(program.get("/fiches?q=brouilon")) == []
    assert program.get("/fiches?q=aubberge").json()["corrected"] != ""


def test_blank_parameters_are_as_if_absent(program, office):
    make_fiche(office, "Lac noir")
    blank = "/fiches?q=&open_on=&near=&radius=&selection=&updated_since=&order=&dates_from=&dates_to="
    assert names(program.get(blank)) == ["Lac noir"]


def test_what_changed_since(program, office):
    old, new = make_fiche(office, "Ancienne"), make_fiche(office, "Nouvelle")
    moment = timezone.now() - dt.timedelta(days=2)
    with office_scope(office):
        Fiche.objects.filter(pk=old.pk).update(updated_at=moment)
    since = (moment + dt.timedelta(days=1)).isoformat().replace("+", "%2B")
    assert names(program.get(f"/fiches?updated_since={since}")) == ["Nouvelle"]
    exact = program.get("/fiches?q=nouvelle").json()["items"][0]["updated_at"]
    assert new.pk in [item["id"] for item in program.get(f"/fiches?updated_since={exact}").json()["items"]]
    for extreme in ("0001-01-01T00:00:00%2B14:00", "2026-07-01T10:00:00"):
        assert program.get(f"/fiches?updated_since={extreme}").status_code == 200
    assert program.get("/fiches?updated_since=9999-12-31T23:59:59-14:00").json()["count"] == 0


def test_pages_lead_to_each_other(program, office):
    for number in range(5):
        make_fiche(office, f"Lac {number}")
    first = program.get("/fiches?page_size=2&order=name")
    assert first.json()["pages"] == 3 and first.json()["previous"] is None
    assert 'rel="last"' in first.headers["Link"]
    seen, url = names(first), first.json()["next"]
    while url:
        page = program.client.get(url.removeprefix("http://testserver"))
        seen += names(page)
        url = page.json()["next"]
    assert seen == [f"Lac {number}" for number in range(5)]
    beyond = program.get("/fiches?page_size=2&page=9").json()
    assert beyond["items"] == [] and beyond["previous"].endswith("page=3")


def test_bodies_and_facets_on_demand(program, office):
    make_fiche(office, "Lac noir", short={"fr": "Profond.", "en": "Deep."})
    plain = program.get("/fiches").json()
    assert "facets" not in plain and "body" not in plain["items"][0]
    full = program.get("/fiches?include=body&include=facets&lang=en").json()
    assert full["items"][0]["body"]["short"] == {"fr": "Profond.", "en": "Deep."}
    assert full["items"][0]["short"] == "Deep."
    assert full["facets"]["kinds"] == [{"code": "nature", "label": "Natural site", "count": 1}]


def test_a_selection_keeps_its_order(program, office, scoped, system):
    made = [make_fiche(office, name) for name in ("Lac A", "Lac B", "Lac C")]
    selection = selections.create_selection(
        actor=system,
        name="Les lacs",
        query=SearchQuery("lac"),
        order="name",
        fiches=[made[2].pk],
        is_public=True,
    )
    told = program.get("/selections").json()
    assert [one["slug"] for one in told] == ["les-lacs"]
    assert told[0]["page"] == "http://testserver/p/haut-pays/s/les-lacs"
    assert names(program.get("/selections/les-lacs/fiches")) == ["Lac C", "Lac A", "Lac B"]
    second = program.get("/selections/les-lacs/fiches?page_size=2&page=2")
    assert names(second) == ["Lac B"] and second.json()["count"] == 3
    assert sorted(names(program.get(f"/fiches?selection={selection.slug}&q=lac"))) == [
        "Lac A",
        "Lac B",
        "Lac C",
    ]
    services.hide(actor=system, fiche=made[0])
    assert names(program.get("/selections/les-lacs/fiches?include=body")) == ["Lac C", "Lac B"]


@pytest.mark.parametrize(
    "path", ["/fiches?page_size=100&include=body&include=facets", "/selections/tout/fiches?page_size=100"]
)
def test_the_number_of_queries_does_not_grow(program, office, scoped, system, path):
    selections.create_selection(actor=system, name="Tout", query=SearchQuery())
    counts = []
    for wanted in (1, 3, 30):
        while Fiche.objects.count() < wanted:
            make_fiche(office, f"Lac {Fiche.objects.count()}", position=HERE)
        program.get(path)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert len(names(program.get(path))) == wanted
        counts.append(len(seen))
    assert len(set(counts)) == 1, counts


def test_kinds_and_communes(program, office, scoped):
    OfficeCommune.objects.create(
        office=office, insee="15014", latitude=44.9, longitude=2.4, position_source="set"
    )
    OfficeCommune.objects.create(office=office, insee="15162")
    kinds = {kind["key"]: kind for kind in program.get("/kinds").json()}
    assert kinds["event"]["name"]["de"] == "Veranstaltung" and len(kinds) == 18
    communes = program.get("/communes").json()
    assert communes[0] == {"insee": "15014", "name": "Aurillac", "latitude": 44.9, "longitude": 2.4}
    assert communes[1]["latitude"] is None


# One fiche


def test_a_fiche_in_full_shows_its_sources_and_what_the_office_changed(program, scoped, system, tmp_path):
    linked = {"liensObjetsTouristiquesTypes": [{"type": "SUR_PLACE", "objetTouristique": {"id": 2}}]}
    Feed(system, tmp_path).take(thing(1, liens=linked), thing(2))
    fiche = Fiche.objects.get(name="Hôtel numéro 1")
    services.override(actor=system, fiche=fiche, path="short.fr", value="Refait à neuf.")
    told = program.get(f"/fiches/{fiche.pk}").json()
    assert told["body"]["short"]["fr"] == "Refait à neuf."
    assert told["edits"] == [
        {"path": "short.fr", "value": "Refait à neuf.", "hidden": "Un hôtel calme, le 1e."}
    ]
    assert [(one["connector"], one["external_id"]) for one in told["sources"]] == [("apidae", "1")]
    assert told["links"][0]["fiche"] == Fiche.objects.get(name="Hôtel numéro 2").pk
    assert told["links"][0]["url"].endswith(f"/api/v1/fiches/{told['links'][0]['fiche']}")
    assert told["pages"]["nl"].startswith("http://testserver/p/haut-pays/nl/hotel-numero-1-")
    node = program.get(f"/fiches/{fiche.pk}/schema.org?lang=en").json()
    assert (
        node["@type"] == "Hotel" and node["@id"] == told["pages"]["fr"] and node["url"] == told["pages"]["en"]
    )


def test_what_is_not_published_has_no_page(program, office):
    fiche = make_fiche(office, "Brouillon", state="draft")
    assert program.get(f"/fiches/{fiche.pk}").json()["pages"] == {}
    assert program.get("/fiches?state=draft").json()["items"][0]["page"] is None


@pytest.mark.parametrize("number", ["0", "-1", "abc", "99999999999999999999", "1.5", "%00"])
def test_a_nonsense_number_is_refused(program, number):
    assert program.get(f"/fiches/{number}").status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        "q=%00", "q=" + "a" * 201, "kind=castle", "commune=1501", "label=%20", "open_on=demain", "open_on=2026-02-30",
        "near=1", "near=91,0", "near=nan,nan", "near=45.0;2.5", "radius=0", "radius=1e9", "radius=9" + "9" * 30,
        "state=deleted", "selection=a/b", "updated_since=hier", "order=random", "page=0", "page=" + "9" * 40,
        "page_size=101", "page_size=x", "lang=it", "include=secrets", "freshness=%00",
    ],
)  # fmt: skip
def test_nonsense_parameters_are_told_in_french(program, query):
    answer = program.get(f"/fiches?{query}")
    assert answer.status_code == 422
    for problem in answer.json()["detail"]:
        assert problem.keys() == {"loc", "type", "msg"}
        assert not {"Input", "should", "valid"} & set(problem["msg"].split())


def test_bytes_that_are_no_text_are_survived(program):
    for query in ("q=%FF%FE", "q=%ED%A0%80", "q=%F0%9F%A7%80", "foo=bar", "q=" + "%25" * 60):
        assert program.get(f"/fiches?{query}").status_code == 200


# Conditional answers


@pytest.mark.parametrize("path", ["/fiches", "/kinds", "/communes", "/selections", "/fiches.ics"])
def test_what_did_not_change_is_not_sent_again(program, office, path):
    make_fiche(office, "Lac noir")
    first = program.get(path)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in first.headers["Vary"]
    again = program.get(path, if_none_match=tag)
    assert again.status_code == 304 and again.content == b""
    assert program.get(path, if_none_match='"autre"').status_code == 200


def test_the_tag_of_a_fiche_follows_it(program, office, scoped, system):
    fiche = make_fiche(office, "Lac noir")
    first = program.get(f"/fiches/{fiche.pk}")
    tag = first.headers["ETag"]
    assert program.get(f"/fiches/{fiche.pk}", if_none_match=tag).status_code == 304
    assert program.get(f"/fiches/{fiche.pk}", if_none_match=f"W/{tag}").status_code == 304
    assert (
        program.get(f"/fiches/{fiche.pk}", if_modified_since=first.headers["Last-Modified"]).status_code
        == 304
    )
    services.hide(actor=system, fiche=fiche)
    changed = program.get(f"/fiches/{fiche.pk}", if_none_match=tag)
    assert changed.status_code == 200 and changed.headers["ETag"] != tag


# Files


def test_files_of_a_search(program, office):
    make_fiche(office, "Lac noir", position=HERE, short={"fr": "=1+1"})
    make_fiche(
        office,
        "Fête",
        kind="event",
        sessions=[{"start": "2030-07-14", "end": "2030-07-14", "opens": "21:00"}],
    )
    told = json.loads(content_of(program.get("/fiches.geojson?q=lac")))
    assert told["numberMatched"] == 1 and told["features"][0]["geometry"]["coordinates"] == [2.5, 45.0]
    text = content_of(program.get("/fiches.csv?kind=nature")).decode("utf-8-sig")
    [line] = csv.DictReader(io.StringIO(text), delimiter=";")
    assert line["Nom"] == "Lac noir" and line["Latitude"] == "45,0" and line["Accroche"] == "'=1+1"
    [event] = icalendar.Calendar.from_ical(content_of(program.get("/fiches.ics"))).walk("VEVENT")
    assert event["SUMMARY"] == "Fête" and event["DTSTART"].dt.hour == 21
    workbook = program.get("/fiches.xlsx")
    assert workbook.headers["Content-Disposition"] == 'attachment; filename="offre-haut-pays.xlsx"'
    assert content_of(workbook)[:2] == b"PK"
    assert program.get("/fiches.csv?page_size=1").status_code == 200


def test_a_file_holds_every_answer_in_the_order_asked_for(program, office, monkeypatch):
    monkeypatch.setattr("buron.offer.queries.shown.CHUNK", 2)
    monkeypatch.setattr("buron.offer.queries.shown.MAX_PAGE_SIZE", 3)
    for number in range(7):
        make_fiche(office, f"Lac {number}")
    told = json.loads(content_of(program.get("/fiches.geojson?order=name")))
    assert [one["properties"]["title"] for one in told["features"]] == [
        f"Lac {number}" for number in range(7)
    ]
