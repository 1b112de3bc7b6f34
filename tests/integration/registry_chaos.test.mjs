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
