// A job's way through the real dispatch and a real worker.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { Pipeline } from '../support/pipeline.mjs';
import { until } from '../support/until.mjs';

let pipeline;
let front;
before(async () => {
  pipeline = await new Pipeline().start();
  await pipeline.dispatch();
  front = pipeline.front();
  for (const stage of ['qc', 'billing']) await pipeline.worker(stage, { TEST_DEADLINE_MS: '1000' });
});
after(() => pipeline.stop());

const run = async (id, kind, payload, options) => {
  await front.admit(id, kind, payload, options);
  return pipeline.ended(id);
};

test('admit, two stages, end; asked again it tells the end', async () => {
  assert.equal((await front.admit('way', 'shot', 'ok')).status, 'new');
  assert.deepEqual(await pipeline.ended('way'), { state: 'done', result: 'ok', reason: null });
  assert.deepEqual(pipeline.executions().filter((e) => e.id === 'way').map((e) => e.stage), ['qc', 'billing']);
  assert.deepEqual(await front.admit('way', 'shot', 'ok'), { status: 'finished', detail: 'done', result: 'ok' });
});

test('refused, fatal and unknown', async () => {
  assert.equal((await run('no', 'command', 'reject')).state, 'rejected');
  assert.deepEqual(await run('bad', 'command', 'fatal'), { state: 'dead', result: null, reason: 'told to' });
  assert.deepEqual(await front.admit('a b', 'command'), { status: 'refused', detail: 'id', result: '' });
  assert.deepEqual(await front.admit('c', 'nothing'), { status: 'refused', detail: 'kind', result: '' });
});

test('a failure is tried again after a pause', async () => {
  const began = Date.now();
  assert.equal((await run('again', 'command', 'until 2 retry')).state, 'done');
  assert.ok(Date.now() - began >= 750);
  assert.deepEqual(pipeline.executions().filter((e) => e.id === 'again').map((e) => e.attempt), [1, 2]);
});

test('a job that crashes its child three times is a dead letter; the others with it are not blamed', async () => {
  const others = Array.from({ length: 6 }, (_, i) => `beside${i}`);
  const all = ['crash', ...others].map((id) => front.admit(id, 'command', id === 'crash' ? 'crash' : 'ok'));
  await Promise.all(all);
  assert.deepEqual(await pipeline.ended('crash'), { state: 'dead', result: null, reason: 'signal 6' });
  for (const id of others) assert.equal((await pipeline.ended(id)).state, 'done');
  assert.equal(pipeline.executions().filter((e) => e.id === 'crash').length, 3);
});

test('a job over its deadline is killed, and the next one runs', async () => {
  assert.deepEqual(await run('hang', 'command', 'hang'), { state: 'dead', result: null, reason: 'deadline of 1000 ms' });
  assert.equal((await run('after', 'command', 'ok')).state, 'done');
});

test('a version conflict is decided again, uncounted however often, and nothing is lost', async () => {
  const ids = Array.from({ length: 120 }, (_, i) => `put${i}`);
  for (let i = 0; i < 4; i++) await pipeline.worker('billing', { TEST_CREDIT: '4' });
  for (const id of ids) front.admit(id, 'command', 'put s:counter');
  for (const id of ids) assert.equal((await pipeline.ended(id)).state, 'done');
  assert.deepEqual(await pipeline.redis.ask('HMGET', 's:counter', 'v', 'd'), ['120', '120']);
  const runs = pipeline.executions().filter((e) => e.id.startsWith('put'));
  assert.ok(runs.every((e) => e.attempt === 1));
});

test('follow-up jobs run; an effect on a key that is not the stage\'s is a dead letter, and its worker hears of it', async () => {
  assert.equal((await run('parent', 'command', 'child born command')).state, 'done');
  assert.equal((await pipeline.ended('born')).state, 'done');
  assert.deepEqual(await run('thief', 'command', 'effect j:parent'),
    { state: 'dead', result: null, reason: 'an effect that this stage may not have' });
  assert.equal(await pipeline.redis.ask('HGET', 'j:parent', 'field'), null);
  await until(() => pipeline.services.some((s) => s.lines.some((l) => l.event === 'effects_refused' && l.job === 'thief')), 'the worker to hear');
});

test('the clock and the load are told', async () => {
  const { ms, up } = await until(async () => {
    const now = await front.now();
    return now.up && now;
  }, 'up');
  assert.ok(up && Math.abs(ms - Date.now()) < 1000);
  await until(async () => (await front.load('qc')).workers === 1, 'load');
});

test('every job is accounted for', async () => {
  const [admitted, done, rejected] = await pipeline.redis.ask('HMGET', 'c:jobs', 'admitted', 'done', 'rejected');
  const dead = await pipeline.redis.ask('ZCARD', 'dead:billing');
  assert.equal(Number(admitted), Number(done) + Number(rejected) + dead);
});
