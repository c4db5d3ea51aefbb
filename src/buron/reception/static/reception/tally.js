// A stick per tap, and the sum of each column beside the total. The sheet is kept before it is sent: without network it
// waits on this device, and leaves by itself.
import { localDay } from "../offer/offline/opening.js";
import { current } from "../kernel/js/token.js";
import { Kept, register, told } from "./offline/kept.js";
import { uuid } from "./state.js";

const PATIENCE_MS = 8000;
const STALE_MS = 12 * 3_600_000;
const said = document.getElementById("tally-said");
const COLUMNS = ["party", "origin", "stay", "lodging", "language"];

const theForm = () => document.querySelector("[data-tally]");
const sumOf = (column) => [...column.querySelectorAll("input")].reduce((sum, input) => sum + (Number(input.value) || 0), 0);

function draw() {
  const { total } = theForm().elements;
  for (const column of theForm().querySelectorAll("[data-column]")) {
    const sum = sumOf(column);
    const over = column.dataset.column !== "theme" && Number(total.value) > 0 && sum > Number(total.value);
    const place = column.querySelector("[data-sum]");
    place.textContent = sum ? `${sum}${total.value ? ` / ${total.value}` : ""}` : "";
    place.classList.toggle("tally__over", over);
  }
}

function step(event) {
  const button = event.target.closest("[data-step]");
  if (!button) return;
  const input = button.parentElement.querySelector("input");
  input.value = Math.max(0, (Number(input.value) || 0) + Number(button.dataset.step)) || "";
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function typed(event) {
  const { total } = theForm().elements;
  const column = event.target.closest('[data-column="party"]');
  if (column && !total.dataset.typed) total.value = sumOf(column) || "";
  if (event.target === total) total.dataset.typed = "1";
  draw();
}

function wire(form) {
  form.addEventListener("click", step);
  form.addEventListener("input", typed);
  form.addEventListener("submit", (event) => { event.preventDefault(); send(form); });
  draw();
}

const say = (text) => Object.assign(said, { textContent: text, hidden: !text });

// -- Keeping -------------------------------------------------------------------------------------------------

const kept = new Kept({
  token: theForm().elements.csrfmiddlewaretoken.value, onSay: say,
  corrections: { tally: (entry) => fill(entry), act: toDesk, unmet: toDesk, note: toDesk },
});

function toDesk() {
  location.assign(told.addresses.desk);
  return true;
}

const countsOf = (form, column) => Object.fromEntries([...form.querySelectorAll(`[data-column="${column}"] input`)]
  .filter((input) => Number(input.value) > 0).map((input) => [input.name.slice(column.length + 1), Number(input.value)]));

function messageOf(form) {
  const { desk, day, half, channel, total, client_id: id } = form.elements;
  return {
    kind: "tally", client_id: id.value, desk: Number(desk.value), day: day.value, half: half.value, channel: channel.value, total: Number(total.value),
    columns: Object.fromEntries(COLUMNS.map((name) => [name, countsOf(form, name)]).filter(([, counts]) => Object.keys(counts).length)),
    themes: countsOf(form, "theme"),
  };
}

// What the server would refuse at once is said at once, before it waits for days.
function missing(form) {
  const wrong = ["desk", "day", "half", "channel", "total"].map((name) => form.elements[name]).find((field) => !field.value || (field.name === "total" && Number(field.value) < 1));
  wrong?.focus();
  return wrong;
}

async function send(form) {
  if (missing(form) && kept.down) return say(told.words.tally_missing);
  const button = form.querySelector(".formbar button");
  button.disabled = true;
  const message = messageOf(form);
  const screen = [...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "client_id"].includes(name));
  const safe = Boolean(message.desk && message.day && message.total) && await kept.put({ id: message.client_id, message, at: Date.now(), screen });
  const { kind, page } = kept.down && safe ? { kind: "offline" } : await post(form);
  if (safe) await kept.settle(message.client_id, kind === "refused" ? "seen" : kind);
  button.disabled = false;
  if (kind === "done") location.replace(location.pathname + location.search);
  else if (kind === "refused") mend(form, page);
  else if (safe) again(form);
  else say(told.words.full_beside);
}

async function post(form) {
  try {
    const response = await fetch(location.pathname, {
      method: "POST", body: new FormData(form), redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS),
      headers: { Accept: "application/json", "X-CSRFToken": current() || kept.token },
    });
    if (response.status === 422) return { kind: "refused", page: await response.text() };
    if (response.status === 401 || response.status === 403) return { kind: "session" };
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    return { kind: response.ok && isJson ? "done" : "failed" };
  } catch {
    return { kind: "offline" };
  }
}

// The sheet with its errors, as the server wrote them.
function mend(form, page) {
  const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("[data-tally]");
  form.replaceWith(document.importNode(fresh, true));
  wire(theForm());
  theForm().querySelector("[tabindex='-1'], [aria-invalid=true]")?.focus();
}

// Kept: the sheet is free for the next one.
function again(form) {
  form.reset();
  delete form.elements.total.dataset.typed;
  start(form);
  draw();
  say(told.words.kept_tally);
  scrollTo({ top: 0 });
}

// A sheet that was refused comes back, to be mended.
function fill({ id, screen }) {
  const form = theForm();
  form.reset();
  for (const [name, value] of screen ?? []) if (form.elements[name]) form.elements[name].value = value;
  form.elements.client_id.value = id;
  form.elements.total.dataset.typed = "1";
  draw();
  return true;
}

// A sheet of its own each time, of today: the page may have been kept for days.
function start(form) {
  form.elements.client_id.value = uuid();
  const { server, wall } = kept.anchor ?? { server: 0, wall: 0 };
  const now = Date.now() - wall + server;
  if (Math.abs(now - Date.parse(told.at)) < STALE_MS) return;
  form.elements.day.value = localDay(new Date(now));
  document.querySelector("[data-recent]")?.setAttribute("hidden", "");
}

wire(theForm());
await kept.open();
if (!("bound" in theForm().dataset)) start(theForm());
const asked = location.hash.slice(1) && (await kept.outbox?.all())?.find((one) => one.id === location.hash.slice(1));
if (asked) fill(asked);
await kept.refresh();
document.documentElement.dataset.tallyReady = "1";
kept.sender?.wake(300);
register();
