"""What stands beside the acts, without network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.test_desk_keyboard import ADVISER, at_the_desk
from tests.journeys.test_offline import ASKED_FOR, DESK, ready, says, settled

IDEAS = "#hits [role=option]"


@pytest.fixture
def desk(open_page, faults) -> Iterator[Any]:
    page = open_page(ADVISER)
    at_the_desk(page)
    settled(page)
    yield page
    faults[:] = [one for one in faults if not any(text in one for text in ASKED_FOR)]


def offline(page: Any) -> None:
    """The network is cut, and the desk is opened again."""
    page.context.set_offline(True)
    page.goto(DESK)
    ready(page)


def ideas(page: Any, situation: str) -> list[str]:
    """What one touch gives, by identifier."""
    page.locator(f"[data-situation={situation}]").click()
    page.locator(".ideas__why").wait_for()
    found = page.locator(IDEAS).evaluate_all("(all) => all.map((one) => one.dataset.id)")
    page.locator(f"[data-situation={situation}]").click()
    page.locator(".ideas__why").wait_for(state="detached")
    return found


def test_one_touch_gives_the_ideas_of_the_server_without_it(desk) -> None:
    desk.route("**/accueil/idees/montrees/", lambda route: route.fulfill(json={"counted": 0}))
    situations = ["rain", "heat", "children", "no_car", "dog"]
    online = {one: ideas(desk, one) for one in situations}
    offline(desk)
    kept = {one: ideas(desk, one) for one in situations}
    assert {one: set(found) for one, found in kept.items()} == {
        one: set(found) for one, found in online.items()
    }
    assert sum(bool(found) for found in kept.values()) >= 2
    some = next(one for one, found in kept.items() if found)
    desk.locator(f"[data-situation={some}]").click()
    desk.get_by_text("Pourquoi ces idées").click()
    desk.get_by_text("Ordre hors ligne").wait_for()
    first = desk.locator(IDEAS).first
    assert first.locator(".ideas__because").inner_text()
    first.click()
    assert desk.locator("#carnet > li").count() == 1
    desk.context.set_offline(False)
    says(desk, "rien en attente")
