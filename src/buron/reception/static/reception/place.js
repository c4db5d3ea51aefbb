// A digit answers and passes to the next question; arrows, which try answers, stay where they are.
let byDigit = false;
const groups = [...document.querySelectorAll("[data-digits]")];

document.addEventListener("keydown", (event) => { byDigit = /^(Digit|Numpad)\d$/.test(event.code); }, true);
document.addEventListener("change", (event) => {
  const here = groups.findIndex((group) => group.contains(event.target));
  if (!byDigit || here < 0) return;
  const next = groups[here + 1]?.querySelector("input") ?? document.querySelector("form button.button--primary");
  next.focus();
});
