// What went to the registry, newest first, and what became of it; nobody in it is named.
import { get } from '/shared/api.mjs';
import { h, show, action } from '/shared/dom.mjs';
import { list, query, stamp } from '/shared/table.mjs';

const STATES = { sealed: '已封装，等待报送', sending: '正在报送，等待回执', uncertain: '去向不明，等待核实', answered: '已有回执' };

/** Times of the building and the answer, and the counts, stand in the batch itself. */
async function details(id, place) {
  const b = await get(`/batches/${encodeURIComponent(id)}`);
  const counts = b.state === 'answered' ? `接收 ${b.accepted} 张，退回 ${b.refused} 张。` : '还没有回执；断线、超时会自动重试，不会重复报送。';
  show(place, `封装 ${stamp(b.sealed_at)}；开始报送 ${stamp(b.built_at)}；回执 ${stamp(b.answered_at)}。${counts}`);
}

function row(b) {
  const place = h('span', { role: 'status' });
  const button = h('button', { type: 'button', class: 'small', 'aria-label': `批次 ${b.id} 详情`, onclick: action(() => details(b.id, place)) }, '详情');
  place.append(button);
  return [b.id, `${b.count} 张`, stamp(b.sealed_at), STATES[b.state] ?? b.state, place];
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
  show(body, h('section', { class: 'card' }, h('h2', {}, '报送批次'), pages, more));
  await read();
}
