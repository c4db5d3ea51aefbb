// Entry point of every page. Each module works by delegation or is started again on what htmx brings in.
import * as dialog from "./dialog.js";
import * as forms from "./forms.js";
import * as menu from "./menu.js";
import * as shortcuts from "./shortcuts.js";
import * as table from "./table.js";
import * as tabs from "./tabs.js";
import * as toasts from "./toasts.js";
import * as token from "./token.js";

const modules = [dialog, forms, menu, shortcuts, table, tabs, toasts, token];

// What few pages hold comes with them alone.
const LATER = { "[data-map]": () => import("./map.js"), "[data-dropzone]": () => import("./later/dropzone.js") };

function startLater(root) {
  for (const [selector, load] of Object.entries(LATER)) {
    if (root.matches?.(selector) || root.querySelector(selector)) load().then((module) => module.start(root));
  }
}

function start(root) {
  for (const module of modules) module.start?.(root);
  startLater(root);
}

start(document);
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) start(event.detail.elt);
});

document.addEventListener("submit", (event) => {
  if (!event.target.action?.endsWith?.("/logout/")) return;
  event.preventDefault();
  import("./later/leave.js").then((later) => later.leave(event.target), () => event.target.submit());
});
