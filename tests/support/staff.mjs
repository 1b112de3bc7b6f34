// A session of a member of the staff, put into Redis by hand with its account: for the roles that the first account has not.
import { createHash, randomBytes } from 'node:crypto';
import { Client } from '../../scripts/client.mjs';

/** Longer than a test moves the clock on. */
const LIFE_MS = 10 * 86400000;

const text = (field, value) => (value ? Buffer.concat([head(field, 2), Buffer.from([Buffer.byteLength(value)]), Buffer.from(value)]) : Buffer.alloc(0));

/** A field's number and type; beyond 15 it takes two bytes. */
function head(field, type) {
  const n = field << 3 | type;
  return Buffer.from(n < 128 ? [n] : [n & 127 | 128, n >> 7]);
}

function number(field, value) {
  const bytes = [];
  for (let left = BigInt(value); ; left >>= 7n) {
    bytes.push(Number(left & 127n) | (left > 127n ? 128 : 0));
    if (left <= 127n) return Buffer.concat([head(field, 0), Buffer.from(bytes)]);
  }
}

async function sessionOf(url, redis, ...fields) {
  const token = randomBytes(32).toString('hex');
  const session = Buffer.concat([...fields, number(5, Date.now() + LIFE_MS)]);
  await redis.ask('SET', `sess:${createHash('sha256').update(token).digest('hex')}`, session);
  return new Client(url, token);
}

/** prob:<id>, as a student reported it. */
export const problemOf = (id, uid, school) => Buffer.concat([text(1, id), text(2, uid), text(3, school), text(7, 'x'), number(9, 1)]);

/** print:<id>, an order that waits; con:<id>, packed. */
export const printOf = (id, school) => Buffer.concat([text(1, id), text(2, school), Buffer.from([0x1a, 0]), text(4, '5inch'), text(5, 'pdf'), number(8, 1)]);
export const parcelOf = (id, school) => Buffer.concat([text(1, id), text(2, school), number(8, 1)]);

/** A student's client; that there is such a student is the caller's to see to. */
export const studentOf = (url, redis, uid, school) => sessionOf(url, redis, text(1, uid), text(3, 'student'), text(4, school));

/** A client that is signed in; school: the code of whose it is; college: its name, of the role college. */
export async function staffOf(url, redis, role, school = '', college = '', name = `${role}${school}-of-the-test`) {
  const account = Buffer.concat([text(1, name), text(2, role), text(3, school), text(7, college)]);
  await redis.ask('HSET', `staff:${name}`, 'v', 1, 'd', account);
  return sessionOf(url, redis, text(2, name), text(3, role), text(4, school), text(10, college));
}
