// Drop-down menus (<details class="menu">) close when one leaves them; arrows walk through them. Also the folds of the side menu.

const items = (menu) => [...menu.querySelectorAll(".menu__panel :is(a, button)")];

function closeOthers(target) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(target)) menu.open = false;
}

// A panel that would leave the screen on its left opens from the other side.
function keepInSight({ target: menu }) {
  if (!menu.open || !menu.matches("details.menu")) return;
  if (menu.querySelector(".menu__panel").getBoundingClientRect().left < 0) menu.classList.add("menu--start");
}

function onKey(event) {
  const menu = event.target.closest?.("details.menu");
  if (!menu) return;
  if (event.key === "Escape" && menu.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  menu.open = true;
  const all = items(menu);
  all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus();
}

function fold() {
  const root = document.documentElement;
  if (root.dataset.nav === "rail") delete root.dataset.nav;
  else root.dataset.nav = "rail";
  try {
    localStorage.setItem("buron.nav", root.dataset.nav ?? "");
  } catch { /* not kept, no harm */ }
}

// Groups of the side menu that one opened or closed stay so; the one of the current page is always open.
const GROUPS = "buron.nav.groups";

function keptGroups() {
  try {
    return JSON.parse(localStorage.getItem(GROUPS)) ?? {};
  } catch {
    return {};
  }
}

function restoreGroups() {
  const kept = keptGroups();
  for (const group of document.querySelectorAll("[data-nav-group]")) {
    const open = kept[group.dataset.navGroup];
    if (typeof open === "boolean" && !group.querySelector("[aria-current]")) group.open = open;
  }
}

function keepGroup(event) {
  const group = event.target.closest("[data-nav-group] > summary")?.parentElement;
  if (!group) return;
  try {
    localStorage.setItem(GROUPS, JSON.stringify({ ...keptGroups(), [group.dataset.navGroup]: !group.open }));
  } catch { /* not kept, no harm */ }
}

// Only the menu moves: scrollIntoView would also scroll the page under its top bar.
function showCurrent(entry) {
  const nav = entry?.closest(".sidenav__scroll");
  if (!nav) return;
  const [here, seen] = [entry.getBoundingClientRect(), nav.getBoundingClientRect()];
  if (here.bottom > seen.bottom || here.top < seen.top) nav.scrollTop += here.top - seen.top - nav.clientHeight / 2;
}

export function start(root) {
  if (root !== document) return;
  restoreGroups();
  showCurrent(document.querySelector(".sidenav [aria-current]"));
  document.addEventListener("click", (event) => {
    closeOthers(event.target);
    keepGroup(event);
    if (event.target.closest("[data-nav-fold]")) fold();
  });
  document.addEventListener("focusin", (event) => closeOthers(event.target));
  document.addEventListener("keydown", onKey);
  document.addEventListener("toggle", keepInSight, true);
}
