// <div data-map> … see components/map.html. The list beside the map says everything that the map says;
// without WebGL the canvas stays hidden and the list is enough.
import { addArchive, addIgn, removeIgn, roleOf, style } from "./map_style.js";

const libraries = {};

function loadStyle(href) {
  if (document.querySelector(`link[href="${href}"]`)) return Promise.resolve();
  return new Promise((resolve) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    link.addEventListener("load", resolve, { once: true });
    link.addEventListener("error", resolve, { once: true });
    document.head.append(link);
  });
}

function loadScript(src) {
  libraries[src] ??= new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src });
    script.addEventListener("load", resolve, { once: true });
    script.addEventListener("error", reject, { once: true });
    document.head.append(script);
  });
  return libraries[src];
}

const hasWebGL = () => Boolean(document.createElement("canvas").getContext("webgl2"));

async function readData(box) {
  const script = box.querySelector('script[type="application/json"]');
  if (script) return JSON.parse(script.textContent);
  const response = await fetch(box.dataset.src, { headers: { Accept: "application/geo+json" } });
  if (!response.ok) throw new Error(`map data: ${response.status}`);
  return response.json();
}

function boundsOf(features) {
  const box = [180, 90, -180, -90];
  const grow = (position) => {
    if (typeof position[0] !== "number") return position.forEach(grow);
    box[0] = Math.min(box[0], position[0]);
    box[1] = Math.min(box[1], position[1]);
    box[2] = Math.max(box[2], position[0]);
    return (box[3] = Math.max(box[3], position[1]));
  };
  for (const feature of features) if (feature.geometry) grow(feature.geometry.coordinates);
  return box[0] > box[2] ? null : box;
}

function popupContent(properties) {
  const content = document.createElement("div");
  const title = document.createElement(properties.url ? "a" : "strong");
  title.textContent = properties.title;
  if (properties.url) title.href = properties.url;
  content.append(title);
  if (properties.text) content.append(Object.assign(document.createElement("p"), { textContent: properties.text }));
  return content;
}

class BuronMap {
  constructor(box, maplibre, data, archive) {
    this.box = box;
    this.archive = archive ?? box.dataset.pmtiles;
    this.maplibre = maplibre;
    this.active = null;
    this.grow = Number(box.dataset.grow ?? 1);
    this.canvas = box.querySelector(".map__canvas");
    this.note = box.querySelector(".map__note");
    const items = data.features.filter((feature) => ["point", "track"].includes(roleOf(feature)));
    this.bounds = boundsOf(items) ?? boundsOf(data.features) ?? [-5, 42, 8, 51];
    this.points = new Map(items.filter((f) => roleOf(f) === "point").map((f) => [String(f.properties.id), f]));
    this.canvas.hidden = false;
    this.map = new maplibre.Map({
      container: this.canvas, style: style(data, this.bounds, this.grow), bounds: this.bounds,
      fitBoundsOptions: { padding: 48, maxZoom: 14 }, locale: JSON.parse(box.dataset.locale || "{}"),
      cooperativeGestures: !("alone" in box.dataset), dragRotate: false, attributionControl: { compact: true },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new maplibre.ScaleControl(), "bottom-left");
    this.map.on("load", () => this.ready());
    this.map.on("error", (event) => this.failed(event));
    this.map.on("sourcedata", (event) => { this.ignSeen ||= event.sourceId === "ign" && event.tile?.state === "loaded"; });
    this.map.on("click", "points", (event) => this.open(event.features[0]));
    this.map.on("click", "clusters", (event) => this.expand(event.features[0]));
    for (const layer of ["points", "clusters"]) {
      this.map.on("mouseenter", layer, () => { this.map.getCanvas().style.cursor = "pointer"; });
      this.map.on("mouseleave", layer, () => { this.map.getCanvas().style.cursor = ""; });
    }
    this.followList();
  }

  async ready() {
    const { basemap } = this.box.dataset;
    if (this.archive) {
      await this.office().catch((error) => { this.sayGround(true); console.warn(error); });
    } else if (basemap === "ign") {
      this.online();
      addEventListener("online", () => this.online());
    }
    this.box.dataset.ready = "1";
  }

  async office() {
    const { pmtilesLibrary, attribution } = this.box.dataset;
    await loadScript(pmtilesLibrary);
    await addArchive(this.map, this.maplibre, window.pmtiles, this.archive, { attribution, grow: this.grow });
  }

  online() {
    if (navigator.onLine && !this.map.getSource("ign")) addIgn(this.map);
    this.sayGround(!navigator.onLine);
  }

  sayGround(plain) {
    if (this.note) this.note.hidden = !plain;
  }

  failed(event) {
    if (event.sourceId !== "ign" || this.ignSeen) return;
    removeIgn(this.map);
    this.sayGround(true);
  }

  // A page that answers "map:open" itself shows no bubble.
  open(feature) {
    if (!this.box.dispatchEvent(new CustomEvent("map:open", { detail: feature.properties, cancelable: true }))) return;
    this.popup?.remove();
    this.popup = new this.maplibre.Popup({ maxWidth: "17rem", offset: 12 })
      .setLngLat(feature.geometry.coordinates).setDOMContent(popupContent(feature.properties)).addTo(this.map);
    this.light(String(feature.properties.id), true);
  }

  // Other points on the same ground: a search that goes on.
  update(data) {
    const items = data.features.filter((feature) => roleOf(feature) === "point");
    this.popup?.remove();
    this.points = new Map(items.map((feature) => [String(feature.properties.id), feature]));
    this.map.getSource("points").setData({ type: "FeatureCollection", features: items });
    const bounds = boundsOf(items);
    if (bounds) this.map.fitBounds(bounds, { padding: 48, maxZoom: 14, duration: 300 });
  }

  async expand(cluster) {
    const zoom = await this.map.getSource("points").getClusterExpansionZoom(cluster.properties.cluster_id);
    this.map.easeTo({ center: cluster.geometry.coordinates, zoom });
  }

  light(id, scroll = false) {
    if (this.active !== null) this.map.setFeatureState({ source: "points", id: this.active }, { active: false });
    this.active = id;
    this.map.setFeatureState({ source: "points", id }, { active: true });
    for (const line of this.box.querySelectorAll("[data-id]")) {
      const same = line.dataset.id === id;
      line.toggleAttribute("data-active", same);
      if (same && scroll) line.scrollIntoView({ block: "nearest" });
    }
  }

  followList() {
    const list = this.box.querySelector(".map__list");
    for (const name of ["mouseover", "focusin"]) {
      list?.addEventListener(name, (event) => {
        const id = event.target.closest("[data-id]")?.dataset.id;
        if (id && this.map.loaded()) this.light(id);
      });
    }
    list?.addEventListener("click", (event) => {
      const button = event.target.closest("[data-show]");
      const feature = button && this.points.get(button.closest("[data-id]").dataset.id);
      if (!feature) return;
      this.map.easeTo({ center: feature.geometry.coordinates, zoom: Math.max(this.map.getZoom(), 14) });
      this.open(feature);
    });
  }
}

// `given`: { data, archive } in the place of those that the box tells; the archive may be a source of PMTiles.
export async function build(box, given = {}) {
  box.removeAttribute("data-map");
  if (!hasWebGL()) return;
  const [data, maplibre] = await Promise.all([given.data ?? readData(box), import(box.dataset.maplibre), loadStyle(box.dataset.stylesheet)]);
  maplibre.setWorkerUrl(box.dataset.worker);
  box.buronMap = new BuronMap(box, maplibre, data, given.archive);
}

// Built when it comes near the screen: the library is heavier than the rest of the page.
export function start(root) {
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      observer.unobserve(entry.target);
      build(entry.target).catch((error) => {
        entry.target.querySelector(".map__canvas").hidden = true;
        console.warn(error);
      });
    }
  }, { rootMargin: "400px" });
  const boxes = [...root.querySelectorAll("[data-map]"), ...(root.matches?.("[data-map]") ? [root] : [])];
  for (const box of boxes) observer.observe(box);
}
