"""Readers within limits, and the cutting of JSON documents into records."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buron.offer.sources.base import digest_of, short_id
from buron.offer.sources.jsonstream import JsonStream, Raw
from buron.offer.sources.readers import (
    MIB,
    BytesReader,
    Limits,
    PayloadError,
    bytes_reader,
    decode_text,
    open_reader,
)

SMALL = Limits(files=3, file_bytes=2 * MIB, total_bytes=3 * MIB, ratio=20, whole_bytes=MIB)


def archive(files: dict[str, bytes], **options: Any) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, **options) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return stream.getvalue()


def cut(document: bytes, *paths: tuple[str, ...], **options: Any) -> tuple[list[Raw], JsonStream]:
    stream = JsonStream(io.BytesIO(document), where="Le document", paths=paths, **options)
    return list(stream), stream


# Readers


def test_folder_zip_and_file_give_the_same(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.json").write_bytes(b"[1]")
    (tmp_path / "a.json").write_bytes(b"[2]")
    (tmp_path / ".hidden").write_bytes(b"x")
    folder = open_reader(tmp_path)
    assert folder.names() == ["a.json", "deep/b.json"]
    assert folder.read("deep/b.json") == b"[1]"
    packed = bytes_reader(
        archive({"a.json": b"[2]", "deep/b.json": b"[1]", "__MACOSX/a.json": b"", ".x": b""})
    )
    assert packed.names() == folder.names()
    assert packed.read("a.json") == b"[2]"
    assert open_reader(tmp_path / "a.json").read("a.json") == b"[2]"


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "out.json").write_bytes(b"[]")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.json").symlink_to(tmp_path / "out.json")
    reader = open_reader(inside)
    assert reader.names() == []
    for name in ("link.json", "../out.json"):
        with pytest.raises(PayloadError, match="absent"):
            reader.read(name)


def test_missing_path(tmp_path):
    with pytest.raises(PayloadError, match="introuvable"):
        open_reader(tmp_path / "nothing.zip")


def test_gzip_is_read_and_its_bomb_refused(tmp_path):
    path = tmp_path / "feed.json.gz"
    path.write_bytes(gzip.compress(b'[{"id":1}]'))
    assert open_reader(path).read("feed.json.gz") == b'[{"id":1}]'
    assert bytes_reader(path.read_bytes()).read("donnees.json") == b'[{"id":1}]'
    bomb = gzip.compress(b" " * 40 * MIB)
    path.write_bytes(bomb)
    limits = Limits(ratio=20)
    with (
        pytest.raises(PayloadError, match="anormale"),
        open_reader(path, limits).open("feed.json.gz") as stream,
    ):
        while stream.read(MIB):
            pass
    with pytest.raises(PayloadError, match="anormale"):
        bytes_reader(bomb, limits=limits)


def test_zip_bombs_are_refused_before_anything_is_read():
    with pytest.raises(PayloadError, match="grossit plus de 20 fois"):
        bytes_reader(archive({"a.json": b"0" * 2 * MIB}), limits=SMALL)
    with pytest.raises(PayloadError, match="plus de 3 fichiers"):
        bytes_reader(archive({f"{number}.json": b"1" for number in range(4)}), limits=SMALL)
    big = os.urandom(3 * MIB // 2)
    with pytest.raises(PayloadError, match="dépasse 3 Mo une fois lue"):
        bytes_reader(archive({"a": big, "b": big, "c": big}), limits=SMALL)


def test_overlapping_files_are_refused():
    data = bytearray(archive({"a.json": os.urandom(5000), "b.json": b"[]"}))
    second = data.rindex(b"PK\x01\x02")
    first = data.index(b"PK\x01\x02")
    data[second + 20 : second + 28] = data[first + 20 : first + 28]
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    with pytest.raises(PayloadError, match="se recouvrent"):
        bytes_reader(bytes(data))


@pytest.mark.parametrize("damage", [slice(0, 200), slice(0, -30)])
def test_a_damaged_archive_says_so(damage):
    data = archive({"a.json": os.urandom(1000)})[damage]
    with pytest.raises(PayloadError):
        bytes_reader(data).read("a.json")


def test_faults_are_told_by_the_name_that_people_know(tmp_path):
    path = tmp_path / "run-1-payload.json"
    path.write_text('{"events": [{"uid": 1}, ')
    assert open_reader(path, name="agenda.json").names() == ["agenda.json"]
    assert open_reader(path, name="https://exemple.fr/flux").names() == [path.name]


def test_a_file_damaged_inside_an_archive_says_so():
    data = bytearray(archive({"a.json": os.urandom(2000)}))
    data[500:520] = b"\0" * 20
    with pytest.raises(PayloadError, match="abîmé"):
        bytes_reader(bytes(data)).read("a.json")


def test_files_too_big_to_be_read_whole():
    reader = BytesReader(b"x" * (MIB + 1), limits=SMALL)
    with pytest.raises(PayloadError, match="dépasse 1 Mo"):
        reader.read("donnees.json")


def test_streams_stop_at_the_limit_whatever_the_archive_declares():
    reader = BytesReader(b"x" * 3 * MIB, limits=SMALL)
    with pytest.raises(PayloadError, match="dépasse 2 Mo"), reader.open("donnees.json") as stream:
        stream.read()


def test_encrypted_archives_are_refused():
    data = bytearray(archive({"a.json": b"[]"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(PayloadError, match="mot de passe"):
        bytes_reader(bytes(data))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_encodings(encoding):
    assert decode_text("Forêt de l’Œuf".encode(encoding)) == "Forêt de l’Œuf"


def test_long_ids_are_shortened_without_meeting():
    first, second = short_id("a" * 500), short_id("a" * 499 + "b")
    assert len(first) <= 120
    assert first != second
    assert short_id("HOT1") == "HOT1"


# Cutting

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
RECORDS = st.lists(
    st.dictionaries(st.sampled_from(["id", "type", "}", '"', "a,{"]), JSON_VALUES, max_size=5), max_size=12
)


@settings(max_examples=3 * settings.default.max_examples, deadline=None)
@given(RECORDS, st.sampled_from(["array", "indented", "lines", "envelope", "deep"]))
def test_any_records_are_cut_exactly(records, shape):
    if shape == "array":
        document = orjson.dumps(records)
    elif shape == "indented":
        document = orjson.dumps(records, option=orjson.OPT_INDENT_2)
    elif shape == "lines":
        document = b"\n".join(map(orjson.dumps, records)) or b"[]"
    elif shape == "envelope":
        document = orjson.dumps({"query": {"results": [1]}, "total": 3, "results": records, "end": "]}"})
    else:
        document = orjson.dumps({"d": {"results": records, "__count": "3"}})
    found, stream = cut(document, ("results",), ("d", "results"))
    assert [raw.parsed for raw in found] == records
    assert all(digest_of(raw.payload) == raw.digest for raw in found)
    if shape == "envelope":
        assert stream.envelope["total"] == 3
    known = {raw.digest: str(number) for number, raw in enumerate(found)}
    again, _ = cut(document, ("results",), ("d", "results"), known=known)
    assert [raw.digest for raw in again] == [raw.digest for raw in found]
    assert all(raw.parsed is None and raw.source_id is not None for raw in again)


@settings(max_examples=2 * settings.default.max_examples, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_noise_raises_nothing_but_payload_errors(noise):
    for document in (noise, b"[" + noise, b'[{"a":1},' + noise + b"]", b'{"results":[' + noise):
        try:
            cut(document, ("results",))
        except PayloadError as error:
            assert str(error)


def test_records_larger_than_the_buffer(monkeypatch):
    monkeypatch.setattr("buron.offer.sources.jsonstream.CHUNK", 64)
    monkeypatch.setattr("buron.offer.sources.jsonstream.AHEAD", 32)
    records = [{"id": number, "text": 'é{["' * (number * 7)} for number in range(30)]
    found, _ = cut(orjson.dumps(records))
    assert [raw.parsed for raw in found] == records


def test_first_keys_may_differ():
    records = [{"a": 1, "b": [{"a": 2}, {"a": 3}]}, {"z": 1}, {"a": 4}, {}, {"b": 1}] * 5
    assert [raw.parsed for raw in cut(orjson.dumps(records))[0]] == records


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_json_encodings(encoding):
    text = '[{"nom": "Forêt"}, {"nom": "Œuf à la coque"}]'
    data = text.encode(encoding)
    if encoding == "utf-16-le":
        data = b"\xff\xfe" + data
    assert [raw.parsed["nom"] for raw in cut(data)[0]] == ["Forêt", "Œuf à la coque"]


def test_deep_nesting_is_refused_and_the_rest_goes_on():
    deep = b'{"a":' * 5000 + b"1" + b"}" * 5000
    found, _ = cut(b"[" + deep + b',{"id":2}]')
    assert "imbrication" in found[0].error
    assert found[1].parsed == {"id": 2}


def test_a_record_without_end_is_refused():
    with pytest.raises(PayloadError, match="dépasse"):
        cut(b'[{"a":"' + b"x" * (9 * MIB), object_bytes=MIB)
    with pytest.raises(PayloadError, match="incomplet"):
        cut(b'[{"a":"' + b"x" * MIB)


@pytest.mark.parametrize("document", [b"", b"   ", b"\xef\xbb\xbf", b"nom;type", b"<html>"])
def test_what_is_not_json(document):
    with pytest.raises(PayloadError):
        cut(document)


def test_an_envelope_whose_end_is_missing():
    with pytest.raises(PayloadError, match="sa fin manque"):
        cut(b'{"total": 1, "results": [{"id": 1}]', ("results",))


def test_a_single_object_that_mentions_the_name_of_an_array():
    document = {"id": 1, "note": "results", "x": {"results": [{"id": 2}]}}
    assert [raw.parsed for raw in cut(orjson.dumps(document), ("results",))[0]] == [document]
