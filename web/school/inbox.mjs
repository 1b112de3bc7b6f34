// What students report to their school (R5).
import { get, picture, post } from '/shared/api.mjs';
import { h, show, action, when } from '/shared/dom.mjs';

function screenshot(item) {
  const box = h('div', {});
  if (!item.has_screenshot) return box;
  const look = action(async () => show(box, h('img', { class: 'screenshot', alt: '学生的截图', src: await picture(`/problems/${item.problem_id}/screenshot`) })));
  show(box, h('button', { type: 'button', onclick: look }, '看截图'));
  return box;
}

function card(item, again) {
  const to = item.state === 'open' ? 'done' : 'open';
  const settle = action(async () => {
    await post(`/problems/${item.problem_id}`, { state: to });
    await again();
  });
  const facts = [item.name_masked, item.student_no, item.campus, item.request_id && `编号 ${item.request_id}`].filter(Boolean).join(' · ');
  return h('article', { class: 'card' }, h('p', { class: 'quiet' }, `${when(item.at)}　${facts}`), h('p', { class: 'told' }, item.text), screenshot(item),
    h('div', { class: 'row' }, h('button', { onclick: settle }, to === 'done' ? '已处理' : '重新打开'),
      item.done_by ? h('span', { class: 'quiet' }, `${item.done_by} ${when(item.done_at)}`) : null));
}

export async function inboxPage(body, school) {
  const again = () => inboxPage(body, school);
  const [{ problems: open }, { problems: done }] = await Promise.all(['open', 'done'].map((state) => get(`/schools/${school}/problems?state=${state}`)));
  show(body, h('section', { class: 'card' }, h('h2', {}, `待处理问题 ${open.length} 件`),
    h('p', { class: 'quiet' }, '学生在“需要帮助？”里反馈的问题，按先后排列。'), h('div', { class: 'row' }, h('button', { onclick: action(again) }, '刷新'))),
  open.map((item) => card(item, again)), done.length ? h('details', {}, h('summary', {}, `已处理 ${done.length} 件`), done.map((item) => card(item, again))) : null);
}
