// What the service workers share: taking the files of a page, whole. The server puts it before each of them.

// Files, then what they import or draw.
async function takeFiles(cache, wanted) {
  const seen = new Set();
  let next = [...wanted];
  while (next.length) {
    const found = await Promise.all(next.map(async (file) => {
      seen.add(file);
      const response = await whole(file);
      const inner = /\.(css|js)$/.test(file) ? within(await response.clone().text(), file) : [];
      await cache.put(file, response);
      return inner;
    }));
    next = [...new Set(found.flat())].filter((file) => !seen.has(file));
  }
}

// On a bad line one file in fifty may fail: it is asked for again before all of them are given up.
async function whole(address, pauses = [500, 2000]) {
  try {
    const response = await fetch(address, { credentials: "same-origin", cache: "no-cache", redirect: "error" });
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return response;
  } catch (error) {
    if (!pauses.length) throw error;
    await new Promise((resolve) => setTimeout(resolve, pauses[0]));
    return whole(address, pauses.slice(1));
  }
}

const clean = (address, base) => new URL(address, new URL(base, location.origin)).pathname;
const isFile = (path) => path.startsWith("/static/") && !/\/(maplibre|pmtiles)|map(_style)?\.[0-9a-f]*\.?js|htmx/.test(path);

const named = (html) => [...html.matchAll(/(?:src|href)="(\/static\/[^"#?]+)/g)].map((found) => found[1]).filter(isFile);

function within(text, file) {
  const imports = [...text.matchAll(/(?:from\s*|import\s*\(?\s*)["'](\.{1,2}\/[^"']+)["']/g)].map((found) => found[1]);
  const drawn = [...text.matchAll(/url\(["']?([^"')#?]+)/g)].map((found) => found[1]).filter((path) => !path.startsWith("data:"));
  return [...imports, ...drawn].map((path) => clean(path, file)).filter(isFile);
}
