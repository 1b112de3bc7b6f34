// The pages' QR codes, read by somebody else's reader: every version at its smallest and largest text, and Chinese.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { qrRows } from '../../web/shared/qr.mjs';

const dir = mkdtempSync(path.join(tmpdir(), 'qr-'));
const MODULE_PX = 3;
const QUIET = 4;
/** The bytes that versions 1 to 12 hold at level M: ISO/IEC 18004, table 7. */
const ROOM = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287];

after(() => rmSync(dir, { recursive: true, force: true }));

function pictureOf(rows, name) {
  const side = (rows.length + 2 * QUIET) * MODULE_PX;
  const pixels = Buffer.alloc(side * side, 255);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (rows[Math.floor(y / MODULE_PX) - QUIET]?.[Math.floor(x / MODULE_PX) - QUIET]) pixels[y * side + x] = 0;
    }
  }
  const file = path.join(dir, name);
  writeFileSync(file, Buffer.concat([Buffer.from(`P5 ${side} ${side} 255\n`), pixels]));
  return file;
}

/** One call for all: what stands in each picture, in their order. */
const read = (texts) => execFileSync('zbarimg', ['-q', '--raw', ...texts.map((text, i) => pictureOf(qrRows(text), `${i}.pgm`))], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trimEnd().split('\n');

const textOf = (n) => Array.from({ length: n }, (_, i) => String.fromCharCode(48 + (i * 7 + n) % 70)).join('');

test('what a reader sees is what was written, in the smallest version that holds it', () => {
  const texts = ROOM.flatMap((n, i) => [textOf((ROOM[i - 1] ?? 0) + 1), textOf(n)]);
  assert.deepEqual(read(texts), texts);
  assert.deepEqual(texts.map((text) => (qrRows(text).length - 17) / 4), ROOM.flatMap((_, i) => [i + 1, i + 1]));
});

test('an address of a second factor, and Chinese', () => {
  const texts = ['otpauth://totp/tucai:province?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=tucai&algorithm=SHA1&digits=6&period=30', '图采：扫一扫支付 15.00 元'];
  assert.deepEqual(read(texts), texts);
});

test('what does not fit is refused, not cut', () => {
  assert.equal(qrRows('x'.repeat(ROOM.at(-1) + 1)), null);
});
