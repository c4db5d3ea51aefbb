// Ideas for a situation: one touch fills the list of the desk, whose lines are added to the carnet like any other. The
// server first; what this desk keeps when it is away. What the server showed is counted, so that equals take turns.
import { current } from "../kernel/js/token.js";

const PATIENCE_MS = 1500;

export class Ideas {
  constructor(offline) {
    const byId = (id) => document.getElementById(id);
    Object.assign(this, { offline, chosen: "", before: "", bar: byId("ideas"), list: byId("hits"), search: byId("desk-search"), form: byId("desk") });
    this.bar.addEventListener("click", (event) => this.touch(event.target.closest("[data-situation]")?.dataset.situation));
    this.search.addEventListener("input", () => this.press(""));
  }

  touch(situation) {
    if (!situation) return;
    if (situation === this.chosen) this.leave();
    else this.ask(situation);
  }

  press(situation) {
    this.chosen = situation;
    for (const chip of this.bar.querySelectorAll("[data-situation]")) {
      chip.setAttribute("aria-pressed", String(chip.dataset.situation === situation));
    }
  }

  async ask(situation) {
    if (!this.chosen) this.before = this.list.innerHTML;
    this.press(situation);
    this.search.value = "";
    const answer = this.offline.down ? null : await this.fromServer(situation);
    const found = answer ?? await this.offline.ideas(situation);
    if (this.chosen !== situation) return; // another chip was touched meanwhile
    this.bar.title = found ? "" : this.bar.dataset.deaf;
    if (!found) {
      this.press("");
      document.dispatchEvent(new CustomEvent("desk:deaf"));
      return;
    }
    this.fill(found, false);
    if (answer) this.count(situation);
  }

  async fromServer(situation) {
    const address = `${this.bar.dataset.ideas.replace("situation", situation)}?bureau=${this.form.dataset.desk}`;
    try {
      const response = await fetch(address, { redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS) });
      return response.ok ? await response.text() : null;
    } catch (error) {
      if (error.name === "TypeError") this.offline.note(false);
      return null;
    }
  }

  fill(content, often) {
    if (typeof content === "string") this.list.innerHTML = content;
    else this.list.replaceChildren(content);
    this.list.toggleAttribute("data-often", often);
    document.dispatchEvent(new CustomEvent("desk:hits"));
  }

  leave() {
    this.press("");
    this.fill(this.before, true);
  }

  count(situation) {
    const fiches = [...this.list.querySelectorAll('[role="option"]')].map((option) => Number(option.dataset.id));
    if (!fiches.length) return;
    fetch(this.bar.dataset.shown, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": current() || this.form.elements.csrfmiddlewaretoken.value },
      body: JSON.stringify({ situation, desk: Number(this.form.dataset.desk), fiches }),
      keepalive: true,
      redirect: "error",
    }).catch(() => {}); // a lost count harms nobody
  }
}
