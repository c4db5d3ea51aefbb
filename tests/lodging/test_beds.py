"""Beds room by room, and what the mairie asks about a lodging."""

from __future__ import annotations

import datetime as dt

import pytest

from buron.directory.models import Party
from buron.kernel.documents.html import html_fragment
from buron.lodging import services
from buron.lodging.beds import BEDS, bedrooms_fault, beds_in, places_in, read_bedrooms, write_bedrooms
from buron.lodging.errors import LodgingError
from buron.lodging.papers.declaration import declaration_document

TYPED = "Chambre 1 : 1 double, 2 simples\nMezzanine: 2 lits superposés ; 1 lit bébé\nSéjour : 1 canapé-lit"


def test_rooms_are_read_and_written_alike():
    found = read_bedrooms(TYPED)
    assert found[0] == {"name": "Chambre 1", "double": 1, "single": 2}
    assert (beds_in(found), places_in(found)) == (6, 10)
    assert read_bedrooms(write_bedrooms(found)) == found
    each = [{"name": "Grenier", sort: count} for sort in BEDS for count in (1, 3)]
    assert read_bedrooms(write_bedrooms(each)) == each


@pytest.mark.parametrize(
    "line",
    [
        "Chambre",
        "Chambre : lit",
        ": 1 double",
        "C : 0 double",
        "C : 999 doubles",
        "C : ٣ doubles",
        "C : -1 double",
    ],
)
def test_what_is_no_room_is_refused_with_its_line(line):
    with pytest.raises(ValueError, match="^" + line.strip()[:2]):
        read_bedrooms(line)


def test_rooms_from_elsewhere_are_checked():
    for wrong in (
        "x",
        [3],
        [{"name": ""}],
        [{"name": "A"}],
        [{"name": "A", "double": True}],
        [{"name": "A", "lit": 1}],
    ):
        assert bedrooms_fault(wrong)


@pytest.mark.django_db
@pytest.mark.usefixtures("scoped")
def test_the_register_counts_them_and_prints_what_the_mairie_asks(system, office, make_client):
    lodging = services.register_lodging(
        actor=system, name="La Gentiane", nature="meubles", insee="15258", capacity=6, beds=1,
        bedrooms=read_bedrooms(TYPED), openings=[["05-01", "09-30"]],
    )  # fmt: skip
    assert lodging.beds == 6
    with pytest.raises(LodgingError):
        services.update_lodging(actor=system, lodging=lodging, changes={"bedrooms": [{"name": "A"}]})
    party = Party.objects.create(office=office, last_name="Ferrand", city="Vic", email="f@buron.example")
    services.add_hosting(actor=system, lodging=lodging, party=party)
    told = html_fragment(declaration_document(lodging, dt.date(2026, 5, 2)))
    for words in ("CERFA 14004", "Ferrand", "Mezzanine", "1er mai", "non classé", "à compléter"):
        assert words in told
    agent = make_client(office, "taxe")
    page = f"/{office.slug}/hebergements/{lodging.pk}/"
    assert "Mezzanine : 2 lits superposés" in agent.get(page).content.decode()
    paper = agent.get(f"{page}declaration.pdf")
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    form = agent.get(f"{page}modifier/").content.decode()
    assert "Chambre 1 : 1 lit double, 2 lits simples" in form
    hotel = services.register_lodging(actor=system, name="Hôtel", nature="hotels", insee="15258")
    assert agent.get(f"/{office.slug}/hebergements/{hotel.pk}/declaration.pdf").status_code == 404
