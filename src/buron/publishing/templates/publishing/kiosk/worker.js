// The kiosk without the network: its own files only, under its own addresses. The offer is in IndexedDB.
const KEPT = "kiosk-{{ mark }}";
const FILES = {{ files|safe }};
const PAGE = new URL("./", self.registration.scope).href;

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).pathname.includes("/api/")) return;
  if (request.mode === "navigate") event.respondWith(page());
  else if (FILES.some((file) => request.url.split("#")[0].endsWith(file))) event.respondWith(kept(request));
});

async function install() {
  const cache = await caches.open(KEPT);
  await cache.addAll([PAGE, ...FILES].map((file) => new Request(file, { cache: "reload", credentials: "omit" })));
  await self.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) if (name.startsWith("kiosk-") && name !== KEPT) await caches.delete(name);
  await self.clients.claim();
}

// The kept page first: a bad link must not make a visitor wait. A new one comes with the next worker.
const page = async () => (await (await caches.open(KEPT)).match(PAGE)) ?? fetch(PAGE);
const kept = async (request) => (await (await caches.open(KEPT)).match(request, { ignoreVary: true })) ?? fetch(request);
