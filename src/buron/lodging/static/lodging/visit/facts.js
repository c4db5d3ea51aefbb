// What the grid depends on: persons, floor, altitude, special cases; and what is to be measured for that many persons.

export class Facts {
  constructor(root, words, changed) {
    this.form = root.querySelector("[data-facts]");
    this.rows = root.querySelector("[data-measures]");
    Object.assign(this, { words, changed });
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("change", () => {
      if (this.form.elements.persons.value && this.form.reportValidity()) this.changed(this.read(), this.differs);
    });
  }

  read() {
    const { elements } = this.form;
    const whole = (name) => (elements[name].value === "" ? null : Number(elements[name].value));
    const circumstances = [...this.form.querySelectorAll("[name=circumstances]:checked")].map((one) => one.value);
    return {
      persons: whole("persons"), floor: whole("floor") ?? 0, altitude: whole("altitude"), surface: whole("surface"), circumstances,
      prerequisite: { yes: true, no: false }[elements.prerequisite.value] ?? null,
    };
  }

  show(visit, busy) {
    this.differs = Boolean(visit.facts_other);
    if (!busy) {
      const { elements } = this.form;
      for (const name of ["persons", "floor", "altitude", "surface"]) elements[name].value = visit.facts[name] ?? "";
      for (const one of this.form.querySelectorAll("[name=circumstances]")) one.checked = (visit.facts.circumstances ?? []).includes(one.value);
      elements.prerequisite.value = { true: "yes", false: "no" }[visit.facts.prerequisite] ?? "";
    }
    this.conflict(visit);
    this.measures(visit);
  }

  conflict(visit) {
    this.form.querySelector("[data-facts-conflict]")?.remove();
    if (!visit.facts_other) return;
    const said = Object.assign(document.createElement("p"), { className: "notice notice--bad", textContent: this.words.facts_conflict });
    said.dataset.factsConflict = "";
    const { persons, floor, altitude, surface } = visit.facts_other;
    said.append(` ${[persons, floor, altitude, surface].map((one) => one ?? "–").join(" / ")} `);
    const keep = Object.assign(document.createElement("button"), { type: "button", className: "button button--small", textContent: this.words.facts_keep });
    keep.addEventListener("click", () => this.changed(this.read(), true));
    said.append(keep);
    this.form.prepend(said);
  }

  measures(visit) {
    const found = visit.measures?.[visit.facts.persons] ?? [];
    this.rows.replaceChildren(...found.map((one) => {
      const row = document.createElement("tr");
      const head = Object.assign(document.createElement("th"), { scope: "row", textContent: one.stars });
      const cells = [one.surface, `${one.bed_one} / ${one.bed_two}`, one.pillows, one.rings, one.fridge].map((text, rank) => {
        const cell = Object.assign(document.createElement("td"), { textContent: text, className: rank === 1 ? "" : "num" });
        cell.dataset.label = this.words.measures[rank];
        return cell;
      });
      row.append(head, ...cells);
      return row;
    }));
  }
}
