// What happened to one student and when, for a question by telephone. That somebody looked is recorded (R43), so a reason is wanted.
import { get } from '/shared/api.mjs';
import { h, show, action } from '/shared/dom.mjs';
import { field, list, query, stamp, valuesOf } from '/shared/table.mjs';

const KINDS = { session: '登录', draft: '草稿', submission: '提交', photo: '照片', order: '订单', appeal: '申诉', lock: '锁定', note: '备注' };
const WHAT = {
  first: '首次打开', made: '生成', opened: '审核人员已查看', downloaded: '学生已下载', created: '新订单', paid: '已支付', refunded: '已退款', expired: '已过期',
  awaiting_payment: '待支付', in_review: '待审核', approved: '学校通过', sent: '已报送', accepted: '学信网已接收', rejected: '不通过', refused: '学信网退回', withdrawn: '已撤回', reset: '学校重置',
  failed_checks: '多次不合格', not_live: '活体检测失败', violation: '翻拍或美颜', unlock: '解锁', waivers: '豁免检测项', settled: '已不需要处理', open: '待处理',
};

export async function timelinePage(body) {
  const found = h('div', { 'aria-live': 'polite' });
  const form = h('form', { class: 'card' }, h('h2', {}, '学生经过'), h('p', { class: 'quiet' }, '只有时间和状态，没有姓名和照片。查看会记入审计日志。'),
    h('div', { class: 'edit' }, field('学生（student_uid）', { name: 'uid', required: true, autocapitalize: 'none', spellcheck: 'false' }),
      field('查看原因', { name: 'reason', required: true, maxlength: '100', placeholder: '如：学生来电询问退款' })), h('button', { class: 'main' }, '查看'));
  form.addEventListener('submit', action(async () => {
    const { uid, reason } = valuesOf(form);
    const { school_code: school, timeline } = await get(`/ops/students/${encodeURIComponent(uid)}/timeline${query({ reason })}`);
    show(found, h('section', { class: 'card' }, h('h2', {}, `学校 ${school}`), list(['时间', '类别', '经过', '编号'],
      timeline.map((e) => [stamp(e.at), KINDS[e.kind] ?? e.kind, WHAT[e.what] ?? e.what, e.about || '–']))));
  }));
  show(body, form, found);
}
