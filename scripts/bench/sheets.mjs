// Print sheets: students a second into PDF and processor time a student as JPEG, on one core; and the memory of one long file.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BUILD } from '../stack.mjs';

const STUDENTS = 5000;
const MANY = 50000;
const PICTURED = 300;
const ROUNDS = 3;
const TICKS_PER_S = 100; // of /proc, on every Linux
const TARGET = 3000;
const JPEG_MS = { '5inch': 20, a4: 25 };
const GROWTH_KB = 16384;

const list = (n) => Array.from({ length: n }, (_, i) => `p${i % 8}.jpg\t学*${String.fromCharCode(0x4e00 + (i % 2000))} ${2025000000 + i} 计算机${2101 + (Math.floor(i / 40) % 60)}班\tB${String(Math.floor(i / 1000)).padStart(4, '0')}\n`).join('');

/** Runs once: seconds of processor time and the most memory it held, as they stood at the last look, at most 20 ms before its end. */
async function run(dir, args) {
  const child = spawn(path.join(BUILD, 'tucai-relay'), ['sheet', ...args], { cwd: dir, stdio: ['ignore', 'ignore', 'inherit'] });
  let kb = 0, ticks = 0;
  const look = setInterval(() => {
    try {
      const stat = readFileSync(`/proc/${child.pid}/stat`, 'latin1').split(') ')[1].split(' ');
      ticks = Number(stat[11]) + Number(stat[12]);
      kb = Number(readFileSync(`/proc/${child.pid}/status`, 'latin1').match(/VmHWM:\s+(\d+)/)?.[1] ?? kb);
    } catch { /* gone */ }
  }, 20);
  const status = await new Promise((done) => child.once('exit', done));
  clearInterval(look);
  if (status !== 0) throw new Error(`tucai-relay sheet ended with ${status}`);
  return { seconds: ticks / TICKS_PER_S, kb };
}

export async function sheets(print) {
  const dir = mkdtempSync(path.join(tmpdir(), 'bench-sheets-'));
  try {
    for (let i = 0; i < 8; i++) writeFileSync(path.join(dir, `p${i}.jpg`), execFileSync(path.join(BUILD, 'tests/support/make_photo'), ['480', '640', String(i)]));
    writeFileSync(path.join(dir, 'few.tsv'), list(STUDENTS));
    writeFileSync(path.join(dir, 'many.tsv'), list(MANY));
    for (const [question, ...args] of [['sheets: 5-inch', '--paper', '5inch'], ['sheets: A4, shared', '--paper', 'a4', '--per-student', '5']]) {
      const times = [];
      for (let i = 0; i < ROUNDS; i++) times.push((await run(dir, [...args, '--list', 'few.tsv', '--out', 'out.pdf'])).seconds);
      const figure = STUDENTS / Math.min(...times);
      print({ question, figure, unit: "students' sheets/s of one core's time", target: `>= ${TARGET}`, holds: figure >= TARGET });
    }
    writeFileSync(path.join(dir, 'pictured.tsv'), list(PICTURED));
    for (const [paper, target] of Object.entries(JPEG_MS)) {
      const times = [];
      for (let i = 0; i < ROUNDS; i++) times.push((await run(dir, ['--paper', paper, '--per-student', '5', '--format', 'jpeg', '--list', 'pictured.tsv', '--out', 'out.zip'])).seconds);
      const figure = (1000 * Math.min(...times)) / PICTURED;
      print({ question: `sheets: ${paper} as JPEG`, figure, unit: "ms of one core's time a student", target: `<= ${target}`, holds: figure <= target });
    }
    const one = ['--paper', '5inch', '--out', 'out.pdf', '--list'];
    const few = await run(dir, [...one, 'few.tsv']);
    const many = await run(dir, [...one, 'many.tsv']);
    print({ question: `sheets: memory of one file of ${MANY} pages beside ${STUDENTS}`, figure: many.kb - few.kb, unit: 'KB more', target: `<= ${GROWTH_KB}`, holds: many.kb - few.kb <= GROWTH_KB });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
