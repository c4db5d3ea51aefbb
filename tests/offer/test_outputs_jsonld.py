"""A fiche in the words of schema.org, kind by kind."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from buron.offer.outputs import Picture, Sender, Shown, json_ld
from buron.offer.outputs.schema_types import schema_types

DAY = dt.date(2026, 7, 15)
NOW = dt.datetime(2026, 7, 1, 8, 30, tzinfo=dt.UTC)
URL = "https://buron.example/p/haut-pays/fiche-12"
FRENCH = Sender("haut-pays", "Office", "fr", DAY)
ENGLISH = Sender("haut-pays", "Office", "en", DAY)


def node(
    kind: str, sender: Sender = FRENCH, *, pictures: tuple[Picture, ...] = (), **body: Any
) -> dict[str, Any]:
    fiche = Shown(
        id=12,
        body={"kind": kind, "name": {"fr": "La chose", "en": "The thing"}, **body},
        state="published",
        updated_at=NOW,
        commune="Aurillac",
        url=URL,
        identity=URL,
        pictures=pictures,
    )
    return json_ld(fiche, sender)


@pytest.mark.parametrize(
    ("kind", "subkind", "types"),
    [
        ("hotel", "Hôtel-restaurant", ["Hotel"]),
        ("rental", "Chambres d’hôtes", ["BedAndBreakfast"]),
        ("rental", "Meublé de tourisme", ["VacationRental"]),
        ("group_lodging", "Gîte d’étape", ["Hostel"]),
        ("restaurant", "Barbecue", ["Restaurant"]),
        ("restaurant", "Bar à vins", ["BarOrPub"]),
        ("tasting", "Caves", ["Winery"]),
        ("facility", "Parcours de santé", ["TouristAttraction"]),
        ("facility", "Piscine", ["PublicSwimmingPool", "TouristAttraction"]),
        ("heritage", "Musée", ["Museum", "TouristAttraction"]),
        ("heritage", "", ["LandmarksOrHistoricalBuildings", "TouristAttraction"]),
        ("nature", "Cascade", ["Waterfall", "TouristAttraction"]),
        ("event", "Balade contée", ["Event"]),
        ("event", "Événement sportif", ["SportsEvent"]),
        ("trail", "", ["TouristTrip"]),
        ("structure", "Office de Tourisme", ["TouristInformationCenter"]),
        ("territory", "", ["TouristDestination"]),
    ],
)
def test_types(kind, subkind, types):
    assert schema_types({"kind": kind, "subkind": subkind, "name": {"fr": "A"}}) == types


def test_an_event_says_what_it_is_by_its_themes_or_its_name():
    assert schema_types({"kind": "event", "name": {"fr": "Concert à l’église"}}) == ["MusicEvent"]
    themes = [{"key": "a", "label": "Danse"}]
    assert schema_types({"kind": "event", "name": {"fr": "Soirée"}, "themes": themes}) == ["DanceEvent"]


def test_a_hotel():
    told = node(
        "hotel",
        pictures=(Picture("https://buron.example/1.jpg", "La façade", "Marie P.", 1600, 1000),),
        subkind="Hôtel",
        short={"fr": "Au calme."},
        description={"fr": "Douze chambres."},
        address={"lines": ["Le Bourg", "BP 2"], "postcode": "15000", "city": "Aurillac", "insee": "15014"},
        position={"lat": 44.926, "lon": 2.44, "altitude": 622},
        contacts=[
            {"type": "mobile", "value": "06 00 00 00 00"},
            {"type": "email", "value": "a@exemple.fr"},
            {"type": "web", "value": "https://www.exemple.fr"},
            {"type": "facebook", "value": "une page sans adresse"},
        ],
        labels=[
            {
                "key": "c",
                "label": "Classement",
                "value": "3 étoiles",
                "stars": 3,
                "ranking": True,
                "end": "2027-01-01",
            },
            {"key": "c", "value": "4 étoiles", "stars": 4, "ranking": True, "end": "2025-01-01"},
            {"key": "accueil-velo", "label": "Accueil Vélo"},
        ],
        amenities=[{"key": "wifi", "label": "Wifi"}, {"key": "sans-nom"}],
        prices={
            "items": [{"label": {"fr": "Double"}, "min": 6500, "max": 8050}],
            "payment": ["Carte bancaire"],
        },
        pets=False,
        capacity={"rooms": 12},
        aliases=["apidae:4826137"],
    )
    assert told == {
        "@context": "https://schema.org",
        "@type": "Hotel",
        "@id": URL,
        "name": "La chose",
        "description": "Douze chambres.",
        "disambiguatingDescription": "Au calme.",
        "url": URL,
        "image": [
            {
                "@type": "ImageObject",
                "contentUrl": "https://buron.example/1.jpg",
                "caption": "La façade",
                "creditText": "Marie P.",
                "width": 1600,
                "height": 1000,
            }
        ],
        "identifier": [{"@type": "PropertyValue", "propertyID": "apidae", "value": "4826137"}],
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "Le Bourg, BP 2",
            "postalCode": "15000",
            "addressLocality": "Aurillac",
            "addressCountry": "FR",
        },
        "geo": {"@type": "GeoCoordinates", "latitude": 44.926, "longitude": 2.44, "elevation": 622},
        "telephone": "06 00 00 00 00",
        "email": "a@exemple.fr",
        "sameAs": ["https://www.exemple.fr"],
        "amenityFeature": [{"@type": "LocationFeatureSpecification", "name": "Wifi", "value": True}],
        "hasCertification": [
            {"@type": "Certification", "name": "Classement, 3 étoiles", "expires": "2027-01-01"},
            {"@type": "Certification", "name": "Accueil Vélo"},
        ],
        "makesOffer": [
            {
                "@type": "Offer",
                "name": "Double",
                "priceSpecification": {
                    "@type": "PriceSpecification",
                    "priceCurrency": "EUR",
                    "minPrice": "65",
                    "maxPrice": "80.50",
                },
                "url": URL,
            }
        ],
        "priceRange": "65–80.50 EUR",
        "paymentAccepted": "Carte bancaire",
        "starRating": {"@type": "Rating", "ratingValue": 3, "bestRating": 5},
        "petsAllowed": False,
        "numberOfRooms": 12,
    }


def test_words_of_the_language_asked_for():
    body = {
        "description": {"fr": "Ouvert.", "en": "Open."},
        "prices": {"items": [{"label": {"en": "Adult"}, "min": 500}]},
    }
    told = node("heritage", ENGLISH, subkind="Musée", **body)
    assert told["name"] == "The thing" and told["description"] == "Open."
    assert node("heritage", ENGLISH, short={"fr": "Au calme."})["description"] == "Au calme."


# Hours


def hours(**opening: Any) -> list[dict[str, Any]]:
    return node("restaurant", opening=opening).get("openingHoursSpecification", [])


def test_yearly_hours_are_said_for_this_year_and_the_next():
    period = {
        "start": "2000-04-01",
        "end": "2000-10-31",
        "yearly": True,
        "weekdays": [2],
        "slots": [{"opens": "10:00", "closes": "18:00"}],
    }
    told = hours(periods=[period])
    assert [(one["validFrom"], one["validThrough"]) for one in told] == [
        ("2026-04-01", "2026-10-31"),
        ("2027-04-01", "2027-10-31"),
    ]
    assert told[0]["opens"] == "10:00" and told[0]["dayOfWeek"] == ["https://schema.org/Tuesday"]


def test_a_winter_that_still_runs_is_said_in_january():
    period = {"start": "2000-12-01", "end": "2000-03-31", "yearly": True}
    fiche = Shown(
        1, {"kind": "shop", "name": {"fr": "A"}, "opening": {"periods": [period]}}, "published", NOW
    )
    told = json_ld(fiche, Sender("a", "A", "fr", dt.date(2026, 1, 10)))["openingHoursSpecification"]
    assert [one["validFrom"] for one in told] == ["2025-12-01", "2026-12-01", "2027-12-01"]


def test_hours_that_nobody_knows_are_not_all_day():
    told = hours(periods=[{"start": "2026-06-01", "end": "2026-09-30", "weekdays": [1, 2]}])
    assert told == [
        {
            "@type": "OpeningHoursSpecification",
            "validFrom": "2026-06-01",
            "validThrough": "2026-09-30",
            "dayOfWeek": ["https://schema.org/Monday", "https://schema.org/Tuesday"],
        }
    ]
    assert hours(all_year=True) == []


def test_what_is_over_is_left_out_and_closures_are_said():
    slots = [{"opens": "10:00", "closes": "12:00"}]
    periods = [
        {"start": "2026-01-01", "end": "2026-06-30", "slots": slots},
        {"start": "2026-08-01", "end": "2026-08-15", "closed": True},
    ]
    told = hours(periods=periods, closed_dates=["2026-07-14", "2026-12-25"], closed_holidays=["christmas"])
    spans = {(one["validFrom"], one["opens"], one["closes"]) for one in told}
    assert ("2026-08-01", "00:00", "00:00") in spans and ("2026-12-25", "00:00", "00:00") in spans
    assert not [one for one in told if one["validThrough"] < DAY.isoformat()]
    assert hours(periods=periods, temporarily_closed=True) == []


# Prices


def test_prices_on_a_business_and_on_an_event():
    prices = {
        "items": [
            {"label": {"fr": "Adulte"}, "min": 600, "max": 600},
            {"label": {"fr": "Famille"}, "min": 1500},
            {"label": {"fr": "Été 2025"}, "min": 100, "end": "2025-09-01"},
            {"label": {"fr": "Sans montant"}},
        ]
    }
    offers = node("event", prices=prices)["offers"]
    assert offers[0] == {"@type": "Offer", "name": "Adulte", "price": "6", "priceCurrency": "EUR", "url": URL}
    assert offers[1]["priceSpecification"] == {
        "@type": "PriceSpecification",
        "priceCurrency": "EUR",
        "minPrice": "15",
    }
    assert len(offers) == 2
    business = node("restaurant", prices=prices)
    assert "offers" not in business and len(business["makesOffer"]) == 2
    assert business["priceRange"] == "6–15 EUR"
    sight = node("heritage", prices=prices)
    assert "offers" not in sight and "makesOffer" not in sight and "priceRange" not in sight


def test_free():
    told = node("event", prices={"free": True})
    assert told["isAccessibleForFree"] is True and told["offers"][0]["price"] == "0"
    assert node("nature", prices={"free": False})["isAccessibleForFree"] is False
    assert "isAccessibleForFree" not in node("nature", prices={"items": []})


# Events


def session(start: str, end: str = "", opens: str = "", closes: str = "", note: str = "") -> dict[str, str]:
    said = {"start": start, "end": end or start, "opens": opens, "closes": closes, "note": note}
    return {key: value for key, value in said.items() if value}


def test_an_event_of_one_evening():
    told = node(
        "event",
        subkind="Concert",
        sessions=[session("2026-07-18", opens="21:00", closes="00:30")],
        address={"lines": ["Salle des fêtes"], "city": "Aurillac"},
        contacts=[{"type": "phone", "value": "04 71 00 00 00"}],
    )
    assert told["@type"] == "MusicEvent"
    assert told["startDate"] == "2026-07-18T21:00:00+02:00" and told["endDate"] == "2026-07-19T00:30:00+02:00"
    assert told["eventStatus"] == "https://schema.org/EventScheduled"
    assert told["location"]["name"] == "Salle des fêtes"
    assert told["location"]["telephone"] == "04 71 00 00 00"
    assert "subEvent" not in told and "eventSchedule" not in told and "email" not in told


def test_an_event_of_several_dates_is_one_event():
    told = node(
        "event",
        cancelled=True,
        sessions=[
            session("2026-07-01"),
            session("2026-08-10", "2026-08-12", "10:00", "18:00"),
            session("2026-12-01", note="Nocturne"),
        ],
    )
    assert told["eventStatus"] == "https://schema.org/EventCancelled"
    assert told["startDate"] == "2026-08-10T10:00:00+02:00" and told["endDate"] == "2026-12-01"
    assert [one["startDate"] for one in told["subEvent"]] == ["2026-08-10T10:00:00+02:00", "2026-12-01"]
    assert told["subEvent"][1]["description"] == "Nocturne"
    assert told["location"]["name"] == "Aurillac"


def test_every_thursday_is_a_schedule():
    thursdays = [session(f"2026-07-{day}", opens="09:00", closes="12:00") for day in ("16", "23", "30")]
    told = node("event", sessions=[*thursdays, session("2026-08-15")])
    assert told["eventSchedule"] == [
        {
            "@type": "Schedule",
            "startDate": "2026-07-16",
            "endDate": "2026-07-30",
            "repeatFrequency": "P1W",
            "repeatCount": 3,
            "byDay": "https://schema.org/Thursday",
            "startTime": "09:00:00",
            "endTime": "12:00:00",
            "scheduleTimezone": "Europe/Paris",
        }
    ]
    assert [one["startDate"] for one in told["subEvent"]] == ["2026-08-15"]


def test_a_market_without_dates_has_the_schedule_of_its_opening():
    market = {
        "start": "2000-01-01",
        "end": "2000-12-31",
        "yearly": True,
        "weekdays": [4],
        "slots": [{"opens": "08:00"}],
    }
    sundays = {"start": "2026-05-01", "end": "2026-09-30", "nth": [[1, 7], [-1, 7]]}
    over = {"start": "2025-05-01", "end": "2025-09-30", "weekdays": [1]}
    told = node("event", opening={"periods": [market, sundays, over]})["eventSchedule"]
    assert [(one["startDate"], one["endDate"], one["repeatFrequency"]) for one in told] == [
        ("2026-01-01", "2026-12-31", "P1W"),
        ("2026-05-01", "2026-09-30", "P1M"),
    ]
    assert told[0]["startTime"] == "08:00" and told[1]["byDay"] == ["1SU", "-1SU"]


# Walks


def test_a_walk_begins_somewhere():
    told = node(
        "trail",
        position={"lat": 45.0, "lon": 2.5},
        route={"distance_m": 8200, "ascent_m": 310, "track_url": "https://exemple.fr/a.gpx"},
        audiences=[{"key": "famille", "label": "Familles"}],
    )
    assert told["@type"] == "TouristTrip" and "geo" not in told
    assert told["itinerary"]["geo"]["latitude"] == 45.0
    assert told["itinerary"]["additionalProperty"][0] == {
        "@type": "PropertyValue", "propertyID": "distance", "value": 8200, "unitCode": "MTR",
    }  # fmt: skip
    assert told["subjectOf"]["contentUrl"] == "https://exemple.fr/a.gpx"
    assert told["touristType"] == ["Familles"]
    assert "subjectOf" not in node("trail", route={"track_url": "javascript:alert(1)"})
