// Workers that fall silent: what they ran is blamed, until they speak again; and who moved took the jobs along.
import { test, before, after, beforeEach } from 'node:test';
import assert from 'node:assert/strict';
import { Ledger, admit, adopt, done, lost } from '../support/ledger.mjs';

const [HERE, THERE] = ['11', '22']; // two dispatchers
const WHY = 'worker lost';

let ledger;
before(async () => { ledger = await new Ledger().start(); });
after(() => ledger.stop());
beforeEach(async () => { ledger.shift = 0; await ledger.redis.ask('FLUSHALL'); });

const letters = async (...operations) => (await ledger.turn(operations)).letters;
const crashes = async (id) => Number((await ledger.job(id)).c ?? 0);

/** A job claimed and blamed so many times; the last claim's token. */
async function blamed(times, stage = 'billing') {
  for (let i = 0; ; i++) {
    const [{ token }] = await ledger.claim(stage);
    if (i === times) return token;
    await letters(lost('a', token, HERE, WHY));
  }
}

test('the third silence in which it ran is its end; one in which it waited is nothing', async () => {
  await letters(admit('a', 'command'));
  const [{ token }] = await ledger.claim('billing');
  assert.equal(await letters(lost('a', token, HERE), lost('a', token, HERE)), '.!');
  assert.equal(await crashes('a'), 0);
  assert.equal(await letters(lost('a', await blamed(2), HERE, WHY)), 'd');
  const { z, e } = await ledger.job('a');
  assert.deepEqual([z, e], ['dead', WHY]);
  assert.equal(await ledger.imbalance(), 0);
});

for (const [what, speak] of [['says that it holds it', (token) => adopt('a', token, HERE)], ['brings its late result', (token) => done('a', token)]]) {
  test(`a worker that ${what} did not crash: it is told that it is late, the blame is taken back once`, async () => {
    await letters(admit('a', 'command'));
    const third = await blamed(2);
    assert.equal(await letters(speak(third - 2)), '!', 'not the last silence: unknown');
    assert.equal(await crashes('a'), 2);
    assert.equal(await letters(speak(third - 1), speak(third - 1)), '!!');
    assert.equal(await crashes('a'), 1);
    assert.equal(await letters(lost('a', third, HERE, WHY)), '.');
    assert.equal(await crashes('a'), 2);
  });
}

for (const effects of [[], [['INCR', 'b:n', 1]]]) {
  test(`a late result takes the blame back also while nobody has the job, with ${effects.length} effects`, async () => {
    await letters(admit('a', 'command'));
    const token = await blamed(0);
    await letters(lost('a', token, HERE, WHY));
    assert.equal(await letters(done('a', token, 'ok', { effects })), '!');
    assert.equal(await crashes('a'), 0);
    assert.equal((await ledger.claim('billing')).length, 1, 'it is still to be done');
  });
}

test('who went to another dispatcher took the job along: only the new one can miss it', async () => {
  await letters(admit('a', 'command'));
  const [{ token }] = await ledger.claim('billing');
  ledger.shift = 3000;
  assert.equal(await letters(adopt('a', token, THERE), lost('a', token, HERE, WHY), lost('a', token, HERE)), '.!!');
  ledger.shift = 6000;
  assert.deepEqual(await ledger.claim('billing'), [], 'its lease is fresh');
  assert.equal(await letters(lost('a', token, THERE, WHY)), '.');
  const [again] = await ledger.claim('billing');
  assert.equal(await letters(lost('a', again.token, HERE)), '.', 'the next claim is nobody\'s yet');
});

test('a crash that was seen stays, whoever speaks of an earlier silence', async () => {
  await letters(admit('a', 'command'));
  const second = await blamed(1);
  await letters(done('a', second, 'crash', { reason: 'signal 11' }));
  await letters(adopt('a', second - 1, HERE));
  assert.equal(await crashes('a'), 2);
});

test('a silence of the stage before takes nothing from this one', async () => {
  await letters(admit('a', 'shot'));
  const second = await blamed(1, 'qc');
  assert.equal(await letters(done('a', second), done('a', second - 1)), '.!');
  assert.equal(await crashes('a'), 0);
  const [{ token }] = await ledger.claim('billing');
  await letters(done('a', token, 'crash', { reason: 'signal 11' }), adopt('a', second - 1, HERE));
  assert.equal(await crashes('a'), 1);
});
