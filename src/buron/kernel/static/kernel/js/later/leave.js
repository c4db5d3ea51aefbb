// Signing out wipes what this browser kept of the office: the desk's pages, the offer, the entry in progress. What waits to
// be sent stays, under the name of whoever entered it.
import { forget } from "./forget.js";

const PATIENCE_MS = 2000;

async function wipe() {
  for (const key of Object.keys(localStorage)) if (/^(desk-draft|taxe-brouillon)/.test(key)) delete localStorage[key];
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) await worker.unregister();
  for (const name of (await globalThis.caches?.keys()) ?? []) if (name.startsWith("buron-")) await caches.delete(name);
  for (const { name } of await indexedDB.databases()) if (/^offer-.*-staff$/.test(name)) indexedDB.deleteDatabase(name);
  await forget();
}

export async function leave(form) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  await Promise.race([wipe(), late]).catch(() => {});
  form.submit();
}
