"""What stands beside the acts, without network."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.desk import ADVISER, DESK, at_the_desk, ready, says, settled, until, waiting
from tests.journeys.test_offline import ASKED_FOR

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


def write_beside(page: Any, shortcut: str, dialog: str, box: str, text: str, button: str) -> None:
    page.keyboard.press(shortcut)
    form = page.get_by_role("dialog", name=dialog)
    form.locator(".chip").first.click()
    form.locator(box).fill(text)
    form.get_by_role("button", name=button).click()
    page.locator("#team-said").get_by_text("Gardé sur ce poste").wait_for()


def test_a_request_and_a_note_wait_with_the_acts_and_leave_once(desk, server) -> None:
    offline(desk)
    write_beside(desk, "u", "Nous n’avons pas pu répondre", "[name=words]", "navette du lac bleu", "Noter")
    write_beside(desk, "l", "Cahier de liaison", "[name=text]", "Rappeler le gîte du lac bleu", "Écrire")
    says(desk, "2 saisies en attente")
    desk.locator("#desk-net").click()
    waits = desk.get_by_role("dialog", name="Ce qui attend sur ce poste")
    waits.get_by_text("demande sans réponse : navette du lac bleu").wait_for()
    waits.get_by_text("cahier de liaison : Rappeler le gîte du lac bleu").wait_for()
    desk.keyboard.press("Escape")
    ids = [one["id"].replace("-", "") for one in waiting(desk)]
    desk.context.set_offline(False)
    says(desk, "rien en attente")
    with sqlite3.connect(server.data / "buron.sqlite3") as database:
        unmet = database.execute("SELECT client_id FROM reception_unmetrequest WHERE words LIKE '%lac bleu'")
        notes = database.execute("SELECT client_id FROM reception_liaisonnote WHERE text LIKE '%lac bleu'")
        found = [row[0] for row in (*unmet.fetchall(), *notes.fetchall())]
    database.close()
    assert set(ids) <= set(found) and len(ids) == 2


def mend(page: Any, why: str) -> Any:
    """Open what is to be corrected, and bring it back into its form."""
    page.locator("#desk-net").click()
    waits = page.get_by_role("dialog", name="Ce qui attend sur ce poste")
    waits.get_by_text(why).wait_for()
    waits.get_by_role("button", name="Corriger").click()
    return page.get_by_role("dialog", name="Nous n’avons pas pu répondre")


def test_a_request_that_the_server_refuses_is_mended_and_leaves(desk, server) -> None:
    offline(desk)
    desk.evaluate("() => { document.querySelector('[data-team=unmet] [name=theme]').value = 'retired'; }")
    write_beside(desk, "u", "Nous n’avons pas pu répondre", "[name=words]", "barque du lac vert", "Noter")
    [entry] = waiting(desk)
    desk.context.set_offline(False)
    says(desk, "1 saisie à corriger")
    desk.reload()
    ready(desk)
    says(desk, "1 saisie à corriger")
    form = mend(desk, "Ce thème n’est plus dans la liste")
    assert form.locator("[name=words]").input_value() == "barque du lac vert"
    desk.keyboard.press("Escape")  # another day
    form.wait_for(state="hidden")
    [kept] = waiting(desk)
    assert (kept["state"], kept["message"]["words"]) == ("refused", "barque du lac vert")
    form = mend(desk, "barque du lac vert")
    form.locator(".chip").first.click()
    form.get_by_role("button", name="Noter").click()
    says(desk, "rien en attente")
    with sqlite3.connect(server.data / "buron.sqlite3") as database:
        sql = "SELECT client_id, theme FROM reception_unmetrequest WHERE words = 'barque du lac vert'"
        [(client_id, theme)] = database.execute(sql).fetchall()
    database.close()
    assert client_id == entry["id"].replace("-", "") and theme and waiting(desk) == []


TALLY = f"{DESK}batonnage/"


def sheet(page: Any, day: str) -> None:
    """Three couples of the morning of a day, kept on the device."""
    page.goto(TALLY)
    until(page, "document.documentElement.dataset.tallyReady === '1'")
    page.locator("[name=day]").fill(day)
    page.locator("[name=desk]").select_option(index=1)
    page.locator("[name=channel]").select_option(index=1)
    for _ in range(3):
        page.locator('[data-column=party] [data-step="1"]').first.click()
    page.get_by_role("button", name="Enregistrer la feuille").click()
    page.locator("#tally-said").get_by_text("Feuille gardée sur ce poste").wait_for()


def test_a_tally_sheet_is_filled_without_network_and_two_of_one_half_day_are_settled(desk, server) -> None:
    day = (dt.date.today() - dt.timedelta(days=5)).isoformat()
    desk.context.set_offline(True)
    sheet(desk, day)
    says(desk, "1 saisie en attente")
    sheet(desk, day)
    says(desk, "2 saisies en attente")
    desk.locator("#desk-net").click()
    desk.get_by_role("dialog").get_by_text(f"feuille de bâtonnage du {day}, 3 accueils").first.wait_for()
    desk.keyboard.press("Escape")
    desk.context.set_offline(False)
    says(desk, "rien en attente")
    desk.locator("#tally-said").get_by_text("gardé de côté").wait_for()
    desk.goto(f"{DESK}de-cote/")
    desk.get_by_text("Feuille de bâtonnage").first.wait_for()
    desk.get_by_text("3 accueils").first.wait_for()


def test_the_page_of_a_partner_opens_without_network(open_page, faults, server) -> None:
    office = open_page("direction@buron.example", path=f"{DESK}points/")
    opens = office.locator("main form[action*='/ouvrir/'] button")
    if opens.count():
        opens.first.click()
        office.wait_for_load_state()
    with sqlite3.connect(server.data / "buron.sqlite3") as database:
        sql = "SELECT token FROM reception_partnerlink WHERE revoked_at IS NULL LIMIT 1"
        [token] = database.execute(sql).fetchone()
    database.close()
    page = open_page(path=f"/p/#{token}")
    page.locator("[data-step=party] button").first.wait_for()
    until(page, "navigator.serviceWorker.controller !== null", 40)
    name = page.locator("[data-desk]").inner_text()
    context = page.context
    page.close()
    context.set_offline(True)
    again = context.new_page()
    again.goto(f"/p/#{token}")
    again.locator("[data-desk]").get_by_text(name).wait_for()
    for step in ("party", "origin", "theme"):
        again.locator(f"[data-step={step}]:not([hidden]) button").first.click()
    again.get_by_text("C’est compté.").wait_for()
    again.locator("[data-waiting]").get_by_text("En attente : 1").wait_for(timeout=20_000)
    context.set_offline(False)
    again.locator("[data-waiting]").wait_for(state="hidden", timeout=40_000)
    assert token not in "".join(again.evaluate("() => caches.keys()"))
