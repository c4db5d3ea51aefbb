"""DATAtourisme: the real flux and newer objects, with the facts read in them by eye, and the REST shape."""

from __future__ import annotations

import datetime as dt
from typing import Any

import orjson
import pytest

from buron.offer.opening import is_open_on, opening_sentences
from buron.offer.sources.base import Context, Refused
from buron.offer.sources.datatourisme import Datatourisme
from tests.offer.sources.helpers import json_reader, read_all, zip_reader

DATATOURISME = Datatourisme()


@pytest.fixture
def flux(samples):
    return read_all(DATATOURISME, samples / "datatourisme" / "flux_2020")


@pytest.fixture
def newer(samples):
    return read_all(DATATOURISME, samples / "datatourisme" / "objects_2023")


def named(outcome: Any, name: str) -> Any:
    return next(body for body in outcome.bodies.values() if body["name"]["fr"] == name)


def record(**fields: Any) -> dict[str, Any]:
    return {
        "@id": "https://data.datatourisme.fr/23/aaaa-bbbb",
        "@type": ["PointOfInterest", "PlaceOfInterest", "CulturalSite", "Museum"],
        "rdfs:label": {"fr": ["Musée du Buron"]},
        **fields,
    }


def body_of(**fields: Any) -> Any:
    return DATATOURISME.normalise(record(**fields), context=Context())


# Real payloads


def test_the_whole_flux_comes_in(flux):
    assert flux.info == (True, 108, 108)
    assert not flux.refusals
    assert all(body["position"] and body["address"]["insee"] for body in flux.bodies.values())


def test_ids_do_not_depend_on_the_host(flux, newer):
    assert "15/bc47b183-3f16-318d-bb0c-89afab6db6ff" in flux.bodies
    assert "58/004729f1-24e7-3d50-875a-eb24f0f15a43" in newer.bodies


def test_an_event_keeps_all_its_runs(flux):
    body = named(flux, "Maison et atelier à Montoire-sur-le-Loir")
    assert body["kind"] == "event"
    assert body["subkind"] == "Portes ouvertes"
    assert len(body["sessions"]) == 9
    assert body["sessions"][0] == {
        "start": "2020-05-16",
        "end": "2020-09-27",
        "opens": "10:00",
        "closes": "12:30",
    }
    assert body["prices"]["free"] is True
    assert body["aliases"] == ["tourinsoft:FMACEN041V501PUH"]
    assert is_open_on(body, dt.date(2020, 7, 1)).slots == (
        {"opens": "10:00", "closes": "12:30"},
        {"opens": "15:00", "closes": "19:00"},
    )


def test_twelve_unordered_visits_over_two_days(flux):
    body = named(flux, "Journées Européennes du Patrimoine - Tour Charlemagne")
    assert len(body["sessions"]) == 6, "the same six hours on both days"
    assert {(one["start"], one["end"]) for one in body["sessions"]} == {("2020-09-19", "2020-09-20")}
    assert len(is_open_on(body, dt.date(2020, 9, 20)).slots) == 6
    assert "periods" not in body.get("opening", {}), "the openings of an event repeat its sessions"


def test_opening_rows_become_seasons(flux):
    body = named(flux, "VVF Villages Les Violettes")
    assert [period["weekdays"] for period in body["opening"]["periods"]] == [[1, 2, 3, 4, 5, 7], [6]]
    assert len(body["opening"]["periods"][0]["slots"]) == 2
    assert opening_sentences(named(flux, "Domaine de Candé")["opening"]) == [
        "Du 30\u00a0mai au 30\u00a0octobre 2020, du mercredi au dimanche, "
        "10\u00a0h\u00a030\u00a0– 12\u00a0h\u00a030 et 13\u00a0h\u00a030\u00a0– 18\u00a0h"
    ]


def test_official_stars_and_labels(flux):
    body = named(flux, "Camping Sites et Paysages Les Saules")
    assert body["labels"][0] == {
        "key": "classement",
        "label": "Classement",
        "value": "4 étoiles",
        "ranking": True,
        "stars": 4,
    }
    assert {"key": "qualite-tourisme", "label": "Qualité Tourisme"} in body["labels"]


def test_a_walk_in_metres_with_its_track(flux):
    body = named(flux, "BOUCLE N°5 : LE VIGNOBLE DE JASNIERES")
    assert body["kind"] == "trail"
    assert body["route"] == {
        "distance_m": 16200,
        "ascent_m": 100,
        "shape": "loop",
        "activities": ["road_bike"],
        "track_url": "https://cdt72.media.tourinsoft.eu/upload/Jasnieres-a-velo-traces-GPX.gpx",
    }
    assert [medium["type"] for medium in body["media"]].count("track") == 1


def test_a_free_rate_among_others_does_not_make_a_place_free(flux):
    body = named(flux, "Réserve de Beaumarchais - Les grands gibiers d'élevage en Safari Train")
    assert body["prices"]["free"] is False
    assert {"label": {"fr": "Gratuit"}} in body["prices"]["items"]


def test_machine_translations_are_flagged(newer):
    body = named(newer, "La Maison à Côté")
    assert body["kind"] == "rental"
    assert body["aliases"] == ["apidae:5478136"]
    assert "description.de" in body["machine"]
    assert "description.en" not in body["machine"], "written by a person, unlike its short text"
    assert "short.en" in body["machine"]
    assert "description.fr" not in body["machine"]
    assert set(body["description"]) == {"fr", "en", "de", "es", "it", "nl"}
    assert body["capacity"] == {"persons": 6}
    values = [label.get("value") for label in body["labels"]]
    assert "3 étoiles" in values and "2 épis" in values
    assert body["address"] == {
        "lines": ["600, route de St Andiol"],
        "postcode": "13440",
        "city": "Cabannes",
        "insee": "13018",
    }


def test_price_arrays_and_swapped_prices(newer):
    prices = named(newer, "La Maison à Côté")["prices"]
    pairs = [(item.get("min"), item.get("max")) for item in prices["items"]]
    assert (37500, 75000) in pairs, "two minima and two maxima: the whole span"
    assert "Prix minimum (98,00\u00a0€) supérieur au maximum (90,00\u00a0€) : échangés." in newer.remarks
    assert "Prix minimum (13,20\u00a0€) supérieur au maximum (7,10\u00a0€) : échangés." in newer.remarks


def test_a_hundred_and_fourteen_opening_rows(newer):
    body = named(newer, "ESPACE AUDIOVISUEL ACHILLE MIR")
    assert len(body["opening"]["periods"]) < 30
    assert body["aliases"] == ["tourinsoft:PCULAR0110000059"]


def test_wikidata_is_an_alias(newer):
    assert "wikidata:Q2820609" in named(newer, "Abbaye Sainte-Trinité de La Lucerne")["aliases"]


def test_a_single_file_is_a_payload(samples):
    name = "23-005424b9-231a-3735-b357-b13d2e2f661a.json"
    outcome = read_all(DATATOURISME, samples / "datatourisme" / "objects_2023" / name)
    assert list(outcome.bodies) == ["23/005424b9-231a-3735-b357-b13d2e2f661a"]


def test_the_same_flux_twice_is_not_parsed_twice(samples, flux):
    again = read_all(DATATOURISME, samples / "datatourisme" / "flux_2020", known=flux.digests)
    assert len(again.unchanged) == 108
    assert not again.bodies


# The REST API, whose names have no prefix

REST: dict[str, Any] = {
    "uuid": "aaaa-bbbb",
    "uri": "https://data.datatourisme.fr/23/aaaa-bbbb",
    "label": {"@fr": "Marché de producteurs", "@en": "Farmers’ market"},
    "type": ["PointOfInterest", "EntertainmentAndEvent", "SaleEvent", "Market"],
    "hasDescription": [{"description": {"@fr": "Long"}, "shortDescription": {"@fr": "Court"}}],
    "isLocatedAt": [
        {
            "geo": {"latitude": 44.9, "longitude": 2.4},
            "address": [
                {"addressLocality": "Vic", "postalCode": "15800", "hasAddressCity": {"insee": "15258"}}
            ],
        }
    ],
    "takesPlaceAt": [
        {
            "startDate": "2026-07-01",
            "endDate": "2026-07-31",
            "startTime": "17:00:00",
            "appliesOnDay": [{"key": "Tuesday", "label": {"@fr": "Mardi"}}],
        }
    ],
    "offers": [{"priceSpecification": [{"minPrice": 3, "maxPrice": [2], "priceCurrency": "EUR"}]}],
    "hasContact": [{"telephone": ["+33 6 00 00 00 00"], "homepage": ["www.facebook.com/marche"]}],
}


def test_rest_records_are_the_same_bodies():
    outcome = read_all(DATATOURISME, json_reader({"objects": [REST], "meta": {"total": 1}}))
    body = outcome.bodies["23/aaaa-bbbb"]
    assert outcome.info == (True, 1, 1)
    assert body["name"] == {"fr": "Marché de producteurs", "en": "Farmers’ market"}
    assert body["short"] == {"fr": "Court"}
    assert body["address"] == {"postcode": "15800", "city": "Vic", "insee": "15258"}
    assert [one["start"] for one in body["sessions"]] == [f"2026-07-{day:02d}" for day in (7, 14, 21, 28)]
    assert body["prices"]["items"] == [{"min": 200, "max": 300}]
    assert [contact["type"] for contact in body["contacts"]] == ["mobile", "facebook"]


def test_a_page_of_many_is_incomplete():
    outcome = read_all(DATATOURISME, json_reader({"objects": [REST], "meta": {"total": 512071}}))
    assert outcome.info == (False, 512071, 1)


# Rules


@pytest.mark.parametrize(
    ("classes", "kind"),
    [
        (["Accommodation", "FoodEstablishment", "Hotel", "HotelTrade", "Restaurant"], "hotel"),
        (["CaveSinkholeOrAven", "CulturalSite", "Museum", "NaturalHeritage"], "heritage"),
        (["PlaceOfInterest", "Practice", "Producer", "Product", "Tasting", "TastingProvider"], "tasting"),
        (
            ["Course", "IntroductionCourse", "PlaceOfInterest", "Practice", "SportsAndLeisurePlace"],
            "activity",
        ),
        (["SportsAndLeisurePlace", "SwimmingPool"], "facility"),
        (["Tour", "WalkingTour"], "trail"),
        (["LocalTouristOffice", "TouristInformationCenter"], "structure"),
        (["Transport", "TrainStation"], "transport"),
    ],
)
def test_the_kind_of_multiple_classes(classes, kind):
    assert body_of(**{"@type": ["PointOfInterest", *classes]})["kind"] == kind


def test_five_hundred_and_thirty_seven_days_of_exhibition():
    days = [dt.date(2025, 1, 1) + dt.timedelta(days=number) for number in range(540)]
    days = [
        day for day in days if day not in (dt.date(2025, 5, 1), dt.date(2025, 12, 25), dt.date(2026, 1, 1))
    ]
    assert len(days) == 537
    rows = [
        {"startDate": day.isoformat(), "endDate": day.isoformat()}
        for day in days[::3] + days[1::3] + days[2::3]
    ]
    body = body_of(**{"@type": ["EntertainmentAndEvent", "Exhibition"], "takesPlaceAt": rows})
    assert body["sessions"] == [
        {"start": "2025-01-01", "end": "2025-04-30"},
        {"start": "2025-05-02", "end": "2025-12-24"},
        {"start": "2025-12-26", "end": "2025-12-31"},
        {"start": "2026-01-02", "end": "2026-06-24"},
    ]


def test_dates_given_to_a_place_are_its_opening():
    body = body_of(takesPlaceAt={"startDate": "2026-05-01", "endDate": "2026-09-30", "startTime": "10:00:00"})
    assert "sessions" not in body
    assert body["opening"]["periods"] == [
        {"start": "2026-05-01", "end": "2026-09-30", "slots": [{"opens": "10:00"}]}
    ]


def test_arrays_or_objects_are_the_same():
    place = {
        "schema:geo": [{"schema:latitude": "45.1", "schema:longitude": "2,5"}],
        "schema:address": {"hasAddressCity": [{"insee": "15014"}], "schema:addressLocality": ["Aurillac"]},
    }
    listed, alone = body_of(isLocatedAt=[place]), body_of(isLocatedAt=place)
    assert listed == alone
    assert alone["position"] == {"lat": 45.1, "lon": 2.5}
    assert alone["address"] == {"city": "Aurillac", "insee": "15014"}


def test_all_the_texts_of_a_language_and_what_is_said_apart():
    rows = [
        {"schema:validFrom": f"{year}-05-01T00:00:00", "schema:validThrough": f"{year}-05-31T00:00:00"}
        for year in (2027, 2026)
    ]
    body = body_of(
        hasDescription=[{"dc:description": {"fr": ["Le château.", "Le jardin.", "Le château."]}}],
        isLocatedAt=[{"internetAccess": True, "schema:openingHoursSpecification": rows}],
    )
    assert body["description"] == {"fr": "Le château.\n\nLe jardin."}
    assert body["amenities"] == [{"key": "acces-internet", "label": "Accès internet"}]
    assert [period["start"] for period in body["opening"]["periods"]] == ["2026-05-01", "2027-05-01"]


def test_public_holidays_and_closed_rows():
    rows = [
        {
            "schema:opens": "10:00:00",
            "schema:closes": "12:00:00",
            "schema:dayOfWeek": [{"@id": "schema:Monday"}],
        },
        {
            "schema:opens": "15:00",
            "schema:closes": "17:00",
            "schema:dayOfWeek": "https://schema.org/PublicHolidays",
        },
        {"schema:opens": "00:00", "schema:closes": "00:00", "schema:dayOfWeek": ["schema:Sunday"]},
    ]
    for row in rows:
        row |= {"schema:validFrom": "2026-01-01T00:00:00", "schema:validThrough": "2026-12-31T00:00:00"}
    body = body_of(isLocatedAt=[{"schema:openingHoursSpecification": rows}])
    assert is_open_on(body, dt.date(2026, 3, 2)).slots == ({"opens": "10:00", "closes": "12:00"},)
    assert is_open_on(body, dt.date(2026, 7, 14)).slots == ({"opens": "15:00", "closes": "17:00"},)
    assert is_open_on(body, dt.date(2026, 3, 1)).reason == "closed_period"


def test_wheelchair_access_known_to_be_none_is_an_empty_list():
    assert body_of(reducedMobilityAccess=False)["accessibility"] == []
    assert len(body_of(reducedMobilityAccess=True)["accessibility"]) == 1
    assert "accessibility" not in body_of()


@pytest.mark.parametrize(
    "broken", [None, [], {}, {"@id": "x"}, record(**{"rdfs:label": None}), record(**{"@type": ["Thing"]})]
)
def test_records_that_cannot_be_made_are_refused(broken):
    with pytest.raises(Refused):
        DATATOURISME.normalise(broken, context=Context())


# Reading


def test_only_what_the_index_lists_exists():
    outcome = read_all(
        DATATOURISME,
        zip_reader(
            {
                "flux/index.json": [
                    {"label": "Musée", "file": "0/00/a.json"},
                    {"label": "Parti", "file": "0/00/15-01fd92a0-dea2-38ac-a301-42d5ee38872b.json"},
                    {"label": "Cassé", "file": "0/00/broken.json"},
                ],
                "flux/objects/0/00/a.json": record(),
                "flux/objects/0/00/broken.json": b"{not json",
                "flux/objects/0/00/not-listed.json": record(**{"@id": "x/y"}),
                "flux/context.jsonld": {},
            }
        ),
    )
    assert list(outcome.bodies) == ["23/aaaa-bbbb"]
    assert outcome.refusals[0].source_id == "15/01fd92a0-dea2-38ac-a301-42d5ee38872b", (
        "known by its file name"
    )
    assert "« Parti » est dans l’index" in outcome.refusals[0].reason
    assert "JSON mal formé" in outcome.refusals[1].reason
    assert outcome.info == (False, 3, 1)


def test_loose_objects_may_be_several_in_a_file(tmp_path):
    (tmp_path / "one.json").write_bytes(orjson.dumps(record()))
    other = record(**{"@id": "https://data.datatourisme.gouv.fr/24/cccc"})
    (tmp_path / "two.json").write_bytes(orjson.dumps([other]))
    (tmp_path / "empty.json").write_bytes(b"{}")
    outcome = read_all(DATATOURISME, tmp_path)
    assert set(outcome.bodies) == {"23/aaaa-bbbb", "24/cccc"}
    assert len(outcome.refusals) == 1
