// A page asks its service worker to keep it, so that it opens without the network. On plain http there is none, and the page
// works as it did.

const DAY_MS = 86_400_000;
const RETRIES_MS = [5_000, 20_000, 60_000];

// `at`: when the server showed this page to somebody signed in, from which `days` count; a kept page does not begin them anew.
export async function keep({ worker, scope, who, page, at, days }, retries = RETRIES_MS) {
  if (!navigator.serviceWorker) return;
  try {
    if (who) await note({ who, page, at, days });
    const registration = await navigator.serviceWorker.register(worker, { scope, updateViaCache: "none" });
    watch(registration, () => retries.length && setTimeout(() => keep({ worker, scope }, retries.slice(1)), retries[0]));
    if (registration.active && !registration.installing) registration.update().catch(() => {});
  } catch { /* refused by the browser: the page works with the network */ }
}

async function note({ who, page, at, days }) {
  const cache = await caches.open(who);
  const held = await cache.match(page);
  if ((held ? (await held.json()).at : "") === at) return;
  await cache.put(page, new Response(JSON.stringify({ at, until: Date.now() + days * DAY_MS })));
}

// Installed but not in charge of this page: it is asked to take it. Dropped while it was installed: once more, later.
function watch(registration, again) {
  const takeOver = () => { if (!navigator.serviceWorker.controller) registration.active?.postMessage("claim"); };
  takeOver();
  registration.installing?.addEventListener("statechange", ({ target }) => {
    if (target.state === "activated") takeOver();
    else if (target.state === "redundant" && !registration.active) again();
  });
}
