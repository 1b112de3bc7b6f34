// What is to be printed: the whole school, a campus, a college, a class; on which paper, as what.
import { post } from '/shared/api.mjs';
import { h, show, say, action } from '/shared/dom.mjs';
import { choice, field, valuesOf } from '/shared/table.mjs';
import { FORMATS, PAPERS } from './print_words.mjs';
import { sheetAgainForm } from './sheet_again.mjs';

const LEVELS = [['campus', '校区', 'campuses'], ['college', '学院', 'colleges'], ['class', '班级', 'classes']];

/** The choice at one level, of what lies within the choices above it; '' is all of them. */
function narrow(select, groups, name, chosen) {
  const within = groups.filter((g) => LEVELS.every(([level]) => level === name || !chosen[level] || g[level] === undefined || g[level] === chosen[level]));
  const names = [...new Set(within.map((g) => g[name]).filter(Boolean))];
  show(select, h('option', { value: '' }, '全部'), names.map((value) => h('option', { value, selected: value === chosen[name] }, value)));
}

/** How many photos the registry has accepted in the chosen scope; nobody outside the roster is in a narrower one. */
function acceptedIn(progress, chosen) {
  const of = (groups) => groups.reduce((n, g) => n + (LEVELS.every(([level]) => !chosen[level] || g[level] === chosen[level]) ? g.states.accepted : 0), 0);
  return of(progress.classes) + (LEVELS.some(([level]) => chosen[level]) ? 0 : progress.unassigned.states.accepted);
}

function scopeFields(progress, changed) {
  const selects = Object.fromEntries(LEVELS.map(([name]) => [name, h('select', { name })]));
  const chosen = () => Object.fromEntries(LEVELS.map(([name]) => [name, selects[name].value]));
  const draw = () => {
    for (const [name, , list] of LEVELS) narrow(selects[name], progress[list], name, chosen());
    changed(chosen());
  };
  for (const select of Object.values(selects)) select.addEventListener('change', draw);
  draw();
  return LEVELS.map(([name, label]) => h('label', {}, h('span', {}, label), selects[name]));
}

function sheetOfOne(ordered) {
  const form = h('form', { class: 'choose' }, field('student_uid', { name: 'uid', required: true, autocapitalize: 'none', spellcheck: 'false' }), h('button', {}, '填写原因'));
  const place = h('div', {});
  form.addEventListener('submit', action(() => show(place, sheetAgainForm(valuesOf(form).uid, ordered))));
  return h('details', {}, h('summary', {}, '只打印一名学生…'),
    h('p', { class: 'quiet' }, '在“审核”页选“学信网已接收”，或在“学生”页打开一名学生，也可以再打印；不知道 student_uid 时请从那里进入。'), form, place);
}

/** ordered(): once an order stands. */
export function orderCard(school, progress, ordered) {
  const count = h('p', { 'aria-live': 'polite' });
  const tell = (chosen) => {
    const n = acceptedIn(progress, chosen);
    count.textContent = n ? `范围内有 ${n} 人的照片已被学信网接收，套餐含纸质照片的会打印。` : '范围内还没有被学信网接收的照片。';
  };
  const form = h('form', {}, h('div', { class: 'edit' }, scopeFields(progress, tell), choice('纸张', 'paper', PAPERS, '5inch'), choice('文件', 'format', FORMATS, 'pdf')),
    count, h('button', { class: 'main' }, '生成打印文件'));
  form.addEventListener('submit', action(async () => {
    const { paper, format, ...scope } = valuesOf(form);
    await post('/prints', { school_code: school, scope: Object.fromEntries(Object.entries(scope).filter(([, value]) => value)), paper, format });
    await ordered();
    say('已下单。', 'good');
  }));
  return h('section', { class: 'card' }, h('h2', {}, '打印纸质照片'),
    h('p', { class: 'quiet' }, '每人 5 张，按校区、学院、班级、学号排列，每班一包，附裁切线、条码和装箱单。下单后名单固定，之后接收的照片另下一单。'), form, sheetOfOne(ordered));
}
