"""Answers on paper: one A4 page or more each, the address where the window of a French DL envelope shows it.

The window of a DL envelope (110 × 220 mm) is 35 × 100 mm, 20 mm from its right edge and from its foot. A sheet folded
in three, 99 × 210 mm, slips by a centimetre in it: what is always seen lies 100 to 190 mm from the left of the
sheet, and 44 to 79 mm from its top when the fold rests on the foot. The address is centred on that height, 106 mm
from the left.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from buron.directory.models import Party
from buron.directory.rules import envelope_lines
from buron.kernel.documents.coverage import printed
from buron.kernel.documents.typst import _compile
from buron.kernel.typography import printable, refine
from buron.reception.models import EnquiryMessage
from buron.reception.request_texts import written_day
from buron.territory import reference

TEMPLATE = """#let letters = json(bytes(sys.inputs.letters))
#set document(title: letters.title, author: letters.office)
#set text(font: "Source Sans 3", size: 11pt, lang: letters.letters.at(0).language, hyphenate: false)
#set par(leading: 0.62em, spacing: 1.1em, justify: false)
#let lines(items) = items.join(linebreak())
#for (rank, letter) in letters.letters.enumerate() {
  set page(paper: "a4", margin: (top: 20mm, bottom: 22mm, left: 24mm, right: 20mm),
    footer: text(size: 8.5pt, fill: rgb("#555"), letter.footer))
  if rank > 0 { pagebreak(weak: true) }
  set text(lang: letter.language)
  place(top + left, dx: 0mm, dy: 0mm, block(width: 72mm, {
    text(weight: 600, letter.office)
    linebreak()
    text(size: 9.5pt, lines(letter.sender))
  }))
  // 45 to 79 mm from the top of the sheet, 106 to 186 mm from its left.
  place(top + left, dx: 82mm, dy: 25mm, block(width: 80mm, height: 34mm,
    align(horizon, text(size: 10.5pt, lines(letter.address)))))
  v(78mm)
  align(right, letter.date)
  v(4mm)
  heading(level: 1, outlined: false, text(size: 11pt, weight: 600, letter.subject))
  v(3mm)
  for paragraph in letter.text { par(lines(paragraph)) }
  if letter.enclosures.len() > 0 {
    v(4mm)
    text(size: 9.5pt, letter.words + " " + letter.enclosures.join(", "))
  }
}
"""


def letters_pdf(messages: Sequence[EnquiryMessage]) -> bytes:
    """The letters one after the other, each on its own page, as one file for the printer."""
    letters = [_letter(message) for message in messages]
    data = {
        "title": printable(_("Courriers")),
        "office": printable(messages[0].office.name),
        "letters": letters,
    }
    with tempfile.TemporaryDirectory(prefix="buron-lettres-") as folder:
        main = Path(folder, "lettres.typ")
        main.write_text(TEMPLATE, encoding="utf-8")
        return _compile(main, {"letters": printed(json.dumps(data, ensure_ascii=False))}, None)


def envelope_of(party: Party) -> list[str]:
    """The address as it is written on the letter; abroad, with the country in French, which La Poste reads."""
    person = " ".join(part for part in (party.civility, party.first_name, party.last_name) if part)
    country = reference.country(party.country)
    abroad = country.names["fr"] if country is not None and party.country != "FR" else ""
    return envelope_lines(
        [party.organisation_name, person], party.address, party.postcode, party.city, abroad
    )


def _letter(message: EnquiryMessage) -> dict[str, Any]:
    office, enquiry = message.office, message.enquiry
    language = enquiry.language
    desk = enquiry.desk
    address = (desk.address if desk and desk.address else office.address).splitlines()
    with translation.override(language):
        words = _("Documents joints :")
    return {
        "language": language,
        "office": _said(office.name, language),
        "sender": [
            _said(line, language) for line in (*address, office.phone, office.email, office.website) if line
        ],
        "address": [_said(line, language) for line in (envelope_of(enquiry.party) if enquiry.party else [])],
        "date": _said(written_day(timezone.localdate(message.at), language), language),
        "subject": _said(message.subject, language) or "…",
        "text": [
            [_said(line, language) for line in paragraph.split("\n")]
            for paragraph in message.text.split("\n\n")
            if paragraph.strip()
        ],
        "enclosures": [_said(one.title, language) for one in message.enclosures.all()],
        "words": words,
        "footer": " · ".join(part for part in (office.name, office.phone, office.website) if part),
    }


def _said(text: str, language: str) -> str:
    return refine(printable(text), language)
