// ingest when others fail: refusals before the body is read, and kills between the stored photo and the answer.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '../../scripts/stack.mjs';
import { Scene, ask, jpeg } from '../support/ingest.mjs';
import { exchange } from '../support/raw_http.mjs';
import { until } from '../support/until.mjs';

const photo = jpeg();
const JPEG = { 'Content-Type': 'image/jpeg' };
let scene;

before(async () => {
  scene = await Scene.start();
}, { timeout: 60000 });

after(() => scene?.stop());

async function addIngest(env) {
  const port = await freePort();
  const ingest = await scene.stack.add('ingest', { TUCAI_LISTEN: `127.0.0.1:${port}`, ...env });
  await ingest.ready();
  return { ingest, port, url: `http://127.0.0.1:${port}` };
}

/** Announces a photo and sends none of it: whoever answers has not read it. */
const announce = (port, token, nonce = '', target = '/shots', type = 'image/jpeg') => exchange(port,
  `POST /api/v1${target} HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\nX-Capture-Nonce: ${nonce}\r\nAuthorization: Bearer ${token}\r\nContent-Length: 1000000\r\n\r\n`);

function assertBusy(wire) {
  assert.equal(wire.status(), 503, wire.text);
  assert.match(wire.text, /Retry-After: \d+/);
  assert.match(wire.text, /"code":"busy"/);
}

const wholeBlobs = () => readdirSync(path.join(scene.dir, 'blobs'), { recursive: true }).filter((f) => /[0-9a-f]{32}$/.test(String(f)) && !String(f).startsWith('tmp')).length;

test('a disk that is too full takes no photo, and all else goes on', async () => {
  const student = await scene.student();
  const full = await addIngest({ TUCAI_DISK_PERCENT: '1' });
  const nonce = (await student.post('/shots/nonce')).nonce;
  assertBusy(await announce(full.port, student.token, nonce));
  student.url = full.url;
  assert.equal((await ask(student, 'GET', '/me')).status, 200);
  await full.ingest.kill('SIGTERM');
});

test('a deep queue refuses shots; dry runs are given up first', async () => {
  const tight = await addIngest({ TUCAI_BUSY_JOBS: '2', TUCAI_BUSY_DRY_RUNS: '1' });
  const students = [];
  for (let i = 0; i < 4; i++) students.push(await scene.student());
  const shoot = async (student) => {
    const { nonce } = await student.post('/shots/nonce');
    return ask(student, 'POST', '/shots', photo, { ...JPEG, 'X-Capture-Nonce': nonce });
  };
  for (const student of students.slice(0, 2)) assert.equal((await shoot(student)).status, 202);
  // Of another type, so that who is not busy refuses it too, with 415.
  const busy = async (target) => (await announce(tight.port, students[3].token, 'x', target, 'text/plain')).status() === 503;
  await until(() => busy('/shots?dry_run=1'), 'dry runs to be refused');
  assert.ok(!await busy('/shots'), 'shots are still taken');
  assert.equal((await shoot(students[2])).status, 202);
  await until(() => busy('/shots'), 'shots to be refused');
  await tight.ingest.kill('SIGTERM');
});

test('without dispatch nothing is promised, and what is there can be read', async () => {
  const student = await scene.student();
  const [dispatch] = scene.stack.all('dispatch');
  await dispatch.kill('SIGKILL');
  await until(async () => (await announce(scene.port, student.token)).status() === 503, 'the loss to be noticed');
  assertBusy(await announce(scene.port, student.token));
  assert.equal((await ask(student, 'GET', '/me')).status, 200);
  assert.equal((await fetch(`http://127.0.0.1:${scene.stack.all('ingest')[0].healthPort}/readyz`)).status, 503);
  dispatch.start();
  await dispatch.ready();
  await until(async () => (await ask(student, 'POST', '/shots/nonce')).status === 201, 'commands to work again');
});

test('without Redis everything that needs it is 503, and it comes back by itself', async () => {
  const student = await scene.student();
  const redis = scene.stack.services.find((s) => s.name === 'redis');
  await redis.kill('SIGKILL');
  await until(async () => (await ask(student, 'GET', '/me')).status === 503, 'the loss to be noticed');
  assertBusy(await announce(scene.port, student.token));
  assert.equal((await fetch(`${scene.url}/`)).status, 200, 'pages need no Redis');
  redis.start();
  await until(async () => (await ask(student, 'GET', '/me')).status === 200, 'Redis to be back');
  await until(async () => (await ask(student, 'POST', '/shots/nonce')).status === 201, 'commands to work again');
});

test('killed between the stored photo and the answer: the same request again makes one shot', async () => {
  for (let round = 0; round < 3; round++) {
    const student = await scene.student();
    const { nonce } = await student.post('/shots/nonce');
    const headers = { ...JPEG, 'X-Capture-Nonce': nonce, 'Idempotency-Key': 'once' };
    const [dispatch] = scene.stack.all('dispatch');
    const doomed = await addIngest();
    const before = wholeBlobs();
    student.url = doomed.url;
    dispatch.child.kill('SIGSTOP'); // so that the admission stays unanswered
    const lost = ask(student, 'POST', '/shots', photo, headers).catch((e) => e);
    await until(() => wholeBlobs() > before, 'the photo to be durable');
    await doomed.ingest.kill('SIGKILL');
    assert.ok(await lost instanceof Error, 'no answer');
    dispatch.child.kill('SIGCONT');
    student.url = scene.url;
    const again = await until(async () => {
      const answer = await ask(student, 'POST', '/shots', photo, headers);
      return answer.status === 202 && answer;
    }, 'the repeated request');
    assert.equal(scene.stack.redis('GET', `x:${student.uid}`), again.body.shot_id);
    const jobs = scene.stack.redis('--scan', '--pattern', 'j:*').split('\n')
      .filter((key) => scene.stack.redis('HGET', key, 'u') === student.uid && scene.stack.redis('HGET', key, 'k') === 'shot');
    assert.deepEqual(jobs, [`j:${again.body.shot_id}`]);
  }
});

test('SIGTERM lets an upload that runs end with its answer', async () => {
  const student = await scene.student();
  const { nonce } = await student.post('/shots/nonce');
  const leaving = await addIngest();
  const body = jpeg(2000, 2000);
  const stream = new ReadableStream({
    async start(c) {
      c.enqueue(body.subarray(0, 1000));
      await until(() => readdirSync(path.join(scene.dir, 'blobs/tmp')).length > 0, 'the upload to run');
      leaving.ingest.child.kill('SIGTERM');
      await until(() => fetch(leaving.url).then(() => false, () => true), 'the port to be closed');
      c.enqueue(body.subarray(1000));
      c.close();
    },
  });
  const answer = await fetch(`${leaving.url}/api/v1/shots`, {
    method: 'POST', body: stream, duplex: 'half',
    headers: { ...JPEG, 'X-Capture-Nonce': nonce, Authorization: `Bearer ${student.token}` },
  });
  assert.equal(answer.status, 202, await answer.text());
  assert.equal((await leaving.ingest.gone).code, 0);
});

test('metrics name routes, not ids, and promtool accepts them', async (t) => {
  const { healthPort } = scene.stack.all('ingest')[0];
  const text = await (await fetch(`http://127.0.0.1:${healthPort}/metrics`)).text();
  assert.match(text, /tucai_http_requests_total\{route="\/api\/v1\/shots\/nonce",status="201"\}/);
  assert.doesNotMatch(text, /2021000/);
  assert.equal((await fetch(`http://127.0.0.1:${healthPort}/healthz`)).status, 200);
  if (spawnSync('promtool', ['--version']).error) return t.diagnostic('promtool is not installed');
  execFileSync('promtool', ['check', 'metrics'], { input: text });
  return undefined;
});
