// Each submitted photo, to approve or to reject with a reason. A photo is fetched when it comes into view, not before: that a
// reviewer opened it is recorded, and ends the student's right to withdraw (R27).
import { get, picture, post } from '/shared/api.mjs';
import { h, show, say, action } from '/shared/dom.mjs';
import { waiverBox } from './waiver.mjs';

const GROUNDS = { quality: '照片质量', violation: '翻拍或美颜（将锁定到次日）', other: '其他' };
const REASONS = ['背景或边缘处理不干净', '头发遮挡眉眼', '衣着与背景颜色接近', '表情或姿态不端正', '不是本人'];

const inView = new IntersectionObserver((entries) => {
  for (const e of entries.filter((x) => x.isIntersecting)) {
    inView.unobserve(e.target);
    e.target.load();
  }
});

function photo(item) {
  const img = h('img', { alt: `${item.name_masked ?? '学生'}的照片`, width: 480, height: 640 });
  const fetched = (kind) => picture(`/submissions/${item.submission_id}/${kind}.jpg?reason=review`);
  const fill = (kind) => fetched(kind).then((url) => { img.src = url; img.dataset.kind = kind; });
  img.load = () => fill('photo').catch((e) => say(e.message, 'error'));
  inView.observe(img);
  const original = h('button', { type: 'button' }, '看原图');
  original.addEventListener('click', action(async () => {
    await fill(img.dataset.kind === 'original' ? 'photo' : 'original');
    original.textContent = img.dataset.kind === 'original' ? '看成片' : '看原图';
  }));
  return { img, original };
}

function rejectForm(item, decide) {
  const list = `reasons-${item.submission_id}`;
  const reason = h('input', { name: 'reason', list, required: true, maxlength: '100', placeholder: '告诉学生哪里要改' });
  const ground = h('select', {}, Object.entries(GROUNDS).map(([value, text]) => h('option', { value }, text)));
  reason.setAttribute('list', list);
  const submit = action(() => decide({ decision: 'reject', reason: reason.value.trim(), ground: ground.value }));
  return h('details', {}, h('summary', {}, '不通过…'), h('form', { onsubmit: submit },
    h('label', {}, h('span', {}, '类别'), ground), h('label', {}, h('span', {}, '原因（学生会看到）'), reason),
    h('datalist', { id: list }, REASONS.map((value) => h('option', { value }))), h('button', { class: 'danger' }, '确定不通过')));
}

function reviewCard(item, school, decided) {
  const { img, original } = photo(item);
  const card = h('article', { class: 'card' });
  const decide = async (body) => {
    await post(`/submissions/${item.submission_id}/review`, body);
    decided(card, item, body.decision);
  };
  const facts = [item.name_masked, item.student_no, item.college, item.class, item.unassigned && '未编入名册'].filter(Boolean).join(' · ');
  show(card, img, h('p', {}, facts),
    item.warnings?.length ? h('p', { class: 'warn' }, `提示：${item.warnings.map((w) => w.message.replace(/。$/, '')).join('；')}`) : null,
    item.real_name === 'other' ? h('p', { class: 'warn' }, '人像比对：可能不是本人，请仔细核对。') : null,
    item.rule_set ? h('p', { class: 'quiet' }, `检测标准：${item.rule_set.name} 第 ${item.rule_set.version} 版`) : null,
    h('div', { class: 'row' }, h('button', { class: 'main', onclick: action(() => decide({ decision: 'approve' })) }, '通过'), original),
    rejectForm(item, decide), item.student_uid ? waiverBox(school, item.student_uid, item.waivers) : null);
  return card;
}

/** The last decision, which can be taken back for a while (R29). */
function decidedLine(item, decision, again) {
  const undo = h('button', { type: 'button' }, '收回决定');
  undo.addEventListener('click', action(async () => {
    await post(`/submissions/${item.submission_id}/undo`, { reason: '误操作' });
    await again();
  }));
  return [h('span', { role: 'status' }, `${item.name_masked ?? '该学生'}：${decision === 'approve' ? '已通过' : '不通过'}。`), undo];
}

export async function reviewPage(body, school) {
  const again = () => reviewPage(body, school);
  const { reviews, next: more } = await get(`/schools/${school}/reviews?state=in_review`);
  const heading = h('h2', {});
  const last = h('div', { class: 'row decided' });
  const list = h('div', { class: 'reviews' });
  let left = reviews.length;
  const count = () => { heading.textContent = `待审核 ${left} 张${more ? '以上' : ''}`; };
  const decided = (card, item, decision) => {
    const next = card.nextElementSibling ?? card.previousElementSibling;
    card.remove();
    left -= 1;
    count();
    show(last, decidedLine(item, decision, again));
    next?.querySelector('button.main').focus({ preventScroll: true });
    if (!list.firstChild) again();
  };
  count();
  show(list, reviews.map((item) => reviewCard(item, school, decided)));
  show(body, h('section', { class: 'card' }, heading,
    h('p', { class: 'quiet' }, reviews.length ? '按提交先后排列。打开的照片会被记录，学生从此不能再撤回。' : '现在没有要审核的照片。学生提交并缴费后会出现在这里。'),
    h('div', { class: 'row' }, h('button', { onclick: action(again) }, '刷新'))), list, last);
}
