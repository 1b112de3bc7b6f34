// A school's prints in the browser: ordered, fetched, packed, shipped, scanned with one bundle missing; and what the student reads meanwhile.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { waitFor } from '../../scripts/stack.mjs';
import { SCHOOL, approve, keepRoster, startBatchStack, stopBatchStack, untilState } from '../support/batch.mjs';
import { DESKTOP, PHONE, fits, launch, openSignedIn, picture } from '../support/browser.mjs';
import { RedisClient } from '../support/redis.mjs';
import { staffOf, studentOf } from '../support/staff.mjs';

const CLASSES = ['水工1班', '水工2班', '水工10班'];
const N = 3;
let stack;
let redis;
let browser;
let school;
let desk;
const phones = [];

before(async () => {
  stack = await startBatchStack(mkdtempSync(path.join(tmpdir(), 'prints-page-')), { ingest: 1 });
  redis = new RedisClient(path.join(stack.dir, 'redis.sock'));
  browser = await launch();
  school = await staffOf(stack.url, redis, 'school', SCHOOL);
  keepRoster(stack, ...Array.from({ length: N }, (_, i) => [`p-${i}`, String(10 + i), '江宁校区', '水利学院', CLASSES[i % 3]]));
  approve(stack, N, 'p');
  await untilState(stack, 'accepted', N);
}, { timeout: 60000 });

after(async () => {
  await browser?.close();
  redis?.close();
  await stopBatchStack(stack);
  rmSync(stack.dir, { recursive: true, force: true });
});

const button = (page, name) => page.getByRole('button', { name, exact: true });

/** The cookie too, which a sign-in would have set: plain links need it. */
async function deskOf(device) {
  const opened = await openSignedIn(browser, `${stack.url}/school/#prints`, device, school.token, { name: 'wang', role: 'school', school: SCHOOL });
  await opened.context.addCookies([{ name: '__Host-tucai', value: school.token, url: 'https://127.0.0.1/', secure: true, httpOnly: true, sameSite: 'Strict' }]);
  return opened;
}

/** What the student's page says of the prints, once it says that. */
async function studentReads(uid, words) {
  if (!phones[uid]) {
    const client = await studentOf(stack.url, redis, uid, SCHOOL);
    phones[uid] = await openSignedIn(browser, `${stack.url}/student/`, PHONE, client.token);
  }
  const { page } = phones[uid];
  await waitFor(`${uid} to read ${words}`, async () => {
    await page.reload();
    return page.getByText(`纸质照片：${words}`).waitFor({ timeout: 700 }).then(() => true, () => false);
  });
}

test('ordered for a college: progress, and files that a link fetches', { timeout: 30000 }, async () => {
  desk = await deskOf(DESKTOP);
  const { page } = desk;
  await page.getByText('还没有打印任务').waitFor();
  await picture(page, 'prints-empty');
  await page.locator('select[name=college]').selectOption('水利学院');
  await page.getByText(`范围内有 ${N} 人`).waitFor();
  await button(page, '生成打印文件').click();
  await page.locator('.order', { hasText: '已完成' }).waitFor();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /^排版 PDF，3 页/ }).click()]);
  assert.equal(file.suggestedFilename(), `sheets-${SCHOOL}.pdf`);
  assert.match(execFileSync('pdfinfo', [await file.path()], { encoding: 'utf8' }), /^Pages:\s+3$/m);
  const [list] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /^装箱单（表格）/ }).click()]);
  assert.match(readFileSync(await list.path(), 'utf8'), /水工10班/);
  await picture(page, 'prints-made');
});

test('packed and shipped; the student reads it', { timeout: 30000 }, async () => {
  const { page } = desk;
  await page.getByLabel('装入下一批寄送').check();
  await button(page, '装箱').click();
  await page.getByRole('heading', { name: /已装箱，待寄出$/ }).waitFor();
  await picture(page, 'prints-packed');
  await page.locator('input[name=waybill]').fill('SF1234567890');
  await page.locator('input[name=carrier]').fill('顺丰');
  await button(page, '寄出').click();
  await page.getByRole('heading', { name: /已寄出，待收货$/ }).waitFor();
  await page.getByText('顺丰 SF1234567890').first().waitFor();
  await studentReads('p-0', '已寄出，正在送往学校');
});

test('two of three bundles are scanned, with a misread and a double; the third is named when it is closed', { timeout: 30000 }, async () => {
  const { page } = desk;
  const { consignments: [line] } = await school.get('/consignments');
  const codes = (await school.get(`/consignments/${line.consignment_id}`)).bundles.map((b) => b.code);
  /** As a hand scanner types it, wherever the focus was left. */
  const scan = async (code, words) => {
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
    await page.locator('.scanned li').first().getByText(words).waitFor();
  };
  await scan(codes[0], '收到 江宁校区 · 水利学院 · 水工1班（1 人）');
  await scan(codes[0], '已经扫过');
  await scan(codes[1].toLowerCase(), '水工2班');
  await scan(codes[2].slice(0, 10) + codes[2][11] + codes[2][10], '没有读准');
  await page.getByText('已收到 2 包，共 3 包').waitFor();
  await picture(page, 'prints-scanned');
  await button(page, '结束收货').click();
  await page.waitForTimeout(600); // not a double click
  await button(page, '还缺 1 包，确定结束收货？').click();
  await page.locator('#differences', { hasText: /缺 1 包.*水工10班（1 人）/ }).waitFor();
  await picture(page, 'prints-missing');
  await studentReads('p-0', '已送达学校');
  await studentReads('p-2', '已寄出');
});

test('one student\'s sheet again, with a reason; on a phone nothing runs over the side', { timeout: 30000 }, async () => {
  const { page, errors } = await deskOf(PHONE);
  await page.getByText('只打印一名学生…').click();
  await page.locator('input[name=uid]').fill('p-2');
  await button(page, '填写原因').click();
  await page.locator('input[name=sheet_reason]').fill('寄送中遗失');
  await button(page, '打印这名学生').click();
  await page.locator('.order', { hasText: '一名学生' }).getByText('已完成').waitFor();
  await page.getByText('原因：寄送中遗失').waitFor();
  await page.getByRole('button', { name: /装箱的一批$/ }).click();
  await page.locator('#differences').waitFor();
  assert.ok(await fits(page));
  await picture(page, 'prints-phone');
  for (const opened of [desk, ...Object.values(phones)]) errors.push(...opened.errors);
  assert.deepEqual(errors, []);
});
