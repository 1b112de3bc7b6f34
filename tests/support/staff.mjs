// A session of a member of the staff, put into Redis by hand: for the roles that the first account has not.
import { createHash, randomBytes } from 'node:crypto';
import { Client } from '../../scripts/client.mjs';

const text = (field, value) => Buffer.concat([Buffer.from([field << 3 | 2, Buffer.byteLength(value)]), Buffer.from(value)]);

function number(field, value) {
  const bytes = [field << 3];
  for (let left = BigInt(value); ; left >>= 7n) {
    bytes.push(Number(left & 127n) | (left > 127n ? 128 : 0));
    if (left <= 127n) return Buffer.from(bytes);
  }
}

/** A client that is signed in; school: the code of whose it is. */
export async function staffOf(url, redis, role, school = '', name = `${role}-of-the-test`) {
  const token = randomBytes(32).toString('hex');
  const session = Buffer.concat([text(2, name), text(3, role), text(4, school), number(5, Date.now() + 3600000)]);
  await redis.ask('SET', `sess:${createHash('sha256').update(token).digest('hex')}`, session);
  return new Client(url, token);
}

/** The account behind that session, as far as it is read: a college's. */
export async function accountOf(redis, role, school, college, name = `${role}-of-the-test`) {
  const account = Buffer.concat([text(1, name), text(2, role), text(3, school), text(7, college)]);
  await redis.ask('HSET', `staff:${name}`, 'v', 1, 'd', account);
}
