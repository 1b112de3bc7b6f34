// What the check said: every finding with its figure, and the student's own picture with marks.
import { picture } from '/shared/api.mjs';
import { h } from '/shared/dom.mjs';

const UNITS = { share: '%', px: '像素', deg: '°', ratio: '倍', score: '分' };

const number = (x) => Number(x).toLocaleString('zh-CN', { maximumFractionDigits: Math.abs(x) < 10 ? 1 : 0 });

function figure(x, unit) {
  if (unit === 'share') return `${number(x * 100)}%`;
  const name = UNITS[unit] ?? unit ?? '';
  return name === '°' ? `${number(x)}°` : `${number(x)} ${name}`.trim();
}

function allowed({ min, max }, unit) {
  if (typeof min === 'number' && typeof max === 'number') return `应在 ${figure(min, unit)} 到 ${figure(max, unit)} 之间`;
  if (typeof min === 'number') return `应不低于 ${figure(min, unit)}`;
  return typeof max === 'number' ? `应不超过 ${figure(max, unit)}` : '';
}

function measure(f) {
  if (typeof f.measured !== 'number') return null;
  return h('div', { class: 'quiet' }, [`测得 ${figure(f.measured, f.unit)}`, allowed(f.allowed ?? {}, f.unit)].filter(Boolean).join('，'));
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
