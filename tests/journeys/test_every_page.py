"""Every page that each role can reach: nothing breaks, nothing overflows, nothing shuts anyone out."""

from __future__ import annotations

from typing import Any

import pytest

from buron.demo.people import ACCOUNTS
from tests.journeys.pages import Found, asker, crawl, shape, skeleton

MOST = 80
WIDTHS = (360, 1440)
DESK_BYTES = 120_000
# The first roles see nearly everything; the others bring only what they see otherwise.
EMAILS = sorted((one.email for one in ACCOUNTS), key=lambda email: not email.startswith(("adm", "etour")))
drawn: dict[str, list[frozenset[str]]] = {}

OVERFLOWING = """width => [...document.querySelectorAll('body *')]
  .filter(one => one.getBoundingClientRect().right > width + 1 && !one.closest('.table-wrap, .map, .tabs__list'))
  .slice(0, 3).map(one => one.outerHTML.slice(0, 120))"""

AFTER_USABLE = """() => {
  const [usable] = performance.getEntriesByName('desk-usable');
  return performance.getEntriesByType('resource')
    .filter((one) => one.startTime > usable.startTime && one.name.endsWith('.js')).map((one) => one.name);
}"""


@pytest.mark.parametrize("email", EMAILS)
def test_pages_of_a_role(open_page, axe, email: str) -> None:
    page = open_page(email, bypass_csp=True, reduced_motion="reduce")
    with asker(page) as client:
        found = list(crawl(client, most=MOST))
    assert [f"{one.status} {one.address}" for one in found if one.status >= 400] == []
    assert len(found) >= 12
    wrong: list[str] = []
    for one in found:
        if one.is_page and is_new(one):
            wrong += faults_of(page, axe, one.address)
    assert not wrong, "\n".join(wrong)


def is_new(one: Found) -> bool:
    """Whether a page shows something that no page of its kind, drawn for another role, has shown."""
    known, bones = drawn.setdefault(shape(one.address), []), skeleton(one.text)
    if any(bones <= other for other in known):
        return False
    known.append(bones)
    return True


def faults_of(page: Any, axe: Any, address: str) -> list[str]:
    """What is wrong with one page for those who see it."""
    page.goto(address)
    wrong = axe(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        needed = page.evaluate("document.documentElement.scrollWidth")
        if needed > width:
            wrong.append(f"{address} needs {needed} px of {width}: {page.evaluate(OVERFLOWING, width)}")
    if not page.title().strip() or page.locator("h1").count() != 1:
        wrong.append(f"{address}: a title and one heading of the first level are missing")
    return wrong


@pytest.mark.parametrize(
    "path",
    [
        "/hauts-burons/accueil/poste/",
        "/hauts-burons/offre/",
        "/hauts-burons/observatoire/tableaux/reception.welcome/",
        "/hauts-burons/accueil/apres-coup/",
    ],
)
def test_the_focus_is_always_seen(open_page, path: str) -> None:
    page = open_page("direction@buron.example", path=path)
    for _step in range(30):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            """() => {
              let one = document.activeElement;
              if (one === document.body) return 'body';
              for (; one && one !== document.body; one = one.parentElement) {
                const style = getComputedStyle(one);
                if (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) return 'outline';
              }
              return document.activeElement.outerHTML.slice(0, 200);
            }"""
        )
        assert shown in ("outline", "body"), shown


def test_the_desk_is_light_the_first_time(open_page) -> None:
    page = open_page("accueil@buron.example", path="/hauts-burons/accueil/poste/")
    page.get_by_role("radio", name="Riom-ès-Montagnes").check()
    page.get_by_role("radio", name="Comptoir").check()
    page.get_by_role("button", name="Commencer").click()
    page.wait_for_url("**/accueil/")
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    asked: dict[str, str] = {}
    weights: dict[str, float] = {}

    def weigh(event: dict[str, Any]) -> None:
        if event["requestId"] in asked:  # the page before may still have been loading
            weights[asked[event["requestId"]]] = event["encodedDataLength"]

    tools.on(
        "Network.requestWillBeSent", lambda event: asked.update({event["requestId"]: event["request"]["url"]})
    )
    tools.on("Network.loadingFinished", weigh)
    page.reload(wait_until="networkidle")
    # The scripts that work without network come once the desk is usable, then the copy of the offer.
    afterwards = set(page.evaluate(AFTER_USABLE))
    first = {
        url: weight for url, weight in weights.items() if url not in afterwards and "/hors-ligne/" not in url
    }
    assert len(first) > 20 and any("desk_offline" in url for url in afterwards)
    assert sum(first.values()) < DESK_BYTES, sorted(first.items(), key=lambda one: -one[1])[:12]


def test_the_phone_s_menu_leads_everywhere(open_page) -> None:
    page = open_page("direction@buron.example", width=360, height=780, has_touch=True, is_mobile=True)
    page.get_by_role("button", name="Menu", exact=True).tap()
    menu = page.get_by_role("navigation", name="Menu principal")
    menu.get_by_text("Administration", exact=True).tap()
    assert menu.get_by_role("link", name="Journal").count() == 1
    menu.get_by_role("link", name="Rapport d’activité").tap()
    page.get_by_role("heading", level=1, name="Rapport d’activité").wait_for()
    assert menu.is_hidden()
