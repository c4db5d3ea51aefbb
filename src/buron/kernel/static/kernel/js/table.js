// What scrolls can be scrolled with the keyboard. Rows of a table whose heading is a link (tr data-row): the whole row is a target, arrows go from row to row.

function rowsOf(link) {
  return [...link.closest("tbody").querySelectorAll("tr[data-row] a[data-row-link]")];
}

function onKey(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const link = event.target.closest?.("a[data-row-link]");
  if (!step || !link) return;
  const links = rowsOf(link);
  const next = links[links.indexOf(link) + step];
  if (next) {
    event.preventDefault();
    next.focus();
  }
}

function onClick(event) {
  const row = event.target.closest?.("tr[data-row]");
  if (!row || event.target.closest("a, button, input, label, select, summary") || getSelection().toString()) return;
  const link = row.querySelector("a[data-row-link]");
  if (event.ctrlKey || event.metaKey) window.open(link.href);
  else link.click();
}

function nameOf(wrap) {
  const title = wrap.querySelector("caption") ?? wrap.closest("section")?.querySelector("h2, h3") ?? document.querySelector("h1");
  return title?.textContent.trim();
}

function reachable(wrap) {
  if (wrap.hasAttribute("tabindex")) return;
  if (wrap.scrollWidth <= wrap.clientWidth + 1 && wrap.scrollHeight <= wrap.clientHeight + 1) return;
  wrap.tabIndex = 0;
  if (wrap.hasAttribute("role")) return;
  wrap.setAttribute("role", "region");
  wrap.setAttribute("aria-label", nameOf(wrap) || document.title);
}

export function start(root) {
  for (const wrap of root.querySelectorAll(".table-wrap")) reachable(wrap);
  if (root !== document) return;
  addEventListener("resize", () => document.querySelectorAll(".table-wrap").forEach(reachable));
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
}
