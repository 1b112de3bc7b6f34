// Batches that the registry has not answered (R35). One of unknown fate is the province's to resolve, on its own page.
import { getNow } from '/shared/api.mjs';
import { BATCH_STATES, reasonOf } from '/shared/batch_words.mjs';
import { h, show, when } from '/shared/dom.mjs';
import { list } from '/shared/table.mjs';

const LOOK_EVERY_MS = 10000;
const COLUMNS = ['批次', '照片', '状态', '封装时间', '推迟', '最近原因'];

const place = h('div', {});
export const openBatches = h('section', { class: 'card', hidden: true }, h('h2', {}, '等待回执的批次'),
  h('p', { class: 'quiet' }, '登记机构停机、缓慢或拒收时，批次会等待并自动重试，照片不会丢失。去向不明的批次由省级账号向登记机构核实后，在“全省管理”的',
    h('a', { href: '/admin/#batches' }, '报送批次'), '中处理。'), place);

let lookedAt = 0;
let found = [];

function row(batch) {
  const state = BATCH_STATES[batch.state] ?? batch.state;
  return [batch.id, `${batch.count} 张`, batch.state === 'uncertain' ? h('b', { class: 'bad' }, state) : state, when(batch.sealed_at), batch.waits ? `${batch.waits} 次` : '–', reasonOf(batch.waits_for)];
}

/** Read every ten seconds. */
export async function showOpenBatches() {
  if (Date.now() - lookedAt < LOOK_EVERY_MS) return;
  lookedAt = Date.now();
  ({ batches: found } = await getNow('/batches?state=open'));
  openBatches.hidden = !found.length;
  show(place, found.length ? list(COLUMNS, found.map(row)) : null);
}

/** Read at once when the page is opened again. */
export function forgetOpenBatches() {
  lookedAt = 0;
}

/** What needs a person, in words. */
export const troublesOfBatches = () => {
  const n = found.filter((b) => b.state === 'uncertain').length;
  const longest = found.find((b) => b.waits > 5);
  return [n ? `${n} 个批次去向不明，需要省级账号向登记机构核实` : null, longest ? `批次 ${longest.id} 已推迟 ${longest.waits} 次` : null].filter(Boolean);
};
