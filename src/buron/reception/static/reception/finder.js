// Search as you type: the list follows the text, arrows choose, Enter adds, the right arrow opens the details.

const DELAY_MS = 90;
const PATIENCE_MS = 1500;

export class Finder {
  constructor(input, list, address, desk, onAdd, onToggle, offline) {
    Object.assign(this, { input, list, address, desk, onAdd, onToggle, offline });
    this.often = list.innerHTML;
    this.asked = null;
    list.toggleAttribute("data-often", true);
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("click", (event) => this.click(event));
    list.addEventListener("mousedown", (event) => { if (!event.target.closest("a")) event.preventDefault(); });
  }

  get options() { return [...this.list.querySelectorAll('[role="option"]')]; }
  get active() { return this.list.querySelector('[aria-selected="true"]'); }

  later() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.hurried = null;
    const text = this.input.value.trim();
    this.waiting = Boolean(text);
    if (!text) return this.show(this.often, true);
    this.timer = setTimeout(() => this.ask(text), DELAY_MS);
  }

  // The server first; what the browser keeps when it is away or slow.
  async ask(text) {
    this.asked = new AbortController();
    if (this.offline.down && this.showKept(text)) return;
    const query = new URLSearchParams({ q: text, bureau: this.desk });
    const signal = AbortSignal.any([this.asked.signal, AbortSignal.timeout(PATIENCE_MS)]);
    try {
      const response = await fetch(`${this.address}?${query}`, { signal, redirect: "error" });
      if (!response.ok) throw new Error(`search: ${response.status}`);
      this.show(await response.text(), false);
    } catch (error) {
      if (error.name === "AbortError") return;
      if (error.name === "TypeError") this.offline.note(false);
      if (!this.showKept(text)) document.dispatchEvent(new CustomEvent("desk:deaf"));
    }
  }

  showKept(text) {
    const found = this.offline.hits(text);
    if (found) this.show(found, false);
    return Boolean(found);
  }

  show(content, often) {
    this.waiting = false;
    if (typeof content === "string") this.list.innerHTML = content;
    else this.list.replaceChildren(content);
    this.list.toggleAttribute("data-often", often);
    this.light(often ? null : this.options[0]);
    document.dispatchEvent(new CustomEvent("desk:hits"));
    const { hurried } = this;
    this.hurried = null;
    hurried?.();
  }

  light(option) {
    for (const one of this.options) one.setAttribute("aria-selected", String(one === option));
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  move(step) {
    const options = this.options;
    if (!options.length) return;
    const next = options.indexOf(this.active) + step;
    this.light(options[Math.max(0, Math.min(options.length - 1, next))]);
  }

  key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const atEnd = this.input.selectionEnd === this.input.value.length;
    if (event.key === "ArrowDown") this.move(1);
    else if (event.key === "ArrowUp") this.move(-1);
    else if (event.key === "Enter") this.enter();
    else if (event.key === "ArrowRight" && atEnd && (this.waiting || this.active)) this.look();
    else if (event.key === "Escape") this.leave();
    else return;
    event.preventDefault();
  }

  // A key pressed before the answers came means the first of those answers, not of the list before.
  look() {
    if (this.waiting) this.hurried = () => this.look();
    else if (this.active) this.details(this.active);
  }

  enter() {
    if (this.waiting) this.hurried = () => this.enter();
    if (this.waiting || !this.active) return;
    this.onAdd(this.itemOf(this.active));
    this.input.select();
  }

  leave() {
    this.clear();
    this.input.blur();
  }

  click(event) {
    const option = event.target.closest('[role="option"]');
    if (!option || event.target.closest(".hit-card")) return;
    if (event.target.closest("[data-more]")) this.details(option);
    else this.onToggle(this.itemOf(option));
  }

  itemOf(option) {
    const { id, name, place, theme } = option.dataset;
    return { id: Number(id), name, place, theme };
  }

  async details(option) {
    const open = option.querySelector(".hit-card");
    if (open) return open.remove();
    const address = new URL(`../fiches/${option.dataset.id}/`, new URL(this.address, location.href));
    const response = this.offline.down ? null : await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null);
    const kept = response?.ok ? null : this.offline.card(Number(option.dataset.id));
    if (response?.ok) option.insertAdjacentHTML("beforeend", await response.text());
    else if (kept) option.append(kept);
    else document.dispatchEvent(new CustomEvent("desk:deaf"));
  }

  clear() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.hurried = null;
    this.input.value = "";
    this.show(this.often, true);
  }
}
