// What refuses a capture, over HTTP and in the order of the interface's description; the photos show no face, so every check fails.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, ROOT, Stack } from '../../scripts/stack.mjs';
import { Client, Student, demoSchool } from '../../scripts/client.mjs';
import { addDraft } from '../support/draft.mjs';
import { RedisClient } from '../support/redis.mjs';

const OPEN = '10284';
const SHUT = '10285';
const skip = !fs.existsSync(path.join(ROOT, '.models/face_detection_short_range.tflite')) && 'the networks are not here (scripts/models.sh)';
let stack;
let redis;
let staff;
let photo;
let serial = 0;

before(async () => {
  if (skip) return;
  stack = new Stack(fs.mkdtempSync(path.join(os.tmpdir(), 'capture-')), { relay: 0 });
  await stack.start();
  redis = new RedisClient(path.join(stack.dir, 'redis.sock'));
  photo = execFileSync(path.join(BUILD, 'tests/support/make_photo'), ['800', '1000', '7'], { maxBuffer: 1 << 24 });
  staff = new Client(stack.url);
  staff.token = (await staff.post('/staff/login', stack.firstAccount())).token;
  await staff.put(`/schools/${OPEN}`, demoSchool(new Date(), { limits: { video_s: 0, pause_s: 0 } }));
  await staff.put(`/schools/${SHUT}`, demoSchool(new Date(), { limits: { video_s: 0 }, phases: [{ phase: 'first_capture', from: '2099-04-01', to: '2099-04-02' }] }));
});

after(async () => {
  redis?.close();
  await stack?.stop();
  if (stack) fs.rmSync(stack.dir, { recursive: true, force: true });
});

async function student(school = OPEN, prepare = true) {
  const one = new Student(stack.url);
  one.uid = `c${process.pid}-${++serial}`;
  const r = await fetch(`${stack.sandboxUrl}/sandbox/codes`, { method: 'POST', body: JSON.stringify({ uid: one.uid, school }) });
  await one.open((await r.json()).code);
  if (prepare) await one.prepare();
  return one;
}

async function refused(one, status, code) {
  try {
    await one.upload(photo);
  } catch (e) {
    assert.deepEqual([e.status, e.code], [status, code], e.message);
    assert.ok(e.body.detail);
    return e.body;
  }
  return assert.fail(`not refused as ${code}`);
}

test('steps are missing, and named', { skip }, async () => {
  const body = await refused(await student(OPEN, false), 409, 'steps_missing');
  assert.deepEqual(body.missing, ['phone', 'notice', 'precautions', 'consent', 'subscriptions', 'requirements']);
});

test('the window is closed, and the next opening is named', { skip }, async () => {
  const body = await refused(await student(SHUT), 403, 'window_closed');
  assert.equal(body.opens_at, '2099-04-01T00:00:00+08:00');
});

test('a nonce counts once', { skip }, async () => {
  const one = await student();
  const headers = { 'Content-Type': 'image/jpeg' };
  const { nonce } = await one.post('/shots/nonce');
  const used = { ...headers, 'X-Capture-Nonce': nonce };
  const { shot_id: id } = await one.call('POST', '/shots', photo, used);
  await one.verdict(id);
  for (const h of [used, headers, { ...headers, 'X-Capture-Nonce': 'unknown' }]) {
    await assert.rejects(one.call('POST', '/shots', photo, h), { status: 422, code: 'nonce_invalid' });
  }
});

test('five failures in a row lock; a lock comes before a full box; the school unlocks', { skip }, async () => {
  const one = await student();
  for (let i = 1; i <= 5; i++) {
    const shot = await one.shoot(photo);
    assert.equal(shot.state, 'rejected');
    assert.ok(shot.findings.some((f) => f.code === 'no_face' && f.message && f.advice));
  }
  const { lock, attempts } = await one.get('/me');
  assert.equal(lock.reason, 'failed_checks');
  assert.deepEqual(attempts, { failed_in_row: 5, left_before_lock: 0 });
  for (let i = 1; i <= 3; i++) await addDraft(redis, one.uid, `d${i}`);
  const body = await refused(one, 423, 'locked');
  assert.equal(body.reason, 'failed_checks');
  assert.equal(body.until, lock.until);
  const minutes = (new Date(lock.until) - Date.now()) / 60000;
  assert.ok(minutes > 28 && minutes <= 30.1, String(minutes));
  assert.match(body.detail, /^请仔细阅读拍摄要求，可于\d{4}年\d\d月\d\d日\d\d：\d\d：\d\d后重新拍摄。系统检测到草稿箱有照片，可以选择进行上传。/);
  await staff.post(`/students/${one.uid}/unlock`, { reason: '本人说明' });
  const full = await refused(one, 409, 'drafts_full');
  assert.equal(full.detail, '草稿箱已满，请前往草稿箱删除或使用草稿箱照片。');
  assert.ok(new Date(full.deletable_at) > Date.now());
  await one.post('/submissions', { draft_id: 'd1', channel: 'native' });
  await refused(one, 409, 'already_submitted');
});

test('after a failure there is a pause, and its length is said', { skip }, async () => {
  await staff.put(`/schools/${OPEN}`, demoSchool(new Date(), { limits: { video_s: 0, pause_s: 60 } }));
  const one = await student();
  await one.shoot(photo);
  const { nonce } = await one.post('/shots/nonce');
  const r = await one.raw('POST', '/shots', photo, { 'Content-Type': 'image/jpeg', 'X-Capture-Nonce': nonce });
  const body = await r.json();
  assert.deepEqual([r.status, body.code], [429, 'cooling_off']);
  assert.ok(Number(r.headers.get('retry-after')) > 50);
  assert.equal(body.until, (await one.get('/me')).cooling_off_until);
});
