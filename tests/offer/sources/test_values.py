"""Single values: whatever a source wrote becomes the right type or nothing, and nothing raises."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buron.offer.body import KINDS
from buron.offer.sources import values, vocabulary

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=40)
    | st.binary(max_size=8)
    | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(ANYTHING)
def test_nothing_raises(value):
    for reader in (
        values.text,
        values.line,
        values.plain,
        values.day,
        values.moment,
        values.clock,
        values.url,
    ):
        assert isinstance(reader(value), str)
    for reader in (values.siret, values.insee, values.postcode, values.email):
        assert isinstance(reader(value), str)
    assert values.number(value) is None or isinstance(values.number(value), float)
    assert values.cents(value) is None or values.cents(value) >= 0
    assert isinstance(values.as_list(value), list)
    assert isinstance(values.as_dict(value), dict)
    values.position(value, value, value)


@given(st.text(max_size=60))
def test_words_raise_nothing(text):
    assert vocabulary.guess_kind(text) in ("", *KINDS)
    assert vocabulary.weekday(text) in range(8)
    assert vocabulary.stars(text) in range(6)
    assert isinstance(vocabulary.language_code(text), str)
    assert values.slug(text) == values.slug(values.slug(text))
    vocabulary.make_label(text)
    vocabulary.contact(text, text)


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)))
def test_days_in_every_writing(day):
    for written in (day.isoformat(), f"{day}T00:00:00.000+0000", day.strftime("%d/%m/%Y"), day):
        assert values.day(written) == day.isoformat()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-02-30", ""),
        ("30/02/2026", ""),
        ("0001-01-01", ""),
        ("/Date(1546457575113)/", "2019-01-02"),
        ("hier", ""),
    ],
)
def test_days(written, expected):
    assert values.day(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2018-11-06T11:03:21.304+0000", "2018-11-06T11:03:21+00:00"),
        ("2018-11-29T11:17:24.553", "2018-11-29T11:17:24"),
        ("2020-08-07", "2020-08-07"),
        ("/Date(1546457575113)/", "2019-01-02T19:32:55+00:00"),
        ("n'importe", ""),
    ],
)
def test_moments(written, expected):
    assert values.moment(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("09:00:00", "09:00"),
        ("9h30", "09:30"),
        ("9 h", "09:00"),
        ("24:00", "00:00"),
        ("25:00", ""),
        ("12:75", ""),
    ],
)
def test_clocks(written, expected):
    assert values.clock(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (7.5, 750),
        ("7,50 €", 750),
        ("1 250", 125000),
        (0.285, 29),
        (-3, None),
        ("gratuit", None),
        (True, None),
        (1e300, None),
    ],
)
def test_cents(written, expected):
    assert values.cents(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("www.x.fr", "http://www.x.fr"),
        ("https://x.fr/a b", "https://x.fr/a%20b"),
        ("//x.fr/a", "https://x.fr/a"),
        ("javascript:alert(1)", ""),
        ("ftp://x.fr", ""),
        ("a@b.fr", ""),
        ("pas un site", ""),
    ],
)
def test_addresses(written, expected):
    assert values.url(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [(15014, "15014"), ("1014", "01014"), ("2a004", "2A004"), ("150", ""), ("ABCDE", ""), (1014, "01014")],
)
def test_insee(written, expected):
    assert values.insee(written) == expected


def test_plain_text_from_html():
    assert values.plain("<p>Un&nbsp;<b>deux</b></p><p>trois<br>quatre</p>") == "Un deux\ntrois\nquatre"


@pytest.mark.parametrize(
    ("number", "expected"),
    [("06 00", True), ("+33 7 00", True), ("0033600", True), ("04 71", False), ("", False)],
)
def test_mobiles(number, expected):
    assert values.is_mobile(number) is expected


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Hôtellerie", "hotel"),
        ("Hôtel de ville", ""),
        ("Gîtes ruraux", "rental"),
        ("Gîte d'étape", "group_lodging"),
        ("Chambre d'hôtes", "rental"),
        ("Aire de camping-car", "camping"),
        ("Fêtes et manifestations", "event"),
        ("Producteur fermier", "tasting"),
        ("Cascade", "nature"),
        ("Office de tourisme", "structure"),
        ("rental", "rental"),
        ("xyz", ""),
    ],
)
def test_kinds(label, kind):
    assert vocabulary.guess_kind(label) == kind


@pytest.mark.parametrize(
    ("label", "count"),
    [("3 étoiles", 3), ("4*", 4), ("Classé 2 étoiles", 2), ("3 épis", 0), ("13 étoiles", 0)],
)
def test_stars(label, count):
    assert vocabulary.stars(label) == count
