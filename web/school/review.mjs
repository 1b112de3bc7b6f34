// Submitted photos by their state: to approve or to reject with a reason, to take back, to reset. A photo to be reviewed is fetched when
// it comes into view, any other one when it is asked for: that a person looked is recorded, and ends the student's right to withdraw (R27).
import { get, picture, post } from '/shared/api.mjs';
import { h, show, say, action, when } from '/shared/dom.mjs';
import { sheetAgainBox } from './sheet_again.mjs';
import { waiverBox } from './waiver.mjs';

const GROUNDS = { quality: '照片质量', violation: '翻拍或美颜（将锁定到次日）', other: '其他' };
const REASONS = ['背景或边缘处理不干净', '头发遮挡眉眼', '衣着与背景颜色接近', '表情或姿态不端正', '不是本人'];
const STATES = { in_review: '待审核', approved: '已通过', rejected: '不通过', refused: '学信网退回', sent: '已报送', accepted: '学信网已接收', reset: '已重置' };
const UNDOABLE = ['approved', 'rejected'];
const RESETTABLE = ['in_review', 'approved', 'refused'];

const inView = new IntersectionObserver((entries) => {
  for (const e of entries.filter((x) => x.isIntersecting)) {
    inView.unobserve(e.target);
    e.target.load();
  }
});

const pictureOf = (item, kind) => picture(`/submissions/${item.submission_id}/${kind}.jpg?reason=review`);
const nameOf = (item) => item.name_masked ?? '学生';

function photo(item) {
  const img = h('img', { alt: `${nameOf(item)}的照片`, width: 480, height: 640 });
  const fill = async () => { img.src = await pictureOf(item, 'photo'); };
  img.load = () => fill().catch((e) => say(e.message, 'error'));
  if (item.state === 'in_review') {
    inView.observe(img);
    return img;
  }
  const look = h('button', { type: 'button' }, '看照片');
  look.addEventListener('click', action(async () => { await fill(); look.replaceWith(img); }));
  return look;
}

/** The made photo beside the one that was taken. */
function compareButton(item) {
  return h('button', {
    type: 'button',
    onclick: action(async () => {
      const [made, original] = await Promise.all(['photo', 'original'].map((kind) => pictureOf(item, kind)));
      const side = (src, text) => h('figure', {}, h('img', { src, alt: `${nameOf(item)}的${text}` }), h('figcaption', {}, text));
      const dialog = h('dialog', { class: 'compare', 'aria-label': '对照原图' }, h('div', { class: 'sides' }, side(made, '成片'), side(original, '原图')),
        warnings(item), h('form', { method: 'dialog', class: 'row' }, h('button', { class: 'main', autofocus: true }, '关闭')));
      dialog.addEventListener('close', () => dialog.remove());
      document.body.append(dialog);
      dialog.showModal();
    }),
  }, '对照原图');
}

const warnings = (item) => [
  item.warnings?.length ? h('p', { class: 'warn' }, `提示：${item.warnings.map((w) => w.message.replace(/。$/, '')).join('；')}`) : null,
  item.real_name === 'other' ? h('p', { class: 'warn' }, '人像比对：可能不是本人，请仔细核对。') : null];

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

/** Back to the beginning: the student takes another photo and pays nothing again (R25). */
function resetForm(item, done) {
  const reason = h('input', { name: 'reset', required: true, maxlength: '100', placeholder: '学生会看到' });
  const submit = action(async () => {
    await post(`/submissions/${item.submission_id}/reset`, { reason: reason.value.trim() });
    await done();
    say('已重置，学生可以重新拍摄，不用再次付费。', 'good');
  });
  return h('details', {}, h('summary', {}, '重置，让学生重拍…'), h('form', { onsubmit: submit }, h('label', {}, h('span', {}, '重置原因'), reason), h('button', { class: 'danger' }, '确定重置')));
}

const undo = async (item) => {
  await post(`/submissions/${item.submission_id}/undo`, { reason: '误操作' });
};

function actionsOf(item, decide, again) {
  const compare = compareButton(item);
  if (item.state === 'in_review') return [h('div', { class: 'row' }, h('button', { class: 'main', onclick: action(() => decide({ decision: 'approve' })) }, '通过'), compare), rejectForm(item, decide)];
  const back = h('button', { type: 'button', onclick: action(async () => { await undo(item); await again(); }) }, '收回决定');
  return h('div', { class: 'row' }, UNDOABLE.includes(item.state) ? back : null, compare);
}

function reviewCard(item, school, decided, again) {
  const card = h('article', { class: 'card' });
  const decide = async (body) => {
    await post(`/submissions/${item.submission_id}/review`, body);
    decided(card, item, body.decision);
  };
  const facts = [item.name_masked, item.student_no, item.college, item.class, item.unassigned && '未编入名册'].filter(Boolean).join(' · ');
  show(card, photo(item), h('p', {}, facts), warnings(item),
    h('p', { class: 'quiet' }, `${when(item.submitted_at)} 提交`, item.rule_set ? `，检测标准 ${item.rule_set.name} 第 ${item.rule_set.version} 版` : ''),
    actionsOf(item, decide, again),
    RESETTABLE.includes(item.state) ? resetForm(item, again) : null,
    item.state === 'accepted' && item.student_uid ? sheetAgainBox(item.student_uid) : null,
    item.student_uid ? waiverBox(school, item.student_uid, item.waivers) : null);
  return card;
}

/** The last decision, which can be taken back for a while (R29). */
function decidedLine(item, decision, again) {
  const back = h('button', { type: 'button', onclick: action(async () => { await undo(item); await again(); }) }, '收回决定');
  return [h('span', { role: 'status' }, `${item.name_masked ?? '该学生'}：${decision === 'approve' ? '已通过' : '不通过'}。`), back];
}

function sentence(state, n) {
  if (state !== 'in_review') return '';
  return n ? '按提交先后排列。打开的照片会被记录，学生从此不能再撤回。' : '现在没有要审核的照片。学生提交并缴费后会出现在这里。';
}

async function draw(body, school, state) {
  const again = () => draw(body, school, state);
  const page = (after) => get(`/schools/${school}/reviews?state=${state}${after ? `&after=${encodeURIComponent(after)}` : ''}`);
  let { reviews, next: more } = await page();
  const heading = h('h2', {});
  const last = h('div', { class: 'row decided' });
  const list = h('div', { class: 'reviews' });
  let left = reviews.length;
  const count = () => { heading.textContent = `${STATES[state]} ${left} 张${more ? '以上' : ''}`; };
  const decided = (card, item, decision) => {
    const next = card.nextElementSibling ?? card.previousElementSibling;
    card.remove();
    left -= 1;
    count();
    show(last, decidedLine(item, decision, again));
    next?.querySelector('button.main').focus({ preventScroll: true });
    if (!list.firstChild) again();
  };
  const choose = h('select', { 'aria-label': '状态' }, Object.entries(STATES).map(([value, text]) => h('option', { value, selected: value === state }, text)));
  choose.addEventListener('change', action(() => draw(body, school, choose.value)));
  count();
  const cards = () => reviews.map((item) => reviewCard(item, school, decided, again));
  show(list, cards());
  const further = h('button', { hidden: !more, onclick: action(async () => {
    ({ reviews, next: more } = await page(more));
    left += reviews.length;
    list.append(...cards());
    further.hidden = !more;
    count();
  }) }, '继续列出');
  show(body, h('section', { class: 'card' }, heading, h('p', { class: 'quiet' }, sentence(state, reviews.length)),
    h('div', { class: 'row' }, h('div', { class: 'pick' }, choose), h('button', { onclick: action(again) }, '刷新'))), list, further, last);
}

export const reviewPage = (body, school) => draw(body, school, 'in_review');
