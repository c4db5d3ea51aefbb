// Ideas for a situation: one touch fills the list of the desk, whose lines are added to the carnet like any other.
// What was shown is counted, so that equals take turns; a lost count harms nobody.
import { current } from "../kernel/js/token.js";

const bar = document.getElementById("ideas");
const list = document.getElementById("hits");
const search = document.getElementById("desk-search");
const form = document.getElementById("desk");
let chosen = "";
let before = "";

function press(situation) {
  chosen = situation;
  for (const chip of bar.querySelectorAll("[data-situation]")) {
    chip.setAttribute("aria-pressed", String(chip.dataset.situation === situation));
  }
}

function fill(html) {
  list.innerHTML = html;
  list.toggleAttribute("data-often", false);
  document.dispatchEvent(new CustomEvent("desk:hits"));
}

function count(situation) {
  const fiches = [...list.querySelectorAll('[role="option"]')].map((option) => Number(option.dataset.id));
  if (!fiches.length) return;
  fetch(bar.dataset.shown, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": current() || form.elements.csrfmiddlewaretoken.value },
    body: JSON.stringify({ situation, desk: Number(form.dataset.desk), fiches }),
    keepalive: true,
    redirect: "error",
  }).catch(() => {});
}

async function ask(situation) {
  if (!chosen) before = list.innerHTML;
  press(situation);
  search.value = "";
  const address = `${bar.dataset.ideas.replace("situation", situation)}?bureau=${form.dataset.desk}`;
  const response = await fetch(address, { redirect: "error" }).catch(() => null);
  if (chosen !== situation) return; // another chip was touched meanwhile
  if (!response?.ok) {
    press("");
    bar.title = bar.dataset.deaf;
    document.dispatchEvent(new CustomEvent("desk:deaf"));
    return;
  }
  bar.title = "";
  fill(await response.text());
  count(situation);
}

function leave() {
  press("");
  fill(before);
  list.toggleAttribute("data-often", true);
}

bar.addEventListener("click", (event) => {
  const situation = event.target.closest("[data-situation]")?.dataset.situation;
  if (!situation) return;
  if (situation === chosen) leave();
  else ask(situation);
});
search.addEventListener("input", () => press(""));
