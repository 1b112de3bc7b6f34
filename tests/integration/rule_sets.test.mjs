// Rule sets over HTTP: kept in versions, listed, refused by the line, named by a school, and what the next photo is judged by.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client, Student, demoSchool } from '../../scripts/client.mjs';
import { ROOT, Stack } from '../../scripts/stack.mjs';
import { faultsOfAnswer } from '../support/openapi.mjs';
import { RedisClient } from '../support/redis.mjs';
import { staffOf } from '../support/staff.mjs';

const SCHOOL = '10284';
const MARC = path.join(ROOT, '.models/demo/marc.jpg');
const skip = !fs.existsSync(MARC) && 'the networks or the demo\'s photo are not here (scripts/models.sh, scripts/demo_photo.sh)';
const JSON_TYPE = { 'Content-Type': 'application/json' };
let stack;
let redis;
let province;
let operator;
let school;

/** One call: {status, body, tag}; its form is the contract's. */
async function ask(client, method, target, body, headers = {}) {
  const r = await client.raw(method, target, body, { ...(typeof body === 'string' && JSON_TYPE), ...headers });
  const answer = { status: r.status, type: r.headers.get('content-type') ?? '', body: await r.json(), tag: r.headers.get('etag') };
  assert.deepEqual(faultsOfAnswer(method, target, answer), [], `${method} ${target} ${JSON.stringify(answer.body)}`);
  return answer;
}

const put = (name, rules, headers, client = province) => ask(client, 'PUT', `/rule-sets/${name}`, rules, headers);
const configure = (changes) => ask(province, 'PUT', `/schools/${SCHOOL}`, demoSchool(new Date(), { limits: { video_s: 0, pause_s: 0 }, ...changes }));
const used = async () => (await ask(school, 'GET', `/schools/${SCHOOL}/rule-set`)).body;
const ruleOf = (rules, code) => rules.findings.find((f) => f.code === code);

before(async () => {
  stack = new Stack(fs.mkdtempSync(path.join(os.tmpdir(), 'rules-')), { relay: 0, ...(skip && { qc: 0 }) });
  await stack.start();
  redis = new RedisClient(path.join(stack.dir, 'redis.sock'));
  province = new Client(stack.url);
  province.token = (await province.post('/staff/login', stack.firstAccount())).token;
  operator = await staffOf(stack.url, redis, 'operator');
  school = await staffOf(stack.url, redis, 'school', SCHOOL);
  await configure();
});

after(async () => {
  redis?.close();
  await stack?.stop();
  fs.rmSync(stack.dir, { recursive: true, force: true });
});

test('every preset is there to read, and stays as it is', async () => {
  const { body } = await ask(school, 'GET', '/rule-sets');
  const presets = body.rule_sets.filter((r) => r.preset);
  assert.deepEqual(presets.map((r) => r.name), ['diploma', 'diploma-white', 'diploma-grey', 'diploma-head-cover', 'id-card']);
  assert.ok(presets.every((r) => r.title));
  for (const { name, version } of presets) {
    const one = await ask(school, 'GET', `/rule-sets/${name}`);
    assert.deepEqual([one.body.name, one.body.version, one.tag], [name, version, `"${version}"`]);
  }
  assert.equal((await ask(school, 'GET', '/rule-sets/diploma?version=99')).status, 404);
  assert.equal((await put('diploma', {})).body.code, 'rule_set_preset');
});

test('versions are counted, kept and compared', async () => {
  const first = await put('ours', { based_on: 'diploma-white', title: '白底' });
  assert.deepEqual([first.status, first.body, first.tag], [201, { name: 'ours', version: 1 }, '"1"']);
  const same = await put('ours', { based_on: 'diploma-white', title: '白底' });
  assert.deepEqual([same.status, same.body.version], [200, 1]);
  assert.equal((await put('ours', {}, { 'If-Match': '"7"' })).status, 412);
  const second = await put('ours', { based_on: 'diploma-white', findings: { turned: { max: 9.5, min: -9.5 } } }, { 'If-Match': '"1"' });
  assert.deepEqual([second.status, second.body.version, second.tag], [200, 2, '"2"']);
  const now = await ask(operator, 'GET', '/rule-sets/ours');
  assert.deepEqual([now.body.version, now.body.findings.turned.max, now.tag], [2, 9.5, '"2"']);
  const before_ = await ask(operator, 'GET', '/rule-sets/ours?version=1');
  assert.deepEqual([before_.body.version, before_.body.title, before_.tag], [1, '白底', '"1"']);
  for (const none of ['ours?version=3', 'ours?version=x', 'ours?version=0', 'theirs', 'Ours']) assert.equal((await ask(operator, 'GET', `/rule-sets/${none}`)).status, 404, none);
  const { body } = await ask(operator, 'GET', '/rule-sets');
  assert.deepEqual(body.rule_sets.at(-1), { name: 'ours', version: 2, title: null, preset: false });
});

test('what is malformed or unknown is refused, naming the line', async () => {
  const rows = [
    ['{"findings":{\n"turned":{"max":500}}}', 2, /findings\.turned\.max: 500 不在 -90 到 90 之间/],
    ['{\n\n"findings":{"blury":{}}}', 3, /是否想写 "blurred"/],
    ['{\n"based_on":"ours"}', 2, /没有预设规则集 "ours"，只有 diploma/],
    ['{\n"name":"other"}', 2, /name: 在此为 "broken"/],
    ['{"title":"x",\n}', 2, /不是有效的 JSON/],
    ['', 1, /不是有效的 JSON/],
    ['[]', 1, /须为对象/],
  ];
  for (const [text, line, says] of rows) {
    const { status, body } = await put('broken', text);
    assert.deepEqual([status, body.code, body.line], [422, 'rule_set_invalid', line], text);
    assert.match(body.detail, says);
  }
  assert.equal((await put('broken', 'x'.repeat(70000))).status, 413);
  assert.equal((await put('broken', '{}', { 'Content-Type': 'text/plain' })).status, 415);
  assert.equal((await ask(province, 'GET', '/rule-sets/broken')).status, 404);
  const unknown = await ask(province, 'PUT', `/schools/${SCHOOL}`, '{"name":"x",\n"rule_set":"theirs"}');
  assert.deepEqual([unknown.status, unknown.body.code, unknown.body.line], [422, 'school_invalid', 2]);
  const syntax = await ask(province, 'PUT', `/schools/${SCHOOL}`, '{"name":"x",\n\n]');
  assert.deepEqual([syntax.status, syntax.body.line], [422, 3]);
});

test('the province puts; the staff reads; a school sees its own', async () => {
  for (const one of [school, operator]) assert.equal((await put('mine', {}, {}, one)).status, 403);
  const other = await staffOf(stack.url, redis, 'school', '10285');
  assert.equal((await ask(other, 'GET', `/schools/${SCHOOL}/rule-set`)).status, 403);
  assert.equal((await ask(new Client(stack.url), 'GET', '/rule-sets')).status, 401);
  assert.equal((await ask(operator, 'GET', '/schools/99999/rule-set')).status, 404);
});

test('what a school uses is shown in whole, with what it says beside it', async () => {
  const preset = await used();
  assert.deepEqual([preset.source, preset.name, preset.photo.background, preset.photo.width], ['preset', 'diploma', 'blue', 480]);
  assert.equal(ruleOf(preset, 'not_live').severity, 'off');
  await configure({ rule_set: 'ours', machine_refuses: ['recapture'], liveness: 'optional' });
  const shared = await used();
  assert.deepEqual([shared.source, shared.name, shared.version, shared.photo.background], ['shared', 'ours', 2, 'white']);
  assert.deepEqual(ruleOf(shared, 'turned').allowed, { min: -9.5, max: 9.5 });
  assert.deepEqual([ruleOf(shared, 'recapture').severity, ruleOf(shared, 'not_live').severity], ['refuse', 'refuse']);
  await configure({ background: 'grey', rule_set: { name: 'of-its-own', version: 4, findings: { blurred: { severity: 'warn' } } } });
  const own = await used();
  assert.deepEqual([own.source, own.version, own.photo.background_rgb, ruleOf(own, 'blurred').severity], ['own', 4, [240, 240, 240], 'warn']);
});

async function student(uid) {
  const one = new Student(stack.url);
  const body = JSON.stringify({ uid, school: SCHOOL, campus: '南京校区', level: '本科', year: new Date().getFullYear() });
  const { code } = await (await fetch(`${stack.sandboxUrl}/sandbox/codes`, { method: 'POST', body })).json();
  await one.open(code);
  await one.prepare();
  return one;
}

test('the next photo is judged by the version that counts', { skip }, async () => {
  const photo = fs.readFileSync(MARC);
  const strict = { based_on: 'diploma-white', findings: { light_uneven: { max: 1, warn_max: null } } };
  await put('for-photos', { based_on: 'diploma-white' });
  await configure({ rule_set: 'for-photos' });
  const one = await student('rules-1');
  const passed = await one.shoot(photo);
  assert.deepEqual([passed.state, passed.rule_set], ['passed', { name: 'for-photos', version: 1 }]);
  await put('for-photos', strict);
  const refused = await one.shoot(photo);
  assert.deepEqual([refused.state, refused.rule_set], ['rejected', { name: 'for-photos', version: 2 }]);
  const found = refused.findings.find((f) => f.code === 'light_uneven');
  assert.deepEqual([found.severity, found.allowed.max], ['refuse', 1]);
  const [draft] = (await one.get('/me')).drafts;
  assert.deepEqual(draft.rule_set, { name: 'for-photos', version: 1 });
});
