// What the pages say and offer in one state each.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { DESKTOP, PHONE, launch, open } from '../support/browser.mjs';
import { stillPages } from '../support/still_page.mjs';

const LATER = '2099-04-15T08:00:00+08:00';
const ME = {
  student: { uid: 'u1', name_masked: '张*三', school_name: '示范大学' },
  steps: [{ name: 'consent', done_at: '2025-04-01T08:00:00+08:00' }],
  next_step: null,
  window: { open: true, opens_at: null, closes_at: LATER, phase: 'first_capture' },
  lock: null, cooling_off_until: null, attempts: { failed_in_row: 0, left_before_lock: 5 },
  drafts: [], drafts_capacity: 3, submission: null, order: null, prints: { state: 'none' }, contacts: [],
};
const DRAFT = { draft_id: 'd1', made_at: '2025-04-01T09:00:00+08:00', deletable_at: LATER, warnings: [] };
const submission = (state) => ({ submission_id: 's1', state, reason: null, history: [] });
const order = (changes) => ({ order_no: '20250401abcdef', state: 'created', amount_fen: 1500, prints: 5, pay: null, pay_failure: null, expires_at: LATER, ...changes });
const SHUT = { open: false, opens_at: LATER, closes_at: null, phase: 'closed' };
const answers = {};
let pages;
let browser;

before(async () => {
  pages = await stillPages(answers);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  pages?.stop();
});

/** The student's page in that state of /me. */
async function studentPage(changes, place = '') {
  answers['GET /me'] = { ...ME, ...changes };
  const opened = await open(browser, `${pages.url}/student/`, PHONE);
  await opened.page.evaluate((at) => { sessionStorage.setItem('token', 't'); location.hash = at; }, place);
  await opened.page.reload();
  await opened.page.locator('#next').waitFor();
  return opened;
}

const sentence = (page) => page.locator('#next').textContent();
const button = (page, name) => page.getByRole('button', { name, exact: true });

test('a measure is told in its unit, and apart from the limit it passed', { timeout: 30000 }, async () => {
  const ROWS = [
    [{ unit: 'ratio', measured: 0.196, allowed: { min: 0.2, max: null } }, '测得 0.196，应不小于 0.2'],
    [{ unit: 'degrees', measured: 12.3, allowed: { min: -8, max: 8 } }, '测得 12°，应在 -8° 至 8° 之间'],
    [{ unit: 'degrees', measured: 8.04, allowed: { min: -8, max: 8 } }, '测得 8.04°，应在 -8° 至 8° 之间'],
    [{ unit: 'faces', measured: 0, allowed: { min: 1, max: null } }, '测得 0 张，应不小于 1 张'],
    [{ unit: 'probability', measured: 0.91, allowed: { min: null, max: 0.5 } }, '测得 91%，应不大于 50%'],
    [{ unit: 'px', measured: 41.2, allowed: { min: 50, max: null } }, '测得 41 像素，应不小于 50 像素'],
    [{ unit: 'share', measured: 0.084, allowed: { min: 0.17, max: null } }, '测得 8.4%，应不小于 17%'],
    [{ unit: 'delta_e', measured: 11.25, allowed: { min: 20, max: null } }, '测得 11.25，应不小于 20'],
  ];
  answers['GET /shots/x'] = { state: 'rejected', findings: ROWS.map(([f]) => ({ code: 'c', severity: 'refuse', message: '不合格。', advice: '请改。', ...f })) };
  const { page, errors } = await studentPage({}, 'shot/x');
  await page.locator('.findings li').first().waitFor();
  assert.deepEqual(await page.locator('.findings .quiet').allTextContents(), ROWS.map(([, text]) => text));
  assert.deepEqual(errors, []);
});

test('a photo that cost nothing can be downloaded; one that is not paid for cannot', { timeout: 30000 }, async () => {
  const free = await studentPage({ submission: submission('in_review') });
  await button(free.page, '下载照片').waitFor();
  const unpaid = await studentPage({ submission: submission('awaiting_payment'), order: order({}) });
  assert.equal(await button(unpaid.page, '下载照片').count(), 0);
  const refunded = await studentPage({ submission: submission('rejected'), order: order({ state: 'refunded' }) });
  assert.equal(await button(refunded.page, '下载照片').count(), 0);
});

test('the receipt lies beside the photo once there is one (R40)', { timeout: 30000 }, async () => {
  const sent = await studentPage({ submission: submission('sent') });
  assert.equal(await button(sent.page, '下载报送凭证').count(), 0);
  answers['GET /me/receipt'] = { format: 'tucai-chain 1', state: 'accepted' };
  const { page, errors } = await studentPage({ submission: submission('accepted'), order: order({ state: 'paid' }) });
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, '下载报送凭证').click()]);
  assert.equal(file.suggestedFilename(), '报送凭证.json');
  assert.equal(JSON.parse(readFileSync(await file.path(), 'utf8')).format, 'tucai-chain 1');
  assert.deepEqual(errors, []);
});

test('an order that was never made is not called expired', { timeout: 30000 }, async () => {
  const failed = await studentPage({ submission: submission('awaiting_payment'), order: order({ state: 'expired', pay_failure: 'PARAM_ERROR' }) });
  assert.match(await sentence(failed.page), /订单没有生成成功/);
  await button(failed.page, '重新生成订单').waitFor();
  const old = await studentPage({ submission: submission('awaiting_payment'), order: order({ state: 'expired' }) });
  assert.match(await sentence(old.page), /订单已过期/);
});

test('outside the phases nobody is sent to what would be refused (R24)', { timeout: 30000 }, async () => {
  const open_ = await studentPage({ drafts: [DRAFT] });
  assert.match(await sentence(open_.page), /从草稿箱选一张/);
  await button(open_.page, '确认上传这张').waitFor();
  const shut = await studentPage({ drafts: [DRAFT], window: SHUT });
  assert.match(await sentence(shut.page), /不在采集阶段内.*4月15日/);
  assert.equal(await button(shut.page, '确认上传这张').count(), 0);
  const over = await studentPage({ drafts: [DRAFT], window: { ...SHUT, opens_at: null } });
  assert.match(await sentence(over.page), /不在采集阶段内.*联系学校/);
  const unpaid = await studentPage({ submission: submission('awaiting_payment'), order: order({ state: 'expired' }), window: SHUT });
  assert.match(await sentence(unpaid.page), /不在采集阶段内/);
});

/** A school without hours of its own, opened by that role; what it sent when "save" was pressed. */
async function saved(role) {
  answers['GET /schools/10284'] = { name: '示范大学', phases: [{ phase: 'first_capture', from: '2025-04-01', to: '2025-04-10' }] };
  answers['PUT /schools/10284'] = { version: 2 };
  answers['POST /staff/login'] = { token: 't', name: 'wang', role, school_code: '10284' };
  const { page } = await open(browser, `${pages.url}/school/#settings`, DESKTOP);
  for (const name of ['name', 'password']) await page.locator(`input[name=${name}]`).fill('x');
  await button(page, '登录').click();
  await button(page, '保存').click();
  await page.locator('#message', { hasText: '已保存' }).waitFor();
  return { page, body: pages.asked.findLast((a) => a.call.startsWith('PUT')).body };
}

test('a school sends back only what it may change', { timeout: 30000 }, async () => {
  const own = await saved('school');
  assert.deepEqual([own.body.hours, own.body.name], [undefined, '示范大学']);
  assert.equal(await own.page.locator('input[name=open]').isDisabled(), true);
  const province = await saved('province');
  assert.deepEqual(province.body.hours, { open: '08:00', close: '18:00' });
});

test('opened by the mini-program with its code, the page binds the WeChat account and goes on', { timeout: 30000 }, async () => {
  answers['POST /me/wechat'] = { ...ME, wechat_bound: true };
  const { page, errors } = await studentPage({ next_step: 'phone' });
  await page.evaluate(() => { location.hash = 'wechat/0a1b2c'; });
  await page.locator('#message', { hasText: '已绑定微信' }).waitFor();
  await page.getByRole('heading', { name: '手机号' }).waitFor();
  assert.deepEqual(pages.asked.filter((a) => a.call === 'POST /me/wechat').map((a) => a.body), [{ js_code: '0a1b2c' }]);
  assert.equal(await page.evaluate(() => location.hash), '');
  assert.deepEqual(errors, []);
});
