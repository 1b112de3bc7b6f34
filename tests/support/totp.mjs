// Codes of a second factor as an authenticator app makes them (RFC 6238), apart from the code under test.
import { createHmac } from 'node:crypto';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const fromBase32 = (text) => {
  const bits = [...text].map((c) => DIGITS.indexOf(c).toString(2).padStart(5, '0')).join('');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
};

/** The code of the step `ahead` steps from now. */
export function codeOf(secret, ahead = 0, now = Date.now()) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30000) + ahead));
  const hash = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1e6).padStart(6, '0');
}

/** Resolves at a moment whose step of time goes on for a few seconds. */
export async function calmStep() {
  const left = 30000 - Date.now() % 30000;
  if (left < 5000) await new Promise((r) => setTimeout(r, left + 50));
}
