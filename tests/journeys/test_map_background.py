"""The office's own map background: laid down on a screen, then drawn by a real browser, vector and raster."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.desk import until
from tests.journeys.test_kiosk import install, meet, new_kiosk, touch
from tests.tiles import PNG, VECTOR, archive

OFFICE = "/hauts-burons"
ADDRESS = "https://office.example/p/hauts-burons/"
KEPT = """(async () => {
  const [base, files] = await Promise.all([
    new Promise((done) => { const asked = indexedDB.open("kiosk-map"); asked.onsuccess = () => done(asked.result); }),
    caches.open("borne-carte").then((cache) => cache.keys()),
  ]);
  const asked = base.transaction("slices").objectStore("slices").count();
  const slices = await new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  base.close();
  return slices > 0 && files.length === 6;
})()"""
# The settings of an office that telephones reach, which a server on this machine is not.
REACHED = """async (pages) => {
  const opened = indexedDB.open("kiosk");
  await new Promise((done) => { opened.onsuccess = done; });
  const base = opened.result;
  const change = base.transaction("meta", "readwrite");
  const kept = change.objectStore("meta").get("settings");
  kept.onsuccess = () => change.objectStore("meta").put({ ...kept.result, pages }, "settings");
  await new Promise((done) => { change.oncomplete = done; });
  base.close();
}"""
CANTAL = (2.0, 44.6, 3.4, 45.6)
RIOM = "15162"
"""A commune of the background: what other journeys bring from elsewhere would draw the map too small for it."""
# What a touch on the point of a walk does: the first cards may be walks from elsewhere, which have no track.
OPEN_A_WALK = """async () => {
  const box = document.querySelector(".map");
  const { features } = await box.buronMap.map.getSource("tracks").getData();
  box.dispatchEvent(new CustomEvent("map:open", { detail: { id: features[0].properties.id }, cancelable: true }));
}"""
DRAWN = """() => new Promise((resolve) => {
  const { map } = document.querySelector(".map").buronMap;
  const told = () => resolve({
    loaded: map.isSourceLoaded("office"), order: map.getStyle().layers.map(({ id }) => id),
    seen: [...new Set(map.queryRenderedFeatures().map(({ layer }) => layer.id))],
  });
  if (map.loaded() && map.areTilesLoaded()) told();
  else map.once("idle", told);
})"""
COLOUR = """() => new Promise((resolve) => {
  const { map } = document.querySelector(".map").buronMap;
  map.once("render", () => {
    const gl = map.getCanvas().getContext("webgl2");
    const found = new Uint8Array(4);
    gl.readPixels(3, 3, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, found);
    resolve([...found]);
  });
  map.triggerRepaint();
})"""


@pytest.fixture
def laid(open_page, tmp_path):
    """Lays a background down on the settings screen; it is taken away again after the test."""
    staff = open_page("direction@buron.example", path=f"{OFFICE}/reglages/")

    def lay(kind: int) -> Any:
        place = tmp_path / "fond.pmtiles"
        place.write_bytes(archive(CANTAL, kind))
        staff.locator("input[type=file]").set_input_files(str(place))
        staff.get_by_role("button", name="Déposer").click()
        staff.get_by_text("carte vectorielle" if kind == VECTOR else "carte PNG").wait_for()
        return staff

    yield lay
    staff.goto(f"{OFFICE}/reglages/")
    staff.get_by_role("button", name="Retirer le fond").click()
    staff.locator("dialog[open]").get_by_role("button").last.click()
    staff.get_by_text("reviennent au fond de l’IGN").first.wait_for()


def open_map(laid, kind: int) -> tuple[Any, list[str]]:
    page, asked = laid(kind), []
    page.on("request", lambda sent: asked.append(sent.url))
    page.goto(f"{OFFICE}/offre/?vue=carte&commune={RIOM}")
    page.locator("[data-ready]").wait_for()
    return page, asked


def test_a_vector_background_is_drawn_in_the_right_order(laid):
    page, asked = open_map(laid, VECTOR)
    told = page.evaluate(DRAWN)
    assert told["loaded"]
    assert {"office-earth-fill", "office-water-fill", "office-roads-line"} <= set(told["seen"])
    layers = ("earth-fill", "water-fill", "roads-line", "boundaries-line", "places-text")
    places = [told["order"].index(f"office-{name}") for name in layers]
    assert places == sorted(places) and told["order"].index("points") > places[-1]
    assert not [url for url in asked if "geopf" in url or "font" in url and ".pbf" in url]


def test_a_raster_background_covers_the_ground(laid):
    page, _asked = open_map(laid, PNG)
    assert page.evaluate(DRAWN)["loaded"]
    assert page.evaluate(COLOUR) == [0xC0, 0x30, 0x80, 255]


def test_a_kiosk_shows_its_maps_after_three_days_without_network(laid, open_page, faults):
    laid(VECTOR)
    _staff, link = new_kiosk(open_page, "Borne des sentiers")
    page = install(open_page, link)
    meet(page, "/signe")
    until(page, KEPT, 60)
    page.context.set_offline(True)
    page.evaluate(REACHED, ADDRESS)
    page.clock.install(time=page.evaluate("Date.now()") / 1000 + 3 * 86_400)
    page.reload()
    page.get_by_text("il y a 3 jours").first.wait_for()
    touch(page)
    for theme in page.locator("[data-theme]").evaluate_all("all => all.map((one) => one.dataset.theme)"):
        page.locator(f"[data-theme={theme}]").click()
        page.locator("h1").wait_for()
        page.locator("[data-home]").click()
    page.locator("[data-theme=map]").click()
    assert {"tracks", "clusters"} <= drawn(page)
    page.evaluate(OPEN_A_WALK)
    assert {"tracks", "office-earth-fill"} <= drawn(page)
    page.get_by_role("img", name="Altitude").wait_for()
    page.get_by_role("button", name="Le tracé GPX").click()
    page.get_by_role("img", name="Le tracé GPX").wait_for()
    page.locator("[data-language=nl]").click()
    page.get_by_role("heading", name="GPX-track").wait_for()
    faults.clear()


def drawn(page: Any) -> set[str]:
    page.locator(".map[data-ready]").wait_for()
    return set(page.evaluate(DRAWN)["seen"])
