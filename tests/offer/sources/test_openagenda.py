"""OpenAgenda: the flat export with its JSON in texts, and events of the API v2."""

from __future__ import annotations

from typing import Any

import pytest

from buron.offer.sources.base import Context, Refused
from buron.offer.sources.openagenda import OpenAgenda
from tests.offer.sources.helpers import json_reader, read_all

AGENDA = OpenAgenda()


def event(**fields: Any) -> dict[str, Any]:
    return {"uid": 12, "title": {"fr": "Bal trad"}, **fields}


def body_of(**fields: Any) -> Any:
    return AGENDA.normalise(event(**fields), context=Context())


def test_the_flat_export(samples):
    name = "opendatasoft_v1_evenements-publics-openagenda_20.json"
    outcome = read_all(AGENDA, samples / "openagenda" / name)
    assert len(outcome.bodies) == 20
    assert outcome.info == (False, 8033, 20)
    body = outcome.bodies["59694103"]
    assert body["name"] == {"fr": "ART CAPITAL 2026"}
    assert body["address"] == {
        "lines": ["Grand Palais", "17 avenue du Général Eisenhower"],
        "postcode": "75008",
        "city": "Paris",
        "insee": "75056",
    }
    assert body["position"] == {"lat": 48.867242, "lon": 2.311784}
    assert body["sessions"] == [
        {"start": "2026-02-13", "end": "2026-02-13", "opens": "10:00", "closes": "22:00"},
        {"start": "2026-02-14", "end": "2026-02-14", "opens": "10:00", "closes": "20:00"},
        {"start": "2026-02-15", "end": "2026-02-15", "opens": "10:00", "closes": "19:00"},
    ]
    assert body["contacts"][0] == {"type": "booking", "value": "https://www.artcapital.fr/billetterie"}
    assert len(body["accessibility"]) == 4
    assert body["media"][0]["credit"] == "Art Capital 2026"
    assert "<p>" not in body["description"]["fr"]
    assert body["owner"] == "Totale Impro 2.0"


def test_version_two():
    outcome = read_all(
        AGENDA,
        json_reader(
            {
                "total": 1,
                "events": [
                    event(
                        description={"fr": "En plein air", "en": "Outdoors"},
                        longDescription={"fr": "## Programme\n\n**Bal** à _20 h_"},
                        conditions={"fr": "Entrée libre"},
                        timings=[
                            {"begin": "2026-07-14T20:00:00+02:00", "end": "2026-07-15T02:00:00+02:00"},
                            {"begin": "2026-07-13T18:00:00Z", "end": "2026-07-13T23:59:00Z"},
                        ],
                        image={"base": "https://cdn.example/", "filename": "bal.jpg"},
                        imageCredits="La mairie",
                        registration=[{"type": "phone", "value": "04 71 00 00 00"}, "x@y.fr"],
                        accessibility={"mi": True, "hi": False},
                        age={"min": 6, "max": 99},
                        keywords={"fr": ["danse", "trad"]},
                        location={
                            "name": "Place",
                            "city": "Vic",
                            "postalCode": "15800",
                            "insee": "15258",
                            "phone": "33471000001",
                            "website": "https://vic.example",
                            "access": {"fr": "Bus 3", "en": "Bus 3"},
                            "description": {"fr": "La grand-place."},
                        },
                        extIds=[{"key": "Apidae", "value": "123"}],
                        status=1,
                        state=2,
                    )
                ],
            }
        ),
    )
    body = outcome.bodies["12"]
    assert outcome.info == (True, 1, 1)
    assert body["sessions"] == [
        {"start": "2026-07-13", "end": "2026-07-13", "opens": "20:00", "closes": "01:59"},
        {"start": "2026-07-14", "end": "2026-07-14", "opens": "20:00", "closes": "02:00"},
    ], "local time; what ends after midnight belongs to the day on which it begins"
    assert body["prices"] == {"text": {"fr": "Entrée libre"}, "free": True}
    assert body["description"]["fr"] == "Programme\n\nBal à 20 h"
    assert body["media"] == [{"url": "https://cdn.example/bal.jpg", "type": "image", "credit": "La mairie"}]
    assert [(contact["type"], contact.get("label")) for contact in body["contacts"]] == [
        *(("phone", "Réservation"), ("email", None), ("phone", "Lieu"), ("web", "Lieu")),
    ]
    assert body["contacts"][2]["value"] == "+33471000001"
    assert body["practical"] == {"fr": "Bus 3\n\nLa grand-place.", "en": "Bus 3"}
    assert body["accessibility"] == [{"key": "handicap-moteur", "label": "Handicap moteur"}]
    assert body["ages"] == {"min": 72, "max": 1188}
    assert body["aliases"] == ["apidae:123"]


def test_tombstones_and_states():
    outcome = read_all(
        AGENDA,
        json_reader(
            [{"uid": 1, "removed": True}, event(uid=2, state=-1), event(uid=3, state=0), event(uid=4)]
        ),
    )
    assert [one.source_id for one in outcome.deletions] == ["1", "2"]
    assert [one.source_id for one in outcome.refusals] == ["3"]
    assert list(outcome.bodies) == ["4"]


@pytest.mark.parametrize("status", [6, "6", {"id": 6, "label": {"fr": "Annulé"}}, '{"id": 6}'])
def test_cancelled(status):
    assert body_of(status=status)["cancelled"] is True


def test_consecutive_days_are_one_session():
    days = [f"2026-07-{day:02d}" for day in (3, 1, 2, 5)]
    body = body_of(
        timings=[{"begin": f"{day}T10:00:00+02:00", "end": f"{day}T18:00:00+02:00"} for day in days]
    )
    assert [(one["start"], one["end"]) for one in body["sessions"]] == [
        ("2026-07-01", "2026-07-03"),
        ("2026-07-05", "2026-07-05"),
    ]


@pytest.mark.parametrize(
    "broken", [None, [], {}, {"uid": 1}, {"uid": 1, "title": ""}, {"title": {"fr": "A"}}]
)
def test_events_that_cannot_be_made_are_refused(broken):
    with pytest.raises(Refused):
        AGENDA.normalise(broken, context=Context())
