import pytest

from buron.offer.services.communes import learn_communes
from buron.offer.services.fiches import create_fiche
from buron.territory.models import OfficeCommune
from buron.territory.services import add_commune, set_commune_position


@pytest.fixture
def communes(scoped, system):
    add_commune(actor=system, insee="15162")
    add_commune(actor=system, insee="15054")
    for rank, lat in enumerate((45.280, 45.282, 45.300)):
        body = {
            "kind": "trail",
            "name": {"fr": f"Boucle {rank}"},
            "address": {"insee": "15162"},
            "position": {"lat": lat, "lon": 2.66},
        }
        create_fiche(actor=system, body=body)


def test_a_commune_is_placed_among_its_fiches(communes, system):
    moved = learn_communes(actor=system)
    assert [(row.insee, row.latitude, row.longitude) for row in moved] == [("15162", 45.282, 2.66)]
    assert learn_communes(actor=system) == []
    assert OfficeCommune.objects.get(insee="15054").latitude is None


def test_a_position_set_by_hand_stays(communes, system):
    set_commune_position(actor=system, insee="15162", latitude=45.29, longitude=2.65)
    assert learn_communes(actor=system) == []
    assert OfficeCommune.objects.get(insee="15162").latitude == 45.29
