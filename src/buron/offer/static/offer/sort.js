// Lists put in order by dragging their handle; the buttons beside do the same for the keyboard.
// data-sortable="address" data-sortable-name="field" [data-sortable-target="#…" data-sortable-pins="3"]
// With data-sortable-pins, only the first lines are sent: those down to the last one that was moved or pinned.

let moved = null;
let list = null;

function lineAt(y) {
  return [...list.children].find((line) => {
    const box = line.getBoundingClientRect();
    return y < box.top + box.height / 2;
  });
}

function onMove(event) {
  const next = lineAt(event.clientY);
  if (next !== moved) list.insertBefore(moved, next ?? null);
}

function send() {
  const lines = [...list.children];
  const { sortable, sortableName, sortablePins, sortableTarget } = list.dataset;
  const kept = sortablePins === undefined ? lines.length : Math.max(Number(sortablePins), lines.indexOf(moved) + 1);
  const values = { [sortableName]: lines.slice(0, kept).map((line) => line.dataset.sortId) };
  const options = sortableTarget ? { target: sortableTarget, swap: "outerHTML" } : { swap: "none" };
  window.htmx.ajax("POST", sortable, { values, source: list, ...options });
}

function onDrop() {
  document.removeEventListener("pointermove", onMove);
  moved.removeAttribute("data-moved");
  send();
  moved = null;
}

function onDown(event) {
  const handle = event.target.closest("[data-sort-handle]");
  if (!handle || event.button !== 0) return;
  event.preventDefault();
  moved = handle.closest("[data-sort-id]");
  list = moved.parentElement;
  moved.setAttribute("data-moved", "");
  document.addEventListener("pointermove", onMove);
  document.addEventListener("pointerup", onDrop, { once: true });
}

function start(root) {
  for (const handle of root.querySelectorAll("[data-sortable] [data-sort-handle]")) handle.hidden = false;
}

document.addEventListener("pointerdown", onDown);
document.addEventListener("htmx:load", (event) => start(event.detail.elt));
start(document);
