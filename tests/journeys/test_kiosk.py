"""A kiosk of the demonstration: installed by its link, cut from the network, renewed, left alone, revoked, full."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import segno

from tests.journeys.desk import until
from tests.journeys.served import INHERITED_NOT

OFFICE = "/hauts-burons"
WEB = "etourisme@buron.example"
SIZES = ((1080, 1920), (1920, 1080), (1024, 768))
SMALLEST = 56
PATIENCE = 30_000
HAS_RESERVE = """navigator.storage.getDirectory()
  .then((all) => all.getFileHandle("reserve")).then(() => true, () => false)"""
# Whether the browser refuses another line: it looks at the room that is left twice a minute only.
IS_FULL = """(async () => {
  const base = await new Promise((done) => {
    const asked = indexedDB.open("other", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("bytes", { autoIncrement: true });
    asked.onsuccess = () => done(asked.result);
  });
  const change = base.transaction("bytes", "readwrite");
  change.objectStore("bytes").add(crypto.getRandomValues(new Uint8Array(100)));
  const full = await new Promise((done) => {
    change.oncomplete = () => done(false);
    change.onabort = () => done(change.error.name === "QuotaExceededError");
  });
  base.close();
  return full;
})()"""
SMALL = """least => [...document.querySelectorAll('button, label.button')]
  .map((one) => [one.innerText, one.getBoundingClientRect()])
  .filter(([, box]) => box.width < least || box.height < least).map(([text]) => `small: ${text}`)"""
WIDE = """document.documentElement.scrollWidth > innerWidth
  || document.querySelector('main').scrollWidth > innerWidth"""


def new_kiosk(open_page, name: str, *, idle: int = 90) -> tuple[Any, str]:
    """A kiosk of the fleet, made on the screens of the office; its page, and the link of its device."""
    staff = open_page(WEB, path=f"{OFFICE}/bornes/nouvelle")
    staff.get_by_label("Nom").fill(name)
    staff.get_by_label("Retour à l’accueil après").fill(str(idle))
    staff.get_by_role("button", name="Enregistrer").click()
    staff.get_by_role("button", name="Créer le lien d’installation").click()
    return staff, staff.get_by_label("Lien à ouvrir sur l’appareil").input_value()


def install(open_page, link: str, size: tuple[int, int] = (1080, 1920), **options: Any) -> Any:
    """The link opened on a device that has never been anybody's."""
    page = open_page(
        path="/borne/" + link[link.index("#") :], width=size[0], height=size[1], has_touch=True, **options
    )
    page.locator(".attract").wait_for(timeout=PATIENCE)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return page


def touch(page: Any) -> None:
    page.locator(".attract").click()
    page.get_by_role("heading", name="Que cherchez-vous").wait_for()


def meet(page: Any, name: str) -> None:
    """Make the kiosk speak with the office at once, and wait until it has."""
    with page.expect_response(lambda answer: answer.url.endswith(name), timeout=PATIENCE):
        page.evaluate("dispatchEvent(new Event('online'))")


def rename(open_page, words: str, name: str) -> None:
    """Give another name to the first fiche that these words find."""
    page = open_page(WEB, path=f"{OFFICE}/offre/?q={words}")
    address = page.locator(".offer-hits a").first.get_attribute("href")
    page.goto(f"{address}modifier/")
    page.get_by_role("group", name="Nom").get_by_role("textbox").first.fill(name)
    page.get_by_role("button", name="Enregistrer et fermer").click()
    page.get_by_role("heading", level=1, name=name).wait_for()


def test_a_kiosk_works_for_weeks_without_network(open_page):
    staff, link = new_kiosk(open_page, "Borne du lavoir")
    page = install(open_page, link)
    assert "cle" not in page.url and page.context.cookies() == []
    meet(page, "/signe")
    page.context.set_offline(True)
    page.reload()
    touch(page)
    page.locator("[data-theme=see]").click()
    page.locator(".card").first.click()
    name = page.locator("h1").inner_text()
    page.locator("[data-language=de]").click()
    page.locator("[data-home]").click()
    page.locator(".button--search").click()
    for letter in re.sub(r"[^a-z]", "", name.lower())[:4]:
        page.locator(f'[data-key="{letter}"]').click()
    page.locator(".typed").wait_for()
    page.reload()
    touch(page)
    page.context.set_offline(False)
    meet(page, "/usage")
    staff.goto(f"{OFFICE}/bornes/")
    card = staff.locator(".kiosk-card", has_text="Borne du lavoir")
    card.get_by_text("En ligne").wait_for()
    assert int(card.locator("dd").first.inner_text()) >= 1


def test_only_what_changed_is_sent(open_page):
    _staff, link = new_kiosk(open_page, "Borne du pont")
    page = install(open_page, link)
    meet(page, "/signe")
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if "/borne/api/" in sent.url else None)
    rename(open_page, "chapelle", "Chapelle de la différence")
    meet(page, "/signe")
    entries = [url for url in asked if "/fiches?" in url]
    assert len(entries) == 1 and "%2C" not in entries[0].split("ids=")[1].split("&")[0]
    touch(page)
    page.locator(".button--search").click()
    for letter in "differ":
        page.locator(f'[data-key="{letter}"]').click()
    page.get_by_text("Chapelle de la différence").wait_for()


def test_the_screen_goes_home_when_nobody_is_there(open_page):
    _staff, link = new_kiosk(open_page, "Borne de la gare", idle=120)
    page = install(open_page, link)
    page.clock.install()
    page.reload()
    touch(page)
    page.locator("[data-theme=emergency]").click()
    page.locator("[data-language=en]").click()
    page.locator("[data-reading=large]").click()
    page.clock.run_for(60_000)  # the clock of a slow machine runs besides
    assert page.locator(".attract").count() == 0
    page.clock.run_for(60_000)
    page.locator(".attract").wait_for()
    touch(page)
    assert page.locator("body.is-large").count() == 0


def test_a_revoked_device_forgets_everything(open_page, faults):
    staff, link = new_kiosk(open_page, "Borne perdue")
    page = install(open_page, link)
    staff.get_by_role("link", name="Revenir à la borne").click()
    staff.get_by_role("button", name="Révoquer").click()
    staff.locator("dialog[open]").get_by_role("button").last.click()
    staff.get_by_text("Lien révoqué").first.wait_for()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_text("n’est plus en service").wait_for(timeout=PATIENCE)
    faults.clear()
    page.context.set_offline(True)
    page.reload()
    page.get_by_text("attend son lien").wait_for()
    bases = page.evaluate("indexedDB.databases().then((all) => all.map((one) => one.name))")
    assert "offer-kiosk" not in bases or page.locator(".attract").count() == 0


def carried(server, parcel: Path) -> None:
    """The file for a USB key, made by the office's server."""
    root = Path(__file__).resolve().parents[2]
    kept = {key: value for key, value in os.environ.items() if key not in INHERITED_NOT}
    environment = {
        **kept,
        "BURON_DATA": str(server.data),
        "DJANGO_SETTINGS_MODULE": "buron.project.settings",
        "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}",
    }
    command = [
        sys.executable,
        "-m",
        "buron",
        "borne",
        "paquet",
        "--office",
        "hauts-burons",
        "-o",
        str(parcel),
    ]
    subprocess.run(command, check=True, cwd=root, env=environment)


def test_content_comes_on_a_key(open_page, server, tmp_path):
    _staff, link = new_kiosk(open_page, "Borne sans réseau")
    page = install(open_page, link)
    page.context.set_offline(True)
    rename(open_page, "moulin", "Moulin venu par la clé")
    parcel = tmp_path / "borne.buron"
    carried(server, parcel)
    bad = tmp_path / "autre.buron"
    bad.write_bytes(parcel.read_bytes()[:-5] + b"xxxxx")
    line = page.locator(".foot")
    box = line.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.get_by_role("heading", name="Entretien de la borne").wait_for()
    page.mouse.up()
    page.locator("#parcel").set_input_files(str(bad))
    page.get_by_text("Le fichier est incomplet").wait_for()
    page.locator("#parcel").set_input_files(str(parcel))
    page.get_by_text("Contenu mis à jour depuis la clé").wait_for()
    page.locator(".bar__button").first.click()
    touch(page)
    page.locator(".button--search").click()
    for letter in "moulinvenu":
        page.locator(f'[data-key="{letter}"]').click()
        if letter == "n":
            page.locator('[data-key=" "]').click()
            break
    page.get_by_text("Moulin venu par la clé").wait_for()


def test_a_clock_that_is_wrong_does_not_move_the_use(open_page):
    staff, link = new_kiosk(open_page, "Borne à l’heure fausse")
    page = install(open_page, link)
    meet(page, "/signe")
    page.context.set_offline(True)
    page.clock.set_system_time("2011-03-04T08:00:00")
    touch(page)
    page.locator("[data-theme=emergency]").click()
    page.context.set_offline(False)
    meet(page, "/usage")
    staff.get_by_role("link", name="Revenir à la borne").click()
    today = staff.locator("table").last.locator("tbody tr").first
    assert int(today.locator("td").nth(2).inner_text()) == 2


@pytest.mark.parametrize("size", SIZES)
def test_every_screen_can_be_read_and_reached(open_page, axe, size):
    _staff, link = new_kiosk(open_page, f"Borne {size[0]}")
    page = install(open_page, link, size, bypass_csp=True)
    found = axe(page)
    touch(page)
    found += checked(page, axe)
    themes = page.locator("[data-theme]").evaluate_all("all => all.map((one) => one.dataset.theme)")
    for theme in themes:
        page.locator(f"[data-theme={theme}]").click()
        found += checked(page, axe)
        if page.locator(".card").count():
            page.locator(".card").first.click()
            found += checked(page, axe)
        page.locator("[data-home]").click()
    page.locator(".button--search").click()
    found += checked(page, axe)
    for reading in ("large", "contrast", "low"):
        page.locator(f"[data-reading={reading}]").click()
    found += checked(page, axe)
    assert not found, "\n".join(found)


def checked(page: Any, axe) -> list[str]:
    """Findings of axe, targets too small for a finger, and what runs out of the screen."""
    small = page.evaluate(SMALL, SMALLEST)
    wide = page.evaluate(WIDE)
    return [*axe(page), *small, *(["too wide"] if wide else [])]


def fill(page: Any) -> Any:
    """No more room for this page than it takes, for real; gives what lifts the bound."""
    session, origin = page.context.new_cdp_session(page), re.match(r"https?://[^/]+", page.url)[0]
    used = session.send("Storage.getUsageAndQuota", {"origin": origin})["usage"]
    bound = used - 500_000  # browsers tidy up: what is just full would not stay so
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": bound})
    until(page, IS_FULL, 90)
    return lambda: session.send("Storage.overrideQuotaForOrigin", {"origin": origin})


def test_a_full_memory_loses_nothing(open_page):
    staff, link = new_kiosk(open_page, "Borne pleine")
    page = install(open_page, link)
    meet(page, "/signe")
    until(page, HAS_RESERVE)
    lift = fill(page)
    rename(open_page, "cascade", "Cascade de trop")
    meet(page, "/signe")
    page.get_by_text("mémoire pleine").wait_for()
    staff.goto(f"{OFFICE}/bornes/")
    card = staff.locator(".kiosk-card", has_text="Borne pleine")
    card.get_by_text("La mémoire de l’appareil est pleine").wait_for()
    page.context.set_offline(True)
    touch(page)
    page.locator("[data-theme=see]").click()
    assert page.locator(".card").count() > 3
    page.reload()
    page.locator(".attract").wait_for()
    page.context.set_offline(False)
    with page.expect_response(lambda answer: answer.url.endswith("/usage"), timeout=PATIENCE) as sent:
        page.evaluate("dispatchEvent(new Event('online'))")
    assert sent.value.json()["taken"] == 2, "the gestures of a full memory are counted"
    lift()
    meet(page, "/signe")
    touch(page)
    page.locator(".button--search").click()
    for letter in "cascade":
        page.locator(f'[data-key="{letter}"]').click()
    page.get_by_text("Cascade de trop").wait_for()


def test_an_update_that_is_asked_for_is_done(open_page):
    staff, link = new_kiosk(open_page, "Borne à rafraîchir")
    page = install(open_page, link)
    meet(page, "/signe")
    page.evaluate("window.before = true")
    staff.get_by_role("link", name="Revenir à la borne").click()
    staff.get_by_role("button", name="Demander la mise à jour").click()
    staff.get_by_text("pas encore faite").wait_for()
    meet(page, "/signe")
    page.wait_for_function("() => !window.before")
    page.locator(".attract").wait_for()
    staff.reload()
    staff.get_by_text("faite le").wait_for()


def test_codes_are_those_of_the_standard(open_page):
    """Texts that fill their version exactly: segno pads others differently, which readers ignore."""
    page = open_page(path="/borne/")
    texts = ["k" * length for length in (14, 26, 42, 62, 84, 106, 122, 152, 180, 213)]
    drawn = page.evaluate(
        """async (texts) => {
          await navigator.serviceWorker.ready;
          const kept = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
          const address = kept.flat().map(({ url }) => url).find((url) => url.includes("kiosk/qr"));
          const { matrix } = await import(address);
          return texts.map(matrix);
        }""",
        texts,
    )
    for version, (text, rows) in enumerate(zip(texts, drawn, strict=True), 1):
        code = segno.make(
            text, error="m", mode="byte", mask=0, version=version, boost_error=False, micro=False
        )
        assert [[bool(cell) for cell in row] for row in code.matrix] == rows, version
