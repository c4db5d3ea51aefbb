// The service worker of the page of partner-run desks: it opens that page without the network, and nothing else. It never
// sees the link, which stands after the "#" of the address; `TOLD` is written before it by the server.

const MINE = "point-partenaire:";
const CACHE = `${MINE}${TOLD.version}`;
const PATIENCE_MS = 3000;

addEventListener("install", (event) => event.waitUntil(takePage().then(() => skipWaiting())));

addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith(MINE) && name !== CACHE) await caches.delete(name);
  await clients.claim();
})()));

// A new version is taken whole or not at all.
async function takePage() {
  const cache = await caches.open(CACHE);
  try {
    const page = await whole(TOLD.page);
    await takeFiles(cache, named(await page.clone().text()));
    await cache.put(TOLD.page, page);
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && pathname === TOLD.page) event.respondWith(page(request));
  else if (pathname.startsWith("/static/")) event.respondWith(held(request));
});

async function held(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

// The server first; the kept page when it does not answer, or is slow to.
async function page(request) {
  const kept = await (await caches.open(CACHE)).match(TOLD.page);
  if (!kept) return fetch(request);
  const slow = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, kept));
  const asked = fetch(request).then((response) => (response.ok ? response : kept), () => kept);
  return Promise.race([asked, slow]);
}
