// The key that every form sends back changes when somebody signs in. A page that was open before, in another tab, takes the
// new one: what was typed in it can still be sent.

export const current = () => /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";

function renew() {
  const token = current();
  if (!token) return;
  for (const input of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) input.value = token;
}

export function start(root) {
  if (root !== document) return;
  document.addEventListener("submit", renew, true);
  addEventListener("focus", renew);
  document.addEventListener("visibilitychange", renew);
  document.addEventListener("htmx:configRequest", (event) => {
    const token = current();
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token;
  });
}
