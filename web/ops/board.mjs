// One row per stage, live; and the dead letters, each with a button.
import { call, getNow, Problem } from '/shared/api.mjs';
import { action, h, plain, say, show } from '/shared/dom.mjs';
import { forgetOpenBatches, openBatches, showOpenBatches, troublesOfBatches } from './open_batches.mjs';
import { age, nameOf, rate } from './stages.mjs';

const COLUMNS = ['环节', '等待', '延时', '处理中', '死信', '最久等待', '入/秒', '出/秒', '工作进程'];

const body = h('tbody');
const table = h('div', { class: 'scroll' }, h('table', { class: 'board' }, h('thead', {}, h('tr', {}, COLUMNS.map((c) => h('th', { scope: 'col' }, c)))), body));
const LETTER_COLUMNS = ['任务', '环节', '类型', '原因', '时间', '次数', ''];
const letterBody = h('tbody');
const letters = h('section', { class: 'card', hidden: true }, h('h2', {}, '死信'),
  h('p', { class: 'quiet' }, '原因排除后再重试；任务从停下的环节继续。'),
  h('div', { class: 'scroll' }, h('table', { class: 'board words' }, h('thead', {}, h('tr', {}, LETTER_COLUMNS.map((c) => h('th', { scope: 'col' }, c)))), letterBody)));
const state = h('p', { role: 'status' });
const balance = h('p', {});
const totals = h('p', {});
const updated = h('p', { class: 'quiet' });
let timer = null;
let seen = '';
let lettersOf = -1;
let lettersAt = 0;

function row(s) {
  let at = 0;
  // On a phone each row is a block, and every figure carries its column's name.
  const cell = (text, alert) => h('td', { class: alert ? 'alert' : '', 'data-label': COLUMNS[at += 1] }, String(text));
  return h('tr', {}, h('th', { scope: 'row' }, `${nameOf(s.stage)} `, h('span', { class: 'quiet' }, s.stage)),
    cell(s.waiting), cell(s.delayed), cell(s.held), cell(s.dead, s.dead > 0), cell(age(s.oldest_age_seconds), s.oldest_age_seconds > 10),
    cell(rate(s.in_per_s)), cell(rate(s.out_per_s)), cell(s.workers, !s.workers));
}

const replay = (letter) => action(async () => {
  try {
    await call('POST', `/ops/dead-letters/${encodeURIComponent(letter.id)}/replay`, {});
  } catch (e) {
    throw e.code === 'forbidden' ? plain('只有运维账号可以重试。') : e;
  } finally {
    lettersOf = -1; // read again
  }
  say('已重新排队。');
});

function letterRow(letter) {
  let at = 0;
  const cell = (content) => h('td', { 'data-label': LETTER_COLUMNS[at += 1] }, content);
  return h('tr', {}, h('th', { scope: 'row' }, letter.id), cell(nameOf(letter.stage)), cell(letter.kind), cell(letter.reason ?? '–'),
    cell(new Date(letter.at).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai', hourCycle: 'h23' })), cell(String(letter.attempts)),
    cell(h('button', { onclick: replay(letter) }, '重试')));
}

/** Read when their number has changed, and every ten seconds: a button stays where it is. */
async function showLetters(stages) {
  const dead = stages.reduce((sum, s) => sum + s.dead, 0);
  letters.hidden = !dead;
  if (dead === lettersOf && Date.now() - lettersAt < 10000) return;
  const { dead_letters: list } = dead ? await getNow('/ops/dead-letters') : { dead_letters: [] };
  lettersOf = dead;
  lettersAt = Date.now();
  show(letterBody, list.map(letterRow));
}

/** What needs a person now, in words: colour alone tells nobody. */
function troubles({ stages, dispatch_up: dispatches }) {
  const name = (s) => nameOf(s.stage);
  if (!dispatches) return ['调度没有应答，任务停在原处，不会丢失；工作进程数是停止前的'];
  return stages.flatMap((s) => [
    s.workers ? null : `${name(s)}没有工作进程${s.waiting ? `，${s.waiting} 个任务在等` : ''}`,
    s.dead ? `${name(s)}有 ${s.dead} 个死信，需要人工处理` : null,
    s.workers && s.oldest_age_seconds > 10 ? `${name(s)}最久已等 ${age(s.oldest_age_seconds)}，可增加工作进程` : null,
  ]).filter(Boolean);
}

/** Said once by a screen reader, not every second. */
function tell(element, text, kind) {
  element.className = kind;
  if (element.textContent !== text) element.textContent = text;
}

const clock = () => new Date().toLocaleTimeString('zh-CN', { timeZone: 'Asia/Shanghai', hourCycle: 'h23' });

async function update() {
  const queues = await getNow('/ops/queues');
  show(body, queues.stages.map(row));
  const off = queues.imbalance;
  await showOpenBatches();
  const wrong = [...troubles(queues), ...troublesOfBatches()];
  tell(state, wrong.length ? `需要处理：${wrong.join('；')}。` : '一切正常。', wrong.length ? 'bad' : 'good');
  tell(balance, off ? `账目不平：${off} 个任务下落不明` : '账目相符：接收 = 等待 + 延时 + 处理中 + 完成 + 拒绝 + 死信', off ? 'bad' : 'good');
  tell(totals, `接收 ${queues.admitted}，完成 ${queues.done}，拒绝 ${queues.rejected}`, 'quiet');
  await showLetters(queues.stages);
  seen = clock();
  updated.textContent = `更新于 ${seen}，每秒一次`;
}

/** Old figures must not pass for new ones. */
function stale(e) {
  table.classList.add('stale');
  tell(state, `读不到运行状况：${e.message}`, 'bad');
  updated.textContent = seen ? `下面是 ${seen} 的数据，正在重试` : '正在重试';
}

/** Gives what ends it. */
export async function boardPage(place) {
  let open = true;
  const tick = async () => {
    try {
      await update();
      table.classList.remove('stale');
    } catch (e) {
      if (e instanceof Problem && [401, 403].includes(e.status)) throw e;
      stale(e);
    }
    if (open) timer = setTimeout(() => tick().catch(() => location.reload()), 1000);
  };
  show(place, h('section', { class: 'card' }, h('h2', {}, '各环节'), state, table, balance, totals, updated), openBatches, letters);
  lettersOf = -1;
  forgetOpenBatches();
  await tick();
  return () => {
    open = false;
    clearTimeout(timer);
  };
}
