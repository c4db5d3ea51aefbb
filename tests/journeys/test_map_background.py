"""The office's own map background: laid down on a screen, then drawn by a real browser, vector and raster."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tiles import PNG, VECTOR, archive

OFFICE = "/hauts-burons"
CANTAL = (2.0, 44.6, 3.4, 45.6)
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
    page.goto(f"{OFFICE}/offre/?vue=carte")
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
