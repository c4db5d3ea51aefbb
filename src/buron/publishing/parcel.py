"""The whole content of a kiosk in one signed file, to be carried on a USB key.

Layout: the magic line, the length of the head on 4 bytes (big endian), the head (JSON: office, date, manifest, the
settings that hold for all kiosks, size and SHA-256 of each part), its HMAC-SHA256 (32 bytes) with a key that
only the server and the installed kiosks of that
office hold, then the parts: the entries (gzip JSON), then packs of pictures as :mod:`buron.offer.bundle` makes them.
A kiosk checks the signature, then each sum, before it keeps anything.
"""

from __future__ import annotations

import gzip
import hashlib
import hmac
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.utils import timezone

from buron.kernel.models import Office
from buron.offer.bundle import entries_of, manifest, thumbs_of
from buron.offer.bundle.answers import pack
from buron.publishing.content import shared_settings

MAGIC = b"BURON-BORNE-1\n"
LOT = 200
PACK = 40


def parcel_key(office: Office) -> bytes:
    """The secret shared with the kiosks of an office; it changes with the installation's secret key."""
    secret = settings.SECRET_KEY.encode()
    return hmac.new(secret, f"publishing.parcel:{office.pk}".encode(), hashlib.sha256).digest()


def write_parcel(office: Office, path: Path) -> dict[str, Any]:
    """Write the file of the office in scope; gives what it holds (fiches, pictures, bytes)."""
    told = manifest(audience="public")
    parts = [gzip.compress(orjson.dumps(list(_entries(told))), 6, mtime=0), *_packs(told)]
    head = orjson.dumps(
        {
            "office": office.slug,
            "made_at": timezone.now().isoformat(),
            "manifest": told,
            "settings": shared_settings(office),
            "parts": [{"size": len(part), "sha256": hashlib.sha256(part).hexdigest()} for part in parts],
        }
    )
    signature = hmac.new(parcel_key(office), head, hashlib.sha256).digest()
    data = b"".join([MAGIC, len(head).to_bytes(4, "big"), head, signature, *parts])
    draft = path.with_name(path.name + ".part")
    draft.write_bytes(data)
    draft.replace(path)
    return {
        "version": told["version"],
        "fiches": len(told["entries"]),
        "thumbs": len(told["thumbs"]),
        "bytes": len(data),
    }


def _entries(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for lot in _lots([fiche for fiche, _digest in told["entries"]], LOT):
        yield from entries_of(lot, audience="public")


def _packs(told: dict[str, Any]) -> Iterator[bytes]:
    for lot in _lots(list(dict.fromkeys(digest for _fiche, digest in told["thumbs"])), PACK):
        yield pack(list(thumbs_of(lot)))


def _lots(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))
