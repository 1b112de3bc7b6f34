// What every place of the staff has around its pages: who is signed in, the other places of a province's account, the tabs, and what
// is said when something cannot be read. The address's #part is the page.
import { call, forgetPictures, session, Problem } from './api.mjs';
import { h, show, say, action } from './dom.mjs';
import { loginCard } from './login.mjs';

const page = document.getElementById('page');
const PLACES = { admin: '全省管理', school: '学校', ops: '运行状况' };
const OF_ROLE = { province: ['admin', 'school', 'ops'], operator: ['ops'], auditor: ['admin'], school: ['school'], college: ['school'] };
export const ROLES = { college: '院系', school: '学校', province: '省级', operator: '运维', auditor: '审计' };

export class Shell {
  /**
   * place: 'admin', 'school' or 'ops'; pagesOf(staff): {name: [label, render(body, staff)]}, where render may give a function that ends
   * what it began; more: further fields of the login; refused(e, staff): the sentence for 403 and 404; beside(staff): what stands beside the name.
   */
  constructor({ place, pagesOf, more = [], refused = (e) => e.message, beside = () => null }) {
    Object.assign(this, { place, pagesOf, more, refused, beside });
    this.end = () => {};
    this.staff = session.token ? JSON.parse(sessionStorage.getItem('staff') ?? 'null') : null;
    addEventListener('hashchange', () => { say(''); this.open(); });
  }

  /** Changes what is known of who is signed in, and shows it. */
  become(staff) {
    this.staff = staff;
    sessionStorage.setItem('staff', JSON.stringify(staff));
    return this.open();
  }

  signedIn = (answer) => this.become({ name: answer.name, role: answer.role, school: answer.school_code || answer.fields.school || '', college: answer.college });

  forget() {
    session.token = null;
    this.staff = null;
    sessionStorage.removeItem('staff');
    forgetPictures();
  }

  signOut = () => {
    call('DELETE', '/staff/login').catch(() => {});
    this.forget();
    this.open();
  };

  head() {
    const who = document.getElementById('who');
    if (!session.token) return show(who);
    const { name, role, school } = this.staff ?? {};
    const places = OF_ROLE[role] ?? [];
    const link = (place) => h('a', { href: `/${place}/`, 'aria-current': place === this.place ? 'true' : undefined }, PLACES[place]);
    const words = [name, ROLES[role], this.place === 'school' && school].filter(Boolean).join(' · ');
    return show(who, places.length > 1 ? h('nav', { 'aria-label': '系统' }, places.map(link)) : null, h('span', {}, words), this.beside(this.staff ?? {}),
      h('button', { type: 'button', class: 'small', onclick: this.signOut }, '退出'));
  }

  tabs(pages, current) {
    const link = ([name, [label]]) => h('a', { class: 'button', href: `#${name}`, 'aria-current': name === current ? 'page' : undefined }, label);
    return h('nav', { class: 'row tabs', 'aria-label': '页面' }, Object.entries(pages).map(link));
  }

  async open() {
    this.end();
    this.end = () => {};
    this.head();
    if (!session.token) return show(page, loginCard(this.signedIn, this.more));
    const pages = this.pagesOf(this.staff ?? {});
    const names = Object.keys(pages);
    if (!names.length) return this.nothingHere();
    const asked = location.hash.slice(1).split('/')[0];
    const name = pages[asked] ? asked : names[0];
    const body = h('div', {});
    const tabs = this.tabs(pages, name);
    show(page, tabs, body);
    const current = tabs.querySelector('[aria-current]');
    tabs.scrollLeft = current.offsetLeft - (tabs.clientWidth - current.offsetWidth) / 2;
    await this.render(body, pages[name][1]);
    return undefined;
  }

  async render(body, draw) {
    try {
      const end = await draw(body, this.staff ?? {});
      if (typeof end !== 'function') return;
      if (body.isConnected) this.end = end;
      else end();
    } catch (e) {
      if (!(e instanceof Problem)) throw e;
      this.failed(body, e);
    }
  }

  /** Signed in here, but at home elsewhere. */
  nothingHere() {
    const [home] = OF_ROLE[this.staff?.role] ?? [];
    show(page, h('section', { class: 'card narrow' }, h('h2', {}, '这里没有您的内容'), h('p', {}, '您的账号不使用这个页面。'),
      home ? h('a', { class: 'button main', href: `/${home}/` }, `前往${PLACES[home]}`) : null));
  }

  failed(body, e) {
    if (e.status === 401 || e.code === 'totp_enrolment_required') {
      this.forget();
      this.open();
      say('登录已过期，请重新登录。', 'error');
      return;
    }
    const text = e.status === 403 || e.status === 404 ? this.refused(e, this.staff ?? {}) : e.message;
    show(body, h('section', { class: 'card' }, h('h2', {}, '暂时读不到'), h('p', {}, text), h('button', { class: 'main', onclick: action(() => this.open()) }, '再试一次')));
  }
}
