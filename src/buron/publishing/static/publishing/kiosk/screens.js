// The screens of the kiosk: each is a function of the application and of what was asked, and gives its elements.

import { nextSession } from "../../offer/offline/search.js";
import { addDays, hoursText, isoWeekday, localDay } from "../../offer/offline/opening.js";
import { board, typed } from "./board.js";
import { hasPlace, mapOf, profile } from "./ground.js";
import { BadParcel } from "./parcel.js";
import { StoreFull } from "../../offer/offline/store.js";
import { button, chips, code, h, icon } from "./parts.js";
import { matrix } from "./qr.js";
import { dayText, LANGUAGE_NAMES } from "./words.js";

const PAGE = 12;
const NEARBY = 4;
const MOST_POINTS = 300;
const EMERGENCY = [["112", "e112"], ["15", "e15"], ["18", "e18"], ["17", "e17"], ["114", "e114"], ["32 37", "e3237"]];
export const THEMES = {
  walk: { icon: "footprints", kinds: ["trail"], tone: "meadow" },
  see: { icon: "landmark", kinds: ["heritage", "nature"], tone: "lake" },
  do: { icon: "party-popper", kinds: ["activity", "facility", "ski_area", "package"], tone: "straw" },
  agenda: { icon: "calendar-days", kinds: ["event"], tone: "salers" },
  eat: { icon: "utensils", kinds: ["restaurant"], tone: "straw" },
  taste: { icon: "wheat", kinds: ["tasting"], tone: "meadow" },
  sleep: { icon: "bed-double", kinds: ["hotel", "camping", "rental", "group_lodging"], tone: "gentian" },
  practical: { icon: "store", kinds: ["shop", "structure", "transport"], tone: "lichen" },
  ideas: { icon: "sun", tone: "gentian" },
  map: { icon: "map", tone: "meadow" },
  desks: { icon: "info", tone: "lake" },
  weather: { icon: "cloud-sun", tone: "lichen" },
  emergency: { icon: "phone", tone: "salers" },
};
const SITUATION_ICONS = { rain: "cloud-sun", heat: "sun", children: "baby", no_car: "footprints", tonight: "star", dog: "dog" };

export function textOf(entry, language, key) { return entry.texts[language]?.[key] ?? entry.texts.fr?.[key] ?? ""; }

// -- Waiting, and home ------------------------------------------------------------------------------------

export function attract(app) {
  const pictures = app.entries.filter((entry) => entry.photo?.thumb && (!entry.photo.until || entry.photo.until >= app.day())).slice(0, 24);
  return h("button", { type: "button", class: "attract", onclick: () => app.begin() },
    h("span", { class: "attract__wall", "aria-hidden": "true" }, pictures.map((entry) => app.picture(entry, ""))),
    h("span", { class: "attract__words" }, icon("buron"), h("span", { class: "attract__office" }, app.content.settings?.office.name ?? ""),
      Object.keys(LANGUAGE_NAMES).map((language) => h("span", { class: "attract__touch", lang: language }, app.say("touch", language)))));
}

export function home(app) {
  const counts = app.counts();
  const shown = Object.entries(THEMES).filter(([theme, { kinds }]) => {
    if (theme === "weather") return app.content.settings?.weather && app.content.online;
    if (theme === "ideas") return Object.values(app.content.settings?.ideas ?? {}).some((ids) => ids.length);
    if (theme === "map") return app.entries.some(hasPlace);
    if (theme === "desks") return app.content.settings?.desks.length;
    return !kinds || kinds.some((kind) => counts.get(kind));
  });
  return [
    h("h1", { class: "title" }, app.say("welcome")),
    button(app.say("search"), () => app.go("search"), { kind: "button--search", name: "search" }),
    h("div", { class: "tiles" }, shown.map(([theme, { icon: picture, tone }]) =>
      h("button", { type: "button", class: `tile tile--${tone}`, "data-theme": theme, onclick: () => openTheme(app, theme) }, icon(picture), h("span", {}, app.say(theme))))),
  ];
}

function openTheme(app, theme) {
  const own = { map: "map", desks: "desks", weather: "weather", emergency: "emergency" }[theme];
  if (own) app.go(own, { theme });
  else app.go("list", { theme, when: theme === "agenda" ? "week" : "all", situation: theme === "ideas" ? firstSituation(app) : null });
}

const firstSituation = (app) => situations(app)[0]?.[0] ?? null;
const situations = (app) => (app.content.settings?.situations ?? []).filter((key) => key === "tonight" || app.content.settings.ideas[key]?.length)
  .map((key) => [key, app.say(key), SITUATION_ICONS[key] ?? "sun"]);

// -- Lists ------------------------------------------------------------------------------------------------

export function list(app, asked) {
  const { theme, shown = PAGE } = asked;
  const found = app.search.search({ ...question(app, asked), pageSize: Math.min(shown, 600) });
  const change = (more) => app.go("list", { ...asked, shown: PAGE, ...more }, { replace: true });
  return [
    h("h1", { class: "title" }, icon(THEMES[theme].icon), app.say(theme)),
    choices(app, asked, change),
    h("div", { class: "row row--apart" }, h("p", { class: "count", role: "status" }, found.total === 1 ? app.say("found_one") : app.say("found", app.number(found.total))),
      found.hits.some(({ entry }) => hasPlace(entry)) && button(app.say("on_map"), () => app.go("map", { ...asked, only: theme }), { name: "map" })),
    found.total ? h("ul", { class: "cards" }, found.hits.map((hit) => card(app, hit, theme))) : h("p", { class: "empty" }, app.say("none")),
    found.total > shown && button(app.say("more"), () => app.go("list", { ...asked, shown: shown + PAGE }, { replace: true, keepScroll: true }), { kind: "button--wide", name: "chevron-down" }),
  ];
}

function choices(app, { theme, when, situation, near }, change) {
  if (theme === "ideas") return chips(situations(app), situation, (key) => change({ situation: key }));
  if (theme === "agenda") return chips(["today", "weekend", "week", "all"].map((key) => [key, app.say(key)]), when, (key) => change({ when: key }));
  return chips([["all", app.say("all")], ["open", app.say("open_today")], ...(place(app) ? [["near", app.say("near")]] : [])],
    near ? "near" : when === "open" ? "open" : "all", (key) => change({ when: key === "open" ? "open" : "all", near: key === "near" }));
}

const place = (app) => app.content.settings?.kiosk.position ?? null;

// -- Map --------------------------------------------------------------------------------------------------

// `only`: the theme that is shown, with what was chosen in its list; `id`: one fiche alone. The cards say what the map does.
export function map(app, asked) {
  const { theme, only = "walk", id } = asked;
  const change = (key) => app.go("map", { theme, only: key, when: "all" }, { replace: true });
  const near = place(app) ? { near: place(app), order: "distance" } : {};
  const found = id ? { hits: [{ entry: app.search.entry(id), distance: null }] }
    : app.search.search({ ...question(app, { ...asked, theme: only }), ...near, pageSize: MOST_POINTS });
  const hits = found.hits.filter(({ entry }) => entry && hasPlace(entry));
  const counts = app.counts();
  const groups = Object.entries(THEMES).filter(([, { kinds }]) => kinds?.some((kind) => counts.get(kind)));
  return [
    h("h1", { class: "title" }, icon("map"), app.say("map")),
    !id && chips(groups.map(([key, { icon: picture }]) => [key, app.say(key), picture]), only, change),
    hits.length ? mapOf(app, hits.map(({ entry }) => entry), { alone: true }) : h("p", { class: "empty" }, app.say("none")),
    h("ul", { class: "cards" }, hits.slice(0, PAGE).map((hit) => card(app, hit, only === "ideas" ? undefined : only))),
  ];
}

function question(app, { theme, when, situation, near }) {
  const day = app.day();
  const base = { day, facets: false };
  if (near) Object.assign(base, { near: place(app), order: "distance" });
  if (situation === "tonight") return { ...base, where: (entry) => isTonight(app, entry, day) };
  if (theme === "ideas") return { ...base, ids: app.content.settings.ideas[situation] ?? [], where: (entry) => app.search.openings.on(entry, day).state !== "closed" };
  const kinds = THEMES[theme].kinds;
  if (theme !== "agenda") return { ...base, kinds, ...(when === "open" && { openOn: day }) };
  return { ...base, kinds, order: "dates", ...span(day, when) };
}

function span(day, when) {
  if (when === "today") return { between: [day, day] };
  if (when === "week") return { between: [day, addDays(day, 6)] };
  if (when !== "weekend") return { where: (entry) => nextSession(entry, day) !== null };
  const weekday = isoWeekday(day);
  return { between: [weekday === 7 ? day : addDays(day, Math.max(0, 6 - weekday)), addDays(day, 7 - weekday)] };
}

const EVENING = "19:30";
const STARTS = "17:30";
const TONIGHT_KINDS = new Set(["restaurant", "event", "activity", "facility", "heritage"]);
function isTonight(app, entry, day) {
  if (!TONIGHT_KINDS.has(entry.kind)) return false;
  const { state, slots } = app.search.openings.on(entry, day);
  return state === "open" && slots.some(({ opens, closes }) => opens && (opens >= STARTS || (closes && (closes >= EVENING || closes < opens))));
}

function card(app, hit, theme) {
  const { entry } = hit;
  const name = textOf(entry, app.language, "name");
  return h("li", {}, h("button", { type: "button", class: "card", "data-fiche": entry.id, onclick: () => app.go("fiche", { id: entry.id, theme: theme ?? themeOf(entry) }) },
    app.picture(entry, "") ?? h("span", { class: "card__blank" }, icon(app.manifest.kinds?.[entry.kind]?.icon ?? "map-pin")),
    h("span", { class: "card__text" },
      h("strong", { class: "card__name" }, name),
      h("span", { class: "card__place" }, [app.kindName(entry), entry.commune, hit.distance === null ? "" : app.distance(hit.distance)].filter(Boolean).join(" · ")),
      state(app, entry, hit))));
}

export const themeOf = (entry) => Object.entries(THEMES).find(([, { kinds }]) => kinds?.includes(entry.kind))?.[0] ?? null;

function state(app, entry, hit) {
  if (entry.kind === "trail") return h("span", { class: "state" }, routeText(app, entry));
  if (entry.cancelled) return h("span", { class: "state state--closed" }, app.say("cancelled"));
  const day = app.day();
  const open = hit?.open ?? app.search.openings.on(entry, day);
  if (open.state === "open") {
    const hours = hoursText(open.slots, app.language);
    return h("span", { class: "state state--open" }, hours ? `${app.say(entry.sessions?.length ? "today" : "open_today")} · ${hours}` : app.say(entry.sessions?.length ? "today" : "open_today"));
  }
  const next = entry.sessions?.length ? nextSession(entry, day) : null;
  if (next) return h("span", { class: "state" }, app.capital(dayText(app.language, next)));
  if (open.state === "closed") return h("span", { class: "state state--closed" }, app.say("closed_today"));
  return h("span", { class: "state state--unknown" }, textOf(entry, app.language, "opening").split("\n")[0] || app.say("hours_unknown"));
}

const routeText = (app, entry) => (entry.texts[app.language]?.route ?? entry.texts.fr?.route ?? []).slice(0, 3).map(([, value]) => value).join(" · ");

// -- One fiche --------------------------------------------------------------------------------------------

export function fiche(app, { id }) {
  const entry = app.search.entry(id);
  if (!entry) return [h("h1", { class: "title" }, app.say("none"))];
  const text = (key) => textOf(entry, app.language, key);
  const photo = app.picture(entry, entry.photo?.alt?.[app.language] ?? entry.photo?.alt?.fr ?? "");
  const translated = app.language === "fr" || entry.texts[app.language]?.description || !entry.texts.fr?.description;
  return [h("article", { class: "fiche" },
    h("header", { class: "fiche__head" }, photo && h("figure", {}, photo, entry.photo.credit && h("figcaption", {}, app.say("photo_by", entry.photo.credit))),
      h("div", {}, h("p", { class: "card__place" }, [app.kindName(entry), entry.commune].filter(Boolean).join(" · ")),
        h("h1", { class: "title" }, text("name")), state(app, entry), nextOpening(app, entry), marks(entry))),
    h("div", { class: "fiche__body" },
      text("short") && h("p", { class: "lead", lang: langOf(app, entry, "short") }, text("short")),
      ...paragraphs(text("description"), langOf(app, entry, "description")),
      entry.texts[app.language]?.machine?.length ? h("p", { class: "soft" }, app.say("machine")) : !translated && h("p", { class: "soft" }, app.say("french_only"))),
    h("dl", { class: "facts" },
      facts(app.say("walk_facts"), (entry.texts[app.language]?.route ?? entry.texts.fr?.route ?? []).map(([name, value]) => `${name} : ${value}`)),
      facts(app.say("opening"), [text("opening")]), facts(app.say("prices"), [text("prices") || (entry.free ? app.say("free") : "")]),
      facts(app.say("address"), entry.address), facts(app.say("contact"), (entry.contacts ?? []).filter(([type]) => ["phone", "mobile"].includes(type)).map(([, value]) => value))),
    entry.walk && mapOf(app, [entry]), entry.walk?.heights && profile(app, entry.walk.heights),
    h("div", { class: "row" }, pageOf(app, entry) && button(app.say("take"), () => app.go("phone", { id, theme: themeOf(entry) }), { kind: "button--primary", name: "smartphone" }),
      pageOf(app, entry) && entry.walk && button(app.say("gpx"), () => app.go("phone", { id, what: "gpx", theme: "walk" }), { name: "route" }),
      !entry.walk && hasPlace(entry) && button(app.say("on_map"), () => app.go("map", { id, theme: themeOf(entry) }), { name: "map" }))), around(app, entry)];
}

function around(app, entry) {
  if (entry.lat === undefined) return null;
  const near = app.search.search({ near: entry, radius: 15_000, order: "distance", day: app.day(), pageSize: NEARBY, facets: false,
    where: (one) => one.id !== entry.id && one.photo && app.search.openings.on(one, app.day()).state !== "closed" });
  return near.hits.length && h("section", { class: "around" }, h("h2", {}, app.say("around")), h("ul", { class: "cards" }, near.hits.map((hit) => card(app, hit))));
}

const langOf = (app, entry, key) => (entry.texts[app.language]?.[key] ? app.language : "fr");
const paragraphs = (text, lang) => text.split(/\n+/).filter((line) => line.trim()).map((line) => h("p", { lang }, line));
const facts = (name, lines) => (lines ?? []).some(Boolean) && h("div", {}, h("dt", {}, name), lines.filter(Boolean).map((line) => h("dd", {}, line)));
const marks = (entry) => entry.marks?.length && h("ul", { class: "marks" }, entry.marks.slice(0, 4).map((mark) => h("li", {}, mark)));

function nextOpening(app, entry) {
  if (entry.kind === "trail" || entry.sessions?.length || app.search.openings.on(entry, app.day()).state !== "closed") return null;
  const next = app.search.openings.next(entry, app.day(), 200);
  return next && h("p", { class: "soft" }, app.say("next_open", dayText(app.language, next)));
}

// The page of a fiche on the web, when a telephone could reach it.
export function pageOf(app, entry) {
  const pages = app.content.settings?.pages;
  if (!pages || !entry.slug) return "";
  return `${pages}${app.language === "fr" ? "" : `${app.language}/`}${entry.slug}`;
}

// The track of a walk as a file; its address is French whatever the language is.
const trackOf = (app, entry) => `${app.content.settings.pages}${entry.slug}.gpx`;

export function phone(app, asked) {
  const { id, what = "page" } = asked;
  const entry = app.search.entry(id);
  const name = textOf(entry, app.language, "name");
  const [address, title, how] = what === "gpx" ? [trackOf(app, entry), "gpx", "gpx_how"] : [pageOf(app, entry), "take", "take_how"];
  return [h("h1", { class: "title" }, app.say(title)),
    entry.walk && chips([["page", app.say("page"), "smartphone"], ["gpx", app.say("gpx"), "route"]], what, (key) => app.go("phone", { ...asked, what: key }, { replace: true })),
    h("div", { class: "take" }, code(matrix(address), `${app.say(title)} : ${name}`),
      h("div", {}, h("p", { class: "lead" }, name), h("p", {}, app.say(how))))];
}

// -- Search -----------------------------------------------------------------------------------------------

export function search(app, asked) {
  const { text = "" } = asked;
  const found = text.trim() ? app.search.search({ text, day: app.day(), pageSize: PAGE, facets: false }) : null;
  return [
    h("h1", { class: "title visually-hidden" }, app.say("search")),
    h("p", { class: "typed", role: "status" }, icon("search"), h("span", { class: text ? "" : "soft" }, text || app.say("type"))),
    found && (found.total ? h("ul", { class: "cards cards--short" }, found.hits.map((hit) => card(app, hit))) : h("p", { class: "empty" }, app.say("none"))),
    found && !found.total && app.content.settings?.unmet.length ? button(app.say("unmet"), () => app.go("unmet", { words: text }), { name: "message-square" }) : null,
    board({ language: app.language, words: (key) => app.say(key), onKey: (value) => app.go("search", { text: typed(text, value) }, { replace: true, quiet: text.length > 0, focus: `[data-key="${value}"]` }) }),
  ];
}

// -- What was not found -----------------------------------------------------------------------------------

export function unmet(app, asked) {
  const { theme: chosen, words = "", sent } = asked;
  if (sent) return [h("h1", { class: "title" }, app.say("thanks"))];
  const change = (more, focus) => app.go("unmet", { ...asked, ...more }, { replace: true, quiet: true, focus });
  return [
    h("h1", { class: "title" }, app.say("unmet")), h("p", {}, app.say("unmet_how")),
    chips((app.content.settings?.unmet ?? []).map(({ code: key, label }) => [key, label]), chosen, (key) => change({ theme: key })),
    h("p", { class: "typed", role: "status" }, h("span", {}, words || "…")),
    h("div", { class: "row" }, button(app.say("send"), () => app.tellUnmet(chosen, words), { kind: chosen && words.trim() ? "button--primary" : "button--off", name: "send" })),
    board({ language: app.language, words: (key) => app.say(key), onKey: (value) => change({ words: typed(words, value, 50) }, `[data-key="${value}"]`) }),
  ];
}

// -- Practical pages --------------------------------------------------------------------------------------

export function desks(app) {
  const day = app.day();
  const time = `${String(app.clock.date().getHours()).padStart(2, "0")}:${String(app.clock.date().getMinutes()).padStart(2, "0")}`;
  return [h("h1", { class: "title" }, icon("info"), app.say("desks")), h("ul", { class: "desks" }, (app.content.settings?.desks ?? []).map((desk) =>
    h("li", { class: "panel" }, h("h2", {}, desk.name), deskState(app, desk, day, time), desk.address && h("p", {}, desk.address), desk.phone && h("p", { class: "big" }, icon("phone"), desk.phone))))];
}

function deskState(app, desk, day) {
  if (!desk.opening) return h("p", { class: "state state--unknown" }, app.say("hours_unknown"));
  const open = app.search.openings.on(desk, day);
  if (open.state === "open") return h("p", { class: "state state--open" }, `${app.say("open_today")} · ${hoursText(open.slots, app.language)}`);
  if (open.state !== "closed") return h("p", { class: "state state--unknown" }, app.say("hours_unknown"));
  const next = app.search.openings.next(desk, day, 100);
  return h("p", { class: "state state--closed" }, app.say("closed_today"), next ? ` · ${app.say("next_open", dayText(app.language, next))}` : "");
}

export const emergency = (app) => [h("h1", { class: "title" }, icon("phone"), app.say("emergency")), h("p", { class: "lead" }, app.say("emergency_note")),
  h("ul", { class: "numbers" }, EMERGENCY.map(([number, key]) => h("li", { class: "panel" }, h("strong", {}, number), h("span", {}, app.say(key)))))];

export function weather(app) {
  const box = h("ul", { class: "days" });
  app.content.weather().then((forecast) => {
    if (!forecast) { box.replaceWith(h("p", { class: "empty" }, app.say("none"))); return; }
    box.append(...forecast.days.map(({ day, code: kind, high, low }) => h("li", { class: "panel" }, h("strong", {}, app.capital(dayText(app.language, day, { weekday: "long", day: "numeric" }))),
      h("span", { class: "big" }, `${low}° – ${high}°`), h("span", {}, app.say(skyOf(kind))))));
  });
  return [h("h1", { class: "title" }, icon("cloud-sun"), app.say("weather")), box];
}

// Codes of the World Meteorological Organization, in six words.
function skyOf(kind) {
  if (kind >= 95) return "wx_storm";
  if ((kind >= 71 && kind <= 77) || kind === 85 || kind === 86) return "wx_snow";
  if (kind >= 51) return "wx_rain";
  if (kind === 45 || kind === 48) return "wx_fog";
  return kind <= 1 ? "wx_clear" : "wx_cloud";
}

// For the person who looks after the kiosk: a long press on the version opens it.
export function upkeep(app, { said = "" }) {
  const input = h("input", { type: "file", id: "parcel", class: "visually-hidden", onchange: async () => {
    const [file] = input.files;
    if (file) app.go("upkeep", { said: await carried(app, file) }, { replace: true, quiet: true });
  } });
  return [h("h1", { class: "title" }, app.say("upkeep")), h("label", { class: "button button--primary", for: "parcel" }, icon("upload"), h("span", {}, app.say("carry"))), input,
    h("p", { class: "lead", role: "status" }, said), h("p", { class: "soft" }, app.ageLine())];
}

async function carried(app, file) {
  try {
    await app.content.carry(file);
    return app.say("carried");
  } catch (error) {
    if (error instanceof StoreFull) return app.say("bad_full");
    return app.say(`bad_${error instanceof BadParcel ? { office: "signature" }[error.message] ?? error.message : "format"}`);
  }
}

// -- Before there is anything to show ---------------------------------------------------------------------

export function waiting(app) {
  const { stopped, key, progress, failures, fault } = app.content;
  if (stopped === "revoked") return [h("h1", { class: "title" }, app.say("revoked")), h("p", { class: "lead" }, app.say("revoked_how"))];
  if (!key) return [h("h1", { class: "title" }, app.say("unlinked")), h("p", { class: "lead" }, app.say("unlinked_how"))];
  const line = fault === "quota" ? app.say("no_room") : progress ? app.say("receiving", app.number(progress.done), app.number(progress.total)) : failures ? app.say("no_network") : "";
  return [h("h1", { class: "title" }, app.say("starting")), h("p", { class: "lead", role: "status" }, line),
    progress && h("progress", { max: progress.total || 1, value: progress.done, "aria-label": app.say("starting") })];
}

export { localDay };
