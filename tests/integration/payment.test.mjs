// Money, through all processes but qc and relay: order, notices of every kind, late, lost, doubled and forged; refunds.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { X509Certificate, generateKeyPairSync } from 'node:crypto';
import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { waitFor } from '../../scripts/stack.mjs';
import { answers, pay, startPaymentStack, studentWithDraft, submit } from '../support/payment.mjs';
import { events } from '../support/journal.mjs';
import { APPID, MCHID, sealedNotice, signedHeaders } from '../support/wechatpay.mjs';

let dir;
let stack;
let students = 0;

before(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'payment-'));
  stack = await startPaymentStack(dir);
});

after(async () => {
  await stack?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const newStudent = () => studentWithDraft(stack, `32000000000${String(students++).padStart(2, '0')}`);

async function ordered() {
  const student = await newStudent();
  return { student, order: await submit(student) };
}

const paid = (student) => student.until('the credit', (me) => me.order.state === 'paid');

test('an order is made at the provider, paid there, and credited', async () => {
  const { student, order } = await ordered();
  assert.equal(order.state, 'created');
  assert.equal(order.amount_fen, 1500);
  assert.match(order.pay.code_url, new RegExp(`/sandbox/pay/${order.order_no}$`));
  await pay(stack, order.order_no);
  const me = await paid(student);
  assert.equal(me.submission.state, 'in_review');
  assert.equal(me.prints.state, 'planned');
  assert.deepEqual(await answers(stack, order.order_no, 1), [204]);
});

test('twenty notices at once credit once', async () => {
  const { student, order } = await ordered();
  await pay(stack, order.order_no, { copies: 4 });
  await Promise.all(Array.from({ length: 4 }, () => pay(stack, order.order_no, { copies: 4 })));
  const me = await paid(student);
  assert.ok((await answers(stack, order.order_no, 20)).every((s) => s === 204));
  assert.equal(me.submission.history.filter((h) => h.state === 'in_review').length, 1);
  const again = await student.get('/me');
  assert.deepEqual(again.submission.history, me.submission.history);
});

test('a lost notice: the order asks the provider when the student looks', async () => {
  const { student, order } = await ordered();
  await pay(stack, order.order_no, { no_notice: true });
  const seen = await waitFor('the query', async () => {
    const o = await student.get(`/orders/${order.order_no}`);
    return o.state === 'paid' && o;
  });
  assert.equal(seen.amount_fen, 1500);
  assert.equal((await student.get('/me')).submission.state, 'in_review');
});

test('what is not the provider\'s word credits nothing', async (t) => {
  const rows = [
    [{ wrong_signature: true }, 401], [{ wrong_serial: true }, 401], [{ stale: true }, 401], [{ wrong_seal: true }, 422],
    [{ amount_fen: 1 }, 422], [{ amount_fen: 150000 }, 422], [{ mchid: '1900000110' }, 422], [{ appid: 'wx0000000000000000' }, 422],
  ];
  const made = await Promise.all(rows.map(ordered));
  for (const [i, [wish, status]] of rows.entries()) {
    await t.test(JSON.stringify(wish), async () => {
      const { student, order } = made[i];
      await pay(stack, order.order_no, wish);
      assert.deepEqual((await answers(stack, order.order_no, 2)).slice(0, 2), [status, status]);
      assert.equal((await student.get('/me')).order.state, 'created');
      await pay(stack, order.order_no);
      await paid(student);
    });
  }
});

/** What the provider signs with; a second pair under a PUB_KEY_ID_ after a rotation. */
const provider = () => ({
  platformKey: readFileSync(path.join(dir, 'keys/wechatpay-platform.key.pem'), 'utf8'),
  platformSerial: new X509Certificate(readFileSync(path.join(dir, 'keys/wechatpay-platform.cert.pem'))).serialNumber,
  apiv3: readFileSync(path.join(dir, 'keys/wechatpay-apiv3.key'), 'utf8').trim(),
});

const paidNotice = (keys, orderNo, over = {}) => sealedNotice(keys, 'transaction', 'TRANSACTION.SUCCESS', {
  mchid: MCHID, appid: APPID, out_trade_no: orderNo, transaction_id: `42${orderNo}`, trade_state: 'SUCCESS',
  success_time: '2025-06-01T10:34:56+08:00', amount: { total: 1500, currency: 'CNY' }, ...over,
});

/** [status, ms] of one callback. */
async function callback(body, headers) {
  const begun = Date.now();
  const r = await fetch(`${stack.url}/callbacks/wechatpay`, { method: 'POST', body, headers });
  await r.arrayBuffer();
  return [r.status, Date.now() - begun];
}

test('a notice before the order\'s own answer is credited, and the answer changes nothing', async () => {
  const student = await newStudent();
  const mode = (answers_) => fetch(`${stack.sandboxUrl}/sandbox/mode`, { method: 'POST', body: JSON.stringify({ answers: answers_ }) });
  await mode('down');
  const { order } = await student.post('/submissions', { draft_id: 'd1', channel: 'native' });
  assert.equal(order.pay, null);
  const body = paidNotice(provider(), order.order_no);
  assert.equal((await callback(body, signedHeaders(provider(), body)))[0], 204);
  assert.equal((await student.get('/me')).order.state, 'paid');
  await mode('normal');
  stack.redis('ZADD', 'q:pay', 'XX', '0', `pay:${order.order_no}`); // do not wait for its pause
  await waitFor('the order at the provider', async () => (await fetch(`${stack.sandboxUrl}/sandbox/orders/${order.order_no}`)).ok, 30000);
  await waitFor('its answer', () => stack.redis('HGET', `j:pay:${order.order_no}`, 'z') === 'done'
    && !/^pr:/m.test(stack.redis('ZRANGE', 'q:billing', '0', '-1') + stack.redis('ZRANGE', 'held:billing', '0', '-1')));
  const me = await student.get('/me');
  assert.deepEqual([me.order.state, me.submission.state, me.submission.history.filter((h) => h.state === 'in_review').length], ['paid', 'in_review', 1]);
});

test('out of order: a payment\'s notice after its refund changes nothing', async () => {
  const { student, order } = await ordered();
  await pay(stack, order.order_no);
  const me = await paid(student);
  await student.delete(`/submissions/${me.submission.submission_id}`);
  await student.until('the refund', (m) => m.order?.state === 'refunded');
  await pay(stack, order.order_no, { copies: 15 });
  assert.ok((await answers(stack, order.order_no, 16)).every((s) => s === 204));
  assert.equal((await student.get('/me')).order.state, 'refunded');
});

test('400 notices at once, good and bad: each is answered within 5 s and by its own merit', async () => {
  const orders = await Promise.all(Array.from({ length: 4 }, ordered));
  const keys = provider();
  const calls = orders.flatMap(({ order }) => Array.from({ length: 100 }, (_, i) => {
    const wrong = i % 4 === 3;
    const body = paidNotice(keys, order.order_no, wrong ? { amount: { total: 1, currency: 'CNY' } } : {});
    const forged = i % 4 === 2;
    return callback(body, signedHeaders(keys, forged ? `${body} ` : body)).then(([status, ms]) => ({ status, ms, expected: wrong ? 422 : forged ? 401 : 204 }));
  }));
  const said = await Promise.all(calls);
  assert.deepEqual(said.filter((x) => x.status !== x.expected), []);
  assert.ok(Math.max(...said.map((x) => x.ms)) < 5000, `${Math.max(...said.map((x) => x.ms))} ms`);
  for (const { student, order } of orders) {
    const me = await paid(student);
    assert.equal(me.submission.history.filter((h) => h.state === 'in_review').length, 1, order.order_no);
  }
});

test('a rotated key: the old certificate and the new public key are both believed, another never', async () => {
  const serial = 'PUB_KEY_ID_0119000001092025060100000000000001';
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
  writeFileSync(path.join(dir, 'keys/wechatpay-new.pub.pem'), publicKey);
  const [billing] = stack.all('billing');
  billing.env.TUCAI_WECHATPAY_PLATFORM_KEY_FILES = `keys/wechatpay-platform.cert.pem,${serial}=keys/wechatpay-new.pub.pem`;
  await billing.restart();
  await billing.ready();
  const old = provider();
  const rotated = { ...old, platformKey: privateKey, platformSerial: serial };
  const { student, order } = await ordered();
  const body = paidNotice(old, order.order_no);
  assert.equal((await callback(body, signedHeaders(rotated, body, { serial: 'PUB_KEY_ID_0119000001092025060100000000000002' })))[0], 401, 'a serial we do not hold');
  assert.equal((await callback(body, signedHeaders(rotated, body, { serial: old.platformSerial })))[0], 401, 'the other key\'s serial');
  assert.equal((await callback(body, signedHeaders(rotated, body)))[0], 204);
  assert.equal((await callback(body, signedHeaders(old, body)))[0], 204);
  assert.equal((await paid(student)).submission.history.filter((h) => h.state === 'in_review').length, 1);
});

test('raw callbacks: an order nobody made is 404, what is no notice 401', async () => {
  const keys = provider();
  const post = async (body, headers) => {
    const r = await fetch(`${stack.url}/callbacks/wechatpay`, { method: 'POST', body, headers });
    return [r.status, r.status === 204 ? null : (await r.json()).code];
  };
  const body = sealedNotice(keys, 'transaction', 'TRANSACTION.SUCCESS', {
    mchid: MCHID, appid: APPID, out_trade_no: 'T20250601000001', transaction_id: '42', trade_state: 'SUCCESS',
    success_time: '2025-06-01T10:34:56+08:00', amount: { total: 1500, currency: 'CNY' },
  });
  assert.deepEqual(await post(body, signedHeaders(keys, body)), [404, 'FAIL']);
  assert.deepEqual(await post(body, {}), [401, 'FAIL']);
  assert.deepEqual(await post('', {}), [401, 'FAIL']);
  assert.deepEqual((await post('x'.repeat(200_000), {}))[0], 413);
});

test('a student who withdraws gets the money back, once', async () => {
  const { student, order } = await ordered();
  await pay(stack, order.order_no);
  const me = await paid(student);
  await student.delete(`/submissions/${me.submission.submission_id}`);
  const after_ = await student.until('the refund', (m) => m.order?.state === 'refunded');
  assert.equal(after_.submission.state, 'withdrawn');
  const { order: there } = await (await fetch(`${stack.sandboxUrl}/sandbox/orders/${order.order_no}`)).json();
  assert.equal(there.trade_state, 'REFUND');
});

/** What the provider has of an order. */
const there = async (orderNo) => (await fetch(`${stack.sandboxUrl}/sandbox/orders/${orderNo}`)).json();

test('paid by a second transaction: that one goes back, once, whatever dies; the order stays paid and the books agree', async () => {
  const { student, order } = await ordered();
  await pay(stack, order.order_no);
  await paid(student);
  const [billing] = stack.all('billing');
  await pay(stack, order.order_no, { twice: true, copies: 2 });
  await billing.kill('SIGKILL');
  await pay(stack, order.order_no, { copies: 2 }); // its notice again, to nobody
  billing.start();
  await billing.ready();
  await Promise.all(Array.from({ length: 10 }, () => pay(stack, order.order_no, { copies: 2 })));
  const { payments, refunds } = await waitFor('the refund', async () => {
    const all = await there(order.order_no);
    return all.refunds.length && all;
  }, 30000);
  assert.equal(payments.length, 2);
  await waitFor('every notice to be taken', async () => (await there(order.order_no)).notices.filter((n) => n.status === 204).length >= 20, 30000);
  const second = await waitFor('its end here', async () => {
    const { orders } = await student.get('/me/export');
    return orders.find((o) => o.order_no === `${order.order_no}-2` && o.state === 'refunded');
  }, 30000);
  assert.deepEqual(refunds.map((r) => [r.transaction_id, r.out_refund_no, r.amount.refund]), [[second.transaction_id, `${second.order_no}R`, 1500]]);
  assert.equal((await there(order.order_no)).refunds.length, 1);
  const me = await student.get('/me');
  assert.deepEqual([me.order.order_no, me.order.state, me.submission.state], [order.order_no, 'paid', 'in_review']);
  const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
  await stack.staff.post(`/reconciliation?date=${today}`);
  const books = await waitFor('the books', async () => {
    const found = await stack.staff.get(`/reconciliation?date=${today}`);
    return found.state !== 'pending' && found;
  });
  assert.deepEqual(books.differences.filter((d) => d.order_no === order.order_no), []);
  const lines = await waitFor('the journal', () => {
    const all = events(stack);
    return all.some((l) => l.second_of && l.event === 'refunded') && all;
  });
  assert.deepEqual(lines.filter((l) => l.second_of === order.order_no).map((l) => [l.event, l.order_no, l.transaction_id]),
    ['refunding', 'refunded'].map((event) => [event, second.order_no, second.transaction_id]));
  await student.delete(`/submissions/${me.submission.submission_id}`); // and the first is still its own to go back
  await student.until('the other refund', (m) => m.order?.state === 'refunded');
  assert.deepEqual((await there(order.order_no)).refunds.map((r) => r.out_refund_no).sort(), [`${order.order_no}-2R`, `${order.order_no}R`]);
});

test('the provider away: the order waits, and is made when it is back', async () => {
  const student = await newStudent();
  const mode = (answers_) => fetch(`${stack.sandboxUrl}/sandbox/mode`, { method: 'POST', body: JSON.stringify({ answers: answers_ }) });
  await mode('down');
  const { order } = await student.post('/submissions', { draft_id: 'd1', channel: 'native' });
  assert.equal(order.pay, null);
  await mode('normal');
  await student.until('the way to pay', (me) => me.order?.pay, 30000);
});

test('one-time codes and notifications reach the message service', async () => {
  const { student, order } = await ordered();
  await pay(stack, order.order_no);
  await paid(student);
  const r = await waitFor('a message', async () => {
    const { messages } = await (await fetch(`${stack.sandboxUrl}/sandbox/messages?to=13800138000`)).json();
    return messages.length > 0 && messages;
  });
  assert.ok(r.every((m) => m.id && m.text));
});

test('a lost notice: the order asks by itself, though nobody looks', async () => {
  const { student, order } = await ordered();
  await pay(stack, order.order_no, { no_notice: true });
  const [dispatch] = stack.all('dispatch');
  dispatch.env.TUCAI_CLOCK_SHIFT_MS = '40000'; // behind the chain's first pause
  await dispatch.restart();
  await dispatch.ready();
  const me = await student.until('the credit', (m) => m.order.state === 'paid', 30000);
  assert.equal(me.submission.state, 'in_review');
  assert.match(stack.redis('HGET', `j:pq:${order.order_no}:1`, 'z'), /done/);
});

test('money that comes after the order\'s end goes back by itself', async () => {
  const { student, order } = await ordered();
  const [dispatch] = stack.all('dispatch');
  dispatch.env.TUCAI_CLOCK_SHIFT_MS = String(2 * 3600_000 + 60_000);
  await dispatch.restart();
  await dispatch.ready();
  await student.until('the order to expire', (me) => me.order.state === 'expired', 30000);
  await pay(stack, order.order_no, { anyway: true });
  await waitFor('the refund', async () => (await student.get(`/orders/${order.order_no}`)).state === 'refunded', 30000);
  const { order: there } = await (await fetch(`${stack.sandboxUrl}/sandbox/orders/${order.order_no}`)).json();
  assert.equal(there.trade_state, 'REFUND');
  assert.equal((await student.get('/me')).submission.state, 'awaiting_payment');
});
