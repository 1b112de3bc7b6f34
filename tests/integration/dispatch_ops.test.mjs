// What an operator sees and sets: metrics, readiness, clock, timers, configuration; and the files of jobs.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Pipeline, binary, freePort } from '../support/pipeline.mjs';
import { until } from '../support/until.mjs';

const HOUR = 3_600_000;
let p;
let health;
let workerHealth;
before(async () => {
  p = await new Pipeline().start();
  [health, workerHealth] = [await freePort(), await freePort()];
  const key = path.join(p.dir, 'master.key');
  fs.writeFileSync(key, 'ab'.repeat(32));
  fs.mkdirSync(path.join(p.dir, 'blobs'));
  await p.dispatch({ TUCAI_HEALTH: `127.0.0.1:${health}`, TUCAI_CLOCK_SHIFT_MS: `${5 * HOUR}`, TUCAI_TIMERS: 'yes', TUCAI_MASTER_KEY_FILE: key });
});
after(() => p.stop());

const files = () => ({ TUCAI_BLOBS: path.join(p.dir, 'blobs'), TUCAI_MASTER_KEY_FILE: path.join(p.dir, 'master.key') });
const stored = () => execFileSync('find', [files().TUCAI_BLOBS, '-type', 'f'], { encoding: 'utf8' }).trim().split('\n');

const get = async (port, name) => {
  const answer = await fetch(`http://127.0.0.1:${port}${name}`);
  return { status: answer.status, text: await answer.text() };
};

const metric = async (line) => {
  const { text } = await get(health, '/metrics');
  const found = text.split('\n').find((l) => l.startsWith(`${line} `));
  return found && Number(found.split(' ').pop());
};

test('depths, workers and outcomes are shown as they are', async () => {
  const front = p.front();
  await Promise.all([1, 2, 3].map((i) => front.admit(`wait${i}`, 'dry_run', 'ok')));
  await until(async () => await metric('tucai_stage_jobs{stage="qc",state="ready"}') === 3, 'ready 3');
  assert.ok(await until(async () => await metric('tucai_stage_oldest_age_seconds{stage="qc"}') > 0, 'age'));
  await p.worker('qc', { TUCAI_HEALTH: `127.0.0.1:${workerHealth}`, TEST_READS: 'yes', ...files() });
  await until(async () => await metric('tucai_jobs_total{stage="qc",outcome="ok"}') === 3, 'ok 3');
  await until(async () => await metric('tucai_workers{stage="qc"}') === 1, 'one worker');
  assert.equal(await metric('tucai_credit{stage="qc"}'), 2);
  await until(async () => await metric('tucai_stage_jobs{stage="qc",state="ready"}') === 0, 'ready 0');
  assert.equal(await metric('tucai_ledger_imbalance'), 0);
  assert.equal(await metric('tucai_job_duration_seconds_count{stage="qc"}'), 3);
  await p.redis.ask('HINCRBY', 'c:jobs', 'admitted', 2);
  await until(async () => await metric('tucai_ledger_imbalance') === 2, 'imbalance 2');
  await p.redis.ask('HINCRBY', 'c:jobs', 'admitted', -2);
});

test('promtool accepts the metrics', async (t) => {
  if (spawnSync('promtool', ['--version']).error) {
    t.skip('promtool is not installed');
    return;
  }
  for (const port of [health, workerHealth]) {
    const { text } = await get(port, '/metrics');
    execFileSync('promtool', ['check', 'metrics'], { input: text });
  }
});

test('ready while the ledger answers, and a worker while it is connected', async () => {
  assert.equal((await get(health, '/readyz')).status, 200);
  await until(async () => (await get(workerHealth, '/readyz')).status === 200, 'worker ready');
  await p.server.kill();
  p.redis.close();
  await until(async () => (await get(health, '/readyz')).status === 503, 'not ready');
  assert.equal((await get(health, '/healthz')).status, 200);
  const front = p.front();
  assert.equal((await front.now()).up, false);
  await p.server.start();
  p.redis = p.server.client();
  await until(async () => (await get(health, '/readyz')).status === 200, 'ready again');
  await until(async () => (await front.now()).up, 'up again');
});

test('the clock of the whole system is dispatch\'s', async () => {
  const front = p.front();
  const { ms } = await until(async () => {
    const now = await front.now();
    return now.up && now;
  }, 'up');
  assert.ok(Math.abs(ms - Date.now() - 5 * HOUR) < 2000);
  await front.admit('timed', 'dry_run', 'ok');
  const admitted = Number(await p.redis.ask('HGET', 'j:timed', 't'));
  assert.ok(Math.abs(admitted - ms) < 5000);
});

test('timers come when a worker is there, once a slot', async () => {
  assert.deepEqual(await p.redis.ask('KEYS', 'j:timer:*'), []);
  await p.worker('relay');
  const [key] = await until(async () => {
    const keys = await p.redis.ask('KEYS', 'j:timer:seal:*');
    return keys.length && keys;
  }, 'seal');
  assert.equal((await p.ended(key.slice(2))).state, 'done');
  const slot = Math.floor((Date.now() + 5 * HOUR + 8 * HOUR) / 5000);
  assert.ok(Math.abs(Number(key.split(':').pop()) - slot) <= 1);
});

test('files: read by the stage that may, written encrypted, keys kept only in wraps', async () => {
  const front = p.front(files());
  await front.admit('read', 'dry_run', 'read photo', { flags: 'fA secret face' });
  assert.deepEqual(await p.ended('read'), { state: 'done', result: 'A secret face', reason: null });
  await front.admit('write', 'shot', 'write made SEEN');
  await until(async () => await p.redis.ask('HGET', 'j:write', 's') === 'billing', 'qc has passed');
  assert.match(await p.redis.ask('HGET', 'j:write', 'b'), /made/);
  assert.equal(stored().length, 2);
  for (const file of stored()) assert.doesNotMatch(fs.readFileSync(file, 'latin1'), /SEEN|secret/);
});

test('a job whose file is damaged is a dead letter', async () => {
  const front = p.front(files());
  const before = stored();
  await front.admit('damaged', 'dry_run', 'read photo', { flags: 'fA secret face', notBefore: Date.now() + 5 * HOUR + 1500 });
  const [file] = stored().filter((f) => !before.includes(f));
  const bytes = fs.readFileSync(file);
  bytes[bytes.length - 1] ^= 1;
  fs.writeFileSync(file, bytes);
  assert.deepEqual(await p.ended('damaged'), { state: 'dead', result: null, reason: 'its files cannot be read: damaged' });
});

test('a bad configuration is named and refused', () => {
  const run = (env) => spawnSync(binary('tucai-dispatch'), [], { env, encoding: 'utf8' });
  const bad = run({ TUCAI_DISPATCH_BIND: 'ipc:///tmp/x', TUCAI_LEASE_MS: '1' });
  assert.equal(bad.status, 1);
  assert.match(bad.stderr, /TUCAI_REDIS/);
  assert.match(bad.stderr, /TUCAI_LEASE_MS/);
  assert.equal(run({ TUCAI_DISPATCH_BIND: 'nonsense', TUCAI_REDIS: 'unix:/nowhere' }).status, 1);
});
