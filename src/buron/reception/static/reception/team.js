// Beside the desk: two small forms that never hold the visitor up. What cannot leave waits on this device.
import { current } from "../kernel/js/token.js";
import { Waiting, send, uuid } from "./waiting.js";

const box = document.getElementById("team-said");
let fading = 0;

function say(text) {
  clearTimeout(fading);
  box.textContent = text;
  box.hidden = false;
  fading = setTimeout(() => { box.hidden = true; }, 6000);
}

const fields = (form) => Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));

function shut(form) {
  form.reset();
  form.closest("dialog").close();
  form.querySelector("[data-place]")?.setAttribute("hidden", "");
}

function start(form) {
  const alarm = form.querySelector("[data-team-alert]");
  const url = form.dataset.url;
  const waiting = new Waiting(`equipe-${form.dataset.team}-${url}`, async (item) => {
    const { kind, answer } = await send(url, item, { "X-CSRFToken": current() });
    if (kind === "done") say(answer.message || box.dataset.saved);
    if (kind === "refused") say(`${box.dataset.refused} « ${item.text || item.words} ». ${answer.message}`);
    if (kind === "session") say(box.dataset.session);
    if (kind === "later") say(`${box.dataset.later} ${waiting.items().length}`);
    return kind;
  }, () => {});

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const item = { client_id: uuid(), desk: Number(form.dataset.desk), channel: form.dataset.channel, ...fields(form) };
    alarm.hidden = true;
    const button = form.querySelector("button:not([type])");
    button.disabled = true;
    const { kind, answer } = await send(url, item, { "X-CSRFToken": current() });
    button.disabled = false;
    if (kind === "refused") {
      alarm.textContent = answer.message;
      alarm.hidden = false;
      return;
    }
    shut(form);
    if (kind === "done") say(answer.message);
    else waiting.add(item);
  });
  form.addEventListener("change", (event) => {
    const place = form.querySelector("[data-place]");
    if (place && event.target.name === "kind") place.hidden = !("incident" in event.target.dataset);
  });
  waiting.flush();
}

for (const form of document.querySelectorAll("[data-team]")) start(form);
