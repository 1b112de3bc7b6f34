// The province's page and the auditor's: accounts made and changed, schools from a file, the end of a season; and the log of all that, proven.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client, demoSchool } from '../../scripts/client.mjs';
import { SCHOOL } from '../../scripts/demo/school.mjs';
import { BUILD } from '../../scripts/stack.mjs';
import { DESKTOP, PHONE, fits, launch, open } from '../support/browser.mjs';
import { Scene } from '../support/ingest.mjs';

const YEAR = String(new Date().getFullYear());
let scene;
let browser;

const button = (page, name) => page.getByRole('button', { name, exact: true });
const said = (page, text) => page.locator('#message', { hasText: text }).waitFor();

/** A page on which that account has signed in. */
async function signedIn(where, { name, password }, device = DESKTOP) {
  const opened = await open(browser, `${scene.url}/${where}`, device);
  await opened.page.locator('input[name=name]').fill(name);
  await opened.page.locator('input[name=password]').fill(password);
  await button(opened.page, '登录').click();
  await opened.page.getByRole('navigation', { name: '页面' }).waitFor();
  return opened;
}

const login = (account) => new Client(scene.url).raw('POST', '/staff/login', account);

/** Fills the form for a new account in, and sends it; its password is the one that the page made. */
async function make(page, fields) {
  const form = page.locator('#new-account');
  if (fields.role) await form.locator('[name=role]').selectOption(fields.role);
  for (const name of ['name', 'school_code', 'college']) if (fields[name]) await form.locator(`[name=${name}]`).fill(fields[name]);
  await form.getByRole('button', { name: '生成' }).click();
  const password = await form.locator('[name=password]').inputValue();
  assert.match(password, /^\w{14}$/);
  await form.getByRole('button', { name: '新建' }).click();
  await said(page, `账号 ${fields.name} 已建立`);
  return { name: fields.name, password };
}

before(async () => {
  scene = await Scene.start({ decode: 0 });
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await scene?.stop();
});

test('accounts: the province makes a school\'s, the school its college\'s; a disabled one cannot sign in', async () => {
  const province = await signedIn('admin/#accounts', scene.stack.firstAccount());
  const wang = await make(province.page, { name: 'wang', role: 'school', school_code: SCHOOL });
  const school = await signedIn('school/#accounts', wang, PHONE);
  const li = await make(school.page, { name: 'li', college: '商学院' });
  assert.equal((await login(li)).status, 200);
  await school.page.getByRole('button', { name: '修改账号 li' }).click();
  await school.page.locator('#edit-account').getByLabel('停用').check();
  assert.ok(await fits(school.page));
  await button(school.page, '保存').click();
  await said(school.page, '账号 li 已保存');
  await school.page.getByRole('row', { name: /^li .*已停用/ }).waitFor();
  assert.equal((await login(li)).status, 403);
  for (const { errors } of [province, school]) assert.deepEqual(errors, []);
});

test('many schools from one file: the good ones are kept, the bad ones named; then one is opened', async () => {
  const { page, errors } = await signedIn('admin/#schools', scene.stack.firstAccount());
  const file = { 10285: { ...demoSchool(), name: '示范理工大学' }, 10286: { name: '', phases: 'no' } };
  await page.locator('input[name=schools]').setInputFiles({ name: 'schools.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(file)) });
  await button(page, '导入').click();
  await page.getByText('已保存 1 所。').waitFor();
  await page.getByText(/^10286：/).waitFor();
  await page.getByLabel('查找学校').fill('理工');
  await button(page, '设置 10285').click();
  await page.waitForURL(/\/school\/#settings$/);
  await page.getByLabel('学校名称').waitFor();
  assert.equal(await page.getByLabel('学校名称').inputValue(), '示范理工大学');
  await button(page, '换学校').click();
  await page.getByRole('heading', { name: '选择学校' }).waitFor();
  assert.deepEqual(errors, []);
});

test('a season is closed only by its name, and says what that starts', async () => {
  const { page, errors } = await signedIn('admin/#seasons', scene.stack.firstAccount(), PHONE);
  await page.getByRole('heading', { name: `关闭采集季 ${YEAR}` }).waitFor();
  await page.getByText('全额退款').waitFor();
  await page.locator('input[name=confirm]').fill('2000');
  await button(page, '关闭采集季').click();
  await said(page, '名称不符');
  assert.equal((await scene.staff.get(`/seasons/${YEAR}`)).closed_ms, undefined);
  await page.locator('input[name=confirm]').fill(YEAR);
  await button(page, '关闭采集季').click();
  await said(page, '已开始关闭');
  assert.ok((await scene.staff.get(`/seasons/${YEAR}`)).closed_ms > 0);
  assert.ok(await fits(page));
  assert.deepEqual(errors, []);
});

test('the auditor finds who did it, and takes a file that proves itself', async () => {
  const province = await signedIn('admin/#accounts', scene.stack.firstAccount());
  const zhao = await make(province.page, { name: 'zhao', role: 'auditor' });
  const { page, errors } = await signedIn('admin/', zhao);
  await page.getByRole('row', { name: /关闭采集季/ }).waitFor();
  await page.locator('input[name=by]').fill('wang');
  await button(page, '查询').click();
  await page.getByRole('row', { name: /wang（学校）.*新建账号.*10284.*li/ }).waitFor();
  await page.getByRole('row', { name: /wang（学校）.*修改账号.*停用/ }).waitFor();
  assert.equal(await page.getByRole('row', { name: /关闭采集季/ }).count(), 0);
  const [file] = await Promise.all([page.waitForEvent('download'), button(page, '导出全部').click()]);
  assert.equal(file.suggestedFilename(), 'audit.ndjson');
  execFileSync(path.join(BUILD, 'tucai-billing'), ['verify-audit', await file.path()]); // throws where it is not whole
  assert.deepEqual([...errors, ...province.errors], []);
});
