// What dies, and what then: each fault on a pipeline of its own.
// Runs alone: how fast things recover is part of what it asks.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { Pipeline, freePort } from '../support/pipeline.mjs';
import { until } from '../support/until.mjs';

const withPipeline = (name, body, options) => test(name, async () => {
  const pipeline = await new Pipeline(await options?.()).start();
  try {
    await body(pipeline);
  } finally {
    await pipeline.stop();
  }
});

const begun = (pipeline, id, n = 1) => until(() => pipeline.executions().filter((e) => e.id === id).length >= n, `${id} begins`);

withPipeline('a killed worker\'s job runs elsewhere within about a second; it was blamed once', async (p) => {
  await p.dispatch();
  const first = await p.worker('billing');
  await p.front().admit('a', 'command', 'sleep 400');
  await begun(p, 'a');
  await p.worker('billing');
  const killed = Date.now();
  first.kill();
  await begun(p, 'a', 2);
  const ms = Date.now() - killed;
  assert.ok(ms < 2000, `${ms} ms`);
  assert.equal((await p.ended('a')).state, 'done');
});

withPipeline('worker and dispatcher killed together: the lease ends the wait', async (p) => {
  const dispatch = await p.dispatch();
  const worker = await p.worker('billing');
  await p.front().admit('a', 'command', 'sleep 400');
  await begun(p, 'a');
  await Promise.all([dispatch.kill(), worker.kill()]);
  await p.dispatch();
  await p.worker('billing');
  const back = Date.now();
  await begun(p, 'a', 2);
  assert.ok(Date.now() - back < 5500);
  assert.equal((await p.ended('a')).state, 'done');
});

withPipeline('a HELLO that nobody heard is said again to the next dispatcher', async (p) => {
  const deaf = await p.dispatch();
  deaf.process.kill('SIGSTOP');
  await p.worker('billing');
  await deaf.kill();
  await p.dispatch();
  await p.front().admit('a', 'command', 'ok');
  assert.equal((await p.ended('a', 5000)).state, 'done');
});

withPipeline('a dispatcher that comes back finds its workers again, and what they hold', async (p) => {
  let dispatch = await p.dispatch();
  await p.worker('billing');
  const front = p.front();
  await front.admit('long', 'command', 'sleep 3000');
  await begun(p, 'long');
  await dispatch.kill();
  dispatch = await p.dispatch();
  await front.admit('next', 'command', 'ok');
  assert.equal((await p.ended('long')).state, 'done');
  assert.equal((await p.ended('next')).state, 'done');
  assert.equal(p.executions().filter((e) => e.id === 'long').length, 1);
});

withPipeline('SIGTERM: what runs is finished, what waits is given back at once', async (p) => {
  await p.dispatch();
  const worker = await p.worker('billing', { TEST_CREDIT: '8' });
  const front = p.front();
  const ids = Array.from({ length: 8 }, (_, i) => `j${i}`);
  await Promise.all(ids.map((id) => front.admit(id, 'command', 'sleep 300')));
  await begun(p, 'j0');
  const exited = worker.kill('SIGTERM');
  await until(async () => await p.redis.ask('ZCARD', 'q:billing') >= 5, 'given back', 1000);
  assert.deepEqual(await exited, { code: 0, signal: null });
  await p.worker('billing', { TEST_CREDIT: '8' });
  for (const id of ids) assert.equal((await p.ended(id)).state, 'done');
  assert.equal(p.executions().length, ids.length);
});

withPipeline('SIGTERM with the dispatcher gone ends all the same', async (p) => {
  const dispatch = await p.dispatch();
  const worker = await p.worker('billing');
  await p.front().admit('a', 'command', 'sleep 300');
  await begun(p, 'a');
  await dispatch.kill();
  const began = Date.now();
  assert.deepEqual(await worker.kill('SIGTERM'), { code: 0, signal: null });
  assert.ok(Date.now() - began < 6000);
});

withPipeline('SIGTERM: a job longer than the drain goes back unfinished', async (p) => {
  await p.dispatch();
  const worker = await p.worker('billing', { TUCAI_DRAIN_MS: '300' });
  await p.front().admit('a', 'command', 'sleep 60000');
  await begun(p, 'a');
  const began = Date.now();
  assert.deepEqual(await worker.kill('SIGTERM'), { code: 0, signal: null });
  assert.ok(Date.now() - began < 2000);
  await until(async () => await p.redis.ask('ZCARD', 'q:billing') === 1, 'given back', 1000);
});

withPipeline('a worker that stood still for three seconds comes too late: its result is stale', async (p) => {
  await p.dispatch();
  const slow = await p.worker('billing');
  await p.front().admit('a', 'command', 'put s:a');
  await p.ended('a');
  await p.front().admit('b', 'command', 'sleep 500');
  await begun(p, 'b');
  slow.process.kill('SIGSTOP');
  await p.worker('billing');
  await begun(p, 'b', 2);
  slow.process.kill('SIGCONT');
  assert.equal((await p.ended('b')).state, 'done');
  await until(() => slow.process.exitCode === null && p.executions().length === 3, 'no third run');
});

withPipeline('a worker that stands still again and again did not crash: its job is no dead letter', async (p) => {
  await p.dispatch();
  const slow = await p.worker('billing');
  await p.front().admit('a', 'command', 'sleep 300');
  for (let run = 1; run <= 4; run++) {
    await begun(p, 'a', run);
    slow.process.kill('SIGSTOP');
    await until(async () => await p.redis.ask('ZCARD', 'q:billing') === 1, 'it is missed', 3000);
    slow.process.kill('SIGCONT');
  }
  assert.equal((await p.ended('a')).state, 'done');
});

withPipeline('a dispatcher that stood still does not take back what its workers took to another', async (p) => {
  const still = await p.dispatch({}, 0);
  const worker = await p.worker('billing');
  await p.front().admit('a', 'command', 'sleep 4000');
  await begun(p, 'a');
  const other = await p.dispatch({}, 1);
  still.process.kill('SIGSTOP');
  await until(() => other.lines.some((l) => l.event === 'hello' && l.stage === 'billing'), 'the worker comes', 3000);
  still.process.kill('SIGCONT');
  assert.equal((await p.ended('a')).state, 'done');
  assert.equal(p.executions().length, 1);
  assert.equal(await p.redis.ask('HGET', 'j:a', 'c'), null);
  assert.equal(worker.process.exitCode, null);
}, async () => ({ endpoints: [`tcp://127.0.0.1:${await freePort()}`, `tcp://localhost:${await freePort()}`] }));

withPipeline('a job that kills its workers is a dead letter after three', async (p) => {
  await p.dispatch();
  await p.front().admit('a', 'command', 'murder');
  for (let i = 0; i < 3; i++) await (await p.worker('billing')).exited;
  assert.deepEqual(await p.ended('a'), { state: 'dead', result: null, reason: 'worker lost' });
});

withPipeline('a child that does not start: the worker gives up', async (p) => {
  await p.dispatch();
  const worker = p.service('tests/support/test_worker', { TUCAI_DISPATCH: p.endpoints[0], TEST_STAGE: 'billing', TUCAI_REDIS: 'nowhere' });
  assert.deepEqual(await worker.exited, { code: 1, signal: null });
});

withPipeline('Redis killed and started again: nothing acknowledged is lost', async (p) => {
  await p.dispatch();
  await p.worker('billing');
  const front = p.front();
  const ids = Array.from({ length: 300 }, (_, i) => `j${i}`);
  const admitted = ids.map((id) => front.admit(id, 'command', 'put s:all'));
  await until(async () => Number(await p.redis.ask('HGET', 'c:jobs', 'done')) > 50, 'some are done');
  await p.server.kill();
  p.redis.close();
  await p.server.start();
  p.redis = p.server.client();
  await Promise.all(admitted);
  for (const id of ids) assert.equal((await p.ended(id)).state, 'done');
  assert.deepEqual(await p.redis.ask('HMGET', 's:all', 'v', 'd'), ['300', '300']);
});

// The connection then ends with an error, not with an end of file.
withPipeline('Redis killed with a turn unread in its socket: dispatch finds out and goes on', async (p) => {
  const dispatch = await p.dispatch();
  await p.worker('billing');
  const front = p.front();
  await front.admit('a', 'command', 'ok');
  await p.ended('a');
  p.server.process.kill('SIGSTOP');
  const admitted = front.admit('b', 'command', 'ok');
  await setTimeout(100); // five of dispatch's ticks
  await p.server.kill();
  p.redis.close();
  await until(() => dispatch.said('ledger_down'), 'dispatch finds out', 2000);
  await p.server.start();
  p.redis = p.server.client();
  await admitted;
  assert.equal((await p.ended('b')).state, 'done');
});

withPipeline('two dispatchers over tcp: one stops, the other goes on', async (p) => {
  const first = await p.dispatch({}, 0);
  await p.dispatch({}, 1);
  await p.worker('billing');
  const front = p.front();
  await front.admit('a', 'command', 'ok');
  await p.ended('a');
  assert.deepEqual(await first.kill('SIGTERM'), { code: 0, signal: null });
  await front.admit('b', 'command', 'ok');
  assert.equal((await p.ended('b')).state, 'done');
}, async () => ({ endpoints: [`tcp://127.0.0.1:${await freePort()}`, `tcp://localhost:${await freePort()}`] }));
