// What the check said: every finding with its figure, and the student's own picture with marks.
import { picture } from '/shared/api.mjs';
import { h } from '/shared/dom.mjs';

/** As lib/model/annotate_words.c writes them into the picture: unit, factor, decimals. */
const UNITS = { degrees: ['°', 1, 0], px: [' 像素', 1, 0], share: ['%', 100, 1], probability: ['%', 100, 0], faces: [' 张', 1, 0] };
const DECIMALS_MAX = 5;

/** How to write a measure and its limits: with as many decimals as tell the value from the limit it passed. */
function writerOf({ measured, allowed, unit }) {
  const [suffix, factor, least] = UNITS[unit] ?? ['', 1, 2];
  const write = (x, decimals) => `${Number((x * factor).toFixed(decimals))}${suffix}`;
  const same = (limit, decimals) => typeof limit === 'number' && limit !== measured && write(limit, decimals) === write(measured, decimals);
  let decimals = least;
  while (decimals < DECIMALS_MAX && (same(allowed.min, decimals) || same(allowed.max, decimals))) decimals += 1;
  return (x) => write(x, decimals);
}

function range({ min, max }, write) {
  if (typeof min === 'number' && typeof max === 'number') return `应在 ${write(min)} 至 ${write(max)} 之间`;
  if (typeof min === 'number') return `应不小于 ${write(min)}`;
  return typeof max === 'number' ? `应不大于 ${write(max)}` : '';
}

function measure(f) {
  if (typeof f.measured !== 'number') return null;
  const allowed = f.allowed ?? {};
  const write = writerOf({ ...f, allowed });
  return h('div', { class: 'quiet' }, [`测得 ${write(f.measured)}`, range(allowed, write)].filter(Boolean).join('，'));
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
