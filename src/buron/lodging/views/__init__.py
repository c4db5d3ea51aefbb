"""Screens of the lodging room."""
