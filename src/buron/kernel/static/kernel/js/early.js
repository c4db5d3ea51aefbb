// Runs before the first paint: a side menu that was folded stays folded, without a jump.
try {
  if (localStorage.getItem("buron.nav") === "rail") document.documentElement.dataset.nav = "rail";
} catch { /* storage refused: the menu stays open */ }
