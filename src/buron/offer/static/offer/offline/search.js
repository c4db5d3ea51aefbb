// The search of the offer in the browser: the words that the server folded, its order of answers, its facets.
import { Openings, localDay } from "./opening.js";
import { STOP_WORDS, fold, stem, words } from "./text.js";

const MOST_WORDS = 8;
const LONGEST_WORD = 40;
const STARTS_WITH = 0;
const IN_NAME = 1;
const IN_TEXTS = 3;
const NOT_FOUND = 9;
const SHORTEST_GUESS = 4;
const EARTH_RADIUS_M = 6_371_008.8;
const FAR = 2 ** 25 - 1;
const TOP_SCORE = 1000;
const OPEN_BUCKET = { open: 0, unknown: 1, closed: 2 };
const OVER = 3;

export class OfflineSearch {
  // `entries` and `manifest` are those of a Store. Building takes some tenths of a second for 5,000 fiches.
  constructor(entries, manifest = {}) {
    this.entries = entries;
    this.manifest = manifest;
    this.openings = new Openings(manifest);
    this.rowById = new Map(entries.map((entry, row) => [entry.id, row]));
    this.names = entries.map((entry) => entry.words?.[3] ?? fold(entry.texts?.fr?.name ?? ""));
    this.ranks = ranksOf(this.names);
    this.indexWords();
    this.indexOpenings();
  }

  // A posting is row * 4 + tier; a word of a fiche has one tier, the nearest to its name.
  indexWords() {
    const postings = new Map();
    this.entries.forEach((entry, row) => {
      for (let level = 0; level < IN_TEXTS; level += 1) {
        for (const word of (entry.words?.[level] ?? "").split(" ")) {
          if (!word) continue;
          const known = postings.get(word);
          if (known) known.push(row * 4 + level + 1);
          else postings.set(word, [row * 4 + level + 1]);
        }
      }
    });
    this.postings = postings;
    this.vocabulary = [...postings.keys()].sort();
  }

  // Fiches that open alike share one evaluation per day.
  indexOpenings() {
    const codes = new Map();
    this.openingCode = this.entries.map((entry) => {
      const rules = entry.opening || entry.sessions || entry.cancelled
        ? JSON.stringify([entry.opening, entry.sessions, entry.cancelled, (entry.insee ?? "").slice(0, 2)]) : "";
      if (!codes.has(rules)) codes.set(rules, codes.size);
      return codes.get(rules);
    });
    this.kinds = codes.size;
    this.days = new Map();
  }

  entry(id) { return this.entries[this.rowById.get(id)]; }

  // What is known of a fiche on a day: { state, slots, reason }.
  openness(row, day) {
    let known = this.days.get(day);
    if (!known) {
      if (this.days.size > 8) this.days.clear();
      this.days.set(day, known = new Array(this.kinds));
    }
    return known[this.openingCode[row]] ??= this.openings.on(this.entries[row], day);
  }

  // `query`: { text, kinds, families, communes, labels, openOn, between: [day, day], near: { lat, lon }, radius (m), ids,
  // where: (entry) => boolean, day (today), order: "relevance" | "name" | "distance" | "dates", page, pageSize, facets, exact }.
  // Gives { total, hits: [{ entry, row, tier, distance, open, next }], facets, corrected, pages }.
  search(query = {}) {
    const day = query.day ?? localDay();
    const { tiers, corrected } = this.find(query.text ?? "", query.exact);
    const far = query.near ? this.distances(query.near) : null;
    const { kept, facets } = this.narrow(tiers, { ...query, day }, far);
    const rows = this.ordered(kept, tiers, far, day, query.order ?? "relevance");
    const size = query.pageSize ?? 30;
    const start = Math.max(0, (query.page ?? 1) - 1) * size;
    return {
      total: rows.length, corrected, facets, pages: Math.max(1, Math.ceil(rows.length / size)),
      hits: rows.slice(start, start + size).map((row) => this.hit(row, tiers[row], far, day)),
    };
  }

  hit(row, tier, far, day) {
    const entry = this.entries[row];
    const distance = far && !Number.isNaN(far[row]) ? Math.round(far[row]) : null;
    return { entry, row, tier, distance, open: this.openness(row, day), next: nextSession(entry, day) };
  }

  // -- Words ---------------------------------------------------------------------------------------------------

  find(text, exact = false) {
    if (!text.trim()) return { tiers: new Uint8Array(this.entries.length), corrected: "" };
    const typed = keptWords(text);
    if (!typed.length) return { tiers: this.none(), corrected: "" };
    let tiers = this.matching(typed, [...typed.slice(0, -1).map((word) => ({ word: stem(word) })), beginning(typed.at(-1))]);
    if (exact || holdsAny(tiers)) return { tiers, corrected: "" };
    if (typed.length > 1) tiers = this.matching(typed, typed.map(beginning));
    return holdsAny(tiers) ? { tiers, corrected: "" } : this.corrected(typed);
  }

  none() { return new Uint8Array(this.entries.length).fill(NOT_FOUND); }

  matching(typed, clauses) {
    const namesOnly = clauses.length === 1 && clauses[0].prefix !== undefined && clauses[0].prefix.length < 3;
    let tiers = null;
    for (const clause of clauses) {
      const own = this.tiersOf(clause);
      if (tiers) for (let row = 0; row < own.length; row += 1) { if (own[row] > tiers[row]) tiers[row] = own[row]; }
      else tiers = own;
    }
    const begun = typed.join(" ");
    for (let row = 0; row < tiers.length; row += 1) {
      if (namesOnly && tiers[row] > IN_NAME) tiers[row] = NOT_FOUND;
      else if (tiers[row] === IN_NAME && this.names[row].startsWith(begun)) tiers[row] = STARTS_WITH;
    }
    return tiers;
  }

  // The nearest level at which each fiche satisfies one clause.
  tiersOf({ word, prefix }) {
    const tiers = this.none();
    const take = (postings) => {
      for (const posting of postings) {
        const row = posting >> 2;
        if ((posting & 3) < tiers[row]) tiers[row] = posting & 3;
      }
    };
    if (word) take(this.postings.get(word) ?? []);
    if (prefix) for (let place = this.firstFrom(prefix); this.vocabulary[place]?.startsWith(prefix); place += 1) take(this.postings.get(this.vocabulary[place]));
    return tiers;
  }

  firstFrom(prefix) {
    let low = 0;
    let high = this.vocabulary.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.vocabulary[middle] < prefix) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // The same search with each word that finds nothing replaced by the commonest one a letter away.
  corrected(typed) {
    const read = typed.map((word) => (holdsAny(this.tiersOf(beginning(word))) ? word : this.nearest(word) || word));
    if (read.every((word, place) => word === typed[place])) return { tiers: this.none(), corrected: "" };
    const tiers = this.matching(read, read.map(beginning));
    return { tiers, corrected: holdsAny(tiers) ? read.join(" ") : "" };
  }

  nearest(typed) {
    if (typed.length < SHORTEST_GUESS) return "";
    let best = "";
    let weight = -1;
    for (const word of this.vocabulary) {
      if (word.length < SHORTEST_GUESS || word.length < typed.length - 1) continue;
      const near = oneAway(typed, word) || [-1, 0, 1].some((more) => word.length > typed.length + more && oneAway(typed, word.slice(0, typed.length + more)));
      if (!near) continue;
      const postings = this.postings.get(word);
      if (!postings.some((posting) => (posting & 3) < IN_TEXTS)) continue;
      const score = (word[0] === typed[0] ? 1e6 : 0) + postings.filter((posting) => (posting & 3) === IN_NAME).length;
      if (score > weight) [best, weight] = [word, score];
    }
    return best;
  }

  // -- Filters and facets --------------------------------------------------------------------------------------

  narrow(tiers, query, far) {
    const filters = Object.entries(this.filters(query, far)).filter(([, passes]) => passes);
    const free = this.unfaceted(query);
    const kept = [];
    const facets = query.facets ? new FacetCounts(this, query) : null;
    for (let row = 0; row < tiers.length; row += 1) {
      if (tiers[row] > IN_TEXTS || !free(row)) continue;
      const refused = filters.filter(([, passes]) => !passes(row));
      if (!refused.length) kept.push(row);
      if (refused.length < 2) facets?.add(row, refused[0]?.[0]);
    }
    return { kept, facets: facets?.values() ?? null };
  }

  unfaceted({ ids, between, where }) {
    const named = ids && new Set(ids);
    return (row) => {
      const entry = this.entries[row];
      if (named && !named.has(entry.id)) return false;
      if (between && !(entry.sessions ?? []).some((one) => one.start <= between[1] && (one.end ?? one.start) >= between[0])) return false;
      return !where || where(entry);
    };
  }

  filters({ kinds, families, communes, labels, openOn, radius }, far) {
    const among = (values, read) => (values?.length ? (row) => values.includes(read(this.entries[row])) : null);
    return {
      kinds: among(kinds, (entry) => entry.kind),
      families: among(families, (entry) => this.manifest.kinds?.[entry.kind]?.family),
      communes: among(communes, (entry) => entry.insee ?? ""),
      labels: labels?.length ? (row) => (this.entries[row].labels ?? []).some(([key]) => labels.includes(key)) : null,
      open: openOn ? (row) => this.openness(row, openOn).state === "open" : null,
      radius: far && radius ? (row) => far[row] <= radius : null,
    };
  }

  distances({ lat, lon }) {
    const rad = Math.PI / 180;
    return Float64Array.from(this.entries, (entry) => {
      if (entry.lat === undefined || entry.lon === undefined) return NaN;
      const x = (entry.lon - lon) * rad * Math.cos(((entry.lat + lat) / 2) * rad);
      return EARTH_RADIUS_M * Math.hypot(x, (entry.lat - lat) * rad);
    });
  }

  // -- Order ---------------------------------------------------------------------------------------------------

  ordered(rows, tiers, far, day, order) {
    const size = this.entries.length + 1;
    const keys = new Float64Array(this.entries.length);
    for (const row of rows) keys[row] = this.key(row, tiers, far, day, order) * size + this.ranks[row];
    return rows.sort((one, other) => keys[one] - keys[other]);
  }

  key(row, tiers, far, day, order) {
    const metres = far ? (Number.isNaN(far[row]) ? FAR : Math.min(Math.floor(far[row]), FAR - 1)) : null;
    if (order === "name") return 0;
    if (order === "distance" && far) return metres;
    if (order === "dates") return daysAhead(nextSession(this.entries[row], day));
    const { sessions } = this.entries[row];
    const over = sessions?.length && !nextSession(this.entries[row], day);
    const bucket = over ? OVER : OPEN_BUCKET[this.openness(row, day).state];
    return (tiers[row] * 4 + bucket) * 2 ** 25 + (metres ?? TOP_SCORE - (this.entries[row].score ?? 0));
  }
}

class FacetCounts {
  constructor(search, { day }) {
    Object.assign(this, { search, day, counts: { kinds: new Map(), families: new Map(), communes: new Map(), labels: new Map() }, open: 0, names: new Map() });
  }

  // A fiche that only one filter refuses still counts in the facet of that filter.
  add(row, refusedBy) {
    const entry = this.search.entries[row];
    const count = (facet, code, name) => {
      if (!code || (refusedBy && refusedBy !== facet)) return;
      this.counts[facet].set(code, (this.counts[facet].get(code) ?? 0) + 1);
      if (name) this.names.set(`${facet} ${code}`, name);
    };
    count("kinds", entry.kind);
    count("families", this.search.manifest.kinds?.[entry.kind]?.family);
    count("communes", entry.insee, entry.commune);
    for (const [key, label] of entry.labels ?? []) count("labels", key, label);
    if ((!refusedBy || refusedBy === "open") && this.search.openness(row, this.day).state === "open") this.open += 1;
  }

  values() {
    const list = (facet) => [...this.counts[facet]].map(([code, count]) => ({ code, count, label: this.names.get(`${facet} ${code}`) ?? code }))
      .sort((one, other) => other.count - one.count || one.label.localeCompare(other.label, "fr"));
    return { kinds: list("kinds"), families: list("families"), communes: list("communes"), labels: list("labels"), open: this.open };
  }
}

function ranksOf(names) {
  const ranks = new Uint32Array(names.length);
  names.map((name, row) => [name, row]).sort(([one, row], [other, place]) => (one < other ? -1 : one > other ? 1 : row - place))
    .forEach(([, row], rank) => { ranks[row] = rank; });
  return ranks;
}

function keptWords(text) {
  const typed = words(text).slice(0, MOST_WORDS).map((word) => word.slice(0, LONGEST_WORD));
  const kept = typed.filter((word) => !STOP_WORDS.has(word) && (word.length > 1 || /\d/.test(word)));
  return kept.length ? kept : typed.slice(-1);
}

const beginning = (word) => ({ word: stem(word) !== word && word.length > 3 ? stem(word) : "", prefix: word });

const holdsAny = (tiers) => tiers.some((tier) => tier <= IN_TEXTS);

// One letter added, lost, changed, or two swapped.
function oneAway(one, other) {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const left = one.length - start - end;
  const right = other.length - start - end;
  if (left <= 1 && right <= 1) return true;
  return left === 2 && right === 2 && one[start] === other[start + 1] && one[start + 1] === other[start];
}

// The first day, from `day` on, of a session; null when there is none.
export function nextSession(entry, day) {
  let found = null;
  for (const { start, end } of entry.sessions ?? []) {
    if ((end ?? start) < day) continue;
    const first = start > day ? start : day;
    if (!found || first < found) found = first;
  }
  return found;
}

const daysAhead = (day) => (day ? Math.round(Date.parse(day) / 86_400_000) : 4_000_000);
