// Help, always at hand: ways to a code, common problems, contacts; and the way out.
import { call, get } from '/shared/api.mjs';
import { h, action, askingButton } from '/shared/dom.mjs';
import { problemForm } from './problem.mjs';

const WAYS = [
  '学信网公众号：“学信账号”登录学信档案，“学籍学历”选择学籍，“获取图像采集码”，“保存图片”。',
  '学信网 APP：登录后“学籍查询”，“学籍学历”选择学籍，“获取图像采集码”，“保存图片”。',
  '学信网网站 www.chsi.com.cn：登录学信档案，“学籍”选择学籍，“查看对应采集码”。',
];

function contact(c) {
  return h('p', {}, [c.campus, c.name].filter(Boolean).join(' '), ' ',
    c.phone ? h('a', { href: `tel:${c.phone}` }, c.phone) : null, ' ', c.email ? h('a', { href: `mailto:${c.email}` }, c.email) : null);
}

/** The school's help text, read when it is opened. */
function schoolHelp() {
  const text = h('div', { class: 'text' }, '…');
  const read = action(async () => { text.textContent = (await get('/texts/help')).body; });
  return h('details', { ontoggle: (e) => { if (e.currentTarget.open && text.textContent === '…') read(); } },
    h('summary', {}, '采集码和常见问题'), text);
}

function consent(me, refresh) {
  if (!me.steps.find((s) => s.name === 'consent')?.done_at) return null;
  return askingButton('撤回人脸照片处理同意', '确定撤回？撤回后不能继续拍摄', async () => {
    await call('PATCH', '/me', { consent: false });
    await refresh();
  }, { class: 'link' });
}

/** me: null before a session. */
export function helpCard(me, refresh, leave) {
  if (!me) return h('section', { class: 'card' }, h('h2', {}, '怎样获取采集码？'), h('p', {}, '任选一种：'), h('ol', {}, WAYS.map((w) => h('li', {}, w))));
  return h('section', { class: 'card help' }, h('h2', {}, '需要帮助？'), (me.contacts ?? []).map(contact), schoolHelp(), problemForm(),
    h('div', { class: 'row' }, h('button', { type: 'button', onclick: leave }, '退出'), consent(me, refresh)));
}
