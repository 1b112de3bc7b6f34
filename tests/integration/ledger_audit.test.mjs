// The audit log: entries chained by the ledger itself, in the step that makes the change, whoever works at the same time.
import { test, before, after, beforeEach } from 'node:test';
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { Ledger, admit, done } from '../support/ledger.mjs';

let ledger;
let redis;
before(async () => { ledger = await new Ledger().start(); redis = ledger.redis; });
after(() => ledger.stop());
beforeEach(async () => { ledger.shift = 0; await redis.ask('FLUSHALL'); });

const held = async (id) => {
  await ledger.turn([admit(id, 'command')]);
  return (await ledger.claim('billing'))[0];
};
const entry = (text) => ['AUDIT', 'audit:log', text];
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** [{n, ms, prev, hash, text}], every hash made again by another implementation. */
async function chain() {
  const links = (await redis.ask('XRANGE', 'audit:log', '-', '+')).map(([id, [, prev, , hash, , text]]) => {
    const [ms, n] = id.split('-').map(Number);
    return { n, ms, prev, hash, text };
  });
  let prev = '0'.repeat(64);
  for (const [i, link] of links.entries()) {
    assert.deepEqual([link.n, link.prev], [i + 1, prev]);
    assert.ok(i === 0 || link.ms >= links[i - 1].ms);
    assert.equal(link.hash, sha256([prev, link.n, link.ms, link.text].join('\n')));
    prev = link.hash;
  }
  if (links.length) assert.deepEqual(await redis.ask('HMGET', 'audit:head', 'n', 'h'), [String(links.length), prev]);
  return links;
}

test('entries of any length and content are chained by SHA-256', async () => {
  const texts = [1, 54, 55, 56, 63, 64, 65, 119, 120, 4096].map((n) => 'x'.repeat(n)).concat('{"by":"王"}', randomBytes(500).toString('base64'));
  for (const [i, text] of texts.entries()) {
    const claim = await held(`e${i}`);
    assert.equal((await ledger.turn([done(`e${i}`, claim.token, 'ok', { effects: [entry(text)] })])).letters, '.');
  }
  assert.deepEqual((await chain()).map((l) => l.text), texts);
});

test('many workers in one turn: one chain, no conflict', async () => {
  const claims = [];
  for (let i = 0; i < 100; i++) claims.push(await held(`j${i}`));
  const ends = claims.map((c) => done(c.id, c.token, 'ok', { effects: [entry(`${c.id} a`), ['INCR', 'b:n', 1], entry(`${c.id} b`)] }));
  assert.equal((await ledger.turn(ends)).letters, '.'.repeat(100));
  assert.equal((await chain()).length, 200);
});

test('an entry is written with its change or not at all, and once', async () => {
  await redis.ask('HSET', 's:u', 'v', 3, 'd', 'old');
  const claim = await held('a');
  const end = (version) => done('a', claim.token, 'ok', { effects: [entry('changed'), ['PUT', 's:u', version, 'new']] });
  assert.equal((await ledger.turn([end(2)])).letters, 'c');
  assert.equal((await chain()).length, 0);
  assert.equal((await ledger.turn([end(3), end(3)])).letters, '.!');
  assert.deepEqual((await chain()).map((l) => l.text), ['changed']);
});

test('a clock that goes back does not take the log along', async () => {
  for (const [i, shift] of [0, 60000, 0, -60000].entries()) {
    ledger.shift = shift;
    const claim = await held(`t${i}`);
    await ledger.turn([done(`t${i}`, claim.token, 'ok', { effects: [entry(String(i))] })]);
  }
  const [first, latest, ...later] = (await chain()).map((l) => l.ms);
  assert.ok(latest - first >= 60000);
  assert.deepEqual(later, [latest, latest]);
});

test('what is no entry is refused whole', async () => {
  const bad = [['AUDIT', 'audit:log', ''], ['AUDIT', 'audit:log', 'x'.repeat(4097)], ['AUDIT', 'audit:head', 'x'], ['AUDIT', 'ev:u', 'x']];
  for (const [i, effect] of bad.entries()) {
    const claim = await held(`b${i}`);
    assert.equal((await ledger.turn([done(`b${i}`, claim.token, 'ok', { effects: [['INCR', 'b:n', 1], effect] })])).letters, 'x');
  }
  await redis.ask('SET', 'audit:log', 'not a stream');
  const claim = await held('w');
  assert.equal((await ledger.turn([done('w', claim.token, 'ok', { effects: [entry('x')] })])).letters, 'x');
  assert.equal(await redis.ask('EXISTS', 'b:n'), 0);
});
