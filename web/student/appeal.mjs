// One sentence against the machine's refusal or the school's rejection (R31), and what a person said to it.
import { post } from '/shared/api.mjs';
import { h, show, action, when } from '/shared/dom.mjs';

const STATES = { open: '等待学校处理', accepted: '申诉成立', rejected: '维持原结果', settled: '已不需要处理' };
const MADE = new Map([[true, '，照片已存入草稿箱'], [false, '，但这张照片无法制作成片，请重新拍摄']]);

const stateOf = (a) => (STATES[a.state] ?? a.state) + (a.shot_id && a.state === 'accepted' ? MADE.get(a.made) ?? '，正在制作照片' : '');

const line = (a) => h('p', { class: 'quiet', role: 'status' }, `申诉：${stateOf(a)}。`, a.decision?.reason ? `说明：${a.decision.reason}` : '');

/** path: /shots/ID or /submissions/ID; appeals: those of /me. */
export function appealBox(path, appeals, refresh = () => {}) {
  const id = path.split('/')[2];
  const earlier = (appeals ?? []).find((a) => a.shot_id === id || a.submission_id === id);
  const box = h('div', { class: 'appeal' });
  const text = h('textarea', { name: 'text', required: true, maxlength: '500', rows: '3', placeholder: '用一句话说明为什么这张照片符合要求' });
  const submit = action(async () => {
    const appeal = await post(`${path}/appeal`, { text: text.value.trim() });
    show(box, line({ ...appeal, decision: null }));
    await refresh();
  });
  if (earlier) show(box, line(earlier));
  else {
    show(box, h('details', {}, h('summary', {}, '结果有误？我要申诉'),
      h('form', { onsubmit: submit }, h('label', {}, h('span', {}, '每张照片只能申诉一次，由学校的另一位老师处理'), text), h('button', {}, '提交申诉'))));
  }
  return box;
}

/** All of them, while there are any. */
export function appealsCard(me) {
  const about = (a) => (a.shot_id ? '对检测结果' : '对学校审核');
  const item = (a) => h('li', {}, `${when(a.made_at)}　${about(a)}：${stateOf(a)}。`, h('div', {}, `我的理由：${a.text}`), a.decision?.reason ? h('div', {}, `处理说明：${a.decision.reason}`) : null);
  if (!me.appeals?.length) return null;
  return h('section', { class: 'card', id: 'appeals' }, h('h2', {}, '我的申诉'), h('ul', { class: 'past' }, me.appeals.map(item)));
}
