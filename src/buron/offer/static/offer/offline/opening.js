// Is it open on that day? The rules of buron.offer.opening.evaluate, in the same order, on the entries of a bundle.
// Days are texts, "2026-07-14". The answer is { state: "open" | "closed" | "unknown", slots, reason }.

const SILENCE_AFTER = 180;
const DAY_MS = 86_400_000;
const ALSACE_MOSELLE = new Set(["57", "67", "68"]);

const verdict = (state, reason, slots = []) => ({ state, reason, slots });
export const addDays = (day, count) => new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
export const isoWeekday = (day) => new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
export const localDay = (date = new Date()) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;

export class Openings {
  // `manifest` gives the public holidays and the feasts; beyond the years that it knows, no day is one.
  constructor(manifest = {}) {
    this.holidays = {
      fr: new Set(manifest.holidays?.fr), alsace_moselle: new Set(manifest.holidays?.alsace_moselle),
    };
    this.feasts = new Map(Object.entries(manifest.feasts ?? {}).map(([key, days]) => [key, new Set(days)]));
  }

  isHoliday(day, insee = "") {
    return this.holidays[ALSACE_MOSELLE.has(insee.slice(0, 2)) ? "alsace_moselle" : "fr"].has(day);
  }

  fallsOn(keys, day, insee) {
    return keys.some((key) => (key === "public" ? this.isHoliday(day, insee) : this.feasts.get(key)?.has(day) ?? false));
  }

  on(entry, day) {
    if (entry.cancelled) return verdict("closed", "cancelled");
    const { opening, sessions } = entry;
    if (!opening && !sessions?.length) return verdict("unknown", "no_data");
    if (opening?.temporarily_closed) return verdict("closed", "temporarily_closed");
    const when = { day, insee: entry.insee ?? "", holiday: () => this.isHoliday(day, entry.insee) };
    const exception = opening ? this.exception(opening, when) : null;
    if (exception) return exception;
    if (sessions?.length) return dated(sessions, opening?.periods ?? [], when);
    return undated(opening, when);
  }

  exception(opening, when) {
    const { day, insee } = when;
    if (opening.closed_dates?.includes(day) || this.fallsOn(opening.closed_holidays ?? [], day, insee)) {
      return verdict("closed", "exceptional_closure");
    }
    const opened = opening.open_dates?.includes(day) || this.fallsOn(opening.open_holidays ?? [], day, insee);
    return opened ? verdict("open", "exceptional_opening", byPeriods(opening.periods ?? [], when)?.slots) : null;
  }

  // The first day, from `day` on, on which it is known to be open; null within `horizon` days.
  next(entry, day, horizon = 366) {
    if (entry.cancelled) return null;
    for (let count = 0; count <= horizon; count += 1) {
      const candidate = addDays(day, count);
      if (this.on(entry, candidate).state === "open") return candidate;
    }
    return null;
  }
}

function dated(sessions, periods, when) {
  const hits = sessions.filter((one) => one.start <= when.day && when.day <= (one.end ?? one.start));
  if (!hits.length) {
    const yearly = periods.filter((one) => one.yearly);
    const found = yearly.length ? byPeriods(yearly, when) : null;
    return found?.state === "open" ? found : verdict("closed", "session");
  }
  const slots = hits.filter((one) => one.opens).map((one) => (one.closes ? { opens: one.opens, closes: one.closes } : { opens: one.opens }));
  return (!slots.length && periods.length && byPeriods(periods, when)) || verdict("open", "session", ordered(slots));
}

function undated(opening, when) {
  const found = opening.periods?.length ? byPeriods(opening.periods, when) : null;
  if (found) return found;
  return opening.all_year ? verdict("open", "all_year") : outside(opening, when);
}

// What the periods say; null when the day is in the season of none of them.
function byPeriods(periods, when) {
  let covered = false;
  const usual = [];
  const festive = [];
  for (const period of periods) {
    if (!inSeason(period, when.day)) continue;
    const onHoliday = "holidays" in period && when.holiday();
    if (period.closed) {
      if (closes(period, when.day, onHoliday)) return verdict("closed", "closed_period");
      continue;
    }
    covered = true;
    if (onHoliday) {
      if (period.holidays) festive.push(period);
    } else if (onWeekday(period, when.day)) usual.push(period);
  }
  const chosen = festive.length ? festive : usual;
  if (chosen.length) return verdict("open", "period", ordered(chosen.flatMap((one) => one.slots ?? [])));
  return covered ? verdict("closed", "weekday") : null;
}

function closes(period, day, onHoliday) {
  if (period.slots?.length) return false;
  return onHoliday ? period.holidays : onWeekday(period, day);
}

function onWeekday(period, day) {
  const { weekdays, nth } = period;
  if (weekdays === undefined && nth === undefined) return true;
  return (weekdays ?? []).includes(isoWeekday(day)) || (nth ?? []).some(([rank, weekday]) => isNth(day, rank, weekday));
}

function isNth(day, rank, weekday) {
  if (isoWeekday(day) !== weekday) return false;
  if (rank === -1) return addDays(day, 7).slice(0, 7) !== day.slice(0, 7);
  return Math.floor((Number(day.slice(8)) - 1) / 7) + 1 === rank;
}

function inSeason(period, day) {
  const { start = "", end = "" } = period;
  if (!period.yearly) return start <= day && (!end || day <= end);
  const first = start.slice(5) || "01-01";
  const last = end.slice(5) || "12-31";
  const here = day.slice(5);
  if (start && end && start.slice(0, 4) < end.slice(0, 4) && first <= last) return true;
  return first <= last ? first <= here && here <= last : here >= first || here <= last;
}

// No period holds the day: closed, unless the published ones are half a year away and say nothing of it.
function outside(opening, { day }) {
  const periods = (opening.periods ?? []).filter((one) => !one.closed);
  if (periods.some((one) => one.yearly)) return verdict("closed", "out_of_season");
  const known = (name) => [...periods.map((one) => one[name]).filter((value) => value !== undefined), ...(opening.open_dates ?? [])].sort();
  const first = validDay(known("start")[0]);
  const last = validDay(known("end").at(-1));
  if (!first && !last) return verdict("unknown", "no_data");
  if (last && day > last) return verdict(...(gap(last, day) <= SILENCE_AFTER ? ["closed", "out_of_season"] : ["unknown", "out_of_date"]));
  if (first && day < first && gap(day, first) > SILENCE_AFTER) return verdict("unknown", "out_of_date");
  return verdict("closed", "out_of_season");
}

const validDay = (day) => (day && !Number.isNaN(Date.parse(`${day}T00:00:00Z`)) ? day : null);
const gap = (from, until) => Math.round((Date.parse(until) - Date.parse(from)) / DAY_MS);

function ordered(slots) {
  if (slots.length < 2) return slots;
  const byHours = new Map(slots.map((slot) => [`${slot.opens ?? ""} ${slot.closes ?? ""}`, slot]));
  return [...byHours.keys()].sort().map((hours) => byHours.get(hours));
}

// "10 h – 12 h et 14 h – 18 h" in French, "10:00–12:00, 14:00–18:00" elsewhere; empty when the hours are not known.
export function hoursText(slots, language = "fr") {
  const known = (slots ?? []).filter((slot) => slot.opens);
  const time = (value) => (language === "fr" ? value.replace(/^0?(\d+):(\d\d).*$/, (_, hour, minute) => `${hour}\u00a0h${minute === "00" ? "" : `\u00a0${minute}`}`) : value);
  const from = { fr: "à partir de", en: "from", de: "ab", nl: "vanaf", es: "desde las" }[language] ?? "from";
  const parts = known.map((slot) => {
    if (!slot.closes) return `${from} ${time(slot.opens)}`;
    return language === "fr" ? `${time(slot.opens)}\u00a0– ${time(slot.closes)}` : `${slot.opens}–${slot.closes}`;
  });
  if (language !== "fr" || parts.length < 2) return parts.join(", ");
  return `${parts.slice(0, -1).join(", ")} et ${parts.at(-1)}`;
}
