// The student's page when things go wrong: wrong files, a lost line, a restarting server, reload and back, double clicks; and narrow screens.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Stack } from '../../scripts/stack.mjs';
import { SCHOOL, issueCode, setUpSchool } from '../../scripts/demo/school.mjs';
import { defaultPhoto, variants } from '../../scripts/demo/photos.mjs';
import { DESKTOP, PHONE, cameraOf, launch, open } from '../support/browser.mjs';
import { RedisClient } from '../support/redis.mjs';
import { staffOf } from '../support/staff.mjs';

const dir = mkdtempSync(path.join(tmpdir(), 'tucai-e2e-'));
const MIB = 1024 * 1024;
let stack;
let browser;
let photo;
let bad;

const button = (page, name) => page.getByRole('button', { name, exact: true });
const heading = (page, name) => page.getByRole('heading', { name });

/** A page signed in as a student who is ready to take a photo. */
async function studentPage(uid, device = PHONE) {
  const client = await issueCode(stack, uid, `${uid}.png`).openAndPrepare();
  const opened = await open(browser, `${stack.url}/student/`, device);
  await opened.page.evaluate((token) => sessionStorage.setItem('token', token), client.token);
  await opened.page.reload();
  await heading(opened.page, '拍摄照片').waitFor();
  return { ...opened, client };
}

before(async () => {
  stack = await new Stack(dir, { supervise: true }).start();
  await setUpSchool(stack);
  photo = await defaultPhoto();
  bad = await variants(photo, dir);
  browser = await launch({ camera: await cameraOf(photo, path.join(dir, 'camera.mjpeg')) });
}, { timeout: 120000 });

after(async () => {
  await browser?.close();
  await stack?.stop();
  rmSync(dir, { recursive: true, force: true });
});

test('a file that cannot pass is named before it is sent', { timeout: 30000 }, async () => {
  const { page, errors } = await studentPage('2021000000101');
  const sent = [];
  page.on('request', (r) => { if (r.method() === 'POST') sent.push(r.url()); });
  const jpeg = readFileSync(photo);
  const files = [
    [Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(999)]), /HEIC.*兼容性最佳/],
    [Buffer.from([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]), /PNG/],
    [Buffer.concat([jpeg, Buffer.alloc(8 * MIB)]), /8\.\d MB.*上限/],
    [Buffer.alloc(0), /空的/],
  ];
  for (const [bytes, sentence] of files) {
    await page.locator('#photo-file').setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: bytes });
    await page.locator('#message', { hasText: sentence }).waitFor();
  }
  assert.deepEqual(sent, []);
  assert.deepEqual(errors, []);
});

test('the camera shows its frame, the back button leaves it, a dry run costs nothing', { timeout: 40000 }, async () => {
  const { page, client, errors } = await studentPage('2021000000102');
  await page.locator('#open-camera').click();
  await page.locator('#shutter:not([disabled])').waitFor();
  await page.locator('.finder svg').waitFor();
  await page.goBack();
  await heading(page, '拍摄照片').waitFor();
  await page.goForward();
  await page.waitForFunction(() => document.querySelector('video')?.videoWidth > 0);
  assert.deepEqual(await page.evaluate(() => { const v = document.querySelector('video'); return [v.videoWidth, v.videoHeight]; }), [960, 1280], 'nothing is scaled');
  await page.locator('#shutter').click();
  await page.locator('#dry-run').click();
  await heading(page, '合格，可以这样拍').waitFor();
  const me = await client.get('/me');
  assert.equal(me.drafts.length, 0);
  assert.deepEqual(errors, []);
});

/** A camera that opens at once and gives its first picture when told. */
function slowCamera() {
  const canvas = Object.assign(document.createElement('canvas'), { width: 960, height: 1280 });
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream();
  window.firstPicture = () => setInterval(() => canvas.getContext('2d').fillRect(0, 0, 960, 1280), 50);
}

test('the shutter waits for the camera to show something', { timeout: 30000 }, async () => {
  const { page, errors } = await studentPage('2021000000105');
  await page.evaluate(slowCamera);
  await page.locator('#open-camera').click();
  await page.locator('.finder svg').waitFor();
  assert.equal(await page.locator('#shutter').isDisabled(), true);
  await page.evaluate(() => { window.firstPicture(); });
  await page.locator('#shutter:enabled').waitFor();
  assert.deepEqual(errors, []);
});

test('a double click while the line is cut makes one shot, when the line is back; a reload keeps the verdict', { timeout: 40000 }, async () => {
  const { page, context, client, errors } = await studentPage('2021000000103');
  await page.locator('#photo-file').setInputFiles(bad.too_dark);
  await page.locator('#confirm').waitFor();
  await context.setOffline(true);
  await page.locator('#confirm').dblclick();
  await heading(page, '网络已断开').waitFor();
  await context.setOffline(false);
  await heading(page, '照片不合格').waitFor();
  await page.reload();
  await heading(page, '照片不合格').waitFor();
  assert.equal((await client.get('/me')).attempts.failed_in_row, 1);
  assert.deepEqual(errors, []);
});

test('a server that dies under an upload is waited for', { timeout: 40000 }, async () => {
  const { page, errors } = await studentPage('2021000000104');
  await page.locator('#photo-file').setInputFiles(photo);
  await page.locator('#confirm').waitFor();
  await stack.ingest[0].kill();
  await page.locator('#confirm').click();
  await heading(page, '草稿箱（1/3）').waitFor();
  assert.deepEqual(errors, []);
});

/** What a finger cannot hit, what runs over the side, what a screen reader cannot name. */
function flaws() {
  const wide = document.documentElement.scrollWidth > innerWidth ? [`${document.documentElement.scrollWidth} px wide`] : [];
  const seen = [...document.querySelectorAll('button, a, input:not([type=file]), select, textarea, summary, label.file')].filter((e) => e.offsetParent);
  const small = seen.filter((e) => (e.closest('label') ?? e).getBoundingClientRect().height < 43.5).map((e) => `small: ${e.outerHTML.slice(0, 80)}`);
  const nameless = seen.filter((e) => !(e.textContent.trim() || e.ariaLabel || e.labels?.[0]?.textContent)).map((e) => `nameless: ${e.outerHTML.slice(0, 80)}`);
  return [...wide, ...small, ...nameless];
}

test('at 320 pixels nothing overflows, everything can be touched and has a name', { timeout: 40000 }, async () => {
  const narrow = { ...PHONE, viewport: { width: 320, height: 640 } };
  const { page } = await studentPage('2021000000105', narrow);
  assert.deepEqual(await page.evaluate(flaws), [], 'capture');
  await page.locator('#photo-file').setInputFiles(bad.too_small);
  await page.locator('#confirm').click();
  await heading(page, '照片不合格').waitFor();
  assert.deepEqual(await page.evaluate(flaws), [], 'verdict');
  await button(page, '退出').click();
  await heading(page, '上传采集码').waitFor();
  assert.deepEqual(await page.evaluate(flaws), [], 'code');
  for (const place of ['school', 'ops']) {
    await page.goto(`${stack.url}/${place}/`);
    await heading(page, '登录').waitFor();
    assert.deepEqual(await page.evaluate(flaws), [], place);
  }
});

test('a school changes its hours; what the form does not show stays', { timeout: 30000 }, async () => {
  const { page, errors } = await open(browser, `${stack.url}/school/#settings`, DESKTOP);
  const { name, password } = stack.firstAccount();
  await page.locator('input[name=name]').fill(name);
  await page.locator('input[name=password]').fill('wrong');
  await button(page, '登录').click();
  await page.locator('#message.error', { hasText: '密码' }).waitFor();
  await page.locator('input[name=password]').fill(password);
  await page.locator('input[name=school]').fill(SCHOOL);
  await button(page, '登录').click();
  await page.locator('input[name=open]').fill('07:30');
  await button(page, '保存').click();
  await page.locator('#message', { hasText: '已保存' }).waitFor();
  const kept = await page.evaluate(async (code) => (await fetch(`/api/v1/schools/${code}`, { headers: { Authorization: `Bearer ${sessionStorage.token}` } })).json(), SCHOOL);
  assert.equal(kept.hours.open, '07:30');
  assert.deepEqual(kept.limits, { pause_s: 1, video_s: 1, undo_s: 0 });
  assert.deepEqual(errors, []);
});

test('the board says that nothing is dispatched, and that it goes on', { timeout: 30000 }, async () => {
  const { page, errors } = await open(browser, `${stack.url}/ops/`, DESKTOP);
  const { name, password } = stack.firstAccount();
  await page.locator('input[name=name]').fill(name);
  await page.locator('input[name=password]').fill(password);
  await button(page, '登录').click();
  await page.getByText('一切正常').waitFor();
  const [dispatch] = stack.all('dispatch');
  dispatch.kill('SIGSTOP');
  await page.getByText('调度没有应答').waitFor();
  dispatch.kill('SIGCONT');
  await page.getByText('一切正常').waitFor();
  assert.deepEqual(errors, []);
});

test('dead letters are listed with a button; only the operator may press it', { timeout: 30000 }, async () => {
  const redis = new RedisClient(path.join(dir, 'redis.sock'));
  await redis.ask('HSET', 'j:lost', 'k', 'timer', 's', 'billing', 'p', 'nothing', 'n', 3, 't', Date.now(), 'z', 'dead', 'e', 'worker crashed');
  await redis.ask('ZADD', 'dead:billing', Date.now(), 'lost');
  await redis.ask('HINCRBY', 'c:jobs', 'admitted', 1);
  const { page, errors } = await open(browser, `${stack.url}/ops/`, DESKTOP);
  const as = async (role) => {
    const { token } = await staffOf(stack.url, redis, role);
    await page.evaluate((t) => sessionStorage.setItem('token', t), token);
    await page.reload();
    await page.getByRole('row', { name: /^lost .*worker crashed/ }).waitFor();
    await button(page, '重试').click();
  };
  await as('province');
  await page.locator('#message.error', { hasText: '只有运维账号可以重试' }).waitFor();
  await as('operator');
  await page.locator('#message', { hasText: '已重新排队' }).waitFor();
  await page.getByText('一切正常').waitFor();
  assert.equal(await button(page, '重试').isVisible(), false);
  assert.equal(await redis.ask('HGET', 'j:lost', 'z'), 'done');
  redis.close();
  assert.deepEqual(errors, []);
});

/** batch:<id>, uncertain, of one photo: as the relay keeps it. */
const uncertainBatch = (id, submission) => {
  const field = (n, bytes) => Buffer.concat([Buffer.from([n << 3 | 2, bytes.length]), Buffer.from(bytes)]);
  return Buffer.concat([field(1, id), field(4, field(2, submission)), Buffer.from([10 << 3, 1]), field(13, 'no answer')]);
};

test('a batch of unknown fate is shown; the province says what became of it', { timeout: 30000 }, async () => {
  const redis = new RedisClient(path.join(dir, 'redis.sock'));
  await redis.ask('HSET', 'batch:chsi-9', 'count', 1, 'sealed_ms', Date.now(), 'v', 3, 'state', 'uncertain', 'd', uncertainBatch('chsi-9', 's-of-9'));
  for (const set of ['batch:open', 'batch:uncertain']) await redis.ask('ZADD', set, Date.now(), 'chsi-9');
  const { page, errors } = await open(browser, `${stack.url}/ops/`, DESKTOP);
  const as = async (role, where) => {
    const { token } = await staffOf(stack.url, redis, role);
    await page.evaluate(([t, r]) => { sessionStorage.setItem('token', t); sessionStorage.setItem('staff', JSON.stringify({ name: 'x', role: r })); }, [token, role]);
    await page.goto(`${stack.url}/${where}`);
    await page.reload();
  };
  await as('operator', 'ops/');
  await page.getByRole('row', { name: /^chsi-9 1 张 去向不明/ }).waitFor();
  await page.getByText('1 个批次去向不明').waitFor();
  await as('operator', 'ops/#batches');
  await page.getByText('由省级账号在“全省管理”中处理').waitFor();
  await as('province', 'admin/#batches');
  await page.getByText('1 份提交').click();
  await page.getByText('s-of-9').waitFor();
  await page.locator('input[name=reason]').fill('电话核实');
  await page.locator('textarea[name=refused]').fill('s-of-other photo_held');
  await button(page, '确认').click();
  await page.locator('#message.error', { hasText: '不属于本批次' }).waitFor();
  await page.locator('select[name=outcome]').selectOption('not_received');
  await button(page, '确认').click();
  await page.locator('#message', { hasText: '已记录' }).waitFor();
  assert.equal(await redis.ask('ZCARD', 'batch:uncertain'), 0);
  assert.equal(await redis.ask('EXISTS', 'j:resolve:chsi-9:3'), 1);
  await redis.ask('ZREM', 'batch:open', 'chsi-9');
  redis.close();
  assert.deepEqual(errors, []);
});
