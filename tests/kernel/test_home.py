"""Where the day of each role begins."""

from __future__ import annotations

import pytest


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
    answer = make_client(office, *roles).get("/haut-pays/")
    assert answer.status_code == 302 and answer["Location"].startswith(f"/haut-pays{first}")
