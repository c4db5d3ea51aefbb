"""The register by program: what is told, to which key, and never who holds a lodging."""

from __future__ import annotations

import datetime as dt

import pytest

from buron.directory.models import Party
from buron.kernel.tenancy import office_scope
from buron.lodging import services
from tests.offer.rest_kit import Program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("scoped")]


def test_a_program_reads_the_register_but_not_who_holds_it(
    system, office, other_office, django_assert_max_num_queries
):
    for rank in range(3):
        one = services.register_lodging(
            actor=system, name=f"Gîte {rank}", nature="meubles", insee="15258", capacity=4,
            bedrooms=[{"name": "Chambre", "double": 2}],
        )  # fmt: skip
    services.add_ranking(actor=system, lodging=one, stars=3, valid_from=dt.date(2024, 1, 1))
    host = Party.objects.create(office=office, last_name="Ferrand", email="ferrand@buron.example")
    services.add_hosting(actor=system, lodging=one, party=host)
    services.close_lodging(actor=system, lodging=one, last_day=dt.date(2025, 12, 31))
    program = Program(office)
    found = program.get("/lodgings?page_size=1")
    for size in (1, 3):
        with django_assert_max_num_queries(12):
            program.get(f"/lodgings?page_size={size}")
    assert (found.json()["count"], found.json()["pages"], len(found.json()["items"])) == (2, 2, 1)
    assert 'rel="next"' in found["Link"] and program.get("/lodgings?state=all&q=gite").json()["count"] == 3
    told = program.get(f"/lodgings/{one.pk}")
    assert told.json()["ranking"]["stars"] == 3 and told.json()["beds"] == 2
    assert told.json()["commune"] and "errand" not in told.content.decode()
    assert program.get(f"/lodgings/{one.pk}", if_none_match=told["ETag"]).status_code == 304
    assert program.get("/lodgings?nature=igloo").status_code == 422
    assert program.get("/lodgings?nature=&commune=").status_code == 200
    with office_scope(other_office):
        stranger = Program(other_office)
    assert stranger.get(f"/lodgings/{one.pk}").status_code == 404
    assert stranger.get("/lodgings?state=all").json()["count"] == 0
