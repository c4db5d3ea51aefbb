"""The same desk under a finger, and the carnet in the visitor's hand."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.journeys.desk import ADVISER, count, ready
from tests.journeys.test_desk_keyboard import recorded

TABLET = {"width": 768, "height": 1024, "has_touch": True}
PHONE = {"width": 360, "height": 780, "has_touch": True, "is_mobile": True}
LANGUAGES = {"fr": "Itinéraire", "en": "Directions", "de": "Anfahrt", "nl": "Route", "es": "Cómo llegar"}


def settle(page: Any) -> None:
    """Say where one is with a finger."""
    page.goto("/hauts-burons/accueil/poste/")
    page.locator("label.choice", has_text="Riom-ès-Montagnes").tap()
    page.locator("label.choice", has_text="Comptoir").tap()
    page.get_by_role("button", name="Commencer l’accueil").tap()
    page.wait_for_url("**/accueil/")
    ready(page)


def show(page: Any, words: str, *, how_many: int = 1) -> list[str]:
    """Search and tap what is shown to the visitor; gives its names."""
    box = page.get_by_role("combobox", name=re.compile("Chercher dans l’offre"))
    box.tap()
    with page.expect_response("**/accueil/recherche/**"):
        box.fill(words)
    page.locator("#hits:not([data-often]) [role=option]").first.wait_for()
    names = []
    for rank in range(how_many):
        option = page.locator("#hits [role=option]").nth(rank)
        names.append(option.locator("strong").inner_text())
        option.locator("strong").tap()
    return names


def in_hand(page: Any) -> str:
    """The carnet on the visitor's phone: the address that the QR code holds."""
    page.get_by_role("button", name="Téléphone", exact=True).tap()
    dialog = page.get_by_role("dialog", name="Le carnet sur le téléphone")
    dialog.wait_for()
    assert dialog.locator("svg").first.is_visible()
    address = dialog.get_by_role("link").get_attribute("href")
    dialog.get_by_role("button", name="C’est fait").tap()
    return address


def answer(page: Any, *names: str) -> None:
    for name in names:
        page.locator("#desk").get_by_role("button", name=re.compile(rf"^{re.escape(name)}")).first.tap()


@pytest.mark.parametrize("device", [TABLET, PHONE], ids=["tablet", "phone"])
def test_a_welcome_under_a_finger(open_page, device: dict[str, Any]) -> None:
    page = open_page(ADVISER, **device)
    settle(page)
    before = count(page)
    assert page.locator("kbd:visible").count() == 0
    names = show(page, "sentier", how_many=2)
    assert page.get_by_role("list", name="Fiches du carnet").locator("li").count() == len(names) == 2
    answer(page, "Famille", "Cantal")
    page.get_by_role("button", name="Terminer").tap()
    recorded(page, before + 1)
    assert page.evaluate("document.documentElement.scrollWidth") <= device["width"]


def test_three_taps_are_enough(open_page) -> None:
    page = open_page(ADVISER, **TABLET)
    settle(page)
    before = count(page)
    answer(page, "Couple", "Cantal")
    page.get_by_role("button", name="Terminer").tap()
    recorded(page, before + 1)


@pytest.fixture
def carnet(open_page) -> str:
    page = open_page(ADVISER, **TABLET)
    settle(page)
    show(page, "cascade", how_many=1)
    show(page, "marché", how_many=1)
    show(page, "auberge", how_many=1)
    address = in_hand(page)
    answer(page, "Couple", "Ne sait pas")
    page.get_by_role("button", name="Terminer").tap()
    page.locator("#said").get_by_text("Accueil enregistré").wait_for()
    return address


def test_the_carnet_on_a_phone_in_five_languages(open_page, carnet: str, axe) -> None:
    phone = open_page(path=carnet, bypass_csp=True, **PHONE)
    names = phone.locator(".carnet__card h2").all_inner_texts()
    assert len(names) == 3
    seen = set()
    for code, route in LANGUAGES.items():
        phone.locator(f".languages a[hreflang={code}]").tap()
        phone.wait_for_url(f"**langue={code}")
        assert phone.locator("html").get_attribute("lang") == code
        assert phone.get_by_role("link", name=re.compile(route)).count() == 3
        assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert axe(phone) == []
        seen.add(phone.get_by_role("heading", level=1).inner_text())
    assert len(seen) == 5
    phone.get_by_role("heading", name="En el mapa").scroll_into_view_if_needed()
    phone.locator(".map[data-ready] canvas").wait_for()
    assert phone.context.cookies() == []


def test_the_carnet_to_keep_and_to_print(open_page, carnet: str) -> None:
    phone = open_page(path=carnet, **PHONE)
    document = phone.context.request.get(
        phone.get_by_role("link", name="Télécharger en PDF").get_attribute("href")
    )
    assert document.body().startswith(b"%PDF") and document.headers["content-type"] == "application/pdf"
    dated = phone.get_by_role("link", name=re.compile("Ajouter à l’agenda")).first.get_attribute("href")
    calendar = phone.context.request.get(dated)
    assert calendar.body().startswith(b"BEGIN:VCALENDAR")


def test_a_carnet_that_is_over_says_so_politely(open_page, carnet: str, axe) -> None:
    keeper = open_page(ADVISER, path="/hauts-burons/accueil/carnets/")
    keeper.locator("tbody a").first.click()
    keeper.get_by_role("button", name="Fermer ce carnet").click()
    keeper.get_by_role("dialog").get_by_role("button", name=re.compile("Fermer|Confirmer")).click()
    keeper.wait_for_load_state()
    phone = open_page(path=carnet, bypass_csp=True, **PHONE)
    assert phone.get_by_role("heading", name="Ce carnet est terminé").is_visible()
    assert phone.get_by_role("link", name=re.compile(r"^0\d")).count() >= 1
    assert axe(phone) == []
    answer = phone.context.request.get(carnet)
    assert answer.status == 410
    assert phone.context.request.get(f"{carnet}carnet.pdf").status == 404
