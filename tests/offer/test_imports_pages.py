"""Sources that answer page by page: every page is asked for, once, and all are compared together."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buron.offer import services
from buron.offer.imports import download as downloading
from buron.offer.imports.download import download
from buron.offer.imports.fetch import Fetched, FetchError
from buron.offer.imports.paging import next_page
from buron.offer.models import Fiche, Run
from tests.offer.import_kit import thing

APIDAE = 'https://api.example.org/liste?query={"apiKey":"K","selectionIds":[1],"count":2}'


def asked(url: str, key: str) -> str:
    return parse_qs(urlsplit(url).query)[key][0]


class TestNextPage:
    def test_apidae_counts_from_first(self):
        page = json.dumps({"numFound": 5, "objetsTouristiques": [{}, {}]}).encode()
        second = next_page("apidae", APIDAE, page)
        assert json.loads(asked(second, "query")) == {
            "apiKey": "K",
            "selectionIds": [1],
            "count": 2,
            "first": 2,
        }
        third = next_page("apidae", second, page)
        assert json.loads(asked(third, "query"))["first"] == 4
        assert (
            next_page("apidae", third, json.dumps({"numFound": 5, "objetsTouristiques": [{}]}).encode())
            is None
        )
        assert next_page("apidae", APIDAE, b'{"numFound": 0}') is None

    def test_openagenda_gives_a_cursor(self):
        url = "https://api.openagenda.com/v2/agendas/1/events?size=2&after[]=old"
        page = json.dumps({"after": [12, "x y"], "events": [{}]}).encode()
        assert parse_qs(urlsplit(next_page("openagenda", url, page)).query) == {
            "size": ["2"],
            "after[]": ["12", "x y"],
        }
        assert next_page("openagenda", url, b'{"after": null, "events": [{}]}') is None
        assert next_page("openagenda", url, b'{"after": [1], "events": []}') is None

    def test_datatourisme_numbers_its_pages(self):
        page = {
            "objects": [{}],
            "meta": {"page": 1, "total_pages": 3, "next": "http://autre.example/?api_key=K&page=2"},
        }
        assert next_page(
            "datatourisme", "https://api.example.org/v1/catalog?lang=fr", json.dumps(page).encode()
        ) == ("https://api.example.org/v1/catalog?lang=fr&page=2")

    def test_tourinsoft_skips(self):
        page = json.dumps({"d": {"results": [{}, {}], "__count": "3"}}).encode()
        second = next_page("tourinsoft", "https://x.example.org/Objects?$top=2", page)
        assert asked(second, "$skip") == "2"
        assert (
            next_page("tourinsoft", second, json.dumps({"d": {"results": [{}], "__count": "3"}}).encode())
            is None
        )
        assert next_page("tourinsoft", "https://x.example.org/s?format=json", b'{"value": [{}]}') is None

    @given(
        st.sampled_from(["apidae", "openagenda", "datatourisme", "tourinsoft", "csv"]),
        st.one_of(
            st.binary(max_size=50),
            st.recursive(
                st.none() | st.integers() | st.text(max_size=5),
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(
                        st.sampled_from(
                            [
                                "numFound",
                                "objetsTouristiques",
                                "after",
                                "events",
                                "meta",
                                "page",
                                "total_pages",
                                "d",
                                "results",
                                "__count",
                                "objects",
                            ]
                        ),
                        inner,
                        max_size=4,
                    )
                ),
                max_leaves=12,
            ).map(lambda value: json.dumps(value).encode()),
        ),
    )
    def test_no_answer_breaks_it(self, connector, data):
        for url in (APIDAE, "https://x.example.org/?query=%7B&$skip=z&page=", "https://x.example.org/"):
            turned = next_page(connector, url, data)
            assert turned is None or turned.startswith("https://")


class Pages:
    """Answers of an API that holds so many things and gives a few at a time."""

    def __init__(self, things: list[dict[str, Any]], size: int) -> None:
        self.things = things
        self.size = size
        self.asked: list[str] = []

    def __call__(self, url: str, into: BinaryIO) -> Fetched:
        self.asked.append(url)
        first = json.loads(asked(url, "query")).get("first", 0)
        page = {"numFound": len(self.things), "objetsTouristiques": self.things[first : first + self.size]}
        data = json.dumps(page).encode()
        into.write(data)
        return Fetched("", len(data), "liste.json")


def test_all_the_pages_are_one_archive(tmp_path):
    pages = Pages([thing(number) for number in range(1, 8)], 3)
    name = download(APIDAE, tmp_path / "out", connector="apidae", get=pages)
    assert (name, len(pages.asked)) == ("pages.zip", 3)
    assert len(zipfile.ZipFile(tmp_path / "out").namelist()) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_one_page_stays_as_it_came(tmp_path):
    name = download(APIDAE, tmp_path / "out", connector="apidae", get=Pages([thing(1)], 3))
    assert name == "liste.json"
    assert json.loads((tmp_path / "out").read_bytes())["numFound"] == 1


def test_an_api_that_never_ends_is_left(tmp_path):
    def turning(url: str, into: BinaryIO) -> Fetched:
        into.write(b'{"after": ["x"], "events": [{}]}')
        return Fetched("", 10, "x.json")

    with pytest.raises(FetchError, match="sans fin"):
        download("https://x.example.org/", tmp_path / "out", connector="openagenda", get=turning)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("scoped")
class TestWholeSource:
    def imported(self, system, monkeypatch, things: list[dict[str, Any]]) -> Run:
        pages = Pages(things, 10)
        monkeypatch.setattr(downloading, "fetch", lambda url, into, **_: pages(url, into))
        source = services.create_source(actor=system, name="API", connector="apidae", location=APIDAE)
        return services.run_import(actor=system, source=source)

    def test_comes_in_by_its_address(self, system, monkeypatch, tmp_path):
        run = self.imported(system, monkeypatch, [thing(number) for number in range(1, 26)])
        assert (run.state, run.created, run.complete) == ("applied", 25, True)
        assert Fiche.objects.count() == 25
        assert "apiKey" not in run.origin
        kept = [path.name for path in (tmp_path / "imports").rglob("*payload*")]
        assert kept == [f"run-{run.pk}-payload.zip"]

    def test_a_fault_in_the_middle_changes_nothing(self, system, monkeypatch, tmp_path):
        pages = Pages([thing(number) for number in range(1, 26)], 10)

        def failing(url: str, into: BinaryIO, **_: object) -> Fetched:
            if len(pages.asked) == 2:
                raise FetchError("api.example.org est en panne (503) : réessayez plus tard.")
            return pages(url, into)

        monkeypatch.setattr(downloading, "fetch", failing)
        source = services.create_source(actor=system, name="API", connector="apidae", location=APIDAE)
        run = services.run_import(actor=system, source=source)
        assert (run.state, Fiche.objects.count()) == ("failed", 0)
        assert "503" in run.message
        assert [path.name for path in (tmp_path / "imports").rglob("*") if path.is_file()] == ["lock"]


@pytest.mark.usefixtures("scoped")
class TestDisk:
    def test_a_full_disk_is_said_and_harms_nothing(self, system, monkeypatch, tmp_path):
        import errno

        from tests.offer.import_kit import Feed, snapshot

        feed = Feed(system, tmp_path)
        feed.take(thing(1))
        before = snapshot()

        def full(*_: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr("buron.offer.imports.storage._Hashed.write", full)
        run = feed.take(thing(1), thing(2))
        assert run.state == "failed"
        assert "disque est plein" in run.message
        assert snapshot() == before
        assert not list((tmp_path / "imports").rglob("*.part"))

    def test_a_database_that_cannot_be_written_leaves_the_run_to_be_tried_again(
        self, system, monkeypatch, tmp_path
    ):
        from django.db import OperationalError

        from tests.offer.import_kit import Feed, snapshot

        feed = Feed(system, tmp_path)
        feed.take(thing(1))
        before = snapshot()
        run = feed.read(thing(1), thing(2))

        def full(*_: object) -> None:
            raise OperationalError("database or disk is full")

        with monkeypatch.context() as patched:
            patched.setattr("buron.offer.imports.apply._Application._keep_references", full)
            with pytest.raises(services.ImportProblem, match="rien n’a été changé"):
                services.apply_run(actor=system, run=run)
        run.refresh_from_db()
        assert (run.state, snapshot()) == ("ready", before)
        services.apply_run(actor=system, run=run)
        assert Fiche.objects.count() == 2

    def test_a_stage_that_cannot_be_made(self, system, monkeypatch, tmp_path):
        from tests.offer.import_kit import Feed

        feed = Feed(system, tmp_path)

        def refused(path: Path) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("buron.offer.services.runs.StageWriter", refused)
        run = feed.take(thing(1))
        assert (run.state, "ne peut pas être écrit" in run.message) == ("failed", True)
