"""Makes the pictures of the documentation again: ``python tools/screenshots.py [NAME…]``.

Opens a demonstration of its own in a temporary folder, drives it with Debian's chromium, and writes
``docs/images/NAME.png``. Needs playwright (``locked/requirements-ci.txt``) and ``/usr/bin/chromium``.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
# Messages cover the page; Debian's chromium has no French catalogue, and would show dates the American way.
TIDY = """
for (const toast of document.querySelectorAll(".toast")) toast.remove();
for (const input of document.querySelectorAll("input[type=date]")) {
  const shown = input.value.split("-").reverse().join("/");
  input.type = "text";
  input.value = shown || "jj/mm/aaaa";
}
"""
FLAGS = ["--no-sandbox", "--disable-gpu"]
OFFICE = "/hauts-burons"
PASSWORD = "gentiane-du-matin"  # noqa: S105 - the demonstration's, printed at its start
HEAVIEST = 200_000
PHONE = (390, 780)
SETTLED_MS = 700


@dataclass(frozen=True)
class Shot:
    """A picture: who looks, at which address, and what is done there before it is taken."""

    name: str
    account: str
    path: str
    act: Callable[[Page, Path], object] | None = None
    size: tuple[int, int] = (1280, 800)


# What is done before a picture


def at_desk(page: Page, _data: Path) -> None:
    """Two cards in the carnet, and the first question answered."""
    take_place(page)
    for words in ("casc", "auberge"):
        page.locator("#desk-search").fill(words)
        page.locator('#hits [role="option"]').first.wait_for()
        page.wait_for_timeout(SETTLED_MS)
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    page.keyboard.press("Digit1")
    page.evaluate("scrollTo(0, 0)")


def take_place(page: Page) -> None:
    page.locator('label:has(input[name="desk"])').first.click()
    page.locator('label:has(input[name="channel"])').first.click()
    page.get_by_role("button", name="Commencer l’accueil").click()
    page.locator("#desk-search").wait_for()


def at_desk_by_phone(page: Page, _data: Path) -> None:
    take_place(page)
    page.locator("#desk-search").fill("casc")
    page.wait_for_timeout(SETTLED_MS)


def visitor_carnet(page: Page, data: Path) -> None:
    """The public page behind the code that the desk shows."""
    at_desk(page, data)
    page.locator('[data-send="qr"]').click()
    link = page.locator("[data-qr-link]")
    page.locator("#qr-dialog[open]").wait_for()
    page.goto(str(link.get_attribute("href")))
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})


def chosen_epci(page: Page, _data: Path) -> None:
    page.locator("main input").first.fill("carladès")
    page.locator("main a", has_text="Carladès").first.click()


def fiche_named(words: str) -> Callable[[Page, Path], str]:
    def open_it(page: Page, _data: Path) -> str:
        page.goto(f"{OFFICE}/offre/?q={words}")
        page.locator('#found a[href*="/fiches/"]').first.click()
        page.wait_for_url(re.compile(r"/fiches/\d+/$"))
        return page.url

    return open_it


def edited_fiche(page: Page, data: Path) -> None:
    address = fiche_named("cascade")(page, data)
    page.goto(f"{address}modifier/textes/")
    page.locator('textarea[name="short_fr"]').fill("Vingt-deux mètres de chute, à dix minutes du parking.")
    page.get_by_role("button", name="Enregistrer et fermer").click()
    page.get_by_role("button", name="Revenir à la source").first.scroll_into_view_if_needed()


def photos(page: Page, data: Path) -> None:
    page.goto(f"{fiche_named('cascade')(page, data)}photos/")


def first_selection(page: Page, _data: Path) -> None:
    page.locator("main table a").first.click()


def changed_feed(data: Path, *, dropped: int) -> bytes:
    """The feed of the demonstration with some texts changed and some things gone."""
    feed = json.loads((data / "demo" / "apidae.json").read_bytes())
    things = feed["objetsTouristiques"]
    for thing in things[3:9]:
        thing["presentation"]["descriptifCourt"]["libelleFr"] += " Ouvert aussi en hiver."
    feed["objetsTouristiques"] = things[: len(things) - dropped]
    feed["numFound"] = len(feed["objetsTouristiques"])
    return json.dumps(feed).encode()


def compared(dropped: int) -> Callable[[Page, Path], None]:
    """A comparison that waits for a decision; the one before is given up by itself."""

    def drop_it(page: Page, data: Path) -> None:
        page.get_by_role("link", name="Base régionale").first.click()
        payload = changed_feed(data, dropped=dropped)
        upload(page, "export.json", payload, "Lire le fichier")
        page.get_by_role("button", name="Appliquer").wait_for(timeout=60_000)

    return drop_it


def upload(page: Page, name: str, payload: bytes, button: str) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": payload}
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name=button).click()


def field_mapping(page: Page, _data: Path) -> None:
    rows = io.StringIO()
    writer = csv.writer(rows, delimiter=";")
    writer.writerow(["Réf.", "Nom commercial", "Catégorie", "Ville", "CP", "Tél.", "Accroche", "Ouvert"])
    for number, name in enumerate(("La Ferme du Buron", "Miellerie des Estives", "La Cave du Roc"), 1):
        writer.writerow(
            [number, name, "Producteur", "Condat", "15190", "04 65 71 00 11", "Vente directe.", "mai-oct."]
        )
    upload(page, "producteurs.csv", rows.getvalue().encode(), "Lire et comparer")
    page.get_by_role("button", name="Enregistrer et comparer").wait_for()


def first_doubt(page: Page, _data: Path) -> None:
    page.locator("main table a").first.click()


def first_dashboard(page: Page, _data: Path) -> None:
    page.locator("main a").first.click()


def rows_of_acts(page: Page, _data: Path) -> None:
    page.get_by_role("link", name="Ouvrir les lignes").first.click()


def writing(page: Page, _data: Path) -> None:
    text = "La fréquentation est stable. Juillet a été **pluvieux**, l’automne long et doux."
    page.locator("main textarea").first.fill(text)
    page.locator("main textarea").first.scroll_into_view_if_needed()


def read_elsewhere(page: Page, _data: Path) -> None:
    page.locator("select[name=indicator]").select_option(label="Visiteurs")
    page.locator("input[name=period]").fill(str(last_year()))
    page.locator("input[name=printed]").fill("18 200")
    page.locator("input[name=source]").fill("Plaquette de l’office, page 3")
    page.get_by_role("button", name="Enregistrer et comparer").click()


def new_key(page: Page, _data: Path) -> None:
    page.get_by_label("À quoi sert cette clé").fill("Site de la commune de Condat")
    page.get_by_role("button", name="Créer la clé").click()


def last_year() -> int:
    return time.localtime().tm_year - 1


OFFER, REPORT = f"{OFFICE}/offre/", f"{OFFICE}/observatoire/rapport/{last_year()}/"
FIGURE = f"{OFFICE}/observatoire/indicateurs/reception.acts/?periode={last_year()}"
SHOTS = (
    Shot("ou-etes-vous", "accueil", f"{OFFICE}/accueil/poste/"),
    Shot("comptoir", "accueil", f"{OFFICE}/accueil/poste/", at_desk, (1280, 900)),
    Shot("comptoir-telephone", "accueil", f"{OFFICE}/accueil/poste/", at_desk_by_phone, PHONE),
    Shot("carnet", "accueil", f"{OFFICE}/accueil/poste/", visitor_carnet, (1280, 900)),
    Shot("batonnage", "accueil", f"{OFFICE}/accueil/batonnage/"),
    Shot("intercommunalite", "direction", f"{OFFICE}/territoire/intercommunalite/", chosen_epci),
    Shot("territoire", "direction", f"{OFFICE}/territoire/"),
    Shot("offre", "etourisme", OFFER),
    Shot("fiche", "etourisme", OFFER, fiche_named("cascade")),
    Shot("retouche", "etourisme", OFFER, edited_fiche),
    Shot("photos", "etourisme", OFFER, photos),
    Shot("selection", "etourisme", f"{OFFER}selections/", first_selection),
    Shot("fraicheur", "etourisme", f"{OFFER}fraicheur/"),
    Shot("import", "etourisme", f"{OFFER}sources/", compared(3)),
    Shot("import-retenu", "etourisme", f"{OFFER}sources/", compared(70)),
    Shot("sens-des-champs", "etourisme", f"{OFFER}sources/nouvelle/", field_mapping),
    Shot("doublon", "etourisme", f"{OFFER}doublons/", first_doubt, (1280, 900)),
    Shot("tableau-de-bord", "direction", f"{OFFICE}/observatoire/", first_dashboard, (1280, 1100)),
    Shot("chiffre", "direction", FIGURE, None, (1280, 1000)),
    Shot("lignes", "direction", FIGURE, rows_of_acts),
    Shot("rapport", "direction", REPORT, None, (1280, 1000)),
    Shot("rapport-ecrire", "direction", f"{REPORT}?vue=ecrire", writing),
    Shot("controles", "direction", f"{REPORT}controles/", read_elsewhere),
    Shot("equipe", "administration", f"{OFFICE}/equipe/"),
    Shot("cles", "administration", f"{OFFICE}/cles/", new_key),
    Shot("journal", "direction", f"{OFFICE}/journal/"),
    Shot("demandes", "accueil", f"{OFFICE}/demandes/"),
    Shot("ouverture", "direction", f"{OFFICE}/ouverture/", None, (1280, 1000)),
    Shot("sorties", "direction", f"{OFFICE}/accueil/sorties/"),
    Shot("liaison", "accueil", f"{OFFICE}/accueil/liaison/", None, (1280, 1000)),
    Shot("documents", "accueil", f"{OFFICE}/accueil/documents/"),
    Shot("idees", "etourisme", f"{OFFICE}/offre/idees/"),
    Shot("bornes", "etourisme", f"{OFFICE}/bornes/"),
    Shot("registre", "taxe", f"{OFFICE}/hebergements/"),
    Shot("classement", "direction", f"{OFFICE}/classement/"),
    Shot("deliberations", "taxe", f"{OFFICE}/taxe-de-sejour/deliberations/"),
    Shot("declarations", "taxe", f"{OFFICE}/taxe-de-sejour/hebergeurs/"),
    Shot("encaissement", "taxe", f"{OFFICE}/taxe-de-sejour/encaissement/", None, (1280, 1000)),
    Shot("plateformes", "taxe", f"{OFFICE}/taxe-de-sejour/plateformes/"),
    Shot("bilan-taxe", "taxe", f"{OFFICE}/taxe-de-sejour/bilan/", None, (1280, 1000)),
    Shot("reglages", "direction", f"{OFFICE}/reglages/"),
)


# Taking them


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def demonstration(data: Path) -> Iterator[str]:
    """A demonstration of its own, served on a free port; gives its address."""
    port = free_port()
    environment = {
        **{
            key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "BURON_SECRET_KEY")
        },
        "BURON_DATA": str(data),
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", "buron", "demo", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/sante")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def wait_for(address: str, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=5)  # noqa: S310 - our own address on loopback
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise TimeoutError(address)


def sign_in(page: Page, account: str) -> None:
    page.goto("/comptes/login/")
    page.locator("input[name=login]").fill(f"{account}@buron.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda url: "/comptes/" not in url)


def take(browser: Browser, site: str, data: Path, shot: Shot) -> Path:
    width, height = shot.size
    options: dict[str, Any] = {"base_url": site, "locale": "fr-FR", "timezone_id": "Europe/Paris"}
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    context.set_default_timeout(20_000)
    page = context.new_page()
    sign_in(page, shot.account)
    page.goto(shot.path)
    if shot.act is not None:
        page.wait_for_timeout(SETTLED_MS)
        shot.act(page, data)
    page.wait_for_timeout(2 * SETTLED_MS)
    page.evaluate(TIDY)
    target = IMAGES / f"{shot.name}.png"
    page.screenshot(path=target)
    context.close()
    lighten(target)
    return target


def lighten(path: Path) -> None:
    """256 colours are enough for screens, and a third of the bytes."""
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > HEAVIEST:
        raise RuntimeError(f"{path.name} weighs {path.stat().st_size} bytes, above {HEAVIEST}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes the pictures of the documentation again.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="all by default")
    chosen = set(parser.parse_args().names)
    unknown = chosen - {shot.name for shot in SHOTS}
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="buron-screenshots-") as folder, sync_playwright() as playwright:
        data = Path(folder)
        with demonstration(data) as site:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for shot in SHOTS:
                if not chosen or shot.name in chosen:
                    path = take(browser, site, data, shot)
                    sys.stdout.write(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} kB\n")
            browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
