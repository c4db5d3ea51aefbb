// Beside the desk: two small forms that never hold the visitor up. What they say is kept before it is sent, with the acts.
import { current } from "../kernel/js/token.js";
import { told } from "./offline/kept.js";
import { send, uuid } from "./waiting.js";

const KINDS = { liaison: "note", unmet: "unmet" };
const box = document.getElementById("team-said");
let fading = 0;

function say(text) {
  clearTimeout(fading);
  box.textContent = text;
  box.hidden = false;
  fading = setTimeout(() => { box.hidden = true; }, 6000);
}

const fields = (form) => Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));

function shut(form) {
  form.reset();
  delete form.dataset.again;
  form.closest("dialog").close();
  form.querySelector("[data-place]")?.setAttribute("hidden", "");
}

// As the outbox holds it: "kind" is that of the entry, so that of a note has a name of its own.
function waitingMessage(form, item) {
  const { kind, ...rest } = item;
  return form.dataset.team === "liaison" ? { ...rest, kind: "note", note_kind: kind ?? "" } : { ...rest, kind: "unmet" };
}

class TeamForm {
  constructor(form, offline) {
    Object.assign(this, { form, offline, alarm: form.querySelector("[data-team-alert]") });
    form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    form.addEventListener("change", (event) => {
      const place = form.querySelector("[data-place]");
      if (place && event.target.name === "kind") place.hidden = !("incident" in event.target.dataset);
    });
  }

  alert(text) { Object.assign(this.alarm, { hidden: !text, textContent: text }); }

  async submit() {
    const { form, offline } = this;
    const { desk, channel, url, again } = form.dataset;
    const item = { client_id: again ?? uuid(), desk: Number(desk), channel, ...fields(form) };
    this.alert("");
    const button = form.querySelector("button:not([type])");
    button.disabled = true;
    const kept = await offline.put({ id: item.client_id, message: waitingMessage(form, item), at: Date.now(), screen: fields(form) });
    const { kind, answer } = offline.down && kept ? { kind: "later", answer: {} } : await send(url, item, { "X-CSRFToken": current() || offline.token });
    if (kept) await offline.settle(item.client_id, kind === "refused" ? "seen" : kind);
    button.disabled = false;
    if (kind === "refused") return this.alert(answer.message);
    if (kind !== "done" && !kept) return this.alert(told.words.full_beside);
    shut(form);
    say(kind === "done" ? answer.message : told.words.kept_beside);
  }

  // What was refused comes back into the form, when the form is free.
  fill({ id, screen }) {
    const dialog = this.form.closest("dialog");
    if (dialog.open) return false;
    this.form.reset();
    this.form.dataset.again = id;
    for (const [name, value] of Object.entries(screen)) {
      for (const input of this.form.querySelectorAll(`[name="${name}"]`)) {
        if (input.type === "radio") input.checked = input.value === value;
        else input.value = value;
      }
    }
    dialog.showModal();
    return true;
  }
}

export function startTeam(offline) {
  const found = {};
  for (const form of document.querySelectorAll("[data-team]")) {
    const made = new TeamForm(form, offline);
    found[KINDS[form.dataset.team]] = (entry) => made.fill(entry);
  }
  return found;
}
