// Signing out wipes what this browser kept of the office: the desk's pages, the offer, the entry in progress. What waits to
// be sent stays, under the name of whoever entered it.
import { forget } from "./forget.js";

const PATIENCE_MS = 6000; // a slow machine forgets all the same; a browser that hangs does not keep one from leaving

async function unregister() {
  const workers = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  await Promise.all(workers.map((worker) => worker.unregister()));
}

async function emptyCaches() {
  const names = (await globalThis.caches?.keys()) ?? [];
  await Promise.all(names.filter((name) => name.startsWith("buron-")).map((name) => caches.delete(name)));
}

async function dropOffer() {
  for (const { name } of await indexedDB.databases()) if (/^offer-.*-staff$/.test(name)) indexedDB.deleteDatabase(name);
}

async function wipe() {
  for (const key of Object.keys(localStorage)) if (key.startsWith("desk-draft")) delete localStorage[key];
  return Promise.allSettled([forget(), unregister(), emptyCaches(), dropOffer()]);
}

export async function leave(form) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.race([wipe(), late]).catch(() => {});
  form.submit();
}
