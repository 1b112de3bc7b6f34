// A school's times and places: phases and closed days, whom a student may call, where photos are taken on the spot; and for the
// province its name, season, campuses, hours, plan and policies. What is not shown here goes back as it came.
import { call } from '/shared/api.mjs';
import { h, show, say, action, plain } from '/shared/dom.mjs';
import { check, choice, field as optional, valuesOf } from '/shared/table.mjs';

const PHASES = { first_capture: '初次采集', review: '学校审核', recapture: '不合格重拍', make_up: '补采' };
const LIVENESS = { off: '不检测', optional: '有就检测', required: '必须现场拍摄' };

const field = (label, attributes) => optional(label, { required: true, ...attributes });
const campusField = (value) => optional('校区（空：全部）', { name: 'campus', value: value ?? '', list: 'campuses' });
const words = (text) => text.split(/[\s,，、;；]+/).filter(Boolean);
const clock = (label, name, value, more = {}) => field(label, { name, value, pattern: '([01][0-9]|2[0-4]):[0-5][0-9]', title: '如 08:00', inputmode: 'numeric', placeholder: '08:00', ...more });

/** Rows to edit: each keeps what it had beside its fields; members that are left empty go away. */
function rows(title, items, fieldsOf, empty) {
  const list = h('div', {});
  const add = (item) => {
    const parts = fieldsOf(item);
    const row = h('div', { class: 'edit item' }, parts, h('button', { type: 'button', class: 'danger', 'aria-label': `删除这一${title}`, onclick: () => row.remove() }, '删除'));
    row.read = () => {
      const value = { ...item, ...valuesOf(row), ...Object.assign({}, ...parts.map((part) => part.read?.() ?? {})) };
      return Object.fromEntries(Object.entries(value).filter(([, x]) => x !== '' && x !== undefined));
    };
    list.append(row);
  };
  items.forEach(add);
  const box = h('fieldset', {}, h('legend', {}, title), list, h('button', { type: 'button', onclick: () => add(empty) }, `添加${title}`));
  return { box, read: () => [...list.children].map((row) => row.read()) };
}

/** A make-up round can be for some students alone (R6). */
function uidsField(p) {
  const text = h('textarea', { rows: '2', spellcheck: 'false' }, (p.uids ?? []).join('\n'));
  const label = h('label', { class: 'whole' }, h('span', {}, '只限这些学生（student_uid，空：全部）'), text);
  label.read = () => ({ uids: words(text.value).length ? words(text.value) : undefined });
  const select = choice('阶段', 'phase', PHASES, p.phase);
  const fit = () => { label.hidden = select.querySelector('select').value !== 'make_up' && !text.value; };
  select.addEventListener('change', fit);
  fit();
  return [select, label];
}

function phaseFields(p) {
  const [select, uids] = uidsField(p);
  return [select, field('开始', { name: 'from', type: 'date', value: p.from }), field('结束', { name: 'to', type: 'date', value: p.to }), campusField(p.campus),
    optional('层次（空：全部）', { name: 'level', value: p.level ?? '' }), uids];
}

const contactFields = (c) => [
  campusField(c.campus), field('部门', { name: 'name', value: c.name }),
  field('电话', { name: 'phone', type: 'tel', value: c.phone }), optional('邮箱', { name: 'email', type: 'email', value: c.email ?? '' }),
];

const SLOT = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d)-(\d\d:\d\d)(?: (\d+))?$/;
const slotLine = (s) => `${s.date} ${s.from}-${s.to}${s.seats ? ` ${s.seats}` : ''}`;

function slotOf(line) {
  const [, date, from, to, seats] = SLOT.exec(line.trim()) ?? [];
  if (!date) throw plain(`看不懂场次“${line.trim()}”，请写成：2027-04-01 09:00-11:30 350`);
  return { date, from, to, ...(seats ? { seats: Number(seats) } : {}) };
}

function pointFields(p) {
  const text = h('textarea', { rows: '2', spellcheck: 'false', placeholder: '2027-04-01 09:00-11:30 350' }, (p.slots ?? []).map(slotLine).join('\n'));
  const label = h('label', { class: 'whole' }, h('span', {}, '场次（每行一场：日期 开始-结束 人数）'), text);
  label.read = () => ({ slots: text.value.trim() ? text.value.trim().split('\n').map(slotOf) : undefined });
  return [campusField(p.campus), field('地点', { name: 'name', value: p.name }), optional('地址', { name: 'address', value: p.address ?? '' }), label];
}

/** A list of texts in one field. */
function listOf(label, items, attributes, sound = () => true) {
  const text = h('textarea', { rows: '2', spellcheck: 'false', ...attributes }, items.join('\n'));
  return {
    box: h('label', {}, h('span', {}, label), text),
    read: () => {
      const all = words(text.value);
      const wrong = all.find((x) => !sound(x));
      if (wrong) throw plain(`看不懂“${wrong}”，请写成：2027-05-01`);
      return all;
    },
  };
}

/** What only the province changes; read() gives those members. */
function provincePart(d, disabled) {
  const off = { disabled };
  const name = field('学校名称', { name: 'name', value: d.name, ...off });
  const season = optional('采集季', { name: 'season', value: d.season ?? '', pattern: '[A-Za-z0-9_\\-]{1,32}', ...off });
  const campuses = listOf('校区（每行一个）', d.campuses ?? [], off);
  const hours = h('div', { class: 'edit' }, clock('每日开始', 'open', d.hours?.open ?? '08:00', off), clock('每日结束', 'close', d.hours?.close ?? '18:00', off));
  const closed = listOf('停采日（每行一天，如 2027-05-01）', d.closed_days ?? [], off, (x) => /^\d{4}-\d\d-\d\d$/.test(x));
  const plan = h('div', { class: 'edit' }, field('收费（元）', { name: 'yuan', type: 'number', min: '0', max: '1000', step: '0.01', value: ((d.plan?.amount_fen ?? 1500) / 100).toFixed(2), ...off }),
    field('纸质照片（张）', { name: 'prints', type: 'number', min: '0', max: '50', value: String(d.plan?.prints ?? 5), ...off }));
  const liveness = choice('活体检测', 'liveness', LIVENESS, d.liveness ?? 'off');
  liveness.querySelector('select').disabled = disabled;
  const policy = h('div', {}, liveness, check('审核自动通过（只对没有疑点的照片）', { name: 'auto_approval', checked: d.auto_approval, ...off }), check('人像比对（由第三方核对是否本人）', { name: 'real_name', checked: d.real_name, ...off }));
  const set = (legend, ...content) => h('fieldset', {}, h('legend', {}, legend), content);
  const read = () => {
    const { yuan, prints } = valuesOf(plan);
    const [days, places, { season: ours }] = [closed.read(), campuses.read(), valuesOf(season)];
    return { ...valuesOf(name), ...(ours || d.season ? { season: ours } : {}), hours: valuesOf(hours), plan: { ...d.plan, amount_fen: Math.round(yuan * 100), prints: Number(prints) }, ...valuesOf(policy),
      ...(places.length || d.campuses ? { campuses: places } : {}), ...(days.length || d.closed_days ? { closed_days: days } : {}) };
  };
  return { read, box: [h('div', { class: 'edit' }, name, season), set('拍摄时间', hours, closed.box), set('收费和纸质照片', plan), set('校区和检测', campuses.box, policy)] };
}

/** role: a school's own account changes only its phases and places (http-api.md), and would be refused for sending the rest. */
export async function settingsPage(body, school, role) {
  const disabled = role === 'school';
  const { body: document_, headers } = await call('GET', `/schools/${school}`);
  const province = provincePart(document_, disabled);
  const phases = rows('阶段', document_.phases ?? [], phaseFields, { phase: 'first_capture' });
  const contacts = rows('联系人', document_.contacts ?? [], contactFields, {});
  const points = rows('采集点', document_.collection_points ?? [], pointFields, {});
  const save = action(async () => {
    const places = points.read();
    const changed = { ...document_, ...(disabled ? {} : province.read()), phases: phases.read(), contacts: contacts.read(), ...(places.length || document_.collection_points ? { collection_points: places } : {}) };
    await call('PUT', `/schools/${school}`, changed, { 'If-Match': headers.get('ETag') });
    await settingsPage(body, school, role);
    say('已保存，立即生效。', 'good');
  });
  const campuses = h('datalist', { id: 'campuses' }, (document_.campuses ?? []).map((value) => h('option', { value })));
  const form = h('form', { class: 'card', onsubmit: save }, h('h2', {}, '采集设置'), disabled ? h('p', { class: 'quiet' }, '灰色的部分由省级账号修改。') : null,
    phases.box, contacts.box, points.box, province.box, campuses, h('button', { class: 'main' }, '保存'));
  form.querySelectorAll('[name=campus]').forEach((input) => input.setAttribute('list', 'campuses'));
  show(body, form);
}
