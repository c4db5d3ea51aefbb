// The host's pages on a bad network: what is typed is kept on the device, a declaration that cannot leave waits here
// and leaves by itself, once, however often it is tried.

import { current } from "../kernel/js/token.js";

const WAITING = "taxe-attente";
const DRAFT = `taxe-brouillon:${location.pathname}`;
const PATIENCE_MS = 15000;
const RETRY_MS = 20000;
const words = document.getElementById("host-words").content;
const word = (name) => words.querySelector(`[data-word="${name}"]`).textContent;
const told = document.querySelector("[data-host-waiting]");

function read(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

function tell(text, url = "") {
  told.textContent = text;
  told.hidden = !text;
  if (!url) return;
  const link = document.createElement("a");
  link.href = url;
  link.textContent = word("open");
  told.append(" ", link);
}

async function post(action, body) {
  if (body.has("csrfmiddlewaretoken") && current()) body.set("csrfmiddlewaretoken", current());
  return fetch(action, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE_MS) });
}

// A gateway without its server behind it, or a server in trouble, is a network that fails, not an answer.
const isUnreached = (answer) => answer.status >= 500;
const isOutside = (answer) => new URL(answer.url).pathname.match(/^\/(hebergeur\/(code\/)?|comptes\/login\/)$/);

async function show(answer) {
  if (answer.redirected) {
    location.assign(answer.url);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.querySelector("main").replaceWith(page.querySelector("main"));
  document.title = page.title;
  start();
  scrollTo(0, 0);
  document.querySelector("main").focus({ preventScroll: true });
}

// -- What is typed -------------------------------------------------------------------------------------------

const typed = (form) => [...form.elements].filter((one) => one.name && !["hidden", "file", "submit", "button"].includes(one.type));

function keep(form) {
  const values = Object.fromEntries(typed(form).map((one) => [one.name, one.value]));
  const isEmpty = typed(form).every((one) => one.tagName === "SELECT" || !one.value);
  write(DRAFT, isEmpty ? null : { at: Date.now(), values });
}

function restore(form) {
  const kept = read(DRAFT, null);
  if (!kept || form.querySelector("[aria-invalid='true']")) return;
  const fresh = typed(form).filter((one) => one.tagName !== "SELECT" && one.value);
  if (fresh.length) return;
  for (const one of typed(form)) if (one.name in kept.values) one.value = kept.values[one.name];
  tell(word("draft"));
}

async function submitForm(event) {
  const form = event.target;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const body = new FormData(form, event.submitter);
  try {
    const answer = await post(form.action, body);
    if (isUnreached(answer)) throw new Error("unreached");
    if (answer.redirected) write(DRAFT, null);
    await show(answer);
  } catch {
    tell(word("unreached"));
  } finally {
    delete form.dataset.busy;
  }
}

// -- What is sent --------------------------------------------------------------------------------------------

const waiting = () => read(WAITING, []);

async function send(event) {
  const form = event.target;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const body = new FormData(form);
  const item = { action: form.action, page: location.href, label: form.dataset.hostLabel, body: [...body] };
  try {
    const answer = await post(item.action, body);
    if (isUnreached(answer)) throw new Error("unreached");
    await show(answer);
    delete form.dataset.busy;
  } catch {
    const others = waiting().filter((one) => one.action !== item.action);
    if (write(WAITING, [...others, item])) {
      tell(word("kept"));
      form.hidden = true;
    } else {
      delete form.dataset.busy;
      tell(word("unreached"));
    }
  }
}

let flushing = false;

async function flush() {
  if (flushing || !waiting().length) return;
  flushing = true;
  try {
    for (const item of waiting()) {
      const body = new FormData();
      for (const [name, value] of item.body) body.append(name, value);
      const answer = await post(item.action, body);
      if (isUnreached(answer) || answer.status === 403 || answer.status === 429 || isOutside(answer)) break;
      write(WAITING, waiting().filter((one) => one.action !== item.action));
      if (answer.ok) tell(word("sent"), answer.url);
      else tell(word("refused"), item.page);
    }
  } catch {
    tell(word("waiting"));
  } finally {
    flushing = false;
  }
}

function start() {
  for (const form of document.querySelectorAll("form[data-host-form]")) {
    restore(form);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("submit", submitForm);
  }
  for (const form of document.querySelectorAll("form[data-host-send]")) form.addEventListener("submit", send);
}

start();
if (waiting().length) tell(word("waiting"));
flush();
addEventListener("online", flush);
document.addEventListener("visibilitychange", flush);
setInterval(flush, RETRY_MS);
