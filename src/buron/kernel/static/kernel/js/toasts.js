// Short messages. A server makes one with Django messages, or by answering htmx with
// HX-Trigger: {"toast": {"text": "Acte enregistré", "level": "success", "undo": "/…/annuler"}}.

const SECONDS = { success: 7, info: 7, warning: 14 };
const UNDO_SECONDS = 60;
const ICONS = { success: "circle-check", info: "info", warning: "triangle-alert", error: "circle-alert" };

const region = () => document.getElementById("toasts");

function undo(button) {
  button.disabled = true;
  window.htmx.ajax("POST", button.dataset.undo, { source: document.body, swap: "none" });
  button.closest(".toast").remove();
}

// A message waits while it is pointed at or focused, so that nobody loses what she is reading.
function arm(element) {
  const seconds = Number(element.dataset.seconds);
  if (!seconds || element.dataset.armed) return;
  element.dataset.armed = "1";
  let left = seconds;
  const timer = setInterval(() => {
    if (element.matches(":hover, :focus-within")) return;
    left -= 1;
    if (left <= 0 || !element.isConnected) {
      clearInterval(timer);
      element.remove();
    }
  }, 1000);
}

export function toast({ text, level = "success", undo: address = "" }) {
  const element = document.getElementById("toast-model").content.firstElementChild.cloneNode(true);
  element.classList.add(`toast--${level}`);
  element.querySelector("p").textContent = text;
  const use = element.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*$/, `#${ICONS[level] ?? "info"}`));
  const button = element.querySelector("[data-undo]");
  if (address) button.dataset.undo = address;
  else button.remove();
  const seconds = address ? UNDO_SECONDS : SECONDS[level];
  if (seconds) element.dataset.seconds = seconds;
  region().append(element);
  arm(element);
}

function failure(status) {
  const texts = document.getElementById("toast-model").dataset;
  if (status === 0) return texts.offline;
  if (status === 401 || status === 403) return texts.forbidden;
  return status === 429 ? texts.busy : texts.failed;
}

export function start(root) {
  for (const element of document.querySelectorAll("#toasts > .toast")) arm(element);
  if (root !== document) return;
  document.addEventListener("toast", (event) => toast(event.detail));
  document.addEventListener("htmx:responseError", (event) => toast({ text: failure(event.detail.xhr.status), level: "error" }));
  document.addEventListener("htmx:sendError", () => toast({ text: failure(0), level: "error" }));
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".toast button");
    if (!button) return;
    if (button.dataset.undo) undo(button);
    else button.closest(".toast").remove();
  });
}
