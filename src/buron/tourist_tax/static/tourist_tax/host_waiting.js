// Declarations that could not leave: they wait on the phone and leave by themselves, once, however often they are tried.

import { current } from "../kernel/js/token.js";
import { setWaiting, waiting } from "./host_store.js";

const PATIENCE_MS = 15000;
const RETRY_MS = 20000;
const OUTSIDE = /^\/(hebergeur\/(code\/)?|comptes\/login\/)$/;
const words = document.getElementById("host-words").content;
const banner = document.querySelector("[data-host-waiting]");

export const told = JSON.parse(document.getElementById("host-told").textContent);
export const word = (name) => words.querySelector(`[data-word="${name}"]`).textContent;
export const ours = () => waiting().filter((one) => one.whose === told.whose);
const others = (item) => waiting().filter((one) => one.place !== item.place || one.whose !== item.whose);

// A month waits once: what is typed last takes the place of what was typed before. Each stay waits by itself.
export const placeOf = (action) => new URL(action, location.href).pathname.replace(/(envoyer|attente)\/\w+\/$/, "");

export function add(item) {
  const body = item.body.filter(([name]) => name !== "csrfmiddlewaretoken");
  const whole = { ...item, body, place: item.place ?? placeOf(item.action), whose: told.whose, at: Date.now() };
  const done = setWaiting([...others(whole), whole]);
  paint();
  return done;
}

export function drop(item) {
  setWaiting(others(item));
  paint();
}

export async function post(action, body) {
  if (current()) body.set("csrfmiddlewaretoken", current());
  return fetch(action, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE_MS) });
}

// A gateway without its server behind it, or a server in trouble, is a network that fails, not an answer.
export const isUnreached = (answer) => answer.status >= 500;
const isOutside = (answer) => OUTSIDE.test(new URL(answer.url).pathname);
const isLater = (answer) => isUnreached(answer) || [403, 429].includes(answer.status) || isOutside(answer);

// -- Saying --------------------------------------------------------------------------------------------------

function line(text, url = "", click = null) {
  const found = document.createElement("p");
  found.textContent = text;
  if (!url) return found;
  const link = document.createElement("a");
  link.href = url;
  link.textContent = word("open");
  if (click) link.addEventListener("click", click);
  found.append(" ", link);
  return found;
}

export function paint(note = null) {
  const refused = ours().filter((one) => one.refused);
  const stays = ours().filter((one) => one.stay && !one.refused).length;
  const count = ours().length - refused.length - stays;
  const lines = refused.map((one) => line([word(one.stay ? "stayrefused" : "refused"), one.label, one.message].filter(Boolean).join(" "), one.page, () => drop(one)));
  if (count) lines.push(line(word(count > 1 ? "many" : "one").replace("{n}", count)));
  if (stays) lines.push(line(word(stays > 1 ? "stays" : "stay").replace("{n}", stays)));
  if (note) lines.push(line(...note));
  banner.replaceChildren(...lines);
  banner.hidden = !lines.length;
}

export const tell = (text, url = "") => paint([text, url]);

// -- Sending -------------------------------------------------------------------------------------------------

async function sendAll() {
  for (const item of ours().filter((one) => !one.refused)) {
    const body = new FormData();
    for (const [name, value] of item.body) body.append(name, value);
    const answer = await post(item.action, body);
    if (isLater(answer)) return;
    const said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    if (answer.ok) {
      drop(item);
      tell([word(item.stay ? "staysent" : "sent"), item.label].filter(Boolean).join(" "), said.url ?? answer.url);
    } else {
      setWaiting([...others(item), { ...item, refused: true, message: said.message ?? "", page: said.url ?? item.page }]);
      paint();
    }
    dispatchEvent(new CustomEvent("host:answered", { detail: { ...item, ok: answer.ok } }));
  }
}

// One tab sends at a time; a sending that two made all the same counts once for the server.
export async function flush() {
  if (!ours().some((one) => !one.refused)) return;
  const attempt = () => sendAll().catch(() => paint());
  await (navigator.locks ? navigator.locks.request("taxe-envoi", { ifAvailable: true }, (lock) => lock && attempt()) : attempt());
}

export function start() {
  paint();
  flush();
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", flush);
  setInterval(flush, RETRY_MS);
}
