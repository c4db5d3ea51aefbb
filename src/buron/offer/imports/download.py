"""Fetching a whole source: one answer as it is, or its pages together in one archive."""

from __future__ import annotations

import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from buron.offer.imports.fetch import Fetched, FetchError, FetchLimits, fetch, shown
from buron.offer.imports.paging import MOST_PAGES, PAGE_BYTES, next_page

Fetch = Callable[[str, BinaryIO], Fetched]
WHOLE_SECONDS = 6 * 3600
"""A nation's feed takes hours by pages of a hundred."""


def download(
    url: str,
    into: Path,
    *,
    connector: str,
    headers: Mapping[str, str] | None = None,
    get: Fetch | None = None,
) -> str:
    """Write what an address answers, all its pages, into a file; the name that suits it. Raises
    :class:`FetchError`. ``get`` is for tests.
    """
    get = get or (lambda page, file: fetch(page, file, headers=headers, limits=FetchLimits()))
    with tempfile.TemporaryDirectory(dir=into.parent, prefix="pages-") as folder:
        pages = list(_pages(url, Path(folder), connector, get))
        if len(pages) == 1:
            path, name = pages[0]
            path.replace(into)
            return name
        _together([path for path, _ in pages], into)
    return "pages.zip"


def _pages(url: str, folder: Path, connector: str, get: Fetch) -> Iterator[tuple[Path, str]]:
    """Each page as a file, with the name that its server gives it."""
    deadline = time.monotonic() + WHOLE_SECONDS
    asked: set[str] = set()
    place: str | None = url
    while place is not None:
        if place in asked or len(asked) >= MOST_PAGES or time.monotonic() > deadline:
            raise FetchError(f"{shown(url)} donne des pages sans fin : rien n’a été changé.")
        asked.add(place)
        path = folder / f"page-{len(asked):05}.json"
        with path.open("wb") as file:
            fetched = get(place, file)
        yield path, fetched.name
        place = next_page(connector, place, path.read_bytes()) if fetched.size <= PAGE_BYTES else None


def _together(paths: list[Path], into: Path) -> None:
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in paths:
            info = zipfile.ZipInfo(path.name)
            info.compress_type = zipfile.ZIP_DEFLATED
            with path.open("rb") as source, archive.open(info, "w") as target:
                shutil.copyfileobj(source, target)
