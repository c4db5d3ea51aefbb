// form data-autosubmit[="250"]: filters apply by themselves, a moment after the last key.

const timers = new WeakMap();

function later(form, delay) {
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(() => form.requestSubmit(), delay));
}

function onInput(event) {
  const form = event.target.form;
  if (!form?.hasAttribute("data-autosubmit")) return;
  const typed = event.target.matches('input:not([type="checkbox"], [type="radio"], [type="date"]), textarea');
  later(form, typed ? Number(form.dataset.autosubmit) || 300 : 0);
}

export function start(root) {
  for (const button of root.querySelectorAll("form[data-autosubmit] [data-without-script]")) button.hidden = true;
  if (root === document) document.addEventListener("input", onInput);
}
