// Maps and profiles: the map component of the office's screens, drawn from what the kiosk keeps.

import { h } from "./parts.js";

const GROW = 1.7;
const SVG = "http://www.w3.org/2000/svg";
const [WIDE, TALL, MARGIN] = [640, 150, 6];

export const hasPlace = (entry) => entry.lat !== undefined && entry.lon !== undefined;

// A line of the bundle, as positions: Google's polyline, five decimals.
export function decoded(text) {
  const positions = [];
  let [place, latitude, longitude] = [0, 0, 0];
  const step = () => {
    let [value, shift, letter] = [0, 0, 32];
    while (letter >= 32 && place < text.length) {
      letter = text.charCodeAt(place) - 63;
      place += 1;
      value |= (letter & 31) << shift;
      shift += 5;
    }
    return value & 1 ? ~(value >> 1) : value >> 1;
  };
  while (place < text.length) {
    latitude += step();
    longitude += step();
    positions.push([longitude / 1e5, latitude / 1e5]);
  }
  return positions;
}

const feature = (type, coordinates, properties) => ({ type: "Feature", geometry: { type, coordinates }, properties });
const point = ({ lat, lon }, properties) => feature("Point", [lon, lat], properties);

function drawn(app, entries) {
  const { communes = [], kiosk } = app.content.settings;
  return { type: "FeatureCollection", features: [
    ...communes.map((one) => point(one, { role: "commune", title: one.name })),
    ...entries.filter(({ walk }) => walk?.lines).map(({ id, walk }) => feature("MultiLineString", walk.lines.map(decoded), { id })),
    ...entries.filter(hasPlace).map((entry) => point(entry, { id: entry.id, title: entry.texts.fr.name })),
    ...(kiosk.position ? [point(kiosk.position, { role: "here", title: app.say("here") })] : []),
  ] };
}

// The box of a map, drawn once it stands on the screen; a touch on a point opens its fiche.
// `alone`: the map is the screen, and one finger moves it; elsewhere one finger goes on through the page.
export function mapOf(app, entries, { alone = false } = {}) {
  const { maplibre, worker, stylesheet, pmtilesLibrary, mapModule } = document.body.dataset;
  const locale = JSON.stringify({ "NavigationControl.ZoomIn": app.say("zoom_in"), "NavigationControl.ZoomOut": app.say("zoom_out"), "Map.Title": app.say("map"),
    "CooperativeGesturesHandler.MobileHelpText": app.say("two_fingers"), "CooperativeGesturesHandler.WindowsHelpText": app.say("two_fingers") });
  const box = h("div", { class: "map", role: "region", "aria-label": app.say("map"), "data-alone": alone, "data-grow": GROW, "data-basemap": "none", "data-locale": locale,
    "data-maplibre": maplibre, "data-worker": worker, "data-stylesheet": stylesheet, "data-pmtiles-library": pmtilesLibrary },
  h("div", { class: "map__canvas", hidden: true }));
  box.addEventListener("map:open", (event) => { event.preventDefault(); app.open(event.detail.id); });
  requestAnimationFrame(async () => {
    try {
      const [{ build }, archive] = await Promise.all([import(mapModule), app.content.ground()]);
      if (!box.isConnected) return;
      await build(box, { data: drawn(app, entries), archive });
    } catch (error) { console.warn(error); }
    if (!box.isConnected) box.buronMap?.map.remove();
    else if (!box.buronMap) box.replaceChildren(h("p", { class: "soft" }, app.say("no_map")));
  });
  app.leaving.push(() => box.buronMap?.map.remove());
  return box;
}

// Heights along a walk; drawn to the height of the box, as profiles are.
export function profile(app, heights) {
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const room = Math.max(high - low, 40);
  const at = (height, n) => `${((n / (heights.length - 1)) * WIDE).toFixed(1)} ${(TALL - MARGIN - ((height - low) / room) * (TALL - 2 * MARGIN)).toFixed(1)}`;
  const line = `M${heights.map(at).join("L")}`;
  const svg = document.createElementNS(SVG, "svg");
  const said = app.say("profile", app.number(low), app.number(high));
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${WIDE} ${TALL}`, role: "img", "aria-label": said, preserveAspectRatio: "none" })) svg.setAttribute(name, value);
  for (const [kind, path] of [["area", `${line}L${WIDE} ${TALL}L0 ${TALL}Z`], ["line", line]]) {
    const shape = document.createElementNS(SVG, "path");
    shape.setAttribute("class", `profile__${kind}`);
    shape.setAttribute("d", path);
    svg.append(shape);
  }
  return h("figure", { class: "profile" }, svg, h("figcaption", {}, said));
}
