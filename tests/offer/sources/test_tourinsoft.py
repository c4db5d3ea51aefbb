"""Tourinsoft: flat and typed syndications, discovery of fields, and the small syntax inside values."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from buron.offer.opening import is_open_on
from buron.offer.sources.base import Context, Refused
from buron.offer.sources.mapping import microsyntax
from buron.offer.sources.readers import BytesReader, open_reader
from buron.offer.sources.tourinsoft import Tourinsoft
from tests.offer.sources.helpers import json_reader, read_all

TOURINSOFT = Tourinsoft()


def offer(**fields: Any) -> dict[str, Any]:
    return {"SyndicObjectID": "HOTAUV015V500001", "SyndicObjectName": "Hôtel des Volcans", **fields}


def body_of(mapping: dict[str, Any] | None = None, **fields: Any) -> Any:
    return TOURINSOFT.normalise(offer(**fields), context=Context({"mapping": mapping or {}}))


# Real payloads


@pytest.mark.parametrize("name", ["v2_odata_hotel", "v3_hotel_edited"])
def test_hotel(samples, name):
    body = read_all(TOURINSOFT, samples / "tourinsoft" / f"{name}.json").bodies["HOTCEN0280010001"]
    assert body["kind"] == "hotel"
    assert body["name"] == {"fr": "Hôtel du Perche"}
    assert body["address"] == {
        "lines": ["Rue de la Bruyère"],
        "postcode": "28400",
        "city": "NOGENT-LE-ROTROU",
        "insee": "28280",
    }
    assert body["position"] == {"lat": 48.3295, "lon": 0.804899}
    assert [contact["type"] for contact in body["contacts"]] == ["phone", "fax", "email", "web"]
    assert body["labels"][0]["stars"] == 3
    assert body["labels"][1] == {"key": "qualite-tourisme", "label": "Qualité Tourisme"}
    assert body["capacity"] == {"persons": 40}
    assert body["languages"] == ["en"]
    assert body["source_updated"] == "2019-01-02T19:32:55+00:00"
    assert {"key": "acces-wifi", "label": "Accès WIFI"} in body["amenities"]
    assert len(body["prices"]["items"]) == 5
    assert len(body["prices"]["payment"]) == 8


def test_evenings_only_closed_days_and_holidays(samples):
    body = read_all(TOURINSOFT, samples / "tourinsoft" / "v2_odata_hotel.json").bodies["HOTCEN0280010001"]
    both = ({"opens": "08:00", "closes": "15:00"}, {"opens": "18:00", "closes": "22:00"})
    assert is_open_on(body, dt.date(2019, 2, 6)).slots == both, "a Wednesday"
    assert is_open_on(body, dt.date(2019, 2, 5)).slots == both[1:], "Tuesday, in the evening"
    assert is_open_on(body, dt.date(2019, 2, 4)).state == "closed", "Monday"
    assert is_open_on(body, dt.date(2019, 7, 25)).state == "closed", "between the two periods"
    assert is_open_on(body, dt.date(2019, 11, 11)).is_open, "a public holiday, though a Monday"


def test_event(samples):
    outcome = read_all(TOURINSOFT, samples / "tourinsoft" / "v2_odata_event.json")
    body = outcome.bodies["FMACEN0280060359"]
    assert body["kind"] == "event"
    assert body["sessions"] == [{"start": "2100-06-01", "end": "2100-06-02"}]
    assert body["subkind"] == "Compétition sportive"
    assert [theme["label"] for theme in body["themes"]] == ["Sports et loisirs", "Sports mécaniques"]
    assert len(body["media"]) == 9
    assert outcome.info == (False, 801, 1), "one page of eight hundred offers"


def test_typed_photos_and_the_authoritative_name(samples):
    outcome = read_all(TOURINSOFT, samples / "tourinsoft" / "v3_hotel_edited.json")
    assert outcome.bodies["HOTCEN0280010001"]["media"] == [
        {
            "url": "https://cdt61.media.tourinsoft.eu/upload/SteCath800-2.jpg",
            "type": "image",
            "title": {"fr": "SteCath800"},
            "credit": "Mairie de Briouze",
        }
    ]
    assert outcome.bodies["HOTCEN0280210001"]["name"] == {"fr": "Chatel du Perche"}
    assert outcome.info == (None, None, 2)


def test_discovery(samples):
    reader = open_reader(samples / "tourinsoft" / "v2_odata_hotel.json")
    proposals = {one.field: one for one in TOURINSOFT.discover(reader)}
    opening = proposals["PeriodeOuverture"]
    assert (opening.target, opening.syntax, opening.filled, opening.total) == ("opening", "tableau #|", 1, 1)
    assert opening.confidence >= 80
    assert opening.target_label == "Périodes d’ouverture"
    assert proposals["PrestationsConforts"].syntax == "liste #"
    assert proposals["title"].target == "", "the name is already in a field of its own"
    assert proposals["PrestationsActivites"].confidence <= 40, "never filled: not proposed"
    assert "SyndicObjectID" not in proposals
    mapping = TOURINSOFT.propose_mapping(reader)
    assert mapping["amenities"] == ["PrestationsConforts", "PrestationsEquipements"]
    assert mapping["contacts"] == "MoyenDeCom"


# Rules


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [
        ("HOT", "hotel"),
        ("HPA", "camping"),
        ("RES", "restaurant"),
        ("FMA", "event"),
        ("LOI", "facility"),
        ("PCU", "heritage"),
        ("CDH", "rental"),
        ("CHE", "rental"),
        ("HLO", "rental"),
        ("PNA", "nature"),
        ("DEG", "tasting"),
        ("ASC", "activity"),
        ("ORG", "structure"),
        ("ITI", "trail"),
    ],
)
def test_kind_by_bordereau(prefix, kind):
    assert body_of(SyndicObjectID=f"{prefix}AUV015V500001")["kind"] == kind


def test_unknown_bordereau_is_known_by_its_name():
    assert body_of(SyndicObjectID="ZZZ1", ObjectTypeName="Patrimoine culturel")["kind"] == "heritage"
    with pytest.raises(Refused, match="catégorie"):
        body_of(SyndicObjectID="ZZZ1", ObjectTypeName="???")


def test_fields_nested_under_object_and_typed_values():
    body = body_of(
        {"labels": "Labelss", "media": "Photoss", "track": "Traces", "route.difficulty": "TypeParcourss"},
        SyndicObjectID="ITIAUV1",
        Object={
            "Labelss": [{"Label": {"ThesID": "x", "ThesLibelle": "Accueil Vélo"}}],
            "Traces": [{"TraceGPS": {"Url": "https://x.example/a.gpx"}}],
            "TypeParcourss": [{"Difficulteduparcours": {"ThesLibelle": "Difficile"}}],
        },
    )
    assert body["labels"] == [{"key": "accueil-velo", "label": "Accueil Vélo"}]
    assert body["route"] == {"difficulty": "hard", "track_url": "https://x.example/a.gpx"}
    assert body["media"][0]["type"] == "track"


def test_languages_of_texts_have_their_own_field():
    body = body_of(
        {"short.fr": "Accroche", "short.en": "AccrocheGB"}, Accroche="Au calme", AccrocheGB="Quiet"
    )
    assert body["short"] == {"fr": "Au calme", "en": "Quiet"}


def test_without_mapping_field_names_are_guessed():
    assert body_of(DescriptionCommercialeEN="Near the lake")["description"] == {"en": "Near the lake"}


@pytest.mark.parametrize("broken", [None, 3, {}, {"SyndicObjectName": "A"}, {"SyndicObjectID": "HOT1"}])
def test_offers_that_cannot_be_made_are_refused(broken):
    with pytest.raises(Refused):
        TOURINSOFT.normalise(broken, context=Context())


def test_an_offer_without_id_is_refused_and_the_others_go_on():
    outcome = read_all(TOURINSOFT, json_reader({"value": [{"SyndicObjectName": "A"}, offer(), "x"]}))
    assert list(outcome.bodies) == ["HOTAUV015V500001"]
    assert len(outcome.refusals) == 2
    broken = b'{"value":[{"SyndicObjectID":"HOT2","x":tru},{"SyndicObjectID":"HOT3","SyndicObjectName":"A"}]}'
    outcome = read_all(TOURINSOFT, BytesReader(broken))
    assert [one.source_id for one in outcome.refusals] == ["HOT2"]
    assert list(outcome.bodies) == ["HOT3"]


# The small syntax


def test_values_may_hold_the_separator():
    found = microsyntax.contacts("Site web (URL)|http://x.example/a#b#Mél|x@y.fr")
    assert found == [{"type": "web", "value": "http://x.example/a#b"}, {"type": "email", "value": "x@y.fr"}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "12 rue Haute|Bât. B||15000|AURILLAC|15014",
            {"lines": ["12 rue Haute", "Bât. B"], "postcode": "15000", "city": "AURILLAC", "insee": "15014"},
        ),
        (
            "Le Bourg||||15800|VIC-SUR-CERE|15258",
            {"lines": ["Le Bourg"], "postcode": "15800", "city": "VIC-SUR-CERE", "insee": "15258"},
        ),
        ("||||15800|VIC|", {"postcode": "15800", "city": "VIC"}),
        ("Le Bourg", {"lines": ["Le Bourg"]}),
        ("", {}),
    ],
)
def test_addresses_are_read_backwards(text, expected):
    assert microsyntax.address(text) == expected


def test_periods_on_all_days_but_the_closed_ones():
    assert microsyntax.periods("01/04/2026|30/09/2026|9h|12h30||||Lundi$Jours fériés") == [
        {
            "start": "2026-04-01",
            "end": "2026-09-30",
            "weekdays": [2, 3, 4, 5, 6, 7],
            "holidays": False,
            "slots": [{"opens": "09:00", "closes": "12:30"}],
        }
    ]


def test_prices_take_their_smallest_and_greatest_amounts():
    assert microsyntax.prices("Adulte||12,50|8#Enfant|- 12 ans|||#||") == [
        {"label": {"fr": "Adulte"}, "min": 800, "max": 1250},
        {"label": {"fr": "Enfant"}, "note": {"fr": "- 12 ans"}},
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Wifi#Bar#", ["Wifi", "Bar"]),
        ("Wifi; Bar", ["Wifi", "Bar"]),
        ("Wifi, Bar", ["Wifi", "Bar"]),
        ([{"X": {"ThesLibelle": "Wifi"}}, {"X": {"ThesLibelle": "Wifi"}}], ["Wifi"]),
        (["Wifi", "Bar"], ["Wifi", "Bar"]),
        (3, ["3"]),
        (None, []),
    ],
)
def test_lists(value, expected):
    assert microsyntax.labels(value) == expected
