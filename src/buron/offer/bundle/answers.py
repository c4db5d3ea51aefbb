"""The bundle over HTTP: a room that shows it wraps these in views of its own, with its own rights."""

from __future__ import annotations

import re
from collections.abc import Sequence

import orjson
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.http import quote_etag

from buron.offer.bundle.manifest import MOST_ENTRIES, Audience, entries_of, languages_of, manifest
from buron.offer.bundle.thumbs import MOST, thumbs_of

_IDS = re.compile(r"\d{1,18}(,\d{1,18})*\Z", re.ASCII)
_DIGESTS = re.compile(r"[0-9a-f]{24}(,[0-9a-f]{24})*\Z", re.ASCII)
JSON = "application/json"


def manifest_answer(request: HttpRequest, *, audience: Audience) -> HttpResponseBase:
    """``?since=VERSION&langs=fr,en``; 304 when the ``ETag`` sent back is still the version."""
    told = manifest(audience=audience, since=request.GET.get("since", "")[:60], languages=_languages(request))
    tag = quote_etag(f"{told['version']}-{audience}-{'-'.join(told['languages'])}-{told['full']:d}")
    if tag in request.headers.get("If-None-Match", "").replace("W/", ""):
        response: HttpResponse = HttpResponse(status=304)
    else:
        response = HttpResponse(orjson.dumps(told), content_type=JSON)
    response["ETag"] = tag
    return _fresh(response)


def entries_answer(request: HttpRequest, *, audience: Audience) -> HttpResponseBase:
    """``?ids=12,15&langs=fr,en`` gives ``{"entries": […]}``, at most 200 of them."""
    asked = request.GET.get("ids", "")
    if not _IDS.match(asked) or asked.count(",") >= MOST_ENTRIES:
        return _unreadable(MOST_ENTRIES)
    ids = [int(value) for value in asked.split(",")]
    found = list(entries_of(ids, audience=audience, languages=_languages(request)))
    return _fresh(HttpResponse(orjson.dumps({"entries": found}), content_type=JSON))


def thumbs_answer(request: HttpRequest) -> HttpResponseBase:
    """``?digests=a,b`` gives a pack: the length of a JSON list on 4 bytes (big endian), the list of
    ``[digest, bytes]``, then the WebP files end to end.
    """
    asked = request.GET.get("digests", "")
    if not _DIGESTS.match(asked) or asked.count(",") >= MOST:
        return _unreadable(MOST)
    return _fresh(
        HttpResponse(pack(list(thumbs_of(asked.split(",")))), content_type="application/octet-stream")
    )


def pack(pictures: Sequence[tuple[str, bytes]]) -> bytes:
    """Pictures end to end, after the list that says what they are."""
    head = orjson.dumps([(digest, len(data)) for digest, data in pictures])
    return b"".join([len(head).to_bytes(4, "big"), head, *(data for _digest, data in pictures)])


def _languages(request: HttpRequest) -> tuple[str, ...]:
    return languages_of(request.GET.get("langs", "")[:60].split(","))


def _fresh(response: HttpResponse) -> HttpResponse:
    """The store of the page keeps it; a cache on the way would only serve it late."""
    response.setdefault("Cache-Control", "private, no-cache")
    return response


def _unreadable(most: int) -> JsonResponse:
    message = f"La demande n’est pas lisible : au plus {most} éléments, séparés par des virgules."
    return JsonResponse({"message": message}, status=400)
