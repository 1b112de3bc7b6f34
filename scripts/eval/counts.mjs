// Labels, counts and rates. Pure.

/** [{file, column: '1'|'0'|'?', ...}] of a simple CSV without quotes. */
export function readLabels(text) {
  const [head, ...lines] = text.trim().split(/\r?\n/).map((line) => line.split(','));
  return lines.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i] ?? '?'])));
}

/** A share with four digits; null without cases. */
export const rate = (part, whole) => (whole > 0 ? Number((part / whole).toFixed(4)) : null);

/** The 95 % interval of a share (Wilson's, which holds for few cases and for none found); null without cases. */
export function wilson(part, whole) {
  if (whole === 0) return null;
  const z = 1.96, p = part / whole, n = whole;
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return [Math.max(0, middle - half), Math.min(1, middle + half)].map((v) => Number(v.toFixed(4)));
}

/** Counts of one finding against one column; '?' is not scored. */
export function confusion(rows, code, truth) {
  const n = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (const row of rows) {
    const is = truth(row);
    if (is === null) continue;
    n[(row.found.includes(code) === is ? 't' : 'f') + (row.found.includes(code) ? 'p' : 'n')]++;
  }
  return { ...n, found_rate: rate(n.tp, n.tp + n.fn), false_rate: rate(n.fp, n.fp + n.tn) };
}

// What has another name, or the opposite sense, in labels.csv.
const OPPOSITE = { face_visible: 'no_face' };

const label = (column, yes) => (row) => (row[column] === '1' || row[column] === '0' ? row[column] === yes : null);

/** {code: counts} for each column that is a finding's name. */
export function perFinding(rows, columns, codes) {
  const out = {};
  for (const column of columns) {
    const code = OPPOSITE[column] ?? column;
    if (codes.has(code)) out[code] = confusion(rows, code, label(column, OPPOSITE[column] ? '0' : '1'));
  }
  return out;
}

export const LIGHT_AND_SHARPNESS = [
  'too_dark', 'too_bright', 'light_uneven', 'hair_washed_out', 'highlight', 'blurred', 'low_quality',
];

/** How a group of photos fared: passed, and which findings refused how many. */
export function fate(rows) {
  const refused_by = {};
  for (const row of rows) for (const code of row.refused) refused_by[code] = (refused_by[code] ?? 0) + 1;
  const by = (codes) => rows.filter((row) => row.refused.some((code) => codes.includes(code))).length;
  const passed = rows.filter((row) => row.passed).length;
  return {
    photos: rows.length, passed, pass_rate: rate(passed, rows.length), refused_by,
    light_or_sharpness_rate: rate(by(LIGHT_AND_SHARPNESS), rows.length),
  };
}

/** The larger rate by the smaller: 1 where both are 0, null where there is nothing to compare. */
export function ratioOf(a, b) {
  if (a === null || b === null) return null;
  if (a === b) return 1;
  return Math.min(a, b) > 0 ? Number((Math.max(a, b) / Math.min(a, b)).toFixed(2)) : null;
}

/** Whether a person sees this finding in the unspoilt photo too, or would argue about it. */
export const excused = (photo, code) => photo?.[code] === '1' || photo?.[code] === '?';

const names = (row, codes) => row.found.some((code) => codes.includes(code));

/**
 * One kind of defect among all spoilt photos.  `false_at_zero`: of the unspoilt photos; `false_rate`: of everything
 * that nobody objects to, the harmless changes of every kind; not of photos in which a person sees the finding.
 */
function sweepOf(defect, spoilt) {
  const mine = spoilt.filter((c) => c.defect === defect);
  const object = mine.filter((c) => c.level === 'object');
  const clean = spoilt.filter((c) => c.level === 'harmless' && !defect.finds.some((code) => excused(c.row, code)));
  const zero = clean.filter((c) => !c.defect);
  const count = (rows) => rows.filter((c) => names(c, defect.finds)).length;
  const strengths = [...new Set(mine.map((c) => c.strength))].map((strength) => {
    const at = mine.filter((c) => c.strength === strength);
    return { strength, level: at[0].level, found: count(at), cases: at.length };
  });
  return {
    finds: defect.finds, found: count(object), cases: object.length, found_rate: rate(count(object), object.length),
    false_at_zero: count(zero), zero: zero.length,
    false: count(clean), clean: clean.length, false_rate: rate(count(clean), clean.length), strengths,
  };
}

/** {name: counts} for each kind, and `all` of them together. */
export function sweeps(defects, spoilt) {
  const kinds = Object.fromEntries(defects.map((d) => [d.name, sweepOf(d, spoilt)]));
  const sum = (key) => Object.values(kinds).reduce((n, k) => n + k[key], 0);
  const all = { found: sum('found'), cases: sum('cases'), false: sum('false'), clean: sum('clean') };
  return { kinds, all: { ...all, found_rate: rate(all.found, all.cases), false_rate: rate(all.false, all.clean) } };
}
