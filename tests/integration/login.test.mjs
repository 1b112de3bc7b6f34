// Staff log in: a password is judged where it arrives, and is written nowhere; too many tries lock the name.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../../scripts/client.mjs';
import { Scene, ask } from '../support/ingest.mjs';

const WRONG = `wrong-${randomBytes(9).toString('hex')}`;
let scene;
let account;

before(async () => {
  scene = await Scene.start({ billing: 2, serviceEnv: { TUCAI_LOG_LEVEL: 'debug' } });
  account = scene.stack.firstAccount();
}, { timeout: 60000 });

after(() => scene?.stop());

const login = (password, name = account.name) => ask(new Client(scene.url), 'POST', '/staff/login', { name, password });

/** Redis' files and every log, as [name, bytes]; the keys' folder holds the first password on purpose. */
function written() {
  return readdirSync(scene.dir, { recursive: true }).map(String)
    .filter((f) => !f.startsWith('keys') && statSync(path.join(scene.dir, f)).isFile())
    .map((f) => [f, readFileSync(path.join(scene.dir, f))]);
}

test('a password is in no file of Redis and in no log, right or wrong', async () => {
  const right = await login(account.password);
  assert.equal(right.status, 200, JSON.stringify(right.body));
  assert.equal((await login(WRONG)).status, 401);
  assert.equal((await login(WRONG, 'nobody')).status, 401);
  const files = written();
  const aof = files.filter(([name]) => /aof|appendonly/.test(name));
  assert.ok(aof.some(([, bytes]) => bytes.includes(`staff:${account.name}`)), 'the account is in the append-only file');
  assert.ok(files.some(([name, bytes]) => name.startsWith('ingest') && bytes.includes('/staff/login')), 'the request is in the log');
  for (const [name, bytes] of files) {
    for (const secret of [account.password, WRONG]) {
      assert.ok(!bytes.includes(secret), `${name} holds a password`);
      assert.ok(!bytes.includes(Buffer.from(secret).toString('base64').replace(/=+$/, '')), `${name} holds a password in base64`);
    }
  }
});

test('a crowd of logins gets its answers or is told to come again', async () => {
  const all = await Promise.all(Array.from({ length: 40 }, () => login(WRONG, 'nobody')));
  const busy = all.filter((r) => r.status === 503);
  assert.ok(busy.length > 0);
  for (const r of busy) assert.equal(r.body.code, 'busy');
  assert.ok(all.length > busy.length);
  for (const r of all.filter((r) => r.status !== 503)) assert.equal(r.body.code, 'login_wrong');
  assert.equal((await login(account.password)).status, 200);
});

// Last: it locks the only account.
test('five wrong tries at once lock the name, also for the right password', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => login(WRONG)));
  assert.equal(all.filter((r) => r.body.code === 'login_wrong').length, 5);
  assert.equal(all.filter((r) => r.body.code === 'login_locked').length, 3);
  const locked = await login(account.password);
  assert.equal(locked.status, 429);
  assert.equal(locked.body.code, 'login_locked');
  const wait = Number(locked.headers.get('retry-after'));
  assert.ok(wait > 800 && wait <= 900, `${wait} s`);
});
