"""Apidae: real payloads with the facts read in them by eye, then both opening models and the traps."""

from __future__ import annotations

import datetime as dt
from typing import Any

import orjson
import pytest

from buron.offer.opening import is_open_on
from buron.offer.sources.apidae import Apidae
from buron.offer.sources.base import Context, Refused
from buron.offer.sources.readers import BytesReader, PayloadError
from tests.offer.sources.helpers import json_reader, read_all, zip_reader

APIDAE = Apidae()


def record(**fields: Any) -> dict[str, Any]:
    return {"type": "RESTAURATION", "id": 7, "nom": {"libelleFr": "Auberge du Pré"}, **fields}


def body_of(**fields: Any) -> Any:
    return APIDAE.normalise(record(**fields), context=Context())


# Real payloads


def test_shop_of_the_api(samples):
    outcome = read_all(APIDAE, samples / "apidae" / "api_COMMERCE_ET_SERVICE_479743.json")
    body = outcome.bodies["479743"]
    assert body["kind"] == "shop"
    assert body["name"] == {"fr": "Quey' Raft", "es": "Test ES", "en": "Test EN"}
    assert body["address"] == {
        "lines": ["Château Queyras"],
        "postcode": "05350",
        "city": "Château-Ville-Vieille",
        "insee": "05038",
    }
    assert body["position"] == {"lat": 44.756403, "lon": 6.794103}
    assert [contact["type"] for contact in body["contacts"]] == ["mobile", "web", "email"]
    assert body["opening"]["text"]["fr"] == "Du 01/05 au 31/10."
    assert body["prices"]["payment"] == ["Chèque", "Chèque Vacances", "Espèces", "Carte bancaire/crédit"]
    assert len(body["media"]) == 3, "the same picture twice is one picture"
    assert body["media"][2]["credit"] == "Bar"
    assert "\r" not in body["description"]["fr"]
    assert body["source_updated"] == "2017-11-24T15:52:27+00:00"
    assert outcome.info is not None and outcome.info.complete is True


def test_event_of_the_api(samples):
    body = read_all(APIDAE, samples / "apidae" / "api_FETE_ET_MANIFESTATION_323154.json").bodies["323154"]
    assert body["kind"] == "event"
    assert body["sessions"] == [
        {"start": "2019-08-06", "end": "2019-08-06", "opens": "09:00", "closes": "12:00"}
    ]
    assert body["address"]["lines"][0] == "Embranchement de la route de Pomet"
    assert body["address"]["insee"] == "05118"
    assert body["manager"] == "Toto"
    assert body["languages"] == ["fr"]
    assert [theme["label"] for theme in body["themes"]] == ["Sports cyclistes", "Cyclisme"]
    assert is_open_on(body, dt.date(2019, 8, 6)).slots == ({"opens": "09:00", "closes": "12:00"},)
    assert is_open_on(body, dt.date(2019, 8, 7)).state == "closed"


def test_hotel_of_an_export(samples):
    body = read_all(APIDAE, samples / "apidae" / "export_HOTELLERIE_898922_fr_en.json").bodies["898922"]
    assert body["kind"] == "hotel"
    assert body["aliases"] == ["tourinsoft:HOTAUV015V5022D5", "sitra:SITRA2_HOT_898922"]
    assert body["capacity"] == {"persons": 70, "rooms": 26}
    assert body["languages"] == ["en", "fr"]
    assert body["pets"] is True
    assert body["prices"]["items"][0] == {
        "label": {"fr": "Chambre double"},
        "min": 5500,
        "max": 8000,
        "start": "2018-04-01",
        "end": "2018-10-14",
    }
    assert "max" not in body["prices"]["items"][3], "a lone minimum stays a 'from'"
    assert body["opening"]["periods"] == [{"start": "2018-04-01", "end": "2018-10-14"}]
    assert len(body["opening"]["text"]) == 9
    assert len(body["media"]) == 11
    raw = orjson.loads((samples / "apidae" / "export_HOTELLERIE_898922_fr_en.json").read_bytes())[0]
    assert raw["contacts"][0]["nom"] not in str(body), "named persons stay out of the body"


def test_walk(samples):
    body = read_all(APIDAE, samples / "apidae" / "api_trek_synthetic.json").bodies["123123"]
    assert body["kind"] == "trail"
    assert body["route"] == {
        "duration_min": 150,
        "shape": "loop",
        "marking": "Suivre le balisage GR (blanc/rouge) ou GRP (jaune/rouge).",
        "activities": ["hiking"],
        "difficulty": "hard",
        "track_url": "https://example.net/apidae_test_trek.gpx",
    }
    assert body["labels"] == [{"key": "inscrit-au-pdipr", "label": "Inscrit au PDIPR"}]
    assert body["media"][1]["until"] == "2002-08-23", "expired pictures are kept with their last day"
    assert "audiences" not in body, "difficulty is not an audience"
    assert "vallon" in body["description"]["fr"], "the steps of the walk are part of its description"
    assert body["contacts"][1] == {
        "type": "other",
        "value": "1 gros nuage suivi de 2 petits",
        "label": "Signaux de fumée",
    }


def test_related_walks_without_type(samples):
    outcome = read_all(APIDAE, samples / "apidae" / "api_related_treks_synthetic.json")
    assert [body["kind"] for body in outcome.bodies.values()] == ["trail"] * 3
    assert [link["source_id"] for link in outcome.bodies["123123"]["links"]] == ["123124", "123125"]


def test_export_archive_and_its_folder_say_the_same(samples):
    folder = samples / "apidae"
    packed, unpacked = (
        read_all(APIDAE, folder / "export_2017_5_events.zip"),
        read_all(APIDAE, folder / "export_zip"),
    )
    assert packed.bodies == unpacked.bodies
    assert list(packed.bodies) == ["4826137", "4826186", "4826282", "4828422", "4833997"]
    assert packed.references == ["elements", "criteria", "communes"]
    assert [(one.name, one.members) for one in packed.selections] == [
        ("Sélection 1", ["4826137", "4826282"]),
        ("Sélection 2", ["4826186", "4828422", "4833997"]),
    ]
    assert [one.source_id for one in packed.deletions] == ["123"]
    assert packed.info is not None and packed.info.complete is False, "a feed with deletions is differential"


def test_twenty_performances_are_all_kept(samples):
    body = read_all(APIDAE, samples / "apidae" / "export_zip").bodies["4828422"]
    assert body["name"]["fr"] == "Ex Anima - Théâtre équestre Zingaro"
    days = sum(
        (dt.date.fromisoformat(one["end"]) - dt.date.fromisoformat(one["start"])).days + 1
        for one in body["sessions"]
    )
    assert days == 20
    assert body["sessions"][0] == {"start": "2018-04-19", "end": "2018-04-21", "opens": "20:30"}
    assert body["sessions"][1] == {"start": "2018-04-22", "end": "2018-04-22", "opens": "17:00"}


def test_a_yearly_event_has_a_period_and_no_session(samples):
    body = read_all(APIDAE, samples / "apidae" / "export_zip").bodies["4833997"]
    assert "sessions" not in body
    assert is_open_on(body, dt.date(2030, 11, 4)).slots == ({"opens": "17:00"},)


def test_no_result_is_complete_and_empty(samples):
    outcome = read_all(APIDAE, samples / "apidae" / "api_no_result.json")
    assert outcome.info == (True, 0, 0)
    assert not outcome.bodies and not outcome.refusals


@pytest.mark.parametrize(
    "name",
    ["api_COMMERCE_ET_SERVICE_479744", "api_PATRIMOINE_CULTUREL_synthetic", "api_information_desk_edited"]
    + ["export_STRUCTURE_504"],
)
def test_other_payloads_come_in_whole(samples, name):
    outcome = read_all(APIDAE, samples / "apidae" / f"{name}.json")
    assert outcome.bodies and not outcome.refusals


# References


def test_labels_and_communes_come_from_the_references():
    outcome = read_all(
        APIDAE,
        zip_reader(
            {
                "export/communes.json": [
                    {"id": 9, "code": "15183", "nom": "Saint-Constant", "codePostal": "15600"}
                ],
                "export/elements_reference.json": [
                    {
                        "elementReferenceType": "PrestationService",
                        "id": 687,
                        "libelleFr": "Wifi",
                        "libelleEn": "Wi-fi",
                    }
                ],
                "export/objets_modifies/objets_modifies-1.json": [
                    record(
                        localisation={"adresse": {"commune": {"id": 9}}},
                        prestations={"services": [{"id": 687}, {"id": 1}]},
                    )
                ],
                "export/objets_lies_modifies/objets_lies_modifies-1.json": [record(id=8)],
            }
        ),
    )
    body = outcome.bodies["7"]
    assert body["address"] == {"insee": "15183", "city": "Saint-Constant", "postcode": "15600"}
    assert body["services"] == [{"key": "wifi", "label": "Wifi"}, {"key": "apidae-1"}]
    assert outcome.linked == ["8"]


def test_references_survive_storage_as_json():
    first = Context()
    for event in APIDAE.read(
        zip_reader(
            {"communes.json": [{"id": 9, "code": "15183", "nom": "Vitrac"}], "objets_modifies/o.json": []}
        ),
        settings={},
    ):
        if hasattr(event, "rows"):
            first.absorb(event)
    again = Context(references=orjson.loads(orjson.dumps(first.references)))
    body = APIDAE.normalise(record(localisation={"adresse": {"commune": {"id": 9}}}), context=again)
    assert body["address"]["insee"] == "15183"


# States


@pytest.mark.parametrize("state", ["HIDDEN", "DELETED", "TRASH"])
def test_hidden_records_are_deletions(state):
    outcome = read_all(APIDAE, json_reader([record(state=state), record(id=8, state="PUBLISHED")]))
    assert [one.source_id for one in outcome.deletions] == ["7"]
    assert list(outcome.bodies) == ["8"]


def test_a_draft_is_refused_by_name():
    outcome = read_all(APIDAE, json_reader([record(state="NEW")]))
    assert outcome.refusals[0].source_id == "7"
    assert "pas encore publiée" in outcome.refusals[0].reason


def test_a_truncated_page_says_so():
    outcome = read_all(APIDAE, json_reader({"numFound": 300, "objetsTouristiques": [record()]}))
    assert outcome.info == (False, 300, 1)


# Types


@pytest.mark.parametrize(
    ("named", "kind"),
    [
        ("ACTIVITE", "activity"),
        ("COMMERCE_ET_SERVICE", "shop"),
        ("DEGUSTATION", "tasting"),
        ("DOMAINE_SKIABLE", "ski_area"),
        ("EQUIPEMENT", "facility"),
        ("FETE_ET_MANIFESTATION", "event"),
        ("HEBERGEMENT_COLLECTIF", "group_lodging"),
        ("HEBERGEMENT_LOCATIF", "rental"),
        ("HOTELLERIE", "hotel"),
        ("HOTELLERIE_PLEIN_AIR", "camping"),
        ("PATRIMOINE_CULTUREL", "heritage"),
        ("PATRIMOINE_NATUREL", "nature"),
        ("RESTAURATION", "restaurant"),
        ("SEJOUR_PACKAGE", "package"),
        ("STRUCTURE", "structure"),
        ("TERRITOIRE", "territory"),
    ],
)
def test_the_sixteen_types(named, kind):
    assert body_of(type=named)["kind"] == kind


@pytest.mark.parametrize(
    "broken",
    [{}, [], None, "x", {"id": 1}, {"id": 1, "nom": {}}, {"id": 1, "nom": {"libelleFr": "A"}}, record(id=[])],
)
def test_records_that_cannot_be_made_are_refused(broken):
    with pytest.raises(Refused):
        APIDAE.normalise(broken, context=Context())


# Openings


def opening_of(*periods: dict[str, Any], named: str = "RESTAURATION", **more: Any) -> Any:
    return body_of(type=named, ouverture={"periodesOuvertures": list(periods), **more})


SEASON = {"dateDebut": "2026-04-01", "dateFin": "2026-10-14"}


def test_old_model_open_on_listed_days():
    body = opening_of(
        {
            **SEASON,
            "type": "OUVERTURE_SEMAINE",
            "horaireOuverture": "09:00:00",
            "horaireFermeture": "12:30:00",
            "ouverturesJournalieres": [{"jour": "MARDI"}, {"jour": "LUNDI"}],
        }
    )
    assert body["opening"]["periods"] == [
        {
            "start": "2026-04-01",
            "end": "2026-10-14",
            "weekdays": [1, 2],
            "slots": [{"opens": "09:00", "closes": "12:30"}],
        }
    ]


def test_old_model_closed_on_listed_days():
    body = opening_of({**SEASON, "type": "OUVERTURE_SAUF", "ouverturesJournalieres": [{"jour": "MERCREDI"}]})
    assert body["opening"]["periods"][0]["weekdays"] == [1, 2, 4, 5, 6, 7]


def test_old_model_nth_weekday_and_exceptions():
    body = opening_of(
        {
            **SEASON,
            "type": "OUVERTURE_MOIS",
            "ouverturesJourDuMois": [
                {"jour": "DIMANCHE", "jourDuMois": "D_1ER"},
                {"jour": "JEUDI", "jourDuMois": "D_DERNIER"},
            ],
            "ouverturesExceptionnelles": [
                {"dateOuverture": "2026-12-24"},
                {"dateSpeciale": "PREMIER_NOVEMBRE"},
            ],
        },
        fermeturesExceptionnelles=[
            {"dateFermeture": "2026-06-07"},
            {"dateSpeciale": "PREMIER_MAI"},
            {"dates": ["2026-07-05"]},
            {"dateSpeciale": "JOUR_INCONNU"},
        ],
    )
    opening = body["opening"]
    assert opening["periods"][0]["nth"] == [[1, 7], [-1, 4]]
    assert opening["open_dates"] == ["2026-12-24"]
    assert opening["open_holidays"] == ["all_saints"]
    assert opening["closed_dates"] == ["2026-06-07", "2026-07-05"]
    assert opening["closed_holidays"] == ["labour_day", "jour_inconnu"], (
        "an unknown feast is kept by its name"
    )
    assert is_open_on(body, dt.date(2026, 5, 3)).is_open, "first Sunday of May"
    assert not is_open_on(body, dt.date(2026, 6, 7)).is_open, "first Sunday of June, closed"
    assert is_open_on(body, dt.date(2026, 5, 28)).is_open, "last Thursday of May"
    assert is_open_on(body, dt.date(2026, 12, 24)).is_open
    assert is_open_on(body, dt.date(2026, 11, 1)).is_open


def test_new_model_with_several_hours_a_closed_day_and_holidays():
    body = opening_of(
        {
            **SEASON,
            "tousLesAns": True,
            "type": "OUVERTURE_TOUS_LES_JOURS",
            "horaires": [
                {
                    "type": {"id": 7457},
                    "timePeriods": [
                        {
                            "weekdays": ["MON", "TUE", "WED", "THU", "FRI"],
                            "timeFrames": [
                                {"startTime": "10:00", "endTime": "12:30"},
                                {"startTime": "14:00", "endTime": "18:00"},
                            ],
                        },
                        {
                            "weekdays": ["SAT", "HOL"],
                            "timeFrames": [{"startTime": "10:00", "endTime": "12:00"}],
                        },
                        {"weekdays": ["SUN"], "closed": True},
                    ],
                },
                {"type": {"id": 1}, "timePeriods": [{"timeFrames": [{"startTime": "03:00"}]}]},
            ],
        }
    )
    periods = body["opening"]["periods"]
    assert [period.get("weekdays") for period in periods] == [[1, 2, 3, 4, 5], [6], [7]]
    assert periods[1]["holidays"] is True
    assert periods[2]["closed"] is True
    assert is_open_on(body, dt.date(2027, 5, 12)).slots == (
        {"opens": "10:00", "closes": "12:30"},
        {"opens": "14:00", "closes": "18:00"},
    )
    assert is_open_on(body, dt.date(2027, 7, 14)).slots == ({"opens": "10:00", "closes": "12:00"},), (
        "a holiday"
    )
    assert not is_open_on(body, dt.date(2027, 5, 16)).is_open, "a Sunday"


def test_time_periods_may_stand_without_timetable():
    body = opening_of(
        {**SEASON, "timePeriods": [{"weekdays": ["MON"], "timeFrames": [{"startTime": "08:00"}]}]}
    )
    assert body["opening"]["periods"][0]["weekdays"] == [1]


def test_a_weekly_market_becomes_dated_sessions():
    body = opening_of(
        {
            "dateDebut": "2026-07-01",
            "dateFin": "2026-07-31",
            "type": "OUVERTURE_SEMAINE",
            "ouverturesJournalieres": [{"jour": "VENDREDI"}],
            "horaireOuverture": "08:00:00",
        },
        named="FETE_ET_MANIFESTATION",
    )
    assert [one["start"] for one in body["sessions"]] == [f"2026-07-{day:02d}" for day in (3, 10, 17, 24, 31)]
    assert body["opening"]["periods"][0]["weekdays"] == [5], "kept for the wording"


def test_unordered_one_day_periods_are_merged():
    days = [dt.date(2026, 1, 1) + dt.timedelta(days=offset) for offset in range(537)]
    shuffled = days[1::2] + days[::-2]
    body = opening_of(
        *({"dateDebut": day.isoformat(), "dateFin": day.isoformat()} for day in shuffled),
        named="FETE_ET_MANIFESTATION",
    )
    assert body["sessions"] == [{"start": "2026-01-01", "end": days[-1].isoformat()}]


def test_a_period_that_ends_before_it_starts_is_turned_round_and_reported():
    context = Context()
    body = APIDAE.normalise(
        record(ouverture={"periodesOuvertures": [{"dateDebut": "2026-10-14", "dateFin": "2026-04-01"}]}),
        context=context,
    )
    assert body["opening"]["periods"] == [{"start": "2026-04-01", "end": "2026-10-14"}]
    assert "retournée" in context.take_remarks()[0]
    assert context.take_remarks() == []


# Facts


def test_minimum_above_maximum_is_swapped_and_reported():
    context = Context()
    body = APIDAE.normalise(
        record(descriptionTarif={"periodes": [{"tarifs": [{"minimum": 98, "maximum": "90,50"}]}]}),
        context=context,
    )
    assert body["prices"]["items"] == [{"min": 9050, "max": 9800}]
    assert context.take_remarks() == [
        "Prix minimum (98,00\u00a0€) supérieur au maximum (90,50\u00a0€) : échangés."
    ]


def test_stars_by_number_and_by_label():
    by_number = body_of(
        type="HOTELLERIE", informationsHotellerie={"classement": {"id": 2750}, "dateClassement": "2023-02-01"}
    )
    assert by_number["labels"] == [
        {
            "key": "classement",
            "label": "Classement",
            "value": "3 étoiles",
            "stars": 3,
            "ranking": True,
            "start": "2023-02-01",
        }
    ]
    by_label = body_of(
        type="HEBERGEMENT_LOCATIF",
        informationsHebergementLocatif={
            "classementPrefectoral": {"id": 1, "libelleFr": "4 étoiles"},
            "labels": [{"id": 2, "libelleFr": "Gîtes de France"}],
            "capacite": {
                "capaciteHebergement": "6",
                "nombreChambres": 3,
                "surface": 85,
                "nombreLitsDoubles": 2,
            },
        },
    )
    assert [label["key"] for label in by_label["labels"]] == ["classement", "gites-de-france"]
    assert by_label["labels"][0]["stars"] == 4
    assert by_label["capacity"] == {"persons": 6, "rooms": 3, "surface": 85, "beds": 2}


def test_accessibility_ages_in_months_and_group_sizes():
    body = body_of(
        prestations={
            "tourismesAdaptes": [{"id": 1, "libelleFr": "Accessible en fauteuil roulant"}],
            "labelsTourismeHandicap": [{"id": 2, "libelleFr": "Label Tourisme et Handicap moteur"}],
            "ageMin": 36,
            "ageMax": 144,
            "tailleGroupeMin": 10,
            "animauxAcceptes": "NON_ACCEPTES",
            "complementAccueil": {"libelleFr": "Parking à 200 m."},
        }
    )
    assert len(body["accessibility"]) == 2
    assert body["labels"] == [{"key": "tourisme-et-handicap", "label": "Label Tourisme et Handicap moteur"}]
    assert body["ages"] == {"min": 36, "max": 144}
    assert body["groups"] == {"min": 10}
    assert body["pets"] is False
    assert body["practical"] == {"fr": "Parking à 200 m."}


def test_walk_lengths_and_durations_new_before_old():
    body = body_of(
        type="EQUIPEMENT",
        informationsEquipement={
            "itineraire": {
                "distance": 12.5,
                "denivellationPositive": 420,
                "denivellationNegative": -420,
                "dureeJournaliere": 90,
                "itineraireType": "ALLER_ITINERANCE",
            },
            "activites": [{"id": 3284}, {"id": 5, "libelleFr": "Raquettes"}],
        },
        ouverture={"dureeSeance": 240, "nombreJours": 2},
    )
    assert body["route"] == {
        "distance_m": 12500,
        "ascent_m": 420,
        "descent_m": 420,
        "duration_min": 240,
        "days": 2,
        "shape": "one_way",
        "activities": ["mtb", "snowshoe"],
    }


def test_aspects_stay_out_of_the_base():
    body = body_of(
        aspects=[{"aspect": "HIVER", "presentation": {"descriptifCourt": {"libelleFr": "Sous la neige"}}}]
    )
    assert "Sous la neige" not in str(body)


def test_metadata_written_as_text_and_booking():
    body = body_of(
        metadonnees=[{"noeudId": "Tourinsoft", "contenus": [{"metadonnee": '{"id": "RESAUV015"}'}]}],
        reservation={
            "organismes": [
                {
                    "moyensCommunication": [
                        {"type": {"id": 205}, "coordonnees": {"fr": "www.resa.example"}},
                        {"type": {"id": 201}, "coordonnees": {"fr": "04 71 00 00 00"}},
                    ]
                }
            ]
        },
    )
    assert body["aliases"] == ["tourinsoft:RESAUV015"]
    assert body["contacts"] == [
        {"type": "booking", "value": "http://www.resa.example"},
        {"type": "phone", "value": "04 71 00 00 00", "label": "Réservation"},
    ]


def test_an_event_named_cancelled_is_cancelled():
    assert body_of(type="FETE_ET_MANIFESTATION", nom={"libelleFr": "ANNULÉ - Bal du 14"})["cancelled"] is True


# Reading


def test_unchanged_records_are_not_parsed_again():
    rows = [record(id=number) for number in range(50)]
    first = read_all(APIDAE, json_reader(rows))
    rows[20]["nom"] = {"libelleFr": "Autre nom"}
    again = read_all(APIDAE, json_reader(rows), known=first.digests)
    assert list(again.bodies) == ["20"]
    assert len(again.unchanged) == 49
    assert again.info is not None and again.info.found == 50


def test_a_broken_record_is_refused_by_name_and_the_others_go_on():
    document = b'[{"id": 1, "type": "RESTAURATION", "nom": {"libelleFr": "A"}},{"id": 2, "nom": {"x": tru}},'
    document += b'{"id": 3, "type": "RESTAURATION", "nom": {"libelleFr": "C"}}, null, 4]'
    outcome = read_all(APIDAE, BytesReader(document))
    assert list(outcome.bodies) == ["1", "3"]
    assert [one.source_id for one in outcome.refusals] == ["2", "", ""]
    assert "n° 2" in outcome.refusals[0].where


def test_a_truncated_file_gives_what_it_has_then_fails():
    document = orjson.dumps([record(id=number) for number in range(5)])
    events = APIDAE.read(BytesReader(document[:-40]), settings={})
    seen: list[str] = []
    with pytest.raises(PayloadError, match="incomplet"):
        seen.extend(event.source_id for event in events)
    assert seen == ["0", "1", "2", "3"]


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(PayloadError, match="aucun fichier JSON"):
        read_all(APIDAE, tmp_path)


def test_the_types_after_the_first_are_themes():
    types = [{"id": number, "libelleFr": name} for number, name in ((1, "Concert"), (2, "Bal"))]
    body = body_of(
        type="FETE_ET_MANIFESTATION",
        informationsFeteEtManifestation={
            "typesManifestation": types,
            "themes": [{"id": 3, "libelleFr": "Danse"}],
        },
    )
    assert body["subkind"] == "Concert"
    assert [theme["label"] for theme in body["themes"]] == ["Bal", "Danse"]
