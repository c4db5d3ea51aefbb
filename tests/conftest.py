"""Fixtures of all tests; see ``tests/fixtures.py``."""

pytest_plugins = ["tests.fixtures"]
