"""A kiosk with its key."""

from __future__ import annotations

import datetime as dt

import pytest

from buron.kernel.tenancy import office_scope
from buron.publishing.services import KioskFacts, create_kiosk, issue_link

EVERY_DAY = {str(day): [8, 20] for day in range(1, 8)}
INSTALLED = dt.date(2022, 10, 1)


@pytest.fixture
def kiosk(office, system):
    with office_scope(office):
        return create_kiosk(
            actor=system, facts=KioskFacts(name="Le Pompidou"), installed_on=INSTALLED, hours=EVERY_DAY
        )


@pytest.fixture
def token(office, system, kiosk):
    with office_scope(office):
        return issue_link(actor=system, kiosk=kiosk)


@pytest.fixture
def device(client, token):
    """A client that shows the key."""
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client
