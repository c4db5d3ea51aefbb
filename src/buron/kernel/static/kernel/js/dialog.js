// Native dialogs: data-dialog-open="id", data-dialog-close, and a question before what cannot be undone
// (form data-confirm="…", or hx-confirm on any htmx element).

function ask(question, action) {
  const dialog = document.getElementById("confirm");
  dialog.querySelector("[data-confirm-text]").textContent = question;
  dialog.querySelector("[data-confirm-yes]").textContent = action || dialog.dataset.yes;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

function onClick(event) {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.dialogOpen).showModal();
    return;
  }
  const dialog = event.target.closest("dialog");
  if (!dialog) return;
  const outside = event.target === dialog && dialog.hasAttribute("data-dismissable");
  if (outside || event.target.closest("[data-dialog-close]")) dialog.close();
}

async function onSubmit(event) {
  const form = event.target;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (!question || form.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  if (!(await ask(question, submitter?.textContent.trim()))) return;
  form.dataset.confirmed = "1";
  form.requestSubmit(submitter);
  delete form.dataset.confirmed;
}

async function onHtmxConfirm(event) {
  if (!event.detail.question) return;
  event.preventDefault();
  if (await ask(event.detail.question, event.target.dataset.confirmYes)) event.detail.issueRequest(true);
}

// A dialog that htmx brought in opens by itself when it is marked data-open.
export function start(root) {
  for (const dialog of root.querySelectorAll("dialog[data-open]")) if (!dialog.open) dialog.showModal();
  if (root.matches?.("dialog[data-open]") && !root.open) root.showModal();
  if (root !== document) return;
  document.addEventListener("click", onClick);
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("htmx:confirm", onHtmxConfirm);
}
