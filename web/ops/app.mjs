// The operator's page: one row per stage, live.
import { get, post, session, Problem } from '/shared/api.mjs';
import { h, show, say, action } from '/shared/dom.mjs';

const page = document.getElementById('page');
const NAMES = { decode: '解码', qc: '检测制作', billing: '业务', pay: '支付', notify: '通知', relay: '报送印制' };
const rate = (x) => (x ?? 0).toFixed(1);
const body = h('tbody');
const balance = h('p', {});
const updated = h('p', { class: 'quiet' });
let timer = null;

const COLUMNS = ['环节', '等待', '延时', '处理中', '死信', '最久等待', '入 /s', '出 /s', '工作进程'];

function age(seconds) {
  if (!seconds) return '–';
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

function row(s) {
  const cell = (text, alert) => h('td', { class: alert ? 'alert' : '' }, String(text));
  return h('tr', {}, h('td', {}, `${NAMES[s.stage] ?? s.stage} `, h('span', { class: 'quiet' }, s.stage)),
    cell(s.ready ?? s.waiting ?? 0), cell(s.delayed ?? 0), cell(s.held ?? 0), cell(s.dead ?? 0, s.dead > 0),
    cell(age(s.oldest_age_seconds), s.oldest_age_seconds > 10), cell(rate(s.in_per_s)), cell(rate(s.out_per_s)),
    cell(s.workers ?? 0, !s.workers));
}

async function update() {
  const queues = await get('/ops/queues');
  show(body, (queues.stages ?? []).map(row));
  const off = queues.imbalance ?? 0;
  balance.className = off ? 'bad' : 'good';
  balance.textContent = off ? `账目不平：${off} 个任务下落不明` : '账目相符：接收 = 等待 + 延时 + 处理中 + 完成 + 拒绝 + 死信';
  updated.textContent = `更新于 ${new Date().toLocaleTimeString('zh-CN', { timeZone: 'Asia/Shanghai', hour12: false })}，每秒一次`;
}

async function tick() {
  try {
    await update();
    say('');
  } catch (e) {
    if (e instanceof Problem && e.status === 401) return login();
    say(`暂时读不到：${e.message}`, 'error');
  }
  timer = setTimeout(tick, 1000);
  return undefined;
}

function board() {
  show(page, h('section', { class: 'card' }, h('h2', {}, '各环节'),
    h('div', { class: 'scroll' }, h('table', {}, h('thead', {}, h('tr', {}, COLUMNS.map((c) => h('th', { scope: 'col' }, c)))), body)),
    balance, updated));
  tick();
}

function login() {
  clearTimeout(timer);
  session.token = null;
  const name = h('input', { name: 'name', autocomplete: 'username', required: true });
  const password = h('input', { name: 'password', type: 'password', autocomplete: 'current-password', required: true });
  const totp = h('input', { name: 'totp', inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: '6' });
  show(page, h('section', { class: 'card' }, h('h2', {}, '登录'),
    h('form', {
      onsubmit: action(async () => {
        const answer = await post('/staff/login', { name: name.value, password: password.value, totp: totp.value || undefined });
        session.token = answer.token;
        board();
      }),
    }, h('label', {}, h('span', {}, '账号'), name), h('label', {}, h('span', {}, '密码'), password),
    h('label', {}, h('span', {}, '动态码（如已启用）'), totp), h('button', { class: 'main' }, '登录'))));
}

if (session.token) board();
else login();
