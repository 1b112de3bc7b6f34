// Runs the tools: photos through `tucai-qc check`, many to a process; spoilt photos through make_defect first.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
const BUILD = path.join(ROOT, process.env.TUCAI_BUILD ?? 'build');
const MODELS = process.env.TUCAI_MODELS ?? path.join(ROOT, '.models');
const PROCESSES = Math.max(2, availableParallelism());
const PRESET = JSON.parse(readFileSync(path.join(ROOT, 'lib/model/presets/diploma.json'), 'utf8')).findings;

function run(program, args, input = '') {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, TUCAI_MODELS: MODELS } });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (part) => { out += part; });
    child.on('error', reject).on('close', () => resolve(out.trim().split('\n').filter(Boolean)));
    child.stdin.on('error', () => {}).end(input);
  });
}

/** work() for each of the jobs, as many at a time as there are cores; the answers in the jobs' order. */
async function inParallel(jobs, work) {
  const answers = new Array(jobs.length);
  let next = 0;
  const one = async () => {
    for (let i = next++; i < jobs.length; i = next++) answers[i] = await work(jobs[i]);
  };
  await Promise.all(Array.from({ length: PROCESSES }, one));
  return answers;
}

const isWarning = (code) => PRESET[code]?.severity === 'warn';

/** What a line of `tucai-qc check` says. `found`: refusals, and findings that by default only ever warn. */
function verdict(line) {
  const v = JSON.parse(line);
  return {
    passed: v.passed, ms: v.ms.total, measures: v.measures,
    refused: v.findings.filter((f) => f.severity === 'refuse').map((f) => f.code),
    found: v.findings.filter((f) => f.severity === 'refuse' || isWarning(f.code)).map((f) => f.code),
  };
}

async function check(files) {
  const lines = files.length ? await run(path.join(BUILD, 'tucai-qc'), ['check', ...files]) : [];
  if (lines.length !== files.length) throw new Error(`${lines.length} answers for ${files.length} photos`);
  return lines.map(verdict);
}

/** The verdicts of the files, in their order. */
export async function judge(files) {
  const parts = Array.from({ length: PROCESSES }, (_, i) => files.filter((_file, k) => k % PROCESSES === i));
  const verdicts = await inParallel(parts, check);
  return files.map((_file, k) => verdicts[k % PROCESSES][Math.floor(k / PROCESSES)]);
}

/** [{...case, photo, ...verdict}] of one photo spoilt in every way; ways that do not apply to it are left out. */
async function judgeSpoilt(photo, cases) {
  const dir = mkdtempSync(path.join(tmpdir(), 'eval-'));
  try {
    const out = (i) => path.join(dir, `${i}.jpg`);
    const lines = cases.map((c, i) => `${c.line} ${out(i)}\n`).join('');
    const answers = await run(path.join(BUILD, 'tests/support/defect/make_defect'), [MODELS, photo], lines);
    const made = cases.map((c, i) => ({ ...c, i })).filter((c) => answers[c.i] === 'made');
    const verdicts = await check(made.map((c) => out(c.i)));
    return made.map((c, k) => ({ ...c, photo, ...verdicts[k] }));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

export const judgeAllSpoilt = async (photos, cases) => (await inParallel(photos, (photo) => judgeSpoilt(photo, cases))).flat();
