// What operators see and do over HTTP: a dead letter that is looked at, replayed and then done; one job; the forecast.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { call, is } from '../support/contract.mjs';
import { addDraft } from '../support/draft.mjs';
import { Scene, ask } from '../support/ingest.mjs';
import { RedisClient } from '../support/redis.mjs';
import { staffOf } from '../support/staff.mjs';
import { until } from '../support/until.mjs';

let scene;
let redis;
let operator;
let auditor;

const letters = async (query = '') => is(await call(operator, 'GET', `/ops/dead-letters${query}`), 200).dead_letters;
const job = async (id) => call(operator, 'GET', `/ops/jobs/${id}`);
const replay = (client, id, body = {}, headers = undefined) => call(client, 'POST', `/ops/dead-letters/${id}/replay`, body, headers);

/** A student who submits while the stream of the student's events is damaged: the command dies. */
async function killed() {
  const student = await scene.student();
  await addDraft(redis, student.uid, `d-${student.uid}`);
  await redis.ask('DEL', `ev:${student.uid}`);
  await redis.ask('SET', `ev:${student.uid}`, 'damaged');
  is(await ask(student, 'POST', '/submissions', { draft_id: `d-${student.uid}`, channel: 'native' }), 500, 'internal_error');
  return student;
}

before(async () => {
  scene = await Scene.start();
  redis = new RedisClient(path.join(scene.dir, 'redis.sock'));
  operator = await staffOf(scene.url, redis, 'operator');
  auditor = await staffOf(scene.url, redis, 'auditor');
});

after(async () => {
  redis?.close();
  await scene?.stop();
});

test('a dead letter is looked at, mended, replayed, and then done', async () => {
  assert.deepEqual(await letters(), []);
  const student = await killed();
  const [letter, ...others] = await letters('?stage=billing');
  assert.equal(others.length, 0);
  assert.deepEqual([letter.kind, letter.stage, letter.reason, letter.attempts], ['command', 'billing', 'effect refused: XADD ev:', 1]);
  assert.ok(Math.abs(Date.parse(letter.at) - Date.now()) < 10000);
  assert.ok(!JSON.stringify(letter).includes(student.uid));
  assert.deepEqual(await letters('?stage=qc'), []);
  assert.deepEqual((await letters()).map((l) => l.id), [letter.id]);
  const dead = is(await job(letter.id), 200);
  assert.deepEqual([dead.state, dead.died_at, dead.reason, dead.attempts], ['dead', letter.at, letter.reason, 1]);

  is(await replay(scene.staff, letter.id), 403, 'forbidden'); // the province changes nothing of the machinery
  await redis.ask('DEL', `ev:${student.uid}`);
  const key = { 'Idempotency-Key': 'once' };
  const said = is(await replay(operator, letter.id, { reason: '流已修复' }, key), 202);
  assert.deepEqual(said, { id: letter.id, kind: 'command', stage: 'billing' });
  assert.deepEqual(is(await replay(operator, letter.id, { reason: '流已修复' }, key), 202), said);
  const done = await until(async () => {
    const { body } = await job(letter.id);
    return body.state === 'done' && body;
  }, 'the job to be done');
  assert.deepEqual([done.reason, done.attempts], [null, 2]);
  assert.equal((await student.get('/me')).submission.state, 'awaiting_payment');
  assert.deepEqual(await letters(), []);
  is(await replay(operator, letter.id), 404, 'not_found');

  const { entries } = is(await call(auditor, 'GET', '/audit?by=operator-of-the-test'), 200);
  assert.deepEqual(entries.map((e) => [e.what, e.about, e.detail, e.reason]), [['replay_job', letter.id, 'billing command', '流已修复']]);
  // Asked stage by stage: what moves meanwhile is off by one for a moment.
  await until(async () => (await operator.get('/ops/queues')).imbalance === 0, 'the balance');
});

test('one that was not mended dies again, and two people replay it once', async () => {
  const student = await killed();
  const [{ id }] = await letters();
  const both = await Promise.all([replay(operator, id), replay(operator, id)]);
  assert.ok(both.some((a) => a.status === 202) && both.every((a) => [202, 404].includes(a.status)));
  const again = await until(async () => (await letters())[0], 'it to die again');
  assert.deepEqual([again.id, again.reason], [id, 'effect refused: XADD ev:']);
  await redis.ask('DEL', `ev:${student.uid}`);
  is(await replay(operator, id), 202);
  await until(async () => (await job(id)).body.state === 'done', 'it to be done');
});

test('what is no dead letter is not found, what makes no sense is refused', async () => {
  for (const id of ['nothing', 'a%20b', 'x'.repeat(70)]) {
    is(await ask(operator, 'POST', `/ops/dead-letters/${id}/replay`, {}), 404, 'not_found');
    is(await ask(operator, 'GET', `/ops/jobs/${id}`), 404, 'not_found');
  }
  is(await replay(operator, 'nothing', { reason: 'x'.repeat(513) }), 400, 'bad_request');
  for (const stage of ['', 'print', 'qcqcqcqcqcqcqcqcqcqcqc']) is(await call(operator, 'GET', `/ops/dead-letters?stage=${stage}`), 400, 'bad_request');
});

test('at most 200 dead letters, newest first', async () => {
  for (let i = 0; i < 205; i++) {
    await redis.ask('HSET', `j:old${i}`, 'k', 'shot', 's', i % 2 ? 'qc' : 'relay', 'n', 1, 't', 1, 'z', 'dead', 'e', 'no');
    await redis.ask('ZADD', i % 2 ? 'dead:qc' : 'dead:relay', 1000 * i + 1000, `old${i}`);
  }
  const list = await letters();
  assert.equal(list.length, 200);
  assert.deepEqual([list[0].id, list[1].id, list[199].id], ['old204', 'old203', 'old5']);
  assert.equal((await letters('?stage=qc')).length, 102);
  await redis.ask('DEL', 'dead:qc', 'dead:relay');
});

test('a job that waits, one that is put off, and one that is over are told apart', async () => {
  const at = Date.now();
  const add = (id, z, key, score) => Promise.all([redis.ask('HSET', `j:${id}`, 'k', 'shot', 's', 'qc', 'n', 3, 't', at, 'a', 2, 'c', 1, 'w', 4, ...z), key && redis.ask('ZADD', key, score, id)]);
  await add('w1', [], 'q:qc', at - 1000); // nobody works in this stage here
  await add('w2', [], 'q:qc:low', at + 600000);
  await add('w3', ['z', 'rejected'], '', 0);
  const [w1, w2, w3] = await Promise.all(['w1', 'w2', 'w3'].map(async (id) => is(await job(id), 200)));
  assert.deepEqual([w1.state, w2.state, w3.state], ['waiting', 'delayed', 'rejected']);
  assert.deepEqual([w1.attempts, w1.failures, w1.crashes, w1.waits], [3, 2, 1, 4]);
  assert.ok(Math.abs(Date.parse(w2.visible_at) - at - 600000) < 1000 && Math.abs(Date.parse(w1.admitted_at) - at) < 1000);
  await redis.ask('HSET', 'j:w4', 'k', 'shot', 's', 'qc', 't', at); // in no list: it moves all the time
  is(await job('w4'), 503, 'busy');
  const { stages } = is(await call(operator, 'GET', '/ops/forecast'), 200);
  const of = (name) => stages.find((s) => s.stage === name);
  assert.deepEqual([of('qc').waiting, of('qc').drained_in_s, of('qc').workers_needed], [1, null, null]);
  assert.deepEqual([of('billing').waiting, of('billing').drained_in_s, of('billing').workers_needed], [0, 0, undefined]);
  await redis.ask('DEL', 'q:qc', 'q:qc:low', 'j:w1', 'j:w2', 'j:w4');
});

test('the forecast follows from what came and went', async () => {
  await operator.get('/ops/forecast');
  for (let i = 0; i < 600; i++) await redis.ask('ZADD', 'q:relay', 1, `r${i}`);
  await new Promise((resolve) => setTimeout(resolve, 800));
  await redis.ask('HINCRBY', 'c:jobs', 'in:relay', 20);
  await redis.ask('HINCRBY', 'c:jobs', 'out:relay', 80);
  const { stages } = is(await call(operator, 'GET', '/ops/forecast'), 200);
  const relay = stages.find((s) => s.stage === 'relay');
  assert.equal(relay.waiting, 600);
  assert.ok(relay.out_per_s > 20 && relay.out_per_s <= 100, `${relay.out_per_s}`);
  assert.ok(Math.abs(relay.out_per_s / relay.in_per_s - 4) < 0.01);
  assert.ok(Math.abs(relay.drained_in_s - 600 / (relay.out_per_s - relay.in_per_s)) < 0.01);
  await redis.ask('DEL', 'q:relay');
});

test('a student\'s timeline: for the province, in order, in the audit log, without words', async () => {
  const student = await scene.student();
  await addDraft(redis, student.uid, 'told');
  const { submission_id: id, order } = await student.post('/submissions', { draft_id: 'told', channel: 'native' });
  await student.delete(`/submissions/${id}`);
  const where = `/ops/students/${student.uid}/timeline`;
  is(await call(operator, 'GET', where), 403, 'forbidden');
  const { timeline, ...of } = is(await call(scene.staff, 'GET', `${where}?reason=${encodeURIComponent('投诉')}`), 200);
  assert.equal(of.student_uid, student.uid);
  const told = timeline.map((e) => [e.kind, e.what, e.about]);
  assert.deepEqual(told.filter(([kind]) => kind !== 'draft'),
    [['session', 'first', ''], ['submission', 'awaiting_payment', id], ['order', 'created', order.order_no], ['submission', 'withdrawn', id]]);
  assert.ok(told.some(([kind, what, about]) => kind === 'draft' && what === 'made' && about === 'told'));
  const at = timeline.map((e) => Date.parse(e.at));
  assert.deepEqual(at, [...at].sort((a, b) => a - b));
  is(await call(scene.staff, 'GET', '/ops/students/nobody/timeline'), 404, 'not_found');
  const { entries } = is(await call(auditor, 'GET', `/audit?student=${student.uid}`), 200);
  assert.deepEqual(entries.map((e) => [e.by, e.what, e.reason]), [['province', 'timeline_read', '投诉']]);
});
