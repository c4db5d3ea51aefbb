"""Mutated records: whatever is broken in them, a connector gives a right body or refuses, and nothing else."""

from __future__ import annotations

import copy
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from buron.offer.body_check import body_problems
from buron.offer.sources import CONNECTORS, recognise_payload
from buron.offer.sources.base import Item, PayloadError, Refused
from buron.offer.sources.readers import BytesReader, open_reader
from tests.offer.sources.helpers import SAMPLES

FOLDERS = {
    "apidae": [
        "apidae/export_zip",
        "apidae/api_trek_synthetic.json",
        "apidae/export_HOTELLERIE_898922_fr_en.json",
    ],
    "datatourisme": ["datatourisme/flux_2020"],
    "tourinsoft": ["tourinsoft/v2_odata_hotel.json", "tourinsoft/v3_hotel_edited.json"],
    "openagenda": ["openagenda/opendatasoft_v1_evenements-publics-openagenda_20.json"],
    "csv": ["other/geotrek_apiv2_touristicevent.json", "other/schema_randonnee_synthetic.geojson"],
}
JUNK: list[Any] = [
    None, True, False, 0, -1, 1.5, 10**18, "", " ", "\0", "x", "2026-13-45", "9999-12-31", "0001-01-01", "24:00",
    "99:99", "3 étoiles", "#|#|", "a|b|c|d|e|f|g|h#", "/Date(9999999999999)/", "javascript:alert(1)", "é" * 3000,
    [], {}, [None], [[]], [{}], {"a": 1}, ["x"], [{"id": []}], {"id": {}}, {"libelleFr": 5}, {"fr": ["x"]},
    {"@id": 3}, {"ThesLibelle": "Wifi"}, [1, 2], 1e308,
]  # fmt: skip
_LOADED: dict[str, list[Any]] = {}


def records(key: str) -> list[Any]:
    """Real records of a connector, the biggest left out."""
    if not SAMPLES.exists():
        pytest.skip("real payloads (../shared/samples) are not on this machine")
    if key not in _LOADED:
        connector = CONNECTORS[key]
        found: list[Any] = []
        for name in FOLDERS[key]:
            reader = open_reader(SAMPLES / name)
            events = connector.read(reader, settings=connector.prepare(reader, {}))
            found += [
                event.parsed for event in events if isinstance(event, Item) and len(event.payload) < 40_000
            ]
        _LOADED[key] = found
    return _LOADED[key]


def paths(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    keys = node.items() if isinstance(node, dict) else enumerate(node[:10]) if isinstance(node, list) else ()
    for key, value in keys:
        found += paths(value, (*path, key))
    return found


def mutate(record: Any, draw: Any) -> Any:
    mutated = copy.deepcopy(record)
    for _ in range(draw(st.integers(1, 6))):
        places = paths(mutated)
        if not places:
            break
        *way, last = places[draw(st.integers(0, len(places) - 1))]
        holder = mutated
        for key in way:
            holder = holder[key]
        value = holder[last]
        replaced = [
            draw(st.sampled_from(JUNK)),
            [value],
            str(value),
            value[0] if isinstance(value, list) and value else None,
        ]
        holder[last] = copy.deepcopy(draw(st.sampled_from(replaced)))
    return mutated


@pytest.mark.parametrize("key", FOLDERS)
@settings(
    max_examples=2 * settings.default.max_examples,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_mutated_records_make_right_bodies_or_are_refused(key, data):
    connector = CONNECTORS[key]
    record = mutate(data.draw(st.sampled_from(records(key))), data.draw)
    context = connector.context({"default_kind": "activity"})
    try:
        body = connector.normalise(record, context=context)
    except Refused as refused:
        assert str(refused)
        return
    assert body_problems(body) == []
    assert orjson.loads(orjson.dumps(body)) == body


JSON = st.recursive(
    st.sampled_from(JUNK) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


@pytest.mark.parametrize("key", CONNECTORS)
@settings(max_examples=60, deadline=None)
@given(document=JSON)
def test_any_json_document_is_read_or_refused(key, document):
    connector = CONNECTORS[key]
    reader = BytesReader(orjson.dumps(document))
    recognise_payload(reader)
    try:
        for event in connector.read(reader, settings={"mapping": {"name.fr": "nom"}}):
            if isinstance(event, Item):
                connector.normalise(event.parsed, context=connector.context({}))
    except (PayloadError, Refused) as error:
        assert str(error)


def test_every_sample_is_recognised(samples):
    expected = {
        "apidae/api_trek_synthetic.json": "apidae",
        "apidae/export_2017_5_events.zip": "apidae",
        "apidae/export_zip": "apidae",
        "datatourisme/flux_2020": "datatourisme",
        "datatourisme/objects_2023": "datatourisme",
        "datatourisme/classes-2.4.3.csv": "csv",
        "tourinsoft/v2_odata_event.json": "tourinsoft",
        "tourinsoft/v3_hotel_edited.json": "tourinsoft",
        "openagenda/opendatasoft_v1_evenements-publics-openagenda_20.json": "openagenda",
        "other/schema_randonnee_synthetic.geojson": "csv",
    }
    found = {name: recognise_payload(open_reader(samples / name))[0][0].key for name in expected}
    assert found == expected


def test_what_nobody_reads_is_not_recognised(samples):
    assert recognise_payload(open_reader(samples / "ical" / "airbnb_2020.ics")) == []


def test_connectors_present_themselves_in_french():
    for connector in CONNECTORS.values():
        assert connector.label and connector.description and connector.accepts
