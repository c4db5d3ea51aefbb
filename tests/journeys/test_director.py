"""The director: a figure down to its rows, and the year's report."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from typing import Any

DIRECTOR = "direction@buron.example"
LAST_YEAR = dt.date.today().year - 1
PROSE = "L’été a commencé tôt : **deux saisonnières** dès le 12 juin."


def whole(text: str) -> int:
    """The first number of a text, written in French."""
    return int(re.sub(r"\D", "", re.search(r"\d[\d\u202f\u00a0 ]*", text)[0]))


def test_a_figure_opens_on_its_rows_and_they_are_as_many(open_page) -> None:
    page = open_page(DIRECTOR, path="/hauts-burons/observatoire/")
    page.get_by_role("link", name="Accueil").last.click()
    page.get_by_role("navigation", name="Période").get_by_role("link", name="Année").click()
    tile = page.locator(".tile", has=page.get_by_role("link", name="Actes d’accueil", exact=True))
    value = whole(tile.locator(".figure__value").inner_text())
    assert value > 1000
    tile.get_by_role("link", name="Actes d’accueil", exact=True).click()
    page.get_by_role("heading", name="Ce que dit ce chiffre").wait_for()
    facts = page.locator(".obs-definition").inner_text()
    assert "Unité" in facts and "Source" in facts and "provisoire" in facts
    page.get_by_role("link", name="Ouvrir les lignes").click()
    assert whole(page.get_by_text(re.compile(r"lignes, celles dont")).inner_text()) == value
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    assert len(list(csv.reader(io.StringIO("\n".join(lines)), delimiter=";"))) == value + 1
    page.locator("tbody a").first.click()
    page.get_by_role("heading", name=re.compile("Accueil du")).wait_for()


def test_a_slice_of_a_figure_has_its_own_rows(open_page) -> None:
    page = open_page(
        DIRECTOR, path=f"/hauts-burons/observatoire/indicateurs/reception.acts/?periode={LAST_YEAR}"
    )
    with page.expect_response("**/indicateurs/**"):
        page.locator(".chips").get_by_role("link", name="Canal").click()
    row = page.locator("#obs tbody tr", has_text="Téléphone").last
    counted = whole(row.locator("td a").first.inner_text())
    row.locator("td a").first.click()
    assert whole(page.get_by_text(re.compile(r"lignes, celles dont")).inner_text()) == counted
    assert page.get_by_text("Téléphone").first.is_visible()


def test_a_comparison_with_the_year_before_stops_at_the_same_date(open_page) -> None:
    page = open_page(DIRECTOR, path="/hauts-burons/observatoire/tableaux/reception.welcome/")
    told = page.locator(".obs-compared").inner_text()
    assert "provisoire" in told and str(LAST_YEAR) in told
    assert page.get_by_text(re.compile(f"à la même date en {LAST_YEAR}")).count() >= 3


def write(page: Any, text: str) -> None:
    box = page.get_by_label("Votre texte").first
    box.fill(text)
    with page.expect_response(lambda answer: "/texte/" in answer.url and answer.request.method == "POST"):
        box.blur()


def test_the_report_is_written_frozen_read_again_and_handed_out(open_page) -> None:
    page = open_page(DIRECTOR, path="/hauts-burons/observatoire/rapport/")
    page.get_by_role("link", name=re.compile(f"Rapport d’activité {LAST_YEAR}")).click()
    page.get_by_role("link", name="Écrire").click()
    write(page, PROSE)
    page.reload()
    assert page.get_by_label("Votre texte").first.input_value() == PROSE
    page.get_by_role("link", name="Relire").click()
    assert page.locator("strong", has_text="deux saisonnières").is_visible()
    acts = page.locator(".doc-key-value").first.inner_text()

    page.get_by_text("Versions figées").click()
    page.get_by_label("Note de version").fill("Lue au comité de direction")
    page.get_by_role("button", name="Figer le rapport").click()
    page.get_by_text(re.compile("Version 1, figée le")).wait_for()
    assert page.locator("strong", has_text="deux saisonnières").is_visible()
    assert page.locator(".doc-key-value").first.inner_text() == acts
    assert page.get_by_role("link", name="Écrire").count() == 0

    for form, first in (("PDF", b"%PDF-"), ("DOCX", b"PK\x03\x04"), ("XLSX", b"PK\x03\x04")):
        address = page.locator("main a", has_text=re.compile(rf"^\s*{form}\s*$")).first.get_attribute("href")
        answer = page.context.request.get(address)
        assert answer.status == 200 and answer.body().startswith(first)

    page.get_by_role("button", name="Rouvrir").click()
    page.get_by_role("link", name="Écrire").click()
    write(page, f"{PROSE} Ajout d’après.")
    page.goto(f"/hauts-burons/observatoire/rapport/{LAST_YEAR}/versions/1/")
    assert "Ajout d’après" not in page.locator("main").inner_text()


def test_two_people_who_write_the_same_text_lose_none(open_page) -> None:
    address = f"/hauts-burons/observatoire/rapport/{LAST_YEAR + 1}/?vue=ecrire"
    director, quality = open_page(DIRECTOR, path=address), open_page("qualite@buron.example", path=address)
    write(director, "Texte de la directrice.")
    quality.get_by_label("Votre texte").first.fill("Texte de la référente.")
    quality.get_by_label("Votre texte").first.blur()
    alert = quality.get_by_role("alert").filter(has_text="Texte de la directrice.")
    alert.wait_for()
    alert.get_by_role("button", name="Garder les deux").click()
    quality.wait_for_timeout(2500)
    director.reload()
    kept = director.get_by_label("Votre texte").first.input_value()
    assert "Texte de la directrice." in kept and "Texte de la référente." in kept


def test_a_councillor_reads_and_changes_nothing(open_page) -> None:
    page = open_page("elue@buron.example", path=f"/hauts-burons/observatoire/rapport/{LAST_YEAR}/")
    assert page.get_by_role("heading", level=1, name=re.compile(str(LAST_YEAR))).is_visible()
    assert page.get_by_role("link", name="Écrire").count() == 0
    assert page.get_by_role("button", name="Figer le rapport").count() == 0
    answer = page.context.request.get("/hauts-burons/equipe/")
    assert answer.status == 403 and "Voir l’équipe et les rôles" in answer.text()


def test_a_neighbour_does_not_even_learn_that_the_office_exists(open_page, faults) -> None:
    page = open_page("voisin@buron.example")
    assert "val-sauvage" in page.url
    page.goto("/hauts-burons/observatoire/")
    assert "Hauts Burons" not in page.locator("body").inner_text()
    assert faults.pop() and not faults
