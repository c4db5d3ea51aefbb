"""What the journeys of the desk share: coming to it, and what it says of itself."""

from __future__ import annotations

import json
import time
from typing import Any

ADVISER = "accueil@buron.example"
DESK = "/hauts-burons/accueil/"


def until(page: Any, script: str, seconds: float = 20) -> Any:
    """Wait for an expression of the page (its CSP refuses the waiting of the driver, which evaluates texts)."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = page.evaluate(f"() => {script}")
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{script} did not come: {line(page)}")


def line(page: Any) -> str:
    """What the header says of the network."""
    return page.locator("[data-net-text]").inner_text()


def says(page: Any, text: str, seconds: float = 20) -> None:
    told = "document.querySelector('[data-net-text]').textContent.toLowerCase()"
    until(page, f"{told}.includes({json.dumps(text.lower())})", seconds)


def ready(page: Any) -> None:
    until(page, "document.documentElement.dataset.deskReady === '1'")


def at_the_desk(page: Any) -> None:
    """Say where one is with two digits and Enter."""
    page.goto(f"{DESK}poste/")
    page.keyboard.press("1")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/accueil/")
    ready(page)


def settled(page: Any) -> None:
    """The worker governs the page, and the offer has come whole.

    A worker may start late while the driver attaches to it: the page is then opened again, as a person would.
    """
    for last in (False, False, True):
        ready(page)
        try:
            until(page, "navigator.serviceWorker.controller !== null", 15)
            break
        except AssertionError:
            if last:
                raise
            page.reload()
    until(page, "caches.keys().then((names) => names.some((name) => name.startsWith('buron-desk:')))")
    says(page, "offre du", 60)


def count(page: Any, whose: str = "mine") -> int:
    return int(page.locator(f"[data-count={whose}]").inner_text())


def counted(page: Any, mine: int, desk: int | None = None) -> None:
    """The counts of the day reach these; a page that was kept asks for them."""
    for whose, number in (("mine", mine), ("desk", desk)):
        if number is not None:
            page.locator(f"[data-count={whose}]").get_by_text(str(number), exact=True).wait_for()


def chosen(page: Any) -> list[str]:
    return [text.strip() for text in page.locator("#desk .choice[aria-pressed=true] span").all_inner_texts()]


def waiting(page: Any) -> list[dict[str, Any]]:
    """What the outbox holds, read beside the page's own script."""
    return page.evaluate(
        """() => new Promise((resolve) => {
            const request = indexedDB.open("buron-outbox-hauts-burons");
            request.onsuccess = () => {
                const all = request.result.transaction("entries").objectStore("entries").getAll();
                all.onsuccess = () => { request.result.close(); resolve(all.result); };
            };
        })"""
    )
