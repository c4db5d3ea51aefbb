"""A fiche in full: what a program reads of it, and the tag of the state in which it read it."""

import hashlib
from collections.abc import Sequence
from typing import Any

import orjson
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from buron import __version__
from buron.kernel.texts import PUBLIC_LANGUAGES
from buron.offer.body import Body
from buron.offer.models import Fiche, Photo, SourceRecord
from buron.offer.queries.cards import commune_of
from buron.offer.queries.media import own_photo, photos_of
from buron.offer.queries.shown import page_path
from buron.offer.rules import value_at
from buron.offer.services import body_without_edits, sources_of

Node = dict[str, Any]


def fiche_url(request: HttpRequest, pk: int) -> str:
    """Address of a fiche in this interface."""
    return request.build_absolute_uri(reverse("api-v1:fiche", kwargs={"fiche_id": pk}))


def described(request: HttpRequest, fiche: Fiche, office: str) -> tuple[Node, str]:
    """The description of a fiche, and its tag: it changes with anything that the description says."""
    records = sources_of(fiche)
    photos = photos_of([fiche.pk], timezone.localdate()).get(fiche.pk, [])
    public = fiche.state == Fiche.State.PUBLISHED
    pages = {code: page_path(fiche, office, code) for code in PUBLIC_LANGUAGES} if public else {}
    told: Node = {
        **{name: getattr(fiche, name) for name in _COLUMNS},
        "pages": pages,
        "commune": commune_of(fiche.insee, fiche.body),
        "merged_into": fiche.merged_into_id,
        "sources": [_source(record) for record in records],
        "edits": _edits(fiche),
        "photos": [_photo(photo) for photo in photos],
        "links": _links(fiche, records),
    }
    tag = _tag(told)
    return _with_addresses(told, request, fiche), tag


_COLUMNS = (
    "id", "kind", "name", "slug", "state", "body", "completeness", "checked_on", "first_day", "last_day",
    "missing_since", "created_at", "updated_at",
)  # fmt: skip


def _tag(told: Node) -> str:
    written = orjson.dumps([__version__, told], option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    return f'"{hashlib.blake2b(written, digest_size=12).hexdigest()}"'


def _with_addresses(told: Node, request: HttpRequest, fiche: Fiche) -> Node:
    """Addresses come last: the same fiche has the same tag whatever the name by which the server is called."""
    absolute = request.build_absolute_uri
    sizes = [{key: absolute(path) for key, path in photo["sizes"].items()} for photo in told["photos"]]
    return {
        **told,
        "url": fiche_url(request, fiche.pk),
        "pages": {code: absolute(path) for code, path in told["pages"].items()},
        "photos": [
            {**photo, "url": absolute(photo["url"]), "sizes": own}
            for photo, own in zip(told["photos"], sizes, strict=True)
        ],
        "links": [
            {**link, "url": fiche_url(request, link["fiche"]) if link["fiche"] else None}
            for link in told["links"]
        ],
    }


def _source(record: SourceRecord) -> Node:
    return {
        "name": record.source.name,
        "connector": record.source.connector,
        "external_id": record.external_id,
        "received_at": record.received_at,
        "missing_since": record.missing_since,
        "is_withdrawn": record.is_withdrawn,
    }


def _edits(fiche: Fiche) -> list[Node]:
    if not fiche.local:
        return []
    beneath: Body = body_without_edits(fiche)
    return [
        {"path": path, "value": value, "hidden": value_at(beneath, path)}
        for path, value in sorted(fiche.local.items())
    ]


def _photo(photo: Photo) -> Node:
    sizes = own_photo(photo, "fr").sizes
    return {
        "id": photo.pk,
        "url": sizes[-1][1],
        "sizes": {str(width): path for width, path in sizes},
        "alt": photo.alt,
        "credit": photo.credit,
        "until": photo.until,
        "width": photo.width,
        "height": photo.height,
    }


def _links(fiche: Fiche, records: Sequence[SourceRecord]) -> list[Node]:
    """The fiches that the body points to, found by the identifier that they have in the same sources."""
    links = fiche.body.get("links", [])
    wanted = [link.get("source_id", "") for link in links]
    known: dict[str, int] = {}
    if wanted and records:
        sources = [record.source_id for record in records]
        targets = SourceRecord.objects.filter(source__in=sources, external_id__in=wanted)
        known = dict(targets.values_list("external_id", "fiche_id"))
    return [
        {
            "rel": link.get("rel", ""),
            "source_id": link.get("source_id", ""),
            "name": link.get("name", ""),
            "fiche": known.get(link.get("source_id", "")),
            "url": None,
        }
        for link in links
    ]
