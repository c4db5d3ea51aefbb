// Keys for people who stand: "/" searches, digits answer, Escape leaves, "?" shows what there is.
// Digits are read by the place of the key: on a French keyboard, the row gives "&é" without Shift.

const FREE_TEXT = 'input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"]), textarea, select, [contenteditable]';
const visible = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;
const scope = () => document.querySelector("dialog[open]") ?? document;

function digitOf(event) {
  const match = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
  return match && match[1];
}

const answered = (group) => group.querySelector(':checked, [aria-pressed="true"]');

// The group that has the focus, else the first one without an answer, else the first one.
function activeGroup() {
  const held = document.activeElement?.closest?.("[data-digits]");
  if (held) return held;
  const groups = [...scope().querySelectorAll("[data-digits]")].filter(visible);
  return groups.find((group) => !answered(group)) ?? groups[0];
}

function showActiveGroup() {
  const active = activeGroup();
  for (const group of document.querySelectorAll("[data-digits]")) group.toggleAttribute("data-active", group === active);
}

function press(element) {
  const target = element.querySelector("input") ?? element;
  target.focus({ preventScroll: false });
  if (!target.matches(FREE_TEXT)) target.click();
}

function answer(key) {
  const choice = activeGroup()?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (choice) press(choice);
  return Boolean(choice);
}

function follow(key) {
  const wanted = key.toLowerCase();
  const target = [...scope().querySelectorAll("[data-shortcut]")]
    .find((element) => element.dataset.shortcut.toLowerCase() === wanted && visible(element));
  if (target) press(target);
  return Boolean(target);
}

function showHelp() {
  const dialog = document.getElementById("shortcuts");
  if (!dialog || dialog.open) return false;
  const list = dialog.querySelector("[data-shortcut-list]");
  list.replaceChildren();
  for (const element of document.querySelectorAll("[data-shortcut]")) {
    const label = element.dataset.shortcutLabel ?? element.getAttribute("aria-label") ?? element.textContent;
    if (element.dataset.shortcut === "/" || !visible(element)) continue;
    const term = document.createElement("dt");
    const key = document.createElement("kbd");
    key.textContent = element.dataset.shortcut;
    term.append(key);
    const text = document.createElement("dd");
    text.textContent = label.replace(/\s+/g, " ").trim();
    list.append(term, text);
  }
  dialog.showModal();
  return true;
}

function leave(element) {
  if (element.type === "search" && element.value) {
    element.value = "";
    element.dispatchEvent(new Event("input", { bubbles: true }));
  } else {
    element.blur();
  }
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const inText = event.target.closest?.(FREE_TEXT);
  if (inText) {
    if (event.key === "Escape") leave(event.target);
    else if (event.key === "/" && event.target.dataset.shortcut === "/" && !event.target.value) event.preventDefault();
    return;
  }
  if (event.key === "?" ? showHelp() : follow(event.key)) {
    event.preventDefault();
    return;
  }
  const digit = digitOf(event);
  if (answer(digit ?? event.key)) event.preventDefault();
}

export function start(root) {
  showActiveGroup();
  if (root !== document) return;
  document.addEventListener("keydown", onKey);
  for (const name of ["focusin", "focusout", "change"]) document.addEventListener(name, () => requestAnimationFrame(showActiveGroup));
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-show-shortcuts]")) showHelp();
  });
}
