"""The two screens."""

from __future__ import annotations

import pytest
from django.urls import reverse

CALCULATOR, LAW = "tourist_tax_calculator", "tourist_tax_law"
REAL = {
    "regime": "reel",
    "category": "meuble_3",
    "arrival": "2026-07-01",
    "nights": "7",
    "persons": "4",
    "exempt": "2",
    "tariff": "1,70",
    "department": "34",
}


@pytest.fixture
def get(office, make_client):
    client = make_client(office, "taxe")

    def fetch(name: str, **asked: str):
        return client.get(reverse(name, kwargs={"office": office.slug}), asked)

    return fetch


def text(answer) -> str:
    return answer.content.decode()


def test_the_empty_calculator(get):
    answer = get(CALCULATOR)
    assert answer.status_code == 200
    assert "Calculer la taxe de séjour" in text(answer)


def test_a_stay(get):
    answer = get(CALCULATOR, **REAL)
    assert answer.status_code == 200
    assert answer.context["answer"].total.due == 14 * (170 + 17 + 58)
    assert "34,30\u00a0€" in text(answer)
    assert "CGCT, art. L4332-6" in text(answer)


def test_a_stay_over_new_year_changes_surtaxes(get):
    answer = get(
        CALCULATOR,
        **{**REAL, "department": "75", "arrival": "2023-12-31", "nights": "2", "exempt": "", "tariff": "1"},
    )
    found = answer.context["answer"]
    assert [row.due for row in found.rows] == [800, 80, 120, 800]
    assert found.total.each is None and "selon la nuit" in text(answer)


def test_an_unclassified_stay_and_the_vote_that_nobody_knows(get):
    asked = {
        **REAL,
        "category": "non_classe",
        "price": "700",
        "rate": "5",
        "cap": "4,90",
        "department": "15",
        "tariff": "",
    }
    found = get(CALCULATOR, **asked).context["answer"]
    assert found.total.due == 14 * 125
    assert "Buron ne sait pas" in found.warnings[0].text
    answered = get(CALCULATOR, **asked, department_tax="oui").context["answer"]
    assert answered.warnings == () and answered.total.due == 14 * (125 + 13)


def test_a_flat_tax(get):
    asked = {
        "regime": "forfait",
        "category": "meuble_1",
        "arrival": "2026-05-15",
        "nights": "124",
        "capacity": "6",
    }
    answer = get(CALCULATOR, **asked, abatement="50", tariff="0,30", department="34", department_tax="non")
    assert [row.due for row in answer.context["answer"].rows] == [11160, 3794]
    assert "due par le logeur" in text(answer)


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"nights": "-3"}, "nights", "Un nombre négatif"),
        ({"nights": "10000"}, "nights", "Au plus 366"),
        ({"nights": ""}, "nights", "obligatoire"),
        ({"arrival": "2026-02-30"}, "arrival", "date valide"),
        ({"arrival": "1890-01-01"}, "arrival", "de 2015 à 2099"),
        ({"exempt": "5"}, "exempt", "Plus de personnes exonérées"),
        ({"persons": ""}, "persons", "À renseigner pour ce calcul"),
        ({"tariff": "abc"}, "tariff", "Un nombre est attendu"),
        ({"tariff": ""}, "tariff", "À renseigner pour ce calcul"),
        ({"category": "yourte"}, "category", "choix"),
        ({"category": "non_classe"}, "price", "À renseigner pour ce calcul"),
        ({"regime": "forfait", "category": "non_classe", "capacity": "4"}, "category", "toujours au réel"),
        ({"regime": "forfait"}, "capacity", "À renseigner pour ce calcul"),
        ({"department": ""}, "department", "obligatoire"),
    ],
)
def test_nonsense_is_told_beside_its_field(get, change, field, message):
    answer = get(CALCULATOR, **{**REAL, **change})
    assert answer.status_code == 422
    assert message in " ".join(answer.context["form"].errors[field])
    assert answer.context["answer"] is None


def test_the_law_of_a_day(get):
    answer = get(LAW, date="2026-07-01", department="34")
    assert answer.status_code == 200
    page = text(answer)
    assert (
        "4,90\u00a0€" in page and "Montpellier-Perpignan" in page and "Société des grands projets" not in page
    )
    assert "Non vérifié" in page and "De mémoire, à vérifier" in page


def test_the_law_opens_on_today_and_says_what_is_missing(get):
    assert get(LAW).status_code == 200
    assert "Limites 2031 non publiées dans Buron" in text(get(LAW, date="2031-01-01"))
    refused = get(LAW, date="2026-02-31", department="999")
    assert refused.status_code == 422 and "date valide" in text(refused)


def test_the_menu_leads_there(office, make_client):
    home = make_client(office, "elu").get(reverse(LAW, kwargs={"office": office.slug}))
    assert reverse(CALCULATOR, kwargs={"office": office.slug}) in text(home)
    assert make_client(office, "accueil").get(reverse(LAW, kwargs={"office": office.slug})).status_code == 403
