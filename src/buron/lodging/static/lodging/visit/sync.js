// Sends what waits, visit by visit, whenever the network answers; whatever is cut, it is sent again and the server keeps each
// tap once.
import { current } from "../../kernel/js/token.js";
import { leaving, merged } from "./merge.js";

const PATIENCE_MS = 30_000;
const FIRST_WAIT_MS = 3_000;
const LONGEST_WAIT_MS = 120_000;

export class Sync {
  // `heard` is called with "sent", "down" or "session" after each attempt; what is refused is written beside it.
  constructor(store, addresses, token, heard) {
    Object.assign(this, { store, addresses, token, heard, wait: 0, timer: null, running: null });
  }

  wake(delay = 0) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.run(), delay);
  }

  run() {
    this.running ??= this.alone().finally(() => { this.running = null; });
    return this.running;
  }

  // One tab at a time, when the browser can say so; two would only send twice.
  async alone() {
    if (!navigator.locks) return this.everything();
    return navigator.locks.request(`buron-visits${this.addresses.page}`, { ifAvailable: true }, (lock) => (lock ? this.everything() : this.wake(5_000)));
  }

  async everything() {
    try {
      for (const visit of await this.store.all("visits")) await this.visit(visit.id);
      for (const photo of await this.store.all("photos")) await this.photo(photo);
      await this.renew();
      this.wait = 0;
      this.heard("sent");
    } catch (error) {
      this.wait = Math.min(LONGEST_WAIT_MS, Math.max(FIRST_WAIT_MS, this.wait * 2));
      this.heard(error.session ? "session" : "down");
      this.wake(error.session ? LONGEST_WAIT_MS : this.wait);
    }
  }

  async visit(id) {
    const held = await this.store.get("visits", id);
    const { answers, facts } = leaving(held);
    if (!answers.length && !facts) return;
    const { status, said } = await this.post(`${this.addresses.page}${id}/envoi/`, JSON.stringify({ answers, facts }), { "Content-Type": "application/json" });
    if (status === 404) return;
    if (status === 422) {
      await this.store.change(id, (visit) => { visit.refused = said.message; });
      return;
    }
    const sent = new Set([...answers.map((one) => one.mark), facts?.mark]);
    await this.store.change(id, (visit) => Object.assign(visit, merged(visit, said.visit, sent), { refused: null }));
  }

  async photo(photo) {
    if (photo.refused) return; // a person decides
    const body = new FormData();
    for (const [name, value] of Object.entries({ client_id: photo.client_id, number: photo.number })) body.append(name, value);
    body.append("photo", photo.blob, `${photo.client_id}.jpg`);
    const { status, said } = await this.post(`${this.addresses.page}${photo.visit}/photo/`, body);
    if (status === 200) await this.store.remove("photos", photo.client_id);
    else await this.store.put("photos", { ...photo, refused: said.message ?? "gone" });
  }

  async post(address, body, headers = {}) {
    const response = await fetch(address, {
      method: "POST", redirect: "manual", credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE_MS), body,
      headers: { ...headers, "X-CSRFToken": current() || this.token, Accept: "application/json" },
    });
    return this.read(response);
  }

  async read(response) {
    if (response.type === "opaqueredirect" || response.redirected || [401, 403].includes(response.status)) throw Object.assign(new Error("session"), { session: true });
    if (response.status === 404) return { status: 404, said: {} };
    if (!response.ok && response.status !== 422) throw new Error(String(response.status));
    return { status: response.status, said: JSON.parse(await response.text()) };
  }

  // The visits as the server tells them; one that is gone from there goes from here once nothing of it waits.
  async renew() {
    const response = await fetch(this.addresses.visits, { credentials: "same-origin", redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
    const { status, said } = await this.read(response);
    if (status !== 200) return;
    await this.store.put("meta", said.grid, "grid");
    const kept = new Set(said.visits.map((one) => one.id));
    for (const told of said.visits) {
      const held = await this.store.get("visits", told.id);
      if (held) await this.store.change(told.id, (visit) => Object.assign(visit, merged(visit, told)));
      else await this.store.put("visits", told);
    }
    for (const held of await this.store.all("visits")) {
      const { answers, facts } = leaving(held);
      if (!kept.has(held.id) && !answers.length && !facts) await this.store.remove("visits", held.id);
    }
  }
}
