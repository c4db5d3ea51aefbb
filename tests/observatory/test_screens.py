"""The screens of figures and dashboards, over the room of tests."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.observatory.double import Act


@pytest.fixture
def director(office, make_client):
    return make_client(office, "direction")


def url(name, office, **kwargs):
    return reverse(f"observatory_{name}", kwargs={"office": office.slug, **kwargs})


@pytest.fixture
def filled(acts):
    acts += [
        Act(dt.date(2023, 7, 14), "1", "family", ("walk",), 4),
        Act(dt.date(2024, 7, 14), "1", "family", ("walk", "visit"), 4),
        Act(dt.date(2024, 7, 15), "2", None, (), 2),
        Act(dt.date(2024, 8, 1), "1", "couple", ("walk",), 2),
    ]
    return acts


def test_indicators_are_found_by_words_without_accents(room, director, office):
    page = director.get(url("indicators", office), {"q": "conseillere"}).content.decode()
    assert "Actes d’accueil" in page
    assert "Part des familles" not in page


def test_figure_shows_value_definition_and_opens_its_rows(filled, director, office):
    page = director.get(url("figure", office, key="double.acts"), {"periode": "2024"}).content.decode()
    assert "Contacts qualifiés par une conseillère" in page
    assert "+200,0" in page
    assert "/lignes/?periode=2024" in page
    assert "définitif" in page


def test_filters_and_split_are_kept_by_links(filled, director, office):
    page = director.get(
        url("figure", office, key="double.acts"), {"periode": "2024", "split": "theme", "desk": "1"}
    ).content.decode()
    assert "periode=2023&amp;split=theme&amp;desk=1" in page
    assert "lignes/?periode=2024&amp;desk=1&amp;theme=walk" in page


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"periode": "2024-99"}, "n’est pas une période"),
        ({"periode": "x" * 300}, "n’est pas une période"),
        ({"du": "2024-02-30", "au": "2024-03-01"}, "n’est pas une date"),
        ({"du": "2024-03-02", "au": "2024-03-01"}, "se termine avant de commencer"),
        ({"du": "1950-01-01", "au": "2024-03-01"}, "dépasse dix ans"),
        ({"split": "colour"}, "ne découpe pas"),
        ({"desk": "1\x00"}, "n’est pas lisible"),
        ({"desk": "one"}, "n’a pas de sens"),
    ],
)
def test_nonsense_is_told_in_french(filled, director, office, params, told):
    for name in ("figure", "rows"):
        answer = director.get(url(name, office, key="double.acts"), params)
        assert answer.status_code == 200
        assert told in answer.content.decode()


def test_two_dates_become_a_period_in_the_address(filled, director, office):
    answer = director.get(
        url("figure", office, key="double.acts"), {"du": "2024-07-01", "au": "2024-07-20", "desk": "1"}
    )
    assert answer.status_code == 302
    assert answer["Location"].endswith("?periode=2024-07-01_2024-07-20&desk=1")


def test_rows_of_a_slice_are_those_of_its_number(filled, director, office):
    page = director.get(
        url("rows", office, key="double.acts"), {"periode": "2024", "theme": "walk"}
    ).content.decode()
    assert "2 lignes" in page
    assert "Thème : <strong>Randonnée, balade</strong>" in page


def test_unknown_and_reserved_indicators_are_not_found(room, office, make_client):
    client = make_client(office, "accueil")
    assert client.get(url("figure", office, key="double.nothing")).status_code == 404
    assert client.get(url("figure", office, key="double.secret")).status_code == 404
    assert client.get(url("rows", office, key="double.secret")).status_code == 404


def test_dashboard_draws_every_panel_and_hides_what_is_reserved(filled, office, make_client):
    page = (
        make_client(office, "accueil")
        .get(url("dashboard", office, key="double.desk"), {"periode": "2024"})
        .content.decode()
    )
    for title in ("Actes mois par mois", "Qui vient ?", "Bureaux en chiffres", "Jour par jour"):
        assert title in page
    assert "Recette du mois" not in page
    director_page = make_client(office, "direction").get(url("dashboard", office, key="double.desk"))
    assert "18\u202f561,00" in director_page.content.decode()


def test_the_list_of_dashboards_opens_on_the_first_figures_of_the_year(filled, director, office, monkeypatch):
    monkeypatch.setattr("buron.observatory.views.dashboards.today", lambda: dt.date(2024, 7, 20))
    page = director.get(url("dashboards", office)).content.decode()
    headlines = page.split('class="obs-board__figures"')[1].split("</dl>")[0]
    assert [part.split("<")[0] for part in headlines.split('?periode=2024">')[1:]] == ["2 ", "6 "]
    assert "+100,0" in headlines and "Familles" not in headlines
    assert "comparé aux mêmes dates de <strong>2023</strong>" in page


def test_dashboard_counts_each_figure_once(filled, director, office, room):
    director.get(url("dashboard", office, key="double.desk"), {"periode": "2024", "desk": "1"})
    asked = [(key, q.period, q.split, tuple(sorted(q.filters.items()))) for key, q in room.COUNTS.computed]
    assert len(asked) == len(set(asked))


def test_dashboard_with_an_unknown_desk_shows_them_all(filled, director, office):
    page = director.get(url("dashboard", office, key="double.desk"), {"desk": "one"}).content.decode()
    assert "voici tous les bureaux" in page


def test_running_year_is_compared_at_the_same_date(filled, director, office, monkeypatch):
    for module in ("common", "figures", "dashboards"):
        monkeypatch.setattr(f"buron.observatory.views.{module}.today", lambda: dt.date(2024, 7, 20))
    page = director.get(url("dashboard", office, key="double.desk"), {"periode": "2024"}).content.decode()
    assert (
        "au <strong>20\u00a0juillet 2024</strong>, comparé aux mêmes dates de <strong>2023</strong>" in page
    )
    assert "provisoire" in page


def test_another_office_is_not_found(room, office, stranger):
    for name, kwargs in (
        ("dashboards", {}),
        ("dashboard", {"key": "double.desk"}),
        ("figure", {"key": "double.acts"}),
        ("rows", {"key": "double.acts"}),
        ("reports", {}),
        ("report", {"year": 2024}),
        ("report_freeze", {"year": 2024}),
        ("prose", {"year": 2024, "section": "double.attendance"}),
    ):
        assert stranger.get(url(name, office, **kwargs)).status_code == 404
