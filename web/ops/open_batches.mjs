// Batches that the registry has not answered (R35), and the form for one of which only the registry's people know whether they have it.
import { call, getNow } from '/shared/api.mjs';
import { action, h, plain, say, show, when } from '/shared/dom.mjs';

const LOOK_EVERY_MS = 10000;
const COLUMNS = ['批次', '照片', '状态', '封存时间', '推迟次数', '最近原因', ''];
const STATES = { sealed: '已封存', sending: '发送中', uncertain: '去向不明' };

const body = h('tbody');
const room = h('div', {});
export const openBatches = h('section', { class: 'card', hidden: true }, h('h2', {}, '等待回执的批次'),
  h('p', { class: 'quiet' }, '登记机构停机、缓慢或拒收时，批次会等待并自动重试，照片不会丢失。去向不明的批次须由省级账号向登记机构核实后处理。'),
  h('div', { class: 'scroll' }, h('table', { class: 'board' }, h('thead', {}, h('tr', {}, COLUMNS.map((c) => h('th', { scope: 'col' }, c)))), body)), room);

let lookedAt = 0;
let found = [];

/** "s-1 photo_held" per line, as copied from the registry's list. */
function refusedOf(text) {
  return text.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
    const [submission_id, reason, more] = line.split(/[\s,，]+/);
    if (!reason || more) throw plain(`“${line}”不是“提交编号 原因代码”。`);
    return { submission_id, reason };
  });
}

function form(batch) {
  const outcome = h('select', { name: 'outcome' }, h('option', { value: 'received' }, '对方已收到'), h('option', { value: 'not_received' }, '对方没有收到，重新发送'));
  const refused = h('textarea', { name: 'refused', rows: '4', placeholder: 's-1 photo_held' });
  const reason = h('input', { name: 'reason', required: true, maxlength: '170', placeholder: '向谁核实、答复如何' });
  const list = h('label', {}, h('span', {}, '对方拒收的照片，每行一个：提交编号 原因代码（没有则留空）'), refused);
  outcome.addEventListener('change', () => { list.hidden = outcome.value !== 'received'; });
  const send = action(async () => {
    const told = outcome.value === 'received' ? { refused: refusedOf(refused.value) } : {};
    await call('POST', `/batches/${encodeURIComponent(batch.id)}/resolve`, { outcome: outcome.value, reason: reason.value, ...told });
    show(room);
    lookedAt = 0;
    say('已记录，系统将据此继续处理。');
  });
  return h('form', { onsubmit: send, 'aria-label': `处理批次 ${batch.id}` }, h('h3', {}, `批次 ${batch.id}：${batch.cause ?? ''}`),
    h('details', {}, h('summary', {}, `${batch.submissions.length} 份提交`), h('p', { class: 'quiet' }, batch.submissions.join('、'))),
    h('label', {}, h('span', {}, '核实结果'), outcome), list, h('label', {}, h('span', {}, '说明'), reason),
    h('div', { class: 'row' }, h('button', { class: 'main' }, '确认'), h('button', { type: 'button', onclick: () => show(room) }, '取消')));
}

const handle = (id) => action(async () => {
  const batch = await getNow(`/batches/${encodeURIComponent(id)}`);
  if (!batch.submissions) throw plain('只有省级账号可以处理去向不明的批次。');
  show(room, form(batch));
});

function row(batch) {
  let at = 0;
  const cell = (content, alert) => h('td', { class: alert ? 'alert' : '', 'data-label': COLUMNS[at += 1] }, content);
  const isUncertain = batch.state === 'uncertain';
  return h('tr', {}, h('th', { scope: 'row' }, batch.id), cell(String(batch.count)), cell(STATES[batch.state] ?? batch.state, isUncertain), cell(when(batch.sealed_at)),
    cell(String(batch.waits ?? 0)), cell(batch.waits_for ?? '–'), cell(isUncertain ? h('button', { onclick: handle(batch.id) }, '处理') : ''));
}

/** Read every ten seconds; what somebody fills in meanwhile stays. */
export async function showOpenBatches() {
  if (Date.now() - lookedAt < LOOK_EVERY_MS) return;
  lookedAt = Date.now();
  ({ batches: found } = await getNow('/batches?state=open'));
  openBatches.hidden = !found.length;
  show(body, found.map(row));
}

/** Read at once when the page is opened again. */
export function forgetOpenBatches() {
  lookedAt = 0;
  show(room);
}

/** What needs a person, in words. */
export const troublesOfBatches = () => {
  const n = found.filter((b) => b.state === 'uncertain').length;
  const longest = found.find((b) => b.waits > 5);
  return [n ? `${n} 个批次去向不明，需要省级账号向登记机构核实` : null, longest ? `批次 ${longest.id} 已推迟 ${longest.waits} 次` : null].filter(Boolean);
};
