// Counting gestures: a moment, a screen, a theme, a language. They wait here while there is no network and leave in
// batches whose identifier is made once: the same batch sent twice is counted once.

const LOT = 500;
const MOST_WAITING = 100_000;
const HOUR_MS = 3_600_000;

export class Use {
  constructor(keep, clock) { Object.assign(this, { keep, clock, unsaved: [], waiting: 0, lost: 0 }); }

  async open() { this.waiting = await this.keep.count("touches"); return this; }

  async touch(screen, theme, language) {
    if (this.waiting >= MOST_WAITING) { this.lost += 1; return; }
    this.unsaved.push({ ...this.clock.stamp(), screen, theme: theme ?? null, language });
    const rows = this.unsaved.splice(0);
    try {
      await this.keep.insist(["touches"], (touches) => { for (const row of rows) touches.add(row); });
      this.waiting += rows.length;
    } catch {
      this.unsaved.unshift(...rows.slice(-LOT)); // the memory is full: they are tried again with the next gesture
    }
  }

  async lit() {
    const stamp = this.clock.stamp();
    const key = `${stamp.epoch} ${Math.floor(stamp.wall / HOUR_MS)}`;
    if (this.hour === key) return;
    await this.keep.insist(["hours"], (hours) => { hours.put(stamp, key); }).then(() => { this.hour = key; }, () => {});
  }

  // Sends everything that waits; `post(body)` resolves when the server has it, and throws otherwise.
  async send(post) {
    for (;;) {
      const batch = (await this.keep.get("batch")) ?? (await this.freeze());
      if (!batch) return;
      const touches = batch.rows.map(([, row]) => {
        const { seconds, guessed } = this.clock.ago(row);
        return [seconds, row.screen, row.theme, row.language, guessed ? 1 : 0];
      });
      await post({ id: batch.id, touches });
      await this.keep.insist(["meta", "touches"], (meta, store) => {
        for (const [key] of batch.rows) store.delete(key);
        meta.delete("batch");
      });
      this.waiting = await this.keep.count("touches");
    }
  }

  async freeze() {
    const rows = [];
    await this.keep.insist(["meta", "touches"], (meta, touches) => {
      rows.length = 0;
      const cursor = touches.openCursor();
      cursor.onsuccess = () => {
        const here = cursor.result;
        if (here && rows.length < LOT) { rows.push([here.key, here.value]); here.continue(); return; }
        if (rows.length) meta.put({ id: (this.fresh = crypto.randomUUID()), rows }, "batch");
      };
    });
    return rows.length ? { id: this.fresh, rows } : null;
  }

  // The hours at which the screen was on, as seconds ago, with what forgets them once they are told.
  async hours() {
    const keys = await this.keep.run(["hours"], "readonly", (hours) => hours.getAllKeys());
    const stamps = await this.keep.run(["hours"], "readonly", (hours) => hours.getAll());
    return {
      ago: stamps.map((stamp) => this.clock.ago(stamp).seconds),
      forget: () => this.keep.run(["hours"], "readwrite", (hours) => { for (const key of keys) hours.delete(key); }).catch(() => {}), // told again, they are the same
    };
  }
}
