"""Screens of the tourist tax."""

from buron.tourist_tax.views.law import calculator, law_in_force

__all__ = ["calculator", "law_in_force"]
