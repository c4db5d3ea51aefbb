"""A ranking visit on a tablet that loses the network, and the score that the tablet works out by itself."""

from __future__ import annotations

import io
import random
from typing import Any

import pytest
from PIL import Image

from buron.lodging.ranking import Visit, current_grid, reachable, score
from buron.lodging.ranking.carried import carried
from buron.lodging.ranking.grid import with_parameters
from tests.journeys.conftest import sign_in

AGENT = "qualite@buron.example"
TABLET = "/hauts-burons/classement/tablette/"
CIRCUMSTANCES = ("no_network", "building", "climate", "no_living_room", "studio", "no_parking", "no_lift")
PARAMETERS = (
    {},
    {"obligatory_includes_onc": "no", "surface_bonus_counts": "obtained"},
    {"rounding": "up"},
)


def a_visit(chance: random.Random) -> Visit:
    """Anything that a tablet may hold: from a ruin to a palace."""
    grid = current_grid()
    sure = chance.choice((0.3, 0.85, 0.97, 1.0))
    seen = [one for one in grid.criteria if chance.random() < chance.choice((0.9, 1.0))]
    answers = {
        one.number: chance.randint(one.least, one.points) if chance.random() < sure else 0 for one in seen
    }
    apart = frozenset(one.number for one in grid.criteria if one.unless and chance.random() < 0.1)
    return Visit(
        persons=chance.randint(1, 12),
        answers={number: points for number, points in answers.items() if number not in apart},
        floor=chance.randint(-1, 6),
        altitude=chance.choice((None, 0, 1000, 1001, 1400)),
        circumstances=frozenset(chance.sample(CIRCUMSTANCES, chance.randint(0, 3))),
        not_applicable=apart,
        prerequisite=chance.choice((None, None, True, False)),
    )


def as_told(visit: Visit) -> dict[str, Any]:
    return {
        "persons": visit.persons,
        "answers": dict(visit.answers),
        "floor": visit.floor,
        "altitude": visit.altitude,
        "circumstances": sorted(visit.circumstances),
        "apart": sorted(visit.not_applicable),
        "prerequisite": visit.prerequisite,
    }


SCRIPT = """async ([grid, visits]) => {
  const main = document.querySelector('script[src*="lodging/visit/app"]').src;
  const text = await (await fetch(main)).text();
  const { score, reachable } = await import(new URL(/["'](\\.\\/score[^"']*)["']/.exec(text)[1], main).href);
  return visits.map((visit) => ({
    best: reachable(visit, grid)?.stars ?? null,
    each: [1, 2, 3, 4, 5].map((stars) => {
      const found = score(visit, stars, grid);
      return [found.obligatory, found.obligatoryGot, found.optional, found.optionalGot, found.threshold, found.needed,
        found.obligatoryShort, found.optionalShort, found.missing.map((one) => one.number),
        found.blocking.map((one) => one.number), found.unseen.length, found.granted];
    }),
  }));
}"""


@pytest.mark.parametrize("chosen", PARAMETERS)
def test_the_tablet_scores_as_the_server_does(open_page, chosen):
    page = open_page(AGENT, width=820, path=TABLET)
    chance = random.Random(f"{sorted(chosen.items())}")  # noqa: S311 - invented visits
    grid = with_parameters(current_grid(), chosen)
    visits = [a_visit(chance) for _ in range(120)]
    found = page.evaluate(SCRIPT, [carried(grid), [as_told(one) for one in visits]])
    for visit, told in zip(visits, found, strict=True):
        best = reachable(visit, grid)
        assert told["best"] == (best.stars if best else None)
        for stars, each in enumerate(told["each"], 1):
            one = score(visit, stars, grid)
            assert each == [
                one.obligatory,
                one.obligatory_got,
                one.optional,
                one.optional_got,
                one.threshold * 100,
                one.needed * 100,
                one.obligatory_short,
                one.optional_short,
                [each.number for each in one.missing],
                [each.number for each in one.blocking],
                len(one.unseen),
                one.granted,
            ]


def ready(page: Any) -> None:
    page.wait_for_selector("#visit-app[data-ready]")
    page.evaluate("navigator.serviceWorker.ready")
    waiting(page, 0)
    page.wait_for_selector("[data-list] a")


def waiting(page: Any, count: int) -> None:
    page.wait_for_selector(f'[data-net][data-waiting="{count}"]')


def kept(page: Any) -> None:
    """Until the page itself is in the tablet's memory."""
    for _ in range(60):
        if page.evaluate(f"caches.match('{TABLET}').then(Boolean)"):
            return
        page.wait_for_timeout(500)
    raise AssertionError("the page was never kept")


def test_a_visit_without_network_is_kept_then_sent(open_page, faults):
    page = open_page(AGENT, width=820, height=1180, path=TABLET)
    ready(page)
    kept(page)
    page.context.set_offline(True)
    page.reload()
    page.wait_for_selector("[data-list] a")
    page.locator("[data-list] a").first.click()
    page.locator("#critere-1 [data-value=yes]").click()
    page.locator("#critere-2 [data-points='3']").click()
    page.locator("#critere-3 [data-value=no]").click()
    waiting(page, 3)
    page.reload()
    page.wait_for_selector("#critere-1")
    assert page.locator("#critere-1 [data-value=yes]").get_attribute("aria-pressed") == "true"
    assert page.locator("#critere-2 [data-points='3']").get_attribute("aria-pressed") == "true"
    page.context.set_offline(False)
    waiting(page, 0)
    told = page.request.get(f"{TABLET}visites.json").json()["visits"][0]["answers"]
    assert [told[number]["points"] for number in ("1", "2", "3")] == [5, 3, 0]
    faults.clear()


def a_photo() -> dict[str, Any]:
    buffer = io.BytesIO()
    Image.new("RGB", (400, 300), "#7a5").save(buffer, "JPEG")
    return {"name": "cuisine.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


KEPT = """() => new Promise((resolve) => {
  indexedDB.open('buron-kept-visits-hauts-burons').onsuccess = ({ target: { result: db } }) => {
    const stores = [...db.objectStoreNames];
    const held = {};
    const transaction = db.transaction(stores);
    for (const name of stores) {
      transaction.objectStore(name).count().onsuccess = ({ target }) => { held[name] = target.result; };
    }
    transaction.oncomplete = () => { db.close(); resolve(held); };
  };
})"""


def test_a_refused_photo_stays_until_a_person_decides(open_page, faults):
    page = open_page(AGENT, width=820, height=1180, path=TABLET)
    ready(page)
    page.route("**/photo/", lambda route: route.fulfill(status=422, json={"message": "Image illisible."}))
    page.locator("[data-list] a").first.click()
    page.locator("#critere-4 details summary").click()
    page.locator("#critere-4 [data-photo]").set_input_files(a_photo())
    refused = page.locator("[data-refused]")
    refused.get_by_text("Image illisible.").wait_for()
    page.reload()
    refused.get_by_text("critère 4").wait_for()
    with page.expect_download() as saved:
        refused.locator("[data-save]").click()
    assert saved.value.suggested_filename.startswith("critere-4-")
    page.unroute("**/photo/")
    with page.expect_response(lambda answer: answer.url.endswith("/photo/") and answer.ok):
        refused.locator("[data-again]").click()
    refused.wait_for(state="hidden")
    waiting(page, 0)
    faults.clear()


def test_a_tablet_forgets_what_has_left(open_page, faults):
    page = open_page(width=820, height=1180)
    sign_in(page, AGENT)  # a session of its own: the others go on with theirs
    page.goto(TABLET)
    ready(page)
    kept(page)
    page.context.set_offline(True)
    page.locator("[data-list] a").first.click()
    page.locator("#critere-5 [data-value=yes]").click()
    waiting(page, 1)
    # Nobody signed in for longer than the tablet may open: it closes, and keeps what has to leave alone.
    page.evaluate(
        """async () => {
          const cache = await caches.open('buron-who:hauts-burons');
          const note = await (await cache.match(location.pathname)).json();
          await cache.put(location.pathname, new Response(JSON.stringify({ ...note, until: Date.now() - 1 })));
        }"""
    )
    page.reload()
    page.wait_for_selector("[data-forgotten]", state="attached")
    page.get_by_text("Cette tablette attend une connexion").wait_for()
    assert page.evaluate(KEPT) == {"meta": 0, "photos": 0, "visits": 1}
    page.context.set_offline(False)
    page.reload()
    page.wait_for_selector("#visit-app[data-ready]")
    waiting(page, 0)
    page.goto("/hauts-burons/classement/")
    page.locator("summary.avatar").click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url(lambda address: "/classement/" not in address)
    page.wait_for_load_state()
    assert page.evaluate(KEPT) == {"meta": 0, "photos": 0, "visits": 0}
    assert not page.evaluate("caches.keys().then((names) => names.some((name) => name.startsWith('buron-')))")
    faults.clear()


def test_the_ranking_screens_with_axe(open_page, axe):
    page = open_page(AGENT, width=820, path=TABLET, bypass_csp=True)
    ready(page)
    page.locator("[data-list] a").first.click()
    page.wait_for_selector("#critere-1")
    found = axe(page)
    for path in ("", "habilitations/", "regle/", "courriels/", "nouvelle/?mots=gite"):
        page.goto(f"/hauts-burons/classement/{path}")
        found += axe(page)
    page.goto("/hauts-burons/classement/?etape=toutes")
    page.locator("[data-row-link]").first.click()
    page.wait_for_selector("h1")
    assert not found + axe(page)
