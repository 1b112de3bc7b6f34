// What a Redis that stands still or may not write does to jobs: nothing, they wait.
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

const runs = (p, id) => p.executions().filter((e) => e.id === id).length;
const begun = (p, id) => until(() => runs(p, id) >= 1, `${id} begins`);
const refused = (dispatch, what) => until(() => dispatch.lines.find((l) => l.event === 'ledger_refused' && l.error.startsWith(what)), what);
const LEASE = { TUCAI_LEASE_MS: '1000' };

withPipeline('Redis stands still for longer than a lease: a job that runs on is not handed out again', async (p) => {
  await p.dispatch(LEASE);
  await p.worker('billing');
  const front = p.front();
  await front.admit('a', 'command', 'sleep 4000');
  await begun(p, 'a');
  await p.worker('billing'); // free to take it
  p.server.process.kill('SIGSTOP');
  await setTimeout(2500);
  p.server.process.kill('SIGCONT');
  assert.equal((await p.ended('a', 10000)).state, 'done');
  assert.equal(runs(p, 'a'), 1);
});

withPipeline('two dispatchers, Redis stands still: neither takes the other\'s job', async (p) => {
  await p.dispatch(LEASE, 0);
  await p.worker('billing', { TUCAI_DISPATCH: p.endpoints[0] });
  await p.front({}).admit('a', 'command', 'sleep 4000');
  await begun(p, 'a');
  await p.dispatch(LEASE, 1);
  await p.worker('billing', { TUCAI_DISPATCH: p.endpoints[1] });
  p.server.process.kill('SIGSTOP');
  await setTimeout(2500);
  p.server.process.kill('SIGCONT');
  assert.equal((await p.ended('a', 10000)).state, 'done');
  assert.equal(runs(p, 'a'), 1);
}, async () => ({ endpoints: [`tcp://localhost:${await freePort()}`, `tcp://localhost:${await freePort()}`] }));

withPipeline('Redis is killed and away for longer than a lease: a job that runs on is not handed out again', async (p) => {
  await p.dispatch(LEASE);
  await p.worker('billing');
  await p.front().admit('a', 'command', 'sleep 4000');
  await begun(p, 'a');
  await p.worker('billing');
  p.redis.close();
  await p.server.kill();
  await setTimeout(2000);
  await p.server.start();
  p.redis = p.server.client();
  assert.equal((await p.ended('a', 10000)).state, 'done');
  assert.equal(runs(p, 'a'), 1);
});

withPipeline('SIGTERM while Redis is away: dispatch does not wait for it', async (p) => {
  const dispatch = await p.dispatch();
  p.redis.close();
  await p.server.kill();
  await until(() => dispatch.said('ledger_down'), 'dispatch finds out');
  assert.deepEqual(await Promise.race([dispatch.kill('SIGTERM'), setTimeout(8000, 'still there')]), { code: 0, signal: null });
});

withPipeline('Redis stands still until dispatch takes nothing more in: a result that found no room is no lost job', async (p) => {
  await p.dispatch();
  await p.worker('billing');
  const front = p.front();
  await front.admit('a', 'command', 'sleep 2000');
  await begun(p, 'a');
  p.server.process.kill('SIGSTOP');
  for (let i = 0; i < 17000; i++) front.admit(`j${i}`, 'notify'); // nobody works on these
  await setTimeout(4500); // the result, and a heartbeat a second later
  p.server.process.kill('SIGCONT');
  assert.equal((await p.ended('a', 10000)).state, 'done');
  assert.equal(runs(p, 'a'), 1);
});

/** Redis runs for 3 ms of every 40: a turn takes long, each. */
function throttle(server) {
  const timer = setInterval(() => {
    server.process.kill('SIGCONT');
    setTimeout(3).then(() => server.process.kill('SIGSTOP'));
  }, 40);
  return () => { clearInterval(timer); return setTimeout(10).then(() => server.process.kill('SIGCONT')); };
}

withPipeline('a long queue before a slow Redis: leases do not run out in it', async (p) => {
  await p.dispatch(LEASE);
  await p.worker('billing');
  const front = p.front();
  await front.admit('a', 'command', 'sleep 8000');
  await begun(p, 'a');
  await p.worker('billing'); // free to take it
  p.server.process.kill('SIGSTOP');
  for (let i = 0; i < 15000; i++) front.admit(`j${i}`, 'notify');
  await setTimeout(2500); // its lease has run out
  const release = throttle(p.server);
  await setTimeout(4000);
  await release();
  assert.equal((await p.ended('a', 10000)).state, 'done');
  assert.equal(runs(p, 'a'), 1);
});

const cannotWrite = (name, error, break_, mend) => withPipeline(name, async (p) => {
  const dispatch = await p.dispatch(LEASE);
  await p.worker('billing');
  const front = p.front();
  await front.admit('a', 'command', 'sleep 3000'); // renewed, and over, while nothing can be written
  await begun(p, 'a');
  await p.worker('billing'); // free to take it
  await p.redis.ask(...break_);
  await refused(dispatch, error);
  const waits = front.admit('b', 'command', 'ok');
  await until(async () => !(await front.now()).up, 'the front to know');
  await setTimeout(1500); // every lease has run out
  await p.redis.ask(...mend);
  assert.equal((await waits).status, 'new');
  assert.equal((await p.ended('a', 10000)).state, 'done');
  assert.equal((await p.ended('b', 10000)).state, 'done');
  assert.equal(runs(p, 'a'), 1);
  assert.equal(await p.redis.ask('ZCARD', 'dead:billing'), 0);
});

cannotWrite('Redis has no memory left: the turn is refused whole, no job dies of it', 'OOM',
  ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0']);
cannotWrite('Redis became a replica: the turn is refused whole, no job dies of it', 'READONLY',
  ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE']);
