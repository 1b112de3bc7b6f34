// A few lives (HTTP_LIVES, HTTP_ROUNDS; make test-long: more) through the real processes: what the model check drives is what runs.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { BUILD, ROOT, Stack } from '../../scripts/stack.mjs';
import { Season } from './over_http.mjs';

const MARC = path.join(ROOT, '.models/demo/marc.jpg');
const skip = !fs.existsSync(MARC) && 'the networks or the demo\'s photo are not here (scripts/models.sh, scripts/demo_photo.sh)';
const [LIVES, ROUNDS, SEED] = [process.env.HTTP_LIVES ?? 5, process.env.HTTP_ROUNDS ?? 8, process.env.SEED ?? 1].map(Number);
let stack;

before(async () => {
  if (skip) return;
  stack = new Stack(fs.mkdtempSync(path.join(os.tmpdir(), 'lives-')), { relay: 0 });
  await stack.start();
});

after(async () => {
  await stack?.stop();
  if (stack) fs.rmSync(stack.dir, { recursive: true, force: true });
});

async function codeOf({ uid, campus, level }, school) {
  const r = await fetch(`${stack.sandboxUrl}/sandbox/codes`, { method: 'POST', body: JSON.stringify({ uid, school, campus, level, year: new Date().getFullYear() }) });
  return (await r.json()).code;
}

test(`${LIVES} lives over HTTP, seed ${SEED}, with a clock that moves`, { skip }, async (t) => {
  const bad = execFileSync(path.join(BUILD, 'tests/support/make_photo'), ['500', '640', '7'], { maxBuffer: 1 << 24 });
  const season = new Season(stack, { good: fs.readFileSync(MARC), bad }, SEED, LIVES);
  await season.begin(codeOf);
  for (let i = 0; i < ROUNDS; i++) await season.round();
  t.diagnostic(`${season.events} events: ${JSON.stringify(season.kinds)}`);
  assert.ok(season.events > LIVES * ROUNDS);
});
