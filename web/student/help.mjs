// Help, always at hand (R5): ways to a code, common problems with a picture each, contacts and places per campus, a report to the school.
import { get } from '/shared/api.mjs';
import { h, action, when } from '/shared/dom.mjs';
import { problemPictures } from './faces.mjs';
import { problemForm } from './problem.mjs';

const WAYS = [
  '学信网公众号：“学信账号”登录学信档案，“学籍学历”选择学籍，“获取图像采集码”，“保存图片”。',
  '学信网 APP：登录后“学籍查询”，“学籍学历”选择学籍，“获取图像采集码”，“保存图片”。',
  '学信网网站 www.chsi.com.cn：登录学信档案，“学籍”选择学籍，“查看对应采集码”。',
];
const CODE_PROBLEMS = [
  ['认不出采集码', '请上传“保存图片”得到的原图，不要截屏、裁剪或拍屏幕。'],
  ['提示采集码过期', '在学信网重新获取一次，再上传新的图片。'],
  ['提示学校或采集季不对', '确认选择的学籍正确；有两个学籍的，每个学籍用各自的采集码。'],
  ['收不到验证码', '验证码发到第一次登记的手机号；换了号码请联系学校。'],
];

const ways = () => h('ol', {}, WAYS.map((w) => h('li', {}, w)));
const codeProblems = () => h('dl', { class: 'answers' }, CODE_PROBLEMS.map(([question, answer]) => [h('dt', {}, question), h('dd', {}, answer)]));
const pictures = () => h('ul', { class: 'faces' }, problemPictures());
const fold = (title, ...content) => h('details', {}, h('summary', {}, title), content);

function contact(c) {
  return h('p', {}, [c.campus, c.name].filter(Boolean).join(' '), ' ',
    c.phone ? h('a', { href: `tel:${c.phone}` }, c.phone) : null, ' ', c.email ? h('a', { href: `mailto:${c.email}` }, c.email) : null);
}

const slot = (s) => h('li', {}, `${when(`${s.date}T${s.from}:00+08:00`)} 至 ${s.to}`, s.seats ? `，${s.seats} 人` : '');

/** Where photos are taken by somebody, for those who want it. */
function points(list) {
  if (!list?.length) return null;
  return fold('线下采集点', list.map((p) => [h('p', {}, h('b', {}, [p.campus, p.name].filter(Boolean).join(' ')), p.address ? `　${p.address}` : ''), h('ul', {}, (p.slots ?? []).map(slot))]));
}

/** The school's help text, read when it is opened. */
function schoolHelp() {
  const text = h('div', { class: 'text' }, '…');
  const read = action(async () => { text.textContent = (await get('/texts/help')).body; });
  return h('details', { ontoggle: (e) => { if (e.currentTarget.open && text.textContent === '…') read(); } }, h('summary', {}, '学校的说明'), text);
}

/** me: null before a session. */
export function helpCard(me, leave) {
  if (!me) return h('section', { class: 'card' }, h('h2', {}, '怎样获取采集码？'), h('p', {}, '任选一种：'), ways(), fold('打不开？', codeProblems()), fold('拍摄时的常见问题', pictures()));
  return h('section', { class: 'card help' }, h('h2', {}, '需要帮助？'), (me.contacts ?? []).map(contact),
    fold('拍摄时的常见问题', pictures()), fold('采集码的问题', ways(), codeProblems()), points(me.collection_points), schoolHelp(), problemForm(),
    h('div', { class: 'row' }, h('button', { type: 'button', onclick: leave }, '退出')));
}
