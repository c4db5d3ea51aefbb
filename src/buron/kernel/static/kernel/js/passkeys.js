// Says in the page why a passkey could not be used; allauth's own script only writes it to the console.

const WORDS = { NotAllowedError: "refused", InvalidStateError: "known", SecurityError: "address" };

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const texts = document.getElementById("passkey-words").dataset;
  const text = texts[WORDS[event.detail.exception?.name] ?? "failed"];
  document.dispatchEvent(new CustomEvent("toast", { detail: { text, level: "error" } }));
});
