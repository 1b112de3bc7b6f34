// What went to the registry, newest first, and what became of it; nobody in it is named. Those that a person has to resolve stand above,
// for the province with the form.
import { get } from './api.mjs';
import { BATCH_STATES, reasonOf } from './batch_words.mjs';
import { h, show, action } from './dom.mjs';
import { resolveForm } from './resolve_batch.mjs';
import { list, query, stamp } from './table.mjs';

/** Times of the building and the answer, and the counts, stand in the batch itself. */
async function details(id, place) {
  const b = await get(`/batches/${encodeURIComponent(id)}`);
  const counts = b.state === 'answered' ? `接收 ${b.accepted} 张，退回 ${b.refused} 张。` : '还没有回执；断线、超时会自动重试，不会重复报送。';
  show(place, `封装 ${stamp(b.sealed_at)}；开始报送 ${stamp(b.built_at)}；回执 ${stamp(b.answered_at)}。${counts}${b.resolved_at ? `人工核实 ${stamp(b.resolved_at)}。` : ''}`);
}

function row(b) {
  const place = h('span', { role: 'status' });
  const button = h('button', { type: 'button', class: 'small', 'aria-label': `批次 ${b.id} 详情`, onclick: action(() => details(b.id, place)) }, '详情');
  place.append(button);
  return [b.id, `${b.count} 张`, stamp(b.sealed_at), BATCH_STATES[b.state] ?? b.state, place];
}

async function uncertainCard(again) {
  const { batches } = await get('/batches?state=uncertain');
  if (!batches.length) return null;
  const whole = await Promise.all(batches.map((b) => get(`/batches/${encodeURIComponent(b.id)}`)));
  const one = (b) => h('details', { open: whole.length === 1 }, h('summary', {}, `批次 ${b.id}：${reasonOf(b.cause)}`),
    b.submissions ? resolveForm(b, again) : h('p', {}, '由省级账号在“全省管理”中处理。'));
  return h('section', { class: 'card' }, h('h2', { class: 'bad' }, `去向不明的批次 ${batches.length} 个`), whole.map(one));
}

export async function batchesPage(body) {
  const pages = h('div', {});
  const more = h('div', { class: 'row' });
  const read = async (before) => {
    const { batches, next } = await get(`/batches${query({ before })}`);
    if (batches.length) pages.append(list(['批次', '照片', '封装时间', '状态', '结果'], batches.map(row)));
    else if (!before) pages.append(h('p', { class: 'quiet' }, '还没有报送过。学校审核通过后会自动封装、报送。'));
    show(more, next ? h('button', { type: 'button', onclick: action(() => read(next)) }, '更早的') : null);
  };
  show(body, await uncertainCard(() => batchesPage(body)), h('section', { class: 'card' }, h('h2', {}, '报送批次'), pages, more));
  await read();
}
