"""Reads of printed documents."""
