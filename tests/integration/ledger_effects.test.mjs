// Effects: all of a job's are committed together with its end, or none.
import { test, before, after, beforeEach } from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Ledger, admit, done } from '../support/ledger.mjs';

let ledger;
let redis;
before(async () => { ledger = await new Ledger().start(); redis = ledger.redis; });
after(() => ledger.stop());
beforeEach(async () => { ledger.shift = 0; await redis.ask('FLUSHALL'); });

/** A claimed command. */
const held = async (id = 'a') => {
  await ledger.turn([admit(id, 'command')]);
  return (await ledger.claim('billing'))[0];
};

/** Ends a fresh command with these effects; the letter. */
const commit = async (effects, id = 'a') => {
  const claim = await held(id);
  return (await ledger.turn([done(id, claim.token, 'ok', { effects })])).letters;
};

test('every effect does what its name says', async () => {
  assert.equal(await commit([
    ['PUT', 's:u', 0, 'state'],
    ['SET_NEW', 'idem:1', 60, 'x'], ['SET_NEW', 'ord:1', 0, 'u'],
    ['INCR', 'b:n', 5], ['INCR', 'b:n', -2],
    ['ZADD', 'rv:1', 12.5, 'u'], ['ZADD', 'rv:1', 13, 'v'], ['ZREM', 'rv:1', 'v', 0],
    ['HSET', 'ro:1', 'u', 'class 1'], ['HSET', 'ro:1', 'v', 'class 2'], ['HDEL', 'ro:1', 'v'], ['EXPIRE', 'ro:1', 100],
    ['XADD', 'ev:u', 64, 4, 'kind', 'draft', 'json', '{}'],
    ['CHILD', 'child', 'notify', 'u', 'hello', '', '', 0, '', '', ''],
  ]), '.');
  assert.deepEqual(await redis.ask('HMGET', 's:u', 'v', 'd'), ['1', 'state']);
  assert.deepEqual([await redis.ask('GET', 'idem:1'), await redis.ask('TTL', 'idem:1'), await redis.ask('TTL', 'ord:1')], ['x', 60, -1]);
  assert.equal(await redis.ask('GET', 'b:n'), '3');
  assert.deepEqual(await redis.ask('ZRANGE', 'rv:1', 0, -1, 'WITHSCORES'), ['u', '12.5']);
  assert.deepEqual([await redis.ask('HGETALL', 'ro:1'), await redis.ask('TTL', 'ro:1')], [['u', 'class 1'], 100]);
  assert.deepEqual((await redis.ask('XRANGE', 'ev:u', '-', '+'))[0][1], ['kind', 'draft', 'json', '{}']);
  assert.equal((await ledger.claim('notify'))[0].payload, 'hello');
  assert.equal(await commit([['DEL', 'ord:1'], ['DEL', 'nothing']], 'b'), '.');
  assert.equal(await redis.ask('EXISTS', 'ord:1'), 0);
});

test('a stream is trimmed up to an id, which stays', async () => {
  for (const n of [1, 2, 3]) await redis.ask('XADD', 'b:journal', `5-${n}`, 'event', String(n));
  assert.equal(await commit([['XTRIM', 'b:journal', '5-2'], ['XTRIM', 'b:none', '5-2']], 'a'), '.');
  assert.deepEqual((await redis.ask('XRANGE', 'b:journal', '-', '+')).map(([id]) => id), ['5-2', '5-3']);
});

test('a version that has moved on: conflict, nothing is done, the claim stays', async () => {
  await redis.ask('HSET', 's:u', 'v', 3, 'd', 'old');
  const claim = await held();
  const end = (version) => done('a', claim.token, 'ok', { effects: [['INCR', 'b:n', 1], ['PUT', 's:u', version, 'new']] });
  assert.equal((await ledger.turn([end(2), end(4), end(0)])).letters, 'ccc');
  assert.deepEqual([await redis.ask('EXISTS', 'b:n'), (await ledger.job('a')).a], [0, undefined]);
  assert.equal((await ledger.turn([end(3), end(3)])).letters, '.!');
  assert.deepEqual([await redis.ask('HMGET', 's:u', 'v', 'd'), await redis.ask('GET', 'b:n')], [['4', 'new'], '1']);
});

test('two decisions on one version in one turn: the second is told', async () => {
  const [a, b] = [await held('a'), await held('b')];
  const put = (claim) => done(claim.id, claim.token, 'ok', { effects: [['PUT', 's:u', 0, claim.id]] });
  assert.equal((await ledger.turn([put(a), put(b)])).letters, '.c');
});

test('set-if-absent: the same again is fine, another value a conflict', async () => {
  await redis.ask('SET', 'idem:1', 'x');
  assert.equal(await commit([['SET_NEW', 'idem:1', 0, 'x']], 'a'), '.');
  assert.equal(await commit([['SET_NEW', 'idem:1', 0, 'y']], 'b'), 'c');
});

test('what cannot be done is refused whole, and the job is a dead letter that says why', async () => {
  await redis.ask('SET', 'b:text', 'abc');
  const impossible = [
    [['ZADD', 'b:text', 1, 'm'], 'ZADD b:text'], [['ZADD', 'rv:1', 'nan', 'm'], 'ZADD rv:1'], [['INCR', 'b:text', 1], 'INCR b:text'],
    [['PUT', 'b:text', 0, 'x'], 'PUT b:text'], [['XADD', 'ev:u', 64, 1, 'odd'], 'XADD ev:u'], [['XADD', 'ev:u', 64, 0], 'XADD ev:u'],
    [['EXPIRE', 'b:text', 0], 'EXPIRE b:text'], [['CHILD', 'x', 'nothing', '', '', '', '', 0, '', '', ''], 'CHILD x'],
    [['EXPIRE', 'b:text', '9223372036854775807'], 'EXPIRE b:text'], [['SET_NEW', 'b:new', '9223372036854775807', 'v'], 'SET_NEW b:new'],
    [['SET_NEW', 'b:new', -1, 'v'], 'SET_NEW b:new'],
    [['CHILD', 'x', 'shot', 'u', '', '', '', 0, 1, '', ''], 'CHILD x'], [['CHILD', 'x', 'shot', 'u', '', '', '', 0, '', '0', ''], 'CHILD x'],
    [['SEAL', 'chsi', 501, 0], 'SEAL chsi'], [['HSET', 'b:text', 'f', 'x'], 'HSET b:text'],
    [['XTRIM', 'b:text', '1-1'], 'XTRIM b:text'], [['XTRIM', 'b:new', 'x'], 'XTRIM b:new'],
  ];
  for (const [i, [effect, why]] of impossible.entries()) {
    const id = `job${i}`;
    assert.equal(await commit([['INCR', 'b:n', 1], effect], id), 'x', why);
    const job = await ledger.job(id);
    assert.deepEqual([job.z, job.e], ['dead', `effect refused: ${why}`]);
  }
  assert.equal(await redis.ask('EXISTS', 'b:n', 'x:u'), 0);
  assert.equal(await ledger.imbalance(), 0);
});

test('effects that clash with each other are found before any is done', async () => {
  assert.equal(await commit([['ZADD', 'b:k', 1, 'm'], ['HSET', 'b:k', 'f', 'x']], 'a'), 'x');
  assert.equal(await commit([['PUT', 's:u', 0, 'x'], ['PUT', 's:u', 1, 'y']], 'b'), 'x');
  assert.equal(await commit([['SET_NEW', 'b:k', 0, 'x'], ['DEL', 'b:k'], ['ZADD', 'b:k', 1, 'm']], 'c'), '.');
  assert.deepEqual(await redis.ask('KEYS', 's:*'), []);
});

test('one bad operation does not stop the others of its turn', async () => {
  await redis.ask('SET', 'b:text', 'abc');
  const claims = [];
  for (let i = 0; i < 255; i++) claims.push(await held(`j${i}`));
  const ends = claims.map((c, i) => done(c.id, c.token, 'ok', { effects: i === 100 ? [['ZADD', 'b:text', 1, 'm']] : [['INCR', 'b:n', 1]] }));
  const { letters } = await ledger.turn([...ends, admit('last', 'command')]);
  assert.equal(letters, `${'.'.repeat(100)}x${'.'.repeat(154)}+`);
  assert.equal(await redis.ask('GET', 'b:n'), '254');
});

test('what the check did not foresee kills its own job only', async () => {
  await redis.ask('SET', 'b:big', '9223372036854775807');
  const [a, b] = [await held('a'), await held('b')];
  const end = (claim, key) => done(claim.id, claim.token, 'ok', { effects: [['INCR', key, 1]] });
  assert.equal((await ledger.turn([end(a, 'b:big'), end(b, 'b:n')])).letters, 'E.');
  assert.match((await ledger.job('a')).e, /^ledger: .*overflow/);
  assert.equal(await ledger.imbalance(), 0);
});

test('a child of an id that is there is nothing new', async () => {
  const child = ['CHILD', 'once', 'notify', '', 'hello', '', '', 0, '', '', ''];
  assert.equal(await commit([child, child], 'a'), '.');
  assert.equal(await commit([child], 'b'), '.');
  assert.equal((await ledger.claim('notify', 5)).length, 1);
  assert.equal(await ledger.imbalance(), 0);
});

test('sealing moves what is ready, once, in batches of at most so many', async () => {
  const { now } = await ledger.turn([]);
  for (let i = 0; i < 7; i++) await redis.ask('ZADD', 'ready:chsi', now - 1000 - i, `u${i}`);
  await redis.ask('ZADD', 'ready:chsi', now + 60_000, 'undo');
  assert.equal(await commit([['SEAL', 'chsi', 5, 0], ['SEAL', 'chsi', 5, 0], ['SEAL', 'chsi', 5, 0]]), '.');
  const batches = (await ledger.claim('relay', 5)).map((c) => [c.id, c.kind, c.payload]);
  assert.deepEqual(batches, [['batch:chsi-1', 'batch', 'chsi-1'], ['batch:chsi-2', 'batch', 'chsi-2']]);
  const [members, count, digest, at] = await redis.ask('HMGET', 'batch:chsi-1', 'members', 'count', 'digest', 'sealed_ms');
  assert.deepEqual([members, count], ['u2\nu3\nu4\nu5\nu6', '5']);
  assert.equal(digest, createHash('sha1').update(members).digest('hex'));
  assert.ok(Math.abs(at - now) < 5000);
  assert.deepEqual(await redis.ask('ZRANGE', 'ready:chsi', 0, -1), ['undo']);
});

test('a batch that is not full is sealed once its oldest photo has waited long enough', async () => {
  const { now } = await ledger.turn([]);
  for (let i = 0; i < 6; i++) await redis.ask('ZADD', 'ready:chsi', now - 10_000 + i, `u${i}`);
  const sealed = () => redis.ask('GET', 'c:seal:chsi');
  assert.equal(await commit([['SEAL', 'chsi', 4, 60_000]], 'a'), '.');
  assert.equal(await sealed(), '1'); // full: four of six
  assert.equal(await redis.ask('ZCARD', 'ready:chsi'), 2);
  ledger.shift = 49_000;
  assert.equal(await commit([['SEAL', 'chsi', 4, 60_000]], 'b'), '.');
  assert.equal(await sealed(), '1');
  ledger.shift = 51_000;
  assert.equal(await commit([['SEAL', 'chsi', 4, 60_000]], 'c'), '.');
  assert.deepEqual(await redis.ask('HMGET', 'batch:chsi-2', 'count', 'state', 'job'), ['2', 'sealed', 'batch:chsi-2']);
  assert.deepEqual(await redis.ask('ZRANGE', 'batch:open', 0, -1), ['chsi-1', 'chsi-2']);
});

test('a dead letter is forgotten, and nothing else is', async () => {
  const [dead, alive] = [await held('dead'), await held('alive')];
  await ledger.turn([done(dead.id, dead.token, 'fatal', { reason: 'no' })]);
  assert.equal(await commit([['FORGET', 'dead'], ['FORGET', 'alive'], ['FORGET', 'nothing']], 'a'), '.');
  assert.deepEqual([await redis.ask('EXISTS', 'j:dead'), await redis.ask('ZCARD', 'dead:billing')], [0, 0]);
  assert.equal(await ledger.imbalance(), 0);
  assert.equal((await ledger.turn([done(alive.id, alive.token, 'ok')])).letters, '.');
});

test('a dead letter is tried again, once; of any other job that is a conflict', async () => {
  await ledger.turn([admit('shot', 'shot', { payload: 'p' })]);
  const [claim] = await ledger.claim('qc');
  await redis.ask('HSET', 'j:shot', 'a', 3, 'c', 1, 'w', 2);
  await ledger.turn([done('shot', claim.token, 'fatal', { reason: 'r' })]);
  const came = Number(await redis.ask('HGET', 'c:jobs', 'in:qc'));
  assert.equal(await commit([['REPLAY', 'shot'], ['REPLAY', 'shot']], 'a'), '.');
  assert.equal(Number(await redis.ask('HGET', 'c:jobs', 'in:qc')), came + 1);
  for (const [id, of] of [['b', 'shot'], ['c', 'nothing'], ['d', 'a']]) assert.equal(await commit([['REPLAY', of]], id), 'c', of);
  const [again, ...more] = await ledger.claim('qc', 2);
  assert.deepEqual([again.id, again.payload, again.token, again.failures, again.crashes, again.waits, more.length], ['shot', 'p', claim.token + 1, '', '', '', 0]);
  assert.equal(await redis.ask('ZCARD', 'dead:qc'), 0);
  assert.equal(await ledger.imbalance(), 0);
});

test('files are handed on: packed lists one behind the other', async () => {
  await ledger.turn([['ADMIT', 'a', 'shot', '', '', '', 'AA', 0, '', '', '']]);
  const [qc] = await ledger.claim('qc');
  await ledger.turn([done('a', qc.token, 'ok', { blobs: 'BB' })]);
  assert.equal((await ledger.claim('billing'))[0].blobs, 'AABB');
});

test('an approval is taken back or sealed, never both', async () => {
  const undo = (claim) => done(claim.id, claim.token, 'ok', { effects: [['PUT', 's:u', 0, 'in review'], ['ZREM', 'ready:chsi', 'u', 1]] });
  const seal = (claim) => done(claim.id, claim.token, 'ok', { effects: [['SEAL', 'chsi', 500, 0]] });
  for (const [order, letters, members] of [[[undo, seal], '..', null], [[seal, undo], '.c', 'u']]) {
    await redis.ask('FLUSHALL');
    await redis.ask('ZADD', 'ready:chsi', 1, 'u');
    const claims = [await held('a'), await held('b')];
    assert.equal((await ledger.turn(order.map((end, i) => end(claims[i])))).letters, letters);
    assert.equal(await redis.ask('HGET', 'batch:chsi-1', 'members'), members);
    assert.equal(await redis.ask('EXISTS', 's:u'), members ? 0 : 1);
  }
});
