"""Whatever is sent to the programming interface: never a fault, and always an answer of the shape that is published."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from buron.offer.queries import SearchQuery
from buron.offer.services import selections
from buron.project.urls import api
from buron.project.wsgi import application
from tests.offer.fiches import OPEN_ALL_YEAR, make_fiche
from tests.offer.rest_kit import ROOT, Program

pytestmark = pytest.mark.django_db
OPERATIONS = [
    (method.upper(), path)
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method in methods
]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """The server would close the connection after each request, and with it the transaction of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@cache
def published() -> Any:
    """The description, read once: it is the same for every office, and reading it costs more than the calls."""
    return schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", application)


@pytest.fixture
def interface(office, scoped, system, monkeypatch, one_connection) -> Any:
    """The published description, over an office that has something of everything, for a key that may write."""
    monkeypatch.setattr("buron.kernel.rest.REQUESTS_PER_MINUTE", 1_000_000)
    for number in range(3):
        make_fiche(
            office,
            f"Lac {number}",
            position={"lat": 45.0 + number / 10, "lon": 2.5},
            opening=OPEN_ALL_YEAR,
            sessions=[{"start": "2030-07-14", "end": "2030-07-14", "opens": "21:00"}],
        )
    selections.create_selection(actor=system, name="Les lacs", query=SearchQuery("lac"), is_public=True)
    schema = published()
    secret = Program(office, can_write=True).secret
    # Its client would not open what the server compresses.
    schema.config.update(headers={"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"})
    return schema


def fuzz(interface: Any, method: str, path: str, examples: int) -> None:
    """Right calls and wrong ones, checked by every check of schemathesis.

    One is left out for what is written: some rules of a body (days in order, a path that exists) have no words in JSON
    Schema, so that a call that fits the description may be refused.
    """
    operation = interface[path][method]
    excluded = [] if method == "GET" else [positive_data_acceptance]
    modes = [GenerationMode.POSITIVE]
    if operation.query or operation.path_parameters or method != "GET":
        modes.append(GenerationMode.NEGATIVE)
    for mode in modes:

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        def call(case: Any) -> None:
            case.call_and_validate(excluded_checks=excluded)

        call()


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=[" ".join(one) for one in OPERATIONS])
def test_the_interface_keeps_its_word(interface, method, path):
    fuzz(interface, method, path, 2)


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=[" ".join(one) for one in OPERATIONS])
def test_the_interface_keeps_its_word_for_long(interface, method, path):
    fuzz(interface, method, path, 120)
