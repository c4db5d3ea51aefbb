// Entry point of every page. Each module works by delegation or is started again on what htmx brings in.
import * as autosubmit from "./autosubmit.js";
import * as dialog from "./dialog.js";
import * as dropzone from "./dropzone.js";
import * as languages from "./languages.js";
import * as menu from "./menu.js";
import * as shortcuts from "./shortcuts.js";
import * as table from "./table.js";
import * as tabs from "./tabs.js";
import * as toasts from "./toasts.js";
import * as token from "./token.js";
import * as unsaved from "./unsaved.js";

const modules = [autosubmit, dialog, dropzone, languages, menu, shortcuts, table, tabs, toasts, token, unsaved];

function startMaps(root) {
  if (root.matches?.("[data-map]") || root.querySelector("[data-map]")) {
    import("./map.js").then((map) => map.start(root));
  }
}

function start(root) {
  for (const module of modules) module.start?.(root);
  startMaps(root);
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
