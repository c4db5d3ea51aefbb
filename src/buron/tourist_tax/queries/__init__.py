"""What is read by more than one caller: terms of a lodging's nights, collection periods, balances."""

from buron.tourist_tax.queries.periods import period_of, periods_of_year
from buron.tourist_tax.queries.terms import Book, book, rates_in_force

__all__ = ["Book", "book", "period_of", "periods_of_year", "rates_in_force"]
