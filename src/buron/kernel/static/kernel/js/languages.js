// Texts side by side: French stays, the radio buttons data-langs-choice pick what stands beside it.

function show(box, code) {
  for (const group of box.querySelectorAll(".langs")) {
    [...group.children].forEach((cell, rank) => {
      cell.hidden = rank > 0 && code !== "all" && cell.dataset.lang !== code;
    });
  }
}

export function start(root) {
  if (root !== document) return;
  document.addEventListener("input", (event) => {
    const box = event.target.matches("[data-langs-choice]") && event.target.closest("[data-langs]");
    if (box) show(box, event.target.value);
  });
}
