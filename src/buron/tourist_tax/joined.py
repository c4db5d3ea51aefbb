"""Papers joined to a case: a PDF or a photo, told by its first bytes, never by its name."""

from __future__ import annotations

from django.utils.translation import gettext as _

from buron.tourist_tax.errors import TaxError

MEDIA = {b"%PDF": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}
MOST_BYTES = 10_000_000


def media_type_of(content: bytes, field: str) -> str:
    """The type of a paper; :class:`TaxError` about ``field`` when it is neither, or above :data:`MOST_BYTES`."""
    media = next((kind for head, kind in MEDIA.items() if content.startswith(head)), "")
    if not media:
        raise TaxError(_("Une pièce est un PDF ou une photo (JPEG, PNG)."), field)
    if len(content) > MOST_BYTES:
        raise TaxError(_("Une pièce a 10 Mo au plus."), field)
    return media
