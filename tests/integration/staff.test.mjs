// Accounts, the second factor and the audit log over HTTP (R43, R46), where the second factor is demanded.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client, demoSchool } from '../../scripts/client.mjs';
import { BUILD, Stack } from '../../scripts/stack.mjs';
import { faultsOfAnswer } from '../support/openapi.mjs';
import { calmStep, codeOf } from '../support/totp.mjs';

const PASSWORD = 'a long enough one';
let stack;
let province;
let secret;

/** One call: {status, body, next}; its form is the contract's. */
async function ask(client, method, target, body, headers) {
  const r = await client.raw(method, target, body, headers);
  const type = r.headers.get('content-type') ?? '';
  const text = await r.text();
  const answer = { status: r.status, type, body: type.includes('json') && !type.includes('ndjson') ? JSON.parse(text) : text, next: r.headers.get('x-next') };
  assert.deepEqual(faultsOfAnswer(method, target, answer), [], `${method} ${target} ${text}`);
  return answer;
}

const anybody = () => new Client(stack.url);
const login = (name, password = PASSWORD, totp = undefined) => ask(anybody(), 'POST', '/staff/login', { name, password, totp });
const signIn = async (...words) => new Client(stack.url, (await login(...words)).body.token);
const create = (who, account) => ask(who, 'POST', '/staff', { password: PASSWORD, ...account });
const change = (who, name, body) => ask(who, 'PATCH', `/staff/${name}`, body);
const codes = (...answers) => answers.map((a) => [a.status, a.body.code]);

before(async () => {
  stack = new Stack(fs.mkdtempSync(path.join(os.tmpdir(), 'staff-')), {
    qc: 0, relay: 0, decode: 0, billing: 2, ingest: 2, serviceEnv: { TUCAI_STAFF_TOTP: 'yes', TUCAI_LOG_LEVEL: 'debug' },
  });
  await stack.start();
}, { timeout: 60000 });

after(async () => {
  await stack?.stop();
  fs.rmSync(stack.dir, { recursive: true, force: true });
});

test('a role that needs a second factor may do nothing else until it has one', async () => {
  const { name, password } = stack.firstAccount();
  const first = await login(name, password);
  assert.deepEqual([first.status, first.body.totp_enrolment_required], [200, true]);
  const enrolling = new Client(stack.url, first.body.token);
  for (const [method, target] of [['GET', '/staff'], ['PUT', '/schools/10284'], ['GET', '/ops/queues'], ['GET', '/rule-sets']])
    assert.equal((await ask(enrolling, method, target, method === 'PUT' ? '{}' : undefined)).body.code, 'totp_enrolment_required', target);
  assert.deepEqual(codes(await ask(enrolling, 'POST', '/staff/totp', { code: '123456' })), [[409, 'totp_not_begun']]);
  const key = { 'Idempotency-Key': 'begin-1' };
  const begun = await ask(enrolling, 'POST', '/staff/totp', {}, key);
  assert.equal(begun.status, 201);
  assert.match(begun.body.otpauth_uri, new RegExp(`^otpauth://totp/tucai:province\\?secret=${begun.body.secret}&issuer=tucai&`));
  assert.deepEqual((await ask(enrolling, 'POST', '/staff/totp', {}, key)).body, begun.body);
  secret = begun.body.secret;
  await calmStep();
  const wrong = await ask(enrolling, 'POST', '/staff/totp', { code: codeOf(secret, 5) });
  assert.deepEqual(codes(wrong), [[422, 'totp_wrong']]);
  const confirmed = await ask(enrolling, 'POST', '/staff/totp', { code: codeOf(secret, -1) });
  assert.deepEqual([confirmed.status, confirmed.body.totp_enrolment_required], [200, false]);
  province = new Client(stack.url, confirmed.body.token);
  assert.equal((await ask(province, 'GET', '/staff')).status, 200);
  assert.equal((await ask(enrolling, 'GET', '/staff')).status, 401); // the session of before is over
});

test('then a code is asked for at login, each counts once', async () => {
  const { name, password } = stack.firstAccount();
  await calmStep();
  const code = codeOf(secret);
  assert.deepEqual(codes(await login(name, password), await login(name, 'wrong', code), await login(name, password, '000000')),
    [[401, 'totp_required'], [401, 'login_wrong'], [401, 'totp_wrong']]);
  const both = await Promise.all([login(name, password, code), login(name, password, code)]);
  assert.deepEqual(codes(...both).map(([status]) => status).sort(), [200, 401]);
  assert.deepEqual(codes(await login(name, password, code)), [[401, 'totp_wrong']]);
  assert.equal((await login(name, password, codeOf(secret, 1))).status, 200);
});

test('the secret is nowhere in Redis, its files and the logs', async () => {
  const dir = fs.readdirSync(stack.dir, { recursive: true }).map(String).map((f) => path.join(stack.dir, f)).filter((f) => fs.statSync(f).isFile());
  const raw = Buffer.from([...secret].map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0')).join('').match(/.{8}/g).map((b) => parseInt(b, 2)));
  for (const file of dir) {
    const bytes = fs.readFileSync(file);
    for (const form of [secret, raw, raw.toString('hex'), raw.toString('base64').replace(/=+$/, '')]) assert.ok(!bytes.includes(form), file);
  }
});

test('accounts: the province makes all kinds, a school its colleges; each sees its own', async () => {
  const registrar = await create(province, { name: 'wang', role: 'school', school_code: '10284' });
  assert.deepEqual([registrar.status, registrar.body.role, registrar.body.totp, registrar.body.created_by], [201, 'school', false, 'province']);
  await create(province, { name: 'zhao', role: 'school', school_code: '10285' });
  const wang = await signIn('wang');
  assert.equal((await create(wang, { name: 'li', role: 'college', college: '水利水电学院' })).body.school_code, '10284');
  assert.deepEqual(codes(
    await create(wang, { name: 'li', role: 'college', college: '土木' }), await create(wang, { name: 'qian', role: 'school', school_code: '10284' }),
    await create(wang, { name: 'qian', role: 'college', school_code: '10285', college: '土木' }), await create(province, { name: 'province', role: 'auditor' }),
    await create(province, { name: 'x', role: 'student' }), await create(province, { name: 'x', role: 'auditor', password: 'short' }),
    await create(province, { name: 'x y', role: 'auditor' }), await ask(province, 'POST', '/staff', { name: 'x', role: 'auditor' })),
  [[409, 'staff_exists'], [403, 'forbidden'], [403, 'forbidden'], [409, 'staff_exists'], [422, 'staff_invalid'], [422, 'password_weak'], [422, 'staff_invalid'], [422, 'password_weak']]);
  const names = async (who, query = '') => (await ask(who, 'GET', `/staff${query}`)).body.accounts.map((a) => a.name);
  assert.deepEqual(await names(wang), ['li', 'wang']);
  assert.deepEqual(await names(province), ['li', 'province', 'wang', 'zhao']);
  assert.deepEqual(await names(province, '?school_code=10285'), ['zhao']);
  assert.deepEqual(await names(province, '?after=province'), ['wang', 'zhao']);
  assert.equal((await ask(wang, 'GET', '/staff?school_code=10285')).status, 403);
});

test('whoever is changed or disabled loses running sessions at once, at every ingest', async () => {
  const wang = await signIn('wang');
  const li = await signIn('li');
  const elsewhere = new Client(stack.ingest[1].url, li.token);
  assert.deepEqual([(await ask(li, 'GET', '/schools/10284')).status, (await ask(elsewhere, 'GET', '/schools/10284')).status], [404, 404]);
  assert.equal((await change(wang, 'li', { disabled: true })).body.disabled, true);
  assert.deepEqual([(await ask(li, 'GET', '/schools/10284')).status, (await ask(elsewhere, 'GET', '/schools/10284')).status], [401, 401]);
  assert.deepEqual(codes(await login('li')), [[403, 'account_disabled']]);
  assert.equal((await ask(wang, 'PATCH', '/staff', { name: 'li', disabled: false, password: 'another long one' })).status, 200);
  assert.deepEqual(codes(await login('li')), [[401, 'login_wrong']]);
  assert.equal((await login('li', 'another long one')).body.college, '水利水电学院');
  assert.deepEqual(codes(await change(wang, 'zhao', { disabled: true }), await change(wang, 'wang', { disabled: true }), await change(wang, 'nobody', { disabled: true }),
    await change(province, 'province', { reset_totp: true }), await change(province, 'li', { disabled: 'yes' }), await change(province, 'li', { role: 'auditor', school_code: '10284' })),
  [[404, 'not_found'], [409, 'staff_self'], [404, 'not_found'], [409, 'staff_self'], [400, 'bad_request'], [422, 'staff_invalid']]);
});

test('a password comes with no request into Redis, not even as a fast hash', async () => {
  const body = { name: 'sun', role: 'auditor', password: 'correct horse battery' };
  const send = (extra) => ask(province, 'POST', '/staff', { ...body, ...extra }, { 'Idempotency-Key': 'sun-1' });
  const first = await send();
  assert.deepEqual(await send(), first);
  assert.deepEqual(codes(await send({ role: 'operator' })), [[422, 'idempotency_mismatch']]);
  const aof = fs.readdirSync(path.join(stack.dir, 'appendonlydir')).map((f) => fs.readFileSync(path.join(stack.dir, 'appendonlydir', f)));
  assert.ok(!aof.some((bytes) => bytes.includes(body.password)));
  assert.ok(aof.some((bytes) => bytes.includes('$argon2id$')));
});

test('the audit log says who did what; it is whole, and one changed letter is found', async () => {
  const sun = await signIn('sun', 'correct horse battery');
  await ask(province, 'PUT', '/schools/10284', demoSchool());
  const { body } = await ask(sun, 'GET', '/audit?limit=1000');
  assert.equal(body.next, null);
  const said = body.entries.map((e) => [e.by, e.what, e.about, e.detail].filter(Boolean).join(' '));
  for (const line of ['province login', 'province totp_confirm', 'province staff_create wang school', 'wang staff_change li disabled', 'province put_school 10284', 'sun login'])
    assert.ok(said.includes(line), `${line}\n${said.join('\n')}`);
  assert.deepEqual([...new Set((await ask(sun, 'GET', '/audit?by=wang&limit=50')).body.entries.map((e) => e.by))], ['wang']);
  assert.ok((await ask(sun, 'GET', '/audit?school=10284')).body.entries.length > 3);
  assert.equal((await ask(sun, 'GET', '/audit?student=nobody')).body.entries.length, 0);
  const third = body.entries[2].at;
  const since = (await ask(sun, 'GET', `/audit?from=${third}`)).body.entries;
  assert.ok(since.length >= body.entries.length - 3 && since.every((e) => e.at >= third));
  assert.equal((await ask(sun, 'GET', '/audit?to=2020-01-01')).body.entries.length, 0);
  for (const bad of ['from=yesterday', 'after=x', 'limit=0', 'limit=1001', 'format=xml']) assert.equal((await ask(sun, 'GET', `/audit?${bad}`)).status, 400, bad);

  let lines = '';
  for (let after_ = ''; ;) {
    const page = await ask(sun, 'GET', `/audit?format=ndjson&limit=5${after_}`);
    lines += page.body;
    if (!page.next) break;
    after_ = `&after=${page.next}`;
  }
  assert.equal(lines.trim().split('\n').length, body.entries.length);
  const file = path.join(stack.dir, 'audit.ndjson');
  const verify = (text, ...words) => {
    fs.writeFileSync(file, text);
    return spawnSync(path.join(BUILD, 'tucai-billing'), ['verify-audit', file, ...words], { encoding: 'utf8' });
  };
  const last = body.entries.at(-1);
  const whole = verify(lines);
  assert.deepEqual([whole.status, whole.stdout], [0, `${last.number} entries, 1 to ${last.number}, sound; head ${last.number}:${last.hash}\n`]);
  assert.equal(verify(lines, `${last.number}:${last.hash}`).status, 0);
  const rows = lines.trim().split('\n');
  const cut = verify(`${rows.slice(0, -1).join('\n')}\n`, `${last.number}:${last.hash}`);
  assert.deepEqual([cut.status, cut.stdout], [1, `entry ${last.number} is not there, or not as it was seen\n`]);
  const forged = verify(lines.replace('staff_create', 'staff_cheats'));
  const at = rows.findIndex((r) => r.includes('staff_create')) + 1;
  assert.deepEqual([forged.status, forged.stdout], [1, `entry ${at} (line ${at}) was changed: its hash is another\n`]);
  assert.match(verify(rows.toSpliced(3, 1).join('\n')).stdout, /^entry 4 \(line 4\) is not the next one/);
  assert.equal(verify(lines, 'x').status, 2);
  assert.match(execFileSync(path.join(BUILD, 'tucai-billing'), ['--help'], { encoding: 'utf8' }), /TUCAI_STAFF_TOTP/);
});

test('a name that was locked is in the audit log', async () => {
  await create(province, { name: 'locked', role: 'auditor' });
  for (let i = 0; i < 5; i++) assert.equal((await login('locked', 'wrong')).status, 401);
  assert.deepEqual(codes(await login('locked')), [[429, 'login_locked']]);
  const sun = await signIn('sun', 'correct horse battery');
  const [entry] = (await ask(sun, 'GET', '/audit?by=locked')).body.entries;
  assert.deepEqual([entry.what, entry.role], ['login_locked', 'auditor']);
  const account = (await ask(province, 'GET', '/staff')).body.accounts.find((a) => a.name === 'locked');
  assert.match(account.locked_until, /^\d{4}-/);
  assert.equal((await change(province, 'locked', { password: PASSWORD })).body.locked_until, null);
  assert.equal((await login('locked')).status, 200);
});
