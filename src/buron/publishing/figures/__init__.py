"""Counting what the kiosks did."""
