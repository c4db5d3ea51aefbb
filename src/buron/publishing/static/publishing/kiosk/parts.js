// The furniture of the kiosk: elements made without HTML strings, so that no text of a fiche can become code.

const SVG = "http://www.w3.org/2000/svg";

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${document.body.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

export function button(label, onclick, { kind = "", name = "", pressed, aria } = {}) {
  return h("button", { type: "button", class: `button ${kind}`, onclick, "aria-pressed": pressed === undefined ? null : String(pressed), "aria-label": aria },
    name ? icon(name) : null, h("span", {}, label));
}

export const chips = (items, chosen, pick) => h("div", { class: "chips", role: "group" }, items.map(([code, label, picture]) =>
  h("button", { type: "button", class: "chip", "aria-pressed": String(code === chosen), onclick: () => pick(code) }, picture ? icon(picture) : null, h("span", {}, label))));

export function code(rows, label) {
  const svg = document.createElementNS(SVG, "svg");
  const margin = 4;
  const size = rows.length + margin * 2;
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${size} ${size}`, role: "img", "aria-label": label, class: "qr", "shape-rendering": "crispEdges" })) svg.setAttribute(name, value);
  const path = document.createElementNS(SVG, "path");
  const dark = rows.flatMap((row, y) => row.map((on, x) => (on ? `M${x + margin} ${y + margin}h1v1h-1z` : "")));
  path.setAttribute("d", dark.join(""));
  svg.append(path);
  return svg;
}
