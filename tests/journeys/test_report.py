"""The director reads her figures, writes the report, loses the network and no word, freezes it."""

from __future__ import annotations

OFFICE = "/hauts-burons/observatoire"
DIRECTOR = "direction@buron.example"
EDITOR = "form[data-prose$='reception.attendance']"


def test_dashboard_follows_period_and_desk(open_page):
    page = open_page(DIRECTOR, path=f"{OFFICE}/tableaux/reception.welcome/")
    page.get_by_role("link", name="Mois", exact=True).click()
    page.wait_for_url("**periode=*")
    everyone = page.locator(".tile .figure__value").first.inner_text()
    page.select_option("#desk", index=1)
    page.wait_for_url("**desk=*")
    page.wait_for_function(
        "text => document.querySelector('.tile .figure__value').innerText !== text", arg=everyone
    )
    page.locator(".tile__foot a").first.click()
    assert "Lignes" in page.locator("h1").inner_text()


def test_report_is_written_and_found_again(open_page):
    page = open_page(DIRECTOR, path=f"{OFFICE}/rapport/2025/?vue=ecrire")
    page.fill(f"{EDITOR} textarea", "Un printemps **précoce**.")
    page.locator(f"{EDITOR} [data-prose-state][data-tone=good]").wait_for()
    page.context.set_offline(True)
    page.fill(f"{EDITOR} textarea", "Un printemps **précoce**, un été sec.")
    page.locator(f"{EDITOR} [data-prose-state][data-tone=bad]").wait_for()
    page.context.set_offline(False)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    assert page.input_value(f"{EDITOR} textarea") == "Un printemps **précoce**, un été sec."
    page.locator(f"{EDITOR} [data-prose-state][data-tone=good]").wait_for()
    page.goto(f"{OFFICE}/rapport/2025/")
    page.locator(".doc-prose strong").get_by_text("précoce").wait_for()


def test_report_is_frozen_and_reopened(open_page):
    page = open_page(DIRECTOR, path=f"{OFFICE}/rapport/2024/")
    page.get_by_text("Versions figées").click()
    page.get_by_role("button", name="Figer le rapport").click()
    page.get_by_text("Aucun chiffre n’a changé").wait_for()
    page.get_by_role("button", name="Rouvrir").click()
    page.get_by_role("link", name="Écrire").wait_for()
