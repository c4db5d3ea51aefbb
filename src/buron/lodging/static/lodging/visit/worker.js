// The tablet's service worker: it opens the visits without the network, and nothing else. `TOLD` is written before it by the
// server. Its scope is the office's /classement/tablette/.

const CACHE = `buron-visit:${TOLD.office}:${TOLD.version}`;
const MINE = `buron-visit:${TOLD.office}:`;
const PATIENCE_MS = 1500;

// A new version is taken whole or not at all: if anything is missing, this one is dropped and the former stays.
addEventListener("install", (event) => event.waitUntil(takeAll().then(() => skipWaiting())));

addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith(MINE) && name !== CACHE) await caches.delete(name);
  await clients.claim();
})()));

async function takeAll() {
  const cache = await caches.open(CACHE);
  try {
    const response = await whole(TOLD.page);
    if (response.headers.get("X-Tablet-Shell") !== TOLD.version) throw new Error("another version");
    const html = await response.clone().text();
    await cache.put(TOLD.page, response);
    await takeFiles(cache, [...html.matchAll(/(?:src|href)="(\/static\/[^"#?]+)/g)].map((found) => found[1]).filter(isFile));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

// Files, then what they import or draw.
async function takeFiles(cache, wanted) {
  const seen = new Set();
  let next = [...new Set(wanted)];
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

const isFile = (path) => path.startsWith("/static/") && !/\/(maplibre|pmtiles)|map(_style)?\.[0-9a-f]*\.?js|htmx/.test(path);

function within(text, file) {
  const imports = [...text.matchAll(/(?:from\s*|import\s*\(?\s*)["'](\.{1,2}\/[^"']+)["']/g)].map((found) => found[1]);
  const drawn = [...text.matchAll(/url\(["']?([^"')#?]+)/g)].map((found) => found[1]).filter((path) => !path.startsWith("data:"));
  return [...imports, ...drawn].map((path) => new URL(path, new URL(file, location.origin)).pathname).filter(isFile);
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && pathname === TOLD.page) event.respondWith(page(event));
  else if (pathname.startsWith("/static/")) event.respondWith(file(request));
});

// A file's name changes with its content: what is held is right.
async function file(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

// The server first; the kept page when it does not answer, or is slow to.
async function page(event) {
  const asked = ask(event.request);
  event.waitUntil(asked.catch(() => {}));
  const slow = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  const kept = async () => (await caches.open(CACHE)).match(TOLD.page);
  try {
    return (await Promise.race([asked, slow])) ?? (await kept()) ?? asked;
  } catch {
    return (await kept()) ?? Response.error();
  }
}

async function ask(request) {
  const response = await fetch(request);
  if (response.status >= 502 && response.status <= 504) throw new Error("a proxy answers for the server");
  if (response.ok && response.type === "basic" && !response.redirected && response.headers.get("X-Tablet-Shell") === TOLD.version) {
    const cache = await caches.open(CACHE);
    await cache.put(TOLD.page, response.clone()).catch(() => {}); // full: the page kept before stays
  }
  return response;
}
