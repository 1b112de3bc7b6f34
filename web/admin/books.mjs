// A day's three books compared (R28): own orders, the provider's bill, submissions; and the money journal of that day.
import { call, get } from '/shared/api.mjs';
import { h, show, say, action, yuan } from '/shared/dom.mjs';
import { download, field, list, localDay, stamp, table } from '/shared/table.mjs';

const KINDS = {
  unknown_order: '账单有，本系统无此订单', not_credited: '已付款但未入账', not_in_bill: '已入账但账单没有', amount: '金额不同', transaction: '交易号不同', other_day: '记在另一天',
  paid_twice: '重复付款', refund_not_here: '账单有退款，本系统没有', refund_not_in_bill: '本系统有退款，账单没有', refund_amount: '退款金额不同', refund_number: '退款单号不同',
  refunded_twice: '重复退款', no_submission: '已付款但没有对应的照片', unpaid_submission: '照片已提交但没有付款',
};
const MENDS = { none: '–', queried: '已向支付方查询', refund_asked_again: '已再次申请退款' };
const STATES = { pending: ['这一天还没有对账。', ''], balanced: ['账目相符。', 'good'], different: ['有差异，请逐条处理。', 'bad'] };
const POLL_MS = 1500;
const POLLS = 20;

const money = (fen) => (typeof fen === 'number' ? yuan(fen) : '–');

function sums(r) {
  if (r.orders === undefined) return null;
  const row = (name, count, paid, refunds, refunded) => [name, String(count), money(paid), String(refunds), money(refunded)];
  return table(['账本', '付款笔数', '付款金额', '退款笔数', '退款金额'], [row('本系统', r.orders, r.paid_fen, r.refunds, r.refunded_fen),
    row('支付方账单', r.bill_orders, r.bill_paid_fen, r.bill_refunds, r.bill_refunded_fen)]);
}

function differences(r) {
  if (!r.differences?.length) return null;
  const row = (d) => [KINDS[d.kind] ?? d.kind, d.order_no ?? '–', d.student_uid ?? '–', money(d.ours_fen), money(d.bill_fen), MENDS[d.mend] ?? d.mend];
  return [h('h3', {}, `差异 ${r.differences_total} 条`), list(['差异', '订单', '学生', '本系统', '账单', '处理'], r.differences.map(row)),
    r.differences_total > r.differences.length ? h('p', { class: 'quiet' }, `只列出前 ${r.differences.length} 条，全部在日记账旁的文件中。`) : null];
}

/** Asks for a comparison and waits until the report is a new one. */
async function compare(date, before) {
  await call('POST', `/reconciliation?date=${date}`);
  for (let i = 0; i < POLLS; i++) {
    await new Promise((resolve) => { setTimeout(resolve, POLL_MS); });
    const report = await get(`/reconciliation?date=${date}`);
    if (report.state !== 'pending' && report.made_at !== before.made_at) return report;
  }
  say('对账还在进行，请稍后刷新。');
  return before;
}

export async function booksPage(body) {
  const day = field('日期', { name: 'date', type: 'date', value: localDay(-1), max: localDay(), required: true });
  const input = day.querySelector('input');
  const place = h('div', { 'aria-live': 'polite' });
  const draw = (r) => {
    const [text, kind] = STATES[r.state];
    show(place, h('p', { class: kind }, h('b', {}, text), r.made_at ? ` 对账时间 ${stamp(r.made_at)}` : ''), sums(r), differences(r),
      h('div', { class: 'row' }, h('button', { type: 'button', onclick: action(async () => draw(await compare(input.value, r))) }, r.state === 'pending' ? '现在对账' : '重新对账')));
  };
  const read = action(async () => { if (input.value) draw(await get(`/reconciliation?date=${input.value}`)); });
  input.addEventListener('change', read);
  const file = (path, name) => action(() => download(`/${path}?date=${input.value}`, name(input.value)));
  show(body, h('section', { class: 'card' }, h('h2', {}, '对账'), h('p', { class: 'quiet' }, '每天 10:30 自动核对前一天的订单、支付方账单和提交记录。'), h('div', { class: 'by' }, day), place),
    h('section', { class: 'card' }, h('h2', {}, '资金日记账'), h('p', { class: 'quiet' }, '上面所选日期的每笔资金变动，只追加不修改；一天结束后签名。'),
      h('div', { class: 'row' }, h('button', { type: 'button', onclick: file('journal', (d) => `journal-${d}.jsonl`) }, '下载日记账'),
        h('button', { type: 'button', onclick: file('journal/signature', (d) => `journal-${d}.sig.json`) }, '下载签名'))));
  await read();
}
