// What the school's photos are judged by: the made photo's form as a drawing, and every finding with its limits. The province may
// choose another rule set here.
import { call, get } from '/shared/api.mjs';
import { h, show, say, action } from '/shared/dom.mjs';
import { exactly, range } from '/shared/figures.mjs';

const SOURCES = { preset: '系统预设', shared: '全省共用', own: '本校自有' };
const BACKGROUNDS = { blue: '浅蓝', white: '白', grey: '浅灰' };
const GROUPS = [
  ['refuse', '不通过', '有一项，学生就须重拍。'],
  ['warn', '提示', '说给学生和审核人员，不影响通过。'],
  ['off', '不检查', '本校不看。'],
];

const svg = (tag, attributes, ...children) => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

/** From the crown to the chin, by the width from cheek to cheek. */
const HEAD_HEIGHT = 1.45;

/** The made photo to scale: its colour, a head where it goes, and the bands for the top of the hair and the eyes. */
function drawing(p) {
  const middle = p.width / 2;
  const face = p.face_width_wanted / 2;
  const height = face * HEAD_HEIGHT;
  const chin = p.hair_top_wanted + 2 * height;
  const band = (from, to) => svg('rect', { x: 0, y: from, width: p.width, height: to - from, class: 'band' });
  const shoulders = `M0 ${p.height} C0 ${chin + face * 0.9} ${middle - face * 0.9} ${chin + face * 0.8} ${middle - face * 0.5} ${chin + face * 0.3}`
    + ` L${middle + face * 0.5} ${chin + face * 0.3} C${middle + face * 0.9} ${chin + face * 0.8} ${p.width} ${chin + face * 0.9} ${p.width} ${p.height} Z`;
  return svg('svg', { class: 'form', viewBox: `0 0 ${p.width} ${p.height}`, role: 'img', 'aria-label': '成片的样子：背景、头部位置、头顶和眼睛的范围' },
    svg('rect', { width: p.width, height: p.height, fill: `rgb(${p.background_rgb})` }),
    svg('path', { d: shoulders, class: 'person' }),
    svg('rect', { x: middle - face * 0.5, y: chin - height, width: face, height: height + face * 0.4, class: 'person' }),
    svg('ellipse', { cx: middle, cy: p.hair_top_wanted + height, rx: face, ry: height, class: 'person' }),
    band(p.hair_top_min, p.hair_top_max), band(p.eyes_min || p.eyes_max - 2, p.eyes_max));
}

function facts(p) {
  const px = (from, to) => (from > 0 ? `${from} 至 ${to} 像素` : `不大于 ${to} 像素`);
  const rows = [
    ['尺寸', `${p.width} × ${p.height} 像素，${p.dpi} dpi`],
    ['背景', `${BACKGROUNDS[p.background]}色 RGB ${p.background_rgb.join(', ')}`],
    ['文件', `${p.bytes_min} 至 ${p.bytes_max} 字节`],
    ['头顶到上边', px(p.hair_top_min, p.hair_top_max)],
    ['眼睛到上边', px(p.eyes_min, p.eyes_max)],
    ['脸宽', px(p.face_width_min, p.face_width_max)],
  ];
  return h('dl', { class: 'facts' }, rows.map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

/** "转头角度 在 -14° 至 14° 之间", and what a value inside them is warned of. */
function limits(f) {
  if (!f.measure) return '';
  const allowed = range(f.allowed, exactly(f.unit));
  const quiet = range(f.no_warning_in, exactly(f.unit));
  const said = [allowed, quiet && `提示界限：${quiet}`].filter(Boolean).join('；');
  return said ? `${f.measure} ${said}` : '';
}

function group(findings, [severity, title, explained]) {
  const own = findings.filter((f) => f.severity === severity);
  if (!own.length) return null;
  const row = (f) => h('li', {}, h('span', {}, f.message.replace(/。$/, '')), h('span', { class: 'quiet' }, severity === 'off' ? '' : limits(f)));
  return h('details', { class: 'card rules', open: severity !== 'off' },
    h('summary', {}, h('h2', { class: severity }, title, h('span', { class: 'count' }, String(own.length))), h('span', { class: 'quiet' }, explained)),
    h('ul', {}, own.map(row)));
}

/** The province's choice, put into the school's configuration as it is now. */
async function chooser(school, used, again) {
  const { rule_sets: all } = await get('/rule-sets');
  const label = (r) => (r.title ? `${r.title}（${r.name}，第 ${r.version} 版）` : `${r.name}（第 ${r.version} 版）`);
  const select = h('select', { name: 'rule_set' }, used.source === 'own' ? h('option', { value: '' }, `本校自有（${used.name}，第 ${used.version} 版）`) : null,
    all.map((r) => h('option', { value: r.name, selected: used.source !== 'own' && r.name === used.name }, label(r))));
  const save = action(async () => {
    if (!select.value) return;
    const { body, headers } = await call('GET', `/schools/${school}`);
    await call('PUT', `/schools/${school}`, { ...body, rule_set: select.value }, { 'If-Match': headers.get('ETag') });
    await again();
    say('已更换，下一张照片起生效。', 'good');
  });
  return h('form', { class: 'choose', onsubmit: save }, h('label', {}, h('span', {}, '改用（省级账号）'), select), h('button', {}, '更换'));
}

export async function rulesPage(body, school, role) {
  const used = await get(`/schools/${school}/rule-set`);
  const form = role === 'province' ? await chooser(school, used, () => rulesPage(body, school, role)) : null;
  show(body,
    h('section', { class: 'card standard' }, drawing(used.photo),
      h('div', {}, h('p', { class: 'quiet' }, SOURCES[used.source]), h('h2', {}, used.name, h('span', { class: 'count' }, `第 ${used.version} 版`)),
        h('p', { class: 'quiet' }, '每张照片的检测结果都注明所用的标准和版本。')),
      facts(used.photo), form),
    GROUPS.map((one) => group(used.findings, one)));
}
