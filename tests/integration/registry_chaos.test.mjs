// A registry that misbehaves by chance, and kill -9 of relay and dispatch: each photo is accepted exactly once, by the registry's book and by the
// students' states. PHOTOS and SEED: how many, and which accidents.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsOf, runRegistry } from '../support/registry_run.mjs';

const [PHOTOS, SEED] = [process.env.PHOTOS || 500, process.env.SEED || 1].map(Number);

test('whatever the registry does and whatever dies: accepted once, each refusal recorded, the books balance', async (t) => {
  const batch = PHOTOS > 1000 ? 100 : 25;
  const result = await runRegistry({ photos: PHOTOS, seed: SEED, batch, patienceMs: 120 * PHOTOS + 60000 });
  t.diagnostic(JSON.stringify(result));
  assert.deepEqual(faultsOf(result), []);
  assert.equal(result.refused, Math.floor(PHOTOS / 17));
  assert.ok(result.killed.relay > 0 && result.killed.dispatch > 0);
});
