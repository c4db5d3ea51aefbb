// What a page of the reception keeps until the server has it: written before it is sent, sent by itself afterwards, and
// said on one line of the header. The desk adds its offer to it; the tally sheet uses it alone.
import { keep } from "../../kernel/js/later/keep.js";
import { OutboxStore } from "./outbox_store.js";
import { Sender, boot } from "./sender.js";
import { Status } from "./status.js";

const DOWN_FOR_MS = 15_000;

export const told = JSON.parse(document.getElementById("desk-offline").textContent);
export const noStore = () => null; // a browser without storage works as it did, with the network

export class Kept {
  // `corrections`: by kind of entry ("act", "unmet", "note", "tally"), what brings it back to the screen; false when it is taken.
  constructor({ token, corrections, onSay }) {
    Object.assign(this, { token, corrections, onSay, downUntil: 0, mended: new Set() });
    this.status = new Status(told, {
      onSend: () => this.sender?.wake(), onCorrect: (entry) => this.correct(entry),
      onDiscard: (id) => this.discard(id), onDay: (id, day) => this.sayDay(id, day),
    });
    addEventListener("online", () => this.back());
    addEventListener("offline", () => this.refresh());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.sender?.wake(); });
  }

  open() {
    this.opening ??= this.openOutbox();
    return this.opening;
  }

  async openOutbox() {
    this.outbox = await OutboxStore.open(told.office.slug).catch(noStore);
    if (!this.outbox) return;
    this.anchor = (await this.outbox.read("anchor").catch(noStore)) ?? null;
    this.sender = new Sender(this.outbox, told.addresses.replay, this.token, (verdict) => this.heard(verdict));
  }

  get down() { return !navigator.onLine || Date.now() < this.downUntil; }

  // Somebody answered, or nobody did.
  note(answered) {
    this.downUntil = answered ? 0 : Date.now() + DOWN_FOR_MS;
    this.refresh();
  }

  back() {
    this.downUntil = 0;
    this.sender?.wake();
  }

  // The clock of the server, beside ours: what a welcome is dated from.
  async met(server) {
    if (!server || !this.outbox) return;
    this.anchor = { server, wall: Date.now() };
    await this.outbox.note("anchor", this.anchor);
  }

  // Writes it before anything is sent; false when the browser cannot keep it. Held until it is settled, unless it came back to
  // be mended (`again`): then it leaves by the outbox, which knows when it happened.
  async put({ id, message, at, screen, again = false }) {
    await this.open();
    if (!this.outbox) return false;
    const mono = performance.now() - (Date.now() - at);
    const entry = { id, message, at, mono, boot, anchor: this.anchor, author: told.user, state: "waiting", screen };
    if (!again) this.sender.held.add(id);
    try {
      const before = await this.outbox.put(entry).catch(() => this.putWithRoom(entry));
      if (before?.state === "refused") this.mended.add(id);
    } catch {
      this.sender.held.delete(id);
      return false;
    }
    await this.refresh();
    if (again) this.sender.wake();
    return true;
  }

  async putWithRoom(entry) {
    await this.makeRoom();
    return this.outbox.put(entry);
  }

  async makeRoom() {}

  // The live sending ended: "done" and "seen" (a refusal that is on screen, of what nobody kept before) leave, the rest waits.
  async settle(id, ended, reason = "", field = "") {
    if (!this.outbox) return;
    const kind = ended === "seen" && this.mended.has(id) ? "refused" : ended;
    if (kind === "done" || kind === "seen") await this.outbox.remove([id]);
    else if (kind === "refused") await this.outbox.change(id, { state: "refused", reason, field });
    this.sender.held.delete(id);
    if (["done", "seen", "refused"].includes(kind)) this.note(true);
    else {
      if (kind === "offline" || kind === "later") this.note(false);
      this.session = kind === "session";
      this.sender.later({ kind });
    }
    await this.refresh();
  }

  // Takes back what has not gone; false when it has.
  async takeBack(id) {
    this.sender.held.add(id);
    await this.sender.running;
    const there = await this.outbox.remove([id]);
    this.sender.held.delete(id);
    await this.refresh();
    return there;
  }

  async heard({ kind, server, count, aside }) {
    if (kind === "sent") {
      this.session = false;
      this.note(true);
      await this.met(server);
      if (count) this.onSay(count === 1 ? told.words.sent_one : told.words.sent_many.replace("{n}", count));
      if (aside) this.onSay(told.words.aside);
      document.dispatchEvent(new CustomEvent("desk:sent"));
    } else if (kind === "down") this.note(false);
    else if (kind === "session") this.session = true;
    await this.refresh();
  }

  async correct(entry) {
    if (!this.corrections[entry.message.kind ?? "act"](entry)) return this.onSay(told.words.busy_screen);
    await this.refresh();
  }

  async discard(id) {
    await this.outbox.remove([id]);
    await this.refresh();
  }

  async sayDay(id, day) {
    await this.outbox.change(id, { day, state: "waiting", reason: "", field: "" });
    await this.refresh();
    this.sender.wake();
  }

  // -- The header --------------------------------------------------------------------------------------------

  async refresh() {
    const entries = this.outbox ? await this.outbox.all().catch(() => []) : [];
    const waiting = entries.filter((one) => one.state === "waiting" && !this.sender?.held.has(one.id));
    this.status.draw({
      waiting, refused: entries.filter((one) => one.state === "refused"), down: this.down,
      session: Boolean(this.session && waiting.length), ...(await this.offer()),
    });
  }

  // Nothing is said of the offer where there is none.
  async offer() { return {}; }
}

// The pages open without the network once the service worker has taken everything; what they keep does not need it.
export function register() {
  const { worker, desk } = told.addresses;
  return keep({ worker, scope: desk, who: `buron-who:${told.office.slug}`, page: desk, at: told.at, days: told.days });
}
