// What orders of prints and consignments are called, wherever one is shown.
export const PAPERS = { '5inch': '5 寸（每人一张）', '6inch': '6 寸（排 8 张）', a4: 'A4（排 36 张）', a3: 'A3（排 72 张）' };
export const FORMATS = { pdf: 'PDF（打印）', jpeg: 'JPEG（冲印店）' };
export const SHORT_PAPERS = { '5inch': '5 寸', '6inch': '6 寸', a4: 'A4', a3: 'A3' };

const FILES = { 'sheets.pdf': '排版 PDF', 'sheets.zip': '排版 JPEG', 'packing-list.csv': '装箱单（表格）', 'packing-list.pdf': '装箱单（打印）' };
const FAILURES = {
  scope_empty: '范围内没有可以打印的学生', too_many: '超过 12 万人，请缩小范围', too_many_classes: '班级太多，请缩小范围', damaged: '任务记录损坏，请重新下单',
};
const STATES = { queued: '排队中', gathering: '正在查找学生', printing: '正在排版', made: '已完成', failed: '失败', expired: '文件已删除' };

const CONSIGNMENT_STATES = { packed: '已装箱，待寄出', shipped: '已寄出，待收货', received: '已收货' };

export function consignmentState(c) {
  const missing = c.bundles_total - c.bundles_received;
  return `${CONSIGNMENT_STATES[c.state]}${c.state === 'received' && missing ? `，缺 ${missing} 包` : ''}`;
}

export const isRunning = (run) => ['queued', 'gathering', 'printing'].includes(run.state);
export const isPackable = (run) => ['made', 'expired'].includes(run.state) && !run.consignment_id && run.bundles > 0;

/** "水利学院 · 水工1班", "一名学生", "全校". */
export function scopeOf({ scope }) {
  if (scope.student_uid) return '一名学生';
  return [scope.campus, scope.college, scope.class].filter(Boolean).join(' · ') || '全校';
}

const SIZES = [[1e9, 'GB'], [1e6, 'MB'], [1e3, 'KB']];

export function sizeOf(bytes) {
  const [unit, name] = SIZES.find(([least]) => bytes >= least) ?? SIZES.at(-1);
  return `${(bytes / unit).toFixed(bytes < 10 * unit ? 1 : 0)} ${name}`;
}

/** "排版 PDF 第 2 册，12 页，1.5 MB" */
export function fileOf(file, isOneOfMany) {
  return [`${FILES[file.name] ?? file.name}${file.volume && isOneOfMany ? ` 第 ${file.volume} 册` : ''}`, file.pages ? `${file.pages} 页` : '', sizeOf(file.bytes)].filter(Boolean).join('，');
}

export function stateOf(run) {
  if (run.state === 'failed') return `失败：${FAILURES[run.failure] ?? run.failure}`;
  if (run.state === 'gathering' || run.state === 'printing') return `${STATES[run.state]}，${run.done}/${run.total} 人`;
  return STATES[run.state];
}

/** A bundle: a class and how many of it. */
export const bundleOf = (b) => `${[b.campus, b.college, b.class].filter(Boolean).join(' · ') || '未分班'}（${b.count} 人）`;
