// The school's electronic photos as one archive, in whole or of one college.
import { call, get } from '/shared/api.mjs';
import { h, show, action } from '/shared/dom.mjs';

const SCOPES = { accepted: '学信网已接收的照片', 'approved,sent,accepted': '学校已通过的全部照片（含尚未报送的）' };

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

export async function archiveCard(school) {
  const { colleges } = await get(`/schools/${school}/progress`);
  const names = [...new Set(colleges.map((c) => c.college))].filter(Boolean);
  const scope = h('select', { name: 'scope', 'aria-label': '照片范围' }, Object.entries(SCOPES).map(([value, text]) => h('option', { value }, text)));
  const college = h('select', { name: 'archive-college', 'aria-label': '学院' }, h('option', { value: '' }, '全校'), names.map((name) => h('option', { value: name }, name)));
  const reason = h('input', { name: 'archive-reason', maxlength: 100, placeholder: '用途（可不填，将记入审计日志）', 'aria-label': '用途' });
  const result = h('div', { class: 'result', role: 'status' });
  const send = action(async () => {
    const query = new URLSearchParams({ state: scope.value });
    if (college.value) query.set('college', college.value);
    if (reason.value) query.set('reason', reason.value);
    show(result, h('p', {}, '正在导出，照片多时需要几分钟，请不要关闭本页…'));
    try {
      const { body } = await call('GET', `/schools/${school}/export.zip?${query}`);
      save(body, `photos-${school}${college.value ? `-${college.value}` : ''}.zip`);
      show(result, h('p', { class: 'good' }, '已导出。未能导出的学生及原因见压缩包内 manifest.csv 的 remark 列。'));
    } catch (e) {
      show(result);
      throw e;
    }
  });
  return h('form', { class: 'card', onsubmit: send }, h('h2', {}, '电子照片'),
    h('p', { class: 'quiet' }, '压缩包内按校区、学院、班级分文件夹，每人一张，以学号命名；不在名册中的学生放在“未分班”。manifest.csv 列出每张照片的学号、班级和 SHA-256，可用 Excel 直接打开。每次导出都会记入审计日志。'),
    h('div', { class: 'row' }, scope, college, reason), h('div', { class: 'row' }, h('button', { class: 'main' }, '导出电子照片')), result);
}
