// What deletions leave (R41): how many of what, of which school, on which day; nobody is named.
import { get } from '/shared/api.mjs';
import { h, show, action } from '/shared/dom.mjs';
import { field, list, localDay, query, valuesOf } from '/shared/table.mjs';

const KINDS = {
  originals: '原始照片（学信网接收后到期）', attempts: '未通过的照片（到期）', drafts: '草稿', request: '应本人要求删除', student: '学生全部数据（采集季结束后到期）', dead_letters: '死信任务',
};

export async function erasuresPage(body) {
  const found = h('div', { 'aria-live': 'polite' });
  const form = h('form', { class: 'choose' }, field('从', { name: 'from', type: 'date', value: localDay(-30) }), field('到', { name: 'to', type: 'date', value: localDay() }), h('button', { class: 'main' }, '查询'));
  const read = async () => {
    const { erasures } = await get(`/erasures${query(valuesOf(form))}`);
    show(found, erasures.length ? list(['日期', '学校', '删除的内容', '数量'], erasures.map((e) => [e.day, e.school_code || '–', KINDS[e.kind] ?? e.kind, String(e.count)]))
      : h('p', { class: 'quiet' }, '这段时间没有删除。'));
  };
  form.addEventListener('submit', action(read));
  show(body, h('section', { class: 'card' }, h('h2', {}, '删除记录'), h('p', { class: 'quiet' }, '到期的照片和数据自动删除，学生也可以要求删除。记录不含任何个人信息。'), form, found));
  await read();
}
