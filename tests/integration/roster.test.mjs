// A school's roster over HTTP: what a file does, who may send it, that readers see one roster or the next whatever dies meanwhile,
// and what follows from it: /me, progress, who is missing.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from '../../scripts/client.mjs';
import { BUILD } from '../../scripts/stack.mjs';
import { Scene } from '../support/ingest.mjs';
import { faultsOfAnswer } from '../support/openapi.mjs';
import { stripedPhoto } from '../support/picture.mjs';
import { RedisClient } from '../support/redis.mjs';
import { staffOf } from '../support/staff.mjs';

const SCHOOL = '10284';
const HEAD = 'student_uid,student_no,campus,college,class\n';
const STATES = ['not_started', 'started', 'draft', 'awaiting_payment', 'in_review', 'approved', 'sent', 'accepted', 'rejected', 'refused', 'reset'];
const PHOTO = stripedPhoto();
let scene;
let redis;
let school;
let college;

/** One call: {status, body, headers}; its form is the contract's. */
async function ask(client, method, target, body, headers = {}) {
  const r = await client.raw(method, target, body, headers);
  const type = r.headers.get('content-type') ?? '';
  const answer = { status: r.status, type, headers: r.headers, body: type.includes('json') ? await r.json() : await r.text() };
  assert.deepEqual(faultsOfAnswer(method, target, answer), [], `${method} ${target} ${JSON.stringify(answer.body).slice(0, 500)}`);
  return answer;
}

const upload = (body, { client = school, query = '', type = 'text/csv', code = SCHOOL } = {}) =>
  ask(client, 'PUT', `/schools/${code}/roster${query}`, body, { 'Content-Type': type });
const progress = async (client = school, query = '') => (await ask(client, 'GET', `/schools/${SCHOOL}/progress${query}`)).body;
const missing = async (client = school, query = '') => (await ask(client, 'GET', `/schools/${SCHOOL}/missing${query}`)).body;
const lines = (n, collegeOf = () => '水利学院', from = 0) => Array.from({ length: n },
  (_, i) => `2022${String(from + i).padStart(8, '0')},B21${from + i},江宁校区,${collegeOf(i)},水工${i % 300}班\r\n`).join('');

before(async () => {
  scene = await Scene.start({ billing: 2, supervise: true });
  redis = new RedisClient(`${scene.dir}/redis.sock`);
  school = await staffOf(scene.url, redis, 'school', SCHOOL);
  school.patience_ms = 15000;
  college = await staffOf(scene.url, redis, 'college', SCHOOL, '水利学院');
});

after(async () => {
  redis?.close();
  await scene?.stop();
});

test('a file replaces the roster, and says what it changed', async () => {
  const first = await upload(`${HEAD}u1,1,南京,水利学院,一班\nu2,2,南京,水利学院,二班\nu3,3,常州,商学院,一班\n`);
  assert.deepEqual([first.status, first.body], [200, { added: 3, changed: 0, unchanged: 0, removed: 0, errors: [], errors_omitted: 0 }]);
  const gbk = Buffer.concat([Buffer.from(`${HEAD}u2,2,`), Buffer.from('c4cfbea9', 'hex'), Buffer.from(','), Buffer.from('cbaec0fbd1a7d4ba', 'hex'),
    Buffer.from(',"'), Buffer.from('b6feb0e0', 'hex'), Buffer.from('"\r\nu3,33,,,\r\nu4,4,,,\r\nu4,5,,,\r\nu5,1,2\r\n')]);
  const second = await upload(gbk, { type: 'text/csv; charset=gbk' });
  assert.deepEqual([second.body.added, second.body.changed, second.body.unchanged, second.body.removed], [1, 1, 1, 1]);
  assert.deepEqual(second.body.errors.map((e) => [e.line, e.reason, e.first_line]), [[5, 'duplicate_uid', 4], [6, 'wrong_columns', undefined]]);
  const before_ = await redis.ask('HGET', `ro:${SCHOOL}`, 'v');
  const same = await upload(Buffer.concat([Buffer.from('\uFEFF'), Buffer.from(`${HEAD}u4,4,,,\nu3,33,,,\nu2,2,南京,水利学院,二班\n`)]));
  assert.deepEqual([same.body.added, same.body.changed, same.body.unchanged, same.body.removed], [0, 0, 3, 0]);
  assert.equal(await redis.ask('HGET', `ro:${SCHOOL}`, 'v'), before_, 'nothing has changed, nothing is written');
  assert.deepEqual((await missing()).missing.map((m) => [m.student_uid, m.student_no, m.class]), [['u3', '33', ''], ['u4', '4', ''], ['u2', '2', '二班']]);
});

test('what is bad is refused and named, and the roster stays', async () => {
  const rows = [
    [`${HEAD}u1,1,a,b,c\nu1,2,a,b,c\n`, '?strict=1', 'roster_invalid', (b) => b.errors[0].line === 3],
    [`${HEAD}u 1,1,a,b,c\n`, '', 'roster_empty', (b) => b.errors[0].reason === 'uid_invalid'],
    [HEAD, '', 'roster_empty', (b) => b.errors.length === 0],
    ['', '', 'roster_columns', (b) => b.missing.length === 5],
    ['student_uid,student_no,姓名,college,class,class\n', '', 'roster_columns', (b) => b.missing[0] === 'campus' && b.unknown[0] === '姓名' && b.repeated[0] === 'class'],
    [Buffer.concat([Buffer.from(`${HEAD}u1,`), Buffer.from([0xff, 0xff]), Buffer.from(',,,\n')]), '', 'roster_encoding', (b) => b.line === 2],
    [Buffer.from(HEAD, 'utf16le'), '', 'roster_encoding', () => true],
    [HEAD + lines(200001), '', 'roster_too_large', () => true],
  ];
  const was = await missing();
  for (const [csv, query, code, holds] of rows) {
    const { status, body } = await upload(csv, { query });
    assert.deepEqual([status, body.code], [422, code], body.detail);
    assert.ok(holds(body), JSON.stringify(body));
  }
  assert.equal((await upload(HEAD, { type: 'application/json' })).status, 415);
  assert.equal((await upload(HEAD, { query: '?strict=yes' })).status, 400);
  assert.equal((await upload(Buffer.alloc((32 << 20) + 1, 'x'))).status, 413);
  const many = await upload(HEAD + 'u2,2\n'.repeat(300) + 'u9,9,,,\n');
  assert.deepEqual([many.body.added, many.body.errors.length, many.body.errors_omitted], [1, 200, 100]);
  await upload(`${HEAD}u4,4,,,\nu3,33,,,\nu2,2,南京,水利学院,二班\n`);
  assert.deepEqual(await missing(), was);
});

test('each role sees what is its own', async () => {
  const who = async (role, code) => staffOf(scene.url, redis, role, code);
  const clients = { province: await who('province'), operator: await who('operator'), auditor: await who('auditor'), other: await who('school', '10285') };
  for (const name of ['operator', 'auditor', 'other']) {
    assert.equal((await upload(HEAD, { client: clients[name] })).status, 403, name);
    for (const what of ['progress', 'missing']) assert.equal((await ask(clients[name], 'GET', `/schools/${SCHOOL}/${what}`)).status, 403, `${name} ${what}`);
  }
  assert.equal((await upload(HEAD, { client: college })).status, 403);
  assert.equal((await upload(`${HEAD}u1,,,,\n`, { client: clients.province, code: '99999' })).status, 404);
  assert.equal((await ask(clients.province, 'GET', '/schools/99999/progress')).status, 404);
  assert.equal((await ask(new Client(scene.url), 'GET', `/schools/${SCHOOL}/missing`)).status, 401);
  assert.deepEqual((await missing(college)).missing.map((m) => m.student_uid), ['u2']);
  assert.deepEqual((await missing(college, '?college=水利学院')).total, 1);
  assert.equal((await ask(college, 'GET', `/schools/${SCHOOL}/missing?college=商学院`)).status, 403);
  const stranger = await staffOf(scene.url, redis, 'college', SCHOOL, '', 'of-no-college');
  assert.equal((await ask(stranger, 'GET', `/schools/${SCHOOL}/progress`)).status, 403);
  assert.equal((await missing(clients.province)).total, 3);
});

test('the roster comes before what a student types', async () => {
  const [inside, outside] = [await scene.student(), await scene.student()];
  await inside.patch('/me', { student_no: 'typed', class: 'typed' });
  await outside.patch('/me', { student_no: '77', college: '医学院' });
  await upload(`${HEAD}${inside.uid},B7,常州校区,水利学院,三班\nu2,2,,,\n`);
  const { student } = await inside.get('/me');
  assert.deepEqual([student.student_no, student.college, student.class, student.campus, student.in_roster], ['B7', '水利学院', '三班', '常州校区', true]);
  const other = (await outside.get('/me')).student;
  assert.deepEqual([other.student_no, other.college, other.campus, other.in_roster], ['77', '医学院', '南京校区', false]);
  for (const change of [{ student_no: '1' }, { college: 'x' }, { class: 'x' }, { phone: '13900139000', class: 'x' }]) {
    const { status, body } = await ask(inside, 'PATCH', '/me', change);
    assert.deepEqual([status, body.code], [409, 'in_roster']);
  }
  assert.equal((await inside.patch('/me', { phone: '13900139000' })).phone_masked, '139****9000');
  const p = await progress();
  assert.deepEqual([p.total, p.states.started, p.states.not_started, p.unassigned.total, p.unassigned.states.started], [2, 1, 1, 1, 1]);
  assert.deepEqual(Object.keys(p.states), STATES);
  const own = await progress(college);
  assert.deepEqual([own.total, own.unassigned.total, own.classes.map((c) => c.class)], [1, 0, ['三班']]);
});

/** A student with an approved photo, in the list of them at that moment. */
async function approvedAt(uid, moment) {
  const words = ['keys/master.key', 'blobs', uid, `s-${uid}`, SCHOOL];
  const state = execFileSync(path.join(BUILD, 'tests/support/make_student'), words, { cwd: scene.dir, input: PHOTO });
  await redis.ask('HSET', `s:${uid}`, 'v', 1, 'd', state);
  await redis.ask('ZADD', `st:${SCHOOL}:approved`, moment, uid);
}

test('the list of reviews says where a student belongs', async () => {
  const [inside, outside] = ['review-1', 'review-2'];
  for (const uid of [inside, outside]) await approvedAt(uid, 1);
  await upload(`${HEAD}${inside},B8,常州校区,水利学院,一班\n`);
  const { reviews } = (await ask(school, 'GET', `/schools/${SCHOOL}/reviews?state=approved`)).body;
  assert.deepEqual(reviews.map((r) => [r.student_no, r.campus, r.college, r.class, r.unassigned]),
    [['B8', '常州校区', '水利学院', '一班', false], ['2025000123', '', '', '', true]]);
});

test('the list of reviews comes in pages, which go on though students leave it', async () => {
  const page = async (query) => (await ask(school, 'GET', `/schools/${SCHOOL}/reviews?state=approved${query}`)).body;
  const uids = Array.from({ length: 6 }, (_, i) => `review-${i + 1}`);
  for (const [i, moment] of [[2, 1], [3, 1784000000000], [4, 1784000000000], [5, 1784000000001]]) await approvedAt(uids[i], moment);
  const seen = [];
  let cursor = '';
  for (let n = 0; cursor !== null; n++) {
    const { reviews, next } = await page(`&limit=2${cursor && `&after=${cursor}`}`);
    seen.push(...reviews.map((r) => r.student_uid));
    cursor = next;
    if (n === 0) await redis.ask('ZREM', `st:${SCHOOL}:approved`, uids[5]); // to be shown later: it is gone by then
  }
  assert.deepEqual(seen, uids.slice(0, 5));
  const [, first] = (await page('&limit=1')).next.split('.');
  assert.deepEqual([first, (await page('')).next, (await page('&limit=5')).next], ['1', null, null]);
  for (const bad of ['&limit=0', '&limit=201', '&limit=x', '&after=', '&after=x', '&after=1', '&after=1.x', '&after=-1.0'])
    assert.equal((await ask(school, 'GET', `/schools/${SCHOOL}/reviews?state=approved${bad}`)).body.code, 'bad_request', bad);
  await redis.ask('ZREM', `st:${SCHOOL}:approved`, ...uids.slice(2));
});

test('5,000 students: counts, pages and files within half a second each', async () => {
  await upload(HEAD + lines(5000, (i) => (i % 2 ? '水利学院' : '"商学院,""甲"""')));
  const uid = (i) => `2022${String(i).padStart(8, '0')}`;
  const put = (state, from, to) => redis.ask('ZADD', `st:${SCHOOL}:${state}`, ...Array.from({ length: to - from }, (_, i) => [1, uid(from + i)]).flat());
  await put('accepted', 0, 2000);
  await put('rejected', 2000, 2100);
  const timed = async (run) => {
    const from = performance.now();
    const got = await run();
    const ms = performance.now() - from;
    assert.ok(ms < 500, `${ms} ms`);
    return got;
  };
  const p = await timed(progress);
  assert.deepEqual([p.total, p.states.accepted, p.states.rejected, p.states.not_started], [5000, 2000, 100, 2900]);
  assert.deepEqual([p.campuses.length, p.colleges.length, p.classes.length], [1, 2, 300]);
  assert.equal(p.colleges.reduce((n, c) => n + c.total, 0), 5000);
  const all = await timed(missing);
  assert.deepEqual([all.total, all.missing.length, all.next], [3000, 3000, null]);
  const pages = [];
  for (let after_ = ''; after_ !== null;) {
    const page = await missing(school, `?limit=1234&after=${after_}`);
    pages.push(...page.missing);
    after_ = page.next;
  }
  assert.deepEqual(pages, all.missing);
  for (const bad of ['?limit=0', '?limit=x', '?format=xml', '?after=nobody']) assert.equal((await ask(school, 'GET', `/schools/${SCHOOL}/missing${bad}`)).status, 400, bad);
  const csv = await timed(() => school.call('GET', `/schools/${SCHOOL}/missing?format=csv`));
  assert.equal(csv.subarray(0, 3).toString('hex'), 'efbbbf');
  const rows = csv.toString().slice(1).trimEnd().split('\r\n');
  assert.equal(rows.length, 3001);
  assert.equal(rows[0], 'student_uid,student_no,campus,college,class,state,state_text');
  assert.match(rows[1], /,江宁校区,"商学院,""甲""",水工0班,(not_started|rejected),/);
  const table = (await timed(() => school.call('GET', `/schools/${SCHOOL}/progress?format=csv`))).toString().trimEnd().split('\r\n');
  assert.deepEqual([table.length, table[0].slice(1)], [302, ['campus', 'college', 'class', 'total', ...STATES].join(',')]);
  assert.match(table[301], /^unassigned,,,4,0,2,0,0,0,2,/);
  const theirs = await timed(() => progress(college));
  assert.deepEqual([theirs.total, theirs.colleges.length], [2500, 1]);
});

test('100,000 lines within 5 s', async () => {
  const csv = HEAD + lines(100000);
  const from = performance.now();
  const { status, body } = await upload(csv);
  const ms = performance.now() - from;
  assert.deepEqual([status, body.added + body.changed + body.unchanged], [200, 100000]);
  assert.ok(ms < 5000, `${ms} ms`);
  const again = await upload(csv, { query: '?strict=1' });
  assert.deepEqual([again.body.unchanged, again.body.added], [100000, 0]);
});

test('killed in the middle of it: one roster or the other, never a mixture', async () => {
  const n = 8000;
  const rosters = ['甲学院', '乙学院'].map((name) => HEAD + lines(n, () => name));
  let sent = 0;
  let isOver = false;
  await upload(rosters[1]);
  const pause = (ms) => new Promise((r) => setTimeout(r, ms));
  const kills = (async () => {
    for (const label of ['billing', 'dispatch', 'billing']) {
      const during = sent;
      while (!await redis.ask('ZCARD', 'held:billing')) await pause(1); // a worker has the list now
      for (const one of scene.stack.all(label)) one.kill();
      while (sent === during) await pause(5);
    }
    isOver = true;
  })();
  const reads = (async () => {
    let seen = 0;
    for (; !isOver; seen++) {
      const p = await progress();
      assert.deepEqual([p.total, p.colleges.length], [n, 1], JSON.stringify(p.colleges));
    }
    return seen;
  })();
  for (; !isOver; sent++) assert.equal((await upload(rosters[sent % 2])).status, 200);
  await kills;
  assert.ok(await reads > 3);
  const tokens = await Promise.all((await redis.ask('KEYS', 'j:*')).map(async (key) => ['k', 'n'].map((f) => redis.ask('HGET', key, f))).map(async (pair) => Promise.all(await pair)));
  assert.ok(tokens.filter(([kind, n]) => kind === 'roster' && Number(n) > 1).length >= 2, 'lists that were read by a second worker');
  assert.equal((await progress()).colleges[0].college, ['甲学院', '乙学院'][(sent - 1) % 2]);
  const [kept] = await redis.ask('HMGET', `ro:${SCHOOL}`, 'v');
  for (const key of await redis.ask('KEYS', `ro:${SCHOOL}:*`)) {
    const ttl = await redis.ask('TTL', key);
    assert.equal(ttl === -1, key.startsWith(`ro:${SCHOOL}:${kept}:`), `${key} lives ${ttl} s`);
  }
  assert.equal(await redis.ask('ZCARD', 'dead:billing'), 0);
});
