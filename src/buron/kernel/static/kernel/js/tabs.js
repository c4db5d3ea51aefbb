// <div data-tabs><nav class="tabs__list"><a href="#a">…</a></nav><section id="a">…</section></div>
// Without script they are links to sections. With it, the ARIA tabs pattern: arrows, Home, End, address kept.

function select(list, tab, focus = false) {
  for (const other of list.children) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    document.getElementById(other.getAttribute("aria-controls")).hidden = !chosen;
  }
  if (focus) tab.focus();
}

function move(event) {
  const list = event.currentTarget;
  const tabs = [...list.children];
  const here = tabs.indexOf(document.activeElement);
  const next = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (next === undefined || here < 0) return;
  event.preventDefault();
  show(list, tabs[(next + tabs.length) % tabs.length], true);
}

function show(list, tab, focus) {
  select(list, tab, focus);
  history.replaceState(history.state, "", tab.hash);
}

// A field in error may stand in a folded panel: the panel that holds it opens first.
function firstTab(list) {
  const tabs = [...list.children];
  const panelOf = (tab) => document.getElementById(tab.hash.slice(1));
  const target = location.hash && document.getElementById(location.hash.slice(1));
  return tabs.find((tab) => target && panelOf(tab).contains(target))
    ?? tabs.find((tab) => panelOf(tab).querySelector('[aria-invalid="true"]'))
    ?? tabs[0];
}

function enhance(box) {
  const list = box.querySelector(".tabs__list");
  list.setAttribute("role", "tablist");
  for (const tab of list.children) {
    const panel = document.getElementById(tab.hash.slice(1));
    tab.id ||= `tab-${panel.id}`;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", panel.id);
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    panel.tabIndex = 0;
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      show(list, tab);
    });
  }
  list.addEventListener("keydown", move);
  select(list, firstTab(list));
  box.removeAttribute("data-tabs");
}

// A link to something inside a folded panel (an error summary, a table of contents) unfolds it.
function reveal(event) {
  const link = event.target.closest?.('a[href^="#"]:not([role="tab"])');
  const target = link && document.getElementById(link.hash.slice(1));
  const panel = target?.closest('[role="tabpanel"][hidden]');
  if (panel) {
    const tab = document.getElementById(panel.getAttribute("aria-labelledby"));
    select(tab.parentElement, tab);
  }
  if (target?.matches("input, select, textarea")) {
    event.preventDefault();
    target.focus();
  }
}

export function start(root) {
  for (const box of root.querySelectorAll("[data-tabs]")) enhance(box);
  if (root === document) document.addEventListener("click", reveal);
}
