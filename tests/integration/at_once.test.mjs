// One student, many requests in the same moment, through two ingests and two billing workers: of all that contradicts itself one wins,
// the money is right, and nobody sees a fault.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../../scripts/client.mjs';
import { waitFor } from '../../scripts/stack.mjs';
import { addDraft } from '../support/draft.mjs';
import { Scene, ask } from '../support/ingest.mjs';
import { RedisClient } from '../support/redis.mjs';

const N = 24;
const DAY_MS = 86400000;
let scene;
let redis;
let serial = 0;

before(async () => {
  scene = await Scene.start({ ingest: 2, billing: 2 });
  redis = new RedisClient(path.join(scene.dir, 'redis.sock'));
}, { timeout: 60000 });

after(async () => {
  redis?.close();
  await scene?.stop();
});

/** A student with drafts, and the same session at each ingest. */
async function student(drafts = 1, storedMs = Date.now()) {
  const one = await scene.student();
  const ids = Array.from({ length: drafts }, () => `d${++serial}`);
  for (const id of ids) await addDraft(redis, one.uid, id, storedMs);
  const sides = scene.stack.ingest.map((ingest) => new Client(ingest.url, one.token));
  return Object.assign(one, { ids, at: (i) => sides[i % 2] });
}

/** N calls at once, each [method, target, body] by its number; [number, status or code] of each, and no fault among them. */
async function atOnce(one, callOf) {
  const all = await Promise.all(Array.from({ length: N }, async (_, i) => {
    const answer = await ask(one.at(i >> 1), ...callOf(i));
    assert.ok(answer.status < 500, JSON.stringify(answer.body));
    return { i, status: answer.status, said: answer.body.code ?? answer.status, body: answer.body };
  }));
  return { all, of: (said) => all.filter((a) => a.said === said), kinds: [...new Set(all.map((a) => a.said))].sort() };
}

const submission = (draft_id) => ['POST', '/submissions', { draft_id, channel: 'native' }];
const pay = (no, wish = {}) => fetch(`${scene.stack.sandboxUrl}/sandbox/pay/${no}`, { method: 'POST', body: JSON.stringify(wish) });
const provider = async (no) => (await (await fetch(`${scene.stack.sandboxUrl}/sandbox/orders/${no}`)).json()).order?.trade_state;

async function ordered(drafts = 1) {
  const one = await student(drafts);
  const { submission_id: id, order } = await one.post('/submissions', { draft_id: one.ids[0], channel: 'native' });
  await one.until('the way to pay', (me) => me.order.pay);
  return Object.assign(one, { id, no: order.order_no });
}

async function inReview() {
  const one = await ordered();
  await pay(one.no);
  await one.until('the money', (me) => me.submission.state === 'in_review');
  return one;
}

test('submissions of two drafts: one is submitted, the other stays in the box', async () => {
  const one = await student(2);
  const r = await atOnce(one, (i) => submission(one.ids[i % 2]));
  assert.deepEqual([r.of(201).length, r.of('already_submitted').length], [1, N - 1]);
  const me = await one.get('/me');
  assert.deepEqual([me.drafts.length, me.submission.history.length], [1, 1]);
});

test('with one key all get the one answer', async () => {
  const one = await student();
  const r = await atOnce(one, () => [...submission(one.ids[0]), { 'Idempotency-Key': 'k' }]);
  assert.deepEqual([r.kinds, new Set(r.all.map((a) => a.body.order.order_no)).size], [[201], 1]);
});

test('a draft is submitted or deleted, never both', async () => {
  for (const first of [0, 1]) {
    const one = await student(1, Date.now() - DAY_MS);
    const r = await atOnce(one, (i) => (i % 2 === first ? submission(one.ids[0]) : ['DELETE', `/drafts/${one.ids[0]}`]));
    const me = await one.get('/me');
    assert.deepEqual([r.of(201).length + r.of(204).length, me.drafts.length], [1, 0], r.kinds.join());
    assert.equal(me.submission !== null, r.of(201).length === 1);
  }
});

test('another draft beside the payment: each draft is in one place, and the money counts', async () => {
  const one = await ordered(3);
  const paying = pay(one.no, { copies: 15 });
  const r = await atOnce(one, (i) => ['PUT', `/submissions/${one.id}`, { draft_id: one.ids[i % 3] }]);
  await paying;
  assert.deepEqual(r.kinds.filter((k) => ![200, 'already_submitted'].includes(k)), []);
  const me = await one.until('the money', (m) => m.order.state === 'paid');
  assert.equal(me.submission.history.filter((h) => h.state === 'in_review').length, 1);
  assert.deepEqual([...me.drafts.map((d) => d.draft_id), me.submission.draft_id].sort(), [...one.ids].sort());
});

test('a withdrawal beside the payment: nobody has paid in the end', async () => {
  for (const late of [false, true]) {
    const one = await ordered();
    const paying = late || pay(one.no, { copies: 5 });
    const withdrawing = atOnce(one, () => ['DELETE', `/submissions/${one.id}`]);
    await (late ? pay(one.no, { copies: 5 }) : paying);
    assert.deepEqual((await withdrawing).kinds, [204]);
    await waitFor('both books to say the same', async () => {
      const { order, submission: s } = await one.get('/me');
      return s.state === 'withdrawn' && `${await provider(one.no)} ${order.state}`.match(/^(REFUND refunded|CLOSED expired)$/);
    });
    assert.equal((await one.get('/me')).drafts.length, 1);
  }
});

test('a withdrawal beside a look at the photo: withdrawn or looked at, never both', async () => {
  for (const first of [0, 1]) {
    const one = await inReview();
    const look = new Client(scene.url, scene.staff.token);
    const withdrawals = [];
    const looks = [];
    await Promise.all(Array.from({ length: N }, async (_, i) => {
      const [to, client, call] = i % 2 === first ? [withdrawals, one.at(i >> 1), ['DELETE', `/submissions/${one.id}`]] : [looks, look, ['GET', `/submissions/${one.id}/photo.jpg?reason=look`]];
      const { status, body } = await ask(client, ...call);
      to.push(body.code ?? status);
    }));
    const isWithdrawn = withdrawals.includes(204);
    assert.deepEqual([...new Set(withdrawals)], [isWithdrawn ? 204 : 'review_started']);
    // Without qc there is no photo to show: whoever may look finds none, and is not refused.
    assert.equal(looks.every((said) => said === 'not_ready'), isWithdrawn, looks.join());
    assert.equal(looks.includes('not_ready'), isWithdrawn, looks.join());
  }
});

test('a look at what is not before the school is refused, and takes no right away', async () => {
  const one = await ordered();
  const look = () => ask(new Client(scene.url, scene.staff.token), 'GET', `/submissions/${one.id}/photo.jpg?reason=look`);
  assert.equal((await look()).body.code, 'not_ready');
  await pay(one.no);
  await one.until('the money', (me) => me.submission.state === 'in_review');
  await one.delete(`/submissions/${one.id}`);
  assert.equal((await look()).body.code, 'not_ready');
});

test('erasures and submissions: erased, and nothing is left behind', async () => {
  const one = await student(2);
  const r = await atOnce(one, (i) => (i % 2 ? ['DELETE', '/me'] : submission(one.ids[0])));
  assert.deepEqual(r.kinds.filter((k) => ![200, 201, 'unauthorized', 'not_found', 'already_submitted', 'steps_missing'].includes(k)), []);
  assert.ok(r.of(200).length >= 1);
  assert.equal((await one.raw('GET', '/me')).status, 401);
});

test('after all of it the ledger balances, and nothing has died', async () => {
  for (const dispatch of scene.stack.all('dispatch')) {
    await waitFor('the balance', async () => /^tucai_ledger_imbalance 0$/m.test(await (await fetch(`http://127.0.0.1:${dispatch.healthPort}/metrics`)).text()));
  }
  assert.equal(scene.stack.redis('KEYS', 'dead:*'), '');
});
