// A registrar's day on the school's page: a reset, an unlock, a new text; and the student who then asks for the data and its end.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SCHOOL } from '../../scripts/demo/school.mjs';
import { DESKTOP, PHONE, fits, launch, openSignedIn } from '../support/browser.mjs';
import { addDraft } from '../support/draft.mjs';
import { Scene } from '../support/ingest.mjs';
import { RedisClient } from '../support/redis.mjs';
import { staffOf } from '../support/staff.mjs';

let scene;
let redis;
let browser;
let wang;
let serial = 0;

const button = (page, name) => page.getByRole('button', { name, exact: true });
const said = (page, text) => page.locator('#message', { hasText: text }).waitFor();
const pageOf = (where, device, token, staff) => openSignedIn(browser, `${scene.url}/${where}`, device, token, staff);
const schoolPage = (part) => pageOf(`school/#${part}`, DESKTOP, wang.token, { name: 'wang', role: 'school', school: SCHOOL });

/** A student with a photo in review. */
async function submitted() {
  const one = await scene.student();
  await addDraft(redis, one.uid, `d${++serial}`);
  one.submission = (await one.post('/submissions', { draft_id: `d${serial}`, channel: 'native' })).submission_id;
  return one;
}

before(async () => {
  scene = await Scene.start({}, { plan: { amount_fen: 0 } });
  redis = new RedisClient(path.join(scene.dir, 'redis.sock'));
  browser = await launch();
  wang = await staffOf(scene.url, redis, 'school', SCHOOL);
});

after(async () => {
  await browser?.close();
  redis?.close();
  await scene?.stop();
});

test('an approved photo is found by its state and reset with a reason', async () => {
  const one = await submitted();
  await wang.post(`/submissions/${one.submission}/review`, { decision: 'approve' });
  const { page, errors } = await schoolPage('review');
  await page.getByRole('heading', { name: '待审核 0 张' }).waitFor();
  await page.getByRole('combobox', { name: '状态' }).selectOption('approved');
  await page.getByRole('heading', { name: '已通过 1 张' }).waitFor();
  await page.getByText('重置，让学生重拍…').click();
  await page.locator('input[name=reset]').fill('照片用错了');
  await button(page, '确定重置').click();
  await said(page, '已重置');
  const { submission } = await one.get('/me');
  assert.deepEqual([submission.state, submission.reason], ['reset', '照片用错了']);
  assert.deepEqual(errors, []);
});

test('a locked student is opened by the uid and unlocked with a reason', async () => {
  const one = await submitted();
  await wang.post(`/submissions/${one.submission}/review`, { decision: 'reject', reason: '翻拍', ground: 'violation' });
  assert.equal((await one.get('/me')).lock.reason, 'violation');
  const { page, errors } = await schoolPage('students');
  await page.locator('input[name=uid]').fill(one.uid);
  await page.locator('form.choose').getByRole('button', { name: '打开' }).click();
  await page.locator('#student').getByText('照片：不通过').waitFor();
  await page.locator('input[name=reason]').fill('已当面核实');
  await button(page, '解锁').click();
  await said(page, '已解锁');
  await page.locator('#student').getByText('没有锁定').waitFor();
  assert.equal((await one.get('/me')).lock, null);
  assert.deepEqual(errors, []);
});

test('a changed text gets a new version by itself, and the student reads it', async () => {
  const { page, errors } = await schoolPage('texts');
  const notice = page.locator('details', { hasText: '学校通知' });
  await notice.locator('summary').click();
  await notice.locator('textarea').fill('请于四月完成采集。');
  await button(page, '保存').click();
  await said(page, '已保存');
  const text = await (await scene.student({ steps: false })).get('/texts/notice');
  assert.equal(text.body, '请于四月完成采集。');
  assert.match(text.version, /^\d{4}-\d\d-\d\d$/);
  assert.deepEqual(errors, []);
});

test('a student not in the roster says class and number, takes the data along, and is forgotten', async () => {
  const one = await scene.student();
  const { page, errors } = await pageOf('student/', PHONE, one.token);
  for (const [name, value] of Object.entries({ student_no: '2110101', college: '商学院', class: '1班' })) await page.locator(`input[name=${name}]`).fill(value);
  await button(page, '保存').first().click();
  await said(page, '已保存');
  assert.equal((await one.get('/me')).student.student_no, '2110101');
  await page.getByText('拍摄时的常见问题').click();
  assert.equal(await page.locator('.faces svg').count(), 10);
  await page.getByText('我的信息和数据').click();
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, '下载我的数据').click()]);
  assert.equal(JSON.parse(readFileSync(await file.path(), 'utf8')).student_no, '2110101');
  assert.ok(await fits(page));
  await button(page, '删除我的数据').click();
  await page.waitForTimeout(600); // not a double click
  await page.getByRole('button', { name: /^确定删除/ }).click();
  await page.getByRole('heading', { name: '已删除' }).waitFor();
  await page.getByText('依法保留').waitFor();
  assert.equal((await one.raw('GET', '/me')).status, 401);
  assert.deepEqual(errors, []);
});
