// Sends what waits, in order, by lots: an entry leaves the outbox when the server has said what became of it. Whatever is
// cut, a lot may be sent twice; the server counts each identifier once.
import { current } from "../../kernel/js/token.js";

const LOT = 200;
const PATIENCE_MS = 60_000;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 120_000;
export const boot = Math.random().toString(36).slice(2);

export class Sender {
  // `heard` is called after each attempt with { kind: "sent" | "down" | "failed" | "session" | "empty", ... }.
  constructor(store, address, token, heard) {
    Object.assign(this, { store, address, token, heard, wait: 0, lot: LOT, timer: null, held: new Set() });
  }

  // Now, unless an attempt is under way; afterwards by itself, less and less often while nothing answers.
  wake(delay = 0) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), delay);
  }

  async run() {
    if (this.running) return this.running;
    this.running = this.alone().finally(() => { this.running = null; });
    return this.running;
  }

  // One tab at a time, when the browser can say so; two would only send twice.
  async alone() {
    if (!navigator.locks) return this.empty();
    return navigator.locks.request(`buron-outbox${this.address}`, { ifAvailable: true }, (lock) => (lock ? this.empty() : this.wake(5_000)));
  }

  async empty() {
    for (;;) {
      const waiting = (await this.store.all()).filter((one) => one.state === "waiting" && !this.held.has(one.id));
      if (!waiting.length) {
        this.wait = 0;
        return this.heard({ kind: "empty" });
      }
      const verdict = await this.attempt(waiting.slice(0, this.lot));
      this.heard(verdict);
      if (verdict.kind !== "sent") return this.later(verdict);
      this.wait = 0;
    }
  }

  later({ kind }) {
    this.wait = Math.min(LONGEST_WAIT_MS, Math.max(FIRST_WAIT_MS, this.wait * 2));
    this.wake(kind === "session" ? LONGEST_WAIT_MS : this.wait * (0.75 + Math.random() / 2));
  }

  async attempt(entries) {
    let response;
    try {
      response = await this.post(entries.map((one) => asSent(one)));
      if (response.redirected || response.type === "opaqueredirect" || response.status === 401 || response.status === 403 || response.status === 404) return { kind: "session" };
      if (!response.ok) return this.stumbled(entries, response.status);
      const answer = JSON.parse(await response.text());
      if (!Array.isArray(answer?.entries)) return { kind: "failed" };
      const server = Date.parse(response.headers.get("Date"));
      return await this.settle(entries, answer.entries, server);
    } catch (error) {
      if (error instanceof SyntaxError) return { kind: "failed" }; // a page, or half of an answer: nothing was said
      return { kind: "down" };
    }
  }

  post(entries) {
    return fetch(this.address, {
      method: "POST", redirect: "manual", credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE_MS),
      headers: { "Content-Type": "application/json", "X-CSRFToken": current() || this.token, Accept: "application/json" },
      body: JSON.stringify({ sent: Date.now(), entries }),
    });
  }

  // The server stumbles on something: smaller lots find which entry, and that one is tried after the others.
  async stumbled(entries, status) {
    if (status >= 502 && status <= 504) return { kind: "down" };
    if (entries.length > 1) this.lot = Math.max(1, Math.floor(entries.length / 2));
    else {
      const tries = (entries[0].tries ?? 0) + 1;
      await this.store.change(entries[0].id, tries >= 3 ? { tries: 0, state: "refused", reason: null, field: "stuck" } : { tries });
    }
    return { kind: "failed" };
  }

  // Only what the answer names is settled; the rest stays.
  async settle(entries, answers, server) {
    const sent = new Map(entries.map((one) => [one.id, one]));
    const named = answers.filter((one) => sent.has(one?.client_id));
    const gone = named.filter((one) => ["accepted", "present", "aside"].includes(one.status));
    const refused = named.filter((one) => one.status === "refused");
    await this.store.remove(gone.map((one) => one.client_id));
    for (const one of refused) await this.store.change(one.client_id, { state: "refused", reason: one.message ?? "", field: one.field ?? "" });
    if (!named.length) return { kind: "failed" };
    this.lot = Math.min(LOT, this.lot * 2);
    return {
      kind: "sent", server, count: gone.length, refused: refused.length,
      accepted: gone.filter((one) => one.status === "accepted").length, aside: gone.filter((one) => one.status === "aside").length,
    };
  }
}

// `elapsed` is measured by a counter that setting the clock does not move, when this page saw the welcome end.
function asSent({ message, at, mono, boot: page, anchor, author, day }) {
  return {
    ...message, at, anchor, author: author?.id ?? null, ...(day ? { day } : {}),
    elapsed: page === boot ? Math.round(performance.now() - mono) : null,
  };
}
