// What a student says to the school and what the school does with it, on the pages: an appeal, a problem with a screenshot, a waiver.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SCHOOL } from '../../scripts/demo/school.mjs';
import { DESKTOP, PHONE, fits, launch, openSignedIn, picture } from '../support/browser.mjs';
import { addDraft } from '../support/draft.mjs';
import { Scene } from '../support/ingest.mjs';
import { RedisClient } from '../support/redis.mjs';
import { staffOf } from '../support/staff.mjs';

let scene;
let redis;
let browser;
let wang;
let one;
let submission;

const pageOf = (where, device, token, staff) => openSignedIn(browser, `${scene.url}/${where}`, device, token, staff);
const schoolPage = (part, role, token) => pageOf(`school/#${part}`, DESKTOP, token, { name: role, role, school: SCHOOL });

before(async () => {
  scene = await Scene.start({}, { plan: { amount_fen: 0 }, limits: { pause_s: 0, video_s: 0, undo_s: 0 } });
  redis = new RedisClient(path.join(scene.dir, 'redis.sock'));
  browser = await launch();
  wang = await staffOf(scene.url, redis, 'school', SCHOOL);
  one = await scene.student();
  await addDraft(redis, one.uid, 'd1');
  submission = (await one.post('/submissions', { draft_id: 'd1', channel: 'native' })).submission_id;
  await wang.post(`/submissions/${submission}/review`, { decision: 'reject', reason: '头发遮挡眉眼', ground: 'quality' });
});

after(async () => {
  await browser?.close();
  redis?.close();
  await scene?.stop();
});

test('a student appeals and reports a problem', async () => {
  const { page, errors } = await pageOf('student/', PHONE, one.token);
  await page.getByText('结果有误？我要申诉').click();
  await page.locator('.appeal textarea').fill('眉毛是露出来的。');
  await picture(page, 'student-appeal');
  await page.getByRole('button', { name: '提交申诉' }).click();
  await page.locator('#appeals').getByText('等待学校处理').waitFor();
  await page.getByText('反馈问题').click();
  await page.locator('#problem textarea').fill('看不到教务处电话。');
  await page.locator('#problem input[type=file]').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: await page.screenshot() });
  await picture(page, 'student-problem');
  await page.getByRole('button', { name: '发给学校' }).click();
  await page.getByText('已发给学校').waitFor();
  assert.ok(await fits(page));
  await picture(page, 'student-after');
  assert.deepEqual(errors, []);
});

test('the school: the same person cannot decide, another one can, and the student sees it', async () => {
  const first = await schoolPage('appeals', 'school', wang.token);
  await first.page.getByText('待处理申诉 1 件').waitFor();
  await picture(first.page, 'school-appeals');
  await first.page.getByRole('button', { name: '申诉成立' }).click();
  await first.page.getByText('申诉须由原审核人以外的人处理').waitFor();
  const li = await staffOf(scene.url, redis, 'province');
  const second = await schoolPage('appeals', 'province', li.token);
  await second.page.locator('.appeal input[name=reason]').fill('眉毛可见');
  await second.page.getByRole('button', { name: '申诉成立' }).click();
  await second.page.getByText('待处理申诉 0 件').waitFor();
  await second.page.getByText('已处理 1 件').click();
  await picture(second.page, 'school-decided');
  const student = await pageOf('student/', PHONE, one.token);
  await student.page.locator('#appeals').getByText('申诉成立').waitFor();
  assert.equal((await one.get('/me')).submission.state, 'approved');
  await picture(student.page, 'student-accepted');
  for (const { page, errors } of [first, second, student]) {
    assert.ok(await fits(page));
    assert.deepEqual(errors, []);
  }
});

test('the school: the problem with its screenshot, and a waiver', async () => {
  const { page, errors } = await schoolPage('inbox', 'school', wang.token);
  await page.getByText('看不到教务处电话。').waitFor();
  await page.getByRole('button', { name: '看截图' }).click();
  await page.waitForFunction(() => document.querySelector('.screenshot')?.naturalWidth > 0);
  await picture(page, 'school-inbox');
  await page.getByRole('button', { name: '已处理' }).click();
  await page.getByText('待处理问题 0 件').waitFor();
  const two = await scene.student();
  await addDraft(redis, two.uid, 'd2');
  await two.post('/submissions', { draft_id: 'd2', channel: 'native' });
  await page.goto(`${scene.url}/school/#review`);
  await page.getByText('豁免检测项…').click();
  await page.locator('.waiver input[value=head_covered]').check();
  await picture(page, 'school-waiver');
  await page.locator('.waiver').getByRole('button', { name: '保存' }).click();
  await page.getByText(/^已豁免：/).waitFor();
  assert.deepEqual((await two.get('/me')).waivers.map((w) => w.code), ['head_covered']);
  assert.ok(await fits(page));
  assert.deepEqual(errors, []);
});
