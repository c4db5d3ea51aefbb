"""The desk without network, in a real browser: before, during, after, and everything that may be cut."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.journeys.conftest import sign_in
from tests.journeys.desk import ADVISER, DESK, at_the_desk, chosen, line, ready, says, settled, until, waiting

REPLAY = "**/accueil/hors-ligne/envoi/"
ASKED_FOR = ("ERR_", "status of 500", "500 http", "status of 403")
"""Faults that these journeys make on purpose."""


def welcome(page: Any, *keys: str) -> None:
    """A visitor in some keys, then F2; the screen is ready for the next one."""
    for key in keys or ("1", "2"):
        page.keyboard.press(key)
    page.keyboard.press("F2")
    page.locator("#said").get_by_text("gardé sur ce poste").wait_for()
    page.evaluate("() => document.getElementById('said').replaceChildren()")


@pytest.fixture
def counted(server) -> Callable[[list[str]], int]:
    """How many acts the server holds under these identifiers."""

    def count(ids: list[str]) -> int:
        names = {one.replace("-", "") for one in ids}
        with sqlite3.connect(server.data / "buron.sqlite3") as database:
            rows = database.execute(
                "SELECT client_id FROM reception_act WHERE cancelled_at IS NULL"
            ).fetchall()
        database.close()
        return sum(row[0] in names for row in rows)

    return count


@pytest.fixture
def desk(open_page, faults) -> Iterator[Any]:
    page = open_page(ADVISER)
    at_the_desk(page)
    settled(page)
    yield page
    faults[:] = [one for one in faults if not any(text in one for text in ASKED_FOR)]


def test_a_day_without_network(desk, counted) -> None:
    assert "rien en attente" in line(desk).lower()
    desk.context.set_offline(True)
    desk.goto(DESK)
    ready(desk)
    assert line(desk).startswith("Hors réseau")
    desk.keyboard.press("/")
    desk.keyboard.type("casc")
    first = desk.locator("#hits:not([data-often]) [role=option][aria-selected=true]")
    first.wait_for()
    assert "Cascade" in first.inner_text()
    desk.keyboard.press("ArrowRight")
    desk.locator(".hit-card dl").wait_for()
    for key in ("Enter", "Escape", "Escape"):
        desk.keyboard.press(key)
    desk.evaluate("() => { window.print = () => { window.printed = true; }; }")
    desk.keyboard.press("p")
    until(desk, "window.printed")
    assert "Cascade" in desk.locator("#carnet-sheet").text_content()
    desk.keyboard.press("t")
    desk.get_by_role("alert").filter(has_text="imprimez le carnet").wait_for()
    welcome(desk, "2", "1")
    welcome(desk)
    says(desk, "2 actes en attente")
    entries = waiting(desk)
    assert [one["state"] for one in entries] == ["waiting", "waiting"]
    desk.goto(f"{DESK}actes/")
    assert desk.get_by_role("heading", level=1).inner_text() == "Cette page demande le réseau"
    desk.get_by_role("link", name="Revenir à l’accueil").click()
    ready(desk)
    says(desk, "2 actes en attente")
    ids = [one["id"] for one in entries]
    assert counted(ids) == 0
    desk.context.set_offline(False)
    says(desk, "rien en attente")
    assert counted(ids) == 2 and waiting(desk) == []


def test_an_act_taken_back_before_it_left_comes_to_the_screen(desk) -> None:
    desk.context.set_offline(True)
    for key in ("1", "2", "F2"):
        desk.keyboard.press(key)
    desk.locator("#said").get_by_text("gardé sur ce poste").wait_for()
    desk.keyboard.press("z")
    desk.locator("#said").get_by_text("revenu à l’écran").wait_for()
    assert len(chosen(desk)) == 2 and waiting(desk) == []


def test_a_tab_that_is_killed_loses_nothing(desk, counted) -> None:
    desk.context.set_offline(True)
    welcome(desk)
    desk.keyboard.press("3")
    desk.keyboard.press("4")
    context = desk.context
    ids = [one["id"] for one in waiting(desk)]
    desk.close(run_before_unload=False)
    again = context.new_page()
    again.goto(DESK)
    ready(again)
    says(again, "1 acte en attente")
    assert len(chosen(again)) == 2
    context.set_offline(False)
    says(again, "rien en attente")
    assert counted(ids) == 1


@pytest.mark.parametrize("fault", ["500", "html", "half", "cut", "nothing"])
def test_an_answer_that_is_not_one_loses_and_doubles_nothing(desk, counted, fault) -> None:
    desk.context.set_offline(True)
    for _ in range(3):
        welcome(desk)
    ids = [one["id"] for one in waiting(desk)]
    heard: list[int] = []

    def answer(route: Any) -> None:
        heard.append(1)
        if len(heard) > 1:
            return route.continue_()
        if fault == "500":
            return route.fulfill(status=500, body="<h1>Erreur</h1>", content_type="text/html")
        if fault == "html":
            return route.fulfill(
                status=200, body="<html>Connectez-vous au wifi</html>", content_type="text/html"
            )
        if fault == "nothing":
            return route.fulfill(status=200, body='{"entries": []}', content_type="application/json")
        done = route.fetch()
        if fault == "half":
            return route.fulfill(
                status=200, body=done.text()[: len(done.text()) // 2], content_type="application/json"
            )
        return route.abort()

    desk.route(REPLAY, answer)
    desk.context.set_offline(False)
    says(desk, "rien en attente", 40)
    assert len(heard) > 1 and counted(ids) == 3 and waiting(desk) == []


def test_a_clock_that_is_years_wrong_is_put_right_by_the_server(desk, counted, server) -> None:
    desk.context.set_offline(True)
    desk.clock.set_system_time("2011-03-04T08:00:00")
    welcome(desk)
    [entry] = waiting(desk)
    desk.context.set_offline(False)
    desk.evaluate("() => dispatchEvent(new Event('online'))")
    says(desk, "rien en attente")
    with sqlite3.connect(server.data / "buron.sqlite3") as database:
        name = entry["id"].replace("-", "")
        [day] = database.execute("SELECT day FROM reception_act WHERE client_id = ?", [name]).fetchone()
    database.close()
    assert day == time.strftime("%Y-%m-%d")


def test_a_refused_act_stays_with_its_reason_until_it_is_mended(desk, counted) -> None:
    desk.context.set_offline(True)
    welcome(desk)
    [entry] = waiting(desk)

    def refuse(route: Any) -> None:
        told = {
            "client_id": entry["id"],
            "status": "refused",
            "message": "Cette réponse n’est plus dans la liste.",
        }
        route.fulfill(status=200, body=json.dumps({"entries": [told]}), content_type="application/json")

    desk.route(REPLAY, refuse)
    desk.context.set_offline(False)
    says(desk, "1 acte à corriger")
    desk.unroute(REPLAY)
    desk.locator("#desk-net").click()
    dialog = desk.get_by_role("dialog", name="Ce qui attend sur ce poste")
    dialog.get_by_text("Cette réponse n’est plus dans la liste.").wait_for()
    dialog.get_by_role("button", name="Corriger").click()
    assert len(chosen(desk)) == 2
    desk.keyboard.press("F2")
    says(desk, "rien en attente")
    assert counted([entry["id"]]) == 1


def test_a_store_that_is_full_says_so_and_keeps_what_it_has(desk) -> None:
    desk.context.set_offline(True)
    welcome(desk)
    devtools = desk.context.new_cdp_session(desk)
    origin = desk.evaluate("() => location.origin")
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 1})
    for key in ("1", "2", "F2"):
        desk.keyboard.press(key)
    alert = desk.get_by_role("alert").filter(has_text="mémoire de ce poste est pleine")
    kept = desk.locator("#said").get_by_text("gardé sur ce poste")
    alert.or_(kept).first.wait_for()
    if alert.is_visible():
        assert len(chosen(desk)) == 2
    held = waiting(desk)
    assert len(held) == (1 if alert.is_visible() else 2)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin})
    desk.context.set_offline(False)
    if alert.is_visible():
        desk.keyboard.press("F2")
    says(desk, "rien en attente", 40)


def test_a_session_that_ended_meanwhile_costs_a_sign_in_and_acts_keep_their_author(
    desk, counted, server
) -> None:
    desk.context.set_offline(True)
    welcome(desk)
    [entry] = waiting(desk)
    desk.context.clear_cookies()
    desk.context.set_offline(False)
    says(desk, "reconnectez-vous")
    assert len(waiting(desk)) == 1
    sign_in(desk, "direction@buron.example")
    at_the_desk(desk)
    ready(desk)
    says(desk, "rien en attente")
    assert counted([entry["id"]]) == 1
    with sqlite3.connect(server.data / "buron.sqlite3") as database:
        sql = "SELECT u.email FROM reception_act a JOIN kernel_user u ON u.id = a.author_id WHERE a.client_id = ?"
        [email] = database.execute(sql, [entry["id"].replace("-", "")]).fetchone()
    database.close()
    assert email == ADVISER


def test_signing_out_wipes_the_office_and_keeps_what_waits(open_page, faults) -> None:
    desk = open_page()
    sign_in(desk, ADVISER)  # a session of its own: the others go on with theirs
    at_the_desk(desk)
    settled(desk)
    desk.context.set_offline(True)
    welcome(desk)
    desk.route(REPLAY, lambda route: route.abort())
    desk.context.set_offline(False)
    desk.locator("summary.avatar").click()
    desk.get_by_role("button", name="Se déconnecter").click()
    desk.wait_for_url(lambda address: "/accueil/" not in address)
    desk.wait_for_load_state()
    names = desk.evaluate("() => caches.keys()")
    bases = desk.evaluate("() => indexedDB.databases().then((all) => all.map((one) => one.name))")
    assert [name for name in names if name.startswith("buron-")] == []
    assert [name for name in bases if name.endswith("-staff")] == [] and "buron-outbox-hauts-burons" in bases
    assert len(waiting(desk)) == 1
    faults.clear()


def test_a_desk_that_nobody_signed_in_for_long_is_closed(desk) -> None:
    desk.evaluate(
        """() => caches.open("buron-who:hauts-burons").then((cache) => cache.put("/hauts-burons/accueil/",
            new Response(JSON.stringify({ at: "", user: {}, until: Date.now() - 1 }))))"""
    )
    desk.context.set_offline(True)
    desk.goto(DESK)
    assert desk.get_by_role("heading", level=1).inner_text() == "Ce poste attend une connexion"


FILL = """(count) => new Promise((resolve, reject) => {
    const request = indexedDB.open("buron-outbox-hauts-burons");
    request.onsuccess = () => {
        const transaction = request.result.transaction("entries", "readwrite");
        const store = transaction.objectStore("entries");
        const desk = Number(document.getElementById("desk").dataset.desk);
        const author = JSON.parse(document.getElementById("desk-offline").textContent).user;
        const ids = [];
        for (let rank = 0; rank < count; rank += 1) {
            const id = crypto.randomUUID();
            ids.push(id);
            const message = { client_id: id, desk, channel: "counter", answers: { party: "couple", origin: "FR-15" } };
            const at = Date.now() - (count - rank) * 60_000;
            store.add({ id, message, at, mono: 0, boot: "", author, state: "waiting" });
        }
        transaction.oncomplete = () => { request.result.close(); resolve(ids); };
        transaction.onerror = () => reject(transaction.error);
    };
})"""


def test_five_thousand_acts_are_counted_once_each_though_the_line_is_cut(desk, counted) -> None:
    desk.context.set_offline(True)
    ids = desk.evaluate(FILL, 5_000)
    desk.evaluate("() => dispatchEvent(new Event('offline'))")
    says(desk, "5000 actes en attente")
    heard: list[int] = []

    def cut_some(route: Any) -> None:
        heard.append(1)
        if len(heard) % 5 == 2:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    desk.route(REPLAY, cut_some)
    desk.context.set_offline(False)
    desk.evaluate("() => dispatchEvent(new Event('online'))")
    says(desk, "rien en attente", 240)
    assert counted(ids) == 5_000 and waiting(desk) == []


@pytest.mark.parametrize("width", [360, 1440])
def test_the_desk_without_network_is_readable_and_accessible(open_page, faults, axe, width) -> None:
    page = open_page(ADVISER, width=width, bypass_csp=True)
    at_the_desk(page)
    settled(page)
    page.context.set_offline(True)
    page.goto(DESK)
    ready(page)
    welcome(page)
    page.locator("#desk-net").click()
    page.get_by_role("dialog", name="Ce qui attend sur ce poste").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe(page) == []
    page.context.set_offline(False)
    says(page, "rien en attente")
    faults[:] = [one for one in faults if "ERR_" not in one]
