// What a school's photos are judged by, on its page: shown to everyone of its staff, chosen by the province.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setUpSchool } from '../../scripts/demo/school.mjs';
import { Stack } from '../../scripts/stack.mjs';
import { DESKTOP, PHONE, launch, open } from '../support/browser.mjs';
import { RedisClient } from '../support/redis.mjs';
import { staffOf } from '../support/staff.mjs';

const shots = process.env.TUCAI_SCREENSHOTS;
let stack;
let browser;
let school;

before(async () => {
  stack = new Stack(mkdtempSync(path.join(tmpdir(), 'e2e-rules-')), { qc: 0, relay: 0 });
  await stack.start();
  const province = await setUpSchool(stack);
  await province.put('/rule-sets/of-the-province', { findings: { turned: { severity: 'warn', min: -9.5, max: 9.5 } } });
  const redis = new RedisClient(path.join(stack.dir, 'redis.sock'));
  school = await staffOf(stack.url, redis, 'school', '10284');
  redis.close();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await stack?.stop();
  rmSync(stack.dir, { recursive: true, force: true });
});

async function picture(page, name) {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: path.join(shots, `${name}.png`), fullPage: true });
}

test('the province chooses a rule set, and sees its limits', { timeout: 60000 }, async () => {
  const { page, errors } = await open(browser, `${stack.url}/school/#rules`, DESKTOP);
  const { name, password } = stack.firstAccount();
  for (const [field, text] of Object.entries({ name, password, school: '10284' })) await page.locator(`input[name=${field}]`).fill(text);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('heading', { name: /^diploma\s*第/ }).waitFor();
  await page.locator('select[name=rule_set]').selectOption('of-the-province');
  await page.getByRole('button', { name: '更换' }).click();
  await page.getByRole('heading', { name: /^of-the-province\s*第 1 版/ }).waitFor();
  await page.getByText('转头角度 在 -9.5° 至 9.5° 之间').waitFor();
  await picture(page, 'school-2-rules');
  assert.deepEqual(errors, []);
});

test('the school reads it on a phone, and cannot change it', { timeout: 60000 }, async () => {
  const { page, context, errors } = await open(browser, `${stack.url}/school/`, PHONE);
  await page.evaluate(({ token }) => {
    sessionStorage.setItem('token', token);
    sessionStorage.setItem('staff', JSON.stringify({ name: 'x', role: 'school', school: '10284' }));
    location.hash = 'rules';
  }, { token: school.token });
  await page.reload();
  await page.getByRole('heading', { name: /^of-the-province\s*第 1 版/ }).waitFor();
  assert.equal(await page.locator('select').count(), 0);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await picture(page, 'school-3-rules-phone');
  assert.deepEqual(errors, []);
  await context.close();
});
