"""The e-tourism officer: feeds come in, doubts are settled, fiches are edited and shown."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

OFFICER = "etourisme@buron.example"
NEW = "/hauts-burons/offre/sources/nouvelle/"
CSV = """Nom;Catégorie;Ville;Code INSEE;Lat;Long;Tél;Descriptif court
La Grange aux Carillons;Meublé;Riom-ès-Montagnes;15162;45,2841;2,6539;04 65 71 20 01;Un grand gîte pour les familles.
Ferme du Bois Moussu;Producteur;Apchon;15009;45,2502;2,6921;04 65 71 20 02;Fromages et visites de la cave.
;Meublé;Condat;15054;45,34;2,75;;Une ligne sans nom.
"""


def drop(page: Any, *files: Path | dict[str, Any], at: str = NEW) -> None:
    """Give a file to Buron and wait until it is compared, or until its fields are asked for."""
    page.goto(at)
    page.locator("input[type=file]").set_input_files(list(files))
    page.get_by_role("button", name=re.compile("Lire et comparer|Lire le fichier")).click()
    settled(page)


def settled(page: Any) -> None:
    """The work in the background is over; the page comes back by itself."""
    page.locator(
        ".imports-decision, .imports-mapping, .notice--bad, .imports-counts:not(:has(~ .job))"
    ).first.wait_for(timeout=60_000)


def counts(page: Any) -> dict[str, int]:
    lines = page.locator(".imports-counts li").all_inner_texts()
    pairs = [re.match(r"\s*([\d\s\u202f]+)\s*(\D+)", text.replace("\n", " ")) for text in lines]
    return {one[2].strip(): int(re.sub(r"\D", "", one[1])) for one in pairs if one}


def apply(page: Any) -> None:
    page.get_by_role("button", name="Appliquer").click()
    page.get_by_text("L’import est appliqué.").or_(
        page.locator(".badge", has_text="Appliqué")
    ).first.wait_for()


def read_again(page: Any, *files: Path | dict[str, Any]) -> dict[str, int]:
    """The same file once more, into the same source."""
    page.get_by_role("navigation", name="Fil d’Ariane").get_by_role("link").last.click()
    page.wait_for_url(re.compile(r"/sources/\d+/"))
    drop(page, *files, at=page.url)
    return counts(page)


def flux(folder: Path) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return packed.getvalue()


@pytest.mark.parametrize("system", ["apidae", "datatourisme", "openagenda"])
def test_a_real_feed_comes_in_and_twice_changes_nothing(open_page, samples: Path, system: str) -> None:
    payload: Path | dict[str, Any] = {
        "apidae": samples / "apidae" / "export_2017_5_events.zip",
        "datatourisme": {"name": "flux.zip", "mimeType": "application/zip"},
        "openagenda": next(iter(sorted((samples / "openagenda").glob("*.json"))), Path()),
    }[system]
    if isinstance(payload, dict):
        payload["buffer"] = flux(samples / "datatourisme" / "flux_2020")
    page = open_page(OFFICER)
    drop(page, payload)
    seen = counts(page)
    assert seen["Nouvelles"] >= 5 and seen["Refusées"] == 0
    page.goto("/hauts-burons/offre/")
    before = page.locator("#found-title").inner_text()
    page.go_back()
    apply(page)
    again = read_again(page, payload)
    assert again["Inchangées"] == seen["Nouvelles"]
    assert not any(number for name, number in again.items() if name != "Inchangées")
    page.goto("/hauts-burons/offre/")
    assert page.locator("#found-title").inner_text() != before


@pytest.mark.parametrize("name", ["v2_odata_hotel.json", "v3_hotel_edited.json"])
def test_the_fields_of_a_tourinsoft_are_proposed(open_page, samples: Path, name: str) -> None:
    page = open_page(OFFICER)
    drop(page, samples / "tourinsoft" / name)
    assert page.get_by_role("heading", name="Sens des champs").is_visible()
    proposed = page.locator(".imports-mapping select").evaluate_all(
        "all => all.map(one => one.selectedOptions[0].textContent)"
    )
    assert "Nom" not in proposed, "the name is always in the same field"
    assert len([one for one in proposed if one != "Ne pas reprendre"]) >= 5
    page.get_by_label("Type des fiches qui n’en disent pas").select_option(label="Hôtel")
    page.get_by_role("button", name="Enregistrer et comparer").click()
    settled(page)
    assert counts(page)["Nouvelles"] >= 1


def test_a_spreadsheet_is_mapped_and_a_bad_line_refused_by_name(open_page) -> None:
    page = open_page(OFFICER)
    table = {"name": "mairie.csv", "mimeType": "text/csv", "buffer": CSV.encode("cp1252")}
    drop(page, table)
    assert page.get_by_role("heading", name="Sens des champs").is_visible()
    page.get_by_label("Type des fiches qui n’en disent pas").select_option(label="Meublé et chambre d’hôtes")
    page.get_by_role("button", name="Enregistrer et comparer").click()
    settled(page)
    assert counts(page)["Nouvelles"] == 2 and counts(page)["Refusées"] == 1
    assert page.get_by_text("La Grange aux Carillons").is_visible()
    page.locator(".imports-counts a", has_text="Refusées").click()
    assert page.locator(".imports-reason").first.is_visible()
    apply(page)
    page.goto("/hauts-burons/offre/?q=carillons")
    page.get_by_role("link", name="La Grange aux Carillons").click()
    assert "04 65 71 20 01" in page.locator("main").inner_text()


def test_a_feed_that_lost_most_of_itself_waits_for_somebody(open_page) -> None:
    page = open_page(OFFICER)
    rows = [f"Tanière n° {rank};Meublé;15162;45,28;2,65;04 65 71 30 {rank:02}" for rank in range(30)]
    head = "Nom;Catégorie;Code INSEE;Lat;Long;Tél"

    def table(lines: list[str]) -> dict[str, Any]:
        text = "\n".join([head, *lines])
        return {"name": "tanieres.csv", "mimeType": "text/csv", "buffer": text.encode()}

    drop(page, table(rows))
    page.get_by_label("Type des fiches qui n’en disent pas").select_option(label="Meublé et chambre d’hôtes")
    page.get_by_role("button", name="Enregistrer et comparer").click()
    settled(page)
    apply(page)
    assert read_again(page, table(rows[:10]))["Absentes"] == 20
    assert page.get_by_text("vérifiez que le flux est entier").is_visible()
    page.get_by_role("button", name="Appliquer").click()
    page.wait_for_timeout(300)
    assert page.get_by_label("J’ai vérifié que la source est entière").is_visible()
    page.get_by_role("button", name="Abandonner").click()
    page.goto("/hauts-burons/offre/?q=taniere")
    assert "30" in page.locator("#found-title").inner_text()


def test_a_file_that_is_nothing_known_is_said_so(open_page) -> None:
    page = open_page(OFFICER)
    drop(page, {"name": "notes.json", "mimeType": "application/json", "buffer": b'{"bonjour": [1, 2]}'})
    assert page.get_by_text("n’est pas reconnu").first.is_visible()
    drop(page, {"name": "vide.zip", "mimeType": "application/zip", "buffer": b"PK\x05\x06" + b"\x00" * 18})
    assert page.locator(".notice--bad, .field__errors").first.is_visible()


def fiche(page: Any, words: str) -> str:
    """The address of the first fiche that a search finds."""
    page.goto(f"/hauts-burons/offre/?q={words}")
    page.locator(".offer-hits a").first.click()
    page.wait_for_url(re.compile(r"/fiches/\d+/"))
    return str(page.url).split("?")[0]


def test_the_search_answers_while_one_types(open_page) -> None:
    page = open_page(OFFICER, path="/hauts-burons/offre/")
    page.keyboard.press("/")
    with page.expect_response(re.compile("/offre/")):
        page.keyboard.type("musees")
    page.locator(".offer-hits li", has_text="Musée").first.wait_for()
    page.locator(".offer-hits a").first.wait_for()
    assert "q=musees" in page.url
    page.get_by_role("searchbox").or_(page.locator("input[type=search]")).first.fill("randonee")
    page.get_by_text(re.compile("Résultats pour")).first.wait_for()


def test_two_tabs_on_one_fiche_lose_nothing(open_page) -> None:
    one = open_page(OFFICER)
    address = fiche(one, "creperie")
    other = open_page("direction@buron.example", path=f"{address}modifier/")
    one.goto(f"{address}modifier/")
    one.get_by_label("Exploitant").fill("Famille Rouchy")
    other.get_by_label("Exploitant").fill("SARL Rouchy")
    one.get_by_role("button", name="Enregistrer", exact=True).click()
    one.get_by_text("Enregistré.").first.wait_for()
    other.get_by_role("button", name="Enregistrer", exact=True).click()
    other.get_by_role("heading", name="Quelqu’un a changé les mêmes champs").wait_for()
    assert other.locator(".diff del", has_text="Famille Rouchy").is_visible()
    assert other.get_by_label("Exploitant").input_value() == "SARL Rouchy"
    other.get_by_role("button", name="Enregistrer et fermer").click()
    other.wait_for_url(address)
    assert "SARL Rouchy" in other.locator("main").inner_text()


def test_an_edit_lies_over_the_source_and_can_be_dropped(open_page) -> None:
    page = open_page(OFFICER)
    address = fiche(page, "chateau")
    name = page.get_by_role("heading", level=1).inner_text()
    page.goto(f"{address}modifier/")
    page.get_by_role("group", name="Nom").get_by_role("textbox").first.fill(
        "Le château tel que nous l’appelons"
    )
    page.get_by_role("button", name="Enregistrer et fermer").click()
    page.get_by_role("heading", level=1, name="Le château tel que nous l’appelons").wait_for()
    sources = page.locator("#sources")
    assert name in sources.inner_text()
    sources.get_by_role("button", name=re.compile("source|Revenir|Rendre|Laisser")).first.click()
    confirm = page.get_by_role("dialog").get_by_role("button").last
    if confirm.is_visible():
        confirm.click()
    page.get_by_role("heading", level=1, name=name).wait_for()


def picture() -> bytes:
    """A photo as a telephone takes it, with the place where it was taken."""
    from PIL import Image

    image, out = Image.new("RGB", (1600, 1000), "#6b8f3a"), io.BytesIO()
    exif = image.getexif()
    exif[0x010F] = "Telephone"
    exif.get_ifd(0x8825)[2] = (45.0, 17.0, 3.0)
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_photo_is_dropped_on_the_page_and_forgets_where_it_was_taken(open_page, tmp_path: Path) -> None:
    from PIL import Image

    photo = tmp_path / "estive.jpg"
    photo.write_bytes(picture())
    page = open_page(OFFICER)
    address = fiche(page, "cascade")
    page.goto(f"{address}photos/")
    had = page.locator(".offer-photo").count()
    zone = page.locator(".dropzone").bounding_box()
    tools = page.context.new_cdp_session(page)
    place = {"x": zone["x"] + zone["width"] / 2, "y": zone["y"] + zone["height"] / 2}
    data = {"items": [], "files": [str(photo)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        tools.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})
    page.locator(".dropzone__files", has_text="estive.jpg").wait_for()
    page.get_by_label("Crédit").first.fill("Office de tourisme")
    page.get_by_role("button", name="Envoyer").click()
    page.locator(".offer-photo").nth(had).wait_for()
    shown = page.locator(".offer-photo img").last
    shown.scroll_into_view_if_needed()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    kept = page.context.request.get(shown.get_attribute("src")).body()
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_a_selection_is_made_from_a_search_pinned_and_published(open_page) -> None:
    page = open_page(OFFICER, path="/hauts-burons/offre/?type=restaurant")
    page.get_by_role("link", name="Garder en sélection").click()
    page.get_by_label("Nom", exact=False).first.fill("Tables de l’été")
    page.get_by_role("checkbox", name=re.compile("publics")).check()
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("heading", name="Tables de l’été").wait_for()
    last = page.locator(".offer-order li").last
    name = last.get_by_role("link").inner_text()
    last.get_by_role("button", name=re.compile("Épingler")).click()
    first = page.locator(".offer-order li[data-pinned]").first
    first.wait_for()
    assert first.get_by_role("link").inner_text() == name
    page.reload()
    assert page.locator(".offer-order li").first.get_by_role("link").inner_text() == name


def test_a_doubt_about_two_fiches_is_settled_and_taken_back(open_page) -> None:
    page = open_page(OFFICER, path="/hauts-burons/offre/doublons/")
    row = page.locator("tbody tr[data-row]").first
    names = row.locator("th").inner_text().split("\n")
    row.locator("a").first.click()
    page.get_by_role("button", name=re.compile("C’est la même")).click()
    page.wait_for_url(lambda address: "/meme/" not in address)
    page.goto("/hauts-burons/offre/doublons/?voir=tranches")
    settled_row = page.locator("tbody tr").first
    assert names[0].strip() in settled_row.inner_text()
    settled_row.get_by_role("button", name="Revenir").click()
    page.goto("/hauts-burons/offre/doublons/")
    assert page.locator("tbody tr", has_text=names[0].strip()).count() >= 1
