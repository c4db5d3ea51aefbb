"""The figures of the tourist tax: nights, amounts, receipts, occupancy, what is known of whom."""

from buron.tourist_tax.figures.indicators import INDICATORS

__all__ = ["INDICATORS"]
