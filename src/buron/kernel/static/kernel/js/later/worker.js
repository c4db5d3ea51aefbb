// The service worker of every page that opens without the network. The server writes `TOLD` before it: `family` and `version`
// of its cache; `pages`, kept whole with the files that they name, and `files` kept besides; `patience`, in milliseconds,
// before a kept page answers for a slow server; `who`, the cache where the first page notes until when its reader is known
// (see keep.js), empty when anybody may open it; `closed`, shown in its place afterwards; `away`, in the place of any other.

const CACHE = `${TOLD.family}${TOLD.version}`;

// A new version is taken whole or not at all: if anything is missing, this one is dropped and the former stays.
addEventListener("install", (event) => event.waitUntil(takeAll().then(() => skipWaiting())));

addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith(TOLD.family) && name !== CACHE) await caches.delete(name);
  await clients.claim();
})()));

// A page that the worker does not govern yet asks for it.
addEventListener("message", (event) => { if (event.data === "claim") event.waitUntil(clients.claim()); });

addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode !== "navigate") {
    if (pathname.startsWith("/static/")) event.respondWith(file(request));
  } else if (TOLD.pages.includes(pathname)) event.respondWith(page(event, pathname));
  else if (TOLD.away) event.respondWith(elsewhere(request));
});

// -- Taking ----------------------------------------------------------------------------------------------------

async function takeAll() {
  const cache = await caches.open(CACHE);
  try {
    const files = new Set(TOLD.files);
    for (const address of new Set([...TOLD.pages, TOLD.closed, TOLD.away].filter(Boolean))) {
      const response = await whole(address);
      if (TOLD.pages.includes(address) && !isOurs(response)) throw new Error("another version");
      for (const file of named(await response.clone().text())) files.add(file);
      await cache.put(address, response);
    }
    await takeFiles(cache, files);
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

// Files, then what they import or draw.
async function takeFiles(cache, wanted) {
  const seen = new Set();
  let next = [...wanted];
  while (next.length) {
    const found = await Promise.all(next.map(async (file) => {
      seen.add(file);
      const response = await whole(file);
      const inner = /\.(css|js)$/.test(file) ? within(await response.clone().text(), file) : [];
      await cache.put(file, response);
      return inner;
    }));
    next = [...new Set(found.flat())].filter((file) => !seen.has(file));
  }
}

// On a bad line one file in fifty may fail: it is asked for again before all of them are given up.
async function whole(address, pauses = [500, 2000]) {
  try {
    const response = await fetch(address, { credentials: "same-origin", cache: "no-cache", redirect: "error" });
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return response;
  } catch (error) {
    if (!pauses.length) throw error;
    await new Promise((resolve) => setTimeout(resolve, pauses[0]));
    return whole(address, pauses.slice(1));
  }
}

const isOurs = (response) => response.headers.get("X-Page-Version") === TOLD.version;
const isFile = (path) => path.startsWith("/static/") && !/\/(maplibre|pmtiles)|map(_style)?\.[0-9a-f]*\.?js|htmx/.test(path);
const named = (html) => [...html.matchAll(/(?:src|href)="(\/static\/[^"#?]+)/g)].map((found) => found[1]).filter(isFile);

function within(text, file) {
  const imports = [...text.matchAll(/(?:from\s*|import\s*\(?\s*)["'](\.{1,2}\/[^"']+)["']/g)].map((found) => found[1]);
  const drawn = [...text.matchAll(/url\(["']?([^"')#?]+)/g)].map((found) => found[1]).filter((path) => !path.startsWith("data:"));
  return [...imports, ...drawn].map((path) => new URL(path, new URL(file, location.origin)).pathname).filter(isFile);
}

// -- Answering -------------------------------------------------------------------------------------------------

// A file's name changes with its content: what is held is right.
async function file(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

// The server first; the kept page when it does not answer, or is slow to.
async function page(event, address) {
  const asked = ask(event.request, address);
  event.waitUntil(asked.catch(() => {}));
  const slow = new Promise((resolve) => setTimeout(resolve, TOLD.patience, null));
  try {
    const answer = await Promise.race([asked, slow]);
    if (answer) return answer;
  } catch {
    return (await kept(address)) ?? Response.error();
  }
  return (await kept(address, true)) ?? asked.catch(async () => (await kept(address)) ?? Response.error());
}

async function ask(request, address) {
  const response = await fetch(request);
  if (response.status >= 502 && response.status <= 504) throw new Error("a proxy answers for the server");
  if (response.ok && response.type === "basic" && !response.redirected && isOurs(response)) {
    const cache = await caches.open(CACHE);
    await cache.put(address, response.clone()).catch(() => {}); // full: the page kept before stays
  }
  return response;
}

// A slow server is waited for rather than answered "closed".
async function kept(address, onlyIfKnown = false) {
  const cache = await caches.open(CACHE);
  if (!TOLD.who || (await knownUntil()) > Date.now()) return cache.match(address);
  return onlyIfKnown || !TOLD.closed ? undefined : cache.match(TOLD.closed);
}

async function knownUntil() {
  const who = await (await caches.open(TOLD.who)).match(TOLD.pages[0]);
  return who ? (await who.json()).until ?? 0 : 0;
}

async function elsewhere(request) {
  try {
    return await fetch(request);
  } catch {
    return (await (await caches.open(CACHE)).match(TOLD.away)) ?? Response.error();
  }
}
