// The student's page: shows the one thing that is next, from what GET /me says. The address's #part is the view, so that the
// back button and a reload keep the student where they were.
import { call, forgetPictures, get, serverNow, session, Problem } from '/shared/api.mjs';
import { h, show, say } from '/shared/dom.mjs';
import { openCode } from './code.mjs';
import { stepCard } from './steps.mjs';
import { captureCard, openView } from './capture.mjs';
import { draftsCard } from './drafts.mjs';
import { submissionCard } from './submission.mjs';
import { helpCard } from './help.mjs';
import { appealsCard } from './appeal.mjs';
import { blocked, nextSentence } from './next.mjs';
import { placeCard, profileCard } from './profile.mjs';
import { wechatView } from './wechat.mjs';

const page = document.getElementById('page');
const STAGES = ['采集码', '准备', '拍摄', '缴费', '审核', '完成'];
const OVER = ['withdrawn', 'rejected', 'refused', 'reset'];
const POLL_MS = 20000;

let events = null;
let poll = null;
let look = null; // the timer of the next moment at which something changes by itself
let close = () => {}; // ends the open view: its camera
let shown = ''; // what the page was drawn from: nothing is redrawn under a finger for the same

function stageOf(me) {
  const state = me.submission?.state;
  if (state === 'accepted') return 5;
  if (['in_review', 'approved', 'sent'].includes(state)) return 4;
  if (state === 'awaiting_payment') return 3;
  return me.next_step ? 1 : 2;
}

function top(now, sentence) {
  return [
    h('ol', { class: 'steps', 'aria-label': '进度' }, STAGES.map((name, i) =>
      h('li', { class: i < now ? 'done' : i === now ? 'now' : '', 'aria-current': i === now ? 'step' : undefined }, name))),
    h('p', { class: 'next', id: 'next' }, h('b', {}, now === 4 || now === 5 ? '现在：' : '下一步：'), sentence)];
}

/** The cards of /me; `view` stands in the place of the capture card while it is open. */
function cardsOf(me, view) {
  const live = me.submission && !OVER.includes(me.submission.state);
  if (view) return [view];
  const cards = me.submission ? [submissionCard(me, refresh)] : [];
  if (me.next_step) return [...cards, stepCard(me, refresh)];
  if (live) return me.submission.state === 'awaiting_payment' && me.drafts.length ? [...cards, draftsCard(me, refresh)] : cards;
  return [...cards, ...(me.drafts.length ? [draftsCard(me, refresh), captureCard(me)] : [captureCard(me), draftsCard(me, refresh)])];
}

/** What stands in the place of the next step, or nothing. */
function viewOf(place, me) {
  const [name, code] = place.split('/');
  if (name === 'wechat' && code) return wechatView(code, () => location.replace(`${location.pathname}#`));
  return place && !me.next_step ? openView(place, me) : null;
}

/** Screen readers and keyboards go on at the heading of what is new. */
function focusHeading(before) {
  const heading = page.querySelector('.card h2');
  if (!heading || !before || before === heading.textContent) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
}

function render(me) {
  const place = location.hash.slice(1);
  const reason = blocked(me);
  const now = JSON.stringify([place, me, reason]);
  lookAgainAt(reason?.until);
  if (now === shown) return;
  if (place && shown.startsWith(JSON.stringify([place]).slice(0, -1))) return; // an open camera or verdict stays
  const before = page.querySelector('.card h2')?.textContent;
  close();
  close = () => {};
  const view = viewOf(place, me);
  if (view) close = view.close ?? close;
  shown = now;
  document.getElementById('who').textContent = `${me.student.name_masked} · ${me.student.school_name}`;
  show(page, top(stageOf(me), view?.sentence ?? nextSentence(me)), cardsOf(me, view?.card), view ? null : [placeCard(me, refresh), appealsCard(me)], helpCard(me, leave),
    view ? null : profileCard(me, refresh, erased));
  focusHeading(before);
}

/** A pause, a lock and a closed window end by themselves: so does their message. */
function lookAgainAt(until) {
  clearTimeout(look);
  if (!until) return;
  const ms = new Date(until) - serverNow() + 300;
  if (ms < 86400000) look = setTimeout(refresh, Math.max(ms, 1000));
}

function leave() {
  call('DELETE', '/sessions').catch(() => {});
  signedOut();
  history.replaceState(null, '', location.pathname);
  start();
}

/** The session ended with what it was about. */
function erased(card) {
  signedOut();
  history.replaceState(null, '', location.pathname);
  document.getElementById('who').textContent = '';
  show(page, card, h('button', { class: 'main', onclick: start }, '返回首页'));
}

function signedOut() {
  events?.close();
  clearInterval(poll);
  clearTimeout(look);
  close();
  events = null;
  shown = '';
  session.token = null;
  forgetPictures();
}

/** Told of changes as they happen; where the stream breaks (a proxy, a sleeping phone), asked for. */
function listen() {
  if (events) return;
  events = new EventSource('/api/v1/events');
  for (const kind of ['reset', 'draft', 'lock', 'order', 'submission', 'print', 'appeal']) events.addEventListener(kind, () => refresh());
  poll = setInterval(() => { if (!document.hidden && events?.readyState !== EventSource.OPEN) refresh(); }, POLL_MS);
}

export async function refresh() {
  try {
    const me = await get('/me');
    if (!session.token) return;
    render(me);
    listen();
  } catch (e) {
    if (!(e instanceof Problem)) throw e;
    if (e.status !== 401) failed(e);
    else {
      signedOut();
      start();
      say('登录已过期，请重新上传采集码，之前的进度都在。');
    }
  }
}

/** Nothing shown yet: a page that only says so would be a dead end. */
function failed(e) {
  say(e.message, 'error');
  if (!shown) show(page, h('section', { class: 'card' }, h('h2', {}, '暂时打不开'), h('p', {}, '你的进度都保存在服务器上，没有丢失。'), h('button', { class: 'main', onclick: () => { say(''); refresh(); } }, '再试一次')));
}

function start() {
  document.getElementById('who').textContent = '';
  if (session.token) return refresh();
  const code = openCode(async (answer) => {
    close();
    session.token = answer.token;
    await refresh();
  });
  close = code.close;
  show(page, top(0, '上传学信网的图像采集码，打开你的采集。'), code.card, helpCard(null));
}

addEventListener('hashchange', () => { if (session.token) { say(''); refresh(); } });
addEventListener('online', () => { if (session.token) { say(''); refresh(); } });
addEventListener('offline', () => say('网络已断开，恢复后会自动继续。', 'error'));
document.addEventListener('visibilitychange', () => { if (!document.hidden && session.token) refresh(); });
start();
