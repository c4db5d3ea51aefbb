"""What must be true of every address: a right or a reason, shut to strangers, deaf to the rows of another office."""

from __future__ import annotations

import pytest
from django.test import Client

from buron.kernel.contributions import ROLE_TITLES, permissions
from tests.foreign import rows_of
from tests.walk import addresses

NOT_BY_LINK = 405
"""A view that only takes forms says so to everybody, whatever the address names: nothing is told by it."""

ALL = addresses()
IN_OFFICE = [address for address in ALL if address.in_office]
ids = [address.name for address in IN_OFFICE]


def test_every_view_declares_its_right_or_why_it_is_public():
    silent = [
        address.name or repr(address.view)
        for address in ALL
        if not getattr(address.view, "permission", None) and not getattr(address.view, "public_reason", None)
    ]
    assert silent == []


def test_every_view_has_a_name_of_its_own():
    names = [(address.name, *sorted(address.parameters)) for address in ALL]
    assert all(address.name for address in ALL) and len(names) == len(set(names))


def test_an_office_address_always_names_a_known_right():
    assert [address.name for address in IN_OFFICE if not getattr(address.view, "permission", None)] == []
    assert {address.view.permission for address in IN_OFFICE} <= permissions.keys()


@pytest.mark.parametrize("address", IN_OFFICE, ids=ids)
def test_nobody_enters_unsigned(address, office):
    answer = Client().get(address.url(office=office.slug))
    assert answer.status_code == NOT_BY_LINK or "/comptes/login/" in answer.url
    assert Client().post(address.url(office=office.slug)).status_code in (302, 403, NOT_BY_LINK)


@pytest.mark.parametrize("address", IN_OFFICE, ids=ids)
def test_a_stranger_finds_nothing(address, office, stranger):
    answers = [stranger.get(address.url(office=office.slug)), stranger.post(address.url(office=office.slug))]
    statuses = {answer.status_code for answer in answers}
    assert 404 in statuses and statuses <= {404, NOT_BY_LINK}


@pytest.mark.parametrize("address", IN_OFFICE, ids=ids)
def test_a_member_without_the_right_is_told_so(address, office, make_client):
    holders = permissions.get(address.view.permission).roles
    others = [role for role in ROLE_TITLES if role not in holders]
    if not others:
        pytest.skip("every role holds this right")
    client = make_client(office, others[0])
    answer = client.get(address.url(office=office.slug))
    if answer.status_code == NOT_BY_LINK:
        answer = client.post(address.url(office=office.slug))
    assert answer.status_code == 403
    assert str(permissions.get(address.view.permission).title) in answer.content.decode()


@pytest.fixture
def elsewhere(other_office, make_member):
    make_member(other_office, "direction")
    return rows_of(other_office)


def test_the_rows_of_another_office_are_not_found(office, elsewhere, make_client):
    """Every address that names a row, opened by somebody who may do anything, with identifiers from elsewhere."""
    client = make_client(office, *ROLE_TITLES)
    found = []
    for address in IN_OFFICE:
        if not address.names_a_row:
            continue
        url = address.url(office=office.slug)
        answers = (client.get(url).status_code, client.post(url).status_code)
        found.extend(f"{status} {url}" for status in answers if status not in (404, 405))
    assert found == []
    assert any(address.names_a_row for address in IN_OFFICE)
