// The kiosk: which screen is shown, in which language, and the return to the waiting screen when nobody is there.

import { OfflineSearch } from "../../offer/offline/search.js";
import { Clock } from "./clock.js";
import { Content } from "./content.js";
import { Keep } from "./keep.js";
import { button, h, icon } from "./parts.js";
import * as screens from "./screens.js";
import { Use } from "./use.js";
import { ageText, LANGUAGE_NAMES, say } from "./words.js";

const TICK_MS = 30_000;
const UPKEEP_PRESS_MS = 1500;
const READING = { large: "type", contrast: "eye", low: "accessibility" };

class Kiosk {
  constructor(keep, clock, use, content) {
    Object.assign(this, { keep, clock, use, content, root: document.getElementById("app"), language: "fr", stack: [], entries: [], manifest: {}, urls: new Map(), reading: {}, leaving: [] });
  }

  async start() {
    await this.readOffer();
    this.content.addEventListener("offer", () => this.refresh());
    this.content.addEventListener("progress", () => this.isWaiting && this.draw());
    this.content.addEventListener("change", () => this.changed());
    for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => this.awake(), { capture: true });
    addEventListener("contextmenu", (event) => event.preventDefault());
    setInterval(() => this.tick(), TICK_MS);
    this.tick();
    this.rest();
    this.content.start();
  }

  get isWaiting() { return this.content.stopped || !this.search || !this.content.settings; }
  get here() { return this.stack.at(-1) ?? { screen: "attract" }; }

  async readOffer() {
    const { manifest, entries } = await this.content.store.load();
    if (!manifest) return;
    const day = this.day();
    Object.assign(this, { manifest, entries: entries.filter((entry) => isShown(entry, day)) });
    this.search = new OfflineSearch(this.entries, manifest);
    await this.readPictures();
  }

  async readPictures() {
    for (const { photo } of this.entries) {
      if (!photo?.thumb || this.urls.has(photo.thumb)) continue;
      const blob = await this.content.store.thumb(photo.thumb);
      if (blob) this.urls.set(photo.thumb, URL.createObjectURL(blob));
    }
  }

  async refresh() {
    await this.readOffer();
    if (this.here.screen === "attract" || this.here.screen === "upkeep") this.draw();
  }

  changed() {
    if (this.content.stopped) { this.search = null; this.stack = []; this.draw(); return; }
    if (this.here.screen !== "attract") this.footLine();
    else if (this.content.renewed) location.reload();
    else this.draw();
  }

  tick() {
    this.clock.tick();
    this.use.lit();
    if (this.shownOn !== this.day() && this.here.screen === "attract" && this.search) { this.shownOn = this.day(); this.readOffer().then(() => this.draw()); }
  }

  // -- Idle ----------------------------------------------------------------------------------------------

  awake() {
    clearTimeout(this.idle);
    const seconds = this.content.settings?.kiosk.idle_seconds ?? 90;
    this.idle = setTimeout(() => this.rest(), seconds * 1000);
  }

  rest() {
    clearTimeout(this.idle);
    this.stack = [];
    this.language = "fr";
    this.reading = { low: this.content.settings?.kiosk.low_reach ?? false };
    this.draw();
  }

  begin() { this.go("home"); }
  open(id) { if (this.here.screen !== "fiche") this.go("fiche", { id, theme: screens.themeOf(this.search.entry(id)) }); }

  // -- Going ---------------------------------------------------------------------------------------------

  // `quiet`: not a screen that was opened (a letter typed); `replace`: in the place of the screen that is shown.
  go(screen, asked = {}, { replace = false, quiet = false, focus = "", keepScroll = false } = {}) {
    const next = { screen, ...asked };
    this.stack = replace ? [...this.stack.slice(0, -1), next] : [...this.stack, next];
    if (!quiet) this.count();
    this.draw({ focus, keepScroll });
  }

  back() {
    this.stack = this.stack.slice(0, -1);
    if (!this.stack.length) { this.rest(); return; }
    this.count();
    this.draw();
  }

  count() {
    const theme = this.here.screen in { unmet: 1, home: 1, search: 1 } ? null : this.here.theme;
    if (this.here.screen !== "upkeep") this.use.touch(this.here.screen, theme, this.language);
  }

  speak(language) {
    this.language = language;
    this.use.touch("settings", null, language);
    this.draw({ focus: `[data-language="${language}"]` });
  }

  read(name) {
    this.reading = { ...this.reading, [name]: !this.reading[name] };
    this.use.touch("settings", null, this.language);
    this.draw({ focus: `[data-reading="${name}"]` });
  }

  async tellUnmet(theme, words) {
    if (!theme || !words.trim()) return;
    this.use.touch("unmet", null, this.language);
    const waiting = (await this.keep.get("unmet")) ?? [];
    await this.keep.set("unmet", [...waiting.slice(-200), { id: crypto.randomUUID(), theme, words: words.trim() }]);
    this.content.sendUnmet();
    this.go("unmet", { sent: true }, { replace: true, quiet: true });
  }

  // -- Drawing -------------------------------------------------------------------------------------------

  draw({ focus = "", keepScroll = false } = {}) {
    for (const leave of this.leaving.splice(0)) leave();
    document.documentElement.lang = this.language;
    document.body.classList.toggle("is-large", Boolean(this.reading.large));
    document.body.classList.toggle("is-contrast", Boolean(this.reading.contrast));
    document.body.classList.toggle("is-low", Boolean(this.reading.low));
    const scroll = keepScroll ? this.root.querySelector("main")?.scrollTop : 0;
    if (this.isWaiting) this.root.replaceChildren(h("main", { class: "waiting" }, icon("buron"), ...flat(screens.waiting(this))));
    else if (this.here.screen === "attract") this.root.replaceChildren(h("main", { class: "waiting-room" }, screens.attract(this), this.foot()));
    else this.root.replaceChildren(this.head(), h("main", { class: `screen screen--${this.here.screen}`, tabindex: "-1" }, ...flat(screens[this.here.screen](this, this.here))), this.bar());
    const main = this.root.querySelector("main");
    if (scroll) main.scrollTop = scroll;
    (focus ? this.root.querySelector(focus) : main)?.focus({ preventScroll: true });
  }

  head() {
    const time = new Intl.DateTimeFormat(this.language, { hour: "2-digit", minute: "2-digit" }).format(this.clock.date());
    return h("header", { class: "head" }, icon("buron"), h("span", { class: "head__office" }, this.content.settings.office.name), h("span", { class: "head__time" }, time));
  }

  // Everything that is used often stands at the bottom, where a child or somebody seated reaches it.
  bar() {
    const deep = this.stack.length > 1;
    return h("footer", { class: "bar" }, h("nav", { class: "bar__row", "aria-label": say(this.language, "home") },
      button(say(this.language, "back"), () => this.back(), { kind: "bar__button", name: "arrow-left" }),
      deep && h("button", { type: "button", class: "bar__small", "data-home": "", onclick: () => { this.stack = []; this.begin(); } }, icon("house"), h("span", {}, say(this.language, "home"))),
      h("div", { class: "bar__group", role: "group", "aria-label": say(this.language, "reading") }, Object.entries(READING).map(([name, picture]) =>
        h("button", { type: "button", class: "bar__small", "data-reading": name, "aria-pressed": String(Boolean(this.reading[name])), onclick: () => this.read(name) },
          name === "large" ? h("span", { class: "bar__aa", "aria-hidden": "true" }, "A+") : icon(picture), h("span", {}, say(this.language, name))))),
      h("div", { class: "bar__group", role: "group", "aria-label": say(this.language, "languages") }, Object.entries(LANGUAGE_NAMES).map(([language, name]) =>
        h("button", { type: "button", class: "bar__language", lang: language, "aria-label": `${language.toUpperCase()} – ${name}`, "aria-pressed": String(language === this.language), "data-language": language, onclick: () => this.speak(language) }, language.toUpperCase())))), this.foot());
  }

  // The version and age of the content, discreetly; pressed long, it opens the upkeep of the kiosk.
  foot() {
    let pressed;
    const release = () => clearTimeout(pressed);
    this.line = h("p", { class: "foot", onpointerdown: () => { pressed = setTimeout(() => this.go("upkeep"), UPKEEP_PRESS_MS); }, onpointerup: release, onpointerleave: release, onpointercancel: release }, this.ageLine());
    return this.line;
  }

  footLine() { if (this.line) this.line.textContent = this.ageLine(); }

  ageLine() {
    const { checkedAt, version } = this.manifest;
    if (!checkedAt) return "";
    const parts = [say(this.language, "content_age", ageText(this.language, this.clock.now() - checkedAt)), version];
    if (!this.content.online) parts.push(say(this.language, "offline"));
    if (this.content.fault === "quota") parts.push(say(this.language, "full"));
    return parts.join(" · ");
  }

  // -- Words and pictures --------------------------------------------------------------------------------

  say(key, ...values) {
    if (values.length === 1 && values[0] in LANGUAGE_NAMES && key === "touch") return say(values[0], key);
    return say(this.language, key, ...values);
  }

  day() { return screens.localDay(this.clock.date()); }
  number(value) { return new Intl.NumberFormat(this.language).format(value); }
  capital(text) { return text.charAt(0).toLocaleUpperCase(this.language) + text.slice(1); }
  kindName(entry) { const kind = this.manifest.kinds?.[entry.kind]; return (this.language === "fr" && entry.subkind) || kind?.name[this.language] || kind?.name.fr || ""; }
  distance(metres) { return metres < 950 ? `${Math.round(metres / 50) * 50} m` : `${new Intl.NumberFormat(this.language, { maximumFractionDigits: metres < 9500 ? 1 : 0 }).format(metres / 1000)} km`; }

  counts() {
    const counts = new Map();
    for (const { kind } of this.entries) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return counts;
  }

  picture(entry, alt) {
    const { photo } = entry;
    if (!photo || (photo.until && photo.until < this.day())) return null;
    const url = this.urls.get(photo.thumb);
    return url ? h("img", { src: url, alt, class: "picture", loading: "lazy" }) : null;
  }
}

const flat = (found) => (Array.isArray(found) ? found : [found]).flat().filter(Boolean);

// What is over, or has no name, is not shown.
function isShown(entry, day) {
  return !entry.sessions?.length || entry.sessions.some(({ start, end }) => (end ?? start) >= day);
}

function takeKey() {
  const found = /^#cle=([\w-]{20,100})$/.exec(location.hash);
  if (location.hash) history.replaceState(null, "", location.pathname);
  return found?.[1] ?? "";
}

async function main() {
  const given = takeKey();
  const keep = await Keep.open();
  const clock = await Clock.open(keep);
  const use = await new Use(keep, clock).open();
  const content = await new Content(keep, clock, use).open();
  if (given) await content.adopt(given);
  navigator.serviceWorker?.register("./sw.js", { scope: "./" }).catch(() => {});
  navigator.storage?.persist?.().catch(() => {});
  await new Kiosk(keep, clock, use, content).start();
}

main();
