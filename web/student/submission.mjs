// Paying, and where the submitted photo stands.
import { call, get, post } from '/shared/api.mjs';
import { h, action, askingButton, say, when, yuan } from '/shared/dom.mjs';
import { qrPicture } from '/shared/qr.mjs';
import { save } from '/shared/table.mjs';
import { appealBox } from './appeal.mjs';

const STATES = {
  awaiting_payment: '待支付', in_review: '学校审核中', approved: '审核通过，等待报送', sent: '已报送学信网',
  accepted: '学信网已接收', rejected: '学校审核不通过', refused: '学信网退回', withdrawn: '已撤回', reset: '已被学校重置，请重新拍摄',
};
const PRINTS = {
  planned: '学信网接收照片后制作', made: '已制作，等待装箱', packed: '已装箱，等待寄出', shipped: '已寄出，正在送往学校', received: '已送达学校，由学校发放',
};
const OVER = ['rejected', 'refused', 'withdrawn', 'reset'];
const MONEY = { refunding: '退款处理中，稍后原路退回。', refunded: '已退款，款项原路退回。' };

const channel = () => (matchMedia('(pointer: coarse)').matches ? 'h5' : 'native');

function renewButton(me, refresh) {
  return h('button', {
    class: 'main',
    onclick: action(async () => {
      await post(`/submissions/${me.submission.submission_id}/order`, { channel: channel() });
      await refresh();
    }),
  }, '重新生成订单');
}

/** The provider may tell late: asked, and the student is told what came out. */
async function askForPayment(order, refresh) {
  const { state } = await get(`/orders/${order.order_no}`);
  await refresh();
  if (state === 'created') say('还没有收到支付结果。如果刚付过款，请稍等几秒再点“我已支付”，不要重复支付。');
}

function payBox(me, refresh) {
  const { order } = me;
  if (!order || order.state === 'expired')
    return [order?.pay_failure ? h('p', { class: 'bad' }, '订单没有生成成功，没有扣款。') : null, renewButton(me, refresh)];
  const url = order.pay?.h5_url ?? order.pay?.code_url;
  const scan = order.pay?.code_url && channel() === 'native' ? [h('p', {}, '用微信扫一扫支付：'), qrPicture(order.pay.code_url, '支付二维码')] : null;
  return h('div', {},
    h('p', { class: 'price' }, `应付 ${yuan(order.amount_fen)}`, order.prints ? `，含纸质照片 ${order.prints} 张` : ''),
    h('p', { class: 'quiet' }, '订单 ', h('span', { id: 'order-no' }, order.order_no)), scan,
    h('div', { class: 'row' },
      url ? h('a', { class: 'button main', id: 'pay', href: url, target: '_blank', rel: 'noopener' }, '去支付') : h('span', { class: 'quiet', role: 'status' }, '正在生成支付链接…'),
      h('button', { onclick: action(() => askForPayment(order, refresh)) }, '我已支付')));
}

async function download() {
  const { body } = await call('GET', '/me/photo.jpg');
  save(body, '毕业照片.jpg');
}

/** Proves, by its signature, which photo went to the registry and when (docs/receipt.md). */
async function receipt() {
  save(new Blob([JSON.stringify(await get('/me/receipt'), null, 2)], { type: 'application/json' }), '报送凭证.json');
}

function withdrawButton(s, paid, refresh) {
  if (!['awaiting_payment', 'in_review'].includes(s.state)) return null;
  return askingButton('撤回', paid ? '确定撤回并退款？' : '确定撤回？', async () => {
    await call('DELETE', `/submissions/${s.submission_id}`);
    await refresh();
  }, { class: 'danger' });
}

const pastLine = (line) => h('li', {}, `${when(line.at)}　${STATES[line.state] ?? line.state}${line.reason ? `：${line.reason}` : ''}`);

export function submissionCard(me, refresh) {
  const s = me.submission;
  const paid = me.order?.state === 'paid';
  // R40; a free plan has no order. Whose money went back at the season's end has no photo for it.
  const made = !['awaiting_payment', 'withdrawn'].includes(s.state) && (s.state === 'accepted' || !MONEY[me.order?.state]);
  return h('section', { class: 'card' },
    h('h2', {}, STATES[s.state] ?? s.state),
    s.reason ? h('p', { class: 'bad' }, `原因：${s.reason}`) : null,
    s.state === 'rejected' ? appealBox(`/submissions/${s.submission_id}`, me.appeals, refresh) : null,
    MONEY[me.order?.state] ? h('p', {}, MONEY[me.order.state]) : null,
    s.state === 'awaiting_payment' ? payBox(me, refresh) : null,
    PRINTS[me.prints?.state] && !OVER.includes(s.state) ? h('p', {}, `纸质照片：${PRINTS[me.prints.state]}`) : null,
    h('div', { class: 'row' },
      made ? h('button', { class: s.state === 'accepted' ? 'main' : '', onclick: action(download) }, '下载照片') : null,
      s.state === 'accepted' ? h('button', { onclick: action(receipt) }, '下载报送凭证') : null,
      withdrawButton(s, paid, refresh)),
    paid && s.state === 'in_review' ? h('p', { class: 'quiet' }, '下载照片后不能再撤回退款。') : null,
    h('details', {}, h('summary', {}, '经过'), h('ul', { class: 'past' }, (s.history ?? []).map(pastLine))));
}
