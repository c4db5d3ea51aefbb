// A QR code (ISO/IEC 18004) in byte mode with error correction M, versions 1 to 10, mask 0: enough for an address, and
// drawn without the network. `matrix(text)` gives rows of booleans, true is dark.

const ECC = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5];
const WORDS = [26, 44, 70, 100, 134, 172, 196, 242, 292, 346];
const ALIGN = [[], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50]];
const FORMAT_M_MASK_0 = 0b101010000010010;
const VERSION_7_ON = [0x07c94, 0x085bc, 0x09a99, 0x0a4d3];

const EXP = new Uint8Array(512);
const LOG = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power += 1) {
  EXP[power] = EXP[power + 255] = value;
  LOG[value] = power;
  value = value & 128 ? (value << 1) ^ 0x11d : value << 1;
}

export function matrix(text) {
  const bytes = new TextEncoder().encode(text);
  const version = WORDS.findIndex((words, place) => bytes.length + 2 + (place > 8 ? 1 : 0) <= words - ECC[place] * BLOCKS[place]) + 1;
  if (!version) throw new RangeError("too long for a code");
  return drawn(version, interleaved(version, encoded(version, bytes)));
}

function encoded(version, bytes) {
  const capacity = WORDS[version - 1] - ECC[version - 1] * BLOCKS[version - 1];
  const bits = [];
  const push = (value, length) => { for (let bit = length - 1; bit >= 0; bit -= 1) bits.push((value >> bit) & 1); };
  push(4, 4);
  push(bytes.length, version > 9 ? 16 : 8);
  for (const byte of bytes) push(byte, 8);
  push(0, Math.min(4, capacity * 8 - bits.length));
  while (bits.length % 8) bits.push(0);
  const words = [];
  for (let start = 0; start < bits.length; start += 8) words.push(parseInt(bits.slice(start, start + 8).join(""), 2));
  for (let pad = 0xec; words.length < capacity; pad ^= 0xec ^ 0x11) words.push(pad);
  return words;
}

function interleaved(version, words) {
  const count = BLOCKS[version - 1];
  const short = Math.floor(words.length / count);
  const longFrom = count - (words.length % count);
  const blocks = [];
  for (let block = 0, place = 0; block < count; block += 1) {
    const size = short + (block >= longFrom ? 1 : 0);
    blocks.push(words.slice(place, place + size));
    place += size;
  }
  const checks = blocks.map((block) => remainder(block, ECC[version - 1]));
  const out = [];
  for (let place = 0; place <= short; place += 1) for (const block of blocks) if (place < block.length) out.push(block[place]);
  for (let place = 0; place < ECC[version - 1]; place += 1) for (const check of checks) out.push(check[place]);
  return out;
}

// Reed-Solomon: what is left of the block divided by the generator.
function remainder(block, degree) {
  let generator = [1];
  for (let root = 0; root < degree; root += 1) {
    const next = new Array(generator.length + 1).fill(0);
    generator.forEach((factor, place) => {
      next[place] ^= factor;
      next[place + 1] ^= times(factor, EXP[root]);
    });
    generator = next;
  }
  const rest = [...block, ...new Array(degree).fill(0)];
  for (let place = 0; place < block.length; place += 1) {
    const factor = rest[place];
    if (factor) generator.forEach((one, step) => { rest[place + step] ^= times(one, factor); });
  }
  return rest.slice(block.length);
}

const times = (one, other) => (one && other ? EXP[LOG[one] + LOG[other]] : 0);

function drawn(version, words) {
  const size = 17 + version * 4;
  const grid = Array.from({ length: size }, () => new Array(size).fill(null));
  for (const [row, column] of [[0, 0], [0, size - 7], [size - 7, 0]]) finder(grid, row, column);
  const centres = ALIGN[version - 1];
  for (const row of centres) for (const column of centres) if (grid[row][column] === null) square(grid, row, column);
  for (let place = 8; place < size - 8; place += 1) grid[6][place] = grid[place][6] = place % 2 === 0;
  formats(grid, size);
  if (version > 6) versions(grid, size, VERSION_7_ON[version - 7]);
  fill(grid, size, words);
  return grid;
}

function finder(grid, top, left) {
  for (let row = -1; row <= 7; row += 1) for (let column = -1; column <= 7; column += 1) {
    if (grid[top + row]?.[left + column] === undefined) continue;
    const edge = Math.max(Math.abs(row - 3), Math.abs(column - 3));
    grid[top + row][left + column] = edge !== 2 && edge !== 4;
  }
}

function square(grid, middle, centre) {
  for (let row = -2; row <= 2; row += 1) for (let column = -2; column <= 2; column += 1) {
    grid[middle + row][centre + column] = Math.max(Math.abs(row), Math.abs(column)) !== 1;
  }
}

function formats(grid, size) {
  const bit = (place) => Boolean((FORMAT_M_MASK_0 >> place) & 1);
  for (let place = 0; place < 15; place += 1) {
    const row = place < 6 ? place : place < 8 ? place + 1 : size - 15 + place;
    grid[row][8] = bit(place);
    const column = place < 8 ? size - 1 - place : place < 9 ? 7 : 14 - place;
    grid[8][column] = bit(place);
  }
  grid[size - 8][8] = true;
}

function versions(grid, size, code) {
  for (let place = 0; place < 18; place += 1) {
    const dark = Boolean((code >> place) & 1);
    grid[Math.floor(place / 3)][size - 11 + (place % 3)] = dark;
    grid[size - 11 + (place % 3)][Math.floor(place / 3)] = dark;
  }
}

// Two columns at a time from the right, up then down; mask 0 turns over one cell out of two.
function fill(grid, size, words) {
  let place = 0;
  let up = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      const row = up ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (grid[row][column] !== null) continue;
        const bit = ((words[place >> 3] ?? 0) >> (7 - (place & 7))) & 1;
        grid[row][column] = Boolean(bit) !== ((row + column) % 2 === 0);
        place += 1;
      }
    }
    up = !up;
  }
}
