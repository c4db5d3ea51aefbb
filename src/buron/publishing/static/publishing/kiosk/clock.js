// The time of the server, whatever the clock of the device says. An epoch is a stretch during which that clock was not
// moved: it begins when the page does, or when the wall clock jumps away from the steady one. A moment is an epoch and a
// wall time; it is exact once the server's clock was seen in that epoch, even later.

const JUMP_MS = 90_000;
const SAME_MS = 3_000;
const MOST_EPOCHS = 200;

export class Clock {
  static async open(keep) {
    const clock = new Clock(keep, (await keep.get("epochs")) ?? []);
    clock.begin();
    return clock;
  }

  constructor(keep, epochs) { Object.assign(this, { keep, epochs }); }

  begin() {
    const guess = this.epochs.findLast((epoch) => epoch.offset !== null)?.offset ?? 0;
    this.epoch = { id: crypto.randomUUID(), offset: null, guess };
    this.epochs = [...this.epochs, this.epoch].slice(-MOST_EPOCHS);
    this.anchor = { wall: Date.now(), steady: performance.now() };
    return this.save();
  }

  save() { return this.keep.set("epochs", this.epochs).catch(() => {}); }

  // Notices that somebody, or the network's time, moved the clock.
  tick() {
    const drift = Date.now() - this.anchor.wall - (performance.now() - this.anchor.steady);
    if (Math.abs(drift) > JUMP_MS) this.begin();
  }

  // The server says what time it is.
  see(serverTime) {
    if (!Number.isFinite(serverTime)) return;
    this.tick();
    const offset = serverTime - Date.now();
    const isKnown = this.epoch.offset !== null && Math.abs(offset - this.epoch.offset) < SAME_MS;
    this.epoch.offset = offset;
    if (!isKnown) this.save();
  }

  now() { return Date.now() + (this.epoch.offset ?? this.epoch.guess); }
  date() { return new Date(this.now()); }

  stamp() {
    this.tick();
    return { epoch: this.epoch.id, wall: Date.now() };
  }

  // Seconds since a stamp, and whether that is a guess.
  ago({ epoch, wall }) {
    const known = this.epochs.find((one) => one.id === epoch);
    const offset = known?.offset ?? known?.guess ?? 0;
    return { seconds: Math.max(0, Math.round((this.now() - wall - offset) / 1000)), guessed: (known?.offset ?? null) === null };
  }
}
