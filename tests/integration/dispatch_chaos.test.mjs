// Workers, dispatchers and Redis killed at random while jobs flow through two stages: nothing is lost, nothing is
// charged twice, no stage is skipped. SEED, JOBS and KILLS make it longer or another.
// Runs alone: how fast things recover is part of what it asks.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { Pipeline, freePort } from '../support/pipeline.mjs';
import { until } from '../support/until.mjs';

const SEED = Number(process.env.SEED ?? 1);
const JOBS = Number(process.env.JOBS ?? 1500);
const KILLS = Number(process.env.KILLS ?? 24);
const FRONT_WINDOW = 60;

let p;
let stopped = false;
before(async () => {
  const ports = [await freePort(), await freePort()];
  p = await new Pipeline({ endpoints: ports.map((port) => `tcp://127.0.0.1:${port}`) }).start();
});
after(() => p.stop());

let state = SEED;
const random = (n) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * n);
};

/** Slots are kept filled: what is killed is started again. */
const slots = [
  ...[0, 1].map((n) => () => p.dispatch({}, n)),
  ...['qc', 'qc', 'qc', 'billing', 'billing', 'billing'].map((stage) => () => p.worker(stage)),
];
const running = [];
const kills = { worker: 0, dispatch: 0, redis: 0, stopped: 0 };

async function killRedis() {
  kills.redis++;
  await p.server.kill();
  p.redis.close();
  await p.server.start();
  p.redis = p.server.client();
}

async function accident() {
  const which = random(slots.length + 2);
  if (which === slots.length) return killRedis();
  if (which === slots.length + 1) {
    const victim = running[2 + random(6)];
    kills.stopped++;
    victim.process.kill('SIGSTOP');
    setTimeout(() => victim.process.kill('SIGCONT'), 1500);
    return undefined;
  }
  kills[which < 2 ? 'dispatch' : 'worker']++;
  await running[which].kill();
  running[which] = await slots[which]();
  return undefined;
}

async function admitAll() {
  const front = p.front();
  const open = new Set();
  for (let i = 0; i < JOBS && !stopped; i++) {
    const id = `j${i}`;
    const one = front.admit(id, 'shot', `put s:${id}`).then(() => open.delete(one));
    open.add(one);
    if (open.size >= FRONT_WINDOW) await Promise.race(open);
  }
  await Promise.all(open);
}

const doneCount = async () => {
  try {
    return Number(await p.redis.ask('HGET', 'c:jobs', 'done'));
  } catch {
    return 0; // Redis is being killed
  }
};

test(`${JOBS} jobs, ${KILLS} accidents, seed ${SEED}`, { timeout: 600_000 }, async () => {
  for (const start of slots) running.push(await start());
  const began = Date.now();
  const admitted = admitAll();
  for (let done = 0; done < KILLS; done++) {
    await accident();
    const pause = Date.now() + 50 + random(200);
    await until(() => Date.now() >= pause, 'the next accident');
  }
  await admitted;
  await until(async () => await doneCount() === JOBS, 'all jobs done', 120_000);

  const executed = new Map();
  for (const e of p.executions()) executed.set(`${e.id} ${e.stage}`, (executed.get(`${e.id} ${e.stage}`) ?? 0) + 1);
  const skipped = [];
  const charged = [];
  for (let i = 0; i < JOBS; i++) {
    for (const stage of ['qc', 'billing']) if (!executed.has(`j${i} ${stage}`)) skipped.push(`j${i} ${stage}`);
    const [v, d] = await p.redis.ask('HMGET', `s:j${i}`, 'v', 'd');
    if (v !== '1' || d !== '1') charged.push([`j${i}`, v, d]);
  }
  const repeated = p.executions().length - 2 * JOBS;
  console.log(JSON.stringify({ seed: SEED, jobs: JOBS, kills, repeated, skipped: skipped.length, charged_wrong: charged.length, seconds: (Date.now() - began) / 1000 }));
  assert.deepEqual(skipped, []);
  assert.deepEqual(charged, []);
  const dead = (await p.redis.ask('ZCARD', 'dead:qc')) + (await p.redis.ask('ZCARD', 'dead:billing'));
  assert.equal(dead, 0);
});
