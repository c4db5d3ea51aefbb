// The edit screen: lines added to a list, a point set on the map, all boxes ticked at once.

function addRow(section) {
  const total = section.querySelector('input[name$="-TOTAL_FORMS"]');
  const model = section.querySelector("[data-rows-model]");
  const holder = document.createElement("div");
  holder.innerHTML = model.innerHTML.replaceAll("__prefix__", total.value);
  const row = holder.firstElementChild;
  section.querySelector("[data-rows-list]").append(row);
  total.value = Number(total.value) + 1;
  row.querySelector("input:not([type=hidden]), select, textarea").focus();
}

function startRows() {
  for (const button of document.querySelectorAll("[data-rows-add]")) {
    button.hidden = false;
    button.addEventListener("click", () => addRow(button.closest("[data-rows]")));
  }
  document.addEventListener("change", (event) => {
    if (event.target.name?.endsWith("-DELETE")) event.target.closest("[data-row-of]").toggleAttribute("data-gone", event.target.checked);
  });
}

function numberOf(input) {
  const value = Number.parseFloat(input.value.replace(",", "."));
  return Number.isFinite(value) ? value : null;
}

function startPlace(place) {
  const lat = document.getElementById("id_lat");
  const lon = document.getElementById("id_lon");
  const show = () => {
    const map = place.querySelector("[data-ready]")?.buronMap;
    const [y, x] = [numberOf(lat), numberOf(lon)];
    if (!map || y === null || x === null) return;
    const point = { type: "Feature", geometry: { type: "Point", coordinates: [x, y] }, properties: { id: place.dataset.place, title: place.dataset.placeTitle } };
    map.map.getSource("points").setData({ type: "FeatureCollection", features: [point] });
  };
  const listen = (box) => {
    box.buronMap.map.getCanvas().style.cursor = "crosshair";
    box.buronMap.map.on("click", ({ lngLat }) => {
      lat.value = lngLat.lat.toFixed(6);
      lon.value = lngLat.lng.toFixed(6);
      lat.dispatchEvent(new Event("input", { bubbles: true }));
      show();
    });
  };
  const observer = new MutationObserver(() => {
    const box = place.querySelector("[data-ready]");
    if (!box) return;
    observer.disconnect();
    listen(box);
  });
  observer.observe(place, { subtree: true, attributes: true, attributeFilter: ["data-ready"] });
  for (const input of [lat, lon]) input.addEventListener("change", show);
}

function startCheckAll() {
  const all = document.querySelector("[data-check-all]");
  if (!all) return;
  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of all.closest("table").querySelectorAll('tbody input[type="checkbox"]')) box.checked = all.checked;
  });
}

function startSave() {
  const button = document.querySelector("[data-save]");
  document.addEventListener("keydown", (event) => {
    if (!button || event.key !== "s" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    button.click();
  });
}

startRows();
startSave();
startCheckAll();
const place = document.querySelector("[data-place]");
if (place) startPlace(place);
