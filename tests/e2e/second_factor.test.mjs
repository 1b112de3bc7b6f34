// Signing in with a second factor: set up at the first login, asked for at the next.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Stack } from '../../scripts/stack.mjs';
import { DESKTOP, PHONE, launch, open, picture } from '../support/browser.mjs';
import { calmStep, codeOf } from '../support/totp.mjs';

let stack;
let browser;
let secret;

before(async () => {
  stack = new Stack(mkdtempSync(path.join(tmpdir(), 'e2e-totp-')), { qc: 0, relay: 0, decode: 0, serviceEnv: { TUCAI_STAFF_TOTP: 'yes' } });
  await stack.start();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await stack?.stop();
  rmSync(stack.dir, { recursive: true, force: true });
});

async function signIn(page) {
  const { name, password } = stack.firstAccount();
  for (const [field, text] of Object.entries({ name, password })) await page.locator(`input[name=${field}]`).fill(text);
  await page.getByRole('button', { name: '登录' }).click();
}

test('the first login sets it up, on a phone', { timeout: 60000 }, async () => {
  const { page, context, errors } = await open(browser, `${stack.url}/ops/`, PHONE);
  await signIn(page);
  await page.getByRole('heading', { name: '启用动态码' }).waitFor();
  await picture(page, 'staff-1-enrol');
  secret = (await page.locator('code').textContent()).replaceAll(' ', '');
  assert.match(await page.getByRole('link', { name: '在本机的验证器中打开' }).getAttribute('href'), new RegExp(`^otpauth://totp/tucai:province\\?secret=${secret}&`));
  await page.locator('input[name=code]').fill('000000');
  await page.getByRole('button', { name: '启用动态码' }).click();
  await page.getByText('动态码不正确').waitFor();
  await calmStep();
  await page.locator('input[name=code]').fill(codeOf(secret, -1));
  await page.getByRole('button', { name: '启用动态码' }).click();
  await page.getByRole('heading', { name: '各环节' }).waitFor();
  assert.deepEqual(errors, []);
  await context.close();
});

test('the next one asks for a code', { timeout: 60000 }, async () => {
  const { page, errors } = await open(browser, `${stack.url}/ops/`, DESKTOP);
  assert.equal(await page.locator('input[name=totp]').isVisible(), false);
  await signIn(page);
  await page.locator('input[name=totp]').waitFor();
  await page.getByText('请输入动态码').waitFor();
  await picture(page, 'staff-2-code');
  await calmStep();
  await page.locator('input[name=totp]').fill(codeOf(secret, -1)); // that one is used up
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByText('动态码不正确或已用过').waitFor();
  await page.locator('input[name=totp]').fill(codeOf(secret, 1));
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('heading', { name: '各环节' }).waitFor();
  assert.deepEqual(errors, []);
});
