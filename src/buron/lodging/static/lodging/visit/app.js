// The visit on a tablet. Every tap is written on the tablet before anything is sent; the score is worked out here.
import { keep } from "../../kernel/js/later/keep.js";
import { VisitStore } from "./store.js";
import { Sync } from "./sync.js";
import { factsTapped, scored, tapped, waitingCount } from "./merge.js";
import { reachable, score, statusOf } from "./score.js";
import { shrunk } from "./picture.js";
import { CriterionCards } from "./cards.js";
import { Facts } from "./facts.js";
import { RefusedPhotos } from "./refused.js";

const told = (id) => JSON.parse(document.getElementById(id).textContent);
const KNOWN = told("visit-knowledge");
const WORDS = told("visit-words");
const root = document.getElementById("visit-app");
const part = (name, from = document) => from.querySelector(`[data-${name}]`);
const put = (text, values = {}) => text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");

// Names this tablet in every tap, so that two of them can be told apart.
function device() {
  const kept = localStorage.getItem("buron-visit-device");
  if (kept) return kept;
  const made = crypto.randomUUID().slice(0, 13);
  localStorage.setItem("buron-visit-device", made);
  return made;
}

class App {
  constructor(store) {
    Object.assign(this, { store, device: device(), visit: null, section: 0, grid: null, net: "sent", said: "" });
    this.sync = new Sync(store, KNOWN.addresses, root.dataset.token, (verdict) => this.heard(verdict));
    this.cards = new CriterionCards(part("criteria"), WORDS, this);
    this.refused = new RefusedPhotos(part("refused"), WORDS, {
      again: (photo) => this.keepPhoto({ ...photo, refused: "" }),
      drop: (photo) => this.store.remove("photos", photo.client_id).then(() => this.told()),
    });
    this.facts = new Facts(root, WORDS, (facts, settles) => this.tapFacts(facts, settles));
  }

  mark() { return `${this.device}:${Date.now().toString(36)}:${crypto.randomUUID().slice(0, 8)}`; }

  async start() {
    addEventListener("online", () => this.sync.wake());
    addEventListener("hashchange", () => this.route());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.sync.wake(); });
    part("next").addEventListener("click", () => this.turn(1));
    part("prev").addEventListener("click", () => this.turn(-1));
    part("unseen").addEventListener("click", () => this.toUnseen());
    const { page, worker } = KNOWN.addresses;
    keep({ worker, scope: page, who: `buron-who:${KNOWN.office}`, page, at: KNOWN.at, days: KNOWN.days });
    await this.route();
    this.sync.wake();
  }

  async heard(verdict) {
    this.net = verdict;
    if (verdict === "sent") this.said = "";
    this.grid ??= await this.store.get("meta", "grid");
    await this.refresh();
  }

  // What the server said is laid under what is on the screen, without moving it.
  async refresh() {
    if (!this.visit) return this.list();
    const fresh = await this.store.get("visits", this.visit.id);
    if (fresh) {
      this.visit = fresh;
      this.cards.renew(fresh);
      this.facts.show(fresh, this.busy());
    }
    return this.told();
  }

  busy() { return part("facts").contains(document.activeElement); }

  async route() {
    const id = Number(/^#visite-(\d+)$/.exec(location.hash)?.[1]);
    this.grid ??= await this.store.get("meta", "grid");
    this.visit = id && this.grid ? (await this.store.get("visits", id)) ?? null : null;
    if (id && !this.visit && !this.asked) {
      this.asked = true;
      await this.sync.run();
      return this.route();
    }
    part('view="list"').hidden = Boolean(this.visit);
    part('view="one"').hidden = !this.visit;
    part("title").textContent = this.visit?.lodging ?? WORDS.title;
    const back = part("back");
    back.href = this.visit ? "#" : KNOWN.addresses.board;
    part("back-text").textContent = this.visit ? WORDS.visits : WORDS.board;
    if (!this.visit) return this.list();
    this.section = 0;
    this.facts.show(this.visit, false);
    this.draw();
    return this.told();
  }

  async list() {
    const visits = (await this.store.all("visits")).sort((one, other) => one.appointment.localeCompare(other.appointment));
    const list = part("list");
    list.replaceChildren(...visits.map((visit) => this.line(visit)));
    if (!visits.length) list.append(Object.assign(document.createElement("li"), { className: "soft", textContent: this.net === "sent" ? WORDS.none : WORDS.none_down }));
    await this.told();
  }

  line(visit) {
    const item = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { className: "card", href: `#visite-${visit.id}` });
    const name = Object.assign(document.createElement("strong"), { textContent: visit.lodging });
    const at = new Date(visit.appointment).toLocaleString("fr-FR", { dateStyle: "full", timeStyle: "short" });
    const seen = Object.keys(visit.answers).length;
    const text = [visit.commune, at, visit.visitor, put(WORDS.seen, { n: seen }), put(WORDS.asked, { n: visit.requested })].filter(Boolean).join(" · ");
    link.append(name, document.createElement("br"), text);
    item.append(link);
    return item;
  }

  get criteria() { return this.grid.sections.flatMap((section) => section.criteria); }

  draw() {
    const nav = part("sections");
    nav.replaceChildren(...this.grid.sections.map((section, rank) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button button--small" });
      button.textContent = `${section.key} ${section.title}`;
      button.setAttribute("aria-current", String(rank === this.section));
      button.addEventListener("click", () => { this.section = rank; this.draw(); this.told(); });
      return button;
    }));
    this.cards.draw(this.grid.sections[this.section], this.visit);
    part("prev").disabled = this.section === 0;
    part("next").disabled = this.section === this.grid.sections.length - 1;
  }

  turn(by) {
    this.section = Math.min(this.grid.sections.length - 1, Math.max(0, this.section + by));
    this.draw();
    this.told();
    part("sections").scrollIntoView();
  }

  toUnseen() {
    const visit = scored(this.visit);
    const unseen = this.criteria.find((one) => !(one.number in this.visit.answers) && statusOf(one, this.visit.requested, visit) !== "-");
    if (!unseen) return;
    this.section = this.grid.sections.findIndex((section) => section.criteria.includes(unseen));
    this.draw();
    this.told();
    this.cards.focus(unseen.number);
  }

  async tap(number, given) {
    const mark = this.mark();
    try {
      this.visit = (await this.store.change(this.visit.id, (visit) => tapped(visit, number, given, mark))) ?? this.visit;
    } catch {
      this.said = WORDS.full;
    }
    this.cards.renew(this.visit);
    await this.told();
    this.sync.wake(600);
  }

  async tapFacts(facts, settles) {
    const mark = this.mark();
    this.visit = (await this.store.change(this.visit.id, (visit) => factsTapped(visit, facts, mark, settles))) ?? this.visit;
    this.facts.measures(this.visit);
    this.cards.renew(this.visit);
    await this.told();
    this.sync.wake(600);
  }

  async photograph(number, file) {
    const blob = await shrunk(file);
    const { id, lodging } = this.visit;
    await this.keepPhoto({ client_id: crypto.randomUUID(), visit: id, lodging, number, blob, waiting: true });
  }

  async keepPhoto(photo) {
    await this.store.put("photos", photo);
    await this.told();
    this.sync.wake();
  }

  // The line of the network, then the score.
  async told() {
    const visits = await this.store.all("visits");
    const photos = await this.store.all("photos");
    const refused = photos.filter((one) => one.refused);
    this.refused.show(refused);
    const waiting = visits.reduce((total, one) => total + waitingCount(one), 0) + photos.length - refused.length;
    const net = part("net");
    const state = { sent: WORDS.online, down: WORDS.down, session: WORDS.session }[this.net];
    net.textContent = [this.said || this.visit?.refused || state, waiting ? put(waiting > 1 ? WORDS.many : WORDS.one_waiting, { n: waiting }) : WORDS.nothing,
      refused.length ? put(WORDS.photos_refused, { n: refused.length }) : ""].filter(Boolean).join(" · ");
    net.dataset.tone = this.net === "sent" && !this.said && !this.visit?.refused ? "" : "warn";
    net.dataset.waiting = String(waiting);
    if (this.visit && this.grid) this.shown();
  }

  shown() {
    const visit = scored(this.visit);
    const best = reachable(visit, this.grid);
    const wanted = score(visit, this.visit.requested, this.grid);
    const hoped = reachable(this.hoped(visit), this.grid);
    const now = best ? put(best.stars > 1 ? WORDS.reach_many : WORDS.reach_one, { n: best.stars }) : WORDS.reach_none;
    const still = (hoped?.stars ?? 0) > (best?.stars ?? 0) ? put(WORDS.hoped, { n: hoped.stars }) : "";
    part("reach").textContent = [now, still].filter(Boolean).join(" · ");
    part("reach").dataset.stars = String(best?.stars ?? 0);
    const applying = this.criteria.filter((one) => statusOf(one, this.visit.requested, visit) !== "-" || one.number in this.visit.answers);
    const seen = applying.filter((one) => one.number in this.visit.answers).length;
    part("progress").max = applying.length;
    part("progress").value = seen;
    part("progress-text").textContent = put(WORDS.progress, { n: seen, all: applying.length });
    part("missing-for").textContent = put(wanted.stars > 1 ? WORDS.stars_many : WORDS.stars_one, { n: wanted.stars });
    this.missing(wanted);
  }

  // The same visit if all that is left to see were met.
  hoped(visit) {
    const answers = { ...visit.answers };
    for (const one of this.criteria) if (!(one.number in answers)) answers[one.number] = one.points;
    return { ...visit, answers };
  }

  // What was seen and is not met, by name; what is left to see, by number.
  missing(wanted) {
    const said = (text) => Object.assign(document.createElement("p"), { textContent: text });
    const lines = [];
    if (wanted.granted) lines.push(said(WORDS.granted));
    if (!wanted.prerequisite) lines.push(said(WORDS.prerequisite));
    if (wanted.blocking.length) lines.push(said(put(WORDS.blocking, { numbers: wanted.blocking.map((one) => one.number).join(", ") })));
    if (wanted.obligatoryShort) lines.push(said(put(WORDS.obligatory_short, { n: wanted.obligatoryShort })));
    if (wanted.optionalShort) lines.push(said(put(WORDS.optional_short, { n: wanted.optionalShort })));
    const list = document.createElement("ul");
    const isSeen = (one) => one.number in this.visit.answers;
    for (const one of wanted.missing.filter(isSeen)) list.append(Object.assign(document.createElement("li"), { textContent: `${one.number}. ${one.title} (${one.points})` }));
    const left = wanted.missing.filter((one) => !isSeen(one)).map((one) => one.number);
    if (left.length) lines.push(said(put(WORDS.unseen, { n: left.length, numbers: left.join(", ") })));
    part("missing").replaceChildren(...lines, list);
  }

  statusOf(criterion) { return statusOf(criterion, this.visit.requested, scored(this.visit)); }
}

const app = new App(await VisitStore.open(KNOWN.office));
await app.start();
root.dataset.ready = "true";
