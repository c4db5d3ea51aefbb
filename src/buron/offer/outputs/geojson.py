"""Fiches as GeoJSON (RFC 7946): one feature each, written one after the other so that a long list is never held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from buron.kernel.texts import text_in
from buron.offer.kinds import family_of, kind_icon, kind_label
from buron.offer.outputs.shown import Sender, Shown

DIGITS = 6
"""Decimals of a degree that are kept: a tenth of a metre."""


def feature(fiche: Shown, sender: Sender) -> dict[str, Any]:
    """A feature; its geometry is null when nobody knows where the thing is (RFC 7946, §3.2)."""
    body, language = fiche.body, sender.language
    label = kind_label(fiche.kind, language)
    contacts = body.get("contacts", ())
    properties = {
        "id": str(fiche.id),
        "title": fiche.name(language),
        "text": " · ".join(part for part in (body.get("subkind") or label, fiche.commune) if part),
        "kind": fiche.kind,
        "kind_label": label,
        "family": family_of(fiche.kind),
        "icon": kind_icon(fiche.kind),
        "subkind": body.get("subkind"),
        "short": text_in(body.get("short"), language),
        "commune": fiche.commune,
        "insee": body.get("address", {}).get("insee"),
        "phone": next((one["value"] for one in contacts if one["type"] in ("phone", "mobile")), None),
        "website": next((one["value"] for one in contacts if one["type"] == "web"), None),
        "image": fiche.pictures[0].url if fiche.pictures else None,
        "image_credit": fiche.pictures[0].credit if fiche.pictures else None,
        "url": fiche.url,
        "updated": fiche.updated_at.isoformat(),
    }
    kept = {key: value for key, value in properties.items() if value not in (None, "")}
    return {"type": "Feature", "id": fiche.id, "geometry": _point(fiche), "properties": kept}


def _point(fiche: Shown) -> dict[str, Any] | None:
    position = fiche.body.get("position")
    if not position:
        return None
    coordinates: list[float] = [round(position["lon"], DIGITS), round(position["lat"], DIGITS)]
    if "altitude" in position:
        coordinates.append(position["altitude"])
    return {"type": "Point", "coordinates": coordinates}


def feature_collection(
    features: Iterable[dict[str, Any]], *, matched: int | None = None, title: str = ""
) -> Iterator[bytes]:
    """The collection piece by piece; ``matched`` is the number of answers when not all of them are given."""
    head: dict[str, Any] = {"type": "FeatureCollection"}
    if title:
        head["title"] = title
    if matched is not None:
        head["numberMatched"] = matched
    yield orjson.dumps(head)[:-1] + b',"features":['
    for rank, one in enumerate(features):
        yield (b",\n" if rank else b"\n") + orjson.dumps(one)
    yield b"\n]}\n"
