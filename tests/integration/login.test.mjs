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
  const all = await Promise.all(Array.from({ length: 40 }, (_, i) => login(WRONG, `nobody-${i}`)));
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

test('a name that nobody has is locked as one that somebody has, and takes as long', async () => {
  const names = ['nobody@school', 'no body', '无', 'x'.repeat(300)];
  const took = async (name) => {
    const begun = performance.now();
    const { status, body, headers } = await login(WRONG, name);
    return { ms: performance.now() - begun, said: [status, body.code, body.detail, Object.keys(body).sort().join(), headers.has('retry-after')] };
  };
  for (const no of [7, null, ['x']]) assert.deepEqual([(await login(no, 'typed')).body.code, (await login(WRONG, no)).body.code], ['request_invalid', 'request_invalid']);
  const locked = (await took(account.name)).said;
  for (const name of names) {
    const all = [];
    for (let i = 0; i < 7; i++) all.push(await took(name));
    assert.deepEqual(all.map((a) => a.said[1]), [...Array(5).fill('login_wrong'), 'login_locked', 'login_locked'], name);
    assert.deepEqual(all.at(-1).said, locked);
    assert.ok(Math.min(...all.map((a) => a.ms)) > 15, 'Argon2id is done all the same');
  }
  const keys = scene.stack.redis('KEYS', 'try:*').split('\n').filter(Boolean);
  assert.ok(keys.length >= names.length && keys.every((k) => /^try:[0-9a-f]{32}$/.test(k)), keys.join());
  for (const key of keys) {
    const left = Number(scene.stack.redis('TTL', key));
    assert.ok(left > 0 && left <= 900, `${key}: ${left} s`);
  }
});
