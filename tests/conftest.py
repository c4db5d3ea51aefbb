"""Fixtures of all tests (``tests/fixtures.py``), and how they run: property tests with the same examples each time and
no clock (few, or many with ``--hypothesis-profile thorough``), and a garbage collector that leaves alone what will
never be garbage.
"""

import gc

from hypothesis import settings

pytest_plugins = ["tests.fixtures"]

settings.register_profile("buron", deadline=None, derandomize=True, max_examples=30)
settings.register_profile("thorough", settings.get_profile("buron"), max_examples=100)
settings.load_profile("buron")

gc.set_threshold(20_000, 10, 10)


def pytest_collection_finish() -> None:
    """The program and five thousand tests stay until the end: looking through them again and again took a tenth of
    the run.
    """
    gc.collect()
    gc.freeze()
