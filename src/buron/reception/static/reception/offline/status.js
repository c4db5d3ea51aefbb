// One line in the header, and what it opens: what waits on this desk, what must be mended, how old the offer is.
import { element, filled } from "./hits.js";

const OLD_MS = 3 * 86_400_000;
const MOST_SHOWN = 100;

export const momentText = (time) => {
  const date = new Date(time);
  const day = date.toLocaleDateString("fr-FR", { day: "numeric", month: "long" });
  return `${day}, ${date.getHours()}\u00a0h\u00a0${String(date.getMinutes()).padStart(2, "0")}`;
};

const sentence = (parts) => parts.join(" · ").replace(/^./, (letter) => letter.toUpperCase());

export class Status {
  constructor(told, actions) {
    Object.assign(this, { told, words: told.words, actions, shown: null, receiving: null });
    this.line = document.getElementById("desk-net");
    this.dialog = document.getElementById("waiting-dialog");
    this.line.addEventListener("click", () => { this.drawList(); this.dialog.showModal(); });
    this.dialog.querySelector("[data-waiting-send]").addEventListener("click", () => actions.onSend());
    this.dialog.addEventListener("click", (event) => this.act(event));
    this.dialog.addEventListener("change", (event) => {
      const { sayDay } = event.target.dataset;
      if (sayDay && event.target.value) actions.onDay(sayDay, event.target.value);
    });
  }

  draw(shown) {
    this.shown = shown;
    const parts = this.parts(shown);
    this.line.querySelector("[data-net-text]").textContent = sentence(parts);
    this.line.dataset.tone = this.tone(shown);
    if (this.dialog.open) this.drawList();
  }

  progress(receiving) {
    this.receiving = receiving;
    if (this.shown) this.draw(this.shown);
  }

  parts({ waiting, refused, down, session, offerAt, full, fullThumbs }) {
    const { words } = this;
    const counted = (list, key) => {
      const kind = list.every((one) => !one.message.kind) ? key : `${key}any_`;
      return list.length === 1 ? words[`${kind}one`] : filled(words[`${kind}many`], { n: list.length });
    };
    const parts = [waiting.length ? counted(waiting, "") : !refused.length && words.nothing];
    if (refused.length) parts.push(counted(refused, "refused_"));
    if (session) parts.push(words.session);
    if (this.receiving) parts.push(filled(words.receiving, this.receiving));
    else if (offerAt !== undefined) parts.push(offerAt ? filled(words.offer, { when: momentText(offerAt) }) : words.no_offer);
    if (down) parts.unshift(words.down);
    if (full) parts.push(words.full);
    else if (fullThumbs) parts.push(words.full_thumbs);
    return parts.filter(Boolean);
  }

  tone({ waiting, refused, down, session, offerAt, full }) {
    if (refused.length || session || full) return "bad";
    if (down || waiting.length || offerAt === null || Date.now() - offerAt > OLD_MS) return "warn";
    return "good";
  }

  drawList() {
    const { waiting, refused, offerAt } = this.shown;
    const entries = [...refused, ...waiting];
    this.dialog.querySelector("[data-waiting-age]").textContent = sentence(this.parts(this.shown));
    this.dialog.querySelector("[data-waiting-empty]").hidden = entries.length > 0 || offerAt === null;
    this.dialog.querySelector("[data-waiting-send]").hidden = !entries.length;
    const typing = this.dialog.contains(document.activeElement) && document.activeElement.dataset.sayDay;
    if (!typing) this.dialog.querySelector("[data-waiting-list]").replaceChildren(...entries.slice(0, MOST_SHOWN).map((entry) => this.entry(entry)));
  }

  entry(entry) {
    const { words } = this;
    const button = (label, key, css = "") => element("button", { type: "button", className: `button button--small ${css}`, textContent: label, dataset: { [key]: entry.id } });
    const line = element(
      "li", { className: "waiting__entry", dataset: { state: entry.state } },
      element("p", {}, element("strong", { textContent: momentText(entry.at) }), ` ${filled(words.by, { name: entry.author?.name ?? "" })} · ${this.summary(entry)}`),
    );
    if (entry.state !== "refused") return line;
    line.append(element("p", { className: "waiting__why", textContent: entry.field === "stuck" ? words.stuck : entry.reason }));
    if (entry.field === "day") line.append(element("label", { className: "waiting__day" }, `${words.day} `, element("input", { type: "date", dataset: { sayDay: entry.id } })));
    const again = entry.field === "stuck" ? button(words.send, "again") : button(words.correct, "correct");
    line.append(element("p", { className: "cluster" }, again, button(words.discard, "discard", "button--quiet")));
    return line;
  }

  summary({ screen, message }) {
    if (message.kind) return filled(this.words[`kind_${message.kind}`], { text: message.words ?? message.text ?? "", n: message.total ?? "", day: message.day ?? "" });
    const said = [...(screen?.carnet ?? []).map((item) => item.name), message.note].filter(Boolean);
    const answers = Object.entries(message.answers ?? {}).map(([name, code]) => document.querySelector(`[data-answer="${name}"][data-code="${CSS.escape(code)}"] span`)?.textContent ?? code);
    return [...answers, ...said].join(", ") || this.words.waiting;
  }

  act(event) {
    const { again, correct, discard } = event.target.closest("button")?.dataset ?? {};
    const id = again ?? correct ?? discard;
    if (!id) return;
    const entry = this.shown.refused.find((one) => one.id === id);
    if (again) this.actions.onDay(id, entry?.day ?? "");
    else if (correct && entry) { this.dialog.close(); this.actions.onCorrect(entry); }
    else if (discard && confirm(this.words.discard_sure)) this.actions.onDiscard(id);
  }
}
