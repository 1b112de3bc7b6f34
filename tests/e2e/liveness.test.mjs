// A school that asks for liveness (R16): the page says what to do, takes frames meanwhile, and sends them with the photo.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Stack } from '../../scripts/stack.mjs';
import { issueCode, setUpSchool } from '../../scripts/demo/school.mjs';
import { defaultPhoto } from '../../scripts/demo/photos.mjs';
import { PHONE, cameraOf, launch, open } from '../support/browser.mjs';

const dir = mkdtempSync(path.join(tmpdir(), 'tucai-live-'));
let stack;
let browser;
let photo;

const button = (page, name) => page.getByRole('button', { name, exact: true });

before(async () => {
  stack = await new Stack(dir, { relay: 0 }).start();
  await setUpSchool(stack, { liveness: 'required' });
  photo = await defaultPhoto();
  browser = await launch({ camera: await cameraOf(photo, path.join(dir, 'camera.mjpeg')) });
}, { timeout: 120000 });

after(async () => {
  await browser?.close();
  await stack?.stop();
  rmSync(dir, { recursive: true, force: true });
});

test('a file is no evidence; a picture before the camera does not turn its head', { timeout: 120000 }, async () => {
  const client = await issueCode(stack, '2021000000301', 'live.png').openAndPrepare();
  const { page, errors } = await open(browser, `${stack.url}/student/`, PHONE);
  await page.evaluate((token) => sessionStorage.setItem('token', token), client.token);
  await page.reload();
  await page.locator('#photo-file').setInputFiles(photo);
  await button(page, '确定，制作照片').click();
  await page.getByRole('heading', { name: '请用相机现场拍摄' }).waitFor();
  await button(page, '打开相机').click();
  await page.locator('#shutter:enabled').click();
  await page.locator('.asked', { hasText: /转头|闭上眼睛/ }).waitFor();
  const upload = page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/shots'));
  await button(page, '确定，制作照片').click();
  assert.match((await upload).headers()['content-type'], /^multipart\/form-data/);
  await page.getByRole('heading', { name: '照片不合格' }).waitFor();
  assert.match(await page.locator('main').innerText(), /本人|活体/);
  assert.equal((await client.get('/me')).attempts.failed_in_row, 1);
  assert.deepEqual(errors, []);
});
