"""What people type about places."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from buron.territory import reference
from buron.territory.forms import CommuneField
from buron.territory.reading import near_names, read_commune, read_point, write_point


@pytest.mark.parametrize(
    "text",
    [
        "44.98, 2.62",
        "44.98,2.62",
        "44,98 ; 2,62",
        "44,98, 2,62",
        "44.98 2.62",
        " (44.98; 2.62) ",
        "44.98\t2.62",
        "+44.98/2.62",
    ],
)
def test_points_as_maps_give_them(text):
    assert read_point(text) == (44.98, 2.62)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "44.98",
        "44,98",
        "44.98, 2.62, 3",
        "44°58′48″N 2°37′E",
        "Vic-sur-Cère",
        "91, 2",
        "44, 181",
        "nan, 2",
        "1e5, 2",
    ],
)
def test_what_is_no_point(text):
    assert read_point(text) is None


def test_the_minus_of_typography_counts():
    assert read_point("−20,9 ; 55,4") == (-20.9, 55.4)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_written_point_is_read_back(latitude, longitude):
    read = read_point(write_point(latitude, longitude))
    assert read == (pytest.approx(latitude, abs=1e-6), pytest.approx(longitude, abs=1e-6))


@given(st.text(max_size=30))
def test_no_text_breaks_the_readers(text):
    point = read_point(text)
    assert point is None or (abs(point[0]) <= 90 and abs(point[1]) <= 180)
    read_commune(text, "15")


@pytest.mark.parametrize(
    ("text", "insee"),
    [
        ("Vic-sur-Cère (15800)", "15258"),
        ("15800 Vic", "15258"),
        ("vic sur cere", "15258"),
        ("15258", "15258"),
        ("2A004", "2A004"),
        ("Saint-Denis (97400)", "97411"),
        ("Saint-Denis", None),
        ("", None),
        ("Nulle-Part-les-Bains", None),
        ("15800", None),  # no commune has this code, and the postcode is shared
    ],
)
def test_communes_as_people_write_them(text, insee):
    found = read_commune(text)
    assert (found.insee if found else None) == insee


def test_a_name_alone_is_looked_for_nearby_first():
    near = [reference.commune("15180")]
    assert read_commune("Saint-Clément", near=near).insee == "15180"
    assert read_commune("Saint-Clément") is None
    assert read_commune("Saint-Clément", "15").insee == "15180"


class TestRiom:
    """A name that is a town of another département, and the beginning of one of the office's communes."""

    NEAR = (reference.commune("15162"), reference.commune("15258"))

    def test_the_commune_of_the_office_is_preferred(self):
        found = read_commune("Riom", "15", self.NEAR)
        assert found is not None and found.insee == "15162", "Riom-ès-Montagnes"

    def test_a_town_elsewhere_is_proposed_and_not_taken(self):
        near = [reference.commune("15258")]
        assert read_commune("Riom", "15", near) is None
        names = near_names("Riom", "15", near)
        assert names[0] == "Riom-ès-Montagnes (15400)" and "Riom (63200)" in names
        assert read_commune("Riom (63200)", "15", near).insee == "63300"

    def test_the_form_asks(self):
        field = CommuneField()
        field.department, field.near = "15", [reference.commune("15258")]
        with pytest.raises(ValidationError, match=r"Riom-ès-Montagnes \(15400\) ».* « Riom \(63200\) »"):
            field.clean("Riom")
        with pytest.raises(ValidationError, match="pas reconnue"):
            field.clean("Nulle-Part-les-Bains")


@given(st.sampled_from(sorted(reference.epci("241501089").members)))
def test_labels_are_read_back(insee):
    commune = reference.commune(insee)
    assert read_commune(commune.label) == commune
