// What students do not accept (R31): decided by another person than the one who decided before. A refused photo is fetched when it
// is asked for; that it was looked at is recorded.
import { get, picture, post } from '/shared/api.mjs';
import { h, show, say, action, when } from '/shared/dom.mjs';
import { waiverBox } from './waiver.mjs';

function photoOf(item) {
  const path = item.shot_id ? `/appeals/${item.appeal_id}/original.jpg?reason=appeal` : `/submissions/${item.submission_id}/photo.jpg?reason=appeal`;
  const box = h('div', {});
  if (item.shot_id && !item.has_original) return box;
  const look = action(async () => show(box, h('img', { alt: `${item.name_masked}的照片`, width: 480, height: 640, src: await picture(path) })));
  show(box, h('button', { type: 'button', onclick: look }, '看照片'));
  return box;
}

const firstOf = ({ first }) => (first.by === 'machine'
  ? `检测不通过：${first.findings.map((f) => f.message.replace(/。$/, '')).join('；')}`
  : `${first.by} 审核不通过：${first.reason}`);

function decisionForm(item, decided) {
  const reason = h('input', { name: 'reason', maxlength: '100', placeholder: '维持原结果时必填，学生会看到' });
  const decide = (decision) => action(async () => {
    await post(`/appeals/${item.appeal_id}`, { decision, reason: reason.value.trim() });
    say(decision === 'accept' ? '申诉成立。' : '已维持原结果。', 'good');
    await decided();
  });
  return [h('label', {}, h('span', {}, '说明'), reason),
    h('div', { class: 'row' }, h('button', { class: 'main', onclick: decide('accept') }, '申诉成立'), h('button', { class: 'danger', onclick: decide('reject') }, '维持原结果'))];
}

function card(item, school, again) {
  const facts = [item.name_masked, item.student_no, item.college, item.class].filter(Boolean).join(' · ');
  const box = h('article', { class: 'card appeal' }, h('p', {}, facts), h('p', { class: 'quiet' }, `${when(item.made_at)}　${firstOf(item)}`), h('blockquote', {}, item.text));
  if (item.decision) box.append(h('p', {}, `${item.decision.by}：${item.decision.decision === 'accept' ? '申诉成立' : '维持原结果'}${item.decision.reason ? `（${item.decision.reason}）` : ''}`));
  else box.append(photoOf(item), ...decisionForm(item, again));
  box.append(waiverBox(school, item.student_uid, item.waivers));
  return box;
}

export async function appealsPage(body, school) {
  const again = () => appealsPage(body, school);
  const [{ appeals: open }, { appeals: decided }] = await Promise.all(['open', 'decided'].map((state) => get(`/schools/${school}/appeals?state=${state}`)));
  const list = (items) => h('div', { class: 'reviews' }, items.map((item) => card(item, school, again)));
  show(body, h('section', { class: 'card' }, h('h2', {}, `待处理申诉 ${open.length} 件`),
    h('p', { class: 'quiet' }, '须由原审核人以外的人处理。检测结果的申诉成立后，照片会重新制作并存入学生的草稿箱。'),
    h('div', { class: 'row' }, h('button', { onclick: action(again) }, '刷新'))), list(open),
  decided.length ? h('details', {}, h('summary', {}, `已处理 ${decided.length} 件`), list(decided)) : null);
}
