"""Reads of the reception that more than one caller needs."""
