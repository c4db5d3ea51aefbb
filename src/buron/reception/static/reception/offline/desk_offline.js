// The desk without the network, as the desk's script sees it: acts are kept before they are sent, the search answers from
// the browser, the header says what waits and how old the offer is. later.js brings it once the page is usable.
import { ideasFor } from "../../offer/offline/ideas.js";
import { OfflineSearch } from "../../offer/offline/search.js";
import { localDay } from "../../offer/offline/opening.js";
import { Store, StoreFull } from "../../offer/offline/store.js";
import { Themes, drawCard, drawHits, drawIdeas } from "./hits.js";
import { Kept, noStore, register, told } from "./kept.js";
import { printSheet } from "./sheet.js";

export { register, told };

const HITS = 12;
const RENEW_MS = 10 * 60_000;
const offerName = `offer-${told.office.slug}-staff`;

export class DeskOffline extends Kept {
  constructor(options) {
    super(options);
    this.themes = new Themes(told.themes);
    this.ready = this.start();
  }

  async start() {
    await this.open();
    this.store = await Store.open(offerName).catch(noStore);
    await this.load().catch(noStore);
    await this.refresh();
    performance.mark("desk-ready");
    document.documentElement.dataset.deskReady = "1";
    this.sender?.wake(300);
    this.renewing = setTimeout(() => this.renew(), 400);
    setInterval(() => { this.renew(); register(); }, RENEW_MS);
  }

  back() {
    super.back();
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

  hits(text) {
    if (!this.search) return null;
    const { lat, lon } = told.desk;
    const result = this.search.search({ text, near: lat === null ? null : { lat, lon }, pageSize: HITS });
    return drawHits(result, text, { words: told.words, kinds: this.search.manifest.kinds, themes: this.themes, most: HITS });
  }

  // The ideas for a situation as lines of the list; null when nothing is kept here.
  async ideas(key) {
    const situation = told.ideas.situations[key];
    if (!this.search || !situation) return null;
    const { id, lat, lon } = told.desk;
    const where = { day: localDay(), near: lat === null ? null : { lat, lon }, place: `desk:${id}`, centres: told.ideas.centres };
    const found = await ideasFor(this.search, situation, where);
    return drawIdeas(found, situation, { words: told.words, kinds: this.search.manifest.kinds, themes: this.themes });
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
    return this.put({ id: state.id, message, at: state.finishedAt, screen: structuredClone(state), again: state.again });
  }

  // Pictures give their place to an act.
  async makeRoom() {
    await this.store?.dropThumbs((await this.store.load()).entries.map((one) => one.photo?.thumb).filter(Boolean));
  }

  async offer() {
    const offer = await this.store?.state().catch(noStore);
    return { offerAt: offer?.checkedAt ?? null, full: this.full, fullThumbs: offer?.thumbs.full };
  }
}
