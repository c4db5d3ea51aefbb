"""Pages that open without network: the version of the product's files, and the service worker that keeps a page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.templatetags.static import static

WORKER = "kernel/js/later/worker.js"
VERSION_HEADER = "X-Page-Version"


def files_version() -> str:
    """Changes when any file of the pages does, so that a browser takes all of them anew, or none."""
    files = getattr(staticfiles_storage, "hashed_files", None)
    if files:
        return _digest(tuple(sorted(files.values())))
    return "dev" if settings.DEBUG else _digest((static(WORKER),))


@lru_cache(maxsize=4)
def _digest(names: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:12]


@lru_cache(maxsize=1)
def _source() -> str:
    return Path(str(finders.find(WORKER))).read_text(encoding="utf-8")


def keepable(response: HttpResponseBase) -> HttpResponseBase:
    """Let the worker keep this page: the version of its files is written on it."""
    response[VERSION_HEADER] = files_version()
    return response


def worker_answer(
    *, family: str, pages: Sequence[str], files: Sequence[str] = (), patience_ms: int = 900, who: str = "",
    closed: str = "", away: str = "",
) -> HttpResponse:  # fmt: skip
    """The script of a service worker, whose scope is the folder of its address.

    ``family`` begins the names of its caches: no two workers share one, and signing out empties those that begin with
    ``buron-``. ``pages`` (paths, each answered through :func:`keepable`) open without network, with the files that
    they name and ``files``. The other words are said at the head of the script.
    """
    told = {
        "family": family, "version": files_version(), "pages": list(pages), "files": list(files),
        "patience": patience_ms, "who": who, "closed": closed, "away": away,
    }  # fmt: skip
    response = HttpResponse(
        f"const TOLD = {json.dumps(told)};\n{_source()}", content_type="text/javascript; charset=utf-8"
    )
    response["Cache-Control"] = "no-cache"
    return response
