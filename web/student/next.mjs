// What the student does next, in one sentence; and why a photo cannot be taken now.
import { serverNow } from '/shared/api.mjs';
import { when, yuan } from '/shared/dom.mjs';

const STEPS = {
  phone: '填写手机号。', notice: '阅读学校通知。', precautions: '阅读注意事项。', consent: '阅读并同意人脸照片处理说明。',
  subscriptions: '选择要接收的通知。', requirements: '看完拍摄要求，然后就可以拍照。',
};

const SUBMITTED = {
  in_review: '照片已交给学校审核，你现在不用做什么，结果会显示在这里。',
  approved: '学校已通过，等待报送学信网，你不用做什么。',
  sent: '照片已报送学信网，等待接收，你不用做什么。',
  accepted: '全部完成。可以下载电子照片，纸质照片由学校统一发放。',
};

const AGAIN = {
  rejected: '学校没有通过这张照片，请按原因重新拍摄。', refused: '学信网退回了这张照片，请按原因重新拍摄。',
  reset: '学校已重置你的照片，请重新拍摄。', withdrawn: '照片已撤回，可以重新选择或拍摄。',
};

const later = (text) => text && new Date(text) > serverNow();

/** Null, or {title, text, until}: the moment at which to look again. */
export function blocked(me) {
  if (me.lock) return { title: '暂时锁定，不能拍摄', text: me.lock.message, until: me.lock.until };
  if (!me.window.open) {
    const { opens_at: at } = me.window;
    return { title: '现在不在拍摄时间内', text: at ? `可于 ${when(at)} 起拍摄。` : '本阶段不开放拍摄，如有疑问请联系学校。', until: at };
  }
  if (later(me.cooling_off_until)) return { title: '请稍等片刻', text: '刚才的照片不合格，按提示调整后再拍。', until: me.cooling_off_until, counts: true };
  if (me.drafts.length >= me.drafts_capacity) return { title: '草稿箱已满', text: fullBox(me), until: oldest(me) };
  return null;
}

const oldest = (me) => me.drafts.map((d) => d.deletable_at).filter(later).sort()[0] ?? null;

function fullBox(me) {
  const at = me.drafts.some((d) => !later(d.deletable_at)) ? null : oldest(me);
  return `草稿箱已满，请前往草稿箱删除或使用草稿箱照片。${at ? `最早的一张可于 ${when(at)} 删除。` : ''}`;
}

/** Handing in and paying are possible at any hour, but only in a phase (R24). */
export const mayHandIn = (me) => me.window.phase !== 'closed';

const CLOSED = '现在不在采集阶段内，不能提交和支付。';
const whenOpen = (me) => CLOSED + (me.window.opens_at ? `可于 ${when(me.window.opens_at)} 起继续。` : '如有疑问请联系学校。');

function toPay(me) {
  if (!me.order || me.order.state === 'expired')
    return mayHandIn(me) ? `订单${me.order?.pay_failure ? '没有生成成功' : '已过期'}，请重新生成订单后支付。` : whenOpen(me);
  return `支付 ${yuan(me.order.amount_fen)}${me.order.expires_at ? `，请在 ${when(me.order.expires_at)} 前完成` : ''}。`;
}

function toCapture(me) {
  const reason = blocked(me);
  if (me.drafts.length && !mayHandIn(me)) return whenOpen(me);
  if (me.drafts.length) return `从草稿箱选一张确认上传${reason ? '' : '，或者再拍一张'}。`;
  if (reason) return reason.until && !reason.counts ? `等到 ${when(reason.until)} 再来拍摄；现在可以先试光线。` : reason.text;
  const again = AGAIN[me.submission?.state];
  if (again) return again + (me.order?.state === 'paid' ? '不用再次付费。' : '');
  return '拍一张照片，一两秒后就知道是否合格。';
}

export function nextSentence(me) {
  const state = me.submission?.state;
  if (SUBMITTED[state]) return SUBMITTED[state];
  if (state === 'awaiting_payment') return toPay(me);
  if (me.next_step) return STEPS[me.next_step] ?? '';
  return toCapture(me);
}
