// The school's list of students, how far they are, and who is missing. A college's account sees its own college and sends no list.
import { archiveCard } from './archive.mjs';
import { call, get, Problem } from '/shared/api.mjs';
import { h, show, say, action } from '/shared/dom.mjs';
import { download, filePicker } from '/shared/table.mjs';

/** What a person tells apart; the finer states stand in the files. */
const COLUMNS = [
  ['未开始', ['not_started']],
  ['采集中', ['started', 'draft']],
  ['待缴费', ['awaiting_payment']],
  ['待审核', ['in_review']],
  ['已通过', ['approved', 'sent']],
  ['学信网已接收', ['accepted']],
  ['需重拍', ['rejected', 'refused', 'reset']],
];
const GROUPS = { colleges: '按学院', classes: '按班级', campuses: '按校区' };
const COLUMN_NAMES = 'student_uid,student_no,campus,college,class';

const sum = (states, names) => names.reduce((n, name) => n + states[name], 0);

// ---- sending a list ----

function errorList(errors, omitted) {
  if (!errors?.length) return null;
  const text = (e) => `第 ${e.line} 行：${e.detail}${e.first_line ? `（首次出现在第 ${e.first_line} 行）` : ''}`;
  return h('div', {}, h('p', { class: 'bad' }, `有 ${errors.length + omitted} 行没有导入：`),
    h('ul', { class: 'lines' }, errors.map((e) => h('li', {}, text(e)))), omitted ? h('p', { class: 'quiet' }, `另有 ${omitted} 行未列出。`) : null);
}

const named = (label, names) => (names?.length ? h('p', {}, `${label}：${names.join('、')}`) : null);

function refusal({ message, body }) {
  return [h('p', { class: 'bad' }, message), body.line ? h('p', {}, `无法识别的内容在第 ${body.line} 行。`) : null,
    named('缺少的列', body.missing), named('多余的列', body.unknown), named('重复的列', body.repeated), errorList(body.errors, body.errors_omitted)];
}

const success = (r) => [
  h('p', { class: r.errors.length ? '' : 'good' }, `已导入：新增 ${r.added} 人，更改 ${r.changed} 人，未变 ${r.unchanged} 人，移出 ${r.removed} 人。`),
  errorList(r.errors, r.errors_omitted)];

function uploadCard(school, again) {
  const { input: file, box } = filePicker('选择文件', { name: 'roster', accept: '.csv,text/csv' });
  const strict = h('input', { type: 'checkbox', name: 'strict' });
  const result = h('div', { class: 'result', role: 'status' });
  const send = action(async () => {
    if (!file.files.length) {
      show(result, h('p', { class: 'bad' }, '请先选择名册文件。'));
      return;
    }
    show(result, h('p', {}, '正在导入…'));
    try {
      const { body } = await call('PUT', `/schools/${school}/roster${strict.checked ? '?strict=1' : ''}`, file.files[0], { 'Content-Type': 'text/csv' });
      show(result, success(body));
      await again();
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      show(result, refusal(e));
    }
  });
  return h('form', { class: 'card', onsubmit: send }, h('h2', {}, '学生名册'),
    h('p', { class: 'quiet' }, `CSV 文件，首行为表头：${COLUMN_NAMES}（顺序不限）。编码 UTF-8 或 GBK，最多 20 万行。新名册替换原名册：不在新名册中的学生显示为“未编入名册”，其照片和进度不受影响。`),
    box,
    h('label', { class: 'check' }, strict, '有一行错误就全部不导入'), h('button', { class: 'main' }, '导入名册'), result);
}

// ---- how far they are ----

function row(label, group) {
  const cells = COLUMNS.map(([name, states]) => h('td', { 'data-label': name }, String(sum(group.states, states))));
  return h('tr', {}, h('th', { scope: 'row' }, label), h('td', { 'data-label': '总人数' }, String(group.total)), cells);
}

const labelOf = (g) => [g.campus, g.college, g.class].filter((x) => x !== undefined).map((x) => x || '（空）').join(' · ');

function table(progress, by) {
  const heads = [GROUPS[by].slice(1), '总人数', ...COLUMNS.map(([name]) => name)];
  const rows = progress[by].map((g) => row(labelOf(g), g));
  if (progress.unassigned.total) rows.push(row('未编入名册', progress.unassigned));
  return h('div', { class: 'scroll' }, h('table', { class: 'board' }, h('thead', {}, h('tr', {}, heads.map((c) => h('th', { scope: 'col' }, c)))), h('tbody', {}, rows)));
}

function progressCard(school, progress, again) {
  const left = progress.total - progress.states.accepted;
  const by = h('select', { name: 'by', 'aria-label': '分组' }, Object.entries(GROUPS).map(([value, text]) => h('option', { value }, text)));
  const place = h('div', {}, table(progress, 'colleges'));
  by.addEventListener('change', () => show(place, table(progress, by.value)));
  const save = (what) => action(() => download(`/schools/${school}/${what}?format=csv`, `${what}-${school}.csv`));
  const text = progress.total ? `名册共 ${progress.total} 人，学信网已接收 ${progress.states.accepted} 人，还差 ${left} 人。` : '还没有名册。';
  return h('section', { class: 'card' }, h('h2', {}, '采集进度'), h('p', {}, text),
    h('div', { class: 'row' }, h('button', { type: 'button', class: 'main', onclick: save('missing') }, '下载未完成名单'),
      h('button', { type: 'button', onclick: save('progress') }, '下载进度表'), h('button', { type: 'button', onclick: action(again) }, '刷新')),
    h('div', { class: 'by' }, by), place);
}

export async function rosterPage(body, school, role) {
  const place = h('div', {});
  const again = async () => show(place, progressCard(school, await get(`/schools/${school}/progress`), again));
  await again();
  show(body, place, ...(role === 'college' ? [] : [uploadCard(school, again), await archiveCard(school)]));
  say('');
}
