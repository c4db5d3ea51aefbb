// The desk screen. Everything that is known of the welcome is in `state`; the screen is drawn from it.
import { Finder } from "./finder.js";
import { submit } from "./outbox.js";
import * as welcome from "./state.js";

const form = document.getElementById("desk");
const byId = (id) => document.getElementById(id);
const words = JSON.parse(byId("desk-words").textContent);
const told = JSON.parse(byId("desk-offline").textContent);
const draft = new welcome.Draft(told);
const token = form.elements.csrfmiddlewaretoken.value;
const desk = Number(form.dataset.desk);
const EMPTY_AGAIN_MS = 6000;
const LOADING_MS = 1500;
const MISSING_MS = 5000;
const COUNTING_MS = 8000;
const KEPT_MS = 10_000;
// What stands for the modules that work without network until they are here: the server alone.
const ALONE = { down: false, note() {}, hits: () => null, card: () => null, keep: async () => false };

let state = welcome.fresh(form.dataset.channel);
let offline = ALONE;
let origins = null;
let busy = false;
let emptySince = 0;

// -- Drawing -------------------------------------------------------------------------------------------------

function drawAnswers() {
  for (const button of form.querySelectorAll("[data-answer]")) {
    button.setAttribute("aria-pressed", String(state.answers[button.dataset.answer] === button.dataset.code));
  }
  const origin = state.answers.origin;
  const chip = form.querySelector("[data-origin-chosen]");
  chip.hidden = !origin || Boolean(form.querySelector(`[data-answer="origin"][data-code="${CSS.escape(origin)}"]`));
  chip.textContent = chip.hidden ? "" : origins?.labelOf(origin) ?? origin;
  for (const input of form.elements.channel) input.checked = input.value === state.channel;
  form.querySelector("[data-remote]").hidden = ["counter", "outreach", "fair"].includes(state.channel);
}

function drawThemes() {
  const on = welcome.themes(state);
  for (const chip of form.querySelectorAll("[data-theme-code]")) {
    chip.setAttribute("aria-pressed", String(on.includes(chip.dataset.themeCode)));
  }
  const more = [...form.querySelectorAll('#more [aria-pressed="true"]')].map((button) => (button.querySelector("span") ?? button).textContent.trim());
  const summary = form.querySelector("[data-more-summary]");
  summary.dataset.usual ??= summary.textContent;
  summary.textContent = more.length ? more.join(", ") : summary.dataset.usual;
}

function carnetLine(item) {
  const line = document.createElement("li");
  const text = document.createElement("span");
  const place = document.createElement("small");
  text.append(item.name, " ");
  place.textContent = item.place;
  text.append(place);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet button--icon button--small";
  button.dataset.remove = item.id;
  button.setAttribute("aria-label", `${words.remove} : ${item.name}`);
  button.textContent = "×";
  line.append(text, button);
  line.dataset.id = item.id;
  return line;
}

function drawCarnet() {
  const list = byId("carnet");
  const known = new Map([...list.children].map((line) => [Number(line.dataset.id), line]));
  list.replaceChildren(...state.carnet.map((item) => known.get(item.id) ?? carnetLine(item)));
  const count = form.querySelector("[data-carnet-count]");
  count.hidden = !state.carnet.length;
  count.textContent = state.carnet.length;
  form.querySelector("[data-carnet-empty]").hidden = Boolean(state.carnet.length);
  form.querySelector("[data-carnet-send]").hidden = !state.carnet.length;
  markHits();
}

function markHits() {
  for (const option of byId("hits").querySelectorAll('[role="option"]')) {
    option.toggleAttribute("data-in", welcome.holds(state, Number(option.dataset.id)));
  }
}

function drawDocuments() {
  for (const button of form.querySelectorAll("[data-document]")) {
    const copies = state.documents?.[button.dataset.document] ?? 0;
    if (button.dataset.step === "-1") button.hidden = !copies;
    else {
      button.setAttribute("aria-pressed", String(copies > 0));
      const count = button.querySelector("[data-copies]");
      count.hidden = !copies;
      count.textContent = `× ${copies}`;
    }
  }
  const sum = form.querySelector("[data-documents-count]");
  const total = welcome.handedCount(state);
  if (sum) Object.assign(sum, { hidden: !total, textContent: total });
}

function draw() {
  drawAnswers();
  drawCarnet();
  drawThemes();
  drawDocuments();
  byId("people").value = state.people;
  byId("note").value = state.note;
  draft.save(state);
}

function drawTimer() {
  const spent = state.startedAt ? welcome.seconds(state.startedAt) : 0;
  byId("timer").textContent = `${Math.floor(spent / 60)}:${String(spent % 60).padStart(2, "0")}`;
}

let counted = 0;
function drawCounts(counts) {
  counted += 1;
  for (const [name, value] of Object.entries(counts)) {
    const place = document.querySelector(`[data-count="${name}"]`);
    if (place) place.textContent = value ?? words.unread;
  }
}

// What left the outbox counts, and a page that was kept tells another moment.
async function recount() {
  const before = counted;
  try {
    const answer = await fetch(form.dataset.counts, { redirect: "error", signal: AbortSignal.timeout(COUNTING_MS) });
    const counts = answer.ok ? await answer.json() : null;
    if (counts && counted === before) drawCounts(counts); // an act recorded meanwhile told more
  } catch { /* the counts of before stay */ }
}

function alarm(text) {
  const box = byId("desk-alert");
  box.hidden = !text;
  box.textContent = text;
}

// A sentence in the bar, with one button that lasts some seconds.
let fading;
function say(text, label, action, lasting = 6) {
  clearInterval(fading);
  const said = byId("said");
  said.replaceChildren(document.createTextNode(text));
  let left = lasting;
  const button = document.createElement("button");
  if (action) {
    button.type = "button";
    button.className = "button button--quiet button--small";
    button.dataset.shortcut = "z";
    button.textContent = label;
    button.append(" ", Object.assign(document.createElement("kbd"), { textContent: "Z" }));
    button.addEventListener("click", () => { quiet(); action(); });
    said.append(" ", button);
  }
  fading = setInterval(() => { if (--left <= 0) quiet(); }, 1000);
}

function quiet() {
  clearInterval(fading);
  byId("said").replaceChildren();
}

// -- Changing ------------------------------------------------------------------------------------------------

function change(action) {
  state.startedAt ??= Date.now();
  alarm("");
  emptySince = 0;
  action();
  draw();
}

function advance(name) {
  const questions = [...form.querySelectorAll("[data-question]")].filter((one) => one.checkVisibility());
  const here = questions.findIndex((one) => one.dataset.question === name);
  const next = questions.slice(here + 1).find((one) => !(one.dataset.question in state.answers));
  (next ?? byId("finish")).focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest", behavior: "smooth" });
}

function answerWith(name, code) {
  change(() => welcome.answer(state, name, code));
  if (name in state.answers && form.querySelector(`[data-question="${name}"]`)) advance(name);
}

function addToCarnet(item) {
  change(() => welcome.add(state, item));
  say(`${item.name} : ${words.added}`);
}

function takeFromCarnet(id) {
  const item = state.carnet.find((one) => one.id === id);
  change(() => welcome.remove(state, id));
  if (item) say(`${item.name} : ${words.removed}`, words.restore, () => addToCarnet(item));
}

function restart(next = welcome.fresh(form.dataset.channel)) {
  state = next;
  finder.clear();
  alarm("");
  draw();
  drawTimer();
  document.activeElement?.blur();
  scrollTo({ top: 0, behavior: "smooth" });
}

function clear() {
  if (welcome.isEmpty(state)) return;
  const before = state;
  restart();
  say(words.cleared, words.restore, () => restart(before), 20);
}

// -- Finishing -----------------------------------------------------------------------------------------------

function mayFinish() {
  if (!welcome.isEmpty(state) || Date.now() - emptySince < EMPTY_AGAIN_MS) return true;
  emptySince = Date.now();
  say(words.empty);
  return false;
}

async function finish() {
  if (busy || document.querySelector("dialog[open]") || !mayFinish()) return;
  busy = true;
  const button = byId("finish");
  button.setAttribute("aria-disabled", "true");
  const sent = state;
  sent.finishedAt ??= Date.now();
  const message = () => welcome.message(sent, sent.desk ?? desk);
  await Promise.race([later.catch(() => {}), pause(LOADING_MS)]);
  const kept = await offline.keep(sent, message());
  const { kind, answer } = kept && (sent.again || offline.down) ? { kind: "offline", answer: {} } : await submit(form.dataset.record, message, token);
  if (kept && !sent.again) await offline.settle(sent.id, kind, answer.message, answer.field);
  busy = false;
  button.removeAttribute("aria-disabled");
  if (kind === "done") recorded(sent, answer);
  else if (kept && kind !== "refused") waits(sent, kind, answer);
  else {
    if (kind !== "offline") sent.finishedAt = null;
    alarm(kind === "offline" && !kept && offline.outbox ? told.words.full_outbox : (kind !== "session" && answer.message) || words[kind]); // a full disk says so itself
  }
}

// The welcome is safe on this machine: the next visitor may come.
function waits(sent, kind, answer) {
  restart();
  if (kind === "session") alarm(told.words.kept_session);
  else if (kind === "failed" && answer.message) alarm(answer.message);
  say(told.words.kept, words.undo, () => takeBackKept(sent), Number(form.dataset.undoSeconds));
}

async function takeBackKept(sent) {
  if (!(await offline.takeBack(sent.id))) return alarm(told.words.gone);
  restart({ ...sent, finishedAt: null });
  say(told.words.taken_back);
}

// An act that was refused comes back to the screen, when the screen is free.
function correct({ screen, message }) {
  if (!welcome.isEmpty(state)) return false;
  restart({ ...welcome.fresh(form.dataset.channel), ...screen, finishedAt: null, again: true, desk: message.desk });
  return true;
}

function recorded(sent, answer) {
  drawCounts(answer.counts);
  restart();
  say(answer.message, words.undo, () => takeBack(sent, answer.undo), Number(form.dataset.undoSeconds));
}

async function takeBack(sent, address) {
  const { kind, answer } = await submit(address, () => ({}), token);
  if (kind !== "done") return alarm(answer.message ?? words[kind] ?? words.failed);
  drawCounts(answer.counts);
  restart({ ...sent, id: welcome.uuid(), finishedAt: null });
  say(answer.message);
}

// -- The carnet: paper, telephone, mail ----------------------------------------------------------------------

async function makeCarnet() {
  const body = () => ({
    client_id: state.id, desk, language: byId("carnet-language").value, fiches: state.carnet.map((item) => item.id),
  });
  const { kind, answer } = await submit(form.dataset.carnet, body, token);
  if (kind === "done") return answer;
  if (kind === "offline") offline.note(false);
  alarm(answer.message ?? words[kind]);
  return null;
}

async function print() {
  if (offline.down) return offline.print(state.carnet, byId("carnet-language").value);
  const tab = window.open("", "_blank");
  const carnet = await makeCarnet();
  if (!carnet) {
    tab?.close();
    if (offline.down) await offline.print(state.carnet, byId("carnet-language").value);
  } else if (tab) tab.location = carnet.pdf;
  else alarm(words.blocked);
}

async function showCode() {
  if (offline.down) return alarm(told.words.no_code);
  const carnet = await makeCarnet();
  if (!carnet) return;
  const dialog = byId("qr-dialog");
  dialog.querySelector("[data-qr]").innerHTML = carnet.qr;
  Object.assign(dialog.querySelector("[data-qr-link]"), { href: carnet.url, textContent: carnet.url.replace(/^https?:\/\//, "") });
  dialog.showModal();
}

function askAddress() {
  if (offline.down) return alarm(told.words.no_mail);
  byId("mail-alert").hidden = true;
  byId("mail-to").value = "";
  byId("mail-dialog").showModal();
  byId("mail-to").focus();
}

async function mail(event) {
  event.preventDefault();
  const carnet = await makeCarnet();
  if (!carnet) return;
  const { kind, answer } = await submit(carnet.send, () => ({ email: byId("mail-to").value }), token);
  const problem = kind === "done" ? "" : answer.message ?? words[kind];
  Object.assign(byId("mail-alert"), { hidden: !problem, textContent: problem });
  if (problem) return;
  byId("mail-to").value = "";
  byId("mail-dialog").close();
  say(words.sent);
}

const SEND = { print, qr: showCode, mail: askAddress };

// -- Wiring --------------------------------------------------------------------------------------------------

const finder = new Finder(
  byId("desk-search"), byId("hits"), form.dataset.search, desk, addToCarnet,
  (item) => (welcome.holds(state, item.id) ? takeFromCarnet(item.id) : addToCarnet(item)), offline,
);

form.addEventListener("click", (event) => {
  const button = event.target.closest("button, output");
  if (!button) return;
  const { answer, code, themeCode, remove, send, document: edition, step } = button.dataset;
  if (answer) answerWith(answer, code);
  else if (themeCode) change(() => welcome.toggleTheme(state, themeCode));
  else if (remove) takeFromCarnet(Number(remove));
  else if (edition) change(() => welcome.hand(state, edition, Number(step)));
  else if (send) SEND[send]();
  else if ("originChosen" in button.dataset) change(() => welcome.answer(state, "origin", state.answers.origin));
});
document.addEventListener("change", (event) => {
  if (event.target.name === "channel") change(() => { state.channel = event.target.value; });
});
for (const name of ["people", "note"]) {
  byId(name).addEventListener("input", (event) => {
    state.startedAt ??= Date.now();
    state[name] = event.target.value;
    draft.save(state);
  });
}
form.addEventListener("submit", (event) => { event.preventDefault(); finish(); });
byId("clear").addEventListener("click", clear);
byId("mail-form").addEventListener("submit", mail);
document.addEventListener("desk:hits", markHits);
document.addEventListener("desk:sent", recount);
document.addEventListener("desk:deaf", () => alarm(words.deaf));

const inText = (event) => event.target.closest?.('input:not([type="radio"]), textarea, select');
const allAnswered = () => [...form.querySelectorAll("[data-question]")].every((one) => !one.checkVisibility() || one.dataset.question in state.answers);

// Before the kit's own keys: finishing from anywhere, taking an answer back, no digit left without a question.
document.addEventListener("keydown", (event) => {
  if (event.key === "F2" || (event.key === "Enter" && (event.ctrlKey || event.metaKey))) {
    event.preventDefault();
    finish();
  } else if (event.key === "Enter" && event.target.id === "origin-other") {
    event.preventDefault(); // it chooses an origin, and never ends the welcome
  } else if (document.querySelector("dialog[open]") || inText(event)) {
    return;
  } else if (event.key === "Backspace") {
    event.preventDefault();
    change(() => welcome.unanswer(state));
  } else if (/^(Digit|Numpad)\d$/.test(event.code) && allAnswered() && !event.target.closest?.("[data-question]")) {
    event.stopImmediatePropagation();
  }
}, true);

const more = byId("more");
more.open = localStorage.getItem("desk-more") === "1";
more.addEventListener("toggle", () => localStorage.setItem("desk-more", more.open ? "1" : "0"));
addEventListener("beforeunload", (event) => { if (!welcome.isEmpty(state)) event.preventDefault(); });
setInterval(drawTimer, 1000);
const found = draft.take();
if (found) {
  state = { ...state, ...found };
  say(told.words.resumed);
}
draw();
performance.mark("desk-usable");

// -- What comes once the desk is usable ----------------------------------------------------------------------

const pause = (lasting) => new Promise((resolve) => setTimeout(resolve, lasting));
const shown = () => (document.readyState === "complete" ? null : new Promise((resolve) => addEventListener("load", resolve, { once: true })));

// What is touched before its module is here is touched again afterwards.
const EARLY = "[data-situation], #desk-net, [data-team] button:not([type])";
const early = new Set();
function hold(event) {
  const touched = event.target.closest(EARLY);
  if (!touched) return;
  event.preventDefault();
  early.add(touched);
}

async function laterModule() {
  await Promise.race([shown(), pause(LOADING_MS)]);
  for (;;) {
    try {
      return await import("./later.js");
    } catch {
      await pause(MISSING_MS); // the line was cut meanwhile
    }
  }
}

async function bringLater() {
  const { bring } = await laterModule();
  ({ offline, origins } = bring({ token, onSay: (text) => say(text), onCorrect: correct, onOrigin: (code) => answerWith("origin", code) }));
  finder.offline = offline;
  document.removeEventListener("click", hold, true);
  draw();
  if (!offline.down && Math.abs(Date.now() - Date.parse(told.at)) > KEPT_MS) recount();
  for (const one of early) one.click();
}

document.addEventListener("click", hold, true);
const later = bringLater();
