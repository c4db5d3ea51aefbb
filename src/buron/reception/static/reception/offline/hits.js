// The answers of the desk's search, drawn without the server: the same list as reception/parts/hits.html.
import { hoursText } from "../../offer/offline/opening.js";

const MOST_SESSIONS = 6;
const ACCENTS = /[\u0300-\u036f]/g;

export function element(name, options = {}, ...children) {
  const made = document.createElement(name);
  const { dataset, attributes, ...rest } = options;
  Object.assign(made, rest);
  Object.assign(made.dataset, dataset);
  for (const [key, value] of Object.entries(attributes ?? {})) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");

export function icon(name) {
  const drawing = document.getElementById("icon-model").content.firstElementChild.cloneNode(true);
  const use = drawing.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
  return drawing;
}

export function distanceText(metres) {
  if (metres === null || metres === undefined) return "";
  if (metres < 950) return `${Math.max(100, Math.round(metres / 100) * 100)}\u00a0m`;
  return `${(metres / 1000).toLocaleString("fr-FR", { maximumFractionDigits: metres < 9950 ? 1 : 0 })}\u00a0km`;
}

// The theme that a fiche speaks of, by the rules that the server gave (buron.reception.rules.themes).
export class Themes {
  constructor({ kinds, refined, words }) {
    Object.assign(this, { kinds, refined: new Set(refined), words: words.map(([pattern, theme]) => [new RegExp(pattern), theme]) });
  }

  of({ kind, subkind = "" }) {
    const text = subkind.toLowerCase().normalize("NFD").replace(ACCENTS, "");
    const found = text && this.refined.has(kind) ? this.words.find(([pattern]) => pattern.test(text)) : null;
    return found?.[1] ?? this.kinds[kind] ?? "";
  }
}

export function drawHits(result, text, { words, kinds, themes, most }) {
  const list = document.createDocumentFragment();
  const title = (said) => list.append(element("li", { className: "hits__title", textContent: said, attributes: { role: "presentation" } }));
  if (result.corrected) title(filled(words.corrected, { text, corrected: result.corrected }));
  if (!result.total) title(filled(words.none, { text }));
  for (const hit of result.hits) list.append(line(hit, words, kinds, themes));
  const more = result.total - Math.min(result.total, most);
  if (more) title(more === 1 ? words.more_one : filled(words.more_many, { n: more }));
  return list;
}

// Ideas, with the reason of each and the rule of their order: the same list as reception/parts/ideas.html.
export function drawIdeas({ ideas, known, unsaid }, situation, { words, kinds, themes }) {
  const list = document.createDocumentFragment();
  const counted = (n, one, many) => (n === 1 ? words[one] : filled(words[many], { n }));
  const count = [counted(known, "ideas_known_one", "ideas_known"), unsaid && counted(unsaid, "ideas_unsaid_one", "ideas_unsaid")];
  const rules = [situation.rule, words.ideas_order, situation.partners.length && words.ideas_partners];
  list.append(element(
    "li", { className: "hits__title", attributes: { role: "presentation" } },
    element("strong", { textContent: situation.title }), `\u00a0: ${count.filter(Boolean).join(", ")}.`,
    element("details", { className: "ideas__why" }, element("summary", { textContent: words.ideas_why }), ...rules.filter(Boolean).map((text) => element("p", { className: "small", textContent: text }))),
  ));
  for (const idea of ideas) list.append(line(idea, words, kinds, themes, reasonOf(idea, situation, words)));
  if (!ideas.length) list.append(element("li", { className: "hits__title", textContent: words.ideas_none, attributes: { role: "presentation" } }));
  return list;
}

function reasonOf({ answer, because, open, partner }, { partners }, words) {
  const why = because.join(", ");
  const said = answer === "yes" ? why : `${words.ideas_unknown}${why && ` (${why})`}`;
  return [said, open.state !== "open" && words.ideas_hours_unknown, partner && partners.length && words.partner].filter(Boolean).join(" · ");
}

function line(hit, words, kinds, themes, because = "") {
  const { entry } = hit;
  const { icon: drawing, name: { fr: kind } } = kinds?.[entry.kind] ?? { icon: "map-pin", name: { fr: entry.kind } };
  const name = entry.texts.fr.name;
  const far = distanceText(hit.distance);
  const place = element("small", {}, element("span", { className: "hit__kind" }, `${entry.subkind || kind}${entry.commune ? " · " : ""}`), entry.commune ?? "", far ? ` · ${far}` : "");
  return element(
    "li",
    {
      className: "hit", id: `hit-${entry.id}`, attributes: { role: "option", "aria-selected": "false" },
      dataset: { id: entry.id, name, place: entry.commune ?? "", theme: themes.of(entry), icon: drawing },
    },
    element("span", { className: "hit__icon" }, icon(drawing)),
    element("span", { className: "hit__text" }, element("strong", { textContent: name }), place, because && element("small", { className: "ideas__because", textContent: because })),
    element("span", { className: "hit__state" }, stateOf(hit, words)),
    element("span", { className: "button button--quiet button--icon button--small hit__more", title: words.details, dataset: { more: "" } }, icon("info")),
  );
}

function stateOf({ open, next }, words) {
  if (open.state === "open") return element("span", { className: "badge badge--good", textContent: hoursText(open.slots) || words.open });
  if (open.state !== "closed") return null;
  if (!next) return element("span", { className: "badge", textContent: words.closed });
  return element("small", { className: "soft", textContent: `${Number(next.slice(8))}/${Number(next.slice(5, 7))}` });
}

// What is read aloud to the visitor: the same card as reception/parts/card.html.
export function drawCard(entry, words, day) {
  const texts = entry.texts.fr;
  const facts = element("dl", { className: "facts" });
  const say = (name, value) => { if (value?.length) facts.append(element("dt", { textContent: name }), element("dd", {}, value)); };
  say(words.opening, texts.opening);
  say(words.dates, datesOf(entry, day).join(" ; "));
  say(words.prices, texts.prices);
  for (const [name, value] of texts.route ?? []) say(name, value);
  for (const [type, value, label, href] of entry.contacts ?? []) facts.append(element("dt", { textContent: label || (words[`contact_${type}`] ?? words.contact_other) }), element("dd", {}, linked(value, href)));
  say(words.address, (entry.address ?? []).join(", "));
  const card = element("div", { className: "hit-card stack stack--tight" });
  if (entry.cancelled) card.append(element("span", { className: "badge badge--bad", textContent: words.cancelled }));
  if (texts.short) card.append(element("p", { textContent: texts.short.slice(0, 260) }));
  card.append(facts);
  return card;
}

const linked = (value, href) => (href ? element("a", { href, textContent: value, target: "_blank", rel: "noopener" }) : value);

export function datesOf(entry, day, language = "fr") {
  const shown = (iso) => new Date(`${iso}T12:00:00`).toLocaleDateString(language, { day: "numeric", month: "long", year: "numeric" });
  return (entry.sessions ?? []).filter((one) => (one.end ?? one.start) >= day).sort((one, other) => (one.start < other.start ? -1 : 1))
    .slice(0, MOST_SESSIONS).map((one) => {
      const span = one.end && one.end !== one.start ? `${shown(one.start)} – ${shown(one.end)}` : shown(one.start);
      const hours = hoursText(one.opens ? [one] : [], language);
      return hours ? `${span}, ${hours}` : span;
    });
}
