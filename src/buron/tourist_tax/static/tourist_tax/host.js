// The hosts' pages on a bad network: what is typed is kept on the device, a declaration that cannot leave waits here
// and leaves by itself, and one page opens without the network.

import { WHO, isKept, read, renew, wipe, write } from "./host_store.js";
import { add, drop, flush, isUnreached, ours, placeOf, post, start as startWaiting, tell, told, word } from "./host_waiting.js";

const DRAFT = "taxe-brouillon:";
const LEFT = "taxe-quitter";

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
  (document.querySelector("main [autofocus]") ?? document.querySelector("main")).focus({ preventScroll: true });
}

// -- What is typed -------------------------------------------------------------------------------------------

const typed = (form) => [...form.elements].filter((one) => one.name && !["hidden", "file", "submit", "button"].includes(one.type));
const valuesOf = (form) => Object.fromEntries(typed(form).map((one) => [one.name, one.value]));

function keep(form) {
  const isEmpty = typed(form).every((one) => one.tagName === "SELECT" || !one.value);
  write(DRAFT + location.pathname, isEmpty ? null : valuesOf(form));
}

function restore(form) {
  const kept = read(DRAFT + location.pathname, null);
  if (!kept || form.querySelector("[aria-invalid='true']")) return;
  if (typed(form).some((one) => one.tagName !== "SELECT" && one.value)) return;
  for (const one of typed(form)) if (one.name in kept) one.value = kept[one.name];
  tell(word("draft"));
}

// A browser sends nothing of a date or of a number that it cannot read: it is said beside the field, and stays there.
function complain(form) {
  for (const one of form.querySelectorAll("[data-host-unread]")) {
    one.previousElementSibling.removeAttribute("aria-invalid");
    one.remove();
  }
  const unread = typed(form).filter((one) => one.validity.badInput);
  for (const field of unread) {
    const said = document.createElement("p");
    said.className = "field__errors";
    said.id = `${field.id}-unread`;
    said.dataset.hostUnread = "";
    said.textContent = word(field.type === "date" ? "nodate" : "nonumber");
    field.after(said);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", said.id);
    field.closest("details")?.setAttribute("open", "");
  }
  unread[0]?.focus();
  return unread.length > 0;
}

async function submitForm(event) {
  const form = event.target;
  event.preventDefault();
  if (form.dataset.busy || (!event.submitter?.formNoValidate && complain(form))) return;
  form.dataset.busy = "1";
  try {
    const answer = await post(form.action, new FormData(form, event.submitter));
    if (isUnreached(answer)) throw new Error("unreached");
    if (answer.redirected) write(DRAFT + location.pathname, null);
    await show(answer);
  } catch {
    tell(word("unreached"));
  } finally {
    delete form.dataset.busy;
  }
}

// -- What is sent --------------------------------------------------------------------------------------------

async function send(event) {
  const form = event.target;
  event.preventDefault();
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const body = new FormData(form);
  try {
    const answer = await post(form.action, body);
    if (isUnreached(answer)) throw new Error("unreached");
    await show(answer);
    delete form.dataset.busy;
  } catch {
    if (add({ action: form.action, page: location.href, label: form.dataset.hostLabel, body: [...body] })) {
      form.hidden = true;
    } else {
      delete form.dataset.busy;
      tell(word("unreached"));
    }
  }
}

// -- Without network -----------------------------------------------------------------------------------------

function keepMonth(event) {
  const form = event.target;
  event.preventDefault();
  const body = [...new FormData(form), ["client_id", crypto.randomUUID()]];
  const item = { action: form.action, page: form.dataset.hostPage, label: form.dataset.hostLabel, body, total: form.dataset.hostTotal };
  if (!add(item)) {
    tell(word("full"));
    return;
  }
  paintMonths();
  document.querySelector("[data-host-waiting]").scrollIntoView({ block: "nearest" });
  flush();
}

function keepStay(event) {
  const form = event.target;
  event.preventDefault();
  const { arrival, departure, persons } = form.elements;
  const id = crypto.randomUUID();
  const days = [arrival, departure].map((one) => one.valueAsDate.toLocaleDateString(document.documentElement.lang, { timeZone: "UTC" }));
  const label = `${form.dataset.hostLabel}, ${days.join(" – ")}${persons.value && ` (${persons.value})`}`;
  const page = form.dataset.hostPage;
  const body = [...new FormData(form), ["client_id", id]];
  if (!add({ action: form.action, place: form.action + id, stay: true, page, label, body, total: page })) {
    tell(word("full"));
    return;
  }
  form.reset();
  paintStays();
  document.querySelector("[data-host-waiting]").scrollIntoView({ block: "nearest" });
  flush();
}

function paintStays() {
  for (const register of document.querySelectorAll("[data-host-stays]")) {
    const held = ours().filter((one) => one.stay && !one.refused && one.place.includes(register.dataset.hostStays));
    const model = register.querySelector("template").content;
    const lines = held.map((item) => {
      const line = model.cloneNode(true);
      line.querySelector("span").textContent = item.label;
      line.querySelector("button").addEventListener("click", () => {
        drop(item);
        paintStays();
      });
      return line;
    });
    register.querySelector("[data-host-kept-stays]").replaceChildren(...lines);
  }
}

// A stay ends after its first night.
function boundStay(form) {
  const first = form.elements.arrival.valueAsDate;
  form.elements.departure.min = first ? new Date(first.getTime() + 864e5).toISOString().slice(0, 10) : "";
}

// A price is asked only where somebody slept.
function needPrice(form) {
  for (const price of form.querySelectorAll("[name$='-price']")) {
    price.required = Number(form.elements[price.name.replace("price", "nights")].value) > 0;
  }
}

function paintMonths() {
  for (const month of document.querySelectorAll("[data-host-month]")) {
    const item = ours().find((one) => one.place === placeOf(month.dataset.hostMonth) && !one.refused);
    month.querySelector("[data-host-held]").hidden = !item;
    month.querySelector("details").hidden = Boolean(item);
  }
}

function takeBack(event) {
  const month = event.target.closest("[data-host-month]");
  const item = ours().find((one) => one.place === placeOf(month.dataset.hostMonth));
  if (item) drop(item);
  paintMonths();
  month.querySelector("details").open = true;
  month.querySelector("summary").focus();
}

// What was refused is found again in the form of its page, to be corrected there.
addEventListener("host:answered", ({ detail }) => {
  const numbers = detail.body.filter(([name]) => !["client_id", "former", "csrfmiddlewaretoken"].includes(name));
  if (!detail.ok && detail.total) write(DRAFT + detail.total, Object.fromEntries(numbers));
  paintMonths();
  paintStays();
});

async function leave(event) {
  const form = event.target;
  event.preventDefault();
  if (ours().length && !confirm(word("leave"))) return;
  await wipe({ all: true });
  try {
    location.assign((await post(form.action, new FormData(form))).url);
  } catch {
    write(LEFT, form.action);
    document.querySelector("main").replaceChildren(Object.assign(document.createElement("p"), { textContent: word("left"), className: "page host" }));
  }
}

async function prepare() {
  if (!told.page) return;
  const left = read(LEFT, "");
  if (left) {
    await post(left, new FormData());
    write(LEFT, null);
    location.assign("/hebergeur/");
    return;
  }
  if (read("taxe-qui", told.whose) !== told.whose) await wipe({ all: false });
  write("taxe-qui", told.whose);
  if (document.querySelector("[data-host-month]")) return;
  const { keep: register } = await import("../kernel/js/later/keep.js");
  await register({ worker: told.worker, scope: "/hebergeur/", who: WHO, page: told.page, at: told.at, days: told.days });
  await navigator.serviceWorker.ready;
  await renew(told.page);
  const ready = document.querySelector("[data-host-ready]");
  if (ready) ready.hidden = !(await isKept(told.page));
}

function start() {
  for (const form of document.querySelectorAll("form[data-host-form]")) {
    restore(form);
    form.addEventListener("input", () => keep(form));
    form.addEventListener("submit", submitForm);
  }
  for (const form of document.querySelectorAll("form[data-host-send]")) form.addEventListener("submit", send);
  for (const form of document.querySelectorAll("form[data-host-keep]")) {
    form.addEventListener("input", () => needPrice(form));
    form.addEventListener("submit", keepMonth);
  }
  for (const form of document.querySelectorAll("form[data-host-stay]")) {
    form.addEventListener("input", () => boundStay(form));
    form.addEventListener("submit", keepStay);
  }
  for (const button of document.querySelectorAll("[data-host-undo]")) button.addEventListener("click", takeBack);
  paintMonths();
  paintStays();
}

start();
startWaiting();
document.querySelector("form[data-host-leave]")?.addEventListener("submit", leave);
prepare().catch(() => {});
