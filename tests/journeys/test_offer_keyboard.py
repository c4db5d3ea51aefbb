"""The person in charge of the offer, at a keyboard: find, read, correct, keep a selection."""

from __future__ import annotations

import re
from typing import Any

import pytest

EDITOR = "etourisme@buron.example"


@pytest.fixture
def offer(open_page) -> Any:
    page = open_page(EDITOR, path="/hauts-burons/offre/")
    page.locator("#q:focus").wait_for()
    return page


def answered(page: Any, text: str) -> None:
    page.locator("#found-title").get_by_text(text).wait_for()


def focus(page: Any) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_from_a_typing_error_to_a_fiche_that_is_right(offer) -> None:
    offer.keyboard.type("cascqde", delay=20)
    answered(offer, "Résultats pour « cascade »")
    assert offer.url.endswith("?q=cascqde")
    offer.keyboard.press("ArrowDown")
    assert focus(offer).startswith("hit-")
    offer.keyboard.press("ArrowUp")
    assert focus(offer) == "q"
    offer.keyboard.press("Enter")
    offer.locator("[data-hit]:focus").wait_for()
    offer.keyboard.press("Enter")
    offer.get_by_role("heading", level=1).get_by_text("Cascade").wait_for()
    offer.keyboard.press("v")
    offer.locator("#toasts").get_by_text("vérifiée aujourd’hui").wait_for()
    offer.keyboard.press("m")
    offer.wait_for_url("**/modifier/**")
    offer.get_by_label("Sous-type").fill("Cascade aménagée")
    offer.locator("[data-unsaved-state]:visible").wait_for()
    offer.keyboard.press("Control+s")
    offer.get_by_text("Enregistré.").wait_for()
    offer.get_by_text("Cascade aménagée").first.wait_for()
    offer.get_by_text(re.compile("modifiés? ici")).or_(
        offer.get_by_text("Écrite par l’office")
    ).first.wait_for()


def test_filters_keep_the_hand_where_it_is(offer) -> None:
    offer.keyboard.type("gite", delay=20)
    answered(offer, "fiches")
    offer.locator("#facets summary").first.focus()
    offer.keyboard.press("Enter")
    first = offer.locator("#facets input[name=commune]").first
    chosen = first.get_attribute("id")
    first.focus()
    offer.keyboard.press("Space")
    offer.wait_for_url("**commune=**")
    offer.locator("#found:not(.htmx-swapping)").wait_for()
    assert focus(offer) == chosen
    assert offer.locator("#more-dates").get_attribute("open") is not None


def test_a_selection_put_in_order_without_a_mouse(offer) -> None:
    offer.keyboard.type("cascade", delay=20)
    offer.wait_for_url("**q=cascade")
    answered(offer, "fiches")
    offer.locator("#vue-liste").focus()
    offer.keyboard.press("s")
    offer.wait_for_url("**/selections/nouvelle/**")
    offer.get_by_label("Nom", exact=False).first.fill("Eaux vives")
    offer.keyboard.press("Enter")
    offer.get_by_role("heading", name="Eaux vives").wait_for()
    second = offer.locator("[data-sort-id]").nth(1).get_attribute("data-sort-id")
    offer.locator(f"#pin-{second}").focus()
    offer.keyboard.press("Enter")
    offer.get_by_text("dont 1 épinglée").wait_for()
    assert focus(offer) == f"pin-{second}"
    assert offer.locator("[data-sort-id]").first.get_attribute("data-sort-id") == second


def test_what_is_being_written_is_not_lost_by_leaving(offer) -> None:
    offer.keyboard.type("auberge", delay=20)
    offer.wait_for_url("**q=auberge")
    answered(offer, "fiche")
    offer.locator("[data-hit]").first.click()
    offer.get_by_role("link", name="Modifier").wait_for()
    offer.keyboard.press("m")
    offer.wait_for_url("**/modifier/**")
    offer.get_by_label("Sous-type").fill("Brouillon")
    asked: list[str] = []
    offer.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    offer.get_by_role("link", name="Revenir à la fiche").click()
    offer.get_by_role("heading", level=1).wait_for()
    assert asked == ["beforeunload"]
