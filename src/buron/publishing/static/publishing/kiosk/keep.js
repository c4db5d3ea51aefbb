// What the kiosk keeps of its own beside the offer: its key and settings, gestures not yet sent, hours at which it was on.
// A reserve of room is set aside for it: when the memory is full, it is given back, and gestures go on being counted.

import { StoreFull, trouble } from "../../offer/offline/store.js";

const RESERVE = "reserve";
const RESERVED_BYTES = 2 << 20;

const folder = async () => navigator.storage?.getDirectory?.().catch(() => null);

// True when there was a reserve.
async function release() {
  const place = await folder();
  return place?.removeEntry(RESERVE).then(() => true, () => false) ?? false;
}

export class Keep {
  static open(name = "kiosk") {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(name, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("meta");
        request.result.createObjectStore("touches", { autoIncrement: true });
        request.result.createObjectStore("hours");
      };
      request.onsuccess = () => resolve(new Keep(request.result));
      request.onerror = () => reject(request.error);
    });
  }

  constructor(db) { this.db = db; }

  // A change that must not be lost: when the memory is full, the reserve makes room for it. `work` may be done twice.
  async insist(stores, work) {
    try {
      return await this.run(stores, "readwrite", work);
    } catch (error) {
      if (!(error instanceof StoreFull) || !(await release())) throw error;
      return this.run(stores, "readwrite", work);
    }
  }

  // Sets the reserve aside again, when there is room for it.
  async reserve() {
    const place = await folder();
    if (!place || await place.getFileHandle(RESERVE).catch(() => null)) return;
    try {
      const writable = await (await place.getFileHandle(RESERVE, { create: true })).createWritable();
      await writable.write(new Uint8Array(RESERVED_BYTES));
      await writable.close();
    } catch { await release(); }
  }

  // One transaction; `work` gets the stores and may give a request, whose result is the answer.
  run(stores, mode, work) {
    return new Promise((resolve, reject) => {
      const transaction = this.db.transaction(stores, mode);
      const request = work(...stores.map((name) => transaction.objectStore(name)));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = transaction.onerror = () => reject(trouble(transaction.error));
    });
  }

  get(key) { return this.run(["meta"], "readonly", (meta) => meta.get(key)); }
  set(key, value) { return this.run(["meta"], "readwrite", (meta) => { meta.put(value, key); }); }
  count(store) { return this.run([store], "readonly", (found) => found.count()); }

  async wipe() {
    await this.run(["meta", "touches", "hours"], "readwrite", (...stores) => { for (const store of stores) store.clear(); });
  }
}
