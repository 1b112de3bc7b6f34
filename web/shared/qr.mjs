// A text as a QR code (ISO/IEC 18004): bytes, level M, versions 1 to 12, which is 287 bytes. Nothing of it leaves the page, as a
// picture from a service elsewhere would make it.

/** By version: [codewords of error correction in a block, blocks, codewords of data in all blocks]. */
const LEVEL_M = [null, [10, 1, 16], [16, 1, 28], [26, 1, 44], [18, 2, 64], [24, 2, 86], [16, 4, 108], [18, 4, 124], [22, 4, 154], [22, 5, 182], [26, 5, 216],
  [30, 5, 254], [22, 8, 290]];
const ALIGNMENT = [null, [], [6, 18], [6, 22], [6, 26], [6, 30], [6, 34], [6, 22, 38], [6, 24, 42], [6, 26, 46], [6, 28, 50], [6, 30, 54], [6, 32, 58]];

const MASKS = [(x, y) => (x + y) % 2, (x, y) => y % 2, (x) => x % 3, (x, y) => (x + y) % 3, (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3), (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2, (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2];

// ---- the field of 256 elements, and Reed-Solomon in it ----

const EXP = [];
const LOG = [];
for (let i = 0, x = 1; i < 255; i++) {
  EXP[i] = x;
  LOG[x] = i;
  x = (x << 1) ^ (x & 128 ? 0x11d : 0);
}
const times = (a, b) => (a && b ? EXP[(LOG[a] + LOG[b]) % 255] : 0);

function generator(n) {
  let poly = [1];
  for (let i = 0; i < n; i++) poly = [...poly, 0].map((c, k) => c ^ (k ? times(poly[k - 1], EXP[i]) : 0));
  return poly;
}

function correction(data, n) {
  const poly = generator(n);
  const rest = [...data, ...new Array(n).fill(0)];
  for (let i = 0; i < data.length; i++) {
    const lead = rest[i];
    for (let k = 0; k <= n; k++) rest[i + k] ^= times(poly[k], lead);
  }
  return rest.slice(data.length);
}

// ---- codewords ----

const countBits = (version) => (version < 10 ? 8 : 16);
const roomOf = (version) => LEVEL_M[version][2] - (4 + countBits(version)) / 8;

/** The data's codewords: mode, length, bytes, end, and filling. */
function pack(bytes, version) {
  const capacity = LEVEL_M[version][2];
  const bits = [];
  const put = (value, n) => { for (let i = n - 1; i >= 0; i--) bits.push((value >> i) & 1); };
  put(4, 4);
  put(bytes.length, countBits(version));
  bytes.forEach((b) => put(b, 8));
  put(0, 4);
  const words = [];
  for (let i = 0; i < bits.length; i += 8) words.push(bits.slice(i, i + 8).reduce((byte, bit, k) => byte | (bit << (7 - k)), 0));
  for (let pad = 0xec; words.length < capacity; pad ^= 0xec ^ 0x11) words.push(pad);
  return words.slice(0, capacity);
}

/** In blocks, short ones first, each with its correction; read across. */
function interleave(words, version) {
  const [ecc, blocks, total] = LEVEL_M[version];
  const short = Math.floor(total / blocks);
  const long = total % blocks;
  const data = [];
  for (let i = 0, at = 0; i < blocks; i++) {
    const n = short + (i >= blocks - long ? 1 : 0);
    data.push(words.slice(at, at + n));
    at += n;
  }
  const across = (rows) => Array.from({ length: Math.max(...rows.map((r) => r.length)) }, (_, k) => rows.map((r) => r[k])).flat().filter((w) => w !== undefined);
  return [...across(data), ...across(data.map((d) => correction(d, ecc)))];
}

// ---- the picture ----

/** bits followed by their remainder by a polynomial of degree n. */
function withRemainder(bits, n, poly) {
  let rest = bits << n;
  for (let i = 31 - Math.clz32(rest); i >= n; i = 31 - Math.clz32(rest)) rest ^= poly << (i - n);
  return (bits << n) | rest;
}

class Grid {
  constructor(version) {
    this.version = version;
    this.size = 17 + 4 * version;
    this.dark = Array.from({ length: this.size }, () => new Array(this.size).fill(false));
    this.fixed = Array.from({ length: this.size }, () => new Array(this.size).fill(false));
  }

  set(x, y, dark) {
    if (x < 0 || y < 0 || x >= this.size || y >= this.size) return;
    this.dark[y][x] = Boolean(dark);
    this.fixed[y][x] = true;
  }

  square(cx, cy, radius, isDark) {
    for (let y = -radius; y <= radius; y++) for (let x = -radius; x <= radius; x++) this.set(cx + x, cy + y, isDark(Math.max(Math.abs(x), Math.abs(y))));
  }

  patterns() {
    const last = this.size - 1;
    for (let i = 0; i < this.size; i++) {
      this.set(6, i, i % 2 === 0);
      this.set(i, 6, i % 2 === 0);
    }
    for (const [x, y] of [[3, 3], [last - 3, 3], [3, last - 3]]) this.square(x, y, 4, (d) => d !== 2 && d !== 4);
    const at = ALIGNMENT[this.version];
    const end = at.length - 1;
    at.forEach((x, i) => at.forEach((y, k) => {
      if (!((i === 0 && k === 0) || (i === 0 && k === end) || (i === end && k === 0))) this.square(x, y, 2, (d) => d !== 1);
    }));
    this.format(0);
    if (this.version >= 7) this.versionBits();
  }

  versionBits() {
    const bits = withRemainder(this.version, 12, 0x1f25);
    for (let i = 0; i < 18; i++) {
      const [a, b] = [this.size - 11 + (i % 3), Math.floor(i / 3)];
      this.set(a, b, (bits >> i) & 1);
      this.set(b, a, (bits >> i) & 1);
    }
  }

  /** Level M is 00. */
  format(mask) {
    const bits = withRemainder(mask, 10, 0x537) ^ 0x5412;
    const bit = (i) => (bits >> i) & 1;
    const last = this.size - 1;
    for (let i = 0; i < 15; i++) {
      const near = i < 6 ? i : i < 8 ? i + 1 : last - 14 + i;
      this.set(8, near, bit(i));
      const far = i < 8 ? last - i : i === 8 ? 7 : 14 - i;
      this.set(far, 8, bit(i));
    }
    this.set(8, this.size - 8, true);
  }

  /** Two columns at a time, up and down, from the right. */
  fill(words) {
    let at = 0;
    const next = () => (words[at >> 3] >> (7 - (at++ & 7))) & 1;
    for (let right = this.size - 1, up = true; right > 0; right -= 2, up = !up) {
      if (right === 6) right = 5;
      for (let i = 0; i < this.size; i++) {
        const y = up ? this.size - 1 - i : i;
        for (const x of [right, right - 1]) if (!this.fixed[y][x]) this.dark[y][x] = Boolean(next());
      }
    }
  }

  masked(mask) {
    const copy = new Grid(this.version);
    copy.fixed = this.fixed.map((row) => [...row]);
    copy.dark = this.dark.map((row, y) => row.map((dark, x) => (this.fixed[y][x] ? dark : dark !== (MASKS[mask](x, y) === 0))));
    copy.format(mask);
    return copy;
  }

  /** How hard it is to read: long runs, blocks of four, what looks like a corner, too much of one colour. */
  penalty() {
    const columns = this.dark.map((_, x) => this.dark.map((row) => row[x]));
    const texts = [...this.dark, ...columns].map((line) => line.map((d) => (d ? '1' : '0')).join(''));
    let sum = 0;
    for (const text of texts) {
      for (const run of text.match(/0{5,}|1{5,}/g) ?? []) sum += run.length - 2;
      sum += 40 * (text.match(/(?=10111010000|00001011101)/g) ?? []).length;
    }
    for (let y = 1; y < this.size; y++) for (let x = 1; x < this.size; x++) if (new Set([this.dark[y][x], this.dark[y - 1][x], this.dark[y][x - 1], this.dark[y - 1][x - 1]]).size === 1) sum += 3;
    const share = texts.slice(0, this.size).join('').replaceAll('0', '').length / this.size ** 2;
    return sum + 10 * Math.floor(Math.abs(share - 0.5) * 20);
  }
}

/** Rows of dark (true) and light modules, without the quiet zone; null if the text is too long. */
export function qrRows(text) {
  const bytes = new TextEncoder().encode(text);
  const version = LEVEL_M.findIndex((row, v) => row && bytes.length <= Math.floor(roomOf(v)));
  if (version < 0) return null;
  const grid = new Grid(version);
  grid.patterns();
  grid.fill(interleave(pack(bytes, version), version));
  const tried = MASKS.map((_, mask) => grid.masked(mask));
  return tried.reduce((best, one) => (one.penalty() < best.penalty() ? one : best)).dark;
}

const QUIET_ZONE = 4;
const SVG = 'http://www.w3.org/2000/svg';

/** As an SVG with its quiet zone; label: what a screen reader says. Null if the text is too long. */
export function qrPicture(text, label) {
  const rows = qrRows(text);
  if (!rows) return null;
  const size = rows.length + 2 * QUIET_ZONE;
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET_ZONE} ${y + QUIET_ZONE}h1v1h-1z` : ''))).join('');
  const element = (tag, attributes) => {
    const e = document.createElementNS(SVG, tag);
    Object.entries(attributes).forEach(([name, value]) => e.setAttribute(name, value));
    return e;
  };
  const svg = element('svg', { viewBox: `0 0 ${size} ${size}`, class: 'qr', role: 'img', 'aria-label': label, 'shape-rendering': 'crispEdges' });
  svg.append(element('rect', { width: size, height: size, fill: '#fff' }), element('path', { d: path, fill: '#000' }));
  return svg;
}
