// R31 over HTTP: appeals against the machine and against a review, decided by a second person; waivers.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SCHOOL } from '../../scripts/demo/school.mjs';
import { ROOT } from '../../scripts/stack.mjs';
import { call, is } from '../support/contract.mjs';
import { addDraft } from '../support/draft.mjs';
import { Scene, jpeg } from '../support/ingest.mjs';
import { RedisClient } from '../support/redis.mjs';
import { staffOf } from '../support/staff.mjs';

const MARC = path.join(ROOT, '.models/demo/marc.jpg');
const skip = !fs.existsSync(MARC) && 'the networks or the demo\'s photo are not here (scripts/models.sh, scripts/demo_photo.sh)';
/** A standard that the demo's good photo does not reach, by two findings that can be waived. */
const STRICT = { name: 'strict', version: 1, based_on: 'diploma', findings: { mouth_open: { max: 0 }, turned: { min: 0, max: 0 } } };
let scene;
let redis;
let wang; // of the school
let li; // of the province
let elsewhere;
let serial = 0;

const listed = async (client, state = 'open') => (await call(client, 'GET', `/schools/${SCHOOL}/appeals?state=${state}`)).body.appeals;
const appealOf = async (one, id) => (await one.get('/me')).appeals.find((a) => a.appeal_id === id);
const decide = (client, id, decision, reason = '') => call(client, 'POST', `/appeals/${id}`, { decision, reason });

/** A student whose submission `reviewer` has rejected. */
async function rejected(reviewer) {
  const one = await scene.student();
  await addDraft(redis, one.uid, `d${++serial}`);
  const { submission_id: id } = await one.post('/submissions', { draft_id: `d${serial}`, channel: 'native' });
  is(await call(reviewer, 'POST', `/submissions/${id}/review`, { decision: 'reject', reason: '表情不端正', ground: 'quality' }), 200);
  return { one, id };
}

before(async () => {
  scene = await Scene.start({ qc: skip ? 0 : 1 }, { plan: { amount_fen: 0 }, rule_set: STRICT, limits: { pause_s: 0, video_s: 0, undo_s: 600 } });
  redis = new RedisClient(path.join(scene.dir, 'redis.sock'));
  wang = await staffOf(scene.url, redis, 'school', SCHOOL);
  li = await staffOf(scene.url, redis, 'province');
  elsewhere = await staffOf(scene.url, redis, 'school', '10285');
});

after(async () => {
  redis?.close();
  await scene?.stop();
});

test('a review: once, by a second person, both decisions are kept', async () => {
  const { one, id } = await rejected(wang);
  is(await call(one, 'POST', `/submissions/${id}/appeal`, { text: '' }), 422, 'request_invalid');
  const { appeal_id: appeal } = is(await call(one, 'POST', `/submissions/${id}/appeal`, { text: '我的表情是正常的。' }, { 'Idempotency-Key': 'k' }), 202);
  assert.equal(is(await call(one, 'POST', `/submissions/${id}/appeal`, { text: '我的表情是正常的。' }, { 'Idempotency-Key': 'k' }), 202).appeal_id, appeal);
  is(await call(one, 'POST', `/submissions/${id}/appeal`, { text: '再申诉一次。' }), 409, 'already_appealed');
  const [item] = await listed(wang);
  assert.deepEqual([item.appeal_id, item.submission_id, item.first.by, item.first.reason, item.decision], [appeal, id, `school${SCHOOL}-of-the-test`, '表情不端正', null]);
  is(await decide(wang, appeal, 'accept'), 403, 'same_person');
  is(await decide(elsewhere, appeal, 'accept'), 403, 'forbidden');
  is(await call(elsewhere, 'GET', `/schools/${SCHOOL}/appeals`), 403, 'forbidden');
  is(await decide(one, appeal, 'accept'), 403, 'forbidden');
  is(await decide(li, 'nothing', 'accept'), 404, 'not_found');
  is(await decide(li, appeal, 'reject'), 422, 'request_invalid');
  is(await decide(li, appeal, 'accept', '原审核有误'), 200);
  is(await decide(wang, appeal, 'reject', '不同意'), 409, 'already_decided');
  const { submission, appeals } = await one.get('/me');
  assert.equal(submission.state, 'approved');
  assert.deepEqual([appeals[0].state, appeals[0].decision.decision, appeals[0].decision.reason], ['accepted', 'accept', '原审核有误']);
  assert.equal(appeals[0].first.by ?? appeals[0].decision.by, undefined, 'a student is not told who');
  assert.deepEqual(await listed(wang), []);
  const [kept] = await listed(wang, 'decided');
  assert.deepEqual([kept.first.by, kept.decision.by], [`school${SCHOOL}-of-the-test`, 'province-of-the-test']);
});

test('a new submission settles the appeal', async () => {
  const { one, id } = await rejected(wang);
  const { appeal_id: appeal } = is(await call(one, 'POST', `/submissions/${id}/appeal`, { text: '我的表情是正常的。' }), 202);
  await addDraft(redis, one.uid, 'again');
  await one.post('/submissions', { draft_id: 'again', channel: 'native' });
  assert.equal((await appealOf(one, appeal)).state, 'settled');
  is(await decide(li, appeal, 'accept'), 409, 'already_decided');
  is(await call(one, 'POST', `/submissions/${id}/appeal`, { text: '再申诉一次。' }), 409, 'already_appealed');
});

test('the machine: a photo that a person accepts is made, and its strike is gone', { skip }, async () => {
  const one = await scene.student();
  const shot = await one.shoot(fs.readFileSync(MARC));
  assert.equal(shot.state, 'rejected');
  assert.equal((await one.get('/me')).attempts.failed_in_row, 1);
  const { appeal_id: appeal } = is(await call(one, 'POST', `/shots/${shot.shot_id}/appeal`, { text: '我天生如此。' }), 202);
  is(await call(await scene.student(), 'POST', `/shots/${shot.shot_id}/appeal`, { text: '别人的。' }), 404, 'not_found');
  const item = (await listed(wang)).find((a) => a.appeal_id === appeal);
  assert.deepEqual(item.first.findings.map((f) => f.code).sort(), shot.findings.filter((f) => f.severity === 'refuse').map((f) => f.code).sort());
  const original = await call(wang, 'GET', `/appeals/${appeal}/original.jpg?reason=appeal`);
  assert.equal(original.type, 'image/jpeg');
  is(await call(elsewhere, 'GET', `/appeals/${appeal}/original.jpg`), 403, 'forbidden');
  is(await decide(wang, appeal, 'accept'), 200);
  const me = await one.until('the photo to be made', (m) => m.drafts.length === 1);
  assert.equal(me.attempts.failed_in_row, 0);
  assert.ok(me.drafts[0].warnings.length >= 1, 'what refused now warns');
  assert.deepEqual([me.appeals[0].made, me.appeals[0].draft_id, me.drafts[0].shot_id], [true, me.drafts[0].draft_id, shot.shot_id]);
  is(await call(wang, 'GET', `/appeals/${appeal}/original.jpg`), 404, 'not_found');
  assert.equal((await call(one, 'GET', `/drafts/${me.drafts[0].draft_id}/photo.jpg`)).type, 'image/jpeg');
  is(await call(one, 'POST', '/submissions', { draft_id: me.drafts[0].draft_id, channel: 'native' }), 201);
});

test('the machine: what no photo can be made of, and what is rejected again', { skip }, async () => {
  const one = await scene.student();
  const shots = [await one.shoot(jpeg()), await one.shoot(jpeg())];
  const ids = [];
  for (const { shot_id: id } of shots) ids.push(is(await call(one, 'POST', `/shots/${id}/appeal`, { text: '明明有脸。' }), 202).appeal_id);
  is(await decide(wang, ids[0], 'accept'), 200);
  is(await decide(wang, ids[1], 'reject', '照片中没有人'), 200);
  const me = await one.until('it to be tried', (m) => m.appeals[1].made === false);
  assert.deepEqual([me.drafts.length, me.attempts.failed_in_row, me.appeals[0].state], [0, 1, 'rejected']);
});

test('waivers: off for one student, shown to the staff, noted without a ground', { skip }, async () => {
  const one = await scene.student();
  const path_ = `/students/${one.uid}/waivers`;
  is(await call(elsewhere, 'PUT', path_, { findings: [] }), 403, 'forbidden');
  is(await call(wang, 'PUT', path_, { findings: ['nothing'] }), 422, 'finding_unknown');
  is(await call(wang, 'PUT', path_, { findings: ['image_invalid'] }), 422, 'finding_not_waivable');
  is(await call(wang, 'PUT', path_, {}), 400, 'bad_request');
  const { waivers } = is(await call(wang, 'PUT', path_, { findings: ['mouth_open', 'turned'] }), 200);
  assert.deepEqual(waivers.map((w) => w.code), ['mouth_open', 'turned']);
  const shot = await one.shoot(fs.readFileSync(MARC));
  assert.equal(shot.state, 'passed', JSON.stringify(shot.findings));
  const { submission_id: id } = await one.post('/submissions', { draft_id: shot.draft_id, channel: 'native' });
  const { reviews } = (await call(wang, 'GET', `/schools/${SCHOOL}/reviews?state=in_review`)).body;
  assert.deepEqual(reviews.find((r) => r.submission_id === id).waivers.map((w) => w.code), ['mouth_open', 'turned']);
  assert.equal((await (await scene.student()).shoot(fs.readFileSync(MARC))).state, 'rejected', 'nobody else\'s');
});

test('how one student stands, for who unlocks and waives: a lock with its end, the waivers, and nobody else\'s', async () => {
  const { one, id } = await rejected(wang);
  is(await call(elsewhere, 'GET', `/students/${one.uid}`), 403, 'forbidden');
  is(await call(one, 'GET', `/students/${one.uid}`), 403, 'forbidden');
  is(await call(wang, 'GET', '/students/nobody-of-that-name'), 404, 'not_found');
  const before_ = is(await call(wang, 'GET', `/students/${one.uid}`), 200);
  assert.deepEqual([before_.submission, before_.lock, before_.waivers, before_.unassigned], [{ submission_id: id, state: 'rejected' }, null, [], true]);
  is(await call(wang, 'PUT', `/students/${one.uid}/waivers`, { findings: ['head_covered'] }), 200);
  is(await call(wang, 'POST', `/submissions/${id}/undo`, { reason: '误操作' }), 200);
  is(await call(wang, 'POST', `/submissions/${id}/review`, { decision: 'reject', reason: '翻拍', ground: 'violation' }), 200);
  const { lock, waivers } = is(await call(wang, 'GET', `/students/${one.uid}`), 200);
  assert.deepEqual([lock.reason, lock.until, waivers.map((w) => w.code)], ['violation', (await one.get('/me')).lock.until, ['head_covered']]);
});
