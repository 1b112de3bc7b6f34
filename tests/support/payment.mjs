// A running stack in which a student has a draft without a camera, and what the payment provider is told to do.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { Stack, waitFor } from '../../scripts/stack.mjs';
import { issueCode, setUpSchool } from '../../scripts/demo/school.mjs';

/** Redis, dispatch, decode, billing with pay and notify, ingest, sandbox: no qc, no relay. */
export async function startPaymentStack(dir, options = {}) {
  const stack = new Stack(dir, { qc: 0, relay: 0, ...options });
  stack.extraEnv = { TUCAI_SANDBOX_NOTICE_SPEED: '300', ...stack.extraEnv };
  try {
    await stack.start();
    stack.staff = await setUpSchool(stack, options.school);
  } catch (e) {
    await stack.stop();
    throw e;
  }
  return stack;
}

function varint(n) {
  const bytes = [];
  for (let rest = BigInt(n); ; rest >>= 7n) {
    if (rest < 128n) return Buffer.from([...bytes, Number(rest)]);
    bytes.push(Number(rest & 127n) | 128);
  }
}

const field = (number, value) => (typeof value === 'number' || typeof value === 'bigint'
  ? Buffer.concat([varint(number << 3), varint(value)])
  : Buffer.concat([varint((number << 3) | 2), varint(Buffer.byteLength(value)), Buffer.from(value)]));

/** A draft as billing keeps it after a passed shot (proto/student.proto), appended to the state. */
function addDraft(stack, uid, id) {
  const place = Buffer.concat([field(1, 'a'.repeat(32)), field(2, Buffer.alloc(60, 1)), field(3, Buffer.alloc(32, 2)), field(4, 30000)]);
  const draft = Buffer.concat([field(1, id), field(2, `shot-${id}`), field(3, Date.now()), field(5, place), field(6, place)]);
  const redis = (args, input) => execFileSync('redis-cli', ['-s', path.join(stack.dir, 'redis.sock'), ...args], { input });
  const state = redis(['--raw', 'HGET', `s:${uid}`, 'd']).subarray(0, -1); // without redis-cli's line end
  redis(['-x', 'HSET', `s:${uid}`, 'd'], Buffer.concat([state, field(33, draft)]));
  stack.redis('HINCRBY', `s:${uid}`, 'v', '1');
}

/** A student behind all steps, with one draft. */
export async function studentWithDraft(stack, uid) {
  const student = await issueCode(stack, uid, `${uid}.png`).openAndPrepare();
  student.uid = uid;
  addDraft(stack, uid, 'd1');
  return student;
}

/** Submits the draft; the order, as soon as it can be paid. */
export async function submit(student, draftId = 'd1') {
  const { order } = await student.post('/submissions', { draft_id: draftId, channel: 'native' });
  if (order.pay) return order;
  return (await student.until('the way to pay', (me) => me.order?.pay)).order;
}

/** POST /sandbox/pay: the order is paid, its notice behaves as wished. */
export async function pay(stack, orderNo, wish = {}) {
  const r = await fetch(`${stack.sandboxUrl}/sandbox/pay/${orderNo}`, { method: 'POST', body: JSON.stringify(wish) });
  if (!r.ok) throw new Error(`the sandbox did not take the payment: ${r.status}`);
}

/** The statuses with which we answered the notices of an order, once there are n. */
export function answers(stack, orderNo, n) {
  return waitFor(`${n} notices of ${orderNo}`, async () => {
    const { notices } = await (await fetch(`${stack.sandboxUrl}/sandbox/orders/${orderNo}`)).json();
    return notices.length >= n && notices.map((x) => x.status);
  });
}
