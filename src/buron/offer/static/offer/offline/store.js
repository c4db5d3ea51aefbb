// The offer of an office kept in the browser (IndexedDB): read without the network, renewed by differences, whole or not
// at all. What is being received is staged apart, so that a cut costs what was in flight and never what was kept.

const LOT = 100;
const PACK = 40;
const PATIENCE_MS = 30_000;

export class StoreFull extends Error {}
export class BadAnswer extends Error {}

const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(trouble(request.error));
});

function finished(transaction) {
  const end = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(trouble(transaction.error));
  });
  end.catch(() => {}); // whoever awaits it hears of it
  return end;
}

export const trouble = (error) => (error?.name === "QuotaExceededError" ? new StoreFull(error.message) : error ?? new Error("the store is closed"));

export class Store {
  // One database per name: "offer-<office>-staff" at a desk, "offer-<office>-kiosk" on a kiosk.
  static async open(name) {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("entries", { keyPath: "id" });
      request.result.createObjectStore("staged", { keyPath: "id" });
      request.result.createObjectStore("thumbs");
      request.result.createObjectStore("meta");
    };
    const db = await asked(request);
    db.onversionchange = () => db.close();
    return new Store(name, db);
  }

  constructor(name, db) { Object.assign(this, { name, db }); }

  // { manifest, entries } as they were last applied; the manifest is null when nothing was ever received.
  async load() {
    const transaction = this.db.transaction(["meta", "entries"]);
    const [manifest, entries] = await Promise.all([
      asked(transaction.objectStore("meta").get("manifest")), asked(transaction.objectStore("entries").getAll()),
    ]);
    return { manifest: manifest ?? null, entries };
  }

  // { version, madeAt, checkedAt, count, languages, thumbs: { held, missing, full } }; times are milliseconds of the
  // server's clock. `checkedAt` is the age of the data: when the server last said that they are those.
  async state() {
    const transaction = this.db.transaction(["meta", "thumbs"]);
    const [manifest, full, held] = await Promise.all([
      asked(transaction.objectStore("meta").get("manifest")),
      asked(transaction.objectStore("meta").get("full")),
      asked(transaction.objectStore("thumbs").count()),
    ]);
    if (!manifest) return { version: "", madeAt: null, checkedAt: null, count: 0, languages: [], thumbs: { held, full: Boolean(full) } };
    return {
      version: manifest.version, madeAt: Date.parse(manifest.made_at), checkedAt: manifest.checkedAt,
      count: manifest.count, languages: manifest.languages, thumbs: { held, full: Boolean(full) },
    };
  }

  // The small picture of a photo as a Blob; null when it is not held.
  async thumb(digest) {
    const bytes = digest && await asked(this.db.transaction("thumbs").objectStore("thumbs").get(digest));
    return bytes ? new Blob([bytes], { type: "image/webp" }) : null;
  }

  // Brings the store up to date. `addresses`: { manifest, entries, thumbs }; `options`: { languages, thumbs: true, signal,
  // headers, anew (take all the texts again), onProgress({ done, total, what: "entries" | "thumbs" }) }. Gives { changed, removed, version, checkedAt, full, bytes }
  // or throws: BadAnswer (the server did not answer as it should), StoreFull (nothing was applied), TypeError (no network).
  // What was received before a cut is kept and is not asked for again.
  async sync(addresses, options = {}) {
    const counted = { bytes: 0 };
    const { manifest: kept } = await this.meta();
    const since = kept && !options.anew && sameLanguages(kept, options) ? kept.version : "";
    const { told, checkedAt } = await this.askManifest(addresses.manifest, since, options, counted);
    const held = since ? await this.digests() : new Map();
    const wanted = told.entries.filter(([id, digest]) => held.get(id) !== digest);
    await this.stage(addresses.entries, wanted, options, counted);
    await this.apply(told, checkedAt, kept);
    const full = options.thumbs === false ? false : await this.syncThumbs(addresses.thumbs, options, counted);
    return { changed: wanted.length, removed: told.removed.length, version: told.version, checkedAt, full, bytes: counted.bytes };
  }

  async meta() {
    const transaction = this.db.transaction("meta");
    return { manifest: (await asked(transaction.objectStore("meta").get("manifest"))) ?? null };
  }

  async digests() {
    const { entries } = await this.load();
    return new Map(entries.map((entry) => [entry.id, entry.digest]));
  }

  async askManifest(address, since, options, counted) {
    const response = await get(address, { since, langs: (options.languages ?? []).join(",") }, options);
    const told = await jsonOf(response, counted);
    if (typeof told.version !== "string" || !Array.isArray(told.entries) || !Array.isArray(told.removed)) throw new BadAnswer("manifest");
    return { told, checkedAt: Date.parse(response.headers.get("Date")) || Date.now() };
  }

  // Receives what is wanted by lots; what an earlier attempt staged with the same digest is not asked for again.
  async stage(address, wanted, options, counted) {
    const staged = new Map((await asked(this.db.transaction("staged").objectStore("staged").getAll())).map((entry) => [entry.id, entry.digest]));
    const missing = wanted.filter(([id, digest]) => staged.get(id) !== digest).map(([id]) => id);
    for (let start = 0; start < missing.length; start += LOT) {
      options.onProgress?.({ done: start, total: missing.length, what: "entries" });
      const lot = missing.slice(start, start + LOT);
      const response = await get(address, { ids: lot.join(","), langs: (options.languages ?? []).join(",") }, options);
      const { entries } = await jsonOf(response, counted);
      if (!Array.isArray(entries) || entries.some((entry) => !lot.includes(entry.id))) throw new BadAnswer("entries");
      await this.put("staged", entries);
    }
    options.onProgress?.({ done: missing.length, total: missing.length, what: "entries" });
  }

  async put(store, items) {
    const transaction = this.db.transaction(store, "readwrite");
    const done = finished(transaction);
    for (const item of items) transaction.objectStore(store).put(item);
    await done;
  }

  // One transaction: what was staged takes its place, what left goes, the version changes; or nothing does.
  async apply(told, checkedAt, kept) {
    const { entries: listed, removed, thumbs, ...rest } = told;
    const transaction = this.db.transaction(["entries", "staged", "meta"], "readwrite");
    const done = finished(transaction);
    const entries = transaction.objectStore("entries");
    const staged = transaction.objectStore("staged");
    const ids = new Set(listed.map(([id]) => id));
    if (told.full) for (const id of await asked(entries.getAllKeys())) if (!ids.has(id)) entries.delete(id);
    for (const id of removed) entries.delete(id);
    for (const entry of await asked(staged.getAll())) if (ids.has(entry.id)) entries.put(entry);
    staged.clear();
    const manifest = { ...rest, checkedAt, receivedAt: Date.now(), firstAt: kept?.firstAt ?? checkedAt };
    transaction.objectStore("meta").put(manifest, "manifest");
    await done;
  }

  // Pictures come after the texts, and may stop when the store is full: true then.
  async syncThumbs(address, options, counted) {
    const { entries } = await this.load();
    const wanted = new Set(entries.map((entry) => entry.photo?.thumb).filter(Boolean));
    const held = await asked(this.db.transaction("thumbs").objectStore("thumbs").getAllKeys());
    await this.dropThumbs(held.filter((digest) => !wanted.has(digest)));
    const known = new Set(held);
    const missing = [...wanted].filter((digest) => !known.has(digest));
    let full = false;
    try {
      for (let start = 0; start < missing.length; start += PACK) {
        options.onProgress?.({ done: start, total: missing.length, what: "thumbs" });
        const response = await get(address, { digests: missing.slice(start, start + PACK).join(",") }, options);
        await this.keepPack(await bytesOf(response, counted));
      }
    } catch (error) {
      if (!(error instanceof StoreFull)) throw error;
      full = true;
    }
    await this.note("full", full);
    return full;
  }

  async dropThumbs(digests) {
    const transaction = this.db.transaction("thumbs", "readwrite");
    const done = finished(transaction);
    for (const digest of digests) transaction.objectStore("thumbs").delete(digest);
    await done;
  }

  async keepPack(bytes) {
    const size = new DataView(bytes).getUint32(0);
    const listed = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, size)));
    const transaction = this.db.transaction("thumbs", "readwrite");
    const done = finished(transaction);
    let place = 4 + size;
    for (const [digest, length] of listed) {
      transaction.objectStore("thumbs").put(bytes.slice(place, place + length), digest);
      place += length;
    }
    await done;
  }

  async note(key, value) {
    const transaction = this.db.transaction("meta", "readwrite");
    const done = finished(transaction);
    transaction.objectStore("meta").put(value, key);
    await done.catch(() => {}); // a full store cannot even note that it is full: the next attempt finds out again
  }

  close() { this.db.close(); }

  // Forgets everything of this name.
  static wipe(name) {
    return new Promise((resolve) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = request.onerror = request.onblocked = () => resolve();
    });
  }
}

const sameLanguages = (manifest, { languages }) => !languages?.length || languages.every((code) => manifest.languages.includes(code));

async function get(address, parameters, { signal, headers } = {}) {
  const query = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
  const patience = AbortSignal.timeout(PATIENCE_MS);
  const response = await fetch(`${address}?${query}`, {
    headers: headers ?? {}, redirect: "error", cache: "no-store", credentials: "same-origin",
    signal: signal ? AbortSignal.any([signal, patience]) : patience,
  });
  if (!response.ok) throw Object.assign(new BadAnswer(`${response.status}`), { status: response.status });
  return response;
}

async function bytesOf(response, counted) {
  const bytes = await response.arrayBuffer();
  counted.bytes += bytes.byteLength;
  return bytes;
}

async function jsonOf(response, counted) {
  const text = await response.text();
  counted.bytes += text.length;
  try {
    return JSON.parse(text);
  } catch {
    throw new BadAnswer("not JSON"); // a page of a proxy, or half of an answer
  }
}
