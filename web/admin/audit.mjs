// The audit log (R43), for the auditor: looked through by time, school, student and person; and the whole of it as a file that
// `tucai-billing verify-audit` takes.
import { call, get } from '/shared/api.mjs';
import { h, show, say, action } from '/shared/dom.mjs';
import { ROLES } from '/shared/shell.mjs';
import { field, list, query, save, stamp, valuesOf } from '/shared/table.mjs';

const WHAT = {
  login: '登录', login_locked: '登录被锁', totp_confirm: '启用动态码', staff_create: '新建账号', staff_change: '修改账号',
  photo_read: '查看照片', original_read: '查看原图', sheet_read: '查看印张', appeal_original_read: '查看申诉原图', screenshot_read: '查看截图', timeline_read: '查看学生经过',
  review: '审核', undo_review: '收回审核', reset: '重置', unlock: '解锁', decide_appeal: '处理申诉', put_waivers: '豁免检测项', settle_problem: '处理问题',
  put_school: '修改学校', put_season: '修改采集季', close_season: '关闭采集季', clone_season: '复制采集季', put_roster: '导入名册', put_rule_set: '修改检测标准',
  reconcile: '对账', replay_job: '重试任务', prints: '印制',
};
const DETAIL = { approve: '通过', reject: '不通过', accept: '申诉成立', disabled: '停用', enabled: '启用', password: '改密码', totp_reset: '重置动态码', place: '改角色或学校' };
/** What the pages give as the reason of a look. */
const REASONS = { review: '审核', appeal: '申诉' };
const LABELS = ['时间', '人员', '做了什么', '学校', '学生', '对象', '说明'];
const PAGE = 1000;

const words = (detail) => (detail ?? '').split(/[ ,]+/).map((word) => DETAIL[word] ?? ROLES[word] ?? word).join(' ');

const row = (e) => [stamp(e.at), `${e.by}（${ROLES[e.role] ?? e.role}）`, WHAT[e.what] ?? e.what, e.school_code ?? '–', e.student_uid ?? '–', e.about || '–',
  [words(e.detail), REASONS[e.reason] ?? e.reason].filter(Boolean).join('：') || '–'];

/** All of it, page by page: a chain with gaps proves nothing. */
async function exportAll(progress) {
  const parts = [];
  let after;
  do {
    const { body, headers } = await call('GET', `/audit${query({ format: 'ndjson', limit: PAGE, after })}`);
    parts.push(body);
    after = headers.get('X-Next');
    progress.textContent = `已读 ${parts.length * PAGE} 条以内…`;
  } while (after);
  progress.textContent = '';
  save(new Blob(parts, { type: 'application/x-ndjson' }), 'audit.ndjson');
  say('已导出。用 tucai-billing verify-audit audit.ndjson 验证。', 'good');
}

export async function auditPage(body) {
  const found = h('div', { 'aria-live': 'polite' });
  const more = h('div', { class: 'row' });
  const progress = h('span', { class: 'quiet', role: 'status' });
  const form = h('form', {}, h('div', { class: 'edit' },
    field('从', { name: 'from', type: 'date' }), field('到', { name: 'to', type: 'date' }),
    field('学校代码', { name: 'school', pattern: '[0-9]{5}', maxlength: '5', inputmode: 'numeric', title: '5 位数字' }),
    field('学生（student_uid）', { name: 'student' }), field('人员账号', { name: 'by', autocapitalize: 'none' })), h('button', { class: 'main' }, '查询'));
  let count = 0;
  /** A page may be empty and not the last: asked on until there is something to show. */
  const read = async (filters, after) => {
    let page = await get(`/audit${query({ ...filters, after })}`);
    while (!page.entries.length && page.next) page = await get(`/audit${query({ ...filters, after: page.next })}`);
    count += page.entries.length;
    if (page.entries.length) found.append(list(LABELS, page.entries.map(row)));
    show(more, h('span', { class: 'quiet' }, count ? `${count} 条` : '没有符合条件的记录。'),
      page.next ? h('button', { type: 'button', onclick: action(() => read(filters, page.next)) }, '更多') : null);
  };
  const start = async () => {
    count = 0;
    show(found);
    await read(valuesOf(form));
  };
  form.addEventListener('submit', action(start));
  show(body, h('section', { class: 'card' }, h('h2', {}, '审计日志'),
    h('p', { class: 'quiet' }, '谁在何时看了哪张照片、作了什么决定。每条记录含上一条的摘要，改动或删除都会被发现。'), form),
  h('section', { class: 'card' }, found, more),
  h('section', { class: 'card' }, h('h2', {}, '导出并验证'), h('p', { class: 'quiet' }, '导出全部记录，再用 tucai-billing verify-audit audit.ndjson 核对有无改动。'),
    h('div', { class: 'row' }, h('button', { type: 'button', onclick: action(() => exportAll(progress)) }, '导出全部'), progress)));
  await start();
}
