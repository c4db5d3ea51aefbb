// Forms: filters that apply by themselves, what is not saved yet, texts side by side.

const timers = new WeakMap();
const changed = new Set();

// form data-autosubmit[="250"]: sent a moment after the last key.
function sendLater(form, field) {
  const typed = field.matches('input:not([type="checkbox"], [type="radio"], [type="date"]), textarea');
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => form.requestSubmit(), typed ? Number(form.dataset.autosubmit) || 300 : 0));
}

// form data-unsaved: says that something is not saved, and asks before the page is left.
function mark(form, dirty) {
  if (dirty) changed.add(form);
  else changed.delete(form);
  const state = form.querySelector("[data-unsaved-state]");
  if (state) state.hidden = !dirty;
}

// French stays, the radio buttons data-langs-choice pick what stands beside it.
function showLanguage(box, code) {
  for (const group of box.querySelectorAll(".langs")) {
    [...group.children].forEach((cell, rank) => {
      cell.hidden = rank > 0 && code !== "all" && cell.dataset.lang !== code;
    });
  }
}

function onInput({ target }) {
  const { form } = target;
  if (form?.hasAttribute("data-autosubmit")) sendLater(form, target);
  const box = target.matches("[data-langs-choice]") && target.closest("[data-langs]");
  if (box) showLanguage(box, target.value);
  else if (form?.hasAttribute("data-unsaved")) mark(form, true);
}

export function start(root) {
  for (const button of root.querySelectorAll("form[data-autosubmit] [data-without-script]")) button.hidden = true;
  if (root !== document) return;
  document.addEventListener("input", onInput);
  document.addEventListener("submit", (event) => mark(event.target, false));
  document.addEventListener("reset", (event) => mark(event.target, false));
  addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });
}
