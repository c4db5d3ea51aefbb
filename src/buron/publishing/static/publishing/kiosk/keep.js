// What the kiosk keeps of its own beside the offer: its key and settings, gestures not yet sent, hours at which it was on.

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

  // One transaction; `work` gets the stores and may give a request, whose result is the answer.
  run(stores, mode, work) {
    return new Promise((resolve, reject) => {
      const transaction = this.db.transaction(stores, mode);
      const request = work(...stores.map((name) => transaction.objectStore(name)));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  }

  get(key) { return this.run(["meta"], "readonly", (meta) => meta.get(key)); }
  set(key, value) { return this.run(["meta"], "readwrite", (meta) => { meta.put(value, key); }); }
  count(store) { return this.run([store], "readonly", (found) => found.count()); }

  async wipe() {
    await this.run(["meta", "touches", "hours"], "readwrite", (...stores) => { for (const store of stores) store.clear(); });
  }
}
