// The student's page: shows the one thing that is next, from what GET /me says.
import { call, get, session, Problem } from '/shared/api.mjs';
import { h, show, say } from '/shared/dom.mjs';
import { openCode } from './code.mjs';
import { stepCard } from './steps.mjs';
import { capture } from './capture.mjs';
import { draftsCard } from './drafts.mjs';
import { submissionCard } from './submission.mjs';

const page = document.getElementById('page');
const STAGES = ['采集码', '准备', '拍摄', '缴费', '审核', '完成'];
let events = null;

function stageOf(me) {
  const state = me.submission?.state;
  if (state === 'accepted') return 5;
  if (['in_review', 'approved', 'sent'].includes(state)) return 4;
  if (state === 'awaiting_payment') return 3;
  return me.next_step ? 1 : 2;
}

function progress(now) {
  return h('ol', { class: 'steps', 'aria-label': '进度' }, STAGES.map((name, i) =>
    h('li', { class: i < now ? 'done' : i === now ? 'now' : '', 'aria-current': i === now ? 'step' : undefined }, name)));
}

function who(me) {
  document.getElementById('who').textContent = `${me.student.name_masked} · ${me.student.school_name}`;
}

/** What of /me decides which cards stand here; nothing is redrawn under a finger for less. */
function render(me) {
  who(me);
  const cards = [progress(stageOf(me))];
  const live = me.submission && !['withdrawn', 'rejected', 'refused', 'reset'].includes(me.submission.state);
  if (me.submission) cards.push(submissionCard(me, refresh));
  if (me.next_step) cards.push(stepCard(me, refresh));
  else if (!live) cards.push(capture(me, refresh), draftsCard(me, refresh));
  else if (me.submission.state === 'awaiting_payment') cards.push(draftsCard(me, refresh));
  cards.push(contacts(me));
  show(page, cards);
}

function contacts(me) {
  const lines = (me.contacts ?? []).map((c) => h('p', { class: 'quiet' }, [c.campus, c.name, c.phone, c.email].filter(Boolean).join(' · ')));
  return h('section', { class: 'card' }, h('h2', {}, '需要帮助？'), lines,
    h('p', { class: 'quiet' }, '遇到问题请联系学校；锁定会到时自动解除，无需申请。'),
    h('button', { onclick: leave }, '退出'));
}

function leave() {
  call('DELETE', '/sessions').catch(() => {});
  events?.close();
  events = null;
  session.token = null;
  start();
}

function listen() {
  if (events) return;
  events = new EventSource('/api/v1/events');
  for (const kind of ['draft', 'lock', 'order', 'submission', 'print']) events.addEventListener(kind, () => refresh());
}

export async function refresh() {
  try {
    render(await get('/me'));
    listen();
  } catch (e) {
    if (!(e instanceof Problem)) throw e;
    if (e.status !== 401) return say(e.message, 'error');
    session.token = null;
    start();
  }
}

function start() {
  document.getElementById('who').textContent = '';
  if (session.token) return refresh();
  show(page, progress(0), openCode(async (answer) => {
    session.token = answer.token;
    await refresh();
  }));
}

start();
