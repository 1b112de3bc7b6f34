// What goes when its time is over (R41): everything of a season's students and their school's roster, whoever is killed meanwhile, each counted once;
// a roster that is in use stays; a dead letter is not hidden by others.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { waitFor } from '../../scripts/stack.mjs';
import { demoSchool } from '../../scripts/client.mjs';
import { addDraft } from '../support/draft.mjs';
import { Scene } from '../support/ingest.mjs';
import { RedisClient } from '../support/redis.mjs';

const DAY_MS = 86_400_000;
const STUDENTS = 60;
const SCHOOL = '10284';
const OTHER = '10285';
const HEAD = 'student_uid,student_no,campus,college,class\n';
let scene;
let redis;
let day = 0;
const uids = [];

before(async () => {
  scene = await Scene.start({ relay: 1, supervise: true });
  redis = new RedisClient(path.join(scene.dir, 'redis.sock'));
}, { timeout: 60000 });

after(async () => {
  redis?.close();
  await scene?.stop();
});

const store = () => path.join(scene.dir, 'blobs');
const blobs = () => readdirSync(store(), { recursive: true }).map((f) => path.basename(String(f))).filter((f) => /^[0-9a-f]{32}$/.test(f));
const keys = (pattern) => redis.ask('KEYS', pattern);
const upload = (code, csv) => scene.staff.put(`/schools/${code}/roster`, csv, { 'Content-Type': 'text/csv' });

/** n days later; the day's retention has begun. */
async function daysLater(n) {
  const [dispatch] = scene.stack.all('dispatch');
  day += n;
  dispatch.env.TUCAI_CLOCK_SHIFT_MS = String(day * DAY_MS);
  await dispatch.kill();
  await dispatch.ready();
  scene.staff.token = (await scene.staff.post('/staff/login', scene.stack.firstAccount())).token; // the session is over too
}

const queues = ['q', 'held'].flatMap((q) => ['billing', 'relay'].map((s) => `${q}:${s}`));

/** Nothing of the day's retention is left to be done. */
const done = () => waitFor('the day\'s retention', async () => {
  const ids = (await Promise.all(queues.map((q) => redis.ask('ZRANGE', q, 0, -1)))).flat();
  return !ids.some((id) => /^(timer:retention|retention:|erase:)/.test(id)) && (await keys('j:timer:retention:*')).length > 0;
}, 20000);

const counted = async (kind) => {
  const of = (await keys(`erased:*:${kind}`));
  return (await Promise.all(of.map((k) => redis.ask('GET', k)))).reduce((n, x) => n + Number(x), 0);
};

test('a dead letter is forgotten in its time, though hundreds of older ones are kept longer', async () => {
  await daysLater(20);
  await done();
  const died = Date.now() + day * DAY_MS;
  const plant = `for i = 1, tonumber(ARGV[3]) do local id = ARGV[1] .. i
    redis.call('HSET', 'j:' .. id, 'k', ARGV[2], 's', 'billing', 'n', '1', 't', ARGV[4], 'z', 'dead', 'p', '')
    redis.call('ZADD', 'dead:billing', ARGV[4], id) end`;
  await redis.ask('EVAL', plant, 0, 'kept:', 'command', 1250, died - 9 * DAY_MS);
  await redis.ask('EVAL', plant, 0, 'shot:', 'shot', 3, died - 8 * DAY_MS);
  await redis.ask('EVAL', plant, 0, 'young:', 'shot', 1, died - 5 * DAY_MS);
  await daysLater(1);
  await waitFor('the shots to go', async () => await redis.ask('ZCARD', 'dead:billing') === 1251);
  assert.deepEqual(await keys('j:shot:*'), []);
  assert.deepEqual(await keys('j:young:*'), ['j:young:1']);
  assert.equal(await counted('dead_letters'), 3);
});

/** A session, and a photo in the box, past qc. */
async function come() {
  const student = await scene.student({ steps: false });
  const location = randomBytes(16).toString('hex');
  const folder = path.join(store(), location.slice(0, 2), location.slice(2, 4));
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, location), 'encrypted');
  await addDraft(redis, student.uid, 'd1', Date.now() + day * DAY_MS, location);
  await redis.ask('ZREM', `st:${SCHOOL}:started`, student.uid); // as billing would have done it
  uids.push(student.uid);
}

test('a school and its roster, and another that goes on', async () => {
  await scene.staff.put('/seasons/next', { graduation_years: [2099] });
  await scene.staff.put('/seasons/next', {});
  await scene.staff.put(`/schools/${OTHER}`, demoSchool(new Date(), { season: 'next' }));
  for (let i = 0; i < STUDENTS; i += 10) await Promise.all(Array.from({ length: 10 }, come));
  for (const code of [SCHOOL, OTHER]) await upload(code, HEAD + uids.map((uid, i) => `${uid},B${i},江宁校区,水利学院,一班\n`).join(''));
  assert.equal(blobs().length, STUDENTS);
});

test('billing, dispatch and relay are killed while a season is erased: nothing is left, each is counted once', { timeout: 60000 }, async () => {
  await scene.staff.post(`/seasons/${new Date().getFullYear()}/close`);
  await waitFor('the walk', async () => (await keys('j:*')).length > 0 && (await redis.ask('ZCARD', 'q:billing')) === 0);
  await daysLater(179);
  await done();
  assert.equal((await keys('s:*')).length, STUDENTS, 'a day too early');
  assert.equal((await keys(`ro:${SCHOOL}*`)).length, 2);
  await daysLater(1);
  let kills = 0;
  for (const label of ['billing', 'dispatch', 'relay', 'billing', 'relay']) {
    const left = (await keys('s:*')).length + blobs().length;
    if (left === 0) break;
    await waitFor('some more to go', async () => (await keys('s:*')).length + blobs().length < left, 20000, 2);
    await scene.stack.all(label)[0].kill();
    kills++;
  }
  assert.ok(kills >= 3, `${kills} kills while there was something left`);
  await Promise.all(['billing', 'dispatch', 'relay'].map((l) => scene.stack.all(l)[0].ready()));
  await waitFor('the students to go', async () => (await keys('s:*')).length === 0, 20000);
  await waitFor('the files to go', () => blobs().length === 0, 20000);
  await done();
  assert.deepEqual(await keys(`keep:*/${SCHOOL}`), []);
  assert.deepEqual(await keys(`st:${SCHOOL}:*`), []);
  assert.equal(await counted('student'), STUDENTS);
});

test('the roster went with its season, and left its number; one that a season uses stays', async () => {
  assert.deepEqual(await keys(`ro:${SCHOOL}*`), []);
  assert.deepEqual((await keys(`ro:${OTHER}*`)).length, 2);
  assert.equal(await counted('roster'), STUDENTS);
});

test('a roster for the season to come stays after the one before has ended', async () => {
  await upload(SCHOOL, `${HEAD}u1,1,a,b,c\n`);
  await daysLater(300);
  await done();
  assert.equal((await keys(`ro:${SCHOOL}*`)).length, 2);
  await daysLater(100);
  await waitFor('it to go', async () => (await keys(`ro:${SCHOOL}*`)).length === 0);
  assert.equal(await counted('roster'), STUDENTS + 1);
});
