// The desk's service worker: it opens the desk without the network, and nothing else. `TOLD` is written before it by the
// server: the office, the version of the files, the addresses. Its scope is the office's /accueil/.

const CACHE = `buron-desk:${TOLD.office}:${TOLD.version}`;
const MINE = `buron-desk:${TOLD.office}:`;
const WHO = `buron-who:${TOLD.office}`;
const PAGES = TOLD.worker.replace("veilleur.js", "hors-ligne/page/");
const CLOSED = `${PAGES}ferme/`;
const AWAY = `${PAGES}absent/`;
const PATIENCE_MS = 900;

// A new version is taken whole or not at all: if anything is missing, this one is dropped and the former stays.
addEventListener("install", (event) => event.waitUntil(takeAll().then(() => skipWaiting())));

addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith(MINE) && name !== CACHE) await caches.delete(name);
  await clients.claim();
})()));

async function takeAll() {
  const cache = await caches.open(CACHE);
  try {
    const files = new Set();
    for (const page of [TOLD.desk, CLOSED, AWAY]) {
      const response = await whole(page);
      if (page === TOLD.desk && response.headers.get("X-Desk-Shell") !== TOLD.version) throw new Error("another version");
      for (const file of named(await response.clone().text())) files.add(file);
      await cache.put(page, response);
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

const clean = (address, base) => new URL(address, new URL(base, location.origin)).pathname;
const isFile = (path) => path.startsWith("/static/") && !/\/(maplibre|pmtiles)|map(_style)?\.[0-9a-f]*\.?js|htmx/.test(path);

const named = (html) => [...html.matchAll(/(?:src|href)="(\/static\/[^"#?]+)/g)].map((found) => found[1]).filter(isFile);

function within(text, file) {
  const imports = [...text.matchAll(/(?:from\s*|import\s*\(?\s*)["'](\.{1,2}\/[^"']+)["']/g)].map((found) => found[1]);
  const drawn = [...text.matchAll(/url\(["']?([^"')#?]+)/g)].map((found) => found[1]).filter((path) => !path.startsWith("data:"));
  return [...imports, ...drawn].map((path) => clean(path, file)).filter(isFile);
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(pathname === TOLD.desk ? desk(event) : elsewhere(request));
  else if (pathname.startsWith("/static/")) event.respondWith(file(request));
});

// A file's name changes with its content: what is held is right.
async function file(request) {
  const held = await caches.match(request, { ignoreVary: true });
  return held ?? fetch(request);
}

// The server first; the kept page when it does not answer, or is slow to.
async function desk(event) {
  const asked = ask(event.request);
  event.waitUntil(asked.catch(() => {}));
  const slow = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  try {
    const answer = await Promise.race([asked, slow]);
    if (answer) return answer;
  } catch {
    return (await kept()) ?? Response.error();
  }
  return (await kept(true)) ?? asked;
}

async function ask(request) {
  const response = await fetch(request);
  if (response.status >= 502 && response.status <= 504) throw new Error("a proxy answers for the server");
  if (response.ok && response.type === "basic" && !response.redirected && response.headers.get("X-Desk-Shell") === TOLD.version) {
    const cache = await caches.open(CACHE);
    await cache.put(TOLD.desk, response.clone()).catch(() => {}); // full: the page kept before stays
  }
  return response;
}

// The kept page, for as long as the office allows after the last sign-in. A slow server is waited for rather than
// answered "closed".
async function kept(onlyIfSigned = false) {
  const cache = await caches.open(CACHE);
  const who = await (await caches.open(WHO)).match(TOLD.desk);
  const { until = 0 } = who ? await who.json() : {};
  if (until > Date.now()) return cache.match(TOLD.desk);
  return onlyIfSigned ? undefined : cache.match(CLOSED);
}

async function elsewhere(request) {
  try {
    return await fetch(request);
  } catch {
    return (await (await caches.open(CACHE)).match(AWAY)) ?? Response.error();
  }
}
