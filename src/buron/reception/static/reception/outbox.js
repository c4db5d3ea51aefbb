// Sends one message and says what became of it. The message bears its own identifier, so sending it again is harmless:
// whatever the network does, an answered welcome is recorded once.

import { current } from "../kernel/js/token.js";

const PATIENCE_MS = 8000;
const PAUSE_MS = 800;

async function once(address, body, token) {
  const response = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": current() || token, Accept: "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE_MS),
    redirect: "error",
  });
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  const answer = isJson ? await response.json() : {};
  if (response.ok) return { kind: "done", answer };
  if (response.status === 422 || response.status === 409) return { kind: "refused", answer };
  if (response.status === 401 || response.status === 403) return { kind: "session", answer };
  return { kind: response.status >= 502 && response.status <= 504 ? "offline" : "failed", answer };
}

// kind: done, refused (the server says why), session, failed, offline (nobody answered, twice).
export async function submit(address, makeBody, token) {
  for (const last of [false, true]) {
    try {
      return await once(address, makeBody(), token);
    } catch {
      if (last) return { kind: "offline", answer: {} };
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
  return { kind: "offline", answer: {} };
}
