"""Lines of platforms under the rules, in the lodgings that they were matched to."""

from __future__ import annotations

from dataclasses import dataclass, field

from buron.lodging.models import Lodging
from buron.tourist_tax.models import PlatformLine
from buron.tourist_tax.queries import Book, book
from buron.tourist_tax.rules import TermsOn
from buron.tourist_tax.rules.platform_line import Checked, Told, check_line


@dataclass(slots=True)
class Assessor:
    """The rules and the timetable of each lodging, looked up once for a whole file."""

    terms: Book = field(default_factory=book)
    _timetables: dict[int, TermsOn] = field(default_factory=dict)

    def check(self, line: PlatformLine, lodging: Lodging) -> Checked:
        """What the rules make of a line in a lodging, whose rankings are prefetched when there are many."""
        known = self._timetables.get(lodging.pk)
        if known is None:
            known = self._timetables[lodging.pk] = self.terms.terms_of(lodging)
        return check_line(told_of(line), known, self.terms.law, self.terms.policy)


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
