// eval.mjs DIR - judges every photo of a folder that holds a labels.csv (columns: file, then 1, 0 or ? per
// question; a column named as a finding is compared with that finding). A table for people, JSON last.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const QC = path.join(ROOT, process.env.TUCAI_BUILD ?? 'build', 'tucai-qc');
// What has another name, or the opposite sense, in labels.csv.
const OPPOSITE = { face_visible: 'no_face' };
const LIGHT_AND_SHARPNESS = ['too_dark', 'too_bright', 'light_uneven', 'blurred', 'low_quality'];

/** [{file, column: '1'|'0'|'?', ...}] of a simple CSV without quotes. */
export function readLabels(text) {
  const [head, ...lines] = text.trim().split(/\r?\n/).map((line) => line.split(','));
  return lines.map((cells) => Object.fromEntries(head.map((name, i) => [name, cells[i] ?? '?'])));
}

const rate = (part, whole) => (whole > 0 ? Number((part / whole).toFixed(4)) : null);

/** Counts of one finding against one column; '?' is not scored. */
export function confusion(rows, code, truth) {
  const n = { tp: 0, fp: 0, fn: 0, tn: 0 };
  for (const row of rows) {
    const is = truth(row);
    if (is === null) continue;
    n[(row.refused.includes(code) === is ? 't' : 'f') + (row.refused.includes(code) ? 'p' : 'n')]++;
  }
  return { ...n, found_rate: rate(n.tp, n.tp + n.fn), false_rate: rate(n.fp, n.fp + n.tn) };
}

const label = (column, yes) => (row) => (row[column] === '?' || row[column] === undefined ? null : row[column] === yes);

function perFinding(rows, columns, codes) {
  const out = {};
  for (const column of columns) {
    const code = OPPOSITE[column] ?? column;
    if (codes.has(code)) out[code] = confusion(rows, code, label(column, OPPOSITE[column] ? '0' : '1'));
  }
  return out;
}

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

function timing(rows) {
  const ms = rows.map((row) => row.ms).sort((a, b) => a - b);
  return ms.length ? { p50: ms[Math.floor(ms.length / 2)], p95: ms[Math.floor(ms.length * 0.95)] } : null;
}

async function judge(dir, labels) {
  const files = labels.map((row) => path.join(dir, row.file));
  const { stdout } = await promisify(execFile)(QC, ['check', ...files], { maxBuffer: 1 << 28 }).catch((e) => e);
  const lines = stdout.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  if (lines.length !== labels.length) throw new Error(`${lines.length} answers for ${labels.length} photos`);
  return labels.map((row, i) => ({
    ...row, passed: lines[i].passed, ms: lines[i].ms.total, codes: lines[i].findings.map((f) => f.code),
    refused: lines[i].findings.filter((f) => f.severity === 'refuse').map((f) => f.code),
  }));
}

function print(findings, groups) {
  const percent = (v) => (v === null ? '-' : `${(100 * v).toFixed(1)} %`).padStart(8);
  console.log('finding              found missed  false  right   found    false');
  for (const [code, n] of Object.entries(findings)) {
    const counts = [n.tp, n.fn, n.fp, n.tn].map((v) => String(v).padStart(6)).join(' ');
    console.log(`${code.padEnd(19)} ${counts} ${percent(n.found_rate)} ${percent(n.false_rate)}`);
  }
  console.log('\ngroup                photos passed  refused by');
  for (const [name, g] of Object.entries(groups)) {
    const by = Object.entries(g.refused_by).map(([code, n]) => `${code} ${n}`).join(', ');
    console.log(`${name.padEnd(20)} ${String(g.photos).padStart(6)} ${String(g.passed).padStart(6)}  ${by}`);
  }
}

async function main(dir) {
  const labels = readLabels(readFileSync(path.join(dir, 'labels.csv'), 'utf8'));
  const columns = Object.keys(labels[0] ?? {}).filter((name) => name !== 'file');
  const known = JSON.parse(readFileSync(path.join(ROOT, 'lib/model/data/findings.zh.json'), 'utf8'));
  const rows = await judge(dir, labels);
  const findings = perFinding(rows, columns, new Set(Object.keys(known)));
  const groups = { all: fate(rows) };
  for (const column of columns) groups[column] = fate(rows.filter((row) => row[column] === '1'));
  print(findings, groups);
  console.log(JSON.stringify({ photos: rows.length, findings, groups, ms: timing(rows) }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.argv[2]) {
    console.error('usage: make eval DATA=dir (a folder of photos with a labels.csv)');
    process.exit(2);
  }
  await main(process.argv[2]);
}
