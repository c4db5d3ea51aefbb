// What the tablet keeps: the grid, the visits with their answers, the photos that have not left. One database per office,
// whose rows say `waiting` while something of them has to leave (see kernel/js/later/forget.js).
import { waitingCount } from "./merge.js";

const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}

export class VisitStore {
  static async open(office) {
    const request = indexedDB.open(`buron-kept-visits-${office}`, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("visits", { keyPath: "id" });
      request.result.createObjectStore("photos", { keyPath: "client_id" });
      request.result.createObjectStore("meta");
    };
    const db = await asked(request);
    db.onversionchange = () => db.close();
    return new VisitStore(db);
  }

  constructor(db) { this.db = db; }

  async write(store, action) {
    const transaction = this.db.transaction(store, "readwrite", { durability: "strict" });
    const end = done(transaction);
    end.catch(() => {});
    const given = await action(transaction.objectStore(store));
    await end;
    return given;
  }

  async all(store) { return asked(this.db.transaction(store).objectStore(store).getAll()); }

  async get(store, key) { return asked(this.db.transaction(store).objectStore(store).get(key)); }

  async put(store, value, key) { return this.write(store, (held) => { held.put(value, key); }); }

  async remove(store, key) { return this.write(store, (held) => { held.delete(key); }); }

  // Reads, changes and writes in one transaction: two tabs never lose each other's taps.
  async change(id, action) {
    return this.write("visits", async (held) => {
      const visit = await asked(held.get(id));
      if (!visit) return null;
      action(visit);
      visit.waiting = waitingCount(visit) > 0;
      held.put(visit);
      return visit;
    });
  }
}
