// Reviews that schools have left undone at their phase's end (R29): whom the province has to call.
import { get } from '/shared/api.mjs';
import { h, show, action, when } from '/shared/dom.mjs';
import { list } from '/shared/table.mjs';

const MAX = 200;

function bySchool(reviews) {
  const groups = new Map();
  for (const r of reviews) {
    const g = groups.get(r.school_code) ?? { code: r.school_code, name: r.school_name, count: 0, due_at: r.due_at };
    g.count += 1;
    g.due_at = g.due_at < r.due_at ? g.due_at : r.due_at;
    groups.set(r.school_code, g);
  }
  return [...groups.values()];
}

export async function overduePage(body) {
  const { reviews } = await get('/reviews/overdue');
  const rows = bySchool(reviews).map((g) => [`${g.name}（${g.code}）`, `${g.count} 张`, when(g.due_at)]);
  show(body, h('section', { class: 'card' }, h('h2', {}, `逾期未审核 ${reviews.length}${reviews.length === MAX ? ' 张以上' : ' 张'}`),
    h('p', { class: 'quiet' }, '学校在审核阶段结束时仍未审核的照片，每小时更新一次。请联系学校，或到“学校”中代为审核。'),
    rows.length ? list(['学校', '照片', '应于何时审核完'], rows) : h('p', { class: 'good' }, '没有逾期的审核。'),
    h('div', { class: 'row' }, h('button', { type: 'button', onclick: action(() => overduePage(body)) }, '刷新'))));
}
