// What this desk recorded and the server has not acknowledged. A database of its own: nothing that makes room elsewhere
// ever touches it. Entries leave it when the server said what became of them, and not before.
import { StoreFull } from "../../offer/offline/store.js";

const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error?.name === "QuotaExceededError" ? new StoreFull() : request.error);
});

function done(transaction) {
  const end = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error?.name === "QuotaExceededError" ? new StoreFull() : transaction.error);
  });
  end.catch(() => {});
  return end;
}

// An entry: { seq, id, message, at, mono, boot, anchor, author, state: "waiting" | "refused", reason, field, day, screen }.
export class OutboxStore {
  static async open(office) {
    const request = indexedDB.open(`buron-outbox-${office}`, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("entries", { keyPath: "seq", autoIncrement: true }).createIndex("id", "id", { unique: true });
      request.result.createObjectStore("meta");
    };
    const db = await asked(request);
    db.onversionchange = () => db.close();
    return new OutboxStore(db);
  }

  constructor(db) { this.db = db; }

  // Writes before it says so. The same identifier again is the same entry, mended: it keeps its place, its moment and its
  // author. Gives what stood there.
  async put(entry) {
    const transaction = this.db.transaction("entries", "readwrite", { durability: "strict" });
    const end = done(transaction);
    const entries = transaction.objectStore("entries");
    const known = await asked(entries.index("id").get(entry.id));
    const { seq, at, mono, boot, anchor, author, day } = known ?? {};
    entries.put(known ? { ...entry, seq, at, mono, boot, anchor, author, day } : entry);
    await end;
    return known;
  }

  async change(id, changes) {
    const transaction = this.db.transaction("entries", "readwrite");
    const end = done(transaction);
    const entries = transaction.objectStore("entries");
    const known = await asked(entries.index("id").get(id));
    if (known) entries.put({ ...known, ...changes });
    await end;
    return Boolean(known);
  }

  // True when it was still there.
  async remove(ids) {
    const transaction = this.db.transaction("entries", "readwrite");
    const end = done(transaction);
    const entries = transaction.objectStore("entries");
    const keys = await Promise.all(ids.map((id) => asked(entries.index("id").getKey(id))));
    for (const key of keys) if (key !== undefined) entries.delete(key);
    await end;
    return keys.some((key) => key !== undefined);
  }

  async all() { return asked(this.db.transaction("entries").objectStore("entries").getAll()); }

  async read(key) { return asked(this.db.transaction("meta").objectStore("meta").get(key)); }

  async note(key, value) {
    const transaction = this.db.transaction("meta", "readwrite");
    const end = done(transaction);
    transaction.objectStore("meta").put(value, key);
    await end.catch(() => {}); // a full store: the note is a convenience, entries are not
  }
}
