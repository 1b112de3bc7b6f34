// Every stage of every job is executed, whatever is said twice or late; and a
// ledger that gets the token wrong is caught by exactly this test.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { Ledger, admit, done, giveBack, script } from '../support/ledger.mjs';

const JOBS = 120;

const randomOf = (seed) => () => {
  seed = (seed * 1664525 + 1013904223) % 2 ** 32;
  return seed / 2 ** 32;
};

/** Runs shots to their end with a worker that repeats old DONEs, gives back and
 *  lets leases run out; how many times each (job, stage) was executed. */
async function executions(text, seed) {
  const ledger = await new Ledger(text).start();
  const random = randomOf(seed);
  const counts = new Map();
  const said = [];
  const repeat = () => (said.length ? [said[Math.floor(random() * said.length)]] : []);
  const end = (claim) => {
    const key = `${claim.id} ${claim.stage}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    const op = done(claim.id, claim.token);
    said.push(op);
    return op;
  };
  await ledger.turn(Array.from({ length: JOBS }, (_, i) => admit(`j${i}`, 'shot')));
  for (let over = 0; over < JOBS;) {
    const operations = [];
    const { claims } = await ledger.turn([...repeat(), ...repeat()], { qc: 3, billing: 3 });
    for (const claim of claims) {
      const chance = random();
      if (chance < 0.1) operations.push(giveBack(claim.id, claim.token));
      else if (chance > 0.1 + 0.1) operations.push(end(claim), ...repeat());
    }
    await ledger.turn(operations);
    if (random() < 0.1) ledger.shift += 4001;
    over = Number(await ledger.redis.ask('HGET', 'c:jobs', 'done') ?? 0);
  }
  const imbalance = await ledger.imbalance();
  await ledger.stop();
  return { counts, imbalance };
}

const skipped = (counts) => {
  const missing = [];
  for (let i = 0; i < JOBS; i++) {
    for (const stage of ['qc', 'billing']) if (!counts.has(`j${i} ${stage}`)) missing.push(`j${i} ${stage}`);
  }
  return missing;
};

test('no stage is skipped and none is done twice', async () => {
  for (const seed of [1, 2, 3]) {
    const { counts, imbalance } = await executions(script(), seed);
    assert.deepEqual(skipped(counts), []);
    assert.equal(imbalance, 0);
  }
});

test('a token that starts again in each stage is caught', async () => {
  const mutant = script().replace("'s', stage, 'r', result,",
    "'s', stage, 'n', 0, 'r', result,");
  assert.notEqual(mutant, script());
  const { counts } = await executions(mutant, 1);
  assert.ok(skipped(counts).length > 0);
});
