"""The annex of a certificate: the photos taken at the visit, criterion by criterion, for as long as they are kept."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buron.kernel import formats
from buron.kernel.documents.blocks import Block, Columns, Document, Heading, Image, Paragraph
from buron.kernel.documents.pictures import prepared
from buron.kernel.documents.typst import pdf_bytes
from buron.lodging.models import Visit, VisitPhoto
from buron.lodging.ranking import current_grid

LARGEST = 900
"""Pixels of the longer side: two hundred photos stay a file that can be sent."""


def annex_pdf(visit: Visit) -> bytes:
    """The photos as an accessible PDF."""
    return pdf_bytes(annex_document(visit))


def annex_document(visit: Visit) -> Document:
    """The paper as blocks, two photos beside each other."""
    photos = list(visit.photos.order_by("number", "pk"))
    count = ngettext("%(n)s photo", "%(n)s photos", len(photos)) % {"n": len(photos)}
    day = formats.date_text(visit.held_on) if visit.held_on else _("non renseignée")
    return Document(
        title=_("Annexe photographique"),
        subtitle=_("Visite de classement : %s") % visit.request.lodging.name,
        organisation=visit.request.office.name,
        date_text=_("Visite : %(day)s · %(count)s") % {"day": day, "count": count},
        blocks=list(_blocks(photos)),
        footer=_("Demande de classement nº %s") % visit.request.number,
        toc=False,
    )


def _blocks(photos: list[VisitPhoto]) -> Iterator[Block]:
    grid = current_grid()
    by_number: dict[int, list[VisitPhoto]] = {}
    for photo in photos:
        by_number.setdefault(photo.number, []).append(photo)
    for number, some in by_number.items():
        yield Heading(2, f"{number}. {grid.criterion(number).title}")
        images = [_image(photo, rank) for rank, photo in enumerate(some, 1)]
        for start in range(0, len(images), 2):
            pair = images[start : start + 2]
            yield Columns([[one] for one in pair]) if len(pair) == 2 else pair[0]


def _image(photo: VisitPhoto, rank: int) -> Block:
    alt = _("Photo %(rank)s du critère %(n)s") % {"rank": rank, "n": photo.number}
    try:
        with default_storage.open(str(photo.file.name)) as file:
            found = prepared(Image(file.read(), alt), largest=LARGEST)
    except OSError:
        found = None
    return Paragraph(_("%s : fichier illisible.") % alt) if found is None else Image(found.data, alt)
