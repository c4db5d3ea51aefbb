"""Screens of the printed documents."""
