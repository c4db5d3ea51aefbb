// What waits on this device for the network: a list kept in the browser, sent in order, each with its own identifier, so that
// sending twice counts once. Plain language on purpose: tablets of ten years ago read it.

const PATIENCE_MS = 10000;

export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => ("0" + byte.toString(16)).slice(-2)).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// kind: done, refused (the server says why), over (the link is shut), session, later (nobody answered).
export async function send(address, body, headers) {
  const stop = typeof AbortController === "function" ? new AbortController() : null;
  const timer = stop && setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const response = await fetch(address, {
      method: body ? "POST" : "GET",
      headers: Object.assign(body ? { "Content-Type": "application/json" } : {}, { Accept: "application/json" }, headers),
      body: body ? JSON.stringify(body) : undefined,
      redirect: "error",
      signal: stop ? stop.signal : undefined,
      referrerPolicy: "no-referrer",
    });
    const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
    const answer = isJson ? await response.json() : {};
    if (response.ok && isJson) return { kind: "done", answer };
    if (response.status === 422 || response.status === 409) return { kind: "refused", answer };
    if (response.status === 410) return { kind: "over", answer };
    if (response.status === 401 || response.status === 403) return { kind: "session", answer };
    return { kind: "later", answer };
  } catch (error) {
    return { kind: "later", answer: {} };
  } finally {
    if (timer) clearTimeout(timer);
  }
}

export class Waiting {
  // `deliver(item)` gives the kind of answer; anything but "later", "over" and "session" takes the item off the list.
  constructor(key, deliver, changed) {
    this.key = key;
    this.deliver = deliver;
    this.changed = changed;
    this.unkept = [];
    this.busy = false;
    this.sending = null;
    addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.flush(); });
    setInterval(() => this.flush(), 20000);
  }

  items() {
    let kept = [];
    try {
      kept = JSON.parse(localStorage.getItem(this.key) || "[]");
    } catch (error) { /* a private window keeps nothing, or what was kept is damaged */ }
    return (Array.isArray(kept) ? kept : []).concat(this.unkept);
  }

  // Kept in the browser; in this page only when its store is full or shut. Says whether it would survive the page.
  write(items) {
    try {
      localStorage.setItem(this.key, JSON.stringify(items));
      this.unkept = [];
    } catch (error) {
      const ids = new Set(items.map((item) => item.client_id));
      let kept = [];
      try { kept = JSON.parse(localStorage.getItem(this.key) || "[]").filter((item) => ids.has(item.client_id)); } catch (damaged) { kept = []; }
      const known = new Set(kept.map((item) => item.client_id));
      this.unkept = items.filter((item) => !known.has(item.client_id));
    }
    this.changed(items);
    return this.unkept.length === 0;
  }

  add(item) {
    const safe = this.write(this.items().concat([item]));
    this.flush();
    return safe;
  }

  // Takes back what is still here; false when it is on its way or gone.
  take(id) {
    if (this.sending === id) return false;
    const items = this.items();
    const left = items.filter((item) => item.client_id !== id);
    if (left.length === items.length) return false;
    this.write(left);
    return true;
  }

  async flush() {
    if (this.busy) return;
    this.busy = true;
    try {
      for (let item = this.items()[0]; item; item = this.items()[0]) {
        this.sending = item.client_id;
        const kind = await this.deliver(item);
        if (kind === "later" || kind === "over" || kind === "session") break;
        this.write(this.items().filter((one) => one.client_id !== item.client_id));
      }
    } finally {
      this.sending = null;
      this.busy = false;
      this.changed(this.items());
    }
  }
}
