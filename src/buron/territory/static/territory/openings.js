// The year screen: counts the ticked days, ticks a run with Shift; the week of a season: copies hours downwards.
const form = document.querySelector("[data-opening-days]");

if (form) {
  const boxes = [...form.querySelectorAll('input[name="day"]')];
  const count = form.querySelector("[data-days-count]");
  const idle = count?.textContent;
  let last = null;

  const draw = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    if (count) count.textContent = ticked ? `${ticked} ${ticked > 1 ? "jours choisis" : "jour choisi"}` : idle;
  };

  form.addEventListener("click", (event) => {
    const box = event.target.closest('input[name="day"]');
    if (!box) return;
    if (event.shiftKey && last) {
      const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
      for (const one of boxes.slice(from, to + 1)) one.checked = box.checked;
    }
    last = box;
  });
  form.addEventListener("change", draw);
  form.addEventListener("reset", () => setTimeout(draw));
  // What is asked in a dialog is sent with the days.
  for (const part of document.querySelectorAll('[data-form="days"]')) {
    for (const input of part.querySelectorAll("input, select, textarea")) input.setAttribute("form", "days");
  }
  draw();
}

for (const button of document.querySelectorAll("[data-copy-down]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const days = [...document.querySelectorAll(".oweek__day input")];
    const from = days.indexOf(button.closest(".oweek__day").querySelector("input"));
    for (const day of days.slice(from + 1)) {
      day.value = days[from].value;
      day.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
}
