// The ground of the maps: the library, and the office's own PMTiles file, kept by slices so that a cut costs one slice.
// A kiosk that has not the whole file reads it from the office while there is a network, else draws the plain ground.

import { trouble } from "../../offer/offline/store.js";

const LIBRARY = "borne-carte";
const SLICE = 1 << 20;
const PATIENCE_MS = 60_000;

export class MapFile {
  static open(name = "kiosk-map") {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => { request.result.createObjectStore("slices"); request.result.createObjectStore("meta"); };
      request.onsuccess = () => resolve(new MapFile(request.result));
      request.onerror = () => reject(request.error);
    });
  }

  constructor(db) { this.db = db; }

  run(store, mode, work) {
    return new Promise((resolve, reject) => {
      const transaction = this.db.transaction(store, mode);
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = transaction.onerror = () => reject(trouble(transaction.error));
    });
  }

  wipe() { return Promise.all(["slices", "meta"].map((store) => this.run(store, "readwrite", (found) => { found.clear(); }))); }

  // `told`: { address, size, tag } of the file in service, null without one. What was received before a cut is kept.
  async sync(told) {
    const held = await this.run("meta", "readonly", (meta) => meta.get("file"));
    if (held && held.tag !== told?.tag) await this.wipe();
    if (!told) return;
    await this.run("meta", "readwrite", (meta) => { meta.put(told, "file"); });
    const known = new Set(await this.run("slices", "readonly", (slices) => slices.getAllKeys()));
    for (let start = 0; start < told.size; start += SLICE) if (!known.has(start)) await this.take(told, start);
  }

  async take({ address, size, tag }, start) {
    const last = Math.min(start + SLICE, size) - 1;
    const response = await fetch(address, { headers: { Range: `bytes=${start}-${last}` }, credentials: "omit", cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS) });
    const data = await response.arrayBuffer();
    if (response.status !== 206 || response.headers.get("ETag") !== tag || data.byteLength !== last - start + 1) throw new Error("map");
    await this.run("slices", "readwrite", (slices) => { slices.put(data, start); });
  }

  // What the map reads: the bytes kept here when they are all there, else the address when it can be reached; or nothing.
  async source(told, online) {
    const file = await this.run("meta", "readonly", (meta) => meta.get("file"));
    const count = await this.run("slices", "readonly", (slices) => slices.count());
    if (!file || count < Math.ceil(file.size / SLICE)) return online && told ? told.address : null;
    return { getKey: () => `borne-${file.tag.replace(/\W/g, "")}`, getBytes: async (offset, length) => ({ data: await this.bytes(file.size, offset, length) }) };
  }

  async bytes(size, offset, length) {
    const end = Math.min(offset + length, size);
    const found = new Uint8Array(Math.max(0, end - offset));
    for (let start = offset - (offset % SLICE); start < end; start += SLICE) {
      const slice = new Uint8Array(await this.run("slices", "readonly", (slices) => slices.get(start)));
      const from = Math.max(offset, start);
      found.set(slice.subarray(from - start, end - start), from - offset);
    }
    return found.buffer;
  }
}

// The library is heavier than all the rest: it comes when everything else is there, and stays until its name changes.
export async function keepLibrary() {
  if (!globalThis.caches) return;
  const { mapModule, mapStyle, maplibre, worker, stylesheet, pmtilesLibrary } = document.body.dataset;
  const wanted = [mapModule, mapStyle, maplibre, worker, stylesheet, pmtilesLibrary].map((path) => new URL(path, location.href).href);
  const cache = await caches.open(LIBRARY);
  const held = new Set((await cache.keys()).map(({ url }) => url));
  for (const url of held) if (!wanted.includes(url)) await cache.delete(url);
  for (const url of wanted) if (!held.has(url)) await cache.add(new Request(url, { credentials: "omit", signal: AbortSignal.timeout(PATIENCE_MS) }));
}
