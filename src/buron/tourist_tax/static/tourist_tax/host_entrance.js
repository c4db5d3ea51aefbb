// The link stands after the "#", which no browser sends: it is handed over once, in the body of a form.

import { wipe } from "./host_store.js";

const form = document.querySelector("[data-host-entrance]");
const link = decodeURIComponent(location.hash.slice(1)).trim();

function open(token) {
  history.replaceState(null, "", location.pathname);
  form.elements.link.value = token;
  form.submit();
}

if (/^[A-Za-z0-9_-]{20,60}$/.test(link)) open(link);
else if (!form.dataset.hostKnown) wipe({ all: false }); // signed out, or the link is over: this phone forgets
addEventListener("hashchange", () => location.reload());
