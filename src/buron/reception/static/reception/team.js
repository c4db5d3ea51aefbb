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

// As the outbox holds it: "kind" is that of the entry, so that of a note has a name of its own.
function waitingMessage(form, item) {
  const { kind, ...rest } = item;
  return form.dataset.team === "liaison" ? { ...rest, kind: "note", note_kind: kind ?? "" } : { ...rest, kind: "unmet" };
}

class TeamForm {
  constructor(form, offline) {
    Object.assign(this, { form, offline, alarm: form.querySelector("[data-team-alert]"), dialog: form.closest("dialog"), again: null });
    form.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    form.addEventListener("change", (event) => {
      const place = form.querySelector("[data-place]");
      if (place && event.target.name === "kind") place.hidden = !("incident" in event.target.dataset);
    });
    // What came back to be mended stays in the outbox; the form is free for something else.
    this.dialog.addEventListener("close", () => { if (this.again) this.clear(); });
  }

  alert(text) { Object.assign(this.alarm, { hidden: !text, textContent: text }); }

  clear() {
    this.form.reset();
    this.again = null;
    this.form.querySelector("[data-place]")?.setAttribute("hidden", "");
  }

  async submit() {
    const { form, offline, again } = this;
    if (offline.down && !form.reportValidity()) return; // the server would refuse it days later
    const { desk, channel, url } = form.dataset;
    const item = { client_id: again?.id ?? uuid(), desk: again?.message.desk ?? Number(desk), channel: again?.message.channel ?? channel, ...fields(form) };
    this.alert("");
    const button = form.querySelector("button:not([type])");
    button.disabled = true;
    const kept = await offline.put({ id: item.client_id, message: waitingMessage(form, item), at: Date.now(), screen: fields(form), again: Boolean(again) });
    const { kind, answer } = kept && (again || offline.down) ? { kind: "later", answer: {} } : await send(url, item, { "X-CSRFToken": current() || offline.token });
    if (kept && !again) await offline.settle(item.client_id, kind === "refused" ? "seen" : kind);
    button.disabled = false;
    if (kind === "refused") return this.alert(answer.message);
    if (kind !== "done" && !kept) return this.alert(told.words.full_beside);
    this.clear();
    this.dialog.close();
    say(kind === "done" ? answer.message : told.words.kept_beside);
  }

  // What was refused comes back into the form, when the form is free.
  fill(entry) {
    if (this.dialog.open) return false;
    this.clear();
    this.again = entry;
    for (const [name, value] of Object.entries(entry.screen)) {
      for (const input of this.form.querySelectorAll(`[name="${name}"]`)) {
        if (input.type === "radio") input.checked = input.value === value;
        else input.value = value;
      }
    }
    this.dialog.showModal();
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
