// One student's sheet again (R38): a new order of one, with the reason that the audit log keeps.
import { post } from '/shared/api.mjs';
import { h, say, action } from '/shared/dom.mjs';
import { choice, field, valuesOf } from '/shared/table.mjs';
import { SHORT_PAPERS } from './print_words.mjs';

const REASONS = ['打印不清楚', '裁切损坏', '寄送中遗失', '学生领取后损坏'];

/** ordered(): once the order stands. */
export function sheetAgainForm(uid, ordered) {
  const known = `sheet-reasons-${uid}`;
  const reason = field('原因（记入审计日志）', { name: 'sheet_reason', list: known, required: true, maxlength: '56', placeholder: '如：裁切损坏' });
  const form = h('form', {}, reason, h('datalist', { id: known }, REASONS.map((value) => h('option', { value }))),
    choice('纸张', 'sheet_paper', SHORT_PAPERS, '5inch'), h('button', {}, '打印这名学生'));
  form.addEventListener('submit', action(async () => {
    const { sheet_reason: why, sheet_paper: paper } = valuesOf(form);
    await post('/prints', { scope: { student_uid: uid }, paper, reason: why });
    await ordered?.();
    say('已下单，文件在“打印与寄送”页下载。', 'good');
    form.reset();
  }));
  return form;
}

export const sheetAgainBox = (uid) => h('details', {}, h('summary', {}, '再打印一份纸质照片…'), sheetAgainForm(uid));
