// What became of a batch of which only the registry's people know whether they have it: the province says so, with a reason (decision 76).
import { post } from './api.mjs';
import { action, h, plain, say } from './dom.mjs';

/** "s-1 photo_held" per line, as copied from the registry's list. */
function refusedOf(text) {
  return text.split('\n').map((line) => line.trim()).filter(Boolean).map((line) => {
    const [submission_id, reason, more] = line.split(/[\s,，]+/);
    if (!reason || more) throw plain(`“${line}”不是“提交编号 原因代码”。`);
    return { submission_id, reason };
  });
}

/** batch: as GET /batches/{id} gives it to the province; done(): once it is told. */
export function resolveForm(batch, done) {
  const outcome = h('select', { name: 'outcome' }, h('option', { value: 'received' }, '对方已收到'), h('option', { value: 'not_received' }, '对方没有收到，重新发送'));
  const refused = h('textarea', { name: 'refused', rows: '4', placeholder: 's-1 photo_held' });
  const reason = h('input', { name: 'reason', required: true, maxlength: '170', placeholder: '向谁核实、答复如何' });
  const list = h('label', {}, h('span', {}, '对方拒收的照片，每行一个：提交编号 原因代码（没有则留空）'), refused);
  outcome.addEventListener('change', () => { list.hidden = outcome.value !== 'received'; });
  const send = action(async () => {
    const told = outcome.value === 'received' ? { refused: refusedOf(refused.value) } : {};
    await post(`/batches/${encodeURIComponent(batch.id)}/resolve`, { outcome: outcome.value, reason: reason.value, ...told });
    await done();
    say('已记录，系统将据此继续处理。', 'good');
  });
  return h('form', { onsubmit: send, 'aria-label': `处理批次 ${batch.id}` },
    h('p', { class: 'quiet' }, '请先向登记机构核实是否收到这一批，再填写结果。说明记入审计日志。'),
    h('details', {}, h('summary', {}, `${batch.submissions.length} 份提交`), h('p', { class: 'quiet' }, batch.submissions.join('、'))),
    h('label', {}, h('span', {}, '核实结果'), outcome), list, h('label', {}, h('span', {}, '说明'), reason), h('button', { class: 'main' }, '确认'));
}
