// The ledger script on a real Redis: a job's way, fencing, retries, dead letters.
import { test, before, after, beforeEach } from 'node:test';
import assert from 'node:assert/strict';
import { Ledger, admit, done, giveBack, renew } from '../support/ledger.mjs';

let ledger;
before(async () => { ledger = await new Ledger().start(); });
after(() => ledger.stop());
beforeEach(async () => { ledger.shift = 0; await ledger.redis.ask('FLUSHALL'); });

const letters = async (...operations) => (await ledger.turn(operations)).letters;

test('a job passes its stages in order and ends', async () => {
  assert.equal(await letters(admit('a', 'shot', { uid: 'u', payload: 'p' })), '+');
  const [qc] = await ledger.claim('qc');
  assert.deepEqual([qc.id, qc.kind, qc.uid, qc.payload, qc.previous], ['a', 'shot', 'u', 'p', '']);
  assert.deepEqual(await ledger.claim('billing'), []);
  assert.equal(await letters(done('a', qc.token, 'ok', { result: 'seen' })), '.');
  assert.deepEqual(await ledger.claim('qc'), []);
  const [billing] = await ledger.claim('billing');
  assert.equal(billing.previous, 'seen');
  assert.ok(billing.token > qc.token);
  assert.equal(await letters(done('a', billing.token, 'ok', { result: 'paid' })), '.');
  const job = await ledger.job('a');
  assert.deepEqual([job.z, job.r, job.p], ['done', 'paid', '']);
  assert.equal(await ledger.redis.ask('TTL', 'j:a'), 86400);
  assert.equal(await ledger.imbalance(), 0);
});

test('admitting again is the same job, and tells its end', async () => {
  assert.equal(await letters(admit('a', 'command'), admit('a', 'command')), '+=');
  const [claim] = await ledger.claim('billing');
  const turn = await ledger.turn([admit('a', 'command'), done('a', claim.token, 'reject', { result: 'no' }), admit('a', 'command')]);
  assert.equal(turn.letters, '=.*');
  assert.deepEqual(turn.ends, ['rejected', 'no']);
  assert.equal(await ledger.redis.ask('HGET', 'c:jobs', 'admitted'), '1');
});

test('kinds that are not there and bad ids are refused', async () => {
  assert.equal(await letters(admit('a', 'nothing'), admit('', 'shot'), admit('a b', 'shot'), admit('x'.repeat(65), 'shot'),
    admit('x'.repeat(64), 'shot')), 'kkkk+');
});

test('only the token of the present claim counts', async () => {
  await letters(admit('a', 'shot'));
  const [claim] = await ledger.claim('qc');
  assert.equal(await letters(done('a', claim.token + 1), done('a', claim.token - 1), done('b', 1)), '!!!');
  assert.equal(await letters(done('a', claim.token), done('a', claim.token)), '.!');
});

test('a lease that runs out is claimed again with another token, and the first is stale', async () => {
  await letters(admit('a', 'shot'));
  const [first] = await ledger.claim('qc');
  assert.deepEqual(await ledger.claim('qc'), []);
  ledger.shift = 4001;
  const [second] = await ledger.claim('qc');
  assert.equal(second.expired, 1);
  assert.equal(second.token, first.token + 1);
  assert.equal(await letters(done('a', first.token), done('a', second.token)), '!.');
});

test('renewing keeps a lease', async () => {
  await letters(admit('a', 'shot'));
  const [claim] = await ledger.claim('qc');
  ledger.shift = 3000;
  assert.equal(await letters(renew('a', claim.token), renew('a', claim.token + 1)), '.!');
  ledger.shift = 6000;
  assert.deepEqual(await ledger.claim('qc'), []);
  assert.equal(await letters(done('a', claim.token)), '.');
});

test('given back: visible at once, and the giver is stale', async () => {
  await letters(admit('a', 'shot'));
  const [claim] = await ledger.claim('qc');
  assert.equal(await letters(giveBack('a', claim.token), done('a', claim.token), giveBack('a', claim.token)), '.!!');
  const [again] = await ledger.claim('qc');
  assert.equal(again.failures, '');
});

const failUntilDead = async (outcome) => {
  for (let n = 1; ; n++) {
    const [claim] = await ledger.claim('qc');
    const letter = await letters(done('a', claim.token, outcome, { reason: `no ${n}` }));
    if (letter === 'd') return n;
    ledger.shift += 400_000;
  }
};

test('the fifth failure and the third crash are dead letters with the reason', async () => {
  for (const [outcome, most] of [['retry', 5], ['crash', 3], ['fatal', 1]]) {
    await ledger.redis.ask('FLUSHALL');
    await letters(admit('a', 'shot'));
    assert.equal(await failUntilDead(outcome), most);
    assert.equal((await ledger.job('a')).e, `no ${most}`);
    const { stats, imbalance } = await ledger.turn([], {}, true);
    assert.deepEqual([stats.qc.dead, stats.qc.ready, imbalance], [1, 0, 0]);
  }
});

test('pauses double from a second to five minutes, three quarters of it for certain', async () => {
  let fullest = 0;
  for (let n = 0; n < 12; n++) {
    const full = Math.min(1000 * 2 ** n, 300_000);
    await ledger.redis.ask('FLUSHALL');
    await letters(admit('a', 'shot'));
    await ledger.redis.ask('HSET', 'j:a', 'w', n);
    const [claim] = await ledger.claim('qc');
    const { now } = await ledger.turn([done('a', claim.token, 'later')]);
    const pause = await ledger.redis.ask('ZSCORE', 'q:qc', 'a') - now;
    assert.ok(pause >= 0.75 * full - 1 && pause <= full, `pause ${n}: ${pause}`);
    fullest = Math.max(fullest, pause);
  }
  assert.ok(fullest > 225_000);
});

test('later is never a dead letter and may name its pause', async () => {
  await letters(admit('a', 'batch'));
  for (let n = 0; n < 20; n++) {
    const [claim] = await ledger.claim('relay');
    assert.equal(Number(claim.waits || 0), n);
    const { letters: l, now } = await ledger.turn([done('a', claim.token, 'later', { after: 7000 })]);
    assert.equal(l, '.');
    assert.equal(await ledger.redis.ask('ZSCORE', 'q:relay', 'a') - now, 7000);
    ledger.shift += 7001;
  }
});

test('failures, crashes and waits count within a stage', async () => {
  await letters(admit('a', 'shot'));
  await ledger.redis.ask('HSET', 'j:a', 'a', 4, 'c', 2, 'w', 9);
  const [qc] = await ledger.claim('qc');
  assert.deepEqual([qc.failures, qc.crashes, qc.waits], ['4', '2', '9']);
  await letters(done('a', qc.token));
  const [billing] = await ledger.claim('billing');
  assert.deepEqual([billing.failures, billing.crashes, billing.waits], ['0', '0', '0']);
});

test('delayed jobs come at their time', async () => {
  const { now } = await ledger.turn([]);
  await letters(admit('a', 'shot', { notBefore: now + 10_000 }));
  const { stats, claims } = await ledger.turn([], { qc: 1 }, true);
  assert.deepEqual([stats.qc.delayed, stats.qc.ready, stats.qc.oldest], [1, 0, 0]);
  assert.deepEqual(claims, []);
  ledger.shift = 10_000;
  assert.equal((await ledger.claim('qc')).length, 1);
});

test('a dry run is served only when no shot waits', async () => {
  await letters(admit('dry', 'dry_run'));
  await letters(admit('shot1', 'shot'), admit('shot2', 'shot'));
  assert.deepEqual((await ledger.claim('qc', 1)).map((c) => c.id), ['shot1']);
  assert.deepEqual((await ledger.claim('qc', 2)).map((c) => c.id), ['shot2', 'dry']);
});

test('a student has one exclusive job, until it is over in whatever way', async () => {
  const shot = (id) => admit(id, 'shot', { uid: 'u', exclusive: true });
  for (const [id, end] of [['a', ['reject']], ['b', ['fatal']], ['c', ['crash', 'crash', 'crash']]]) {
    assert.equal(await letters(shot(id), shot(id), shot('other')), '+=b');
    for (const outcome of end) {
      const [claim] = await ledger.claim('qc');
      await letters(done(id, claim.token, outcome));
      ledger.shift += 5000;
    }
    assert.equal(await ledger.redis.ask('EXISTS', 'x:u'), 0);
  }
});

test('a guarded job needs the version it was judged on', async () => {
  const shot = (id, guard) => admit(id, 'shot', { uid: 'u', guard });
  assert.equal(await letters(shot('a', 1), shot('b', 0)), 'v+');
  await ledger.redis.ask('HSET', 's:u', 'v', 7, 'd', 'x');
  assert.equal(await letters(shot('c', 0), shot('d', 7), shot('b', 3)), 'v+=');
});

test('who waits is told when it ends', async () => {
  const listener = ledger.server.client();
  await listener.ask('SUBSCRIBE', 'reply:me');
  await letters(admit('a', 'command', { reply: 'me' }), admit('b', 'command'), admit('c', 'command', { reply: 'me' }));
  const claims = await ledger.claim('billing', 3);
  await letters(...claims.map((c) => done(c.id, c.token, c.id === 'c' ? 'fatal' : 'ok')));
  await ledger.redis.ask('PING');
  listener.close();
  assert.deepEqual(listener.pushed.map((m) => m[2]), ['a', 'c']);
});

test('depths and ages are exact', async () => {
  const { now } = await ledger.turn([]);
  await letters(...Array.from({ length: 10 }, (_, i) => admit(`r${i}`, 'shot')), admit('dry', 'dry_run'),
    ...Array.from({ length: 3 }, (_, i) => admit(`d${i}`, 'shot', { notBefore: now + 60_000 })));
  ledger.shift = 2000;
  const held = await ledger.claim('qc', 4);
  await letters(done(held[0].id, held[0].token, 'fatal'), done(held[1].id, held[1].token));
  const { stats, imbalance } = await ledger.turn([], {}, true);
  const { ready, delayed, held: inWork, dead, oldest } = stats.qc;
  assert.deepEqual({ ready, delayed, inWork, dead }, { ready: 7, delayed: 3, inWork: 2, dead: 1 });
  assert.ok(oldest >= 2000 && oldest < 3000, `${oldest}`);
  assert.deepEqual([stats.billing.ready, imbalance], [1, 0]);
  ledger.shift = 7000;
  const later = (await ledger.turn([], {}, true)).stats.qc;
  assert.deepEqual([later.ready, later.held], [9, 0]);
});

test('an imbalance shows', async () => {
  await letters(admit('a', 'shot'), admit('b', 'shot'));
  await ledger.redis.ask('ZREM', 'q:qc', 'a');
  assert.equal(await ledger.imbalance(), 1);
});

test('a queue entry without a job is taken out of the way', async () => {
  await ledger.redis.ask('ZADD', 'q:qc', 1, 'ghost');
  await letters(admit('a', 'shot'));
  assert.deepEqual((await ledger.claim('qc', 2)).map((c) => c.id), ['a']);
  assert.equal(await ledger.redis.ask('ZCARD', 'q:qc'), 0);
});
