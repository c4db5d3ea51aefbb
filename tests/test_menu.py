"""Every entry of the menu opens on an office that has nothing yet."""

from __future__ import annotations

import pytest
from django.urls import reverse

from buron.kernel.contributions import ROLE_TITLES, menu

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("key", [entry.key for entry in menu])
def test_the_entry_opens_on_an_empty_office(key, office, make_client):
    client = make_client(office, *ROLE_TITLES)
    answer = client.get(reverse(menu.get(key).url_name, kwargs={"office": office.slug}), follow=True)
    assert answer.status_code == 200
