"""What is read by more than one caller: terms of a lodging's nights, collection periods, balances."""

from buron.tourist_tax.queries.periods import period_of
from buron.tourist_tax.queries.terms import Book, book

__all__ = ["Book", "book", "period_of"]
