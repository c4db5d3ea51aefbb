"""Where the day of each role begins."""

from __future__ import annotations

import pytest

from buron.territory.services import create_desk


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("roles", "first"),
    [
        (["accueil"], "/accueil/"),
        (["etourisme", "accueil"], "/accueil/"),
        (["etourisme"], "/offre/"),
        (["direction"], "/observatoire/"),
        (["elu"], "/observatoire/"),
        (["taxe"], "/taxe-de-sejour/"),
        (["administration", "direction"], "/observatoire/"),
        (["administration"], "/equipe/"),
        (["qualite"], "/accueil/"),
    ],
)
def test_each_role_begins_with_its_own_work(office, make_client, roles: list[str], first: str) -> None:
    office.settings = {"kernel": {"first_steps": 0}}
    office.save()
    answer = make_client(office, *roles).get("/haut-pays/")
    assert answer.status_code == 302 and answer["Location"].startswith(f"/haut-pays{first}")


@pytest.mark.django_db
def test_an_empty_office_says_what_comes_next(scoped, system, make_client) -> None:
    client = make_client(scoped, "direction", "administration")
    page = client.get("/haut-pays/", follow=True).content.decode()
    assert "Encore 6 étapes" in page and page.count("button--primary") == 1
    for address in (
        "territoire/intercommunalite/",
        "territoire/nouveau-bureau/",
        "offre/sources/",
        "equipe/",
        "accueil/",
    ):
        assert f'href="/haut-pays/{address}"' in page
    create_desk(actor=system, name="À distance", kind="virtual")
    page = client.get("/haut-pays/premiers-pas/").content.decode()
    assert "Encore 5 étapes" in page and "Revoir" in page
    assert make_client(scoped, "accueil").get("/haut-pays/premiers-pas/").status_code == 403
    assert "/observatoire/" in client.post("/haut-pays/premiers-pas/", follow=True).redirect_chain[-1][0]
