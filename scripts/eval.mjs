// eval.mjs DIR - judges every photo of a folder that holds a labels.csv (columns: file, then 1, 0 or ? per
// question; a column named as a finding is compared with that finding), and the near-standard ones again after
// spoiling them in known ways.  Tables for people in build/eval/accuracy.md (docs/accuracy.md for the
// published collection), JSON last.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fate, perFinding, readLabels, sweeps } from './eval/counts.mjs';
import { DEFECTS, sweep } from './eval/defects.mjs';
import { markdown } from './eval/document.mjs';
import { compare } from './eval/groups.mjs';
import { judge, judgeAllSpoilt, ROOT } from './eval/judge.mjs';
import { summary } from './eval/summary.mjs';

const read = (file) => readFileSync(file, 'utf8');

/** The labelled photos that are there, with what people.csv says of them, and the names of those that are not. */
function load(dir) {
  const labels = readLabels(read(path.join(dir, 'labels.csv')));
  const people = readLabels(read(path.join(ROOT, 'scripts/eval/people.csv')));
  const seen = Object.fromEntries(people.map((row) => [row.file, row]));
  const rows = labels.map((row) => ({ ...seen[row.file], ...row, path: path.join(dir, row.file) }));
  const columns = (row) => Object.keys(row ?? {}).filter((name) => name !== 'file');
  return {
    rows: rows.filter((row) => existsSync(row.path)),
    missing: rows.filter((row) => !existsSync(row.path)).map((row) => row.file),
    published: rows.every((row) => row.file in seen || !existsSync(row.path)),
    columns: columns(labels[0]), peopleColumns: columns(people[0]),
  };
}

function timing(rows) {
  const ms = rows.map((row) => row.ms).sort((a, b) => a - b);
  return ms.length ? { p50: ms[Math.floor(ms.length / 2)], p95: ms[Math.floor(ms.length * 0.95)] } : null;
}

async function evaluate(data) {
  const codes = new Set(Object.keys(JSON.parse(read(path.join(ROOT, 'lib/model/data/findings.zh.json')))));
  const verdicts = await judge(data.rows.map((row) => row.path));
  const rows = data.rows.map((row, i) => ({ ...row, ...verdicts[i] }));
  const near = rows.filter((row) => row.near_standard === '1');
  const byPath = Object.fromEntries(near.map((row) => [row.path, row]));
  const spoilt = (await judgeAllSpoilt(near.map((row) => row.path), sweep())).map((c) => ({ ...c, row: byPath[c.photo] }));
  const groups = { all: fate(rows) };
  for (const column of data.columns) groups[column] = fate(rows.filter((row) => row[column] === '1'));
  const figures = {
    photos: rows.length, missing: data.missing,
    findings: perFinding(rows, data.columns, codes), people: perFinding(rows, data.peopleColumns, codes),
    labelled: groups, near_standard: fate(near), harmless: fate(spoilt.filter((c) => c.level === 'harmless')),
    defects: sweeps(DEFECTS, spoilt), groups: compare(rows, spoilt), ms: timing(rows),
  };
  return { ...figures, targets: summary(figures) };
}

function publish(figures, published) {
  const text = markdown(figures);
  const folder = path.join(ROOT, 'build/eval');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'accuracy.md'), text);
  if (published) writeFileSync(path.join(ROOT, 'docs/accuracy.md'), text);
  return text;
}

async function main(dir) {
  const data = load(dir);
  if (data.missing.length) console.error(`not there, left out: ${data.missing.join(', ')}`);
  const figures = await evaluate(data);
  console.log(publish(figures, data.published));
  console.log(JSON.stringify(figures));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.argv[2]) {
    console.error('usage: make eval DATA=dir (a folder of photos with a labels.csv)');
    process.exit(2);
  }
  await main(process.argv[2]);
}
