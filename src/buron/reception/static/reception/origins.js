// Any département or country, by its number or the beginning of its name, accents aside.

const MOST = 8;
export const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();

export class Origins {
  constructor(input, list, names, onChoose) {
    Object.assign(this, { input, list, onChoose });
    this.names = names.map(([code, label]) => ({ code, label, key: ` ${fold(label)} ` }));
    input.addEventListener("input", () => this.suggest());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    if (input.value) this.suggest(); // typed before this module came
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[data-code]");
      if (option) this.choose(option.dataset.code);
    });
  }

  labelOf(code) { return this.names.find((one) => one.code === code)?.label ?? code; }

  matches(text) {
    const typed = fold(text);
    if (!typed) return [];
    if (/^\d{1,3}$|^2[ab]$/.test(typed)) {
      const number = typed.length === 1 ? `0${typed}` : typed;
      const exact = this.names.filter((one) => one.code.toLowerCase() === `fr-${number}`);
      const begun = this.names.filter((one) => one.code.toLowerCase().startsWith(`fr-${typed}`) && !exact.includes(one));
      return [...exact, ...begun].slice(0, MOST);
    }
    const first = this.names.filter((one) => one.key.startsWith(` ${typed}`));
    const inside = this.names.filter((one) => one.key.includes(` ${typed}`) && !first.includes(one));
    return [...first, ...inside].slice(0, MOST);
  }

  suggest() {
    const found = this.matches(this.input.value);
    this.list.replaceChildren(...found.map((one, rank) => {
      const option = document.createElement("li");
      Object.assign(option, { id: `origin-${one.code}`, textContent: one.label });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", String(rank === 0));
      option.dataset.code = one.code;
      return option;
    }));
    this.list.hidden = !found.length;
    this.input.setAttribute("aria-expanded", String(Boolean(found.length)));
    this.point();
  }

  point() {
    const active = this.list.querySelector('[aria-selected="true"]');
    if (active) this.input.setAttribute("aria-activedescendant", active.id);
    else this.input.removeAttribute("aria-activedescendant");
    active?.scrollIntoView({ block: "nearest" });
  }

  move(step) {
    const options = [...this.list.children];
    const now = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const next = Math.max(0, Math.min(options.length - 1, now + step));
    options.forEach((one, rank) => one.setAttribute("aria-selected", String(rank === next)));
    this.point();
  }

  key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown") this.move(1);
    else if (event.key === "ArrowUp") this.move(-1);
    else if (event.key === "Enter") {
      const active = this.list.querySelector('[aria-selected="true"]');
      if (active) this.choose(active.dataset.code);
    } else return;
    event.preventDefault();
  }

  choose(code) {
    this.close();
    this.onChoose(code);
  }

  close() {
    this.input.value = "";
    this.list.hidden = true;
    this.list.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.point();
  }
}
