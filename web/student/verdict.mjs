// What the check said: every finding with its figure, and the student's own picture with marks.
import { picture } from '/shared/api.mjs';
import { h } from '/shared/dom.mjs';
import { apart, range } from '/shared/figures.mjs';

function measure(f) {
  if (typeof f.measured !== 'number') return null;
  const allowed = f.allowed ?? {};
  const written = apart({ ...f, allowed });
  const limits = range(allowed, written);
  return h('div', { class: 'quiet' }, `测得 ${written(f.measured)}`, limits && `，应${limits}`);
}

function line(f) {
  return h('li', { class: f.severity }, h('b', {}, f.severity === 'warn' ? '提示：' : '', f.message), h('div', {}, f.advice), measure(f));
}

export function findingList(findings) {
  const order = [...findings.filter((f) => f.severity !== 'warn'), ...findings.filter((f) => f.severity === 'warn')];
  return h('ul', { class: 'findings' }, order.map(line));
}

/** The place of the picture is kept while it comes; without it, the sentences stand alone. */
export function annotated(id) {
  const img = h('img', { class: 'verdict-picture', alt: '你的照片，问题位置已标出' });
  picture(`/shots/${id}/annotated`).then((url) => { img.src = url; }, () => img.remove());
  return img;
}
