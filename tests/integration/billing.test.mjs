// The student's rules over HTTP, on the real system without qc: drafts are put into the state by hand.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Stack } from '../../scripts/stack.mjs';
import { Client, Student, demoSchool } from '../../scripts/client.mjs';
import { addDraft } from '../support/draft.mjs';
import { RedisClient } from '../support/redis.mjs';
import { until } from '../support/until.mjs';

const SCHOOL = '10284';
const HOUR = 3600000;
let stack;
let redis;
let staff;
let serial = 0;

async function post(url, body = {}) {
  const r = await fetch(stack.sandboxUrl + url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  return r.json();
}

async function code(uid) {
  const { code: text } = await post('/sandbox/codes', { uid, school: SCHOOL, campus: '南京校区', level: '本科', year: new Date().getFullYear() });
  return text;
}

/** A student with every step done, and `drafts` photos in the box. */
async function student({ drafts = 1, phone = `138${String(++serial).padStart(8, '0')}` } = {}) {
  const one = new Student(stack.url);
  one.uid = `u${process.pid}-${serial}`;
  one.phone = phone;
  await one.open(await code(one.uid), 'phone-1');
  await one.prepare(phone);
  for (let i = 1; i <= drafts; i++) await addDraft(redis, one.uid, `d${i}`);
  return one;
}

async function refusal(call) {
  try {
    await call;
  } catch (e) {
    return e.code ? e.body : Promise.reject(e);
  }
  assert.fail('it was not refused');
}

const order = async (one) => (await one.get('/me')).order;
const submit = (one, draft = 'd1') => one.post('/submissions', { draft_id: draft, channel: 'native' });
const pay = (no, how = {}) => post(`/sandbox/pay/${no}`, how);

/** The system's clock goes on from another time of day: dispatch alone knows it. */
async function shift(ms) {
  const [dispatch] = stack.all('dispatch');
  dispatch.env.TUCAI_CLOCK_SHIFT_MS = String(ms);
  await dispatch.restart();
  await dispatch.ready();
}

before(async () => {
  stack = new Stack(fs.mkdtempSync(path.join(os.tmpdir(), 'billing-')), { qc: 0, relay: 0, billing: 2 });
  await stack.start();
  redis = new RedisClient(path.join(stack.dir, 'redis.sock'));
  staff = new Client(stack.url);
  staff.token = (await staff.post('/staff/login', stack.firstAccount())).token;
  await staff.put(`/schools/${SCHOOL}`, demoSchool(new Date(), { limits: { video_s: 0, undo_s: 0, order_s: 60 } }));
});

after(async () => {
  redis?.close();
  await stack?.stop();
  fs.rmSync(stack.dir, { recursive: true, force: true });
});

test('a school is configured with errors that name the member, and under its version', async () => {
  const wrong = await refusal(staff.put(`/schools/${SCHOOL}`, { name: 'x', hours: { open: '25:00', close: '26:00' } }));
  assert.equal(wrong.code, 'school_invalid');
  assert.match(wrong.detail, /hours\.open/);
  const rules = '{"name":"x",\n"rule_set":{"name":"y","version":1,\n"findings":{\n"turned":{"max":500}}}}';
  const lines = await refusal(staff.put(`/schools/${SCHOOL}`, rules, { 'Content-Type': 'application/json' }));
  assert.equal(lines.line, 4);
  assert.match(lines.detail, /第 4 行.*rule_set\.findings\.turned\.max: 500 不在 -90 到 90 之间/);
  const stale = await refusal(staff.put(`/schools/${SCHOOL}`, demoSchool(), { 'If-Match': '"99"' }));
  assert.equal(stale.code, 'version_mismatch');
});

test('a season that is over, or not the student\'s, opens no session', async () => {
  const year = new Date().getFullYear();
  const open = async () => new Student(stack.url).open(await code(`season-${process.pid}`), 'phone-1');
  await staff.put(`/seasons/${year}`, { graduation_years: [year + 1] });
  assert.equal((await refusal(open())).code, 'not_in_season');
  await staff.put(`/seasons/${year}`, { graduation_years: [year, year + 1], closed: true });
  assert.equal((await refusal(open())).code, 'season_closed');
  await staff.put(`/seasons/${year}`, { graduation_years: [year, year + 1] });
  assert.equal((await open()).status_code, 201);
});

test('steps come in their order; a capture names what is missing', async () => {
  const one = new Student(stack.url);
  const opened = await one.open(await code(`steps-${process.pid}`), 'phone-1');
  assert.equal(opened.status_code, 201);
  assert.equal(opened.next_step, 'phone');
  assert.equal((await refusal(one.patch('/me', { notice_read: '1' }))).code, 'step_out_of_order');
  assert.equal((await refusal(one.patch('/me', { phone: '12' }))).code, 'phone_invalid');
  const me = await one.prepare();
  assert.equal(me.next_step, null);
  assert.equal(me.window.open, true);
  assert.equal((await one.patch('/me', { consent: false })).next_step, 'consent');
});

test('a new device needs the code that the recorded phone gets', async () => {
  const one = await student();
  const other = new Student(stack.url);
  const asked = await other.open(await code(one.uid), 'phone-2');
  assert.equal(asked.status_code, 202);
  const sent = await until(async () => {
    const r = await fetch(`${stack.sandboxUrl}/sandbox/messages?to=${one.phone}`);
    return (await r.json()).messages.find((m) => m.text.includes('验证码'));
  }, 'the message');
  const otp = sent.text.match(/验证码(\d{6})/)[1];
  const wrong = await refusal(other.post(`/sessions/${asked.challenge_id}`, { otp: otp === '000000' ? '111111' : '000000' }));
  assert.equal(wrong.code, 'otp_wrong');
  const { token } = await other.post(`/sessions/${asked.challenge_id}`, { otp });
  other.token = token;
  assert.equal((await other.get('/me')).drafts.length, 1);
});

test('submitted, paid once however often the notice comes, reviewed', async () => {
  const one = await student();
  const made = await submit(one);
  assert.equal(made.state, 'awaiting_payment');
  assert.equal(made.order.amount_fen, 1500);
  assert.ok(made.order.pay.code_url);
  assert.equal((await refusal(submit(one))).code, 'already_submitted');
  await pay(made.order.order_no, { copies: 15 });
  await one.until('the payment', (me) => me.submission.state === 'in_review');
  const list = await staff.get(`/schools/${SCHOOL}/reviews?state=in_review`);
  assert.ok(list.reviews.some((r) => r.submission_id === made.submission_id));
  await staff.post(`/submissions/${made.submission_id}/review`, { decision: 'approve' });
  assert.equal((await refusal(staff.post(`/submissions/${made.submission_id}/review`, { decision: 'approve' }))).code, 'already_reviewed');
  const me = await one.get('/me');
  assert.equal(me.submission.state, 'approved');
  assert.equal(me.order.state, 'paid');
  assert.equal(me.prints.state, 'planned');
  assert.ok(Number(await redis.ask('ZSCORE', 'ready:chsi', one.uid)) > 0);
});

test('an approval is taken back until it is in a batch, though there would be time', async () => {
  const limits = (undo_s) => staff.put(`/schools/${SCHOOL}`, demoSchool(new Date(), { limits: { video_s: 0, undo_s, order_s: 60 } }));
  const [one, way] = [await student(), (id, what) => `/submissions/${id}/${what}`];
  const made = await submit(one);
  await pay(made.order.order_no);
  await one.until('the payment', (me) => me.submission.state === 'in_review');
  await limits(600);
  const approve = () => staff.post(way(made.submission_id, 'review'), { decision: 'approve' });
  await approve();
  assert.equal((await staff.post(way(made.submission_id, 'undo'))).state, 'in_review');
  assert.equal(await redis.ask('ZSCORE', 'ready:chsi', one.uid), null);
  await approve();
  assert.equal(await redis.ask('ZREM', 'ready:chsi', one.uid), 1); // as SEAL does
  assert.equal((await refusal(staff.post(way(made.submission_id, 'undo')))).code, 'undo_too_late');
  assert.equal((await one.get('/me')).submission.state, 'approved');
  await limits(0);
});

test('twenty submissions at once make one order', async () => {
  const one = await student({ drafts: 3 });
  const all = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => submit(one, `d${(i % 3) + 1}`)));
  assert.equal(all.filter((r) => r.status === 'fulfilled').length, 1);
  for (const r of all) if (r.status === 'rejected') assert.ok(['already_submitted', 'not_found'].includes(r.reason.code), r.reason.message);
  assert.equal((await one.get('/me')).drafts.length, 2);
});

test('withdrawn after payment: the money goes back, the next one costs again', async () => {
  const one = await student();
  const made = await submit(one);
  await pay(made.order.order_no);
  await one.until('the payment', (me) => me.submission.state === 'in_review');
  await one.delete(`/submissions/${made.submission_id}`);
  await one.until('the refund', (me) => me.order.state === 'refunded');
  assert.equal((await submit(one)).state, 'awaiting_payment');
});

test('rejected for a violation: locked until midnight, told, unlocked by the school', async () => {
  const one = await student({ drafts: 2 });
  const made = await submit(one);
  await pay(made.order.order_no);
  await one.until('the payment', (me) => me.submission.state === 'in_review');
  await staff.post(`/submissions/${made.submission_id}/review`, { decision: 'reject', reason: '翻拍', ground: 'violation' });
  const { lock } = await one.get('/me');
  assert.equal(lock.reason, 'violation');
  assert.match(lock.until, /T00:00:00\+08:00$/);
  assert.match(lock.message, /草稿箱有照片/);
  assert.equal((await refusal(staff.post(`/students/${one.uid}/unlock`, {}))).code, 'request_invalid');
  await staff.post(`/students/${one.uid}/unlock`, { reason: '本人说明' });
  assert.equal((await one.get('/me')).lock, null);
  assert.equal((await submit(one, 'd2')).state, 'in_review'); // R25: paid once
});

test('a lost notice is found by asking', async () => {
  const one = await student();
  const made = await submit(one);
  await pay(made.order.order_no, { no_notice: true });
  await until(async () => (await one.get(`/orders/${made.order.order_no}`)).state === 'paid', 'the order to be found paid', 20000);
});

test('the clock: an unpaid order ends, late money goes back, a draft may be deleted', async () => {
  const one = await student({ drafts: 2 });
  const made = await submit(one);
  assert.equal((await refusal(one.delete('/drafts/d2'))).code, 'draft_too_young');
  await shift(25 * HOUR);
  await one.open(await code(one.uid), 'phone-1');
  await one.until('the end of the order', (me) => me.order.state === 'expired', 20000);
  await pay(made.order.order_no, { anyway: true });
  await one.until('the refund of late money', (me) => me.order.state === 'refunded', 20000);
  assert.equal((await one.get('/me')).submission.state, 'awaiting_payment');
  const again = await one.post(`/submissions/${made.submission_id}/order`);
  assert.notEqual(again.order.order_no, made.order.order_no);
  await pay(again.order.order_no);
  await one.until('the second order', (me) => me.submission.state === 'in_review');
  await one.delete('/drafts/d2');
  assert.equal((await one.get('/me')).drafts.length, 0);
  await shift(0);
});
