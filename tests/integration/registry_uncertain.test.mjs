// A registry that can neither be asked nor tells a batch it has from a new one: after one sending without an answer a person decides.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { waitFor } from '../../scripts/stack.mjs';
import { SCHOOL, accepted, approve, inState, keep, lines, misbehave, startBatchStack, stopBatchStack, untilState } from '../support/batch.mjs';
import { ask } from '../support/ingest.mjs';
import { RedisClient } from '../support/redis.mjs';
import { staffOf } from '../support/staff.mjs';

const LAME = { asks: 405, deduplicates: false };
const MINUTES_11 = 660000;

let stack;
let redis;
let clients;
before(async () => {
  stack = await startBatchStack(mkdtempSync(path.join(tmpdir(), 'uncertain-')), {
    ingest: 1,
    serviceEnv: { TUCAI_SHEETS: '', TUCAI_REGISTRY_ASKS: 'no', TUCAI_REGISTRY_DEDUPLICATES: 'no', TUCAI_REGISTRY_TIMEOUT_MS: '2000', TUCAI_REGISTRY_BATCH_AGE_S: '600' },
  });
  redis = new RedisClient(path.join(stack.dir, 'redis.sock'));
  clients = { province: await staffOf(stack.url, redis, 'province'), operator: await staffOf(stack.url, redis, 'operator'), auditor: await staffOf(stack.url, redis, 'auditor') };
  await misbehave(stack, LAME);
});
after(async () => {
  redis?.close();
  await stopBatchStack(stack);
  rmSync(stack.dir, { recursive: true, force: true });
});

const get = async (who, target) => (await ask(clients[who], 'GET', target)).body;
const resolve = (id, body, who = 'province') => ask(clients[who], 'POST', `/batches/${id}/resolve`, body);
const uncertain = async () => (await get('operator', '/batches?state=uncertain')).batches;
const sendings = (id) => lines(stack, 'requests').filter((r) => r.batch_id === id).length;
const metric = async (name) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await (await fetch(`http://127.0.0.1:${stack.all('dispatch')[0].healthPort}/metrics`)).text())?.[1]);

/** Photos of which nobody knows whether the registry has them. */
async function makeUncertain(prefix, mood, n = 2) {
  await misbehave(stack, { ...LAME, times: 1, ...mood });
  const uids = approve(stack, n, prefix);
  const [batch] = await waitFor('a batch to be uncertain', async () => { const list = await uncertain(); return list.length && list; }, 20000);
  await misbehave(stack, LAME);
  return { uids, batch };
}

test('an answer that comes is enough', async () => {
  const uids = approve(stack, 2, 'plain');
  await untilState(stack, 'accepted', 2);
  for (const uid of uids) assert.equal(accepted(stack)[uid], 1);
  assert.deepEqual(await uncertain(), []);
});

test('no answer: sent once, then left to a person, who finds out that it is there', async () => {
  const { uids, batch } = await makeUncertain('lost', { mode: 'cut_after' });
  assert.equal(batch.state, 'uncertain');
  const [seen, shown] = [await get('province', `/batches/${batch.id}`), await get('operator', `/batches/${batch.id}`)];
  assert.deepEqual(seen.submissions, uids.map((uid) => `s-${uid}`));
  assert.deepEqual([seen.cause, shown.submissions, shown.answered_at], ['no answer', undefined, null]);
  await waitFor('the figure', async () => (await metric('tucai_registry_batches\\{state="uncertain"\\}')) === 1);

  const refused = [{ submission_id: `s-${uids[0]}`, reason: 'photo_held' }];
  const told = { outcome: 'received', reason: '致电登记机构核对', refused };
  for (const [body, status, code, who] of [
    [told, 403, 'forbidden', 'operator'], [{ ...told, reason: '' }, 422, 'request_invalid'], [{ ...told, outcome: 'lost' }, 400, 'bad_request'],
    [{ ...told, refused: undefined }, 400, 'bad_request'], [{ ...told, outcome: 'not_received' }, 400, 'bad_request'],
    [{ ...told, refused: [{ submission_id: 's-other', reason: 'photo_held' }] }, 422, 'refused_invalid'],
  ]) {
    const r = await resolve(batch.id, body, who);
    assert.deepEqual([r.status, r.body.code], [status, code], JSON.stringify(body));
  }
  assert.equal((await resolve('chsi-999', told)).status, 404);
  assert.equal((await resolve(batch.id, told)).status, 202);
  await untilState(stack, 'refused', 1);
  await untilState(stack, 'accepted', 3);
  assert.equal((await resolve(batch.id, told)).body.code, 'not_uncertain');
  const after_ = await get('operator', `/batches/${batch.id}`);
  assert.deepEqual([after_.state, after_.accepted, after_.refused, after_.cause, typeof after_.resolved_at], ['answered', 1, 1, null, 'string']);
  assert.match(stack.redis('HGET', `s:${uids[0]}`, 'd'), /"result":"refused","reason":"photo_held","resolved_at":\d+/);
  assert.equal(sendings(batch.id), 1);
  const { entries } = await get('auditor', '/audit?what=resolve_batch');
  assert.deepEqual(entries.map((e) => [e.about, e.detail, e.reason]), [[batch.id, 'received, 1 refused', told.reason]]);
});

test('no answer, and it is not there: the same bytes go again', async () => {
  const { uids, batch } = await makeUncertain('cut', { mode: 'cut_before' });
  assert.equal((await resolve(batch.id, { outcome: 'not_received', reason: '对方没有收到' })).status, 202);
  await untilState(stack, 'accepted', 5);
  assert.equal(sendings(batch.id), 2);
  assert.equal(new Set(lines(stack, 'requests').filter((r) => r.batch_id === batch.id).map((r) => r.body_sha256)).size, 1);
  for (const uid of uids) assert.equal(accepted(stack)[uid], 1);
});

test('kill -9 in the middle of the sending: nobody sends it again', async () => {
  const before_ = lines(stack, 'requests').length;
  await misbehave(stack, { ...LAME, mode: 'slow', times: 1, delay_ms: 60000 });
  const uids = approve(stack, 2, 'killed');
  await waitFor('the registry to have it', () => lines(stack, 'requests').length > before_, 20000, 1);
  await stack.all('relay')[0].restart();
  const [batch] = await waitFor('a batch to be uncertain', async () => { const list = await uncertain(); return list.length && list; }, 20000);
  assert.equal((await get('province', `/batches/${batch.id}`)).cause, 'registry cannot be asked');
  await misbehave(stack, LAME);
  assert.equal((await resolve(batch.id, { outcome: 'received', reason: '已在对方名单中', refused: [] })).status, 202);
  await untilState(stack, 'accepted', 7);
  for (const uid of uids) assert.equal(accepted(stack)[uid], 1);
  assert.equal(sendings(batch.id), 1);
});

test('what was surely not received waits and goes again by itself; it shows meanwhile', async () => {
  await misbehave(stack, { ...LAME, mode: 'closed', times: 1 });
  approve(stack, 2, 'closed');
  await waitFor('it to show', async () => {
    const { batches } = await get('operator', '/batches?state=open');
    return batches.length === 1 && batches[0].state === 'sending';
  });
  await untilState(stack, 'accepted', 9);
  assert.deepEqual([await uncertain(), (await get('operator', '/batches?state=open')).batches], [[], []]);
  assert.equal((await ask(clients.operator, 'GET', '/batches?state=lost')).status, 400);
});

test('an expired certificate: nothing is sent, and all goes when it is renewed', async () => {
  await misbehave(stack, { ...LAME, expired: true });
  const before_ = lines(stack, 'requests').length;
  approve(stack, 2, 'expired');
  await waitFor('the batch to wait', () => /batch_waits[^\n]*"status":-13/.test(stack.log('relay-0')), 20000);
  assert.equal(lines(stack, 'requests').length, before_);
  await misbehave(stack, LAME);
  await untilState(stack, 'accepted', 11);
  assert.equal((await (await fetch(`${stack.sandboxUrl}/sandbox/registry`)).json()).accepted_again, 0);
});

test('a photo waits for others, but not for ever', async () => {
  keep(stack, 'lonely', '1');
  const sealed = await redis.ask('GET', 'c:seal:chsi');
  await redis.ask('ZADD', 'ready:chsi', Date.now(), 'lonely');
  const looks = () => redis.ask('KEYS', 'j:timer:seal:*');
  const before_ = (await looks()).length;
  await waitFor('a look at what is ready', async () => (await looks()).length > before_);
  assert.deepEqual([await redis.ask('GET', 'c:seal:chsi'), await redis.ask('ZCARD', 'ready:chsi')], [sealed, 1]);
  const dispatch = stack.all('dispatch')[0];
  dispatch.env.TUCAI_CLOCK_SHIFT_MS = String(MINUTES_11);
  await dispatch.restart();
  await untilState(stack, 'accepted', 12);
  assert.equal(inState(stack, 'accepted'), Number(stack.redis('ZCARD', `st:${SCHOOL}:accepted`)));
});
