import pytest

from tests.observatory import double


@pytest.fixture
def room(db):
    """The room of tests, alone in the registries of indicators, dashboards and sections."""
    with double.registered():
        yield double


@pytest.fixture
def acts(room, office):
    """The acts of the first office, to be filled by the test."""
    return room.ACTS.setdefault(office.pk, [])
