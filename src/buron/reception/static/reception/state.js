// One welcome, in one object: what the screen shows, what is sent, what an outbox would keep.

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // plain http on a local network has no randomUUID
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export const fresh = (channel) => ({
  id: uuid(), channel, startedAt: null, finishedAt: null, answers: {}, order: [], people: "", note: "",
  carnet: [], added: [], dropped: [], documents: {},
});

export const isEmpty = (state) => !state.order.length && !state.carnet.length && !state.people && !state.note && !state.added.length && !Object.keys(state.documents ?? {}).length;

export function answer(state, name, code) {
  state.order = state.order.filter((one) => one !== name);
  if (state.answers[name] === code) delete state.answers[name];
  else {
    state.answers[name] = code;
    state.order.push(name);
  }
}

// Takes the last answer back; gives the name of its question.
export function unanswer(state) {
  const name = state.order.pop();
  if (name) delete state.answers[name];
  return name;
}

export const holds = (state, id) => state.carnet.some((item) => item.id === id);

export function add(state, item) {
  if (!holds(state, item.id)) state.carnet.push(item);
}

export function remove(state, id) {
  state.carnet = state.carnet.filter((item) => item.id !== id);
}

export const deduced = (state) => [...new Set(state.carnet.map((item) => item.theme).filter(Boolean))];

export const themes = (state) => [
  ...deduced(state).filter((code) => !state.dropped.includes(code)),
  ...state.added.filter((code) => !deduced(state).includes(code)),
];

export function toggleTheme(state, code) {
  const out = (list) => list.filter((one) => one !== code);
  const on = themes(state).includes(code);
  state.added = out(state.added);
  state.dropped = out(state.dropped);
  if (on && deduced(state).includes(code)) state.dropped.push(code);
  if (!on && !deduced(state).includes(code)) state.added.push(code);
}

const MOST_COPIES = 999;

// A document is handed out with the welcome: edition to copies.
export function hand(state, id, step) {
  state.documents ??= {}; // a welcome kept by an older screen has none
  const copies = Math.max(0, Math.min(MOST_COPIES, (state.documents[id] ?? 0) + step));
  if (copies) state.documents[id] = copies;
  else delete state.documents[id];
}

export const handedCount = (state) => Object.values(state.documents ?? {}).reduce((sum, copies) => sum + copies, 0);

export const seconds = (since, until = Date.now()) => Math.max(0, Math.round((until - since) / 1000));

// What the server is told. "age" rather than an hour: the clock of a counter may be wrong.
export const message = (state, desk) => ({
  client_id: state.id,
  desk,
  channel: state.channel,
  answers: state.answers,
  people: state.people ? Number(state.people) : null,
  note: state.note,
  fiches: state.carnet.map((item) => item.id),
  themes: state.added,
  themes_dropped: state.dropped,
  documents: state.documents ?? {},
  duration: state.startedAt ? seconds(state.startedAt, state.finishedAt ?? Date.now()) : null,
  age: state.finishedAt ? seconds(state.finishedAt) : 0,
});

// -- What is on screen, against a closed tab: found again by the same person within the day --------------------

const DAY_MS = 86_400_000;

export class Draft {
  constructor({ office, user }) {
    Object.assign(this, { key: `desk-draft:${office.slug}`, user: user.id });
  }

  save(state) {
    try {
      if (isEmpty(state)) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), user: this.user, state }));
    } catch { /* storage refused or full: the screen still holds it */ }
  }

  take() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key));
      localStorage.removeItem(this.key);
      return kept && kept.user === this.user && Math.abs(Date.now() - kept.at) < DAY_MS ? kept.state : null;
    } catch {
      return null;
    }
  }
}
