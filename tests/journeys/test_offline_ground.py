"""The search that the browser does alone gives the answers of the server, in its order."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.desk import ADVISER, at_the_desk, settled

TEXTS = (
    "casc", "cascades", "gite riom", "hôtels", "lac", "l", "la", "musé", "restaurant riom", "marche", "15400",
    "sentier du lac", "cascde", "velo", "accueil vélo", "chateau", "randonnees", "xyzzy", "de la", "auberge de",
)  # fmt: skip

BOTH = """async (texts) => {
    const loaded = performance.getEntriesByType("resource").map((one) => one.name);
    const address = (name) => loaded.find((one) => new RegExp(`/offer/offline/${name}\\\\.`).test(one));
    const { OfflineSearch } = await import(address("search"));
    const { Store } = await import(address("store"));
    const form = document.getElementById("desk");
    const told = JSON.parse(document.getElementById("desk-offline").textContent);
    const { manifest, entries } = await (await Store.open(`offer-${told.office.slug}-staff`)).load();
    const search = new OfflineSearch(entries, manifest);
    const near = { lat: told.desk.lat, lon: told.desk.lon };
    const found = {};
    for (const text of texts) {
        const query = new URLSearchParams({ q: text, bureau: told.desk.id });
        const page = await (await fetch(`${form.dataset.search}?${query}`)).text();
        const theirs = [...page.matchAll(/data-id="(\\d+)"/g)].map((one) => Number(one[1]));
        const mine = search.search({ text, near, pageSize: 12 }).hits.map((hit) => hit.entry.id);
        found[text] = [theirs, mine];
    }
    return found;
}"""


@pytest.fixture
def desk(open_page) -> Any:
    page = open_page(ADVISER)
    at_the_desk(page)
    settled(page)
    return page


def test_the_same_answers_with_and_without_the_server(desk) -> None:
    found = desk.evaluate(BOTH, list(TEXTS))
    assert {text: theirs for text, (theirs, _mine) in found.items()} == {
        text: mine for text, (_, mine) in found.items()
    }
    assert sum(bool(theirs) for theirs, _mine in found.values()) > 12


def test_a_second_visit_receives_nothing(desk) -> None:
    heard: list[str] = []
    desk.on("request", lambda request: heard.append(request.url) if "/hors-ligne/" in request.url else None)
    with desk.expect_response(lambda answer: "/offre/?since=" in answer.url):
        desk.reload()
    desk.wait_for_load_state("networkidle")
    assert [one for one in heard if "/fiches/" in one or "/vignettes/" in one] == []
    assert any("/offre/?since=" in one for one in heard)
