// The list of students on the school's page: sent with its faults named, counted, and downloaded; a college sees its own part.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SCHOOL } from '../../scripts/demo/school.mjs';
import { DESKTOP, PHONE, fits, launch, openSignedIn, picture } from '../support/browser.mjs';
import { Scene } from '../support/ingest.mjs';
import { RedisClient } from '../support/redis.mjs';
import { staffOf } from '../support/staff.mjs';

const HEAD = 'student_uid,student_no,campus,college,class\n';
let scene;
let browser;
let tokens;

before(async () => {
  scene = await Scene.start();
  const redis = new RedisClient(path.join(scene.dir, 'redis.sock'));
  tokens = { school: (await staffOf(scene.url, redis, 'school', SCHOOL)).token, college: (await staffOf(scene.url, redis, 'college', SCHOOL, '商学院')).token };
  await redis.ask('ZADD', `st:${SCHOOL}:accepted`, 1, 'u1', 2, 'u2');
  await redis.ask('ZADD', `st:${SCHOOL}:in_review`, 1, 'u3', 2, 'not-in-the-list');
  redis.close();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await scene?.stop();
});

async function openAs(role, device) {
  const opened = await openSignedIn(browser, `${scene.url}/school/#roster`, device, tokens[role], { name: 'x', role, school: SCHOOL });
  await opened.page.getByRole('heading', { name: '采集进度' }).waitFor();
  return opened;
}

async function send(page, name, text) {
  await page.locator('input[name=roster]').setInputFiles({ name, mimeType: 'application/vnd.ms-excel', buffer: Buffer.from(text) });
  await page.getByRole('button', { name: '导入名册' }).click();
}

const cells = (page, label) => page.locator('tr', { has: page.getByRole('rowheader', { name: label }) }).locator('td').allTextContents();

test('a list is sent, its faults are named, the counts follow, and who is missing is a file', { timeout: 60000 }, async () => {
  const { page, context, errors } = await openAs('school', DESKTOP);
  await page.getByText('还没有名册。').waitFor();
  await send(page, 'names.csv', '姓名,班级\n张三,一班\n');
  await page.getByText('缺少的列：student_uid、student_no、campus、college、class').waitFor();
  const classes = Array.from({ length: 12 }, (_, i) => `u${i},B${i},南京校区,${i % 3 ? '水利水电学院' : '商学院'},${i % 4 + 1}班\n`).join('');
  await send(page, 'roster.csv', `${HEAD}${classes}u1,x,,,\nu20,1,南京校区\n`);
  await page.getByText('已导入：新增 12 人，更改 0 人，未变 0 人，移出 0 人。').waitFor();
  await page.getByText('第 14 行：student_uid 与前面的行重复。（首次出现在第 3 行）').waitFor();
  await page.getByText('名册共 12 人，学信网已接收 2 人，还差 10 人。').waitFor();
  assert.deepEqual(await cells(page, '南京校区 · 水利水电学院'), ['8', '6', '0', '0', '0', '0', '2', '0']);
  assert.deepEqual(await cells(page, '未编入名册'), ['1', '0', '0', '0', '1', '0', '0', '0']);
  await picture(page, 'school-4-roster');
  await page.locator('select[name=by]').selectOption('classes');
  assert.deepEqual(await cells(page, '南京校区 · 商学院 · 4班'), ['1', '0', '0', '0', '1', '0', '0', '0']);
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载未完成名单' }).click()]);
  assert.equal(file.suggestedFilename(), 'missing-10284.csv');
  assert.equal(readFileSync(await file.path(), 'utf8').trim().split('\r\n').length, 11);
  assert.deepEqual(errors, []);
  await context.close();
});

test('on a phone the college sees its own, and nothing else', { timeout: 60000 }, async () => {
  const { page, context, errors } = await openAs('college', PHONE);
  await page.getByText('名册共 4 人，学信网已接收 0 人，还差 4 人。').waitFor();
  assert.deepEqual(await page.getByRole('navigation').getByRole('link').allTextContents(), ['名册与进度']);
  assert.equal(await page.locator('input[name=roster]').count(), 0);
  assert.ok(await fits(page));
  await picture(page, 'school-5-roster-college-phone');
  await context.close();
  const phone = await openAs('school', PHONE);
  assert.ok(await fits(phone.page));
  await picture(phone.page, 'school-6-roster-phone');
  assert.deepEqual([...errors, ...phone.errors], []);
  await phone.context.close();
});

test('the electronic photos are one file, and a college is not offered it', { timeout: 60000 }, async () => {
  const { page, context, errors } = await openAs('school', DESKTOP);
  await page.locator('input[name=archive-reason]').fill('归档');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出电子照片' }).click()]);
  assert.equal(file.suggestedFilename(), 'photos-10284.zip');
  const bytes = readFileSync(await file.path());
  assert.deepEqual([bytes.readUInt32LE(0), bytes.readUInt32LE(bytes.length - 22)], [0x04034b50, 0x06054b50]);
  await page.getByText('已导出。').waitFor();
  await picture(page, 'archive');
  assert.deepEqual(errors, []);
  await context.close();
  const other = await openAs('college', PHONE);
  assert.equal(await other.page.getByRole('button', { name: '导出电子照片' }).count(), 0);
  await other.context.close();
});
