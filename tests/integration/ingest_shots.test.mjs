// POST /shots: the checks in their order, the photo's way into the store; the long poll. No qc runs here, so shots stay queued.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { SCHOOL, setUpSchool } from '../../scripts/demo/school.mjs';
import { Scene, ask, jpeg } from '../support/ingest.mjs';
import { Wire, exchange } from '../support/raw_http.mjs';
import { until } from '../support/until.mjs';

const JPEG = { 'Content-Type': 'image/jpeg' };
const photo = jpeg();
let scene;

before(async () => {
  scene = await Scene.start({ serviceEnv: { TUCAI_DRY_RUNS: '4' } });
}, { timeout: 60000 });

after(() => scene?.stop());

const nonceOf = async (student) => (await student.post('/shots/nonce')).nonce;

async function shoot(student, body = photo, headers = {}) {
  return ask(student, 'POST', '/shots', body, { ...JPEG, 'X-Capture-Nonce': await nonceOf(student), ...headers });
}

/** Files of the store, those on their way apart. */
function blobs() {
  const list = readdirSync(path.join(scene.dir, 'blobs'), { recursive: true }).map(String);
  return {
    whole: list.filter((f) => /^[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{32}$/.test(f)).length,
    temp: list.filter((f) => f.startsWith('tmp/')).length,
  };
}

function assertCode(answer, status, code) {
  assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body));
}

test('a photo is durable before the answer, encrypted, and one job has it', async () => {
  const student = await scene.student();
  const before = blobs().whole;
  const accepted = await shoot(student);
  assert.equal(accepted.status, 202, JSON.stringify(accepted.body));
  const id = accepted.body.shot_id;
  assert.equal(accepted.headers.get('location'), `/api/v1/shots/${id}`);
  assert.equal(blobs().whole, before + 1);
  assert.equal(scene.stack.redis('HGET', `j:${id}`, 'k'), 'shot');
  assert.equal(scene.stack.redis('GET', `x:${student.uid}`), id);
  const shot = await student.get(`/shots/${id}`);
  assert.deepEqual(shot, { state: 'queued', findings: [], rule_set: null, ofiq_like: null, draft_id: null, timings_ms: {} });
  assertCode(await shoot(student), 409, 'shot_in_progress');
  assert.equal(blobs().whole, before + 1, 'nothing is left of what was refused');
  const other = await scene.student({ steps: false });
  assertCode(await ask(other, 'GET', `/shots/${id}`), 404, 'not_found');
  assertCode(await ask(student, 'GET', '/shots/nothing'), 404, 'not_found');
  assertCode(await ask(student, 'GET', `/shots/${id}/annotated`), 404, 'not_found');
});

test('checks in their order, the later ones hidden by the earlier', async () => {
  const student = await scene.student({ steps: false });
  const everythingWrong = { 'Content-Type': 'text/plain' };
  assertCode(await ask({ raw: (...a) => student.raw(...a) }, 'POST', '/shots', Buffer.alloc(9 << 20), everythingWrong), 413, 'too_large');
  assertCode(await ask(student, 'POST', '/shots', Buffer.from('x'), everythingWrong), 415, 'unsupported_media_type');
  const missing = await ask(student, 'POST', '/shots', Buffer.from('x'), JPEG);
  assertCode(missing, 409, 'steps_missing');
  assert.deepEqual(missing.body.missing, ['phone', 'notice', 'precautions', 'consent', 'subscriptions', 'requirements']);
  await student.prepare('13800138000', async () => {});
  assertCode(await ask(student, 'POST', '/shots', Buffer.from('x'), JPEG), 422, 'nonce_invalid');
  assertCode(await ask(student, 'POST', '/shots', Buffer.from('x'), { ...JPEG, 'X-Capture-Nonce': 'other' }), 422, 'nonce_invalid');
  const invalid = await shoot(student, Buffer.from('not a photo'));
  assertCode(invalid, 422, 'image_invalid');
  assert.equal(invalid.body.reason, 'not_jpeg');
  assertCode(await shoot(student, jpeg(399, 500)), 422, 'image_invalid');
  assert.equal((await shoot(student)).status, 202, 'after all that, a sound one');
});

/** With so many kilobytes in front of the picture, as a phone puts its map of depths there. */
function withAppendix(picture, kilobytes) {
  const piece = Buffer.concat([Buffer.from([0xff, 0xe1, 0xfc, 0x02]), Buffer.alloc(0xfc00, 'x')]);
  return Buffer.concat([picture.subarray(0, 2), ...Array(Math.ceil(kilobytes / 63)).fill(piece), picture.subarray(2)]);
}

test('what a phone puts in front of the picture is no damage, however long', async () => {
  const student = await scene.student();
  assertCode(await shoot(student, withAppendix(jpeg(399, 500), 900)), 422, 'image_invalid');
  const long = withAppendix(photo, 2000);
  assert.ok(long.length > 2 << 20 && long.length < 3 << 20);
  assert.equal((await shoot(student, long)).status, 202);
});

test('413 comes before the body, 401 before all', async () => {
  const student = await scene.student();
  const head = (token, length) => `POST /api/v1/shots HTTP/1.1\r\nHost: a\r\nContent-Type: image/jpeg\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${length}\r\n\r\n`;
  assert.equal((await exchange(scene.port, head(student.token, 8388609))).status(), 413);
  assert.equal((await exchange(scene.port, head('0'.repeat(64), 8388609))).status(), 401);
  const chunked = new Wire(scene.port);
  await chunked.send(`POST /api/v1/shots HTTP/1.1\r\nHost: a\r\nContent-Type: image/jpeg\r\nX-Capture-Nonce: ${await nonceOf(student)}\r\nAuthorization: Bearer ${student.token}\r\nTransfer-Encoding: chunked\r\n\r\n`);
  const piece = `100000\r\n${'x'.repeat(1 << 20)}\r\n`;
  for (let i = 0; i < 9; i++) await chunked.send(piece);
  await chunked.until((w) => w.status() === 413);
  chunked.destroy();
  await until(() => blobs().temp === 0, 'the half photo to be removed');
});

test('a form with frames and nonce; forms that are none', async () => {
  const student = await scene.student();
  const form = async (parts) => {
    const body = new FormData();
    for (const [name, value] of parts) body.append(name, value);
    const encoded = new Response(body);
    return ask(student, 'POST', '/shots', Buffer.from(await encoded.arrayBuffer()), { 'Content-Type': encoded.headers.get('content-type') });
  };
  const picture = (bytes, type = 'image/jpeg') => new Blob([bytes], { type });
  const nonce = await nonceOf(student);
  assertCode(await form([['nonce', nonce]]), 400, 'form_malformed');
  assertCode(await form([['photo', picture(photo)], ['photo', picture(photo)], ['nonce', nonce]]), 400, 'form_malformed');
  assertCode(await form([['photo', picture(photo, 'image/png')], ['nonce', nonce]]), 415, 'unsupported_media_type');
  assertCode(await form([['photo', picture(photo)], ['nonce', 'other']]), 422, 'nonce_invalid');
  assertCode(await form([['photo', picture(photo)], ['frames', picture(Buffer.alloc(600000))], ['nonce', nonce]]), 413, 'too_large');
  assertCode(await ask(student, 'POST', '/shots', 'x', { 'Content-Type': 'multipart/form-data' }), 415, 'unsupported_media_type');
  const before = blobs().whole;
  const frames = [1, 2, 3].map(() => ['frames', picture(photo)]);
  const accepted = await form([['photo', picture(photo)], ...frames, ['nonce', nonce]]);
  assert.equal(accepted.status, 202, JSON.stringify(accepted.body));
  await until(() => blobs().whole === before + 4, 'a photo and three frames');
});

test('a part of which no type is said is judged by its bytes', async () => {
  for (const type of ['', 'Content-Type: application/octet-stream\r\n']) {
    const student = await scene.student();
    const head = `--b\r\nContent-Disposition: form-data; name="nonce"\r\n\r\n${await nonceOf(student)}\r\n--b\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n${type}\r\n`;
    const form = (bytes) => ask(student, 'POST', '/shots', Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--b--\r\n')]), { 'Content-Type': 'multipart/form-data; boundary=b' });
    assertCode(await form(Buffer.from('no picture')), 422, 'image_invalid');
    assertCode(await form(photo), 202, undefined);
  }
});

test('two nonces, two photos at once: one is taken, the other waits for it', async () => {
  const student = await scene.student();
  const nonces = [await nonceOf(student), await nonceOf(student)];
  const both = await Promise.all(nonces.map((nonce) => ask(student, 'POST', '/shots', photo, { ...JPEG, 'X-Capture-Nonce': nonce })));
  assert.deepEqual(both.map((r) => r.body.code ?? r.status).sort(), [202, 'shot_in_progress']);
});

test('a type that only begins like ours, and a body that is packed, are 415', async () => {
  const student = await scene.student();
  assertCode(await ask(student, 'POST', '/shots', photo, { 'Content-Type': 'image/jpegx' }), 415, 'unsupported_media_type');
  assertCode(await shoot(student, photo, { 'Content-Encoding': 'gzip' }), 415, 'unsupported_media_type');
  assertCode(await shoot(student, photo, { 'Content-Encoding': 'identity', 'Content-Type': 'IMAGE/JPEG; q=1' }), 202, undefined);
});

test('outside the window the answer names the next opening', async () => {
  const student = await scene.student();
  const school = await scene.staff.get(`/schools/${SCHOOL}`);
  const day = (n) => new Date(Date.now() + n * 86400000 + 8 * 3600000).toISOString().slice(0, 10);
  const phases = (list) => scene.staff.put(`/schools/${SCHOOL}`, { ...school, phases: list });
  await phases([{ phase: 'first_capture', from: day(1), to: day(2) }]);
  const early = await shoot(student);
  assertCode(early, 403, 'window_closed');
  assert.equal(early.body.opens_at, `${day(1)}T00:00:00+08:00`);
  await phases([{ phase: 'first_capture', from: day(-3), to: day(-2) }]);
  const late = await shoot(student);
  assertCode(late, 403, 'window_closed');
  assert.equal(late.body.opens_at, null);
  await phases(school.phases);
  assert.equal((await shoot(student)).status, 202);
});

test('a repeated shot is the same shot; with another photo it is refused', async () => {
  const student = await scene.student();
  const key = { 'Idempotency-Key': 'shot-1' };
  const first = await shoot(student, photo, key);
  assert.equal(first.status, 202);
  const again = await ask(student, 'POST', '/shots', photo, { ...JPEG, ...key });
  assert.deepEqual([again.status, again.body.shot_id], [202, first.body.shot_id]);
  assertCode(await ask(student, 'POST', '/shots', jpeg(500, 640), { ...JPEG, ...key }), 422, 'idempotency_mismatch');
});

test('a dry run asks for consent alone, is limited, and never in the way', async () => {
  const student = await scene.student({ steps: false });
  const key = { 'Idempotency-Key': 'one for both' };
  const dry = (body = photo) => ask(student, 'POST', '/shots?dry_run=1', body, { ...JPEG, ...(body === photo && key) });
  const missing = await dry();
  assertCode(missing, 409, 'steps_missing');
  assert.deepEqual(missing.body.missing, ['consent']);
  await student.prepare('13800138000', async () => {});
  const tried = await dry();
  assert.equal(tried.status, 202);
  const shot = await shoot(student, photo, key);
  assert.equal(shot.status, 202, 'a shot beside it');
  assert.notEqual(shot.body.shot_id, tried.body.shot_id);
  assertCode(await dry(Buffer.from('x')), 422, 'image_invalid');
  await dry();
  const limited = await dry();
  assertCode(limited, 429, 'rate_limited');
  assert.ok(Number(limited.headers.get('retry-after')) >= 1);
});

test('a long poll ends in time, and when the shot ends', async () => {
  const student = await scene.student();
  const { shot_id: id } = (await shoot(student)).body;
  const started = Date.now();
  assert.equal((await student.get(`/shots/${id}?wait=1`)).state, 'queued');
  assert.ok(Date.now() - started >= 900 && Date.now() - started < 3000);
  const poll = student.get(`/shots/${id}?wait=20`);
  scene.stack.redis('HSET', `j:${id}`, 'z', 'dead');
  assert.equal((await poll).state, 'failed', 'ours, and no strike');
  assert.ok(Date.now() - started < 6000);
});

test('a client that leaves in the middle of its photo leaves nothing behind', async () => {
  const student = await scene.student();
  const before = blobs().whole;
  const wire = new Wire(scene.port);
  await wire.send(`POST /api/v1/shots HTTP/1.1\r\nHost: a\r\nContent-Type: image/jpeg\r\nX-Capture-Nonce: ${await nonceOf(student)}\r\nAuthorization: Bearer ${student.token}\r\nContent-Length: 2000000\r\n\r\n`);
  await wire.send(Buffer.alloc(1_000_000));
  await until(() => blobs().temp === 1, 'the beginning of the photo');
  wire.destroy();
  await until(() => blobs().temp === 0, 'it to be removed');
  assert.equal(blobs().whole, before);
  assert.equal(scene.stack.redis('EXISTS', `x:${student.uid}`), '0');
  assert.ok(existsSync(path.join(scene.dir, 'blobs')));
});

test('R17: what a machine may refuse is a switch of the school, and qc is told', async () => {
  const rules = async (school) => {
    scene.staff = await setUpSchool(scene.stack, { limits: { pause_s: 0, video_s: 0, undo_s: 0 }, ...school });
    const { body } = await shoot(await scene.student());
    return scene.stack.redis('--no-raw', 'HGET', `j:${body.shot_id}`, 'p');
  };
  // ShotJob's fields 9 and 10, behind the rule set's name
  assert.doesNotMatch(await rules({}), /diploma.*[HP]\\x01/);
  const told = await rules({ machine_refuses: ['recapture'] });
  assert.match(told, /diploma.*H\\x01/);
  assert.doesNotMatch(told, /diploma.*P\\x01/);
});
