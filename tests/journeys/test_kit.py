"""The UI kit in a real browser: nothing overflows, axe finds nothing serious, and the keyboard alone is enough."""

from __future__ import annotations

import pytest

WIDTHS = [360, 768, 1440]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/kit", "/kit/public", "/kit/entree"])
def test_the_kit_is_accessible_and_fits(open_page, axe, path: str, width: int, scheme: str) -> None:
    page = open_page(path=path, width=width, bypass_csp=True, color_scheme=scheme)
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture
def kit(open_page):
    return open_page(path="/kit", bypass_csp=True, reduced_motion="reduce")


def focused(page) -> str:
    return page.evaluate(
        "(document.activeElement.textContent || document.activeElement.ariaLabel || '').trim()"
    )


def test_the_first_tab_leads_to_the_content(kit) -> None:
    kit.keyboard.press("Tab")
    assert focused(kit) == "Aller au contenu"
    kit.keyboard.press("Enter")
    assert kit.evaluate("document.activeElement.id") == "main"


def test_slash_searches_and_escape_leaves(kit) -> None:
    kit.keyboard.press("/")
    assert kit.evaluate("document.activeElement.name") == "q"
    kit.keyboard.type("casc1")
    assert kit.locator(".topbar input[name=q]").input_value() == "casc1"
    kit.keyboard.press("Escape")
    assert kit.locator(".topbar input[name=q]").input_value() == ""
    kit.keyboard.press("Escape")
    assert kit.evaluate("document.activeElement === document.body")


def test_digits_answer_one_question_after_the_other(kit) -> None:
    kit.locator("#choix [data-digits]").nth(1).locator("[aria-pressed=true]").evaluate(
        "e => e.ariaPressed = 'false'"
    )
    kit.keyboard.press("2")
    assert kit.locator("#choix input[value='2']").is_checked()
    kit.evaluate("document.activeElement.blur()")
    kit.evaluate(
        "document.querySelectorAll('#choix [data-digits]')[1]"
        ".addEventListener('click', e => window.answered = e.target.closest('button').dataset.key)"
    )
    kit.keyboard.press("3")
    assert kit.evaluate("window.answered") == "3"


def test_digits_work_on_a_french_keyboard_without_shift(kit) -> None:
    kit.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'à', code: 'Digit0', bubbles: true}));"
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'é', code: 'Digit2', bubbles: true}))"
    )
    assert kit.locator("#choix input[value='2']").is_checked()


def test_tabs_follow_the_arrows_and_keep_the_address(kit) -> None:
    first = kit.get_by_role("tab", name="Textes")
    first.focus()
    kit.keyboard.press("ArrowRight")
    assert focused(kit) == "Ouvertures"
    assert kit.locator("#tab-open").is_visible()
    assert kit.locator("#tab-texts").is_hidden()
    assert kit.url.endswith("#tab-open")
    kit.keyboard.press("End")
    assert kit.locator("#tab-photos").is_visible()
    kit.keyboard.press("ArrowRight")
    assert kit.locator("#tab-texts").is_visible()


def test_a_dialog_opens_and_closes_and_gives_the_focus_back(kit) -> None:
    opener = kit.get_by_role("button", name="Ouvrir un dialogue")
    opener.focus()
    kit.keyboard.press("Enter")
    assert kit.get_by_role("dialog", name="Envoyer le carnet").is_visible()
    kit.keyboard.press("Escape")
    assert kit.locator("dialog[open]").count() == 0
    assert opener.evaluate("e => e === document.activeElement")


def test_a_menu_is_walked_with_arrows(kit) -> None:
    kit.locator("summary", has_text="Exporter").focus()
    kit.keyboard.press("ArrowDown")
    assert focused(kit) == "Tableur (XLSX)"
    kit.keyboard.press("ArrowDown")
    assert focused(kit) == "Texte (CSV)"
    kit.keyboard.press("Escape")
    assert focused(kit) == "Exporter"
    assert kit.locator("details.menu[open]").count() == 0


def test_help_lists_the_keys_of_the_page(kit) -> None:
    kit.keyboard.press("?")
    help_dialog = kit.get_by_role("dialog", name="Raccourcis du clavier")
    assert help_dialog.get_by_text("Nouvelle fiche").is_visible()


def test_a_question_comes_before_what_cannot_be_undone(kit) -> None:
    requests: list[str] = []
    kit.on("request", lambda request: requests.append(request.url))
    kit.get_by_role("button", name="Demander d’abord").click()
    kit.get_by_role("button", name="Ne rien faire").click()
    assert not [url for url in requests if "message" in url]
    kit.get_by_role("button", name="Demander d’abord").click()
    kit.get_by_role("button", name="Retirer", exact=True).last.click()
    kit.locator("#toasts .toast").wait_for()


def test_a_message_can_be_undone(kit) -> None:
    kit.get_by_role("button", name="Montrer un message").click()
    kit.locator("#toasts .toast").get_by_role("button", name="Annuler").click()
    kit.locator("#toasts").get_by_text("L’acte a été annulé.").wait_for()


def test_languages_beside_french(kit) -> None:
    kit.get_by_role("radio", name="Deutsch").check()
    cells = kit.locator("#formulaires .langs").nth(1).locator(".langs__cell:visible")
    assert cells.evaluate_all("all => all.map(e => e.dataset.lang)") == ["fr", "de"]
    kit.get_by_role("radio", name="Toutes").check()
    assert cells.count() == 5


def test_rows_of_a_table_follow_the_arrows(kit) -> None:
    kit.get_by_role("link", name="Vic-sur-Cère", exact=True).focus()
    kit.keyboard.press("ArrowDown")
    assert focused(kit) == "Thiézac"


def test_leaving_an_unsaved_form_is_asked(kit) -> None:
    kit.get_by_label("Nom de la fiche").first.fill("Autre nom")
    assert kit.get_by_text("Modifications non enregistrées").is_visible()
    asked: list[str] = []
    kit.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    kit.goto("/kit?ailleurs")
    assert asked == ["beforeunload"]


def test_the_menu_is_a_drawer_on_a_phone(open_page) -> None:
    page = open_page(path="/kit", width=360)
    assert page.locator(".sidenav").is_hidden()
    page.locator(".bottombar").get_by_role("button", name="Menu").click()
    assert page.locator(".sidenav").is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".sidenav").is_hidden()


def test_the_fold_of_the_menu_is_kept(kit) -> None:
    wide = kit.locator(".sidenav").bounding_box()["width"]
    kit.get_by_role("button", name="Replier ou déplier le menu").click()
    kit.reload()
    assert kit.locator(".sidenav").bounding_box()["width"] < wide / 2


def test_the_map_has_its_list_and_its_points(kit) -> None:
    kit.locator("#carte").scroll_into_view_if_needed()
    kit.locator("#carte .map[data-ready]").wait_for()
    kit.get_by_role("button", name="Montrer Musée des Burons sur la carte").click()
    kit.locator(".maplibregl-popup").get_by_role("link", name="Musée des Burons").wait_for()
    assert kit.locator("#carte [data-id='3'][data-active]").count() == 1
