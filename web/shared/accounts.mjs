// Accounts of the staff (R46): the province's of every kind, a school's of its colleges. Whatever is changed ends the account's sessions.
import { call, get, post } from './api.mjs';
import { h, show, say, action, when } from './dom.mjs';
import { ROLES } from './shell.mjs';
import { check, choice, field, list, query, valuesOf } from './table.mjs';

const SCHOOL = { pattern: '[0-9]{5}', maxlength: '5', inputmode: 'numeric', title: '5 位数字' };
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

/** To be read out and typed in: no letter looks like another. */
const newPassword = () => Array.from(crypto.getRandomValues(new Uint32Array(14)), (x) => LETTERS[x % LETTERS.length]).join('');

function passwordField(label, attributes) {
  const input = h('input', { name: 'password', autocomplete: 'off', spellcheck: 'false', autocapitalize: 'none', minlength: '10', ...attributes });
  const make = h('button', { type: 'button', onclick: () => { input.value = newPassword(); } }, '生成');
  return h('div', { class: 'joined' }, h('label', {}, h('span', {}, label), input), make);
}

/** Role, school and college: each field is there for the roles that have it. */
function placeFields(maker, account) {
  const school = field('学校代码', { name: 'school_code', value: account.school_code, required: true, ...SCHOOL });
  const college = field('学院名称', { name: 'college', value: account.college, required: true, title: '与名册中的学院名称一致' });
  if (maker.role === 'school') return [college];
  const role = choice('角色', 'role', ROLES, account.role);
  const select = role.querySelector('select');
  const fit = () => {
    for (const [box, roles] of [[school, ['school', 'college']], [college, ['college']]]) {
      box.hidden = !roles.includes(select.value);
      box.querySelector('input').disabled = box.hidden;
    }
  };
  select.addEventListener('change', fit);
  fit();
  return [role, school, college];
}

/** What a role without a place says of it: nothing. */
function placeOf(form, maker) {
  const { role = 'college', school_code: school = maker.school, college = '' } = valuesOf(form);
  return { role, school_code: ['school', 'college'].includes(role) ? school : '', college: role === 'college' ? college : '' };
}

function makeForm(maker, again) {
  const form = h('form', { class: 'card', id: 'new-account' }, h('h2', {}, '新建账号'),
    h('div', { class: 'edit' }, field('账号名', { name: 'name', required: true, pattern: '[A-Za-z0-9._@\\-]{1,64}', maxlength: '64', autocapitalize: 'none', spellcheck: 'false', autocomplete: 'off', title: '字母、数字和 . _ @ -' }),
      placeFields(maker, { role: maker.role === 'school' ? 'college' : 'school', school_code: '', college: '' }), passwordField('初始密码（至少 10 位）', { required: true })),
    h('p', { class: 'quiet' }, '密码只在这里显示，请当面或用安全的方式交给本人。省级和运维账号首次登录时须设置动态码。'),
    h('button', { class: 'main' }, '新建'));
  form.addEventListener('submit', action(async () => {
    const { name, password } = valuesOf(form);
    await post('/staff', { name, password, ...placeOf(form, maker) });
    await again();
    say(`账号 ${name} 已建立。`, 'good');
  }));
  return form;
}

/** Only what was changed is sent. */
function changeOf(form, account, maker) {
  const { password, disabled, reset_totp: reset } = valuesOf(form);
  const place = placeOf(form, maker);
  const moved = ['role', 'school_code', 'college'].some((name) => place[name] !== account[name]);
  return { ...(moved ? place : {}), ...(password ? { password } : {}), ...(disabled !== account.disabled ? { disabled } : {}), ...(reset ? { reset_totp: true } : {}) };
}

function editForm(account, maker, again, close) {
  const form = h('form', { class: 'card', id: 'edit-account' }, h('h2', { tabIndex: -1 }, `修改账号 ${account.name}`),
    h('div', { class: 'edit' }, placeFields(maker, account), passwordField('新密码（空：不改）', {})),
    check('停用（不能登录）', { name: 'disabled', checked: account.disabled }),
    account.totp ? check('重置动态码（本人下次登录时重新设置）', { name: 'reset_totp' }) : null,
    h('p', { class: 'quiet' }, '保存后，这个账号须重新登录。'),
    h('div', { class: 'row' }, h('button', { class: 'main' }, '保存'), h('button', { type: 'button', onclick: close }, '取消')));
  form.addEventListener('submit', action(async () => {
    const change = changeOf(form, account, maker);
    if (Object.keys(change).length) await call('PATCH', `/staff/${encodeURIComponent(account.name)}`, change);
    await again();
    say(`账号 ${account.name} 已保存。`, 'good');
  }));
  return form;
}

function stateOf(account) {
  if (account.disabled) return h('span', { class: 'bad' }, '已停用');
  if (account.locked_until && new Date(account.locked_until) > new Date()) return h('span', { class: 'bad' }, `锁定至 ${when(account.locked_until)}`);
  return '正常';
}

/** A school its colleges' alone, the province everybody's. */
const mayChange = (staff, account) => staff.role === 'province' || account.role === 'college';

const LABELS = ['账号', '角色', '学校', '学院', '状态', '动态码', '建立', ''];

/** staff: who looks; {name, role, school}. */
export async function accountsPage(body, staff, school = '') {
  const editor = h('div', {});
  const again = () => accountsPage(body, staff, school);
  const edit = (account) => {
    const form = editForm(account, staff, again, () => show(editor));
    show(editor, form);
    form.querySelector('h2').focus();
    form.scrollIntoView({ block: 'center' });
  };
  const row = (a) => [a.name, ROLES[a.role], a.school_code || '–', a.college || '–', stateOf(a), a.totp ? '已设置' : '–',
    [when(a.created_at), a.created_by].filter(Boolean).join(' '),
    a.name === staff.name ? h('span', { class: 'quiet' }, '本人') : mayChange(staff, a) && h('button', { type: 'button', class: 'small', 'aria-label': `修改账号 ${a.name}`, onclick: () => edit(a) }, '修改')];
  const pages = h('div', {});
  const more = h('div', { class: 'row' });
  const read = async (after) => {
    const { accounts, next } = await get(`/staff${query({ school_code: school, after })}`);
    if (accounts.length) pages.append(list(LABELS, accounts.map(row)));
    else if (!after) pages.append(h('p', { class: 'quiet' }, '还没有账号。'));
    show(more, next ? h('button', { type: 'button', onclick: action(() => read(next)) }, '更多') : null);
  };
  await read();
  const filter = h('form', { class: 'choose' }, field('只看学校', { name: 'school', value: school, placeholder: '学校代码', ...SCHOOL }), h('button', {}, '查看'));
  filter.addEventListener('submit', action(() => accountsPage(body, staff, valuesOf(filter).school)));
  show(body, h('section', { class: 'card' }, h('h2', {}, '账号'),
    h('p', { class: 'quiet' }, staff.role === 'school' ? '本校的院系账号：只能看本院系的进度和未完成名单，看不到照片。' : '自己的账号由另一位省级管理员修改。'),
    staff.role === 'school' ? null : filter, pages, more), editor, makeForm(staff, again));
}
