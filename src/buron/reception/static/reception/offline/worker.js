// The desk's service worker: it opens the desk and the tally sheet without the network, and nothing else. `TOLD` is written before it by the
// server: the office, the version of the files, the addresses. Its scope is the office's /accueil/.

const CACHE = `buron-desk:${TOLD.office}:${TOLD.version}`;
const MINE = `buron-desk:${TOLD.office}:`;
const WHO = `buron-who:${TOLD.office}`;
const PAGES = TOLD.worker.replace("veilleur.js", "hors-ligne/page/");
const CLOSED = `${PAGES}ferme/`;
const AWAY = `${PAGES}absent/`;
const SHELLS = [TOLD.desk, TOLD.tally];
const PATIENCE_MS = 900;

// A new version is taken whole or not at all: if anything is missing, this one is dropped and the former stays.
addEventListener("install", (event) => event.waitUntil(takeAll().then(() => skipWaiting())));

addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith(MINE) && name !== CACHE) await caches.delete(name);
  await clients.claim();
})()));

// A page that the worker does not govern yet asks for it.
addEventListener("message", (event) => { if (event.data === "claim") event.waitUntil(clients.claim()); });

async function takeAll() {
  const cache = await caches.open(CACHE);
  try {
    const files = new Set();
    for (const page of [...SHELLS, CLOSED, AWAY]) {
      const response = await whole(page);
      if (SHELLS.includes(page) && response.headers.get("X-Desk-Shell") !== TOLD.version) throw new Error("another version");
      for (const file of named(await response.clone().text())) files.add(file);
      await cache.put(page, response);
    }
    await takeFiles(cache, files);
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(SHELLS.includes(pathname) ? shell(event, pathname) : elsewhere(request));
  else if (pathname.startsWith("/static/")) event.respondWith(file(request));
});

// A file's name changes with its content: what is held is right.
async function file(request) {
  const held = await caches.match(request, { ignoreVary: true });
  return held ?? fetch(request);
}

// The server first; the kept page when it does not answer, or is slow to.
async function shell(event, page) {
  const asked = ask(event.request, page);
  event.waitUntil(asked.catch(() => {}));
  const slow = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  try {
    const answer = await Promise.race([asked, slow]);
    if (answer) return answer;
  } catch {
    return (await kept(page)) ?? Response.error();
  }
  return (await kept(page, true)) ?? asked;
}

async function ask(request, page) {
  const response = await fetch(request);
  if (response.status >= 502 && response.status <= 504) throw new Error("a proxy answers for the server");
  if (response.ok && response.type === "basic" && !response.redirected && response.headers.get("X-Desk-Shell") === TOLD.version) {
    const cache = await caches.open(CACHE);
    await cache.put(page, response.clone()).catch(() => {}); // full: the page kept before stays
  }
  return response;
}

// The kept page, for as long as the office allows after the last sign-in. A slow server is waited for rather than
// answered "closed".
async function kept(page, onlyIfSigned = false) {
  const cache = await caches.open(CACHE);
  const who = await (await caches.open(WHO)).match(TOLD.desk);
  const { until = 0 } = who ? await who.json() : {};
  if (until > Date.now()) return cache.match(page);
  return onlyIfSigned ? undefined : cache.match(CLOSED);
}

async function elsewhere(request) {
  try {
    return await fetch(request);
  } catch {
    return (await (await caches.open(CACHE)).match(AWAY)) ?? Response.error();
  }
}
