// What a browser kept and has sent is forgotten at sign-out, and when its time is over. In the databases whose name begins
// with "buron-kept-", a row that still has to leave says `waiting` and stays; all the others go.

const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

export async function forget() {
  for (const { name } of await indexedDB.databases()) if (name.startsWith("buron-kept-")) await forgetIn(name);
}

async function forgetIn(name) {
  const db = await asked(indexedDB.open(name));
  const stores = [...db.objectStoreNames];
  if (stores.length) await emptied(db.transaction(stores, "readwrite"), stores);
  db.close();
}

function emptied(transaction, stores) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    for (const store of stores) {
      transaction.objectStore(store).openCursor().onsuccess = ({ target: { result: cursor } }) => {
        if (!cursor) return;
        if (!cursor.value?.waiting) cursor.delete();
        cursor.continue();
      };
    }
  });
}
