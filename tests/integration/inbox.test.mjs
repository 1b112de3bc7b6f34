// R5's problem report over HTTP: from the student, with a screenshot, to the school's inbox.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SCHOOL } from '../../scripts/demo/school.mjs';
import { Scene, jpeg } from '../support/ingest.mjs';
import { faultsOfAnswer } from '../support/openapi.mjs';
import { RedisClient } from '../support/redis.mjs';
import { staffOf } from '../support/staff.mjs';

const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(3000, 7)]);
let scene;
let redis;
let wang;
let elsewhere;

/** One call whose form is the contract's; body: JSON or FormData. */
async function call(client, method, target, body, headers = {}) {
  const isForm = body instanceof FormData;
  const r = await fetch(`${scene.url}/api/v1${target}`, {
    method,
    headers: { Authorization: `Bearer ${client.token}`, ...(body && !isForm && { 'Content-Type': 'application/json' }), ...headers },
    body: isForm ? body : body && JSON.stringify(body),
  });
  const bytes = Buffer.from(await r.arrayBuffer());
  const type = r.headers.get('content-type') ?? '';
  const answer = { status: r.status, type, bytes, headers: r.headers, body: type.includes('json') ? JSON.parse(bytes) : {} };
  assert.deepEqual(faultsOfAnswer(method, target, answer), [], `${method} ${target} ${bytes.toString('utf8', 0, 300)}`);
  return answer;
}

function is(answer, status, code) {
  assert.deepEqual([answer.status, answer.body.code], [status, code], answer.bytes.toString('utf8', 0, 300));
  return answer.body;
}

function form(fields, screenshot, type = 'image/png') {
  const f = new FormData();
  for (const [name, value] of Object.entries(fields)) f.append(name, value);
  if (screenshot) f.append('screenshot', new Blob([screenshot], { type }), 'screen');
  return f;
}

const inbox = async (state = 'open', client = wang) => is(await call(client, 'GET', `/schools/${SCHOOL}/problems?state=${state}`), 200).problems;

before(async () => {
  scene = await Scene.start();
  redis = new RedisClient(path.join(scene.dir, 'redis.sock'));
  wang = await staffOf(scene.url, redis, 'school', SCHOOL);
  elsewhere = await staffOf(scene.url, redis, 'school', '10285');
});

after(async () => {
  redis?.close();
  await scene?.stop();
});

test('a report reaches the inbox and is done with', async () => {
  const one = await scene.student({ steps: false });
  const { problem_id: id } = is(await call(one, 'POST', '/problems', { text: '相机打不开，<b>怎么办</b>？', request_id: 'abc-1' }), 202);
  const [item] = await inbox();
  assert.deepEqual([item.problem_id, item.text, item.request_id, item.student_uid, item.has_screenshot], [id, '相机打不开，<b>怎么办</b>？', 'abc-1', one.uid, false]);
  is(await call(wang, 'GET', `/problems/${id}/screenshot`), 404, 'not_found');
  is(await call(elsewhere, 'GET', `/schools/${SCHOOL}/problems`), 403, 'forbidden');
  is(await call(elsewhere, 'POST', `/problems/${id}`, { state: 'done' }), 403, 'forbidden');
  is(await call(one, 'POST', `/problems/${id}`, { state: 'done' }), 403, 'forbidden');
  is(await call(wang, 'POST', '/problems/nothing', { state: 'done' }), 404, 'not_found');
  is(await call(wang, 'POST', `/problems/${id}`, { state: 'lost' }), 422, 'request_invalid');
  is(await call(wang, 'POST', `/problems/${id}`, { state: 'done' }), 200);
  assert.deepEqual(await inbox(), []);
  assert.equal((await inbox('done'))[0].done_by, `school${SCHOOL}-of-the-test`);
  is(await call(wang, 'POST', `/problems/${id}`, { state: 'open' }), 200);
  is(await call(wang, 'POST', `/problems/${id}`, { state: 'done' }), 200);
});

test('with a screenshot, once for a repeated request', async () => {
  const one = await scene.student({ steps: false });
  const key = { 'Idempotency-Key': 'k' };
  const first = is(await call(one, 'POST', '/problems', form({ text: '看这个', request_id: '' }, PNG), key), 202);
  assert.equal(is(await call(one, 'POST', '/problems', form({ text: '看这个', request_id: '' }, PNG), key), 202).problem_id, first.problem_id);
  is(await call(one, 'POST', '/problems', form({ text: '看那个', request_id: '' }, PNG), key), 422, 'idempotency_mismatch');
  is(await call(one, 'POST', '/problems', form({ text: '看这个', request_id: '' }, jpeg(), 'image/jpeg'), key), 422, 'idempotency_mismatch');
  const second = is(await call(one, 'POST', '/problems', form({ text: '还有' }, jpeg(), 'image/jpeg')), 202);
  assert.equal((await inbox()).length, 2);
  const picture = await call(wang, 'GET', `/problems/${first.problem_id}/screenshot`);
  assert.equal(picture.type, 'image/png');
  assert.ok(picture.bytes.equals(PNG));
  assert.equal((await call(wang, 'GET', `/problems/${second.problem_id}/screenshot`)).type, 'image/jpeg');
  is(await call(elsewhere, 'GET', `/problems/${first.problem_id}/screenshot`), 403, 'forbidden');
});

test('who looks at a screenshot is in the audit log, with the reason', async () => {
  const one = await scene.student({ steps: false });
  const { problem_id: id } = is(await call(one, 'POST', '/problems', form({ text: '看这个' }, PNG)), 202);
  for (const query of ['', `?reason=${encodeURIComponent('查看页面')}`]) is(await call(wang, 'GET', `/problems/${id}/screenshot${query}`), 200);
  const auditor = await staffOf(scene.url, redis, 'auditor');
  const { entries } = is(await call(auditor, 'GET', `/audit?student=${one.uid}`), 200);
  assert.deepEqual(entries.map((e) => [e.what, e.about, e.by, e.reason]), [undefined, '查看页面'].map((reason) => ['screenshot_read', id, `school${SCHOOL}-of-the-test`, reason]));
});

test('the export says what was reported, and gives the screenshot back to its owner alone', async () => {
  const [one, other] = [await scene.student({ steps: false }), await scene.student({ steps: false })];
  const { problem_id: plain } = is(await call(one, 'POST', '/problems', { text: '相机打不开', request_id: 'abc-1' }), 202);
  const { problem_id: shown } = is(await call(one, 'POST', '/problems', form({ text: '看这个' }, PNG)), 202);
  is(await call(wang, 'POST', `/problems/${plain}`, { state: 'done' }), 200);
  const { problems } = is(await call(one, 'GET', '/me/export'), 200);
  assert.deepEqual(problems.map((p) => [p.problem_id, p.text, p.request_id, p.state, p.done_at !== null, p.pictures.length]),
    [[plain, '相机打不开', 'abc-1', 'done', true, 0], [shown, '看这个', null, 'open', false, 1]]);
  const [{ kind, url, size_bytes: size }] = problems[1].pictures;
  assert.deepEqual([kind, size], ['screenshot', PNG.length]);
  const picture = await call(one, 'GET', url.replace('/api/v1', ''));
  assert.equal(picture.type, 'image/png');
  assert.ok(picture.bytes.equals(PNG));
  is(await call(other, 'GET', url.replace('/api/v1', '')), 404, 'not_found');
  is(await call(one, 'GET', `/me/problems/${plain}/screenshot`), 404, 'not_found');
});

test('a form that is no UTF-8 is refused, and counts for nothing', async () => {
  const one = await scene.student({ steps: false });
  const part = (name, bytes) => Buffer.concat([Buffer.from(`--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n`), bytes, Buffer.from('\r\n')]);
  const send = async (text, id) => {
    const r = await fetch(`${scene.url}/api/v1/problems`, { method: 'POST', headers: { Authorization: `Bearer ${one.token}`, 'Content-Type': 'multipart/form-data; boundary=b' },
      body: Buffer.concat([part('text', text), part('request_id', id), Buffer.from('--b--\r\n')]) });
    const body = await r.json();
    return [r.status, body.code, body.detail];
  };
  for (const bytes of ['c4e3bac3', 'e4bda0e5', 'eda080', 'f4908080']) { // GBK, cut off, a surrogate, beyond Unicode
    assert.deepEqual(await send(Buffer.from(bytes, 'hex'), Buffer.from('abc')), [422, 'request_invalid', '问题描述不是 UTF-8 文本。'], bytes);
  }
  assert.deepEqual(await send(Buffer.from('x'), Buffer.from('c4e3', 'hex')), [422, 'request_invalid', 'request_id 为出错页面上的编号。']);
  assert.deepEqual(is(await call(one, 'GET', '/me/export'), 200).problems, []);
});

test('what is refused', async () => {
  const one = await scene.student({ steps: false });
  is(await call(one, 'POST', '/problems', { text: '' }), 422, 'request_invalid');
  is(await call(one, 'POST', '/problems', { text: '字'.repeat(1001) }), 422, 'request_invalid');
  is(await call(one, 'POST', '/problems', { text: 'x', request_id: '../x' }), 422, 'request_invalid');
  is(await call(one, 'POST', '/problems', form({ text: 'x' }, Buffer.from('GIF89a......'), 'image/gif')), 415, 'unsupported_media_type');
  is(await call(one, 'POST', '/problems', form({ text: 'x' }, Buffer.from('<script>alert(1)</script>'))), 422, 'screenshot_invalid');
  is(await call(one, 'POST', '/problems', form({ text: 'x' }, Buffer.concat([PNG, Buffer.alloc(4 << 20)]))), 413, 'too_large');
  is(await call(one, 'POST', '/problems', form({ text: '字'.repeat(5000) })), 400, 'form_malformed');
  is(await call({ token: 'nobody' }, 'POST', '/problems', { text: 'x' }), 401, 'unauthorized');
  for (let i = 0; i < 5; i++) is(await call(one, 'POST', '/problems', { text: `第${i}次` }), 202);
  const limited = await call(one, 'POST', '/problems', { text: '第六次' });
  is(limited, 429, 'rate_limited');
  assert.ok(Number(limited.headers.get('retry-after')) > 3500);
  is(await call(one, 'POST', '/problems', { text: '第六次' }, { 'Idempotency-Key': 'x' }), 429, 'rate_limited');
});
