// The student's calls as the interface's description says, by a client that knows nothing else: every answer's form is checked.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, ROOT, Stack, waitFor } from '../../scripts/stack.mjs';
import { faultsOfAnswer } from '../support/openapi.mjs';

const [OPEN, SHUT, SLOW] = ['10284', '10285', '10286'];
const MARC = path.join(ROOT, '.models/demo/marc.jpg');
const skip = !fs.existsSync(MARC) && 'the networks or the demo\'s photo are not here (scripts/models.sh, scripts/demo_photo.sh)';
const JPEG = { 'Content-Type': 'image/jpeg' };
const STEPS = ['phone', 'notice', 'precautions', 'consent', 'subscriptions', 'requirements'];
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+08:00$/;
const local = (ms) => new Date(ms + 8 * 3600000).toISOString();
const day = (offset) => local(Date.now() + offset * 86400000).slice(0, 10);
let stack;
let staff;
let good;
let faceless;
let serial = 0;

/** One call; what holds for every answer of the interface is checked here. */
async function ask(token, method, target, body, headers = {}) {
  const raw = Buffer.isBuffer(body) || typeof body === 'string' || body instanceof FormData;
  const r = await fetch(`${stack.url}/api/v1${target}`, {
    method,
    body: raw ? body : body && JSON.stringify(body),
    headers: { ...(token && { Authorization: `Bearer ${token}` }), ...(body && !raw && { 'Content-Type': 'application/json' }), ...headers },
  });
  const bytes = Buffer.from(await r.arrayBuffer());
  const type = r.headers.get('content-type') ?? '';
  const answer = { status: r.status, headers: r.headers, type, bytes, body: type.includes('json') ? JSON.parse(bytes) : {} };
  assert.ok(r.headers.get('x-request-id'), `${method} ${target}: X-Request-Id`);
  assert.deepEqual(faultsOfAnswer(method, target, answer), [], `${method} ${target}`);
  if (r.status >= 400) problemForm(answer, `${method} ${target}: ${bytes}`);
  return answer;
}

function problemForm({ status, type, body, headers }, what) {
  assert.match(type, /^application\/problem\+json/, what);
  assert.equal(body.status, status, what);
  for (const member of ['type', 'title', 'detail', 'code']) assert.ok(typeof body[member] === 'string' && body[member], `${what}: ${member}`);
  assert.match(body.detail, /\p{Script=Han}/u, what);
  assert.match(body.code, /^[a-z0-9_]+$/, what);
  if (status === 429 || status === 503) assert.ok(Number(headers.get('retry-after')) >= 1, `${what}: Retry-After`);
}

function is(answer, status, code) {
  assert.deepEqual([answer.status, answer.body.code], [status, code], answer.bytes.toString('utf8', 0, 500));
  return answer.body;
}

/** The one-time code of the latest message to a phone. */
async function otpOf(phone, before) {
  return waitFor('the message', async () => {
    const { messages } = await (await fetch(`${stack.sandboxUrl}/sandbox/messages?to=${phone}`)).json();
    return messages.map((m) => m.text.match(/\d{6}/)?.[0]).find((otp) => otp && otp !== before);
  });
}

async function issue(uid, school = OPEN) {
  const year = new Date().getFullYear();
  const r = await fetch(`${stack.sandboxUrl}/sandbox/codes`, { method: 'POST', body: JSON.stringify({ uid, school, campus: '南京校区', level: '本科', year }) });
  return (await r.json()).code;
}

/** A student's session: {uid, phone, ask(method, target, body, headers)}. */
async function session(school = OPEN) {
  const uid = `a${process.pid}-${++serial}`;
  const opened = await ask('', 'POST', '/sessions', { code: await issue(uid, school), device: 'one' });
  is(opened, 201);
  return { uid, phone: `139${String(serial).padStart(8, '0')}`, opened: opened.body, ask: (...a) => ask(opened.body.token, ...a) };
}

const me = async (one) => (await one.ask('GET', '/me')).body;

async function read(one, text, field) {
  const { body } = await one.ask('GET', `/texts/${text}`);
  assert.ok(body.version && body.body, text);
  return one.ask('PATCH', '/me', { [field]: body.version });
}

/** A student with every step done. */
async function student(school) {
  const one = await session(school);
  is(await one.ask('PATCH', '/me', { phone: one.phone }), 200);
  for (const [text, field] of [['notice', 'notice_read'], ['precautions', 'precautions_read'], ['consent', 'consent']]) is(await read(one, text, field), 200);
  is(await one.ask('PATCH', '/me', { subscriptions: [] }), 200);
  for (const event of ['started', 'ended']) await one.ask('POST', '/me/video', { event });
  assert.equal((await me(one)).next_step, null);
  return one;
}

async function nonceOf(one) {
  const { body } = await one.ask('POST', '/shots/nonce');
  assert.equal(body.challenge, 'none');
  assert.match(body.expires_at, TIME);
  return body.nonce;
}

const post = async (one, photo, headers = {}) => one.ask('POST', '/shots', photo, { ...JPEG, 'X-Capture-Nonce': await nonceOf(one), ...headers });

async function verdict(one, id) {
  return waitFor('the verdict', async () => {
    const { body } = await one.ask('GET', `/shots/${id}?wait=10`);
    return !['queued', 'checking'].includes(body.state) && body;
  }, 30000);
}

async function shoot(one, photo) {
  const accepted = await post(one, photo);
  is(accepted, 202);
  return { shot_id: accepted.body.shot_id, ...await verdict(one, accepted.body.shot_id) };
}

async function drafted(count = 1) {
  const one = await student();
  for (let i = 0; i < count; i++) assert.equal((await shoot(one, good)).state, 'passed');
  one.drafts = (await me(one)).drafts;
  return one;
}

const pay = (order) => fetch(`${stack.sandboxUrl}/sandbox/pay/${order}`, { method: 'POST' });
const untilState = (one, state) => waitFor(`the submission to be ${state}`, async () => (await me(one)).submission?.state === state);

async function school(code, changes) {
  const body = {
    name: '示范大学', campuses: ['南京校区'], hours: { open: '00:00', close: '24:00' },
    phases: [{ phase: 'first_capture', from: day(-1), to: day(60) }],
    contacts: [{ campus: '南京校区', name: '教务处', phone: '025-00000000', email: 'a@example.edu.cn' }], ...changes,
  };
  const r = await staff('PUT', `/schools/${code}`, body);
  assert.ok(r.status < 300, r.bytes.toString());
}

/** Hours of today or tomorrow that are not now. */
function otherHours() {
  const late = local(Date.now()).slice(11, 13) >= '12';
  return { open: late ? '08:00' : '14:00', close: late ? '10:00' : '16:00', next: `${day(late ? 1 : 0)}T${late ? '08' : '14'}:00:00+08:00` };
}

before(async () => {
  if (skip) return;
  stack = new Stack(fs.mkdtempSync(path.join(os.tmpdir(), 'api-')), { relay: 0 });
  await stack.start();
  good = fs.readFileSync(MARC);
  faceless = execFileSync(path.join(BUILD, 'tests/support/make_photo'), ['500', '640', '7'], { maxBuffer: 1 << 24 });
  const login = await ask('', 'POST', '/staff/login', stack.firstAccount());
  staff = (...a) => ask(login.body.token, ...a);
  const year = new Date().getFullYear();
  await staff('PUT', `/seasons/${year}`, { graduation_years: [year] });
  const { open, close } = otherHours();
  await school(OPEN, { limits: { video_s: 0, pause_s: 0, undo_s: 600 } });
  await school(SHUT, { limits: { video_s: 0 }, hours: { open, close } });
  await school(SLOW, { limits: { video_s: 60 } });
});

after(async () => {
  await stack?.stop();
  if (stack) fs.rmSync(stack.dir, { recursive: true, force: true });
});

test('what is not there, not allowed or not understood is a problem too', { skip }, async () => {
  const one = await session();
  is(await ask('', 'GET', '/me'), 401, 'unauthorized');
  is(await ask('nothing', 'GET', '/me'), 401, 'unauthorized');
  is(await one.ask('GET', '/nowhere'), 404, 'not_found');
  assert.equal((await ask('', 'GET', '/me')).headers.get('www-authenticate'), 'Bearer');
  const wrong = await one.ask('PUT', '/me', {});
  assert.deepEqual([wrong.status, wrong.headers.get('allow')], [405, 'GET, PATCH, DELETE']);
  assert.equal((await one.ask('PATCH', '/me', '{', { 'Content-Type': 'application/json' })).status, 400);
  assert.equal((await one.ask('PATCH', '/me', 'x', { 'Content-Type': 'text/plain' })).status, 415);
  assert.equal((await one.ask('PATCH', '/me', { phone: '1'.repeat(70000) })).status, 413);
  assert.equal((await one.ask('GET', `/schools/${OPEN}/reviews?state=in_review`)).status, 403);
  assert.equal((await one.ask('GET', '/texts/other')).status, 404);
  assert.equal((await one.ask('DELETE', '/drafts/other')).status, 404);
  assert.equal((await one.ask('GET', '/drafts/other/photo.jpg')).status, 404);
  assert.equal((await one.ask('GET', '/orders/other')).status, 404);
  assert.equal((await one.ask('DELETE', '/submissions/other')).status, 404);
});

test('a session: its form, a bad code, an unknown school, the same student again', { skip }, async () => {
  const one = await session();
  const { student: s, token, expires_at: end, next_step: step } = one.opened;
  assert.ok(token && TIME.test(end) && step === 'phone');
  assert.ok(Math.abs(new Date(end) - Date.now() - 12 * 3600000) < 60000, '12 h');
  assert.deepEqual(Object.keys(s).sort(), ['campus', 'graduation_year', 'id_masked', 'level', 'name_masked', 'school_code', 'school_name', 'uid']);
  assert.equal(s.uid, one.uid);
  assert.match(is(await ask('', 'POST', '/sessions', { code: 'TC1:AAAA', device: 'x' }), 422, 'code_malformed').detail, /./);
  is(await ask('', 'POST', '/sessions', { code: await issue('other', '99999'), device: 'x' }), 422, 'school_unknown');
  assert.equal((await ask('', 'POST', '/sessions', {})).status, 422);
  is(await one.ask('PATCH', '/me', { phone: one.phone }), 200);
  const again = await ask('', 'POST', '/sessions', { code: await issue(one.uid), device: 'one' });
  assert.equal(again.body.next_step, 'notice');
});

test('a new device waits for the code sent to the phone', { skip }, async () => {
  const one = await student();
  const asked = await ask('', 'POST', '/sessions', { code: await issue(one.uid), device: 'two' });
  is(asked, 202);
  assert.ok(asked.body.challenge_id);
  assert.ok(asked.body.sent_to.includes('*') && asked.body.sent_to.endsWith(one.phone.slice(-2)), asked.body.sent_to);
  const otp = await otpOf(one.phone);
  for (const none of [Number(otp), null, undefined, [otp]]) is(await ask('', 'POST', `/sessions/${asked.body.challenge_id}`, { otp: none }), 422, 'request_invalid'); // no try of it
  is(await ask('', 'POST', `/sessions/${asked.body.challenge_id}`, { otp: otp === '000000' ? '111111' : '000000' }), 422, 'otp_wrong');
  assert.equal((await ask('', 'POST', '/sessions/unknown', { otp })).status, 404);
  const done = await ask('', 'POST', `/sessions/${asked.body.challenge_id}`, { otp });
  is(done, 201);
  assert.equal((await ask(done.body.token, 'GET', '/me')).body.student.uid, one.uid);
  is(await ask('', 'POST', '/sessions', { code: await issue(one.uid), device: 'two' }), 201);
  const nameless = await ask('', 'POST', '/sessions', { code: await issue(one.uid) });
  is(nameless, 202);
  is(await ask('', 'POST', `/sessions/${nameless.body.challenge_id}`, { otp: await otpOf(one.phone, otp) }), 201);
  is(await ask('', 'POST', '/sessions', { code: await issue(one.uid) }), 202); // whoever names no device is new each time
});

test('steps: their order, what is refused, the form of /me', { skip }, async () => {
  const one = await session(SLOW);
  is(await one.ask('PATCH', '/me', { subscriptions: ['photo'] }), 409, 'step_out_of_order');
  is(await one.ask('POST', '/me/video', { event: 'started' }), 409, 'step_out_of_order');
  for (const phone of ['12345678901', '1390000000', '139000000001', '']) is(await one.ask('PATCH', '/me', { phone }), 422, 'phone_invalid');
  const first = await one.ask('PATCH', '/me', { phone: one.phone });
  assert.equal(first.body.next_step, 'notice');
  is(await one.ask('PATCH', '/me', { notice_read: 'old' }), 422, 'text_outdated');
  is(await one.ask('PATCH', '/me', { consent: 'old' }), 409, 'step_out_of_order');
  for (const [text, field] of [['notice', 'notice_read'], ['precautions', 'precautions_read'], ['consent', 'consent']]) is(await read(one, text, field), 200);
  is(await one.ask('PATCH', '/me', { subscriptions: ['photo', 'payment'] }), 200);
  await one.ask('POST', '/me/video', { event: 'started' });
  await one.ask('POST', '/me/video', { event: 'ended' });
  const state = await me(one);
  assert.equal(state.next_step, 'requirements', 'the video was not watched to its end');
  assert.deepEqual(state.steps.map((s) => s.name), STEPS);
  assert.ok(state.steps.slice(0, 5).every((s) => TIME.test(s.done_at)) && state.steps[5].done_at === null);
  for (const member of ['lock', 'cooling_off_until', 'submission', 'order']) assert.equal(state[member], null, member);
  assert.deepEqual([state.drafts, state.drafts_capacity, state.prints], [[], 3, { state: 'none' }]);
  assert.deepEqual(state.attempts, { failed_in_row: 0, left_before_lock: 5 });
  assert.deepEqual([state.window.open, state.window.phase], [true, 'first_capture']);
  assert.match(state.window.closes_at, TIME);
  assert.equal(state.contacts.length, 1);
  assert.deepEqual(is(await post(one, good), 409, 'steps_missing').missing, ['requirements']);
  assert.equal((await one.ask('PATCH', '/me', { consent: false })).body.next_step, 'consent');
  for (const text of ['requirements', 'help']) assert.ok((await one.ask('GET', `/texts/${text}`)).body.version);
});

test('a shot: the checks in their order, a used nonce, another student\'s', { skip }, async () => {
  const one = await student();
  is(await ask('', 'POST', '/shots', Buffer.alloc(9 << 20), { 'Content-Type': 'text/plain' }), 401, 'unauthorized');
  is(await one.ask('POST', '/shots', Buffer.alloc(9 << 20), { 'Content-Type': 'text/plain' }), 413, 'too_large');
  assert.equal((await one.ask('POST', '/shots', Buffer.from('x'), { 'Content-Type': 'image/png' })).status, 415);
  is(await one.ask('POST', '/shots', Buffer.from('x'), JPEG), 422, 'nonce_invalid');
  const used = { ...JPEG, 'X-Capture-Nonce': await nonceOf(one) };
  is(await one.ask('POST', '/shots', Buffer.from('x'), used), 422, 'image_invalid');
  const nonce = { ...JPEG, 'X-Capture-Nonce': await nonceOf(one) };
  const accepted = await one.ask('POST', '/shots', faceless, { ...nonce, 'Idempotency-Key': 'k1' });
  is(accepted, 202);
  const { shot_id: id } = accepted.body;
  assert.equal(accepted.headers.get('location'), `/api/v1/shots/${id}`);
  assert.equal((await one.ask('POST', '/shots', faceless, { ...nonce, 'Idempotency-Key': 'k1' })).body.shot_id, id);
  is(await one.ask('POST', '/shots', good, { ...nonce, 'Idempotency-Key': 'k1' }), 422, 'idempotency_mismatch');
  const shot = await verdict(one, id);
  assert.deepEqual([shot.state, shot.draft_id], ['rejected', null]);
  const finding = shot.findings.find((f) => f.code === 'no_face');
  assert.ok(finding.severity === 'refuse' && finding.message && finding.advice);
  assert.ok(Object.values(shot.timings_ms).every(Number.isFinite));
  for (let i = 0; i < 2; i++) is(await one.ask('POST', '/shots', faceless, nonce), 422, 'nonce_invalid');
  assert.match((await one.ask('GET', `/shots/${id}/annotated`)).type, /^image\//);
  const other = await session();
  is(await other.ask('GET', `/shots/${id}`), 404, 'not_found');
  is(await other.ask('GET', `/shots/${id}/annotated`), 404, 'not_found');
});

test('five failures lock, with message and time; the school unlocks', { skip }, async () => {
  const one = await student();
  for (let i = 1; i <= 5; i++) {
    assert.equal((await shoot(one, faceless)).state, 'rejected');
    assert.deepEqual((await me(one)).attempts, { failed_in_row: i, left_before_lock: 5 - i });
  }
  const { lock } = await me(one);
  assert.equal(lock.reason, 'failed_checks');
  assert.match(lock.until, TIME);
  assert.ok(lock.message && Math.abs(new Date(lock.until) - Date.now() - 1800000) < 60000);
  const body = is(await post(one, good), 423, 'locked');
  assert.deepEqual([body.reason, body.until], ['failed_checks', lock.until]);
  assert.equal((await one.ask('POST', `/students/${one.uid}/unlock`, { reason: 'x' })).status, 403);
  assert.ok((await staff('POST', `/students/${one.uid}/unlock`, { reason: '本人说明' })).status < 300);
  assert.equal((await me(one)).lock, null);
  assert.equal((await shoot(one, good)).state, 'passed');
  assert.equal((await me(one)).attempts.failed_in_row, 0, 'a pass ends the run');
});

test('outside the hours the answer names the next opening', { skip }, async () => {
  const one = await student(SHUT);
  const { next } = otherHours();
  const { window } = await me(one);
  assert.deepEqual([window.open, window.opens_at], [false, next]);
  assert.equal(is(await post(one, good), 403, 'window_closed').opens_at, next);
});

test('a pause after a failed check', { skip }, async () => {
  const one = await student(SHUT);
  await school(SHUT, { limits: { video_s: 0, pause_s: 60 } });
  assert.equal((await shoot(one, faceless)).state, 'rejected');
  const refused = await post(one, good);
  const body = is(refused, 429, 'cooling_off');
  assert.match(body.until, TIME);
  assert.equal(body.until, (await me(one)).cooling_off_until);
  const wait = Number(refused.headers.get('retry-after'));
  assert.ok(wait > 40 && wait <= 60, String(wait));
});

test('drafts: listed, shown, too young to be deleted, full', { skip }, async () => {
  const one = await drafted(3);
  const { body } = await one.ask('GET', '/drafts');
  assert.equal(body.drafts.length, 3);
  assert.deepEqual(body.drafts, one.drafts);
  for (const d of one.drafts) {
    assert.ok(d.draft_id && TIME.test(d.made_at) && Array.isArray(d.warnings));
    const hours = (new Date(d.deletable_at) - new Date(d.made_at)) / 3600000;
    assert.ok(hours >= 24 && hours < 24.001, String(hours)); // whole seconds: the later one
  }
  const oldest = one.drafts.map((d) => d.deletable_at).sort()[0];
  const photo = await one.ask('GET', `/drafts/${one.drafts[0].draft_id}/photo.jpg`);
  assert.deepEqual([photo.status, photo.type], [200, 'image/jpeg']);
  assert.ok(photo.bytes.length >= 20480 && photo.bytes.length <= 40000);
  assert.equal(is(await one.ask('DELETE', `/drafts/${one.drafts[0].draft_id}`), 409, 'draft_too_young').deletable_at, one.drafts[0].deletable_at);
  assert.equal(is(await post(one, good), 409, 'drafts_full').deletable_at, oldest);
  const other = await session();
  assert.equal((await other.ask('GET', `/drafts/${one.drafts[0].draft_id}/photo.jpg`)).status, 404);
});

test('submitted, changed, withdrawn; the order; idempotency', { skip }, async () => {
  const one = await drafted(2);
  const [a, b] = one.drafts.map((d) => d.draft_id);
  is(await one.ask('GET', '/me/photo.jpg'), 409, 'not_ready');
  assert.equal((await one.ask('POST', '/submissions', { draft_id: 'other', channel: 'native' })).status, 404);
  assert.equal((await one.ask('POST', '/submissions', { draft_id: a, channel: 'cash' })).status, 422);
  is(await one.ask('POST', '/submissions', { draft_id: a, channel: 'jsapi' }), 409, 'openid_missing');
  const key = { 'Idempotency-Key': 's1' };
  const made = await one.ask('POST', '/submissions', { draft_id: a, channel: 'native' }, key);
  is(made, 201);
  const { submission_id: id, order } = made.body;
  assert.deepEqual([made.body.state, order.amount_fen, order.state], ['awaiting_payment', 1500, 'created']);
  assert.ok(order.order_no && order.pay.code_url);
  const again = await one.ask('POST', '/submissions', { draft_id: a, channel: 'native' }, key);
  assert.deepEqual([again.status, again.body], [201, made.body]);
  is(await one.ask('POST', '/submissions', { draft_id: b, channel: 'native' }, key), 422, 'idempotency_mismatch');
  is(await one.ask('POST', '/submissions', { draft_id: b, channel: 'native' }), 409, 'already_submitted');
  is(await post(one, good), 409, 'already_submitted');
  is(await one.ask('GET', '/me/photo.jpg'), 409, 'not_ready');
  assert.deepEqual((await me(one)).drafts.map((d) => d.draft_id), [b]);
  assert.ok((await one.ask('PUT', `/submissions/${id}`, { draft_id: b })).status < 300);
  assert.deepEqual((await me(one)).drafts.map((d) => d.draft_id), [a]);
  const shown = (await one.ask('GET', `/orders/${order.order_no}`)).body;
  assert.deepEqual([shown.state, shown.amount_fen, shown.paid_at], ['created', 1500, null]);
  const other = await session();
  assert.equal((await other.ask('GET', `/orders/${order.order_no}`)).status, 404);
  assert.equal((await one.ask('DELETE', `/submissions/${id}`)).status, 204);
  const now = await me(one);
  assert.equal(now.submission?.state ?? 'withdrawn', 'withdrawn');
  assert.equal(now.drafts.length, 2, 'a withdrawn photo is in the box again');
  is(await one.ask('POST', '/submissions', { draft_id: b, channel: 'native' }), 201);
  const late = (await one.ask('POST', '/submissions', { draft_id: a, channel: 'native' }, key)).body;
  assert.deepEqual([late.submission_id, late.order.order_no], [id, order.order_no], 'the first answer, not the next submission\'s');
});

test('paid, reviewed, undone, reset; the next one is free', { skip }, async () => {
  const one = await drafted(2);
  const made = (await one.ask('POST', '/submissions', { draft_id: one.drafts[0].draft_id, channel: 'native' })).body;
  await pay(made.order.order_no);
  await untilState(one, 'in_review');
  const order = (await one.ask('GET', `/orders/${made.order.order_no}`)).body;
  assert.ok(order.state === 'paid' && TIME.test(order.paid_at));
  is(await one.ask('PUT', `/submissions/${made.submission_id}`, { draft_id: one.drafts[1].draft_id }), 409, 'already_submitted');
  const at = `/submissions/${made.submission_id}`;
  assert.equal((await one.ask('POST', `${at}/review`, { decision: 'approve' })).status, 403);
  const { reviews } = (await staff('GET', `/schools/${OPEN}/reviews?state=in_review`)).body;
  assert.ok(reviews.some((r) => r.submission_id === made.submission_id));
  assert.equal((await staff('GET', `${at}/photo.jpg?reason=review`)).type, 'image/jpeg');
  is(await one.ask('DELETE', at), 409, 'review_started');
  assert.ok((await staff('POST', `${at}/review`, { decision: 'approve' })).status < 300);
  is(await staff('POST', `${at}/review`, { decision: 'reject', reason: 'x', ground: 'quality' }), 409, 'already_reviewed');
  assert.equal((await me(one)).submission.state, 'approved');
  assert.ok((await staff('POST', `${at}/undo`)).status < 300);
  assert.equal((await me(one)).submission.state, 'in_review');
  assert.ok((await staff('POST', `${at}/reset`, { reason: '重拍' })).status < 300);
  const { submission } = await me(one);
  assert.deepEqual([submission.state, submission.reason], ['reset', '重拍']);
  for (const h of submission.history) assert.ok(h.state && TIME.test(h.at), JSON.stringify(h));
  const free = await one.ask('POST', '/submissions', { draft_id: one.drafts[1].draft_id, channel: 'native' });
  is(free, 201);
  assert.equal(free.body.state, 'in_review');
  assert.equal((await one.ask('GET', '/me/photo.jpg')).type, 'image/jpeg');
  is(await one.ask('DELETE', `/submissions/${free.body.submission_id}`), 409, 'downloaded');
});
