// `make up` says what is in its way before it starts or removes anything.
import { test, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT, Stack } from '../../scripts/stack.mjs';
import { SCHOOL } from '../../scripts/demo/school.mjs';

const dir = mkdtempSync(path.join(tmpdir(), 'tucai-up-'));
after(() => rmSync(dir, { recursive: true, force: true }));

test('a port that somebody else has is named, and nothing is started', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((r) => other.once('listening', r));
  const { port } = other.address();
  const up = spawnSync('node', ['scripts/up.mjs'], { cwd: ROOT, encoding: 'utf8', env: { ...process.env, LAN: '', PORT: String(port) } });
  other.close();
  assert.equal(up.status, 1);
  assert.match(up.stderr, new RegExp(`^up: port ${port} is taken`));
  assert.equal(up.stdout, '');
});

test('the folder of a system that runs is not taken from under it', async () => {
  const first = new Stack(dir);
  await first.startRedis();
  assert.throws(() => new Stack(dir), /a system runs in .* already/);
  assert.ok(existsSync(path.join(dir, 'redis.sock')));
  await first.stop();
  assert.doesNotThrow(() => new Stack(dir));
});

test('the registry\'s page hands out codes of the school that is set up', async () => {
  const stack = new Stack(dir);
  execFileSync(stack.binary('sandbox'), ['keygen', 'keys'], { cwd: stack.dir });
  await stack.startSandbox();
  const page = await (await fetch(stack.sandboxUrl)).text();
  await stack.stop();
  assert.match(page, new RegExp(`name=school [^>]*value=${SCHOOL}>`));
  assert.match(page, /href=\/sandbox\/messages/);
});
