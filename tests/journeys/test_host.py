"""A host on a phone: the link of its letter, a month in total, the network that falls, a stay, English."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import Any

import pytest

PHONE = 360
PATIENCE = 30_000
WIDE = "document.documentElement.scrollWidth > innerWidth"
SMALL = """() => [...document.querySelectorAll('main a.host__task, main a.host__way, main button.button--big')]
  .map((one) => [one.innerText, one.getBoundingClientRect().height])
  .filter(([, height]) => height && height < 44).map(([text]) => text)"""


@pytest.fixture
def token(server) -> str:
    """The link that the demonstration prints among its accounts."""
    found = re.search(r"/hebergeur/#(\S+)", server.log())
    assert found, "the demonstration prints no host's link"
    return found[1]


def enter(open_page, token: str, **options: Any) -> Any:
    page = open_page(path=f"/hebergeur/#{token}", width=PHONE, height=740, has_touch=True, **options)
    page.get_by_role("heading", name="Que reste-t-il à faire").wait_for(timeout=PATIENCE)
    return page


def first_month(page: Any) -> None:
    """The first thing to do, or a past month to correct when nothing is left."""
    tasks = page.locator("a.host__task")
    if tasks.count():
        tasks.first.click()
    else:
        page.get_by_role("link", name="Tout revoir").click()
        page.locator("a.host__task").first.click()
        page.get_by_role("link", name="Corriger ce mois").click()
    page.locator("a.host__way").first.wait_for()


def fill_total(page: Any, nights: str) -> None:
    page.get_by_role("link", name="je donne le total").click()
    page.get_by_role("button", name="Voir la taxe").wait_for()
    for field in page.locator("[name$='-nights']").all():
        field.fill(nights)
    for field in page.locator("[name$='-price']").all():
        field.fill("480,50")


def test_the_link_leaves_no_trace_in_the_addresses(open_page, token):
    page = enter(open_page, token)
    assert token not in page.url and token not in page.content()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url + str(request.headers)))
    page.reload()
    page.get_by_role("heading", name="Que reste-t-il à faire").wait_for()
    assert asked and not any(token in one for one in asked)


def test_a_month_is_declared_in_a_few_taps(open_page, token, axe):
    page = enter(open_page, token, bypass_csp=True)
    findings = axe(page)
    first_month(page)
    findings += axe(page)
    fill_total(page, "-4")
    page.get_by_role("button", name="Voir la taxe").click()
    page.get_by_text("Un nombre négatif n’est pas possible").first.wait_for()
    for field in page.locator("[name$='-nights']").all():
        field.fill("6")
    findings += axe(page)
    assert not page.evaluate(WIDE) and page.evaluate(SMALL) == []
    page.get_by_role("button", name="Voir la taxe").click()
    page.get_by_role("button", name="Envoyer ma déclaration").wait_for()
    page.get_by_text("Voir le calcul").click()
    page.get_by_text("nuitées taxées").first.wait_for()
    findings += axe(page)
    assert not page.evaluate(WIDE)
    page.get_by_role("button", name="Envoyer ma déclaration").dblclick()
    page.wait_for_url("**/declaration/**")
    page.get_by_role("heading", name="C’est envoyé").wait_for()
    findings += axe(page)
    assert findings == []


def tab_to(page: Any, selector: str) -> None:
    """Go there by the keyboard alone."""
    for _step in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_no_guest_by_the_keyboard_alone(open_page, token):
    page = enter(open_page, token)
    first_month(page)
    page.reload()
    page.locator("a.host__way").first.wait_for()
    for selector in ("a[href$='/verifier/none/']", "form[data-host-send] button"):
        page.locator("h1").wait_for()
        tab_to(page, selector)
        page.keyboard.press("Enter")
        page.wait_for_url("**/verifier/none/" if "none" in selector else "**/declaration/**")
    page.get_by_role("heading", name="C’est envoyé").wait_for()


def test_what_is_sent_without_network_waits_and_leaves_once(open_page, token, faults):
    page = enter(open_page, token)
    first_month(page)
    fill_total(page, "5")
    page.context.set_offline(True)
    page.get_by_role("button", name="Voir la taxe").click()
    page.get_by_text("Pas de réseau : ce que vous avez écrit est gardé").wait_for(timeout=PATIENCE)
    page.context.set_offline(False)
    page.reload()
    page.get_by_role("button", name="Voir la taxe").click()
    page.get_by_role("button", name="Envoyer ma déclaration").wait_for()
    page.context.set_offline(True)
    page.get_by_role("button", name="Envoyer ma déclaration").click()
    page.get_by_text("elle partira seule").wait_for(timeout=PATIENCE)
    page.context.set_offline(False)
    page.get_by_text("qui attendait le réseau est partie").wait_for(timeout=PATIENCE)
    page.get_by_role("link", name="Ouvrir").click()
    page.get_by_text("Corriger ce mois").wait_for()
    faults.clear()  # the network was cut on purpose


def kept_once(page: Any) -> None:
    """The phone holds the page that opens without network, and says so."""
    page.locator("[data-host-ready]").wait_for(timeout=PATIENCE)


def keep_a_month(page: Any, nights: str) -> str:
    """Declare the first month of the kept page; gives the name of its lodging."""
    month = page.locator("[data-host-month]").first
    month.locator("summary").first.click()
    form = month.locator("form[data-host-keep]").first
    for field in form.locator("[name$='-nights']").all():
        field.fill(nights)
    for field in form.locator("[name$='-price']").all():
        field.fill("480,50")
    form.get_by_role("button", name="Garder et envoyer").click()
    month.locator("[data-host-held]").wait_for()
    page.get_by_text("Ne la refaites pas").wait_for()
    return str(form.get_attribute("data-host-label")).partition(", ")[2]


def test_a_month_is_declared_without_network_and_counts_once(open_page, token, server, faults, axe):
    page = enter(open_page, token, bypass_csp=True)
    kept_once(page)
    page.context.set_offline(True)
    page.goto("/hebergeur/page/compte/")
    page.get_by_role("heading", name="Déclarer sans réseau").wait_for()
    assert axe(page) == [] and not page.evaluate(WIDE)
    before = count(server)
    keep_a_month(page, "7")
    page.reload()
    page.get_by_text("Ne la refaites pas").wait_for()
    assert not page.locator("[data-host-month] details").first.is_visible()
    lost: list[str] = []

    def lose_the_answer(route: Any) -> None:
        route.fetch()
        route.abort()
        lost.append(route.request.url)

    page.route("**/attente/total/", lose_the_answer, times=1)
    with page.expect_event("requestfailed", lambda request: "/attente/" in request.url, timeout=PATIENCE):
        page.context.set_offline(False)
    page.get_by_text("Ne la refaites pas").wait_for()
    page.reload()
    page.get_by_text("qui attendait le réseau est partie").wait_for(timeout=PATIENCE)
    page.get_by_role("link", name="Ouvrir").click()
    page.get_by_text("Corriger ce mois").wait_for()
    assert lost and count(server) == before + 1
    faults.clear()  # the network was cut on purpose


def test_a_stay_is_noted_without_network_and_reaches_the_register_once(open_page, token, faults, axe):
    page = enter(open_page, token, bypass_csp=True)
    kept_once(page)
    page.context.set_offline(True)
    page.goto("/hebergeur/page/compte/")
    register = page.locator("[data-host-stays]").first
    register.locator("summary").click()
    fields = {"arrival": "2026-05-02", "departure": "2026-05-05", "persons": "3"}
    for _twice in range(2):
        for name, value in fields.items():
            register.locator(f"[name={name}]").fill(value)
        register.get_by_role("button", name="Garder ce séjour").click()
    page.get_by_text("2 séjours sont gardés").wait_for()
    register.get_by_role("button", name="Retirer").first.click()
    page.get_by_text("Un séjour est gardé").wait_for()
    assert axe(page) == [] and not page.evaluate(WIDE)
    page.reload()
    assert "02/05/2026 – 05/05/2026 (3)" in register.locator("li").inner_text()
    page.context.set_offline(False)
    page.get_by_text("est au registre").wait_for(timeout=PATIENCE)
    assert not register.locator("li").count()
    page.get_by_role("link", name="Ouvrir").click()
    page.get_by_role("heading", name="Séjours").wait_for()
    assert page.locator(".host__stay", has_text="2 mai").count() == 1
    faults.clear()  # the network was cut on purpose


def count(server: Any) -> int:
    """The declarations that were sent, those that others replaced included."""
    with closing(sqlite3.connect(server.data / "buron.sqlite3")) as database:
        asked = "SELECT count(*) FROM tourist_tax_declaration WHERE state IN ('sent', 'replaced')"
        return int(database.execute(asked).fetchone()[0])


HELD = "async () => [await caches.keys(), {...localStorage}]"


def test_the_phone_forgets_when_the_host_leaves(open_page, token, faults):
    page = enter(open_page, token)
    kept_once(page)
    page.context.set_offline(True)
    page.goto("/hebergeur/page/")
    keep_a_month(page, "8")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.get_by_role("button", name="Quitter").click()
    page.get_by_text("ne garde plus rien").wait_for()
    assert "pas encore partie" in asked[0]
    names, kept = page.evaluate(HELD)
    assert names == [] and list(kept) == ["taxe-quitter"]
    page.context.set_offline(False)
    page.goto("/hebergeur/page/")
    page.wait_for_url("**/hebergeur/")
    page.get_by_role("button", name="Ouvrir ma page").wait_for()
    assert page.evaluate(HELD) == [[], {}]
    faults.clear()


def test_the_phone_forgets_when_the_link_is_over(open_page, server, faults):
    with closing(sqlite3.connect(server.data / "buron.sqlite3", timeout=30)) as database:
        pk, another = database.execute(
            "SELECT id, token FROM tourist_tax_hostlink WHERE revoked_at IS NULL AND expires_on > DATE('now')"
            " ORDER BY id DESC"
        ).fetchone()
        page = enter(open_page, another, bypass_csp=True)
        kept_once(page)
        page.context.set_offline(True)
        page.goto("/hebergeur/page/")
        name = keep_a_month(page, "9")
        with database:
            database.execute("UPDATE tourist_tax_hostlink SET expires_on = '2020-01-01' WHERE id = ?", [pk])
    page.context.set_offline(False)
    page.goto("/hebergeur/page/")
    page.wait_for_url("**/hebergeur/")
    page.get_by_role("button", name="Ouvrir ma page").wait_for()
    page.wait_for_function("async () => (await caches.keys()).length === 0")
    names, kept = page.evaluate(HELD)
    assert names == [] and list(kept) == ["taxe-attente"]
    assert name and name not in kept["taxe-attente"] and '"9"' in kept["taxe-attente"]
    faults.clear()


def test_a_stay_is_noted_and_the_page_speaks_english(open_page, token, axe):
    page = enter(open_page, token, bypass_csp=True)
    first_month(page)
    page.get_by_role("link", name="séjour par séjour").click()
    page.get_by_role("heading", name="Ajouter un séjour").wait_for()
    assert axe(page) == [] and not page.evaluate(WIDE)
    page.goto("/hebergeur/page/?langue=en")
    page.get_by_role("heading", name="What is left to do?").wait_for()
    page.goto("/hebergeur/page/compte/")
    page.get_by_text("By period").or_(page.get_by_text("Nothing to pay")).first.wait_for()
