// One card for each criterion of the part of the grid that is on the screen.

const part = (name, from) => from.querySelector(`[data-${name}]`);

export class CriterionCards {
  constructor(place, words, app) {
    Object.assign(this, { place, words, app, cards: new Map() });
    this.model = document.getElementById("criterion");
  }

  draw(section, visit) {
    this.cards.clear();
    this.section = section;
    this.place.replaceChildren(Object.assign(document.createElement("h2"), { className: "section-title", textContent: `${section.key} ${section.title}` }));
    for (const criterion of section.criteria) this.place.append(this.made(criterion));
    this.renew(visit);
  }

  made(criterion) {
    const card = this.model.content.firstElementChild.cloneNode(true);
    card.id = `critere-${criterion.number}`;
    part("number", card).textContent = criterion.number;
    part("name", card).textContent = criterion.title;
    part("help", card).textContent = criterion.help;
    part("help", card).hidden = !criterion.help;
    const group = card.querySelector(".visit__answers");
    group.setAttribute("aria-label", `${criterion.number}. ${criterion.title}`);
    part('value="na"', card).hidden = !criterion.unless.length;
    if (criterion.least !== criterion.points) this.several(criterion, group);
    for (const button of group.querySelectorAll("button")) button.addEventListener("click", () => this.answer(criterion, button));
    part("comment", card).addEventListener("change", (event) => this.remark(criterion, event.target.value));
    part("photo", card).addEventListener("change", (event) => this.photo(criterion, event.target));
    for (const button of card.querySelectorAll("[data-keep]")) button.addEventListener("click", () => this.keep(criterion, button.dataset.keep));
    this.cards.set(criterion.number, { card, criterion });
    return card;
  }

  // A criterion worth several numbers of points has one button for each.
  several(criterion, group) {
    const yes = part('value="yes"', group);
    for (let points = criterion.points; points >= criterion.least; points -= 1) {
      const button = yes.cloneNode(true);
      button.dataset.points = points;
      button.textContent = `+ ${points}`;
      yes.after(button);
    }
    yes.remove();
  }

  given(criterion, value, points) {
    const got = value === "yes" ? Number(points ?? criterion.points) : value === "no" ? 0 : null;
    return { value, points: got };
  }

  answer(criterion, button) { this.app.tap(criterion.number, this.given(criterion, button.dataset.value, button.dataset.points)); }

  // A remark goes with an answer: alone it would say nothing of the criterion.
  remark(criterion, comment) {
    const known = this.visit.answers[criterion.number];
    if (known) this.app.tap(criterion.number, { value: known.value, points: known.points, comment });
    else this.pending = { ...this.pending, [criterion.number]: comment };
  }

  async photo(criterion, input) {
    const said = part("photos", input.closest("article"));
    try {
      for (const file of input.files) await this.app.photograph(criterion.number, file);
      said.textContent = this.words.photo_kept;
    } catch {
      said.textContent = this.words.photo_bad;
    }
    input.value = "";
  }

  keep(criterion, which) {
    const known = this.visit.answers[criterion.number];
    const kept = which === "mine" ? known : known.other;
    this.app.tap(criterion.number, { value: kept.value, points: kept.points, comment: kept.comment ?? known.comment, settles: true });
  }

  renew(visit) {
    this.visit = visit;
    for (const { card, criterion } of this.cards.values()) this.show(card, criterion, visit.answers[criterion.number]);
    this.flush();
  }

  flush() {
    for (const [number, comment] of Object.entries(this.pending ?? {})) {
      const known = this.visit.answers[number];
      if (!known) continue;
      delete this.pending[number];
      this.app.tap(Number(number), { value: known.value, points: known.points, comment });
    }
  }

  show(card, criterion, answer) {
    const status = this.app.statusOf(criterion);
    card.toggleAttribute("data-apart", status === "-");
    const worth = criterion.least === criterion.points ? `${criterion.points}` : `${criterion.least}–${criterion.points}`;
    part("status", card).textContent = [criterion.heading, this.words[`status_${status}`], this.words.points.replace("{n}", worth)].filter(Boolean).join(" · ");
    for (const button of card.querySelectorAll(".visit__answers button")) {
      const points = button.dataset.points;
      const pressed = answer?.value === button.dataset.value && (points === undefined || Number(points) === answer.points);
      button.setAttribute("aria-pressed", String(pressed));
    }
    const comment = part("comment", card);
    if (document.activeElement !== comment && answer) comment.value = answer.comment ?? "";
    part("extra", card).textContent = answer?.comment ? "✎" : "";
    this.conflict(card, answer);
  }

  conflict(card, answer) {
    const box = part("conflict", card);
    box.hidden = !answer?.other;
    if (!answer?.other) return;
    part("conflict-text", box).textContent = this.words.conflict;
    for (const [which, one] of [["mine", answer], ["other", answer.other]]) {
      const text = [this.words[`value_${one.value}`], one.comment].filter(Boolean).join(", ");
      part(`keep="${which}"`, box).textContent = this.words.keep.replace("{answer}", text);
    }
  }

  focus(number) {
    const found = this.cards.get(number);
    if (!found) return;
    found.card.scrollIntoView({ block: "center" });
    found.card.focus();
  }
}
