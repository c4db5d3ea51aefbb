"""An adviser, a queue, a keyboard: the desk without a mouse, and without a server."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.journeys.conftest import sign_in
from tests.journeys.desk import ADVISER, at_the_desk, chosen, count, counted, ready


@pytest.fixture
def desk(open_page) -> Any:
    page = open_page(ADVISER)
    at_the_desk(page)
    return page


def recorded(page: Any, expected: int) -> None:
    """The bar says it, and the count of the day is there."""
    page.locator("#said").get_by_text("Accueil enregistré").wait_for()
    counted(page, expected)


def welcome_with_search(page: Any, words: str) -> None:
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.locator("#hits:not([data-often]) [role=option][aria-selected=true]").wait_for()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    page.keyboard.press("3")
    page.keyboard.press("F2")


def test_ten_visitors_by_keyboard_alone(desk) -> None:
    before, whole = count(desk), count(desk, "desk")
    started = time.monotonic()
    for number in range(10):
        if number % 2:
            welcome_with_search(desk, ("casc", "sentier", "restau", "marche", "musee")[number // 2])
        else:  # three keys: who, from where, finish
            for key in ("1", "2", "Enter"):
                desk.keyboard.press(key)
        recorded(desk, before + number + 1)
    assert time.monotonic() - started < 60
    desk.reload()
    counted(desk, before + 10, whole + 10)


def test_what_was_shown_and_answered_is_what_was_recorded(desk) -> None:
    desk.keyboard.press("/")
    desk.keyboard.type("cascade")
    first = desk.locator("#hits:not([data-often]) [role=option][aria-selected=true]")
    first.wait_for()
    name = first.locator(".hit__name, strong").first.inner_text().strip()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Escape")
    desk.keyboard.press("Escape")
    desk.keyboard.press("2")
    desk.keyboard.press("1")
    answers = chosen(desk)
    desk.keyboard.press("Control+Enter")
    desk.locator("#said").get_by_text("Accueil enregistré").wait_for()
    desk.goto("/hauts-burons/accueil/actes/")
    desk.locator("tbody tr a").first.click()
    noted = desk.locator("main").inner_text()
    for text in (*answers, name, "Visite, découverte"):
        assert text in noted
    assert "non demandé" in noted


def test_enter_before_the_answers_means_the_first_of_them(desk) -> None:
    desk.keyboard.press("/")
    for words in ("casc", "musee"):
        desk.keyboard.type(words)
        desk.keyboard.press("Enter")
        desk.locator("#said").get_by_text("ajoutée au carnet").wait_for()
        desk.locator("#said").get_by_text("ajoutée au carnet").evaluate("said => said.replaceChildren()")
    shown = desk.get_by_role("list", name="Fiches du carnet").locator("li span:first-child").all_inner_texts()
    assert len(shown) == 2 and "Cascade" in shown[0] and "Musée" in shown[1]


def test_a_mistake_is_taken_back_by_keyboard(desk) -> None:
    before = count(desk)
    for key in ("1", "2", "Enter"):
        desk.keyboard.press(key)
    recorded(desk, before + 1)
    desk.keyboard.press("z")
    desk.locator("#said").get_by_text("Accueil annulé").wait_for()
    counted(desk, before)
    assert len(chosen(desk)) == 2
    desk.keyboard.press("Backspace")
    assert len(chosen(desk)) == 1
    desk.keyboard.press("4")
    desk.keyboard.press("F2")
    recorded(desk, before + 1)


def test_a_server_that_stops_loses_nothing_and_doubles_nothing(desk, server, faults) -> None:
    before = count(desk)
    desk.keyboard.press("1")
    desk.keyboard.press("2")
    server.stop()
    desk.keyboard.press("F2")
    desk.locator("#said").get_by_text("gardé sur ce poste").wait_for()
    assert chosen(desk) == []
    net = desk.locator("[data-net-text]")
    net.get_by_text("1 acte en attente").wait_for()
    server.start()
    desk.evaluate("() => dispatchEvent(new Event('online'))")
    desk.locator("[data-net-text]", has_text="Rien en attente").wait_for(timeout=60_000)
    counted(desk, before + 1)
    desk.reload()
    counted(desk, before + 1)
    faults.clear()


def test_an_answer_lost_on_the_way_is_asked_again_and_counted_once(desk) -> None:
    before = count(desk)
    heard: list[str] = []

    def lose_the_first(route: Any) -> None:
        heard.append(route.request.post_data_json["client_id"])
        if len(heard) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    desk.route("**/accueil/enregistrer/", lose_the_first)
    for key in ("3", "1", "F2"):
        desk.keyboard.press(key)
    recorded(desk, before + 1)
    assert len(heard) == 2 and heard[0] == heard[1]
    desk.reload()
    counted(desk, before + 1)


def test_a_session_that_ended_costs_nothing_but_a_sign_in(open_page, faults) -> None:
    page = open_page(ADVISER)
    at_the_desk(page)
    before = count(page)
    page.keyboard.press("1")
    page.context.clear_cookies()
    page.keyboard.press("F2")
    page.get_by_role("alert").filter(has_text="session").wait_for()
    page.locator("[data-net-text]").get_by_text("1 acte en attente").wait_for()
    faults.clear()
    elsewhere = page.context.new_page()
    sign_in(elsewhere, ADVISER)
    page.bring_to_front()
    page.evaluate("() => dispatchEvent(new Event('online'))")
    page.locator("[data-net-text]", has_text="Rien en attente").wait_for(timeout=60_000)
    at_the_desk(page)
    counted(page, before + 1)
    faults.clear()


def test_what_is_touched_before_the_rest_has_come_is_not_lost(open_page) -> None:
    page = open_page(ADVISER, service_workers="block")
    at_the_desk(page)
    before = count(page)
    held: list[Any] = []
    page.route("**/reception/later.*.js", lambda route: held.append(route))
    page.reload()
    page.locator("[data-situation=rain]").click()
    for key in ("1", "2", "F2"):  # the server alone answers
        page.keyboard.press(key)
    recorded(page, before + 1)
    assert page.locator(".ideas__why").count() == 0
    [module] = held
    module.continue_()
    page.locator(".ideas__why").wait_for()
    ready(page)
