// The orders of prints: live progress, the files, and which of them go into one consignment.
import { post } from '/shared/api.mjs';
import { h, action, when } from '/shared/dom.mjs';
import { fileOf, isPackable, isRunning, scopeOf, SHORT_PAPERS, stateOf } from './print_words.mjs';

const FORMATS = { pdf: 'PDF', jpeg: 'JPEG' };

/** A plain link: the session's cookie opens it, and a large file goes to the disk, not through the page. */
function fileLinks(run) {
  const isOneOfMany = run.files.filter((f) => f.volume).length > 1;
  return h('ul', { class: 'files' }, run.files.map((f) => h('li', {}, h('a', { href: f.href, download: '' }, fileOf(f, isOneOfMany)))));
}

function remakeButton(run, again) {
  return h('button', { type: 'button', class: 'small', onclick: action(async () => {
    await post(`/prints/${run.print_id}/remake`, {});
    await again();
  }) }, '重新生成文件');
}

function facts(run) {
  return [`${SHORT_PAPERS[run.paper]} ${FORMATS[run.format]}`, isRunning(run) || run.state === 'failed' ? '' : `${run.total} 人，${run.bundles} 个班级包`, `${when(run.ordered_at)} ${run.ordered_by} 下单`,
    run.reason && `原因：${run.reason}`].filter(Boolean).join('；');
}

function packCheck(run, chosen) {
  const box = h('input', { type: 'checkbox', checked: chosen.has(run.print_id), onchange: () => (box.checked ? chosen.add(run.print_id) : chosen.delete(run.print_id)) });
  return h('label', { class: 'check' }, box, h('span', {}, '装入下一批寄送'));
}

function order(run, { again, chosen }) {
  const left = run.left_out ? h('p', { class: 'warn' }, `${run.left_out} 人的照片已删除或损坏，没有打印；装箱单上已标明。`) : null;
  return h('li', { class: 'order', 'data-print': run.print_id }, h('h3', {}, scopeOf(run), h('span', { class: run.state === 'failed' ? 'count bad' : 'count' }, stateOf(run))),
    h('p', { class: 'quiet' }, facts(run)),
    isRunning(run) ? h('progress', { max: Math.max(1, run.total), value: run.done, 'aria-label': '打印进度' }) : null, left,
    run.files.length ? fileLinks(run) : null,
    run.state === 'made' && run.files_until ? h('p', { class: 'quiet' }, `文件保留到 ${when(run.files_until)}，到期可以重新生成。`) : null,
    run.state === 'expired' ? h('p', { class: 'quiet' }, '文件到期，或者有学生申请删除了数据。重新生成的文件不含这些学生。') : null,
    run.state === 'expired' ? remakeButton(run, again) : null,
    isPackable(run) ? packCheck(run, chosen) : null,
    run.consignment_id ? h('p', { class: 'quiet' }, '已装箱。') : null);
}

/** chosen: ids of the orders to be packed; packed(consignment): once they are. */
export function ordersCard(runs, { again, chosen, packed }) {
  const pack = action(async () => {
    const c = await post('/consignments', { print_ids: [...chosen] });
    chosen.clear();
    await packed(c);
  });
  const packable = runs.some(isPackable);
  return h('section', { class: 'card', id: 'orders' }, h('h2', {}, '打印任务'),
    runs.length ? h('ul', { class: 'orders' }, runs.map((run) => order(run, { again, chosen }))) : h('p', { class: 'quiet' }, '还没有打印任务。在上面选择范围后生成。'),
    h('div', { class: 'row' }, packable ? h('button', { type: 'button', class: 'main', onclick: pack }, '装箱') : null, h('button', { type: 'button', onclick: action(again) }, '刷新')));
}
