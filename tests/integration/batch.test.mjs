// From approval to receipt: relay, billing, dispatch and the sandbox registry as shipped; each photo is accepted exactly once whatever dies.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { waitFor } from '../../scripts/stack.mjs';
import { SCHOOL, accepted, approve, inState, keep, keepRoster, lines, misbehave, startBatchStack, stopBatchStack, untilState } from '../support/batch.mjs';
import { ask } from '../support/ingest.mjs';
import { faultsOfAnswer } from '../support/openapi.mjs';
import { RedisClient } from '../support/redis.mjs';
import { staffOf } from '../support/staff.mjs';

let stack;
let done = 0;
let refused = 0;
before(async () => { stack = await startBatchStack(mkdtempSync(path.join(tmpdir(), 'batch-')), { ingest: 1, env: { TUCAI_REGISTRY_TIMEOUT_MS: '3000' } }); });
after(async () => {
  await stopBatchStack(stack);
  rmSync(stack.dir, { recursive: true, force: true });
});

/** Sends n new students through; every one accepted once. */
async function send(n, prefix) {
  const uids = approve(stack, n, prefix);
  await untilState(stack, 'accepted', done + n);
  done += n;
  const counts = accepted(stack);
  for (const uid of uids) assert.equal(counts[uid], 1, `${uid} was accepted ${counts[uid] ?? 0} times`);
  return uids;
}

const attempts = (uids) => lines(stack, 'requests').filter((r) => r.photos === uids.length);

test('approved photos are accepted, each with a receipt, a sheet and nothing left over', async () => {
  keepRoster(stack, ['plain-2', 'B77', '南京校区', '水利学院', '水工一班']);
  const uids = await send(5, 'plain');
  const redis = new RedisClient(path.join(stack.dir, 'redis.sock'));
  const school = await staffOf(stack.url, redis, 'school', SCHOOL);
  redis.close();
  for (const uid of uids) {
    const state = stack.redis('HGET', `s:${uid}`, 'd');
    assert.match(state, /"receipt_no":"R\d+"/);
    await waitFor(`the sheet of ${uid}`, async () => (await school.raw('GET', `/students/${uid}/sheet.pdf`)).status === 200);
  }
  const caption = async (uid) => execFileSync('pdftotext', ['-', '-'], { input: await school.get(`/students/${uid}/sheet.pdf`), encoding: 'utf8' }).replace(/\s/g, '');
  assert.match(await caption('plain-2'), /B77水工一班/); // the roster's before the student's own
  assert.match(await caption('plain-3'), /2025000123/);
  assert.equal(stack.redis('ZCARD', 'ready:chsi'), '0');
});

test('the province and the operator see what became of a batch, and of nobody in it', async () => {
  const redis = new RedisClient(path.join(stack.dir, 'redis.sock'));
  const [operator, school] = [await staffOf(stack.url, redis, 'operator'), await staffOf(stack.url, redis, 'school', SCHOOL)];
  redis.close();
  const call = async (client, target, status = 200) => {
    const answer = await ask(client, 'GET', target);
    answer.type = answer.headers.get('content-type') ?? '';
    assert.deepEqual(faultsOfAnswer('GET', target.split('?')[0], answer), [], target);
    assert.equal(answer.status, status, target);
    return answer.body;
  };
  const { batches, next } = await call(operator, '/batches');
  assert.deepEqual([batches.length, next], [Number(stack.redis('GET', 'c:seal:chsi')), null]);
  assert.deepEqual([batches[0].id, batches[0].state], [`chsi-${batches.length}`, 'answered']);
  const all = await Promise.all(batches.map(({ id }) => call(operator, `/batches/${id}`)));
  assert.equal(all.reduce((sum, b) => sum + b.accepted, 0), done);
  for (const b of all) {
    assert.equal(b.accepted + b.refused, b.count);
    const [sealed, built, answered] = [b.sealed_at, b.built_at, b.answered_at].map(Date.parse);
    assert.ok(sealed <= built && built <= answered && Date.now() - answered < 60000, JSON.stringify(b));
  }
  assert.ok(!JSON.stringify([batches, all]).includes('plain-'));
  assert.deepEqual(await call(operator, '/batches?before=1'), { batches: [], next: null });
  assert.deepEqual(await call(operator, '/batches?registry=other'), { batches: [], next: null });
  await call(operator, '/batches?before=0', 400);
  await call(operator, '/batches?registry=a:b', 400);
  await call(operator, '/batches/chsi-999', 404);
  await call(school, '/batches', 403);
});

test('the registry gets the very photos', async () => {
  const [uid] = await send(1, 'bytes');
  const { stripedPhoto } = await import('../support/picture.mjs');
  assert.ok(readFileSync(path.join(stack.dir, 'sandbox/registry/photos', `${uid}.jpg`)).equals(stripedPhoto()));
});

for (const mode of ['cut_before', 'cut_after', 'fail_after', 'processing', 'closed', 'forged', 'stray_key', 'other_manifest']) {
  test(`the registry misbehaves: ${mode}`, async () => {
    await misbehave(stack, { mode, times: ['stray_key', 'other_manifest'].includes(mode) ? 1 : 2 });
    const uids = await send(3, mode);
    assert.equal(new Set(attempts(uids).map((r) => `${r.batch_id} ${r.body_sha256}`)).size, new Set(attempts(uids).map((r) => r.batch_id)).size,
      'a batch was sent with other bytes');
    await misbehave(stack, {});
  });
}

test('the registry answers after our time-out: it is asked, and nothing is sent again', async () => {
  await misbehave(stack, { mode: 'slow', times: 1, delay_ms: 60000 });
  const uids = await send(4, 'slow'); // no other test sends four
  await misbehave(stack, {});
  assert.equal(attempts(uids).length, 1);
  assert.match(stack.log('relay-0'), /batch_waits[^\n]*"status":-110/);
});

test('a reset between sealing and building leaves the batch, the others go', async () => {
  const billing = stack.all('billing')[0];
  const announced = () => stack.log('relay-0').split('batch_announced').length;
  const before = announced();
  await billing.kill();
  const uids = approve(stack, 6, 'reset');
  await waitFor('the batch to be announced', () => announced() > before, 30000);
  keep(stack, uids[0], '2', 'reset');
  await billing.start();
  await untilState(stack, 'accepted', done + 5);
  done += 5;
  assert.deepEqual(uids.map((uid) => accepted(stack)[uid] ?? 0), [0, 1, 1, 1, 1, 1]);
  assert.equal(stack.redis('ZCARD', 'ready:chsi'), '0');
});

test('the registry is down: the batch waits, and goes when it is back', async () => {
  const sandbox = stack.all('sandbox')[0] ?? stack.services.find((s) => s.name === 'sandbox');
  await sandbox.kill();
  const uids = approve(stack, 2, 'down');
  await waitFor('the batch to wait', () => /batch_waits/.test(stack.log('relay-0')), 30000);
  sandbox.start();
  await untilState(stack, 'accepted', done + 2);
  done += 2;
  for (const uid of uids) assert.equal(accepted(stack)[uid], 1);
});

test('a refusal is recorded with its reason', async () => {
  await misbehave(stack, { refuse_every: 1 });
  const [uid] = approve(stack, 1, 'refused');
  refused += 1;
  await untilState(stack, 'refused', refused);
  assert.match(stack.redis('HGET', `s:${uid}`, 'd'), /photo_nonconforming/);
  assert.equal(accepted(stack)[uid], undefined);
  await misbehave(stack, {});
});

/** The moments at which a relay may die: what its log or the registry shows then. */
const MOMENTS = [
  ['billing was told who is in the batch', (log) => /batch_announced/.test(log)],
  ['the manifest is fixed', (log) => /batch_built/.test(log)],
  ['the registry has the batch and has not answered', (log, requests) => requests > 0],
  ['the batch waits', (log) => /batch_waits/.test(log)],
  ['the receipts are committed', (log) => /batch_answered/.test(log)],
];
for (const [moment, holds] of MOMENTS) {
  test(`kill -9 when ${moment}: accepted exactly once`, async () => {
    const seen = stack.log('relay-0').length;
    const before = lines(stack, 'requests').length;
    await misbehave(stack, { mode: 'processing', times: 2 });
    const uids = approve(stack, 8, `killed${seen}`);
    await waitFor(moment, () => holds(stack.log('relay-0').slice(seen), lines(stack, 'requests').length - before), 20000, 1);
    await stack.all('relay')[0].restart();
    await untilState(stack, 'accepted', done + uids.length);
    done += uids.length;
    const counts = accepted(stack);
    for (const uid of uids) assert.equal(counts[uid], 1, uid);
    assert.equal(lines(stack, 'accepted').length, done);
    assert.equal(new Set(lines(stack, 'requests').slice(before).map((r) => r.body_sha256)).size, 1, 'sent with other bytes');
  });
}

test('kill -9 of relay, billing and dispatch, again and again: accepted exactly once', async () => {
  const uids = approve(stack, 40, 'chaos');
  const total = done + uids.length;
  await misbehave(stack, { mode: 'cut_after', times: 1 });
  for (const name of ['relay', 'dispatch', 'billing', 'relay', 'dispatch', 'relay']) {
    const seen = stack.log('relay-0').length;
    await waitFor('the relay to work', () => stack.log('relay-0').length > seen || inState(stack, 'accepted') >= total, 20000, 1);
    await stack.all(name)[0].restart();
  }
  await untilState(stack, 'accepted', total);
  done = total;
  for (const uid of uids) assert.equal(accepted(stack)[uid], 1, uid);
  assert.equal(lines(stack, 'accepted').length, done);
});

test('no name and no photo in any log', () => {
  for (const f of readdirSync(stack.dir).filter((n) => n.endsWith('.log'))) {
    const text = readFileSync(path.join(stack.dir, f), 'utf8');
    assert.ok(!text.includes('张*三') && !/plain-0|killed\d+-0|chaos-0/.test(text.replace(/redis.*/g, '')), `${f} names a student`);
  }
});
