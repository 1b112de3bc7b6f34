// The schools of the province: found, opened, made one by one or many from a file.
import { call, get, Problem } from '/shared/api.mjs';
import { h, show, say, action, plain } from '/shared/dom.mjs';
import { field, filePicker, list, valuesOf } from '/shared/table.mjs';

const CODE = { name: 'code', required: true, pattern: '[0-9]{5}', maxlength: '5', inputmode: 'numeric', title: '5 位数字' };
const SHOWN = 300;

/** Their own pages are a place further on. */
function goTo(code, part) {
  sessionStorage.setItem('staff', JSON.stringify({ ...JSON.parse(sessionStorage.getItem('staff')), school: code }));
  location.href = `/school/#${part}`;
}

const links = (code) => h('div', { class: 'row end' }, [['review', '审核'], ['roster', '进度'], ['settings', '设置']].map(([part, label]) =>
  h('button', { type: 'button', class: 'small', 'aria-label': `${label} ${code}`, onclick: () => goTo(code, part) }, label)));

function tableCard(schools) {
  const found = h('div', { 'aria-live': 'polite' });
  const search = h('input', { type: 'search', placeholder: '代码或名称', 'aria-label': '查找学校' });
  const draw = () => {
    const text = search.value.trim();
    const hits = schools.filter((s) => s.code.startsWith(text) || s.name.includes(text));
    show(found, hits.length ? list(['代码', '名称', '采集季', '版本', ''], hits.slice(0, SHOWN).map((s) => [s.code, s.name, s.season || '–', String(s.version), links(s.code)])) : h('p', { class: 'quiet' }, '没有找到学校。'),
      hits.length > SHOWN ? h('p', { class: 'quiet' }, `共 ${hits.length} 所，只列出前 ${SHOWN} 所，请缩小查找范围。`) : null);
  };
  search.addEventListener('input', draw);
  draw();
  return h('section', { class: 'card' }, h('h2', {}, `学校 ${schools.length} 所`), search, found);
}

function newCard(again) {
  const form = h('form', { class: 'card' }, h('h2', {}, '新增学校'), h('div', { class: 'edit' }, field('学校代码', CODE), field('名称', { name: 'name', required: true, maxlength: '60' }),
    field('采集季', { name: 'season', value: String(new Date().getFullYear()), pattern: '[A-Za-z0-9_\\-]{1,32}', required: true })),
  h('p', { class: 'quiet' }, '建立后在“设置”中填写阶段、联系人等。'), h('button', {}, '新增'));
  form.addEventListener('submit', action(async () => {
    const { code, ...document_ } = valuesOf(form);
    const { schools } = await get('/schools');
    if (schools.some((s) => s.code === code)) throw plain(`学校 ${code} 已经有了，请在设置中修改。`);
    await call('PUT', `/schools/${code}`, { ...document_, phases: [] });
    await again();
    say(`学校 ${code} 已新增。`, 'good');
  }));
  return form;
}

function outcome({ saved = [], errors = [] }) {
  const text = (e) => `${e.code || '（无代码）'}：${e.detail}${e.line ? `（文件第 ${e.line} 行）` : ''}`;
  return [h('p', { class: errors.length ? '' : 'good' }, `已保存 ${saved.length} 所。`),
    errors.length ? [h('p', { class: 'bad' }, `有 ${errors.length} 所没有保存：`), h('ul', { class: 'lines' }, errors.map((e) => h('li', {}, text(e))))] : null];
}

function manyCard(again) {
  const picker = filePicker('选择文件', { name: 'schools', accept: '.json,application/json' });
  const result = h('div', { class: 'result', role: 'status' });
  const form = h('form', { class: 'card' }, h('h2', {}, '批量导入学校'),
    h('p', { class: 'quiet' }, 'JSON 文件，以学校代码为键，或带 code 的列表；最大 8 MB，2000 所。每所学校单独保存，一所有误不影响其他。'),
    picker.box, h('button', {}, '导入'), result);
  form.addEventListener('submit', action(async () => {
    const [file] = picker.input.files;
    if (!file) throw plain('请先选择文件。');
    try {
      const { body } = await call('PUT', '/schools', file, { 'Content-Type': 'application/json' });
      await again(outcome(body));
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      show(result, h('p', { class: 'bad' }, e.message), e.body.errors ? outcome(e.body) : null);
    }
  }));
  return { form, result };
}

export async function schoolsPage(body) {
  const { schools } = await get('/schools');
  const again = async (said) => {
    await schoolsPage(body);
    if (said) show(body.querySelector('.result'), said);
  };
  show(body, tableCard(schools), newCard(again), manyCard(again).form);
}
