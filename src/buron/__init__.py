"""Buron: the open information system of French tourist offices."""

__version__ = "0.1.0"
