// Files that nothing refers to go, once they are old; what a job or a student has stays. The orphan is made as life makes it.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { readdirSync, utimesSync, writeFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { Scene, ask, jpeg } from '../support/ingest.mjs';
import { addDraft } from '../support/draft.mjs';
import { RedisClient } from '../support/redis.mjs';
import { until } from '../support/until.mjs';

const DAY_MS = 86_400_000;
const photo = jpeg();
let scene;
let redis;
let day = 0;

before(async () => {
  scene = await Scene.start({ relay: 1, serviceEnv: { TUCAI_SWEEP_AFTER_H: '1' } });
  redis = new RedisClient(path.join(scene.dir, 'redis.sock'));
}, { timeout: 60000 });

after(async () => {
  redis?.close();
  await scene?.stop();
});

const store = () => path.join(scene.dir, 'blobs');
const blobs = () => readdirSync(store(), { recursive: true }).map(String).filter((f) => /^[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{32}$/.test(f)).map((f) => path.basename(f));
const place = (location) => path.join(store(), location.slice(0, 2), location.slice(2, 4), location);

function grow(location, hours) {
  const then = Date.now() / 1000 - hours * 3600;
  utimesSync(place(location), then, then);
}

/** A file of the store that came in from nowhere. */
function put(location) {
  mkdirSync(path.dirname(place(location)), { recursive: true });
  writeFileSync(place(location), 'encrypted');
  return location;
}

async function shoot(student) {
  const { nonce } = await student.post('/shots/nonce');
  return ask(student, 'POST', '/shots', photo, { 'Content-Type': 'image/jpeg', 'X-Capture-Nonce': nonce });
}

/** The next day's sweep, to its end. */
async function sweep() {
  const [dispatch] = scene.stack.all('dispatch');
  const known = await redis.ask('KEYS', 'j:timer:sweep:*');
  dispatch.env.TUCAI_CLOCK_SHIFT_MS = String(++day * DAY_MS);
  await dispatch.restart();
  await dispatch.ready();
  await until(async () => {
    const [key] = (await redis.ask('KEYS', 'j:timer:sweep:*')).filter((k) => !known.includes(k));
    return key && await redis.ask('HGET', key, 'z') === 'done';
  }, 'the sweep', 30000);
}

/** An ingest dies between the durable file and the admission of its shot. */
async function orphan() {
  const student = await scene.student();
  const [[dispatch], [ingest]] = [scene.stack.all('dispatch'), scene.stack.all('ingest')];
  const had = blobs();
  const { nonce } = await student.post('/shots/nonce');
  dispatch.child.kill('SIGSTOP');
  const lost = ask(student, 'POST', '/shots', photo, { 'Content-Type': 'image/jpeg', 'X-Capture-Nonce': nonce }).catch(() => null);
  const location = await until(() => blobs().find((b) => !had.includes(b)), 'the file');
  await ingest.kill();
  await dispatch.kill(); // nobody reads what ingest may have sent
  assert.equal(await lost, null);
  dispatch.start();
  ingest.start();
  await Promise.all([dispatch.ready(), ingest.ready()]);
  return location;
}

test('what nothing refers to goes when it is old enough, and nothing else', async () => {
  const lost = await orphan();
  const young = put('ab'.repeat(16));
  const waiting = await scene.student();
  const before = blobs();
  assert.equal((await shoot(waiting)).status, 202);
  const queued = blobs().find((b) => !before.includes(b));
  const drafted = put('cd'.repeat(16));
  await addDraft(redis, waiting.uid, 'd1', Date.now(), drafted);
  const unfinished = path.join(store(), 'tmp', '0f'.repeat(16));
  writeFileSync(unfinished, 'half');
  utimesSync(unfinished, 1, 1);
  for (const b of [lost, queued, drafted]) grow(b, 2);
  await sweep();
  assert.deepEqual(blobs().sort(), [young, queued, drafted].sort());
  assert.deepEqual(readdirSync(path.join(store(), 'tmp')), []);
  grow(young, 2);
  await sweep();
  assert.deepEqual(blobs().sort(), [queued, drafted].sort());
});

test('beside an empty ledger nothing is removed', async () => {
  const there = blobs();
  assert.ok(there.length > 0);
  await redis.ask('FLUSHALL');
  await sweep();
  assert.deepEqual(blobs(), there);
  assert.match(scene.stack.log('relay-0'), /sweep_refused/);
});
