// Files by drag and drop: the input itself covers the zone, so that keyboard and touch work without this module.

function preview(file) {
  const item = document.createElement("li");
  if (file.type.startsWith("image/")) {
    const image = document.createElement("img");
    image.alt = "";
    image.src = URL.createObjectURL(file);
    image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
    item.append(image);
  }
  const size = new Intl.NumberFormat("fr", { maximumFractionDigits: 1 }).format(file.size / 1e6);
  item.append(`${file.name} (${size} Mo)`);
  return item;
}

function show(zone) {
  zone.querySelector(".dropzone__files").replaceChildren(...[...zone.querySelector("input").files].map(preview));
}

export function start(root) {
  for (const zone of root.querySelectorAll("[data-dropzone]")) {
    zone.removeAttribute("data-dropzone");
    zone.addEventListener("change", () => show(zone));
    if (zone.querySelector("input").files.length) show(zone); // chosen before this module came
    for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, () => zone.setAttribute("data-over", ""));
    for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.removeAttribute("data-over"));
  }
}
