// Three books of a day (R28): own orders, the provider's bill, submissions. Every kind of difference, listed; what the rules can mend, mended.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { waitFor } from '../../scripts/stack.mjs';
import { setUpSchool } from '../../scripts/demo/school.mjs';
import { staffOf } from '../support/staff.mjs';
import { RedisClient } from '../support/redis.mjs';
import { faultsOfAnswer } from '../support/openapi.mjs';
import { pay, startPaymentStack, studentWithDraft, submit } from '../support/payment.mjs';
import { events, folder } from '../support/journal.mjs';

const DAY_MS = 86400_000;
const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
let dir;
let stack;
let buyers; // { student, no } of paid orders
let lost; // paid there, and nobody told us

before(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'reconciliation-'));
  stack = await startPaymentStack(dir);
  const students = await Promise.all([0, 1, 2, 3, 4].map((i) => studentWithDraft(stack, `3200000002000${i}`)));
  const orders = await Promise.all(students.map(async (student) => ({ student, no: (await submit(student)).order_no })));
  lost = orders.pop();
  buyers = orders;
  for (const { student, no } of buyers) {
    await pay(stack, no);
    await student.until('the credit', (m) => m.order.state === 'paid');
  }
  const [{ student }] = buyers; // one of them goes back
  await student.delete(`/submissions/${(await student.get('/me')).submission.submission_id}`);
  await student.until('the refund', (m) => m.order.state === 'refunded');
});

after(async () => {
  await stack?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const flaws = async (bill) => assert.equal((await fetch(`${stack.sandboxUrl}/sandbox/bills/${today}`, { method: 'POST', body: JSON.stringify(bill) })).status, 200);
const report = () => stack.staff.get(`/reconciliation?date=${today}`);
const version = () => Number(stack.redis('HGET', `b:day:${today}`, 'v') || 0);

/** Compares the books again, by a bill with these flaws. */
async function reconciled(bill = {}) {
  await flaws(bill);
  const before_ = version();
  const asked = await stack.staff.post(`/reconciliation?date=${today}`);
  assert.deepEqual([asked.status_code, asked.state], [202, 'pending']);
  await waitFor('the report', () => version() > before_);
  const found = await report();
  assert.deepEqual(faultsOfAnswer('GET', '/reconciliation', { status: 200, type: 'application/json', body: found }), []);
  return found;
}

const kinds = (found) => found.differences.map((d) => d.kind).sort();

test('before anything was compared, it is pending', async () => {
  const found = await report();
  assert.deepEqual([found.date, found.state, found.differences], [today, 'pending', []]);
  assert.deepEqual(faultsOfAnswer('GET', '/reconciliation', { status: 200, type: 'application/json', body: found }), []);
});

test('books that agree are balanced, sum by sum', async () => {
  const found = await reconciled();
  assert.equal(found.state, 'balanced', JSON.stringify(found));
  assert.deepEqual([found.orders, found.paid_fen, found.refunds, found.refunded_fen], [4, 6000, 1, 1500]);
  assert.deepEqual([found.bill_orders, found.bill_paid_fen, found.bill_refunds, found.bill_refunded_fen], [4, 6000, 1, 1500]);
  assert.match(readFileSync(path.join(folder(stack), `bill-${today}.csv`), 'utf8'), new RegExp(`\`${buyers[1].no},`));
});

test('each difference is listed, none is hidden by another', async () => {
  const [back, a, b, c] = buyers.map((x) => x.no);
  const rows = [
    [{ omit: [a] }, ['not_in_bill']],
    [{ omit: [back] }, ['not_in_bill', 'refund_not_in_bill']],
    [{ amounts: { [a]: 1499 } }, ['amount']],
    [{ amounts: { [back]: 1000 } }, ['amount', 'refund_amount']],
    [{ twice: [b] }, ['paid_twice']],
    [{ twice: [back] }, ['paid_twice', 'refunded_twice']],
    [{ unknown: ['T20250601000001'] }, ['unknown_order']],
    [{ omit: [a], amounts: { [b]: 1 }, twice: [c], unknown: ['T20250601000002', 'T20250601000003'] },
      ['amount', 'not_in_bill', 'paid_twice', 'unknown_order', 'unknown_order']],
  ];
  for (const [bill, expected] of rows) {
    const found = await reconciled(bill);
    assert.deepEqual([found.state, kinds(found), found.differences_total], ['different', expected, expected.length], JSON.stringify(bill));
    const whole = JSON.parse(readFileSync(path.join(folder(stack), `reconciliation-${today}.json`), 'utf8'));
    assert.deepEqual(whole.differences, found.differences);
  }
  const found = await reconciled({ amounts: { [a]: 1499 } });
  assert.deepEqual(found.differences[0], { kind: 'amount', order_no: a, student_uid: buyers[1].student.uid, ours_fen: 1500, bill_fen: 1499, mend: 'none' });
  const metrics = await (await fetch(`http://127.0.0.1:${stack.all('pay')[0].healthPort}/metrics`)).text();
  assert.match(metrics, /tucai_reconciliation_differences_total\{kind="amount"\} [1-9]/);
});

test('a submission in review that nobody paid for, and money for no submission, are differences too', async () => {
  const redis = (...args) => execFileSync('redis-cli', ['-s', path.join(stack.dir, 'redis.sock'), ...args.slice(0, -1)], { input: args.at(-1), encoding: 'latin1' });
  const { student } = buyers[1];
  const key = `s:${student.uid}`;
  const whole = execFileSync('redis-cli', ['-s', path.join(stack.dir, 'redis.sock'), '--raw', 'HGET', key, 'd']).subarray(0, -1);
  const sub = (await student.get('/me')).submission.submission_id;
  redis('-x', 'HSET', key, 'd', Buffer.from(whole.toString('latin1').replaceAll(sub, sub.replace(/.$/, 'x')).replace(sub.replace(/.$/, 'x'), sub), 'latin1'));
  assert.deepEqual(kinds(await reconciled()), ['no_submission'], 'the order names another submission');
  redis('-x', 'HSET', key, 'd', Buffer.concat([whole, Buffer.from([43 << 3 & 0x7f | 0x80 | 2, 43 >> 4, 1, 0x78])])); // paid_order_no "x"
  const found = await reconciled();
  assert.deepEqual(kinds(found), ['unpaid_submission']);
  assert.equal(found.differences[0].student_uid, student.uid);
  redis('-x', 'HSET', key, 'd', whole);
  assert.equal((await reconciled()).state, 'balanced');
});

test('paid there and not here: found by the bill, credited by itself, once', async () => {
  await pay(stack, lost.no, { no_notice: true });
  const found = await reconciled();
  assert.deepEqual([kinds(found), found.differences[0].mend], [['not_credited'], 'queried']);
  const me = await lost.student.until('the credit', (m) => m.order.state === 'paid');
  assert.equal(me.submission.state, 'in_review');
  assert.equal((await reconciled()).state, 'balanced');
  await waitFor('the journal', () => events(stack).filter((e) => e.order_no === lost.no && e.event === 'paid').length === 1);
});

test('a bill that is not what the provider said is not believed', async () => {
  for (const flaw of ['wrong_digest', 'cut_off', 'wrong_sum']) {
    await flaws({ [flaw]: true });
    const was = version();
    await stack.staff.post(`/reconciliation?date=${today}`);
    const id = await waitFor(flaw, () => stack.redis('ZRANGE', 'q:pay', '0', '-1').split('\n').find((j) => j.startsWith('bill:')));
    assert.equal(version(), was);
    await flaws({});
    stack.redis('ZADD', 'q:pay', '0', id); // do not wait for its pause
    await waitFor('the right bill', () => version() > was);
    assert.match(stack.redis('HGET', `j:${id}`, 'a'), /^[12]$/, 'it counts as a failure');
  }
});

test('who may, and what is no day', async () => {
  const redis = new RedisClient(path.join(stack.dir, 'redis.sock'));
  for (const role of ['school', 'college', 'operator', 'auditor']) {
    const staff = await staffOf(stack.url, redis, role, '10284');
    for (const where of ['/reconciliation', '/journal', '/journal/signature']) assert.equal((await staff.raw('GET', `${where}?date=${today}`)).status, 403, `${role} ${where}`);
    assert.equal((await staff.raw('POST', `/reconciliation?date=${today}`)).status, 403);
  }
  redis.close();
  for (const date of ['', 'yesterday', '2025-02-30', `${today}x`]) {
    for (const where of ['/reconciliation', '/journal']) assert.equal((await stack.staff.raw('GET', `${where}?date=${date}`)).status, 422, date);
  }
  assert.equal((await stack.staff.raw('POST', '/reconciliation?date=2999-01-01')).status, 422);
  assert.equal((await stack.staff.raw('GET', '/journal?date=2020-01-01')).status, 404);
});

test('the daily timer asks for yesterday, and signs what is over', async () => {
  stack.redis('DEL', `b:day:${today}`);
  const [dispatch] = stack.all('dispatch');
  dispatch.env.TUCAI_CLOCK_SHIFT_MS = String(DAY_MS);
  await dispatch.restart();
  await dispatch.ready();
  stack.staff = await setUpSchool(stack); // the session of yesterday is over
  await waitFor('the report of yesterday', async () => (await report()).state === 'balanced', 20000);
  const signature = await stack.staff.get(`/journal/signature?date=${today}`);
  assert.deepEqual(faultsOfAnswer('GET', '/journal/signature', { status: 200, type: 'application/json', body: signature }), []);
  const lines = (await (await stack.staff.raw('GET', `/journal?date=${today}`)).text()).trim().split('\n').map((line) => JSON.parse(line));
  assert.deepEqual(lines, events(stack).slice(0, lines.length));
  assert.equal(signature.last_seq, lines.at(-1).seq);
});
