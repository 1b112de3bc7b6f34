// A season's life over HTTP: many schools at once, cloning, phases per campus, level and student (R6, R9, R34), overdue reviews (R29), the end (R27).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client, Student, demoSchool } from '../../scripts/client.mjs';
import { SCHOOL, issueCode } from '../../scripts/demo/school.mjs';
import { BUILD, waitFor } from '../../scripts/stack.mjs';
import { call, is } from '../support/contract.mjs';
import { addDraft } from '../support/draft.mjs';
import { Scene, ask } from '../support/ingest.mjs';
import { faultsOfAnswer } from '../support/openapi.mjs';
import { stripedPhoto } from '../support/picture.mjs';
import { RedisClient } from '../support/redis.mjs';
import { staffOf, studentOf } from '../support/staff.mjs';

const YEAR = new Date().getFullYear();
const MINUTE_MS = 60000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const day = (offset) => new Date(Date.now() + offset * DAY_MS + 8 * 3600000).toISOString().slice(0, 10);
const QUICK = { pause_s: 0, video_s: 0, undo_s: 600 };
let scene;
let redis;
let province;
let school;
let serial = 0;

const configure = async (changes) => is(await call(province, 'PUT', `/schools/${SCHOOL}`, demoSchool(new Date(), { limits: QUICK, ...changes })), 200);

/** A submission: unpaid, or paid and in review. */
async function submitted({ paid = true } = {}) {
  const one = await scene.student();
  await addDraft(redis, one.uid, `d${++serial}`);
  const { submission_id: id, order } = await one.post('/submissions', { draft_id: `d${serial}`, channel: 'native' });
  if (paid) {
    await fetch(`${scene.stack.sandboxUrl}/sandbox/pay/${order.order_no}`, { method: 'POST' });
    await one.until('the money', (me) => me.submission.state === 'in_review');
  }
  return Object.assign(one, { id });
}

/** The whole system's clock, so far ahead of ours. */
async function shift(ms) {
  const [dispatch] = scene.stack.all('dispatch');
  dispatch.env = { ...dispatch.env, TUCAI_CLOCK_SHIFT_MS: String(ms) };
  await dispatch.restart();
}

/** A student whose approved photo has been refused by the registry. */
async function refusedByRegistry(uid) {
  const state = execFileSync(path.join(BUILD, 'tests/support/make_student'), ['keys/master.key', 'blobs', uid, `s-${uid}`, SCHOOL], { cwd: scene.dir, input: stripedPhoto() });
  await fetch(`${scene.stack.sandboxUrl}/sandbox/registry`, { method: 'POST', body: JSON.stringify({ refuse_every: 1 }) });
  await redis.ask('HSET', `s:${uid}`, 'v', 1, 'd', state);
  await redis.ask('ZADD', 'ready:chsi', 0, uid);
  const one = new Student(scene.url, (await studentOf(scene.url, redis, uid, SCHOOL)).token);
  await one.prepare('13800138000', async () => {});
  await waitFor('the refusal', async () => (await one.get('/me')).submission.state === 'refused');
  return one;
}

before(async () => {
  scene = await Scene.start({ relay: 1 }, { limits: QUICK });
  redis = new RedisClient(path.join(scene.dir, 'redis.sock'));
  province = new Client(scene.url, scene.staff.token);
  school = await staffOf(scene.url, redis, 'school', SCHOOL);
});

after(async () => {
  redis?.close();
  await scene?.stop();
});

test('many schools: each judged by itself, versions, errors by line', async () => {
  const one = demoSchool();
  const text = `{\n"20001": ${JSON.stringify(one)},\n"20002": {"name": 5},\n"2000x": ${JSON.stringify(one)},\n"20003": ${JSON.stringify({ ...one, if_match: 7 })}}`;
  const first = is(await call(province, 'PUT', '/schools', text, { 'Content-Type': 'application/json' }), 200);
  assert.deepEqual(first.saved, [{ code: '20001', version: 1 }]);
  assert.deepEqual(first.errors.map((e) => [e.code, e.status, e.problem, e.line]),
    [['20002', 422, 'school_invalid', 3], ['2000x', 422, 'school_code_invalid', 4], ['20003', 412, 'version_mismatch', 5]]);
  assert.match(first.errors[0].detail, /^name: /);
  const many = Array.from({ length: 171 }, (_, i) => ({ code: String(30000 + i), ...one, name: `学校${i}` }));
  const all = is(await call(province, 'PUT', '/schools', many, { 'Idempotency-Key': 'many' }), 200); // of a POST; here it means nothing
  assert.deepEqual([all.saved.length, all.errors.length], [171, 0]);
  const { schools } = is(await call(province, 'GET', '/schools'), 200);
  assert.equal(schools.length, 173);
  assert.deepEqual(schools.find((s) => s.code === '30170'), { code: '30170', name: '学校170', season: '', version: 1 });
  assert.deepEqual(is(await call(school, 'GET', '/schools'), 200).schools.map((s) => s.code), [SCHOOL]);
  const none = is(await call(province, 'PUT', '/schools', [{ code: '20001', name: 5 }]), 422, 'schools_invalid');
  assert.equal(none.errors.length, 1);
  is(await call(province, 'PUT', '/schools', '[', { 'Content-Type': 'application/json' }), 400, 'json_malformed');
  is(await call(province, 'PUT', '/schools', []), 422, 'schools_invalid');
  is(await call(school, 'PUT', '/schools', {}), 403, 'forbidden');
  for (const list of ['reviews', 'appeals', 'problems', 'progress', 'missing']) is(await call(province, 'GET', `/schools/20999/${list}`), 404, 'not_found');
  is(await call(province, 'PUT', '/schools', Buffer.alloc(9 << 20, 32), { 'Content-Type': 'application/json' }), 413, 'too_large');
});

test('a condition that does not hold, or cannot be read, overwrites nothing', async () => {
  const put = (code, headers, client = province) => call(client, 'PUT', `/schools/${code}`, demoSchool(), headers);
  for (const tag of ['abc', '', '"1", "2"', '"9"', '"1x"', '-1']) is(await put('20001', { 'If-Match': tag }), 412, 'version_mismatch');
  is(await put('20001', { 'If-None-Match': '*' }), 412, 'version_mismatch');
  is(await put('20007', { 'If-Match': '*' }), 412, 'version_mismatch');
  is(await put('20007', { 'If-None-Match': '*' }), 201);
  is(await put('20007', { 'If-Match': '*' }), 200);
  const { errors } = is(await call(province, 'PUT', '/schools', { 20007: { ...demoSchool(), if_match: -1 }, 20001: demoSchool() }), 200);
  assert.deepEqual(errors.map((e) => [e.code, e.problem]), [['20007', 'request_invalid']]);
  const many = await Promise.all([1, 2, 3].map(() => put('20007', { 'If-Match': '"2"' })));
  assert.deepEqual(many.map((a) => a.status).sort(), [200, 412, 412], 'at once: one wins');
});

test('last season cloned: dates, years, and the schools name the new one', async () => {
  is(await call(province, 'PUT', '/seasons/old', { graduation_years: [2025], levels: ['本科'] }), 201);
  const phases = [{ phase: 'first_capture', from: '2025-04-01', to: '2025-04-10' }, { phase: 'make_up', from: '2025-05-01', to: '2025-05-01', uids: ['u1'] }];
  is(await call(province, 'PUT', '/schools/20001', { ...demoSchool(), season: 'old', phases, closed_days: ['2025-04-04'] }), 200);
  const unknown = is(await call(province, 'PUT', '/schools/20009', `{\n"name":"x",\n"season":"other"}`, { 'Content-Type': 'application/json' }), 422, 'school_invalid');
  assert.deepEqual([unknown.line, unknown.detail], [3, '配置第 3 行有误：season: 没有采集季 "other"，请先建立']);
  is(await call(province, 'PUT', '/seasons/other', {}), 201);
  is(await call(province, 'PUT', '/schools/20009', { ...demoSchool(), season: 'other' }), 201);
  is(await call(province, 'POST', '/seasons/new/clone', { from: 'nothing' }), 404, 'not_found');
  is(await call(school, 'POST', '/seasons/new/clone', { from: 'old' }), 403, 'forbidden');
  is(await call(province, 'POST', '/seasons/new/clone', { from: 'old', years: 0 }), 422, 'request_invalid');
  is(await call(province, 'POST', '/seasons/new/clone', { from: 'old', years: 2 }), 409, 'season_open'); // its students would lose their school
  assert.equal(is(await call(province, 'GET', '/schools/20001'), 200).season, 'old');
  is(await call(province, 'POST', '/seasons/old/close'), 202);
  is(await call(province, 'POST', '/seasons/new/clone', { from: 'old', years: 2 }), 202);
  is(await call(province, 'POST', '/seasons/new/clone', { from: 'old' }), 409, 'season_exists');
  const seasons = async () => (await call(province, 'GET', '/schools')).body.schools;
  await waitFor('its school to be cloned', async () => (await seasons()).find((s) => s.code === '20001').season === 'new');
  const cloned = (await call(province, 'GET', '/schools/20001')).body;
  assert.deepEqual(cloned.phases, [{ phase: 'first_capture', from: '2027-04-01', to: '2027-04-10' }]);
  assert.deepEqual([cloned.closed_days, cloned.season], [['2027-04-04'], 'new']);
  assert.equal((await seasons()).find((s) => s.code === '20009').season, 'other');
  const now = { graduation_years: [2027], levels: ['本科'], cloned_from: 'old' };
  assert.deepEqual((await call(province, 'GET', '/seasons/new')).body, now);
  assert.equal((await seasons()).filter((s) => s.season === '').length, 173); // they follow their students' years
  const { seasons: all } = is(await call(province, 'GET', '/seasons'), 200);
  assert.deepEqual(all.map((s) => s.season), ['other', 'old', 'new', String(YEAR)]);
  assert.deepEqual(all[2], { season: 'new', version: 1, document: now });
  assert.equal(all[1].document.closed, true);
  is(await call(school, 'GET', '/seasons'), 403, 'forbidden');
  await configure({ season: 'new' }); // a code of this year: neither of the last season, nor of this one
  const stranger = issueCode(scene.stack, 'stranger', 'stranger.png').text;
  is(await call(new Student(scene.url), 'POST', '/sessions', { code: stranger, device: 'x' }), 422, 'not_in_season');
  is(await call(province, 'PUT', '/seasons/this', { graduation_years: [YEAR] }), 201);
  is(await call(province, 'POST', '/seasons/this/close'), 202);
  is(await call(province, 'POST', '/seasons/then/clone', { from: 'this' }), 202);
  await configure({ season: 'then' });
  is(await call(new Student(scene.url), 'POST', '/sessions', { code: stranger, device: 'x' }), 422, 'season_closed');
  await configure({ season: String(YEAR) });
});

test('phases per campus, level and student; recapture and the personal window', async () => {
  const one = await scene.student();
  const window = async (phases) => {
    await configure({ phases });
    const { window: w } = await one.get('/me');
    return [w.phase, w.open];
  };
  const first = { phase: 'first_capture', from: day(-1), to: day(1) };
  assert.deepEqual(await window([{ ...first, campus: '常州校区' }]), ['closed', false]);
  assert.deepEqual(await window([{ ...first, campus: '南京校区', level: '本科' }]), ['first_capture', true]);
  assert.deepEqual(await window([{ ...first, level: '硕士' }]), ['closed', false]);
  assert.deepEqual(await window([{ ...first, phase: 'make_up', uids: ['another'] }]), ['closed', false]);
  assert.deepEqual(await window([{ ...first, phase: 'make_up', uids: ['another', one.uid] }]), ['make_up', true]);
  assert.deepEqual(await window([{ ...first, phase: 'review' }]), ['review', false]);
  const upload = async (who) => (await call(who, 'POST', '/shots', Buffer.from('x'), { 'Content-Type': 'image/jpeg' })).body.code;
  await configure({ plan: { amount_fen: 0 } });
  await addDraft(redis, one.uid, `d${++serial}`);
  const { submission_id: id } = await one.post('/submissions', { draft_id: `d${serial}`, channel: 'native' });
  assert.deepEqual(await window([{ ...first, phase: 'recapture' }]), ['recapture', true]);
  assert.equal(await upload(one), 'not_in_recapture'); // R9: it is in review
  is(await call(school, 'POST', `/submissions/${id}/review`, { decision: 'reject', reason: '重拍', ground: 'quality' }), 200);
  assert.equal(await upload(one), 'nonce_invalid'); // the next check: it may capture
  assert.equal(await upload(await scene.student()), 'nonce_invalid'); // who has nothing may, too
});

test('a review that is overdue escalates to the province, once', async () => {
  await configure();
  const one = await submitted();
  assert.deepEqual(is(await call(province, 'GET', '/reviews/overdue'), 200).reviews, []);
  await configure({ phases: [{ phase: 'first_capture', from: day(-3), to: day(-1) }] });
  await shift(HOUR_MS - (Date.now() % HOUR_MS) + 1000); // its timer
  const list = await waitFor('the escalation', async () => {
    const { reviews } = (await call(province, 'GET', '/reviews/overdue')).body;
    return reviews?.length && reviews;
  }, 15000);
  assert.deepEqual(list.map((r) => [r.submission_id, r.school_code, r.due_at]), [[one.id, SCHOOL, `${day(0)}T00:00:00+08:00`]]);
  is(await call(school, 'GET', '/reviews/overdue'), 403, 'forbidden');
  const metrics = async () => (await (await fetch(`http://127.0.0.1:${scene.stack.all('billing')[0].healthPort}/metrics`)).text());
  await waitFor('the figure', async () => /tucai_reviews_escalated_total\{to="province"\} 1/.test(await metrics()));
  is(await call(province, 'POST', `/submissions/${one.id}/review`, { decision: 'approve' }), 200);
  assert.deepEqual(is(await call(province, 'GET', '/reviews/overdue'), 200).reviews, []);
});

test('the end: every paid order without an accepted photo is refunded, whatever dies', async () => {
  await configure();
  const paid = [];
  for (let i = 0; i < 3; i++) paid.push(await submitted());
  const unpaid = await submitted({ paid: false });
  const last = await scene.student();
  is(await call(school, 'POST', `/submissions/${paid[0].id}/review`, { decision: 'reject', reason: '重拍', ground: 'quality' }), 200);
  is(await call(school, 'POST', `/submissions/${paid[1].id}/review`, { decision: 'approve' }), 200);
  is(await call(school, 'POST', `/seasons/${YEAR}/close`), 403, 'forbidden');
  is(await call(province, 'POST', '/seasons/nothing/close'), 404, 'not_found');
  const closed = is(await call(province, 'POST', `/seasons/${YEAR}/close`), 202);
  const [billing] = scene.stack.all('billing');
  for (let i = 0; i < 2; i++) {
    await new Promise((r) => setTimeout(r, 600));
    await billing.restart();
  }
  for (const one of paid) await one.until('the refund', (me) => me.order.state === 'refunded', 20000);
  assert.deepEqual(await Promise.all(paid.map(async (one) => (await one.get('/me')).submission.state)), ['rejected', 'reset', 'withdrawn']);
  await unpaid.until('the unpaid order to end', (me) => me.order.state === 'expired' && me.submission.state === 'withdrawn');
  const document = (await call(province, 'GET', `/seasons/${YEAR}`)).body;
  assert.ok(document.closed && Math.abs(document.closed_ms - new Date(closed.closed_at)) < 1000);
  is(await call(province, 'PUT', `/seasons/${YEAR}`, { graduation_years: [YEAR] }), 409, 'season_closed');
  assert.equal(is(await call(province, 'POST', `/seasons/${YEAR}/close`), 202).closed_at, closed.closed_at);
  const late = new Student(scene.url);
  is(await call(late, 'POST', '/sessions', { code: issueCode(scene.stack, 'late-1', 'late.png').text, device: 'x' }), 422, 'season_closed');
  await addDraft(redis, last.uid, 'late');
  is(await call(last, 'POST', '/submissions', { draft_id: 'late', channel: 'native' }), 409, 'season_closed');
  const shut = { open: false, opens_at: null, closes_at: null, phase: 'closed' };
  const me = await unpaid.get('/me');
  assert.deepEqual([(await last.get('/me')).window, me.window], [shut, shut]);
  for (const one of [last, unpaid, paid[0]]) {
    const refused = is(await call(one, 'POST', '/shots', Buffer.from('x'), { 'Content-Type': 'image/jpeg' }), 403, 'window_closed');
    assert.equal(refused.opens_at, null);
  }
  is(await call(unpaid, 'POST', `/submissions/${unpaid.id}/order`, {}), 409, 'already_submitted');
  await fetch(`${scene.stack.sandboxUrl}/sandbox/pay/${me.order.order_no}`, { method: 'POST', body: '{"anyway":true}' });
  await unpaid.until('the money that came after the end to go back', (m) => m.order.state === 'refunded', 20000);
});

test('refused by the registry after the last phase: capture is open again, for this student and three days', async () => {
  is(await call(province, 'PUT', '/seasons/afterwards', {}), 201);
  await configure({ season: 'afterwards', phases: [{ phase: 'first_capture', from: day(-9), to: day(-3) }] });
  const one = await refusedByRegistry('refused-1');
  const { submission, window } = await one.get('/me');
  const end = Date.parse(submission.history.at(-1).at) + 3 * DAY_MS;
  assert.deepEqual([submission.reason, window.open, window.opens_at, window.phase], ['photo_nonconforming', true, null, 'make_up']);
  assert.ok(Math.abs(Date.parse(window.closes_at) - end) <= 1000, `${window.closes_at}, refused at ${submission.history.at(-1).at}`);
  const upload = async (who) => (await call(who, 'POST', '/shots', Buffer.from('x'), { 'Content-Type': 'image/jpeg' })).body.code;
  const other = await scene.student();
  assert.deepEqual([await upload(one), await upload(other)], ['nonce_invalid', 'window_closed']); // the next check: it may capture
  const shut = { open: false, opens_at: null, closes_at: null, phase: 'closed' };
  assert.deepEqual((await other.get('/me')).window, shut);
  await shift(end - MINUTE_MS - Date.now());
  await waitFor('its last minute', async () => (await one.get('/me')).window.open && await upload(other) === 'unauthorized'); // that session was of another day
  await shift(end + 1000 - Date.now());
  await waitFor('its end', async () => !(await one.get('/me')).window.open);
  assert.deepEqual((await one.get('/me')).window, shut);
  assert.equal(await upload(one), 'window_closed');
});
