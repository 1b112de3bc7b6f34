// The WeChat account on the real system, against the sandbox's WeChat: binding, payment inside WeChat, subscription messages.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { waitFor } from '../../scripts/stack.mjs';
import { pay, startPaymentStack, studentWithDraft } from '../support/payment.mjs';
import { faultsOfAnswer } from '../support/openapi.mjs';

let dir;
let stack;
let students = 0;

before(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'wechat-'));
  stack = await startPaymentStack(dir, { school: { limits: { video_s: 0, undo_s: 0, otp_again_s: 0 } } });
});

after(async () => {
  await stack?.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function sandbox(target, body = {}) {
  const r = await fetch(`${stack.sandboxUrl}/sandbox/${target}`, { method: 'POST', body: JSON.stringify(body) });
  assert.ok(r.ok, `${target}: ${r.status}`);
  return r.json();
}

const login = (openid) => sandbox('wechat/codes', { openid });
const mode = (wish) => sandbox('wechat/mode', wish);
const newStudent = () => studentWithDraft(stack, `32000000001${String(students++).padStart(2, '0')}`);

/** {status, code, ...} of a call, held against proto/openapi.yaml. */
async function ask(student, method, target, body) {
  const r = await student.raw(method, target, body);
  const answer = JSON.parse(await r.text());
  assert.deepEqual(faultsOfAnswer(method, target, { status: r.status, type: r.headers.get('content-type'), body: answer }), []);
  return { ...answer, status: r.status, retry: r.headers.get('retry-after') };
}

const bind = (student, body) => ask(student, 'POST', '/me/wechat', body);

/** Messages that came to a phone or an openid, the latest first. */
async function sentTo(to) {
  return (await (await fetch(`${stack.sandboxUrl}/sandbox/messages?to=${to}`)).json()).messages;
}

const arrived = (to, n) => waitFor(`${n} messages to ${to}`, async () => {
  const messages = await sentTo(to);
  return messages.length >= n && messages;
}, 20000);

async function otp(student) {
  const before_ = (await sentTo('13800138000')).length;
  const { status, sent_to } = await ask(student, 'POST', '/me/otp');
  assert.equal(status, 202);
  assert.equal(sent_to, '138****8000');
  const [message] = await arrived('13800138000', before_ + 1);
  assert.match(message.text, /更换绑定的微信/);
  return message.text.match(/验证码(\d{6})/)[1];
}

async function bound(openid) {
  const student = await newStudent();
  assert.equal((await bind(student, { js_code: (await login(openid)).js_code })).status, 200);
  return student;
}

async function paidInside(student) {
  const { submission_id, order } = await student.post('/submissions', { draft_id: 'd1', channel: 'jsapi' });
  await pay(stack, order.order_no);
  await student.until('the credit', (me) => me.order.state === 'paid');
  return { submission_id, order };
}

test('a code of WeChat binds its account; one that is none, or used, does not', async () => {
  const student = await newStudent();
  assert.equal((await student.get('/me')).wechat_bound, false);
  for (const js_code of ['no-such-code', 'a b', '', 'x'.repeat(129), undefined]) {
    const refused = await bind(student, { js_code });
    assert.deepEqual([refused.status, refused.code], [422, 'js_code_invalid'], String(js_code));
  }
  const { js_code, openid } = await login();
  const me = await bind(student, { js_code });
  assert.equal(me.status, 200);
  assert.equal(me.wechat_bound, true);
  assert.equal((await bind(student, { js_code })).code, 'js_code_invalid', 'it works once');
  assert.equal((await bind(student, { js_code: (await login(openid)).js_code })).status, 200, 'the same account again');
});

test('an openid is nowhere in Redis, nor in a log', async () => {
  const openid = `oPlain${process.pid}`;
  const student = await bound(openid);
  await paidInside(student);
  await arrived(openid, 1);
  const keys = stack.redis('KEYS', '*').split('\n');
  for (const key of keys) {
    assert.ok(!key.includes(openid), key);
    const kind = stack.redis('TYPE', key);
    const value = kind === 'hash' ? stack.redis('HGETALL', key) : kind === 'string' ? stack.redis('GET', key) : kind === 'stream' ? stack.redis('XRANGE', key, '-', '+') : '';
    assert.ok(!value.includes(openid), `${key} has it`);
  }
  for (const label of ['notify-0', 'pay-0', 'billing-0', 'dispatch-0', 'ingest-0']) assert.ok(!stack.log(label).includes(openid), label);
});

test('paying inside WeChat needs the account (409), and has it', async () => {
  const student = await newStudent();
  const refused = await ask(student, 'POST', '/submissions', { draft_id: 'd1', channel: 'jsapi' });
  assert.deepEqual([refused.status, refused.code], [409, 'openid_missing']);
  const { js_code, openid } = await login();
  await bind(student, { js_code });
  const { order } = await paidInside(student);
  assert.equal(order.pay.package.slice(0, 12), 'prepay_id=wx');
  const { order: there } = await (await fetch(`${stack.sandboxUrl}/sandbox/orders/${order.order_no}`)).json();
  assert.equal(there.payer.openid, openid);
});

test('another account needs the one-time code; the video is the new account\'s to see', async () => {
  const student = await bound('oFirst');
  const { js_code } = await login('oSecond');
  const asked = await bind(student, { js_code });
  assert.deepEqual([asked.status, asked.code], [409, 'otp_required']);
  const unasked = await bind(student, { js_code, otp: '123456' });
  assert.deepEqual([unasked.status, unasked.code, unasked.left], [422, 'otp_wrong', 0]);
  const code = await otp(student);
  const wrong = await bind(student, { js_code, otp: code === '000000' ? '111111' : '000000' });
  assert.deepEqual([wrong.status, wrong.code, wrong.left], [422, 'otp_wrong', 4]);
  const other = await bind(student, { js_code: 'no-such-code', otp: code });
  assert.equal(other.code, 'js_code_invalid');
  const me = await bind(student, { js_code, otp: code }); // the same js_code, used up meanwhile
  assert.equal(me.status, 200);
  assert.equal(me.next_step, 'requirements');
  const back = await bind(student, { js_code: (await login('oFirst')).js_code, otp: await otp(student) });
  assert.equal(back.next_step, null, 'the first account has seen the video');
});

test('one-time codes: a pause between two', async () => {
  const limits = { video_s: 0, undo_s: 0 };
  const { name, phases } = await stack.staff.get('/schools/10284');
  await stack.staff.put('/schools/10284', { name, phases, hours: { open: '00:00', close: '24:00' }, limits: { ...limits, otp_again_s: 60 } });
  const student = await newStudent();
  await otp(student);
  assert.equal((await ask(student, 'POST', '/me/otp')).status, 202, 'the one that was sent still counts');
  assert.equal((await sentTo('13800138000'))[0].text.includes('更换'), true);
  const device = await student.raw('POST', '/sessions', { code: 'x', device: 'y' });
  assert.equal(device.status, 422);
  await stack.staff.put('/schools/10284', { name, phases, hours: { open: '00:00', close: '24:00' }, limits: { ...limits, otp_again_s: 0 } });
});

test('subscribed kinds go to WeChat once each; without an account to the phone', async () => {
  const openid = `oNews${process.pid}`;
  const student = await bound(openid);
  const { submission_id, order } = await paidInside(student);
  await stack.staff.post(`/submissions/${submission_id}/review`, { decision: 'reject', reason: '光线不足', ground: 'quality' });
  const messages = await arrived(openid, 2);
  assert.deepEqual(messages.map((m) => m.template_id).sort(), ['sandbox-payment', 'sandbox-photo']);
  const payment = messages.find((m) => m.template_id === 'sandbox-payment');
  assert.equal(payment.data.phrase1.value, '支付成功');
  assert.equal(payment.data.amount2.value, '15.00元');
  assert.equal(payment.data.character_string3.value, order.order_no);
  assert.match(payment.data.time4.value, /^\d{4}-\d\d-\d\d \d\d:\d\d$/);
  assert.equal(messages.find((m) => m.template_id === 'sandbox-photo').data.phrase1.value, '审核未通过');
  const other = await newStudent();
  await other.patch('/me', { phone: '13900139000', subscriptions: ['payment'] });
  const made = await other.post('/submissions', { draft_id: 'd1', channel: 'native' });
  await pay(stack, made.order.order_no);
  await other.until('the credit', (me) => me.order.state === 'paid');
  await stack.staff.post(`/submissions/${made.submission_id}/review`, { decision: 'approve' });
  assert.deepEqual((await arrived('13900139000', 1)).map((m) => m.text), ['【图像采集】支付成功。']);
  assert.equal((await sentTo(openid)).length, 2);
});

test('a token that is over is replaced, a busy WeChat waited for, who wants nothing is left alone', async () => {
  const openid = `oErr${process.pid}`;
  await mode({ token_over: true });
  await paidInside(await bound(openid));
  assert.equal((await arrived(openid, 1)).length, 1);
  await mode({ call: 'send', errcode: 42001, times: 1 });
  await paidInside(await bound(openid));
  await arrived(openid, 2);
  await mode({ call: 'send', errcode: -1, times: 1 });
  await paidInside(await bound(openid));
  await arrived(openid, 3);
  await mode({ call: 'send', errcode: 43101, times: 1 });
  await paidInside(await bound(openid));
  const [notify] = stack.all('notify');
  const counted = (result) => waitFor(result, async () => {
    const text = await (await fetch(`http://127.0.0.1:${notify.healthPort}/metrics`)).text();
    return Number(text.match(new RegExp(`tucai_wechat_messages_total\\{result="${result}"\\} (\\d+)`))[1]);
  });
  assert.equal(await counted('unwanted'), 1);
  assert.ok(await counted('sent') >= 3);
  await mode({ call: 'send', errcode: 47003, times: 1 });
  await paidInside(await bound(openid));
  const [dead] = await waitFor('the dead letter', () => {
    const ids = stack.redis('ZRANGE', 'dead:notify', '0', '-1').split('\n').filter(Boolean);
    return ids.length > 0 && ids;
  });
  assert.equal(stack.redis('HGET', `j:${dead}`, 'e'), 'wechat_47003');
  assert.equal((await sentTo(openid)).length, 3);
});

test('what one student may ask of WeChat has an end', async () => {
  const student = await newStudent();
  for (let i = 0; i < 10; i++) assert.equal((await bind(student, { js_code: `guess-${i}` })).code, 'js_code_invalid');
  const refused = await bind(student, { js_code: 'guess-10' });
  assert.deepEqual([refused.status, refused.code], [429, 'rate_limited']);
  assert.ok(Number(refused.retry) >= 1 && Number(refused.retry) <= 60, refused.retry);
  assert.equal((await bind(await newStudent(), { js_code: (await login()).js_code })).status, 200);
});

test('WeChat away: the exchange says so while the student waits, and nothing is bound', async () => {
  const student = await newStudent();
  await mode({ call: 'session', errcode: -1, times: 100 });
  const { js_code } = await login();
  student.patience_ms = 0;
  const away = await bind(student, { js_code });
  await mode({ call: 'session', errcode: 0, times: 0 });
  assert.deepEqual([away.status, away.code, away.retry], [503, 'wechat_away', '5']);
  assert.equal((await bind(student, { js_code })).status, 200);
});
