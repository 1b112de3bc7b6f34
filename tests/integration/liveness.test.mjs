// A burst of frames beside the photo (R16), through the real system: made from the demo's photo as a head that turns, and as a print that does.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client, Student, demoSchool } from '../../scripts/client.mjs';
import { BUILD, ROOT, Stack } from '../../scripts/stack.mjs';

const MARC = path.join(ROOT, '.models/demo/marc.jpg');
const skip = !fs.existsSync(MARC) && 'the networks or the demo\'s photo are not here (scripts/models.sh, scripts/demo_photo.sh)';
const SCHOOLS = { required: '10284', optional: '10285', off: '10286' };
const MOTIONS = { turn_left: ['solid', '25'], turn_right: ['solid', '-25'], blink: ['blink', '0'] };
let dir;
let stack;
let staff;
let photo;
let serial = 0;

const burstFiles = new Map();

/** Four frames of a motion, made once. */
function burst(motion, degrees) {
  const prefix = path.join(dir, `${motion}${degrees}-`);
  if (!burstFiles.has(prefix)) {
    execFileSync(path.join(BUILD, 'tests/support/make_burst'), [path.join(ROOT, '.models'), MARC, prefix, motion, degrees]);
    burstFiles.set(prefix, [0, 1, 2, 3].map((i) => fs.readFileSync(`${prefix}${i}.jpg`)));
  }
  return burstFiles.get(prefix);
}

async function student(policy) {
  const one = new Student(stack.url);
  const body = JSON.stringify({ uid: `live-${++serial}`, school: SCHOOLS[policy], campus: '南京校区', level: '本科', year: new Date().getFullYear() });
  const { code } = await (await fetch(`${stack.sandboxUrl}/sandbox/codes`, { method: 'POST', body })).json();
  await one.open(code);
  await one.prepare(`1370000${String(serial).padStart(4, '0')}`);
  return one;
}

/** Uploads a form; frames may be a function of the challenge. The raw answer. */
async function post(one, frames) {
  const { nonce, challenge } = await one.call('POST', '/shots/nonce');
  const form = new FormData();
  form.append('nonce', nonce);
  form.append('photo', new Blob([photo], { type: 'image/jpeg' }), 'photo.jpg');
  for (const frame of typeof frames === 'function' ? frames(challenge) : frames) form.append('frames', new Blob([frame], { type: 'image/jpeg' }), 'f.jpg');
  const r = await fetch(`${stack.url}/api/v1/shots`, { method: 'POST', headers: { Authorization: `Bearer ${one.token}` }, body: form });
  return { status: r.status, challenge, body: await r.json() };
}

async function shoot(one, frames) {
  const { status, body } = await post(one, frames);
  assert.equal(status, 202, JSON.stringify(body));
  return one.verdict(body.shot_id);
}

const asAsked = (challenge) => burst(...MOTIONS[challenge]);
const asPrint = (challenge) => burst('flat', challenge === 'turn_right' ? '-40' : '40');
const codes = (verdict) => verdict.findings.filter((f) => f.severity === 'refuse').map((f) => f.code);

before(async () => {
  if (skip) return;
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'live-'));
  stack = new Stack(path.join(dir, 'stack'), { relay: 0 });
  await stack.start();
  photo = fs.readFileSync(MARC); // an editor's mark is in it: a warning, and no suspicion
  staff = new Client(stack.url);
  const { name, password } = stack.firstAccount();
  staff.token = (await staff.call('POST', '/staff/login', { name, password })).token;
  const year = new Date().getFullYear();
  await staff.call('PUT', `/seasons/${year}`, { graduation_years: [year] });
  const limits = { video_s: 0, pause_s: 0, undo_s: 600, not_live_max: 2 };
  for (const [liveness, code] of Object.entries(SCHOOLS)) await staff.call('PUT', `/schools/${code}`, { ...demoSchool(new Date(), { limits, auto_approval: true, plan: { amount_fen: 0 } }), liveness });
});

after(async () => {
  await stack?.stop();
  if (dir) fs.rmSync(dir, { recursive: true, force: true });
});

test('required: no evidence is 422 and no strike; a head that does as asked passes', { skip }, async () => {
  const one = await student('required');
  const without = await post(one, []);
  assert.deepEqual([without.status, without.body.code], [422, 'evidence_missing']);
  assert.equal((await one.call('GET', '/me')).attempts.failed_in_row, 0);
  const verdict = await shoot(one, asAsked);
  assert.equal(verdict.state, 'passed', JSON.stringify(verdict));
});

test('required: a print that is turned is not live, and so many in a day lock until midnight', { skip }, async () => {
  const one = await student('required');
  for (let i = 0; i < 2; i++) assert.deepEqual(codes(await shoot(one, asPrint)), ['not_live']);
  const { lock } = await one.call('GET', '/me');
  assert.equal(lock.reason, 'not_live');
  assert.match(lock.until, /T00:00:00/);
});

test('a frame that is no picture is no strike', { skip }, async () => {
  const one = await student('required');
  const text = await post(one, (challenge) => [Buffer.from('not a JPEG'), ...asAsked(challenge).slice(1)]);
  assert.deepEqual([text.status, text.body.code], [422, 'image_invalid']);
  const cut = await shoot(one, (challenge) => [...asAsked(challenge).slice(0, 3), Buffer.concat([asAsked(challenge)[3].subarray(0, 6000), Buffer.from('ffd9', 'hex')])]);
  assert.deepEqual(codes(cut), ['image_invalid']);
  assert.equal((await one.call('GET', '/me')).attempts.failed_in_row, 0);
});

test('optional: judged when it is there; off: not even then', { skip }, async () => {
  const optional = await student('optional');
  assert.equal((await shoot(optional, [])).state, 'passed');
  assert.deepEqual(codes(await shoot(optional, asPrint)), ['not_live']);
  const off = await student('off');
  const { challenge } = await off.call('POST', '/shots/nonce');
  assert.equal(challenge, 'none');
  assert.equal((await shoot(off, burst('flat', '40'))).state, 'passed');
});

test('waived for one who cannot do as asked: it warns, is no strike, and a person looks though approval is automatic', { skip }, async () => {
  const one = await student('required');
  const uid = (await one.get('/me')).student.uid;
  await staff.put(`/students/${uid}/waivers`, { findings: ['not_live'] });
  assert.equal((await post(one, [])).body.code, 'evidence_missing');
  const verdict = await shoot(one, asPrint);
  assert.deepEqual([verdict.state, verdict.findings.find((f) => f.code === 'not_live')?.severity], ['passed', 'warn']);
  assert.equal((await one.get('/me')).attempts.failed_in_row, 0);
  const submit = (who, { draft_id: id }) => who.post('/submissions', { draft_id: id, channel: 'native' });
  const { submission_id: id, state } = await submit(one, verdict);
  assert.equal(state, 'in_review');
  const { reviews } = await staff.get(`/schools/${SCHOOLS.required}/reviews`);
  assert.ok(reviews.find((r) => r.submission_id === id).warnings.some((w) => w.code === 'not_live'));
  const other = await student('required');
  assert.equal((await submit(other, await shoot(other, asAsked))).state, 'approved');
});
