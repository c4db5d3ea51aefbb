// Shows only what the chosen regime and category need; without script every field stays visible.
const UNRANKED = "non_classe";

function wanted(form) {
  const regime = form.querySelector('[name="regime"]:checked')?.value ?? "reel";
  const proportional = form.elements.category.value === UNRANKED && regime === "reel";
  return new Set([regime, proportional ? "rate" : "tariff"]);
}

function refresh(form) {
  const shown = wanted(form);
  for (const part of form.querySelectorAll("[data-tax-when]")) {
    part.hidden = !shown.has(part.dataset.taxWhen);
  }
}

for (const form of document.querySelectorAll("[data-tax-form]")) {
  form.addEventListener("change", () => refresh(form));
  refresh(form);
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
