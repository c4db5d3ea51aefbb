// Ideas for a situation without the server: the answers that each entry carries, the same reasons and the same order as
// buron.offer.ideas, but for the count of turns, which only the server keeps.
import { hoursText } from "./opening.js";

const BANDS_M = [10_000, 25_000, 50_000];
const EVENING_FROM = "17:30";
const EVENING_UNTIL = "19:30";
const STOP_WITHIN_M = 600;
const WALK_WITHIN_M = 1_500;
const EARTH_RADIUS_M = 6_371_000;
const UNKNOWN = ["unknown"];
const RANKS = { yes: 0, unknown: 1 };

// `asked`: { key, kinds, partners: [ids, first where the office says so] }; `where`: { day, near, place, centres: [[name, lat, lon]] }.
// Gives { ideas: [{ entry, row, answer, because, open, distance, partner }], known, unsaid }.
export async function ideasFor(search, asked, { day, near = null, place = "", centres = [], limit = 8 }) {
  const stops = asked.key === "no_car" ? search.entries.filter((one) => one.kind === "transport" && located(one)).slice(0, 500).map((one) => [one.texts.fr.name, one.lat, one.lon]) : [];
  const partners = new Set(asked.partners ?? []);
  const found = [];
  search.entries.forEach((entry, row) => {
    if (!asked.kinds.includes(entry.kind)) return;
    const [answer, ...because] = answerOf(entry, asked.key, { open: search.openness(row, day), stops, centres });
    const open = answer === "no" ? null : search.openness(row, day);
    if (!open || open.state === "closed") return;
    const distance = near && located(entry) ? Math.round(metres(near.lat, near.lon, entry.lat, entry.lon)) : null;
    found.push({ entry, row, answer, because, open, distance, partner: partners.has(entry.id) });
  });
  const draws = await Promise.all(found.map((one) => draw(`${day}|${place}|${one.entry.id}`)));
  const keys = new Map(found.map((one, rank) => [one, keyOf(one, draws[rank], partners.size > 0)]));
  found.sort((one, other) => compare(keys.get(one), keys.get(other)));
  const known = found.filter((one) => one.answer === "yes").length;
  return { ideas: found.slice(0, limit), known, unsaid: found.length - known };
}

function answerOf(entry, key, { open, stops, centres }) {
  if (key === "tonight") return tonight(open);
  const said = entry.ideas?.[key];
  if (said || key !== "no_car" || !located(entry)) return said ?? UNKNOWN;
  return onFoot(entry, stops, centres);
}

// Is it open in the evening? From the hours of that day alone.
export function tonight({ state, slots }) {
  if (state === "closed") return ["no", "fermé ce jour-là"];
  if (state === "unknown") return UNKNOWN;
  if (!slots?.length || slots.some((slot) => !slot.opens)) return ["unknown", "ouvert ce jour-là, heures non renseignées"];
  const evening = slots.filter(({ opens, closes = "" }) => opens >= EVENING_FROM || (closes && (closes >= EVENING_UNTIL || closes < opens)));
  if (evening.length) return ["yes", ...evening.map((slot) => hoursText([slot]))];
  return slots.some((slot) => !slot.closes) ? ["unknown", "heure de fin non renseignée"] : ["no", "fermé le soir"];
}

function onFoot(entry, stops, centres) {
  const stop = nearest(entry, stops, STOP_WITHIN_M);
  if (stop) return ["yes", `${stop[0]} à ${stop[1]} m`];
  const town = nearest(entry, centres, WALK_WITHIN_M);
  if (town) return ["yes", `à pied de ${town[0]} (${town[1]} m)`];
  return stops.length ? ["no", "aucun arrêt connu à moins de 600 m"] : UNKNOWN;
}

function nearest(entry, places, within) {
  let found = null;
  for (const [name, lat, lon] of places) {
    const far = metres(entry.lat, entry.lon, lat, lon);
    if (far <= within && (!found || far < found[1])) found = [name, far];
  }
  return found && [found[0], Math.round(found[1] / 10) * 10];
}

const located = (entry) => entry.lat !== undefined && entry.lon !== undefined;

const keyOf = ({ answer, open, distance, partner }, drawn, partnersFirst) => [
  RANKS[answer], open.state === "open" ? 0 : 1, band(distance), partnersFirst && !partner ? 1 : 0, drawn,
];

function compare(one, other) {
  const at = one.findIndex((value, rank) => value !== other[rank]);
  if (at < 0) return 0;
  return one[at] < other[at] ? -1 : 1;
}

function band(distance) {
  if (distance === null) return BANDS_M.length + 1;
  const rank = BANDS_M.findIndex((limit) => distance <= limit);
  return rank < 0 ? BANDS_M.length : rank;
}

// The server's own draw where the browser can (a secure page), else one that is as even.
async function draw(text) {
  if (globalThis.crypto?.subtle) {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  let mixed = 0x811c9dc5;
  for (const letter of text) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return mixed.toString(16).padStart(8, "0");
}

// On a flat map, as buron.offer.likeness: enough for what is near.
function metres(lat, lon, otherLat, otherLon) {
  const radians = Math.PI / 180;
  const east = (otherLon - lon) * radians * Math.cos(((lat + otherLat) / 2) * radians);
  return EARTH_RADIUS_M * Math.hypot((otherLat - lat) * radians, east);
}
