// form data-unsaved: says that something is not saved, and asks before the page is left.

const changed = new Set();

function mark(form, dirty) {
  if (dirty) changed.add(form);
  else changed.delete(form);
  const state = form.querySelector("[data-unsaved-state]");
  if (state) state.hidden = !dirty;
}

export function start(root) {
  if (root !== document) return;
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-langs-choice]")) return;
    if (event.target.form?.hasAttribute("data-unsaved")) mark(event.target.form, true);
  });
  document.addEventListener("submit", (event) => mark(event.target, false));
  document.addEventListener("reset", (event) => mark(event.target, false));
  addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });
}
