// What lies under the points: a plain ground (graticule, communes), IGN's open plan when there is a network,
// or the office's own PMTiles file, raster or vector, whatever its schema.

const GROUND = "#eef0dd";
const IGN = "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
  + "&LAYER=GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2&STYLE=normal&FORMAT=image/png"
  + "&TILEMATRIXSET=PM&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}";
const FONT = ["\"Source Sans 3\"", "sans-serif"];
const empty = () => ({ type: "FeatureCollection", features: [] });

export function graticule([west, south, east, north], step = 0.1) {
  const features = [];
  const line = (coordinates) => features.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates } });
  const [left, right] = [Math.floor(west - 1), Math.ceil(east + 1)];
  const [low, high] = [Math.floor(south - 1), Math.ceil(north + 1)];
  for (let i = 0; i <= Math.round((right - left) / step); i += 1) line([[left + i * step, low], [left + i * step, high]]);
  for (let i = 0; i <= Math.round((high - low) / step); i += 1) line([[left, low + i * step], [right, low + i * step]]);
  return { type: "FeatureCollection", features };
}

function text(id, source, field, extra = {}, paint = {}) {
  return {
    id, source, type: "symbol",
    layout: { "text-field": field, "text-font": FONT, "text-size": 13, ...extra },
    paint: { "text-color": "#24272c", "text-halo-color": "#fff", "text-halo-width": 1.6, ...paint },
  };
}

// `grow`: points for a finger are larger than for a pointer.
export function style(data, bounds, grow = 1) {
  const source = (role) => ({
    type: "geojson",
    data: { ...empty(), features: data.features.filter((feature) => roleOf(feature) === role) },
  });
  return {
    version: 8,
    sources: {
      graticule: { type: "geojson", data: graticule(bounds) },
      communes: source("commune"),
      tracks: source("track"),
      here: source("here"),
      points: { ...source("point"), cluster: true, clusterRadius: 44, clusterMaxZoom: 13, promoteId: "id" },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": GROUND } },
      { id: "graticule", source: "graticule", type: "line", paint: { "line-color": "#d5d9ba", "line-width": 1 } },
      { id: "communes", source: "communes", type: "circle", paint: { "circle-radius": 3, "circle-color": "#8b9562" } },
      text("commune-names", "communes", ["get", "title"], { "text-anchor": "top", "text-offset": [0, 0.4], "text-size": 13 * grow },
        { "text-color": "#4f5832", "text-halo-color": GROUND }),
      { id: "track-casing", source: "tracks", type: "line", layout: { "line-join": "round", "line-cap": "round" },
        paint: { "line-color": "#fff", "line-width": 7 } },
      { id: "tracks", source: "tracks", type: "line", layout: { "line-join": "round", "line-cap": "round" },
        paint: { "line-color": "#9a2d20", "line-width": 3.5 } },
      { id: "clusters", source: "points", type: "circle", filter: ["has", "point_count"],
        paint: { "circle-color": "#3b3f9b", "circle-stroke-color": "#fff", "circle-stroke-width": 2,
          "circle-radius": ["step", ["get", "point_count"], 15 * grow, 10, 19 * grow, 50, 24 * grow] } },
      { ...text("cluster-counts", "points", ["get", "point_count_abbreviated"], { "text-allow-overlap": true, "text-size": 13 * grow },
        { "text-color": "#fff", "text-halo-width": 0 }), filter: ["has", "point_count"] },
      { id: "points", source: "points", type: "circle", filter: ["!", ["has", "point_count"]],
        paint: { "circle-stroke-color": "#fff", "circle-stroke-width": 2,
          "circle-color": ["case", ["boolean", ["feature-state", "active"], false], "#9a2d20", "#3b3f9b"],
          "circle-radius": ["case", ["boolean", ["feature-state", "active"], false], 11 * grow, 8 * grow] } },
      { id: "here", source: "here", type: "circle",
        paint: { "circle-radius": 9 * grow, "circle-color": "#f4c542", "circle-stroke-color": "#24272c", "circle-stroke-width": 3 } },
      text("here-name", "here", ["get", "title"], { "text-anchor": "top", "text-offset": [0, 1], "text-size": 13 * grow, "text-allow-overlap": true }),
    ],
  };
}

export function roleOf(feature) {
  return feature.properties?.role ?? (feature.geometry?.type === "Point" ? "point" : "track");
}

export function addIgn(map) {
  map.addSource("ign", { type: "raster", tiles: [IGN], tileSize: 256, maxzoom: 18, attribution: "© IGN – Géoplateforme" });
  map.addLayer({ id: "ign", source: "ign", type: "raster" }, "track-casing");
}

export function removeIgn(map) {
  if (map.getLayer("ign")) map.removeLayer("ign");
  if (map.getSource("ign")) map.removeSource("ign");
}

// What a layer is, told by its name: the ground first, what is drawn over it next. Colours of the fill, then of the line.
const INKS = [
  [/wood|forest|landcover|landuse|natural|park|green/, "#dbe5c8", "#c3d1a6"],
  [/water|ocean|hydro/, "#bcd9e6", "#8fbcd0"],
  [/build/, "#d8d2c3", "#b9b19d"],
  [/road|transport|path|street|track/, "#fff", "#b9ae95"],
  [/bound|admin/, "none", "#9a8fb5"],
];
const NAMED = /place|poi|name/;
const rankOf = ({ id }) => INKS.findIndex(([pattern]) => pattern.test(id));

function drawn(layer) {
  const [, fill, stroke] = INKS[rankOf(layer)] ?? [null, "#efece2", "#c9c2b0"];
  const common = { source: "office", "source-layer": layer.id };
  const area = { ...common, id: `office-${layer.id}-fill`, type: "fill", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": fill } };
  return [
    ...(fill === "none" ? [] : [area]),
    { ...common, id: `office-${layer.id}-line`, type: "line", filter: ["==", ["geometry-type"], "LineString"],
      paint: { "line-color": stroke, "line-width": ["interpolate", ["linear"], ["zoom"], 8, 0.6, 15, 3] } },
  ];
}

const named = (layer, grow) => ({
  ...text(`office-${layer.id}-text`, "office", ["coalesce", ["get", "name:fr"], ["get", "name"]], { "text-size": 13 * grow }), "source-layer": layer.id,
});

// Tools list layers by alphabet: "earth" would hide "boundaries", and "water" the roads over it. Names come last.
export function vectorLayers(layers, grow = 1) {
  const ordered = layers.toSorted((one, other) => rankOf(one) - rankOf(other));
  return [...ordered.flatMap(drawn), ...ordered.filter(({ id }) => NAMED.test(id)).map((layer) => named(layer, grow))];
}

// `place`: an address, or a source of PMTiles (bytes that a device holds).
export async function addArchive(map, maplibre, pmtiles, place, { attribution, grow } = {}) {
  const archive = new pmtiles.PMTiles(typeof place === "string" ? new URL(place, location.href).href : place);
  const [header, metadata] = await Promise.all([archive.getHeader(), archive.getMetadata()]);
  const protocol = new pmtiles.Protocol();
  protocol.add(archive);
  maplibre.addProtocol("pmtiles", protocol.tile);
  const vector = header.tileType === 1;
  map.addSource("office", {
    type: vector ? "vector" : "raster", url: `pmtiles://${archive.source.getKey()}`,
    attribution: attribution || metadata.attribution || "",
  });
  const layers = vector ? vectorLayers(metadata.vector_layers ?? [], grow) : [{ id: "office", source: "office", type: "raster" }];
  for (const layer of layers) map.addLayer(layer, "track-casing");
}
