// The desk without the network, as the desk's script sees it: acts are kept before they are sent, the search answers from
// the browser, the header says what waits and how old the offer is.
import { ideasFor } from "../../offer/offline/ideas.js";
import { OfflineSearch } from "../../offer/offline/search.js";
import { localDay } from "../../offer/offline/opening.js";
import { Store, StoreFull } from "../../offer/offline/store.js";
import { Themes, drawCard, drawHits, drawIdeas } from "./hits.js";
import { OutboxStore } from "./outbox_store.js";
import { Sender, boot } from "./sender.js";
import { printSheet } from "./sheet.js";
import { Status } from "./status.js";

const HITS = 12;
const RENEW_MS = 10 * 60_000;
const DOWN_FOR_MS = 15_000;
const DAY_MS = 86_400_000;

export const told = JSON.parse(document.getElementById("desk-offline").textContent);
const offerName = `offer-${told.office.slug}-staff`;
const noStore = () => null; // a browser without storage works as it did, with the network

export class DeskOffline {
  constructor({ token, onCorrect, onSay }) {
    this.themes = new Themes(told.themes);
    this.downUntil = 0;
    this.status = new Status(told, { onSend: () => this.sender?.wake(), onCorrect: (entry) => this.correct(entry, onCorrect), onDiscard: (id) => this.discard(id), onDay: (id, day) => this.sayDay(id, day) });
    this.onSay = onSay;
    this.token = token;
    this.ready = this.start();
    addEventListener("online", () => this.back());
    addEventListener("offline", () => this.refresh());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.sender?.wake(); });
  }

  async start() {
    this.outbox = await OutboxStore.open(told.office.slug).catch(noStore);
    this.store = await Store.open(offerName).catch(noStore);
    if (this.outbox) {
      this.anchor = (await this.outbox.read("anchor").catch(noStore)) ?? null;
      this.sender = new Sender(this.outbox, told.addresses.replay, this.token, (verdict) => this.heard(verdict));
    }
    await this.load().catch(noStore);
    await this.refresh();
    performance.mark("desk-ready");
    document.documentElement.dataset.deskReady = "1";
    this.sender?.wake(300);
    this.renewing = setTimeout(() => this.renew(), 400);
    setInterval(() => { this.renew(); register(); }, RENEW_MS);
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
    this.renew();
  }

  // -- The offer ---------------------------------------------------------------------------------------------

  async load() {
    if (!this.store) return;
    const { manifest, entries } = await this.store.load();
    this.search = manifest ? new OfflineSearch(entries, manifest) : null;
  }

  async renew() {
    if (!this.store || !navigator.onLine || this.receiving) return;
    this.receiving = true;
    try {
      const { manifest, entries, thumbs } = told.addresses;
      const onProgress = ({ done, total, what }) => this.status.progress(what === "entries" && total ? { done, total } : null);
      const { changed, removed, checkedAt } = await this.store.sync({ manifest, entries, thumbs }, { onProgress });
      this.full = false;
      if (changed || removed || !this.search) await this.load();
      await this.met(checkedAt);
      navigator.storage?.persist?.();
    } catch (error) {
      if (error instanceof StoreFull) this.full = true;
    } finally {
      this.receiving = false;
      this.status.progress(null);
      await this.refresh();
    }
  }

  // The clock of the server, beside ours: what a welcome is dated from.
  async met(server) {
    if (!server || !this.outbox) return;
    this.anchor = { server, wall: Date.now() };
    await this.outbox.note("anchor", this.anchor);
  }

  hits(text) {
    if (!this.search) return null;
    const { lat, lon } = told.desk;
    const result = this.search.search({ text, near: lat === null ? null : { lat, lon }, pageSize: HITS });
    return drawHits(result, text, { words: told.words, kinds: told.kinds, themes: this.themes, most: HITS });
  }

  // The ideas for a situation as lines of the list; null when nothing is kept here.
  async ideas(key) {
    const situation = told.ideas.situations[key];
    if (!this.search || !situation) return null;
    const { id, lat, lon } = told.desk;
    const where = { day: localDay(), near: lat === null ? null : { lat, lon }, place: `desk:${id}`, centres: told.ideas.centres };
    const found = await ideasFor(this.search, situation, where);
    return drawIdeas(found, situation, { words: told.words, kinds: told.kinds, themes: this.themes });
  }

  card(id) {
    const entry = this.search?.entry(id);
    return entry ? drawCard(entry, told.words, localDay()) : null;
  }

  async print(items, language) {
    const search = this.search ?? new OfflineSearch([], {});
    const onPartial = (n) => this.onSay(told.words.unknown.replace("{n}", n));
    await printSheet(document.getElementById("carnet-sheet"), items, { search, store: this.store, told, language, onPartial });
  }

  // -- Acts --------------------------------------------------------------------------------------------------

  // Writes the welcome before anything is sent; false when the browser cannot keep it.
  async keep(state, message) {
    if (!this.outbox) return false;
    const entry = {
      id: state.id, message, at: state.finishedAt, mono: performance.now() - (Date.now() - state.finishedAt), boot,
      anchor: this.anchor, author: told.user, state: "waiting", screen: structuredClone(state),
    };
    this.sender.held.add(state.id);
    try {
      await this.outbox.put(entry);
    } catch {
      if (!(await this.putWithRoom(entry))) return false;
    }
    await this.refresh();
    return true;
  }

  // Pictures give their place to an act.
  async putWithRoom(entry) {
    try {
      await this.store?.dropThumbs((await this.store.load()).entries.map((one) => one.photo?.thumb).filter(Boolean));
      await this.outbox.put(entry);
      return true;
    } catch {
      this.sender.held.delete(entry.id);
      return false;
    }
  }

  // The live sending ended: "done" and "seen" (a refusal that is on screen) leave, the rest waits.
  async settle(id, kind, reason = "", field = "") {
    if (!this.outbox) return;
    if (kind === "done") await this.outbox.remove([id]);
    else if (kind === "refused") await this.outbox.change(id, { state: "refused", reason, field });
    this.sender.held.delete(id);
    if (kind === "done" || kind === "refused") this.note(true);
    else {
      if (kind === "offline") this.note(false);
      this.session = kind === "session";
      this.sender.later({ kind });
    }
    await this.refresh();
  }

  // Takes back an act that has not gone; false when it has.
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

  async correct(entry, onCorrect) {
    if (!onCorrect(entry.screen, entry)) return this.onSay(told.words.busy_screen);
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

  // -- What is on screen, against a closed tab ---------------------------------------------------------------

  saveDraft(state, isEmpty) {
    try {
      if (isEmpty) localStorage.removeItem(this.draftKey);
      else localStorage.setItem(this.draftKey, JSON.stringify({ at: Date.now(), user: told.user.id, state }));
    } catch { /* storage refused or full: the screen still holds it */ }
  }

  get draftKey() { return `desk-draft:${told.office.slug}`; }

  // The welcome that a closed tab left, for the same person within the day.
  draft() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.draftKey));
      localStorage.removeItem(this.draftKey);
      return kept && kept.user === told.user.id && Math.abs(Date.now() - kept.at) < DAY_MS ? kept.state : null;
    } catch {
      return null;
    }
  }

  // -- The header --------------------------------------------------------------------------------------------

  async refresh() {
    const entries = this.outbox ? await this.outbox.all().catch(() => []) : [];
    const waiting = entries.filter((one) => one.state === "waiting" && !this.sender?.held.has(one.id));
    const offer = await this.store?.state().catch(noStore);
    this.status.draw({
      waiting, refused: entries.filter((one) => one.state === "refused"), down: this.down, session: Boolean(this.session && waiting.length),
      offerAt: offer?.checkedAt ?? null, full: this.full, fullThumbs: offer?.thumbs.full,
    });
  }
}

// The page opens without the network once its service worker has taken everything; on plain http there is none.
export async function register() {
  if (!navigator.serviceWorker) return;
  try {
    const cache = await caches.open(`buron-who:${told.office.slug}`);
    const held = await cache.match(told.addresses.desk);
    if ((held ? (await held.json()).at : "") !== told.at) {
      // Counted from when the server last showed this page to somebody signed in; a page that was kept does not begin it anew.
      const who = { at: told.at, user: told.user, office: told.office, until: Date.now() + told.days * DAY_MS };
      await cache.put(told.addresses.desk, new Response(JSON.stringify(who)));
    }
    const registration = await navigator.serviceWorker.register(told.addresses.worker, { scope: told.addresses.desk, updateViaCache: "none" });
    if (registration.active && !registration.installing) registration.update().catch(() => {});
  } catch { /* refused by the browser: the desk works with the network */ }
}
