// A registry that misbehaves by chance, and kill -9 of relay and dispatch: each photo is accepted exactly once, by the registry's book and by the
// students' states. SEED: which accidents; 10,000 photos: make test-long.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsOf, runRegistry } from '../support/registry_run.mjs';

const [PHOTOS, SEED] = [500, Number(process.env.SEED || 1)];

test('whatever the registry does and whatever dies: accepted once, each refusal recorded, the books balance', async (t) => {
  const result = await runRegistry({ photos: PHOTOS, seed: SEED });
  t.diagnostic(JSON.stringify(result));
  assert.deepEqual(faultsOf(result), []);
  assert.equal(result.refused, Math.floor(PHOTOS / 17));
  assert.ok(result.killed.relay > 0 && result.killed.dispatch > 0);
});

// What such a registry can do, what the relay is told of it (docs/registry-protocol.md, section 9).
const LESSER = [
  ['that judges twice what comes twice', { deduplicates: false }, { TUCAI_REGISTRY_DEDUPLICATES: 'no', TUCAI_REGISTRY_SETTLE_S: '2' }],
  ['that cannot be asked', { asks: 404 }, { TUCAI_REGISTRY_ASKS: 'no' }],
];

test('a registry that can do only one of the two: the same', async (t) => {
  const results = await Promise.all(LESSER.map(([, registry, env]) => runRegistry({ photos: 100, batch: 10, chance: 60, seed: SEED, registry, env })));
  results.forEach((result, i) => {
    t.diagnostic(JSON.stringify(result));
    assert.deepEqual(faultsOf(result), [], LESSER[i][0]);
  });
  assert.ok(results[1].sendings > results[1].batches, 'nothing was sent twice: nothing is shown');
});
