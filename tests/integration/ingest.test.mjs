// What every request goes through: routes, sessions, rights, bodies, problems, repeated requests.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Client, Student } from '../../scripts/client.mjs';
import { SCHOOL } from '../../scripts/demo/school.mjs';
import { Scene, ask } from '../support/ingest.mjs';
import { exchange } from '../support/raw_http.mjs';
import { until } from '../support/until.mjs';

let scene;
let anybody;

before(async () => {
  scene = await Scene.start({ serviceEnv: { TUCAI_BAD_CODES: '5' } });
  anybody = new Client(scene.url);
}, { timeout: 60000 });

after(() => scene?.stop());

function assertProblem(answer, status, code) {
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  assert.match(answer.headers.get('content-type'), /^application\/problem\+json/);
  assert.match(answer.headers.get('x-request-id'), /^[\w-]{8,}$/);
  const { type, title, detail } = answer.body;
  assert.deepEqual([answer.body.status, answer.body.code, typeof type, typeof title], [status, code, 'string', 'string']);
  assert.match(detail, /[\u4e00-\u9fff]/, 'a Chinese sentence');
}

test('unknown paths, methods and requests that are none are problems', async () => {
  assertProblem(await ask(anybody, 'GET', '/nothing'), 404, 'not_found');
  assertProblem(await ask(anybody, 'PUT', '/me'), 405, 'method_not_allowed');
  assertProblem(await ask(anybody, 'GET', '/me'), 401, 'unauthorized');
  const bad = await exchange(scene.port, 'GET /api/v1/me HTTP/1.1\r\n\r\n');
  assert.equal(bad.status(), 400);
  assert.match(bad.text, /problem\+json[^]*bad_request/);
  const smuggled = await exchange(scene.port,
    'POST /api/v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n');
  assert.equal(smuggled.status(), 400);
});

test('HEAD asks what a GET would bring, but not where that would be recorded', async () => {
  const student = await scene.student({ steps: false });
  assert.equal((await student.raw('HEAD', '/me')).status, 200);
  const photo = await student.raw('HEAD', '/me/photo.jpg');
  assert.deepEqual([photo.status, photo.headers.get('allow')], [405, 'GET']);
});

test('a request id is kept when it can be, and made otherwise', async () => {
  const mine = await ask(anybody, 'GET', '/me', undefined, { 'X-Request-Id': 'abcdef-123456' });
  assert.equal(mine.headers.get('x-request-id'), 'abcdef-123456');
  const odd = await ask(anybody, 'GET', '/me', undefined, { 'X-Request-Id': 'a"b' });
  assert.notEqual(odd.headers.get('x-request-id'), 'a"b');
});

test('pages, their types, and the contract', async () => {
  for (const [target, type] of [['/', 'text/html'], ['/school/', 'text/html'], ['/shared/style.css', 'text/css'],
    ['/shared/api.mjs', 'text/javascript'], ['/api/v1/openapi.yaml', 'application/yaml']]) {
    const r = await fetch(scene.url + target);
    assert.equal(r.status, 200, target);
    assert.ok(r.headers.get('content-type').startsWith(type), target);
    const tag = r.headers.get('etag');
    if (tag) assert.equal((await fetch(scene.url + target, { headers: { 'If-None-Match': tag } })).status, 304);
  }
  assert.equal((await fetch(`${scene.url}/ops`, { redirect: 'manual' })).headers.get('location'), '/ops/');
  assert.equal((await fetch(`${scene.url}/../meson.build`)).status, 404);
  assert.equal((await exchange(scene.port, 'GET /../keys/master.key HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).status(), 404);
});

test('a code opens a session, as text and as a picture; the token works as header and as cookie', async () => {
  const code = scene.code();
  const byText = new Student(scene.url);
  const answer = await byText.open(code.text);
  assert.equal(answer.status_code, 201);
  assert.equal(answer.student.uid, code.uid);
  assert.equal(answer.next_step, 'phone');
  assert.match(answer.expires_at, /\+08:00$/);
  const picture = readFileSync(path.join(scene.dir, `code-${code.uid}.png`));
  const r = await anybody.raw('POST', '/sessions', picture, { 'Content-Type': 'image/png', 'X-Device': 'demo-device' });
  assert.equal(r.status, 201);
  const cookie = r.headers.get('set-cookie');
  assert.match(cookie, /^__Host-tucai=[0-9a-f]{64}; Path=\/; HttpOnly; Secure; SameSite=Strict; Max-Age=4\d{4}$/);
  const { token } = await r.json();
  const withCookie = { Cookie: `other=1; __Host-tucai=${token}` };
  assert.equal((await ask(anybody, 'GET', '/me', undefined, withCookie)).body.student.uid, code.uid);
  const patch = (headers) => ask(anybody, 'PATCH', '/me', { phone: '13800138000' }, { ...withCookie, ...headers });
  assertProblem(await patch({}), 403, 'origin_mismatch');
  assertProblem(await patch({ Origin: 'https://elsewhere.example' }), 403, 'origin_mismatch');
  assert.equal((await patch({ Origin: scene.url })).status, 200);
});

test('the end of a session', async () => {
  const student = await scene.student({ steps: false });
  const r = await student.raw('DELETE', '/sessions');
  assert.ok(r.ok);
  assert.match(r.headers.get('set-cookie'), /Max-Age=0/);
  assertProblem(await ask(student, 'GET', '/me'), 401, 'unauthorized');
});

test('bodies: too large, of another type, no JSON, no object', async () => {
  const student = await scene.student({ steps: false });
  const json = { 'Content-Type': 'application/json' };
  assertProblem(await ask(student, 'PATCH', '/me', 'x'.repeat(70000), json), 413, 'too_large');
  assertProblem(await ask(student, 'PATCH', '/me', '{"phone":"13800138000"}', { 'Content-Type': 'text/plain' }), 415, 'unsupported_media_type');
  for (const text of ['{', '[]', '"x"', '{"a":1,"a":2}', '\xff']) {
    assertProblem(await ask(student, 'PATCH', '/me', text, json), 400, 'json_malformed');
  }
  for (const packing of ['gzip', 'br']) assertProblem(await ask(student, 'PATCH', '/me', '{}', { ...json, 'Content-Encoding': packing }), 415, 'unsupported_media_type');
  const open = (more) => ask({ raw: (...a) => new Client(scene.url).raw(...a) }, 'POST', '/sessions', { code: scene.code().text, ...more });
  for (const device of [5, {}, 'x'.repeat(129)]) assertProblem(await open({ device }), 422, 'device_invalid');
  assert.equal((await open({ device: 'x'.repeat(128) })).status, 201);
  const announced = await exchange(scene.port,
    `PATCH /api/v1/me HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${student.token}\r\nContent-Type: application/json\r\nContent-Length: 9000000\r\n\r\n`);
  assert.equal(announced.status(), 413);
});

test('steps in their order; texts', async () => {
  const student = await scene.student({ steps: false });
  assertProblem(await ask(student, 'PATCH', '/me', { consent: '1' }), 409, 'step_out_of_order');
  assertProblem(await ask(student, 'PATCH', '/me', { phone: '123' }), 422, 'phone_invalid');
  await student.patch('/me', { phone: '13800138000' });
  assertProblem(await ask(student, 'PATCH', '/me', { notice_read: 'no such' }), 422, 'text_outdated');
  const { version, body } = await student.get('/texts/notice');
  assert.ok(version && body);
  const me = await student.patch('/me', { notice_read: version });
  assert.equal(me.next_step, 'precautions');
  assertProblem(await ask(student, 'GET', '/texts/nothing'), 404, 'not_found');
});

test('a repeated request gets its first answer; the same key with another body is refused', async () => {
  const student = await scene.student({ steps: false });
  const other = await scene.student({ steps: false });
  const key = { 'Idempotency-Key': 'k1' };
  const first = await student.post('/shots/nonce', {}, key);
  const again = await student.post('/shots/nonce', {}, key);
  assert.equal(again.nonce, first.nonce);
  assert.equal(again.expires_at, first.expires_at);
  assert.notEqual((await other.post('/shots/nonce', {}, key)).nonce, first.nonce);
  assert.notEqual((await student.post('/shots/nonce', {}, { 'Idempotency-Key': 'k2' })).nonce, first.nonce);
  const video = (event) => ask(student, 'POST', '/me/video', { event }, key);
  const begun = await video('started');
  assertProblem(await video('ended'), 422, 'idempotency_mismatch');
  assert.equal((await video('started')).status, begun.status);
});

test('roles: a student sees no staff call, staff no student call, and who is logged out nothing', async () => {
  const student = await scene.student({ steps: false });
  assertProblem(await ask(student, 'GET', '/ops/queues'), 403, 'forbidden');
  assertProblem(await ask(student, 'PUT', `/schools/${SCHOOL}`, {}), 403, 'forbidden');
  assertProblem(await ask(scene.staff, 'GET', '/me'), 403, 'forbidden');
  assertProblem(await ask(new Client(scene.url, 'f'.repeat(64)), 'GET', '/ops/queues'), 401, 'unauthorized');
  assertProblem(await ask(anybody, 'POST', '/staff/login', { name: 'nobody', password: 'x' }), 401, 'login_wrong');
});

test('a school is versioned: ETag and If-Match', async () => {
  const before = await ask(scene.staff, 'GET', `/schools/${SCHOOL}`);
  const tag = before.headers.get('etag');
  assert.match(tag, /^"\d+"$/);
  const stale = await ask(scene.staff, 'PUT', `/schools/${SCHOOL}`, before.body, { 'If-Match': '"999"' });
  assert.equal(stale.status, 412);
  const fresh = await ask(scene.staff, 'PUT', `/schools/${SCHOOL}`, before.body, { 'If-Match': tag });
  assert.ok(fresh.status < 300, JSON.stringify(fresh.body));
  assert.equal((await ask(scene.staff, 'GET', '/schools/99999')).status, 404);
  const malformed = await ask(scene.staff, 'PUT', `/schools/${SCHOOL}`, { name: 1 });
  assert.equal(malformed.status, 422);
});

test('the board of the stages balances', async () => {
  const of = (board, stage) => board.stages.find((s) => s.stage === stage);
  // The dispatcher's figures are a second old at most.
  const board = await until(async () => {
    const b = await scene.staff.get('/ops/queues');
    return of(b, 'billing')?.workers === 1 && b;
  }, 'the board to show the worker');
  assert.equal(board.imbalance, 0);
  assert.deepEqual(board.stages.map((s) => s.stage), ['decode', 'qc', 'billing', 'pay', 'notify', 'relay']);
  assert.equal(of(board, 'billing').dead, 0);
});

// Last: it locks this machine's address out.
test('refused codes are named, and many of them lock an address out', async () => {
  const open = (code) => ask(anybody, 'POST', '/sessions', { code, device: 'd' });
  const year = new Date().getFullYear();
  const season = (graduation_years) => scene.staff.put(`/seasons/${year}`, { graduation_years });
  await season([year + 1]);
  for (let i = 0; i < 6; i++) assertProblem(await open(scene.code().text), 422, 'not_in_season'); // it opens: no bad code
  await season([year, year + 1]);
  for (let i = 0; i < 5; i++) assertProblem(await open('TC1:AAAA'), 422, 'code_malformed');
  const refused = await open('TC1:AAAA');
  assertProblem(refused, 429, 'too_many_codes');
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
});
