// 2,000 random lives of a student (LIVES=n: n; make test-long: 100,000) under billing's handlers and under the reference: no difference.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../scripts/stack.mjs';
import { differences, describe } from './differ.mjs';

const LIVES = Number(process.env.LIVES ?? 2000);
const run = promisify(execFile);

/** One process a core, each with seeds of its own; what they print. */
async function play() {
  const share = Math.ceil(LIVES / os.cpus().length);
  const parts = os.cpus().map((_, i) => run('node', [path.join(ROOT, 'tests/model/differ.mjs'), String(Math.min(share, LIVES - i * share)), String(1 + i * share)]).catch((e) => e));
  return Promise.all(parts);
}

test(`${LIVES} random lives under billing's handlers are what the rules say`, async (t) => {
  let lives = 0;
  for (const { stdout, stderr } of await play()) {
    const [, count, events, differ] = stdout.match(/^(\d+) lives, (\d+) events, (\d+) differ$/m) ?? [];
    assert.equal(differ, '0', `${stdout}\n${stderr}`);
    assert.ok(events > count * 50, stdout);
    lives += Number(count);
    t.diagnostic(stdout.trim());
  }
  assert.equal(lives, LIVES);
});

test('a difference is found, and told by the few events that show it', () => {
  // The reference of a stricter school: the same lives, but locked one failure earlier.
  const { found } = differences(200, 1, 1, (school) => ({ ...school, limits: { ...school.limits, failed_max: 4 } }));
  assert.equal(found.length, 1);
  assert.ok(found[0].events.length < 40, describe(found[0]));
  assert.match(describe(found[0]), /^seed \d+, school .*\n[^]*rules .*, code /);
});
