// The money journal (R28): every change of an order once, whatever is killed; signed, verified; an emptied Redis gets its orders back from it.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { cpSync, appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { waitFor } from '../../scripts/stack.mjs';
import { issueCode, setUpSchool } from '../../scripts/demo/school.mjs';
import { pay, startPaymentStack, studentWithDraft, submit } from '../support/payment.mjs';
import { command, days, events, folder, rebuilt, verify } from '../support/journal.mjs';

const DAY_MS = 86400_000;
let dir;
let stack;
let students = 0;

before(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'journal-'));
  stack = await startPaymentStack(dir);
});

after(async () => {
  await stack?.stop();
  rmSync(dir, { recursive: true, force: true });
});

const newStudent = () => studentWithDraft(stack, `32000000010${String(students++).padStart(2, '0')}`);
const of = (orderNo) => events(stack).filter((e) => e.order_no === orderNo);
const written = (orderNo, ...states) => waitFor(`${states} in the journal`, () => of(orderNo).length >= states.length
  && (assert.deepEqual(of(orderNo).map((e) => e.event), states), true));

test('an order\'s life is in the journal, each step once, in its order', async () => {
  const student = await newStudent();
  const order = await submit(student);
  await written(order.order_no, 'created');
  await pay(stack, order.order_no);
  const me = await student.until('the credit', (m) => m.order.state === 'paid');
  await student.delete(`/submissions/${me.submission.submission_id}`);
  await student.until('the refund', (m) => m.order.state === 'refunded');
  await written(order.order_no, 'created', 'paid', 'refunding', 'refunded');
  const last = of(order.order_no).at(-1);
  assert.deepEqual([last.uid, last.amount_fen, last.refund_no], [student.uid, 1500, `${order.order_no}R`]);
  assert.ok(last.transaction_id && last.refunded_ms >= last.paid_ms && last.paid_ms >= last.created_ms - 1000);
  const { code, said } = verify(stack);
  assert.equal(code, 0, said);
});

test('pay and billing are killed again and again: nothing is missing, nothing is twice', async () => {
  const buyers = await Promise.all(Array.from({ length: 5 }, newStudent));
  const killer = (async () => {
    for (const label of ['pay', 'billing', 'pay', 'pay', 'billing', 'pay']) {
      await stack.all(label)[0].restart();
      await new Promise((r) => setTimeout(r, 250));
    }
  })();
  const orders = await Promise.all(buyers.map(async (s) => {
    const order = await submit(s);
    await pay(stack, order.order_no, { copies: 3 });
    await s.until('the credit', (m) => m.order.state === 'paid', 30000);
    return order.order_no;
  }));
  await killer;
  for (const no of orders) await written(no, 'created', 'paid');
  assert.deepEqual(events(stack).map((e) => e.seq), events(stack).map((_, i) => i + 1));
  assert.equal(verify(stack).code, 0);
  await waitFor('the outbox to be trimmed', () => Number(stack.redis('XLEN', 'b:journal')) <= 1);
});

test('a line that a crash has cut off is written again, once', async () => {
  const student = await newStudent();
  await stack.all('pay')[0].kill();
  const file = path.join(folder(stack), days(stack).at(-1));
  appendFileSync(file, '{"seq":999,"event":"cr');
  const { code, said } = verify(stack);
  assert.deepEqual([code, /cut off/.test(said)], [1, true], said);
  stack.all('pay')[0].start();
  const order = await submit(student);
  await written(order.order_no, 'created');
  assert.equal(verify(stack).code, 0);
});

test('what was changed, left out or signed by others is found, with its place', async (t) => {
  const lines = (f) => readFileSync(f, 'utf8').split('\n').slice(0, -1);
  const rows = [
    ['another amount', (f) => writeFileSync(f, readFileSync(f, 'utf8').replace('"amount_fen":1500', '"amount_fen":1')), /line 2: a line before it/],
    ['a line left out', (f) => writeFileSync(f, `${lines(f).filter((_, i) => i !== 2).join('\n')}\n`), /line 3: a line is missing/],
    ['two lines swapped', (f) => { const l = lines(f); [l[1], l[2]] = [l[2], l[1]]; writeFileSync(f, `${l.join('\n')}\n`); }, /line 2: /],
    ['no JSON', (f) => appendFileSync(f, 'x\n'), /cannot be read/],
  ];
  for (const [name, spoil, why] of rows) {
    await t.test(name, () => {
      const copy = mkdtempSync(path.join(os.tmpdir(), 'journal-copy-'));
      cpSync(folder(stack), copy, { recursive: true });
      spoil(path.join(copy, days(stack)[0]));
      const { code, said } = verify(stack, undefined, copy);
      assert.equal(code, 1);
      assert.match(said, why);
      assert.equal(command(stack, 'rebuild-orders', [], copy).code, 1, 'nothing is rebuilt from it');
      rmSync(copy, { recursive: true });
    });
  }
  assert.equal(command(stack, 'verify-journal', ['--no-such']).code, 2);
});

test('a day that is over is signed, and no line comes to it any more', async () => {
  const [day] = days(stack);
  const signature = path.join(folder(stack), day.replace('.jsonl', '.sig'));
  assert.equal(existsSync(signature), false);
  const [dispatch] = stack.all('dispatch');
  dispatch.env.TUCAI_CLOCK_SHIFT_MS = String(DAY_MS);
  await dispatch.restart();
  await dispatch.ready();
  const student = await newStudent();
  const order = await submit(student);
  await written(order.order_no, 'created');
  assert.equal(days(stack).length, 2);
  assert.match(verify(stack).said, /2 days.*1 days signed/);
  const { key_id: keyId } = JSON.parse(readFileSync(signature, 'utf8'));
  assert.match(keyId, /^[0-9a-f]{16}$/);
  const strangers = verify(stack, ['--keys', 'keys/registry.pub.pem']);
  assert.match(strangers.said, new RegExp(`${day.slice(8, 18)}: the signature does not fit`));
  const sum = readFileSync(path.join(folder(stack), day));
  truncateSync(path.join(folder(stack), day), sum.lastIndexOf('\n', sum.length - 2) + 1);
  assert.equal(verify(stack).code, 1, 'the last line of a signed day is missing');
  writeFileSync(path.join(folder(stack), day), sum);
});

test('an emptied Redis gets its orders back', async () => {
  const student = await newStudent();
  const order = await submit(student);
  await pay(stack, order.order_no);
  await student.until('the credit', (m) => m.order.state === 'paid');
  await written(order.order_no, 'created', 'paid');
  const before_ = await student.get(`/orders/${order.order_no}`);
  const index = () => stack.redis('--scan', '--pattern', 'ord:*').split('\n').sort().map((k) => [k, stack.redis('GET', k)]);
  const orders = index();
  assert.deepEqual([...rebuilt(stack).keys()].sort(), orders.map(([k]) => k.slice(4)));
  assert.equal(rebuilt(stack).get(order.order_no).state, 'paid');

  stack.redis('FLUSHALL');
  assert.match(command(stack, 'rebuild-orders', ['--restore']).said, /refused/, 'without its school a student is not taken');
  stack.staff = await setUpSchool(stack);
  const { code, said } = command(stack, 'rebuild-orders', ['--restore', '--keys', 'keys/relay.pub.pem']);
  assert.equal(code, 0, said);
  assert.deepEqual(index(), orders);
  assert.equal(command(stack, 'rebuild-orders', ['--restore']).code, 0, 'again is nothing new');

  const lines = events(stack).length;
  const back = await issueCode(stack, student.uid, 'back.png').openAndPrepare();
  const again = await back.get(`/orders/${order.order_no}`);
  for (const member of ['order_no', 'state', 'amount_fen', 'paid_at']) assert.equal(again[member], before_[member], member);
  assert.equal(events(stack).length, lines, 'what comes from the journal does not go there again');
  await pay(stack, order.order_no); // the provider repeats itself
  assert.equal((await back.get(`/orders/${order.order_no}`)).state, 'paid');
});

test('who came back by an order ends with the season too, and then stays away', async () => {
  const states = () => stack.redis('--scan', '--pattern', 's:*').split('\n').filter(Boolean);
  const year = new Date().getFullYear();
  assert.ok(states().length > 2);
  assert.equal(Number(stack.redis('ZCARD', `keep:${year}/10284`)), states().length, 'each has its season');
  await stack.staff.post(`/seasons/${year}/close`);
  const [dispatch] = stack.all('dispatch');
  dispatch.env.TUCAI_CLOCK_SHIFT_MS = String(182 * DAY_MS);
  await dispatch.restart();
  await waitFor('all to go', () => states().length === 0, 20000);
  const { code, said } = command(stack, 'rebuild-orders', ['--restore']);
  assert.equal(code, 0, said);
  assert.match(said, new RegExp(`^0 orders of 0 students are there; ${new Set(events(stack).map((e) => e.uid)).size} students' season is kept no longer`, 'm'));
  assert.deepEqual(states(), []);
});
