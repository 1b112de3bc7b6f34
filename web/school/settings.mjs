// What a school changes itself: its name, the hours and days of capture, and whom a student may call. The rest of its document
// goes back as it came.
import { call } from '/shared/api.mjs';
import { h, show, say, action } from '/shared/dom.mjs';

const PHASES = { first_capture: '初次采集', review: '学校审核', recapture: '不合格重拍', make_up: '补采' };

const field = (label, attributes) => h('label', {}, h('span', {}, label), h('input', { required: true, ...attributes }));
const values = (box) => Object.fromEntries([...box.querySelectorAll('[name]')].map((i) => [i.name, i.value.trim()]));

/** Rows to edit: each keeps what it had beside its fields. */
function rows(title, items, fieldsOf, empty) {
  const list = h('div', {});
  const add = (item) => {
    const row = h('div', { class: 'edit' }, fieldsOf(item), h('button', { type: 'button', class: 'danger', onclick: () => row.remove() }, '删除'));
    row.read = () => ({ ...item, ...values(row) });
    list.append(row);
  };
  items.forEach(add);
  const box = h('fieldset', {}, h('legend', {}, title), list, h('button', { type: 'button', onclick: () => add(empty) }, `添加${title}`));
  return { box, read: () => [...list.children].map((row) => row.read()) };
}

const phaseFields = (p) => [
  h('label', {}, h('span', {}, '阶段'), h('select', { name: 'phase' }, Object.entries(PHASES).map(([value, text]) => h('option', { value, selected: value === p.phase }, text)))),
  field('开始', { name: 'from', type: 'date', value: p.from }), field('结束', { name: 'to', type: 'date', value: p.to }),
  field('校区（空：全部）', { name: 'campus', value: p.campus ?? '', required: false }),
];

const contactFields = (c) => [
  field('校区（空：全部）', { name: 'campus', value: c.campus ?? '', required: false }), field('部门', { name: 'name', value: c.name }),
  field('电话', { name: 'phone', type: 'tel', value: c.phone }), field('邮箱', { name: 'email', type: 'email', value: c.email ?? '', required: false }),
];

/** role: a school's own account changes neither its name nor its hours (http-api.md), and would be refused for sending them. */
export async function settingsPage(body, school, role) {
  const disabled = role === 'school';
  const { body: document_, headers } = await call('GET', `/schools/${school}`);
  const name = field('学校名称', { name: 'name', value: document_.name, disabled });
  const time = (label, key, value) => field(label, { name: key, value, disabled, pattern: '([01][0-9]|2[0-4]):[0-5][0-9]', title: '如 08:00', inputmode: 'numeric' });
  const hours = h('div', { class: 'edit' }, time('每日开始', 'open', document_.hours?.open ?? '08:00'), time('每日结束', 'close', document_.hours?.close ?? '18:00'));
  const phases = rows('阶段', document_.phases ?? [], phaseFields, { phase: 'first_capture' });
  const contacts = rows('联系人', document_.contacts ?? [], contactFields, {});
  const save = action(async () => {
    const provinces = disabled ? {} : { ...values(name), hours: values(hours) };
    const changed = { ...document_, ...provinces, phases: phases.read(), contacts: contacts.read() };
    await call('PUT', `/schools/${school}`, changed, { 'If-Match': headers.get('ETag') });
    await settingsPage(body, school, role);
    say('已保存，立即生效。', 'good');
  });
  show(body, h('form', { class: 'card', onsubmit: save }, h('h2', {}, '采集设置'), disabled ? h('p', { class: 'quiet' }, '学校名称和拍摄时间由省级账号修改。') : null, name,
    h('fieldset', {}, h('legend', {}, '拍摄时间'), hours), phases.box, contacts.box, h('button', { class: 'main' }, '保存')));
}
