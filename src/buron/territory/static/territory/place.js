// A point chosen on a map: touching the map fills the field (input data-place) of the same form with
// "latitude, longitude"; writing in the field moves the point. Without a map the field is enough.

const NUMBER = /[-−+]?\d{1,3}(?:[.,]\d+)?/g;

function read(text) {
  const numbers = text.match(NUMBER)?.map((number) => Number(number.replace(",", ".").replace("−", "-")));
  if (numbers?.length !== 2) return null;
  const [latitude, longitude] = numbers;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? [longitude, latitude] : null;
}

function draw(map, position) {
  const features = position
    ? [{ type: "Feature", properties: { id: "place" }, geometry: { type: "Point", coordinates: position } }]
    : [];
  map.getSource("points").setData({ type: "FeatureCollection", features });
}

function join(box, input) {
  const { map } = box.buronMap;
  map.on("click", ({ lngLat }) => {
    const position = lngLat.wrap();
    input.value = `${position.lat.toFixed(6)}, ${position.lng.toFixed(6)}`;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  input.addEventListener("input", () => draw(map, read(input.value)));
}

for (const holder of document.querySelectorAll("[data-place-map]")) {
  const box = holder.querySelector(".map");
  const input = holder.closest("form").querySelector("input[data-place]");
  const watch = new MutationObserver(() => {
    if (!box.dataset.ready) return;
    watch.disconnect();
    join(box, input);
  });
  watch.observe(box, { attributes: true, attributeFilter: ["data-ready"] });
}
