"""Fixtures of all tests (``tests/fixtures.py``), and how property tests run: the same examples each time, no clock."""

from hypothesis import settings

pytest_plugins = ["tests.fixtures"]

settings.register_profile("buron", deadline=None, derandomize=True)
settings.load_profile("buron")
