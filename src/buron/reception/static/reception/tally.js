// A stick per tap, and the sum of each column beside the total.
const form = document.querySelector("[data-tally]");
const total = form.elements.total;

const sumOf = (column) => [...column.querySelectorAll("input")].reduce((sum, input) => sum + (Number(input.value) || 0), 0);

function draw() {
  for (const column of form.querySelectorAll("[data-column]")) {
    const sum = sumOf(column);
    const over = column.dataset.column !== "theme" && Number(total.value) > 0 && sum > Number(total.value);
    const place = column.querySelector("[data-sum]");
    place.textContent = sum ? `${sum}${total.value ? ` / ${total.value}` : ""}` : "";
    place.classList.toggle("tally__over", over);
  }
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  if (!button) return;
  const input = button.parentElement.querySelector("input");
  input.value = Math.max(0, (Number(input.value) || 0) + Number(button.dataset.step)) || "";
  input.dispatchEvent(new Event("input", { bubbles: true }));
});
form.addEventListener("input", (event) => {
  const column = event.target.closest('[data-column="party"]');
  if (column && !total.dataset.typed) total.value = sumOf(column) || "";
  if (event.target === total) total.dataset.typed = "1";
  draw();
});
draw();
