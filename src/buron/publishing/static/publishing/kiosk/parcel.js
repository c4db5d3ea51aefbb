// The content brought on a USB key: checked whole (signature, then the sum of each part) before anything is kept.

const MAGIC = "BURON-BORNE-1\n";
const SIGNATURE = 32;

export class BadParcel extends Error {}

export async function readParcel(file, keyHex, office) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const start = MAGIC.length + 4;
  if (bytes.length < start + SIGNATURE || new TextDecoder().decode(bytes.slice(0, MAGIC.length)) !== MAGIC) throw new BadParcel("format");
  const size = new DataView(bytes.buffer).getUint32(MAGIC.length);
  if (start + size + SIGNATURE > bytes.length) throw new BadParcel("cut");
  const head = bytes.slice(start, start + size);
  if (!(await isSigned(head, bytes.slice(start + size, start + size + SIGNATURE), keyHex))) throw new BadParcel("signature");
  const told = JSON.parse(new TextDecoder().decode(head));
  if (told.office !== office) throw new BadParcel("office");
  const parts = [];
  let place = start + size + SIGNATURE;
  for (const part of told.parts) {
    const data = bytes.slice(place, place + part.size);
    if (hex(await crypto.subtle.digest("SHA-256", data)) !== part.sha256) throw new BadParcel("cut");
    parts.push(data);
    place += part.size;
  }
  const [entries, ...packs] = parts;
  return { manifest: told.manifest, settings: told.settings ?? {}, madeAt: Date.parse(told.made_at), entries: await unzipped(entries), packs };
}

// Puts the content of a parcel into the store of the offer, unless what is there is younger.
export async function keepParcel(store, parcel) {
  const { manifest: kept } = await store.meta();
  if (kept && kept.checkedAt > parcel.madeAt) throw new BadParcel("older");
  await store.put("staged", parcel.entries);
  await store.apply(parcel.manifest, parcel.madeAt, kept);
  for (const pack of parcel.packs) await store.keepPack(pack.buffer);
}

async function isSigned(head, signature, keyHex) {
  const raw = Uint8Array.from(keyHex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  return crypto.subtle.verify("HMAC", key, signature, head);
}

async function unzipped(data) {
  const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
