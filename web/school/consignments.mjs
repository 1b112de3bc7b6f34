// Consignments: packed, shipped with a waybill, received by scanning (scan.mjs); what is there and what is not, in words.
import { call, get } from '/shared/api.mjs';
import { h, show, say, action, askingButton, when } from '/shared/dom.mjs';
import { field, list, valuesOf } from '/shared/table.mjs';
import { bundleOf, consignmentState } from './print_words.mjs';
import { scanBox } from './scan.mjs';

const patch = (id, change) => call('PATCH', `/consignments/${id}`, change);

function shipForm(c, again) {
  const isNew = c.state === 'packed';
  const form = h('form', { class: 'edit' }, field('运单号', { name: 'waybill', required: true, maxlength: '64', value: c.waybill ?? '', autocomplete: 'off' }),
    field('承运商', { name: 'carrier', maxlength: '20', value: c.carrier ?? '', placeholder: '如：顺丰' }), h('button', { class: isNew ? 'main' : '' }, isNew ? '寄出' : '更正运单'));
  form.addEventListener('submit', action(async () => {
    const { waybill, carrier } = valuesOf(form);
    await patch(c.consignment_id, carrier ? { waybill, carrier } : { waybill });
    await again();
    say(isNew ? '已寄出，学生会看到“已寄出”。' : '运单已更正。', 'good');
  }));
  return isNew ? form : h('details', {}, h('summary', {}, '更正运单号…'), form);
}

/** After it was closed what turns up is scanned all the same. */
function closeButton(c, again) {
  const question = c.missing.length ? `还缺 ${c.missing.length} 包，确定结束收货？` : '确定结束收货？';
  return askingButton('结束收货', question, async () => {
    await patch(c.consignment_id, { state: 'received' });
    await again();
  }, { class: 'main' });
}

function differences(c) {
  const missing = c.bundles.filter((b) => !b.received_at);
  const names = (bundles) => h('ul', { class: 'lines' }, bundles.map((b) => h('li', {}, `${bundleOf(b)} `, h('code', {}, b.code))));
  if (c.state === 'packed') return null;
  return h('div', { id: 'differences' },
    h('p', { class: missing.length ? '' : 'good' }, `已收到 ${c.bundles_received} 包，共 ${c.bundles_total} 包${missing.length ? '' : '，全部收齐'}。`),
    missing.length ? [h('p', { class: c.state === 'received' ? 'bad' : '' }, c.state === 'received' ? `缺 ${missing.length} 包，请与寄件方核对；找到后扫码即可补收：` : `还没有扫到 ${missing.length} 包：`), names(missing)] : null,
    c.unknown.length ? [h('p', { class: 'warn' }, `扫到 ${c.unknown.length} 个不属于这批的条码，可能是别校的包裹，请退回：`), h('ul', { class: 'lines' }, c.unknown.map((code) => h('li', {}, h('code', {}, code))))] : null);
}

function bundleTable(c) {
  const row = (b) => [b.code, b.campus || '–', b.college || '–', b.class || '–', `${b.count} 人`, b.received_at ? `${when(b.received_at)} ${b.received_by}` : c.state === 'packed' ? '–' : '未收到'];
  return h('details', {}, h('summary', {}, `全部班级包（${c.bundles_total}）`), list(['条码', '校区', '学院', '班级', '人数', '收货'], c.bundles.map(row)));
}

function facts(c) {
  const rows = [['装箱', `${when(c.packed_at)} ${c.packed_by}`], ['寄出', c.shipped_at && `${when(c.shipped_at)} ${c.shipped_by}`], ['运单', c.waybill && [c.carrier, c.waybill].filter(Boolean).join(' ')],
    ['结束收货', c.received_at && `${when(c.received_at)} ${c.closed_by}`]];
  return h('dl', { class: 'facts' }, rows.filter(([, value]) => value).map(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
}

/** {card, read(), open(id), close()}: the list, and one consignment that is open below it. */
export function consignmentsCard(school) {
  const lines = h('div', {});
  const one = h('div', { id: 'consignment' });
  let scanner = null;

  const close = () => {
    scanner?.close();
    scanner = null;
  };
  const read = async () => {
    const { consignments } = await get(`/consignments?school_code=${school}`);
    const row = (c) => [when(c.packed_at), consignmentState(c), [c.carrier, c.waybill].filter(Boolean).join(' ') || '–', c.state === 'packed' ? `${c.bundles_total} 包` : `收到 ${c.bundles_received}/${c.bundles_total} 包`,
      h('button', { type: 'button', class: 'small', 'aria-label': `打开 ${when(c.packed_at)} 装箱的一批`, onclick: action(() => open(c.consignment_id)) }, '打开')];
    show(lines, consignments.length ? list(['装箱时间', '状态', '运单', '班级包', ''], consignments.map(row)) : h('p', { class: 'quiet' }, '还没有寄送。打印任务完成后可以装箱。'));
  };
  /** The scanner stays as it is while what is below it changes. */
  async function open(id) {
    close();
    const room = h('div', {});
    const look = async () => {
      const c = await get(`/consignments/${id}`);
      const again = () => Promise.all([open(id), read()]);
      show(room, differences(c), c.state === 'shipped' ? closeButton(c, again) : null, c.state === 'received' ? null : shipForm(c, again), bundleTable(c));
      return c;
    };
    const c = await look();
    if (c.state !== 'packed') scanner = scanBox(c, () => Promise.all([look(), read()]));
    show(one, h('h3', { tabIndex: -1 }, `${when(c.packed_at)} 装箱的一批：${consignmentState(c)}`), facts(c), scanner?.box ?? null, room);
    scanner?.focus();
  }
  const card = h('section', { class: 'card' }, h('h2', {}, '寄送与收货'), lines, one);
  return { card, read, open: async (id) => { await open(id); await read(); }, close };
}
