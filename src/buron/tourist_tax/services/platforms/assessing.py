"""A line of a platform under the rules, in the lodging that it was matched to."""

from __future__ import annotations

from buron.lodging.models import Lodging
from buron.tourist_tax.models import PlatformLine
from buron.tourist_tax.queries import Book
from buron.tourist_tax.rules.platform_line import Checked, Told, check_line


def told_of(line: PlatformLine) -> Told:
    """A line as the rules read it."""
    return Told(
        month=line.month,
        arrival=line.arrival,
        departure=line.departure,
        persons=line.persons,
        taxed=line.taxed,
        minors=line.minors,
        nights=line.nights,
        price=line.price,
        collected=line.collected,
        reference=line.reference,
    )


def checked(line: PlatformLine, lodging: Lodging, terms: Book) -> Checked:
    """What the rules make of a line in its lodging."""
    return check_line(told_of(line), terms.terms_of(lodging), terms.law, terms.policy)
