// The carnet on paper when the server is away: the page prints a sheet made of what the browser keeps.
import { hoursText, localDay } from "../../offer/offline/opening.js";
import { datesOf, distanceText, element } from "./hits.js";

const MOST_CONTACTS = 3;
const TITLES = { fr: "Votre carnet", en: "Your travel notes", de: "Ihr Reiseheft", nl: "Uw reisboekje", es: "Su cuaderno" };
const TODAY = { fr: "Ouvert aujourd’hui", en: "Open today", de: "Heute geöffnet", nl: "Vandaag open", es: "Abierto hoy" };

const textOf = (entry, key, language) => entry.texts[language]?.[key] ?? entry.texts.fr[key] ?? "";

export async function printSheet(place, items, { search, store, told, language, onPartial }) {
  const urls = [];
  const near = told.desk.lat === null ? null : { lat: told.desk.lat, lon: told.desk.lon };
  const far = new Map(near ? search.search({ ids: items.map((item) => item.id), near, pageSize: items.length }).hits.map((hit) => [hit.entry.id, hit.distance]) : []);
  const cards = await Promise.all(items.map(async (item, rank) => {
    const entry = search.entry(item.id);
    return entry ? card(entry, rank + 1, { search, store, language, far: far.get(item.id), urls }) : bare(item, rank + 1);
  }));
  const missing = items.filter((item) => !search.entry(item.id)).length;
  if (missing) onPartial(missing);
  const day = new Date().toLocaleDateString(language, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
  place.replaceChildren(
    element("header", { lang: language }, element("h1", { textContent: TITLES[language] ?? TITLES.fr }), element("p", { textContent: `${told.desk.name} · ${day}` })),
    element("ol", { className: "sheet__cards", lang: language }, ...cards),
    element("footer", {}, element("p", { textContent: told.contact })),
  );
  await Promise.all([...place.querySelectorAll("img")].map((image) => image.decode().catch(() => {})));
  document.documentElement.dataset.printing = "carnet";
  const over = () => {
    delete document.documentElement.dataset.printing;
    for (const url of urls) URL.revokeObjectURL(url);
  };
  addEventListener("afterprint", over, { once: true });
  print();
}

const bare = (item, rank) => element("li", {}, element("h2", { textContent: `${rank}. ${item.name}` }), element("p", { textContent: item.place }));

async function card(entry, rank, { search, store, language, far, urls }) {
  const today = search.openings.on(entry, localDay());
  const dates = datesOf(entry, localDay(), language);
  const facts = (entry.texts[language]?.route ?? entry.texts.fr.route ?? []).map((fact) => fact.join("\u00a0: ")).join(" · ");
  const opening = dates.join(" ; ") || textOf(entry, "opening", language) || (today.state === "open" ? `${TODAY[language]} ${hoursText(today.slots, language)}` : "");
  const contacts = (entry.contacts ?? []).filter(([type]) => ["phone", "mobile", "web", "booking", "email"].includes(type)).slice(0, MOST_CONTACTS).map(([, value]) => value);
  const picture = await store?.thumb(entry.photo?.thumb).catch(() => null);
  const paragraph = (text) => (text ? element("p", { textContent: text }) : null);
  return element(
    "li", {},
    picture ? element("img", { src: keep(urls, picture), alt: entry.photo.alt?.[language] ?? "", width: 240, height: 180 }) : null,
    element("h2", { textContent: `${rank}. ${textOf(entry, "name", language)}` }),
    paragraph([entry.subkind, entry.commune, distanceText(far)].filter(Boolean).join(" · ")),
    paragraph(textOf(entry, "short", language)),
    paragraph(opening), paragraph([facts, textOf(entry, "prices", language)].filter(Boolean).join(" · ")),
    paragraph((entry.address ?? []).join(", ")), paragraph(contacts.join(" · ")),
  );
}

function keep(urls, blob) {
  const url = URL.createObjectURL(blob);
  urls.push(url);
  return url;
}
