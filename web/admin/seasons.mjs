// Seasons: made and changed, cloned with their schools, and closed for ever. All that are there are offered; a name that is not
// there makes a new one.
import { call, get, post, Problem } from '/shared/api.mjs';
import { h, show, say, action, plain, when } from '/shared/dom.mjs';
import { check, field, valuesOf } from '/shared/table.mjs';

const NAME = { pattern: '[A-Za-z0-9_\\-]{1,32}', maxlength: '32', required: true, title: '字母、数字、_ 和 -', autocapitalize: 'none', spellcheck: 'false' };

async function read(name) {
  try {
    const { body, headers } = await call('GET', `/seasons/${encodeURIComponent(name)}`);
    return { name, document: body, version: headers.get('ETag') };
  } catch (e) {
    if (!(e instanceof Problem) || e.status !== 404) throw e;
    return { name, document: { graduation_years: [Number(name) || new Date().getFullYear()] }, version: null };
  }
}

const numbers = (text) => text.split(/[\s,，、]+/).filter(Boolean).map((word) => {
  if (!/^\d{4}$/.test(word)) throw plain('毕业年份是 4 位数字，多个年份用逗号分开。');
  return Number(word);
});
const words = (text) => text.split(/[\s,，、]+/).filter(Boolean);

function editCard(season, again) {
  const { name, document: kept, version } = season;
  const form = h('form', { class: 'card' }, h('h2', {}, version ? `采集季 ${name}` : `新建采集季 ${name}`),
    h('div', { class: 'edit' }, field('毕业年份', { name: 'years', value: (kept.graduation_years ?? []).join('，'), required: true, placeholder: '2027' }),
      field('培养层次（空：全部）', { name: 'levels', value: (kept.levels ?? []).join('，'), placeholder: '本科，专科' })),
    check('暂停登录（学生不能打开新的采集）', { name: 'closed', checked: kept.closed }),
    h('button', { class: 'main' }, version ? '保存' : '新建'));
  form.addEventListener('submit', action(async () => {
    const { years, levels, closed } = valuesOf(form);
    const changed = { ...kept, graduation_years: numbers(years), levels: words(levels), closed };
    if (!changed.levels.length) delete changed.levels;
    await call('PUT', `/seasons/${encodeURIComponent(name)}`, changed, version ? { 'If-Match': version } : {});
    await again(name);
    say('已保存。', 'good');
  }));
  return form;
}

function cloneCard(names, again) {
  const form = h('form', { class: 'card' }, h('h2', {}, '从上一季复制'),
    h('p', { class: 'quiet' }, '毕业年份、各校的阶段和停采日顺延，文本、联系人、检测标准照旧。按学生名单设的补采不复制。原采集季须已关闭，否则它的学生就不能再采集。'),
    h('div', { class: 'edit' }, field('原采集季', { name: 'from', list: 'seasons', ...NAME }), field('新采集季', { name: 'to', ...NAME }),
      field('顺延（年）', { name: 'years', type: 'number', min: '1', max: '10', value: '1', required: true })),
    h('datalist', { id: 'seasons' }, names.map((value) => h('option', { value }))), h('button', {}, '复制'));
  form.querySelector('[name=from]').setAttribute('list', 'seasons');
  form.addEventListener('submit', action(async () => {
    const { from, to, years } = valuesOf(form);
    await post(`/seasons/${encodeURIComponent(to)}/clone`, { from, years: Number(years) });
    await again(to);
    say('已开始复制，各校会陆续转入新的采集季。', 'good');
  }));
  return form;
}

/** What it starts cannot be stopped: the name has to be typed. */
function closeCard({ name, document: kept }, again) {
  const begun = kept.closed_ms ? h('p', {}, `已于 ${when(new Date(kept.closed_ms).toISOString())} 关闭。再次关闭只会把所有学生重新过一遍，不会重复退款。`) : null;
  const form = h('form', { class: 'card danger' }, h('h2', {}, `关闭采集季 ${name}`), begun,
    h('p', {}, '关闭后不能恢复：'),
    h('ul', {}, h('li', {}, '学生不能再打开采集，学校不能再审核。'), h('li', {}, '待支付和审核中的照片全部终止。'),
      h('li', {}, '已付款而学信网没有接收照片的，全额退款。'), h('li', {}, '已报送而学信网尚未答复的，等答复后再定。'), h('li', {}, '数据的保存期从这一刻起算，到期自动删除。')),
    field(`输入采集季名称 ${name} 以确认`, { name: 'confirm', required: true, autocomplete: 'off', autocapitalize: 'none' }),
    h('button', { class: 'danger' }, '关闭采集季'));
  form.addEventListener('submit', action(async () => {
    if (valuesOf(form).confirm !== name) throw plain(`名称不符，没有关闭。请输入 ${name}。`);
    await post(`/seasons/${encodeURIComponent(name)}/close`, {});
    await again(name);
    say('已开始关闭，退款会陆续进行。', 'good');
  }));
  return form;
}

export async function seasonsPage(body) {
  const { seasons } = await get('/seasons');
  const names = [...new Set([...seasons.map((s) => s.season), String(new Date().getFullYear())])].sort().reverse();
  const place = h('div', {});
  const open = async (name) => {
    const season = await read(name);
    picker.elements.season.value = name;
    show(place, editCard(season, open), season.version ? closeCard(season, open) : null);
  };
  const picker = h('form', { class: 'card choose' }, field('采集季', { name: 'season', value: names[0], ...NAME }), h('button', {}, '打开'),
    names.length > 1 && names.map((name) => h('button', { type: 'button', class: 'small', onclick: action(() => open(name)) }, name)));
  picker.addEventListener('submit', action(() => open(valuesOf(picker).season)));
  show(body, picker, place, cloneCard(names, open));
  await open(names[0]);
}
