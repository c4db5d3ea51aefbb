"""The outputs of the offer, whole: on real payloads and on bodies of any shape."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings

from buron.kernel.documents.tabular import csv_bytes, xlsx_bytes
from buron.offer.body_check import body_problems
from buron.offer.models import Fiche
from buron.offer.outputs import (
    COLUMNS,
    PUBLIC_COLUMNS,
    Picture,
    Sender,
    Shown,
    calendar_bytes,
    feature,
    feature_collection,
    json_ld,
    row_of,
    script_text,
)
from buron.offer.outputs.moments import moments_of
from buron.offer.queries.shown import shown
from tests.offer.bodies import BODIES
from tests.offer.import_kit import Feed

DAY = dt.date(2026, 7, 15)
NOW = dt.datetime(2026, 7, 1, 8, 30, tzinfo=dt.UTC)
SENDER = Sender("haut-pays", "Office de tourisme du Haut Pays", "fr", DAY)
URL = "https://buron.example/p/haut-pays/fiche-12"
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2})?\Z")


def shown_of(body: dict[str, Any], **fields: Any) -> Shown:
    return Shown(
        **{
            "id": 12,
            "body": body,
            "state": "published",
            "updated_at": NOW,
            "url": URL,
            "identity": URL,
            **fields,
        }
    )


def check_node(node: Any) -> None:
    """What holds for every node of schema.org that we write."""
    if isinstance(node, list):
        for item in node:
            check_node(item)
    if not isinstance(node, dict):
        return
    assert None not in node.values() and "" not in node.values() and [] not in node.values()
    for key in ("startDate", "endDate", "validFrom", "validThrough"):
        if key in node:
            assert ISO_DAY.match(node[key]), node
    for low, high in (("startDate", "endDate"), ("validFrom", "validThrough")):
        if low in node and high in node:
            assert node[low][:10] <= node[high][:10]
    for key in ("price", "minPrice", "maxPrice"):
        if key in node:
            assert re.fullmatch(r"\d+(\.\d\d)?", node[key])
    for value in node.values():
        check_node(value)


@given(BODIES)
@settings(max_examples=40)
def test_the_bodies_of_these_tests_are_right(body):
    assert body_problems(body) == []


@given(BODIES)
@settings(max_examples=settings.default.max_examples // 2)
def test_any_body_can_be_sent_out(body):
    fiche = shown_of(body, pictures=(Picture("https://buron.example/1.jpg", credit="A"),))
    for language in ("fr", "en"):
        sender = Sender("haut-pays", "Office", language, DAY)
        node = json_ld(fiche, sender)
        check_node(node)
        assert node["@context"] == "https://schema.org" and node["name"]
        assert json.loads(script_text(node)) == node
        one = feature(fiche, sender)
        assert json.loads(b"".join(feature_collection([one, one])))["features"] == [one, one]
        parsed = icalendar.Calendar.from_ical(calendar_bytes([fiche], sender))
        kept = [m for m in moments_of(body.get("sessions", ())) if m.end >= DAY - dt.timedelta(days=31)]
        assert len(parsed.walk("VEVENT")) == len(kept)
        assert len(row_of(fiche, sender)) == len(COLUMNS)
        assert len(row_of(fiche, sender, public=True)) == len(PUBLIC_COLUMNS)


@given(BODIES)
@settings(max_examples=25)
def test_any_body_is_one_line_of_a_spreadsheet_that_computes_nothing(body):
    row = row_of(shown_of(body), SENDER)
    lines = list(csv.reader(io.StringIO(csv_bytes(COLUMNS, [row]).decode("utf-8-sig")), delimiter=";"))
    assert len(lines) == 2 and len(lines[1]) == len(COLUMNS)
    assert not [cell for cell in lines[1] if re.match(r"[=@]", cell.lstrip())]
    assert xlsx_bytes(COLUMNS, [row])[:2] == b"PK"


def test_nothing_can_end_the_script_element():
    node = json_ld(shown_of({"kind": "nature", "name": {"fr": "</script><script>alert(1)//&<!--"}}), SENDER)
    text = script_text(node)
    assert "<" not in text and ">" not in text and "&" not in text
    assert json.loads(text)["name"].startswith("</script>")


def test_private_fields_stay_inside():
    body = {"kind": "hotel", "name": {"fr": "H"}, "siret": "12345678901234", "manager": "Une Personne"}
    fiche = shown_of(body)
    public = row_of(fiche, SENDER, public=True)
    assert "12345678901234" not in public and "Une Personne" not in public
    assert {column.key for column in COLUMNS} - {column.key for column in PUBLIC_COLUMNS} == {
        "state", "siret", "manager", "aliases", "updated_at",
    }  # fmt: skip
    for text in (script_text(json_ld(fiche, SENDER)), json.dumps(feature(fiche, SENDER))):
        assert "12345678901234" not in text and "Une Personne" not in text


@pytest.fixture
def real(scoped, system, samples, tmp_path) -> list[Shown]:
    """Every sample that a connector reads, imported."""
    for connector, place in (
        ("apidae", "apidae/export_zip"),
        ("datatourisme", "datatourisme/flux_2020"),
        ("openagenda", "openagenda"),
    ):
        Feed(system, tmp_path, connector, connector).take_file(str(samples / place), confirmed=True)
    sender = Sender("haut-pays", "Office", "fr", dt.date(2020, 7, 1))
    return shown(
        list(Fiche.objects.values_list("pk", flat=True)), sender, lambda path: f"https://buron.example{path}"
    )


def test_real_payloads_go_out(real):
    sender = Sender("haut-pays", "Office", "fr", dt.date(2020, 7, 1))
    assert len(real) > 100
    types = set()
    for fiche in real:
        node = json_ld(fiche, sender)
        check_node(node)
        types.update([node["@type"]] if isinstance(node["@type"], str) else node["@type"])
        assert node["url"] == node["@id"] == fiche.url
        assert fiche.url.startswith("https://buron.example/p/haut-pays/")
    assert {"FastFoodRestaurant", "Event", "TouristTrip", "LandmarksOrHistoricalBuildings", "Museum"} <= types
    collection = json.loads(b"".join(feature_collection(feature(one, sender) for one in real)))
    assert all(
        -180 <= one["geometry"]["coordinates"][0] <= 180 for one in collection["features"] if one["geometry"]
    )
    assert sum(bool(one["geometry"]) for one in collection["features"]) > 100
    parsed = icalendar.Calendar.from_ical(calendar_bytes(real, sender))
    uids = [str(event["uid"]) for event in parsed.walk("VEVENT")]
    assert len(uids) > 10 and len(uids) == len(set(uids))
