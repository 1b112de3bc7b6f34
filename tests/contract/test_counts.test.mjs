// What `make test` counts as failed: also what meson and node do not call so. A run that hangs or leaks must not end in "0 failed".
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../../scripts/stack.mjs';

const dir = mkdtempSync(path.join(tmpdir(), 'counts-'));
after(() => rmSync(dir, { recursive: true, force: true }));

/** The last line, and the status. */
function ended({ stdout, status }) {
  return [stdout.trim().split('\n').at(-1), status];
}

/** scripts/test.sh on one file of tests. */
function runTests(text) {
  for (const folder of ['scripts', 'tests/x']) mkdirSync(path.join(dir, folder), { recursive: true });
  copyFileSync(path.join(ROOT, 'scripts/test.sh'), path.join(dir, 'scripts/test.sh'));
  writeFileSync(path.join(dir, 'tests/x/one.test.mjs'), `import { after, before, test } from 'node:test';\ntest('fine', () => {});\n${text}\n`);
  const { NODE_TEST_CONTEXT, ...env } = process.env; // else node would write its own form
  return ended(spawnSync('sh', ['scripts/test.sh', 'x'], { cwd: dir, env, encoding: 'utf8' }));
}

test('a node test that hangs, or a hook that throws, has failed', () => {
  assert.deepEqual(runTests(''), ['1 passed, 0 failed, 0 skipped', 0]);
  assert.deepEqual(runTests("test('hangs', { timeout: 100 }, () => new Promise((r) => setTimeout(r, 500)));"), ['1 passed, 1 failed, 0 skipped', 1]);
  assert.equal(runTests("before(() => { throw new Error('no'); });")[1], 1);
  assert.equal(runTests("after(() => { throw new Error('no'); });")[1], 1);
  assert.deepEqual(runTests('process.exit(3);'), ['0 passed, 1 failed, 0 skipped', 1]);
});

const PROGRAMS = {
  fine: 'puts("1..1\\nok 1 - a");',
  refuted: 'puts("1..2\\nok 1 - a\\nnot ok 2 - b"); return 1;',
  leaks: 'puts("1..1\\nok 1 - a"); return 23;',
  aborts: 'puts("1..2\\nok 1 - a"); fflush(stdout); abort();',
  hangs: 'puts("1..2\\nok 1 - a"); fflush(stdout); sleep(5);',
};

test('a unit test that leaks, is stopped or hangs has failed, though its subtests had passed', () => {
  const project = path.join(dir, 'meson');
  mkdirSync(project);
  for (const [name, body] of Object.entries(PROGRAMS))
    writeFileSync(path.join(project, `${name}.c`), `#include <stdio.h>\n#include <stdlib.h>\n#include <unistd.h>\nint main(void)\n{\n    ${body}\n    return 0;\n}\n`);
  writeFileSync(path.join(project, 'meson.build'), `project('p', 'c')\n${Object.keys(PROGRAMS).map((n) =>
    `test('${n}', executable('${n}', '${n}.c'), protocol: 'tap', timeout: 1)\n`).join('')}`);
  execFileSync('meson', ['setup', 'b'], { cwd: project, stdio: 'ignore' });
  spawnSync('meson', ['test', '-C', 'b'], { cwd: project });
  const sum = spawnSync('node', [path.join(ROOT, 'scripts/sum_junit.mjs'), 'b/meson-logs'], { cwd: project, encoding: 'utf8' });
  assert.equal(ended(sum)[0], '5 passed, 4 failed, 0 skipped', sum.stderr);
  for (const name of ['leaks', 'aborts', 'hangs']) assert.match(sum.stdout, new RegExp(`failed: ${name}: `));
});
