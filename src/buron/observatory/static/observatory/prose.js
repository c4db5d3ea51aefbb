// The text beside a section: saved by itself a moment after the last key. What is typed is also kept on this computer until the
// server has it, and when somebody else wrote meanwhile both texts are shown: nothing is lost.

const DELAY = 1500;
const RETRY = 8000;

class Editor {
  constructor(form) {
    this.form = form;
    this.text = form.elements.text;
    this.version = form.elements.version;
    this.state = form.querySelector("[data-prose-state]");
    this.conflict = form.querySelector("[data-prose-conflict]");
    this.key = `buron.prose/${form.dataset.prose}`;
    this.saved = this.text.value;
    this.timer = 0;
    this.sending = false;
    this.restoreDraft();
    this.listen();
  }

  listen() {
    this.text.addEventListener("input", () => this.changed());
    this.text.addEventListener("blur", () => this.save());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    this.conflict.addEventListener("click", (event) => {
      const choice = event.target.closest("[data-prose-keep]")?.dataset.proseKeep;
      if (choice) this.settle(choice);
    });
    const take = this.form.querySelector("[data-prose-take]");
    if (take) {
      take.hidden = false;
      take.addEventListener("click", () => this.take());
    }
  }

  get dirty() {
    return this.text.value !== this.saved;
  }

  say(words, tone = "") {
    this.state.textContent = words;
    this.state.dataset.tone = tone;
  }

  changed() {
    this.keepDraft();
    this.say(this.form.dataset.dirty);
    this.later(DELAY);
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  keepDraft() {
    try {
      localStorage.setItem(this.key, JSON.stringify({ text: this.text.value, version: this.version.value }));
    } catch { /* A full or refused storage does not stop the writing. */ }
  }

  dropDraft() {
    try {
      localStorage.removeItem(this.key);
    } catch { /* Nothing to drop. */ }
  }

  restoreDraft() {
    let draft = null;
    try {
      draft = JSON.parse(localStorage.getItem(this.key));
    } catch { /* Not ours. */ }
    if (!draft || draft.text === this.text.value) return this.dropDraft();
    const theirs = this.text.value;
    this.text.value = draft.text;
    this.say(this.form.dataset.draft, "bad");
    if (draft.version === this.version.value) this.later(DELAY);
    else this.showConflict(this.form.dataset.draft, theirs, this.version.value);
  }

  async save() {
    clearTimeout(this.timer);
    if (!this.dirty || this.sending || !this.conflict.hidden) return;
    this.sending = true;
    const sent = this.text.value;
    this.say(this.form.dataset.writing);
    try {
      const answer = await fetch(this.form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(this.form)),
        headers: { Accept: "application/json" },
        redirect: "error",
        keepalive: sent.length < 15000,
      });
      await this.answered(answer, sent);
    } catch {
      this.say(this.form.dataset.offline, "bad");
      this.later(RETRY);
    }
    this.sending = false;
  }

  async answered(answer, sent) {
    const told = await answer.json();
    if (answer.status === 409) return this.showConflict(told.told, told.theirs, told.version);
    if (!answer.ok) return this.say(told.told, "bad");
    this.version.value = told.version;
    this.saved = sent;
    if (this.dirty) {
      this.keepDraft();
      this.later(DELAY);
    } else {
      this.dropDraft();
      this.say(told.told, "good");
    }
  }

  showConflict(words, theirs, version) {
    this.theirs = theirs;
    this.version.value = version;
    this.conflict.querySelector("[data-prose-told]").textContent = words;
    this.conflict.querySelector("[data-prose-theirs]").textContent = theirs;
    this.conflict.hidden = false;
    this.say(this.form.dataset.dirty, "bad");
  }

  settle(choice) {
    if (choice === "theirs") this.text.value = this.theirs;
    if (choice === "both") this.text.value = `${this.theirs}\n\n${this.text.value}`;
    this.saved = this.theirs;
    this.conflict.hidden = true;
    this.text.focus();
    if (this.dirty) {
      this.keepDraft();
      this.save();
    } else {
      this.dropDraft();
      this.say("");
    }
  }

  take() {
    const earlier = this.form.querySelector("[data-prose-earlier-text]").content.textContent;
    this.text.value = this.text.value.trim() ? `${this.text.value}\n\n${earlier}` : earlier;
    this.text.focus();
    this.changed();
  }
}

const editors = [...document.querySelectorAll("form[data-prose]")].map((form) => new Editor(form));

addEventListener("pagehide", () => editors.forEach((editor) => editor.save()));
addEventListener("beforeunload", (event) => {
  if (editors.some((editor) => editor.dirty)) event.preventDefault();
});
