// When what waits will be gone, at the rates of now; and how many checkers would have it gone within a minute.
import { getNow } from '/shared/api.mjs';
import { h, show, action } from '/shared/dom.mjs';
import { table } from '/shared/table.mjs';
import { age, nameOf, rate } from './stages.mjs';

const LABELS = ['环节', '等待', '入/秒', '出/秒', '工作进程', '多久处理完', '每个任务', '需要的进程'];
const SECOND_LOOK_MS = 900;

function drained(s) {
  if (!s.waiting) return '没有积压';
  return s.drained_in_s === null ? h('span', { class: 'bad' }, '积压还在增加') : `约 ${age(s.drained_in_s)}`;
}

function needed(s) {
  if (typeof s.workers_needed !== 'number') return '–';
  return h('span', { class: s.workers_needed > s.workers ? 'bad' : '' }, String(s.workers_needed));
}

const row = (s) => [nameOf(s.stage), String(s.waiting), rate(s.in_per_s), rate(s.out_per_s), String(s.workers), drained(s), s.seconds_per_job ? age(s.seconds_per_job) : '–', needed(s)];

export async function forecastPage(body) {
  await getNow('/ops/forecast'); // rates are told from the second look on
  await new Promise((resolve) => { setTimeout(resolve, SECOND_LOOK_MS); });
  const { stages, dispatch_up: dispatches } = await getNow('/ops/forecast');
  show(body, h('section', { class: 'card' }, h('h2', {}, '积压预测'), dispatches ? null : h('p', { class: 'bad' }, '调度没有应答，数字是停止前的。'),
    h('p', { class: 'quiet' }, '按现在的速度推算。“需要的进程”指让检测制作的积压在一分钟内处理完，有积压时才能测出。'), table(LABELS, stages.map(row)),
    h('div', { class: 'row' }, h('button', { type: 'button', onclick: action(() => forecastPage(body)) }, '刷新'))));
}
