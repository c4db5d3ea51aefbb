// The search of the offer: arrows go from the box to the answers, "near here" asks the device, the map follows.

const box = document.querySelector("[data-search-text]");
const form = document.getElementById("offer-search");
const place = document.getElementById("pres");
const wide = matchMedia("(min-width: 64rem)");

const hits = () => [...document.querySelectorAll("[data-hit]")];

function unfold() {
  document.querySelector("[data-filters]").open = wide.matches;
}

// Enter waits for the answers to what was typed, then goes to the first.
let goToFirst = false;

function enter() {
  const [first] = hits();
  if (goToFirst && first) first.focus();
  goToFirst = false;
}

function onKey(event) {
  if (event.key === "Enter" && event.target === box) goToFirst = true;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const links = hits();
  const here = links.indexOf(event.target);
  if (event.target !== box && here < 0) return;
  const next = here + step;
  event.preventDefault();
  if (next < 0) box.focus();
  else links[next]?.focus();
}

function locate(button) {
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const value = `${coords.latitude.toFixed(5)},${coords.longitude.toFixed(5)}`;
      const option = place.querySelector("[data-here]") ?? place.appendChild(document.createElement("option"));
      option.dataset.here = "";
      option.value = value;
      option.textContent = button.dataset.nearLabel;
      option.selected = true;
      form.requestSubmit();
    },
    () => document.dispatchEvent(new CustomEvent("toast", { detail: { text: button.dataset.nearRefused, level: "warning" } })),
    { maximumAge: 60_000, timeout: 10_000 },
  );
}

async function followMap() {
  const found = document.getElementById("found");
  const map = document.querySelector("#offer-map > div")?.buronMap;
  if (!map || found.dataset.view !== "carte" || found.dataset.mapSrc === map.shownSource) return;
  map.shownSource = found.dataset.mapSrc;
  const response = await fetch(map.shownSource, { headers: { Accept: "application/geo+json" } });
  if (response.ok) map.update(await response.json());
}

// What was unfolded among the filters stays so when they are drawn again.
let unfolded = [];

function rememberUnfolded() {
  unfolded = [...document.querySelectorAll("#facets details[open]")].map((details) => details.id);
}

function unfoldAgain() {
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
}

const near = document.querySelector("[data-near]");
if (near && "geolocation" in navigator) {
  near.hidden = false;
  near.addEventListener("click", () => locate(near));
}
unfold();
wide.addEventListener("change", unfold);
document.addEventListener("keydown", onKey);
document.addEventListener("htmx:beforeSwap", rememberUnfolded);
document.addEventListener("htmx:oobAfterSwap", unfoldAgain);
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "found" && event.detail.target?.id !== "found") return;
  enter();
  followMap();
});
