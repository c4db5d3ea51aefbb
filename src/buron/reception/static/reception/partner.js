// The page of a partner-run desk: party, origin, theme in three taps; what cannot leave waits here.
import { Waiting, send, uuid } from "./waiting.js";

const page = document.getElementById("page");
const STEPS = ["party", "origin", "theme"];
const find = (name) => page.querySelector(`[data-${name}]`);
const word = (name) => document.getElementById("words").content.querySelector(`[data-word="${name}"]`).textContent;
const token = () => decodeURIComponent(location.hash.slice(1)).trim();
const key = () => `point-bureau-${token().slice(0, 6)}`; // a part of the link: enough to tell two desks of one tablet

let desk = null;
let answers = {};
let last = null; // the visitor that may be taken back, until `until`
let ticking = 0;
let counted = 0; // today's visitors, as the office last said

const headers = () => ({ "X-Point": token() });

// -- Sending -------------------------------------------------------------------------------------------------

async function deliver(item) {
  const age = Math.max(0, Math.round((Date.now() - item.at) / 1000));
  const body = Object.assign({}, item, { age });
  let found = await send(page.dataset.record, body, headers());
  // An answer that the office has withdrawn since: the visitor counts all the same, without it.
  for (let tries = 0; found.kind === "refused" && tries < STEPS.length; tries += 1) {
    if (!(found.answer.field in body) || STEPS.indexOf(found.answer.field) < 0) break;
    delete body[found.answer.field];
    found = await send(page.dataset.record, body, headers());
  }
  if (found.kind === "done") counted = found.answer.count;
  if (found.kind === "over") over("over");
  return found.kind;
}

// Kept by desk, not by link: what waited leaves with the new link when the old one was changed.
let waiting = null;
const kept = () => (waiting ? waiting.items() : []);

function drawCount(items) {
  if (!desk) return;
  const midnight = new Date().setHours(0, 0, 0, 0);
  find("count").textContent = counted + items.filter((item) => item.at >= midnight).length;
  const late = items.filter((item) => Date.now() - item.at > 5000).length;
  const unsafe = waiting && waiting.unkept.length;
  find("waiting").hidden = !late && !unsafe;
  find("waiting").textContent = unsafe ? word("full") : `${word("waiting")} ${late}`;
}

// -- The three questions -------------------------------------------------------------------------------------

function show(step) {
  for (const section of page.querySelectorAll("[data-step]")) section.hidden = section.dataset.step !== step;
  find("back").hidden = step === STEPS[0];
  find("foot").hidden = false;
  page.dataset.at = step;
  document.getElementById("other").value = "";
  scrollTo(0, 0);
  page.querySelector(`[data-step="${step}"] h2`).focus({ preventScroll: true });
}

function answer(code) {
  const step = page.dataset.at;
  if (code) answers[step] = code; else delete answers[step];
  const next = STEPS[STEPS.indexOf(step) + 1];
  if (next) show(next);
  else finish();
}

function finish() {
  const visitor = Object.assign({ client_id: uuid(), at: Date.now() }, answers);
  answers = {};
  last = { id: visitor.client_id, until: Date.now() + 1000 * Number(page.dataset.undoSeconds) };
  waiting.add(visitor);
  show(STEPS[0]);
  offerUndo();
}

function offerUndo() {
  clearInterval(ticking);
  find("done").firstElementChild.textContent = find("done").dataset.usual;
  find("undo-button").hidden = false;
  find("done").hidden = false;
  const tick = () => {
    const left = last ? Math.ceil((last.until - Date.now()) / 1000) : 0;
    find("left").textContent = left > 0 ? `(${left} s)` : "";
    if (left <= 0) { clearInterval(ticking); find("done").hidden = true; last = null; }
  };
  tick();
  ticking = setInterval(tick, 1000);
}

async function undo() {
  if (!last) return;
  const id = last.id;
  find("undo-button").hidden = true;
  let said = "undone";
  if (!waiting.take(id)) {
    while (waiting.busy) await new Promise((resolve) => setTimeout(resolve, 200));
    if (!waiting.take(id)) {
      const found = await send(page.dataset.undo, { client_id: id }, headers());
      if (found.kind === "done") counted = found.answer.count;
      else if (found.kind !== "later") said = "late";
      else { find("undo-button").hidden = false; return; } // the network just fell: the button stays for its minute
    }
  }
  last = null;
  clearInterval(ticking);
  find("done").firstElementChild.textContent = word(said);
  setTimeout(() => { if (!last) find("done").hidden = true; }, 5000);
  drawCount(kept());
}

// -- Opening -------------------------------------------------------------------------------------------------

function over(name) {
  for (const part of ["today", "waiting", "done", "foot", "loading"]) find(part).hidden = true;
  for (const section of page.querySelectorAll("[data-step]")) section.hidden = true;
  find("over").hidden = false;
  find("over-text").textContent = word(name);
  const left = kept().length;
  find("over-kept").hidden = !left;
  find("over-kept").textContent = `${word("kept")} ${left}`;
  desk = null;
}

function button(code, label) {
  const made = document.createElement("button");
  made.type = "button";
  made.dataset.code = code;
  made.textContent = label;
  return made;
}

function open(found) {
  desk = found;
  if (!waiting) waiting = new Waiting(`point-attente-${found.id}`, deliver, drawCount);
  counted = found.count;
  find("office").textContent = found.office;
  find("desk").textContent = found.desk;
  document.title = found.desk;
  find("hours").href = found.hours || "";
  find("hours").hidden = !found.hours;
  for (const step of STEPS) {
    const box = page.querySelector(`[data-step="${step}"] [data-choices]`);
    box.textContent = "";
    for (const [code, label] of found[step]) box.append(button(code, label));
  }
  const select = document.getElementById("other");
  while (select.options.length > 1) select.remove(1);
  for (const [code, label] of found.others) select.add(new Option(label, code));
  find("loading").hidden = true;
  find("over").hidden = true;
  find("today").hidden = false;
  if (!page.dataset.at || page.dataset.at === STEPS[0]) show(STEPS[0]);
  drawCount(kept());
}

function remembered() {
  try {
    return JSON.parse(localStorage.getItem(key()) || "null");
  } catch (error) {
    return null;
  }
}

async function start() {
  if (!token()) return over("nolink");
  const before = remembered();
  if (before && !desk) open(Object.assign(before, { count: before.day === new Date().toDateString() ? before.count : 0 }));
  const { kind, answer: found } = await send(page.dataset.state, null, headers());
  if (kind === "over") {
    try { localStorage.removeItem(key()); } catch (error) { /* nothing was kept */ }
    return over("over");
  }
  if (kind !== "done") {
    if (!desk) find("loading").textContent = word("unreached");
    return setTimeout(start, 15000);
  }
  try {
    localStorage.setItem(key(), JSON.stringify(Object.assign({ day: new Date().toDateString() }, found)));
  } catch (error) { /* the page works without */ }
  open(found);
  waiting.flush();
}

page.addEventListener("click", (event) => {
  const pressed = event.target.closest("button");
  if (!pressed) return;
  if (pressed.dataset.code) answer(pressed.dataset.code);
  else if ("skip" in pressed.dataset) answer("");
  else if ("back" in pressed.dataset) show(STEPS[STEPS.indexOf(page.dataset.at) - 1]);
  else if ("undoButton" in pressed.dataset) undo();
});
document.getElementById("other").addEventListener("change", (event) => { if (event.target.value) answer(event.target.value); });
addEventListener("hashchange", () => location.reload());
find("done").dataset.usual = find("done").firstElementChild.textContent;
start();
// Opened once, the page opens again without the network; an old browser or plain http does without.
if ("serviceWorker" in navigator) navigator.serviceWorker.register(page.dataset.worker, { scope: location.pathname, updateViaCache: "none" }).catch(() => {});
