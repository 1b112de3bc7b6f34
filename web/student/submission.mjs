// Paying, and where the submitted photo stands.
import { call, get, post } from '/shared/api.mjs';
import { h, action, when, yuan } from '/shared/dom.mjs';

const STATES = {
  awaiting_payment: '待支付', in_review: '学校审核中', approved: '审核通过，等待报送', sent: '已报送学信网',
  accepted: '学信网已接收', rejected: '学校审核不通过', refused: '学信网退回', withdrawn: '已撤回', reset: '已被学校重置，请重新拍摄',
};
const PRINTS = { planned: '待制作', made: '已制作', packed: '已装箱', shipped: '已寄出', received: '学校已收到' };

function payBox(me, refresh) {
  const { order } = me;
  if (!order || order.state === 'expired') {
    return h('button', { class: 'main', onclick: action(async () => { await post(`/submissions/${me.submission.submission_id}/order`, { channel: 'native' }); await refresh(); }) }, '重新生成订单');
  }
  const url = order.pay?.h5_url ?? order.pay?.code_url;
  return h('div', {},
    h('p', {}, `应付 ${yuan(order.amount_fen)}，含纸质照片 ${order.prints ?? 0} 张。订单 ${order.order_no}`),
    h('div', { class: 'row' },
      url ? h('a', { class: 'button main', id: 'pay', href: url, target: '_blank', rel: 'noopener' }, '去支付') : h('span', { class: 'quiet' }, '正在生成支付链接…'),
      h('button', { onclick: action(async () => { await get(`/orders/${order.order_no}`); await refresh(); }) }, '我已支付')));
}

async function download() {
  const { body } = await call('GET', '/me/photo.jpg');
  const url = URL.createObjectURL(body);
  h('a', { href: url, download: '毕业照片.jpg' }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

export function submissionCard(me, refresh) {
  const s = me.submission;
  const withdrawable = ['awaiting_payment', 'in_review'].includes(s.state);
  const paid = me.order && ['paid'].includes(me.order.state);
  return h('section', { class: 'card' },
    h('h2', {}, STATES[s.state] ?? s.state),
    s.reason ? h('p', { class: 'bad' }, `原因：${s.reason}`) : null,
    s.state === 'awaiting_payment' ? payBox(me, refresh) : null,
    me.prints && PRINTS[me.prints.state] ? h('p', {}, `纸质照片：${PRINTS[me.prints.state]}`) : null,
    h('div', { class: 'row' },
      paid ? h('button', { onclick: action(download) }, '下载照片') : null,
      withdrawable ? h('button', { class: 'danger', onclick: action(async () => { await call('DELETE', `/submissions/${s.submission_id}`); await refresh(); }) }, '撤回') : null),
    h('details', {}, h('summary', {}, '经过'), (s.history ?? []).map((line) =>
      h('p', { class: 'quiet' }, `${when(line.at)} ${STATES[line.state] ?? line.state} ${line.reason ?? ''}`))));
}
