// Printed documents handed out: a tap adds a copy, the minus takes one back. They are part of the welcome
// (`state.documents`: edition to copies) and travel with it.

const MOST_COPIES = 999;

export function hand(state, id, step) {
  state.documents ??= {}; // a welcome kept by an older screen has none
  const copies = Math.max(0, Math.min(MOST_COPIES, (state.documents[id] ?? 0) + step));
  if (copies) state.documents[id] = copies;
  else delete state.documents[id];
}

export const handedCount = (state) => Object.values(state.documents ?? {}).reduce((sum, copies) => sum + copies, 0);

export function drawDocuments(form, state) {
  const total = handedCount(state);
  for (const button of form.querySelectorAll("[data-document]")) {
    const copies = state.documents?.[button.dataset.document] ?? 0;
    if (button.dataset.step === "-1") button.hidden = !copies;
    else {
      button.setAttribute("aria-pressed", String(copies > 0));
      const count = button.querySelector("[data-copies]");
      count.hidden = !copies;
      count.textContent = `× ${copies}`;
    }
  }
  const sum = form.querySelector("[data-documents-count]");
  if (sum) Object.assign(sum, { hidden: !total, textContent: total });
}
