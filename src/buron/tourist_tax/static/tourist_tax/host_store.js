// What a phone holds of a host's pages: declarations that wait for the network, what was being typed, the kept page. Nothing of it
// outlives a sign-out; at the link's end only what waits stays, without a name, for the new link to send.

const WAITING = "taxe-attente";
const MINE = "taxe-";
const FAMILY = "hebergeur:";
export const WHO = "hebergeur-qui";

export function read(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function write(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export const waiting = () => read(WAITING, []);
export const setWaiting = (items) => write(WAITING, items.length ? items : null);

export async function wipe({ all }) {
  for (const key of Object.keys(localStorage)) if (key.startsWith(MINE) && (all || key !== WAITING)) localStorage.removeItem(key);
  setWaiting(waiting().map((one) => ({ ...one, label: "", message: "" })));
  if (!globalThis.caches) return;
  for (const name of await caches.keys()) if (name === WHO || name.startsWith(FAMILY)) await caches.delete(name);
  for (const one of await navigator.serviceWorker.getRegistrations()) if (one.scope.endsWith("/hebergeur/")) await one.unregister();
}

export async function isKept(page) {
  if (!globalThis.caches || !(await caches.match(page, { ignoreVary: true }))) return false;
  const held = await (await caches.open(WHO)).match(page);
  return Boolean(held) && (await held.json()).until > Date.now();
}

// The page that opens without network is renewed at each visit, in the cache of the worker that has its files.
export async function renew(page) {
  const names = globalThis.caches ? await caches.keys() : [];
  const answer = names.length ? await fetch(page, { redirect: "error" }).catch(() => null) : null;
  const name = `${FAMILY}${answer?.headers.get("X-Page-Version")}`;
  if (answer?.ok && names.includes(name)) await (await caches.open(name)).put(page, answer);
}

