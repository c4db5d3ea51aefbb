// Talking with the office: settings, offer by differences, gestures, signs of life. Every failure waits longer before the
// next attempt, and none stops the kiosk; only a key that was revoked does.

import { Store, StoreFull } from "../../offer/offline/store.js";
import { keepLibrary, MapFile } from "./mapfile.js";
import { keepParcel, readParcel } from "./parcel.js";

const EVERY_MS = 8 * 60_000;
const FIRST_RETRY_MS = 20_000;
const LONGEST_RETRY_MS = 30 * 60_000;
const PATIENCE_MS = 30_000;
const BASE = new URL("./api/", location.href.split("#")[0]).href;

export const LANGUAGES = ["fr", "en", "de", "nl", "es"];

const isFull = (error) => error instanceof StoreFull || error?.name === "QuotaExceededError";

export class Refused extends Error {
  constructor(reason, status) { super(reason); Object.assign(this, { reason, status }); }
}

export class Content extends EventTarget {
  constructor(keep, clock, use) {
    super();
    Object.assign(this, { keep, clock, use, settings: null, key: "", fault: "", mapFault: "", failures: 0, online: false, progress: null });
  }

  async open() {
    this.key = (await this.keep.get("key")) ?? "";
    this.settings = (await this.keep.get("settings")) ?? null;
    this.store = await Store.open("offer-kiosk");
    this.mapFile = await MapFile.open();
    return this;
  }

  // A link brings a new key: what another kiosk held is not ours.
  async adopt(key) {
    if (key === this.key) return;
    await Promise.all([this.keep.wipe(), this.mapFile.wipe()]);
    this.store.close();
    await Store.wipe("offer-kiosk");
    this.store = await Store.open("offer-kiosk");
    this.key = key;
    this.settings = null;
    await this.keep.set("key", key);
  }

  start() {
    addEventListener("online", () => this.soon(1000));
    this.soon(0);
  }

  soon(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.round(), delay);
  }

  // Asked for during a round (the network is back, a key was given): another one follows.
  async round() {
    if (!this.key) return;
    this.again = this.busy;
    if (this.busy) return;
    this.busy = true;
    try {
      await this.contact();
      this.online = true;
      this.failures = 0;
      this.soon(EVERY_MS);
    } catch (error) {
      this.failed(error);
    } finally {
      this.busy = false;
      this.progress = null;
      if (this.again) this.soon(0);
      this.dispatchEvent(new Event("change"));
    }
  }

  failed(error) {
    this.online = false;
    if (error instanceof Refused && (error.reason === "revoked" || (error.reason === "unknown" && !this.settings))) {
      this.stop(error.reason);
      return;
    }
    this.failures += 1;
    const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.failures - 1));
    this.soon(wait * (0.75 + Math.random() / 2));
  }

  async stop(reason) {
    clearTimeout(this.timer);
    this.stopped = reason;
    this.key = "";
    await Promise.all([this.keep.wipe(), this.mapFile.wipe()]);
    this.store.close();
    await Store.wipe("offer-kiosk");
    this.dispatchEvent(new Event("change"));
  }

  async contact() {
    await this.take(await this.json("reglages"));
    // What waits leaves before anything new comes: an offer that grows, or the reserve, would take its last room.
    const stuck = await this.leave().then(() => null, (error) => error);
    await this.keep.reserve().catch(() => {});
    const asked = this.settings.kiosk.update ?? "";
    const anew = Boolean(asked) && asked !== (await this.keep.get("updated"));
    await this.syncOffer(anew);
    if (anew && this.fault !== "quota") await this.updated(asked);
    await this.beat();
    if (stuck) throw stuck;
    this.syncGround();
  }

  async leave() {
    await this.use.send((body) => this.json("usage", body));
    await this.sendUnmet();
  }

  // The maps come last and beside the rounds: they weigh more than all the rest, and the kiosk is whole without them.
  async syncGround() {
    if (this.grounding) return;
    this.grounding = true;
    try {
      await keepLibrary();
      await this.mapFile.sync(this.settings.map ?? null);
      this.mapFault = "";
    } catch (error) {
      this.mapFault = isFull(error) ? "map" : "";
    } finally {
      this.grounding = false;
    }
  }

  ground() { return this.mapFile.source(this.settings?.map ?? null, this.online); }

  // What visitors did not find waits here too; one that the office cannot read is dropped, so that the others pass.
  async sendUnmet() {
    for (const one of (await this.keep.get("unmet")) ?? []) {
      try {
        await this.json("sans-reponse", one);
      } catch (error) {
        if (error?.status !== 400) return;
      }
      await this.keep.set("unmet", ((await this.keep.get("unmet")) ?? []).filter(({ id }) => id !== one.id));
    }
  }

  // Written only when they change: a full memory keeps its last room for gestures.
  async take(settings) {
    const same = JSON.stringify(settings) === JSON.stringify(this.settings);
    this.settings = settings;
    if (!same) await this.keep.set("settings", settings).catch(() => { this.fault = "quota"; });
  }

  // The office wished that everything be taken anew: it was; the page itself follows when nobody is before the screen.
  async updated(asked) {
    await this.keep.set("updated", asked);
    const registration = await navigator.serviceWorker?.getRegistration();
    await registration?.update().catch(() => {});
    this.renewed = true;
  }

  async syncOffer(anew) {
    const addresses = { manifest: `${BASE}manifeste`, entries: `${BASE}fiches`, thumbs: `${BASE}vignettes` };
    const onProgress = (progress) => { this.progress = progress; this.dispatchEvent(new Event("progress")); };
    try {
      const done = await this.store.sync(addresses, { languages: LANGUAGES, headers: this.headers(), onProgress, anew });
      this.fault = done.full ? "quota" : "";
      if (done.changed || done.removed) this.dispatchEvent(new Event("offer"));
    } catch (error) {
      if (error?.status === 401 || error?.status === 403) throw new Refused(error.status === 403 ? "revoked" : "unknown", error.status);
      if (!isFull(error)) throw error;
      this.fault = "quota";
    }
  }

  async beat() {
    const state = await this.store.state();
    const room = (await navigator.storage?.estimate?.().catch(() => null)) ?? {};
    const hours = await this.use.hours();
    await this.json("signe", {
      version: state.version, age: state.checkedAt ? Math.max(0, Math.round((this.clock.now() - state.checkedAt) / 1000)) : null,
      used: room.usage ?? null, quota: room.quota ?? null, waiting: this.use.waiting, updated: await this.keep.get("updated"), fault: this.fault || this.mapFault, on: hours.ago,
    });
    await hours.forget();
  }

  async weather() {
    if (!this.settings?.weather) return null;
    try { return (await this.json("meteo")).forecast; } catch { return null; }
  }

  async carry(file) {
    const parcel = await readParcel(file, this.settings?.parcel_key ?? "", this.settings?.office.slug);
    await keepParcel(this.store, parcel);
    await this.take({ ...this.settings, ...parcel.settings });
    this.dispatchEvent(new Event("offer"));
  }

  headers() { return { Authorization: `Bearer ${this.key}` }; }

  async json(name, body) {
    const response = await fetch(`${BASE}${name}`, {
      method: body ? "POST" : "GET", headers: { ...this.headers(), ...(body && { "Content-Type": "application/json" }) },
      body: body && JSON.stringify(body), credentials: "omit", cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS),
    });
    this.clock.see(Date.parse(response.headers.get("Date")));
    const told = await response.json();
    if (!response.ok) throw new Refused(told?.reason ?? "fault", response.status);
    return told;
  }
}
