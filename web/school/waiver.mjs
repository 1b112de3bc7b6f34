// The findings that are off for one student (R31). Why is not asked.
import { call, get } from '/shared/api.mjs';
import { h, show, say, action } from '/shared/dom.mjs';

let standard = null; // what the school's photos are judged by, read once

async function findingsOf(school) {
  standard ??= await get(`/schools/${school}/rule-set`);
  return standard.findings.filter((f) => f.waivable && f.severity === 'refuse');
}

const words = (waivers) => waivers.map((w) => w.message.replace(/。$/, '')).join('；');

export function waiverBox(school, uid, waivers = []) {
  const list = h('div', {});
  const summary = h('summary', {}, waivers.length ? `已豁免：${words(waivers)}` : '豁免检测项…');
  const fill = action(async () => {
    const on = new Set(waivers.map((w) => w.code));
    const box = (f) => h('label', { class: 'check' }, h('input', { type: 'checkbox', value: f.code, checked: on.has(f.code) }), h('span', {}, f.message));
    const form = h('form', {}, h('p', { class: 'quiet' }, '因医疗或宗教等原因，对这名学生不再检测下列项目。不记录原因。'), (await findingsOf(school)).map(box), h('button', {}, '保存'));
    form.addEventListener('submit', action(async () => {
      const findings = [...form.querySelectorAll('input:checked')].map((i) => i.value);
      const { body } = await call('PUT', `/students/${encodeURIComponent(uid)}/waivers`, { findings });
      summary.textContent = body.waivers.length ? `已豁免：${words(body.waivers)}` : '豁免检测项…';
      say('已保存，下一张照片起生效。', 'good');
    }));
    show(list, form);
  });
  return h('details', { class: 'waiver', ontoggle: (e) => { if (e.currentTarget.open && !list.firstChild) fill(); } }, summary, list);
}
