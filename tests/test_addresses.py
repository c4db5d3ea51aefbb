"""What must be true of every address: a right or a reason, shut to strangers, deaf to the rows of another office."""

from __future__ import annotations

import pytest
from django.test import Client

from buron.kernel.contributions import ROLE_TITLES, permissions
from tests.foreign import rows_of
from tests.walk import Address, addresses

NOT_BY_LINK = 405
"""A view that only takes forms says so to everybody, whatever the address names: nothing is told by it."""

ALL = addresses()
IN_OFFICE = [address for address in ALL if address.in_office]


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


@pytest.mark.django_db
def test_nobody_enters_unsigned(office):
    entered = []
    for address in IN_OFFICE:
        url = address.url(office=office.slug)
        seen, written = Client().get(url), Client().post(url)
        if seen.status_code != NOT_BY_LINK and "/comptes/login/" not in seen.headers.get("Location", ""):
            entered.append(f"{seen.status_code} {address.name}")
        if written.status_code not in (302, 403, NOT_BY_LINK):
            entered.append(f"{written.status_code} {address.name}, posted")
    assert entered == []


def test_a_stranger_finds_nothing(office, stranger):
    found = []
    for address in IN_OFFICE:
        url = address.url(office=office.slug)
        statuses = {stranger.get(url).status_code, stranger.post(url).status_code}
        if 404 not in statuses or not statuses <= {404, NOT_BY_LINK}:
            found.append(f"{sorted(statuses)} {address.name}")
    assert found == []


def without_the_right() -> dict[str, list[Address]]:
    """For each role, addresses that it may not open: every address is among them at least once, and every right that
    the role has not. All addresses with all roles would say no more: a view knows a role by its rights alone.
    """
    asked: dict[str, list[Address]] = {role: [] for role in ROLE_TITLES}
    by_right: dict[str, list[Address]] = {}
    for address in IN_OFFICE:
        by_right.setdefault(address.view.permission, []).append(address)
    for right, behind in by_right.items():
        lacking = [role for role in ROLE_TITLES if role not in permissions.get(right).roles]
        for number in range(max(len(behind), len(lacking)) if lacking else 0):
            asked[lacking[number % len(lacking)]].append(behind[number % len(behind)])
    return asked


REFUSED = without_the_right()


@pytest.mark.parametrize("role", ROLE_TITLES)
def test_a_member_without_the_right_is_told_so(role, office, make_client):
    client = make_client(office, role)
    silent = []
    for address in REFUSED[role]:
        url = address.url(office=office.slug)
        answer = client.get(url)
        if answer.status_code == NOT_BY_LINK:
            answer = client.post(url)
        title = str(permissions.get(address.view.permission).title)
        if answer.status_code != 403 or title not in answer.content.decode():
            silent.append(f"{answer.status_code} {address.name}")
    assert silent == []


def test_every_right_is_refused_to_every_role_that_lacks_it():
    """What the walk above must not leave out."""
    told = {(role, address.view.permission) for role, refused in REFUSED.items() for address in refused}
    rights = {address.view.permission for address in IN_OFFICE}
    lacking = {
        (role, right) for right in rights for role in ROLE_TITLES if role not in permissions.get(right).roles
    }
    assert told == lacking
    closed = {right for _, right in lacking}
    walked = {address.name for refused in REFUSED.values() for address in refused}
    assert {address.name for address in IN_OFFICE if address.view.permission in closed} == walked


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
