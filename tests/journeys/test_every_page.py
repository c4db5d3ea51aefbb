"""Every page that each role can reach: nothing breaks, nothing overflows, nothing shuts anyone out."""

from __future__ import annotations

from typing import Any

import pytest

from buron.demo.people import ACCOUNTS
from tests.journeys.pages import Found, asker, crawl, shape, skeleton

MOST = 80
WIDTHS = (360, 1440)
DESK_BYTES = 170_000
"""More than the 120 kB promised: the modules that work without network are to be loaded after the page."""
# The first roles see nearly everything; the others bring only what they see otherwise.
EMAILS = sorted((one.email for one in ACCOUNTS), key=lambda email: not email.startswith(("adm", "etour")))
drawn: dict[str, list[frozenset[str]]] = {}

OVERFLOWING = """width => [...document.querySelectorAll('body *')]
  .filter(one => one.getBoundingClientRect().right > width + 1 && !one.closest('.table-wrap, .map, .tabs__list'))
  .slice(0, 3).map(one => one.outerHTML.slice(0, 120))"""


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
    tools.on(
        "Network.requestWillBeSent", lambda event: asked.update({event["requestId"]: event["request"]["url"]})
    )
    tools.on(
        "Network.loadingFinished",
        lambda event: weights.update({event["requestId"]: event["encodedDataLength"]}),
    )
    page.reload(wait_until="networkidle")
    # The copy of the offer for working without network comes afterwards, in the background.
    page_itself = {
        asked.get(key, key): weight
        for key, weight in weights.items()
        if "/hors-ligne/" not in asked.get(key, "")
    }
    assert len(page_itself) > 5
    assert sum(page_itself.values()) < DESK_BYTES, sorted(page_itself.items(), key=lambda one: -one[1])[:12]


def test_the_phone_s_menu_leads_everywhere(open_page) -> None:
    page = open_page("direction@buron.example", width=360, height=780, has_touch=True, is_mobile=True)
    page.get_by_role("button", name="Menu", exact=True).tap()
    menu = page.get_by_role("navigation", name="Menu principal")
    menu.get_by_text("Administration", exact=True).tap()
    assert menu.get_by_role("link", name="Journal").count() == 1
    menu.get_by_role("link", name="Rapport d’activité").tap()
    page.get_by_role("heading", level=1, name="Rapport d’activité").wait_for()
    assert menu.is_hidden()
