"""Serving the photos of the office: to everyone when the fiche is published, to the team otherwise."""

from __future__ import annotations

import datetime as dt
import re

from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from buron.kernel.models import Membership
from buron.kernel.screens import public_screen
from buron.kernel.tenancy import across_offices
from buron.offer.models import Fiche, Photo
from buron.offer.services.photos import file_name

YEAR_SECONDS = 365 * 24 * 3600
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})\Z", re.ASCII)


@public_screen(
    "Les photos des fiches publiées paraissent sur les pages publiques ; les autres ne vont qu’à l’équipe."
)
@require_safe
def photo_file(request: HttpRequest, pk: int, digest: str, width: int) -> HttpResponseBase:
    """One rendition. Its address changes with the picture, so that it is kept as long as it may be shown."""
    with across_offices("the address holds the digest of the picture, which nobody can guess"):
        photo = Photo.objects.select_related("fiche").filter(pk=pk, digest__startswith=digest).first()
    if photo is None:
        raise Http404
    public = is_public(photo, timezone.localdate())
    if not public and not _is_of_the_team(request, photo):
        raise Http404
    name = file_name(photo, width)
    if not default_storage.exists(name):
        raise Http404
    response = ranged(request, name)
    response["Cache-Control"] = _cache(photo) if public else "private, max-age=300"
    response["ETag"] = f'"{photo.digest[:16]}-{width}"'
    return response


def is_public(photo: Photo, day: dt.date) -> bool:
    """Whether anybody may see it that day."""
    allowed = photo.until is None or photo.until >= day
    return allowed and photo.removed_at is None and photo.fiche.state == Fiche.State.PUBLISHED


def _is_of_the_team(request: HttpRequest, photo: Photo) -> bool:
    if isinstance(request.user, AnonymousUser):
        return False
    return Membership.objects.filter(user=request.user.pk, office=photo.office_id, is_active=True).exists()


def _cache(photo: Photo) -> str:
    """A year, or until the right to show it ends."""
    if photo.until is None:
        return f"public, max-age={YEAR_SECONDS}, immutable"
    end = dt.datetime.combine(photo.until + dt.timedelta(days=1), dt.time(), timezone.get_current_timezone())
    left = int((end - timezone.now()).total_seconds())
    return f"public, max-age={max(0, min(left, YEAR_SECONDS))}"


def ranged(request: HttpRequest, name: str) -> HttpResponse:
    """A JPEG of the storage, or the part of it that is asked for (RFC 9110 §14: one range of bytes)."""
    with default_storage.open(name) as file:
        data = file.read()
    asked = _RANGE.match(request.headers.get("Range", ""))
    if asked is None or asked[0] == "bytes=-":
        return HttpResponse(data, content_type="image/jpeg", headers={"Accept-Ranges": "bytes"})
    first, last = _bounds(asked[1], asked[2], len(data))
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{len(data)}"})
    headers = {"Content-Range": f"bytes {first}-{last}/{len(data)}", "Accept-Ranges": "bytes"}
    return HttpResponse(data[first : last + 1], status=206, content_type="image/jpeg", headers=headers)


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """First and last byte asked for; an empty span when nothing of it exists."""
    if not first:
        return max(0, size - int(last)), size - 1
    end = min(int(last), size - 1) if last else size - 1
    return int(first), end
