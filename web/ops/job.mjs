// Where one job is, by the number that a log or an error names; not what it carries, nor whose it is.
import { get } from '/shared/api.mjs';
import { h, show, action } from '/shared/dom.mjs';
import { field, stamp, valuesOf } from '/shared/table.mjs';
import { nameOf } from './stages.mjs';

const STATES = { waiting: '等待', delayed: '延时', held: '处理中', done: '完成', rejected: '拒绝', dead: '死信' };

function facts(j) {
  const rows = [['环节', nameOf(j.stage)], ['类型', j.kind], ['状态', STATES[j.state] ?? j.state], ['接收', stamp(j.admitted_at)], ['交给工作进程', `${j.attempts} 次`],
    ['本环节失败', `${j.failures} 次`], ['进程崩溃', `${j.crashes} 次`], ['推迟', `${j.waits} 次`], ['可开始', j.visible_at && stamp(j.visible_at)],
    ['占用到', j.held_until && stamp(j.held_until)], ['停止', j.died_at && stamp(j.died_at)], ['原因', j.reason]];
  return h('dl', { class: 'facts' }, rows.filter(([, value]) => value).map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

export async function jobPage(body) {
  const found = h('div', { 'aria-live': 'polite' });
  const form = h('form', { class: 'card' }, h('h2', {}, '查任务'), h('p', { class: 'quiet' }, '任务编号在日志和死信列表中。完成的任务保留一天。'),
    field('任务编号', { name: 'id', required: true, pattern: '[A-Za-z0-9:_.\\-]{1,64}', autocapitalize: 'none', spellcheck: 'false' }), h('button', { class: 'main' }, '查看'));
  form.addEventListener('submit', action(async () => {
    show(found);
    const { id } = valuesOf(form);
    show(found, h('section', { class: 'card' }, h('h2', {}, id), facts(await get(`/ops/jobs/${encodeURIComponent(id)}`))));
  }));
  show(body, form, found);
}
