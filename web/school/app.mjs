// The school's page: sign in, then review (review.mjs), appeals and reported problems (appeals.mjs, inbox.mjs), the list of students and
// their progress (roster.mjs), the capture times and contacts (settings.mjs), or what photos are judged by (rules.mjs).
import { call, forgetPictures, session, Problem } from '/shared/api.mjs';
import { h, show, say, action } from '/shared/dom.mjs';
import { loginCard } from '/shared/login.mjs';
import { appealsPage } from './appeals.mjs';
import { inboxPage } from './inbox.mjs';
import { reviewPage } from './review.mjs';
import { rosterPage } from './roster.mjs';
import { rulesPage } from './rules.mjs';
import { settingsPage } from './settings.mjs';

const page = document.getElementById('page');
const PAGES = {
  review: ['审核', reviewPage], appeals: ['申诉', appealsPage], inbox: ['问题', inboxPage], roster: ['名册与进度', rosterPage],
  settings: ['采集设置', settingsPage], rules: ['检测标准', rulesPage],
};
/** A college sees neither photos nor settings (R46). */
const pagesOf = (role) => (role === 'college' ? { roster: PAGES.roster } : PAGES);
const SCHOOL = { name: 'school', label: '学校代码（省级账号填写）', pattern: '[0-9]{5}', maxlength: '5', inputmode: 'numeric', placeholder: '10284', title: '5 位数字' };

let staff = JSON.parse(sessionStorage.getItem('staff') ?? 'null');

async function signedIn(answer) {
  staff = { name: answer.name, role: answer.role, school: answer.school_code || answer.fields.school };
  sessionStorage.setItem('staff', JSON.stringify(staff));
  await open();
}

function signOut() {
  call('DELETE', '/staff/login').catch(() => {});
  session.token = null;
  staff = null;
  sessionStorage.removeItem('staff');
  forgetPictures();
  open();
}

function navigation(current) {
  const link = ([name, [label]]) => h('a', { class: 'button', href: `#${name}`, 'aria-current': name === current ? 'page' : undefined }, label);
  return h('nav', { class: 'row tabs', 'aria-label': '页面' }, Object.entries(pagesOf(staff.role)).map(link), h('button', { onclick: signOut }, '退出'));
}

async function open() {
  document.getElementById('who').textContent = staff ? `${staff.name} · ${staff.school}` : '';
  if (!session.token || !staff?.school) return show(page, loginCard(signedIn, [SCHOOL]));
  const pages = pagesOf(staff.role);
  const name = pages[location.hash.slice(1)] ? location.hash.slice(1) : Object.keys(pages)[0];
  const body = h('div', {});
  show(page, navigation(name), body);
  try {
    await pages[name][1](body, staff.school, staff.role);
  } catch (e) {
    if (!(e instanceof Problem)) throw e;
    failed(body, e);
  }
  return undefined;
}

function failed(body, e) {
  if (e.status === 401) {
    session.token = null;
    open();
    say('登录已过期，请重新登录。', 'error');
    return;
  }
  const text = e.status === 403 || e.status === 404 ? `不能查看学校 ${staff.school}：${e.message}` : e.message;
  show(body, h('section', { class: 'card' }, h('h2', {}, '暂时读不到'), h('p', {}, text), h('button', { class: 'main', onclick: action(open) }, '再试一次')));
}

addEventListener('hashchange', open);
open();
