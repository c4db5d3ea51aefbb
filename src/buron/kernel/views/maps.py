"""The office's map background, read by slices: a map asks for the tiles that it shows, never for the whole file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from buron.kernel import pmtiles
from buron.kernel.models import Office
from buron.kernel.screens import public_screen

RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")
TYPE = "application/vnd.pmtiles"
CHUNK = 1 << 18


@public_screen("public pages show maps; a background says nothing of the office")
def map_tiles(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The file or the slice that is asked for (RFC 9110, single ranges only)."""
    office = get_object_or_404(Office, slug=slug)
    place = pmtiles.place_of(office)
    if request.method not in ("GET", "HEAD") or not place.is_file():
        raise Http404("no background")
    size, tag = pmtiles.version_of(office)
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    response = _slice(place, asked, size) if asked else FileResponse(place.open("rb"), content_type=TYPE)
    # Compressed once more, a slice would no longer have the length that it announces.
    response["Content-Encoding"] = "identity"
    response["ETag"], response["Accept-Ranges"] = tag, "bytes"
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _slice(place: Path, asked: re.Match[str], size: int) -> HttpResponseBase:
    start = int(asked[1])
    end = min(int(asked[2] or size - 1), size - 1)
    if start > end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    headers = {"Content-Range": f"bytes {start}-{end}/{size}", "Content-Length": str(end - start + 1)}
    return StreamingHttpResponse(_read(place, start, end), status=206, content_type=TYPE, headers=headers)


def _read(place: Path, start: int, end: int) -> Iterator[bytes]:
    with place.open("rb") as file:
        file.seek(start)
        left = end - start + 1
        while left and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
