// What a school's photos are judged by, on its page: shown to everyone of its staff, chosen by the province.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SCHOOL } from '../../scripts/demo/school.mjs';
import { DESKTOP, PHONE, fits, launch, open, openSignedIn, picture } from '../support/browser.mjs';
import { Scene } from '../support/ingest.mjs';
import { RedisClient } from '../support/redis.mjs';
import { staffOf } from '../support/staff.mjs';

let scene;
let browser;
let school;

before(async () => {
  scene = await Scene.start();
  await scene.staff.put('/rule-sets/of-the-province', { findings: { turned: { severity: 'warn', min: -9.5, max: 9.5 } } });
  const redis = new RedisClient(path.join(scene.dir, 'redis.sock'));
  school = await staffOf(scene.url, redis, 'school', SCHOOL);
  redis.close();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await scene?.stop();
});

test('the province chooses a rule set, and sees its limits', { timeout: 60000 }, async () => {
  const { page, errors } = await open(browser, `${scene.url}/school/#rules`, DESKTOP);
  const { name, password } = scene.stack.firstAccount();
  for (const [field, text] of Object.entries({ name, password, school: SCHOOL })) await page.locator(`input[name=${field}]`).fill(text);
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
  const { page, errors } = await openSignedIn(browser, `${scene.url}/school/#rules`, PHONE, school.token, { name: 'x', role: 'school', school: SCHOOL });
  await page.getByRole('heading', { name: /^of-the-province\s*第 1 版/ }).waitFor();
  assert.equal(await page.locator('select').count(), 0);
  assert.ok(await fits(page));
  await picture(page, 'school-3-rules-phone');
  assert.deepEqual(errors, []);
});
