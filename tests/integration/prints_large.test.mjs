// A whole school printed at once: its order, its time and its memory. STUDENTS: how many.
// Runs alone: it measures times and memory.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, waitFor } from '../../scripts/stack.mjs';
import { SCHOOL, startBatchStack, stopBatchStack } from '../support/batch.mjs';
import { stripedPhoto } from '../support/picture.mjs';
import { fetchFile, rowsOf, sumsOf, tidyPrints, untilOver } from '../support/prints.mjs';
import { RedisClient } from '../support/redis.mjs';
import { staffOf } from '../support/staff.mjs';

const STUDENTS = Number(process.env.STUDENTS ?? 600);
const VOLUME = Math.max(200, Math.ceil(STUDENTS / 2 / 200) * 200);
const LIMIT_MS = 60000 + STUDENTS * 20; // a machine that does other things as well

let stack;
let redis;
let school;
let run;

before(async () => {
  stack = await startBatchStack(mkdtempSync(path.join(tmpdir(), 'school-')), { ingest: 1, env: { TUCAI_PRINT_VOLUME: String(VOLUME), TUCAI_PRINT_KEEP_H: '0' } });
  redis = new RedisClient(path.join(stack.dir, 'redis.sock'));
  const commands = execFileSync(path.join(BUILD, 'tests/support/add_students'), ['keys/master.key', 'blobs', SCHOOL, STUDENTS, Math.max(20, STUDENTS / 100)].map(String),
    { cwd: stack.dir, input: stripedPhoto(), maxBuffer: 1 << 30 });
  execFileSync('redis-cli', ['-s', 'redis.sock', '--pipe'], { cwd: stack.dir, input: commands, stdio: ['pipe', 'ignore', 'inherit'] });
  school = await staffOf(stack.url, redis, 'school', SCHOOL);
}, { timeout: LIMIT_MS });

after(async () => {
  redis?.close();
  await stopBatchStack(stack);
  rmSync(stack.dir, { recursive: true, force: true });
});

/** The process that prints: the relay's child. {peak_mb, cpu_s} */
function childOf(pid) {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  const peak = readFileSync(`/proc/${child}/status`, 'utf8').match(/VmHWM:\s+(\d+) kB/)[1];
  const stat = readFileSync(`/proc/${child}/stat`, 'utf8').split(') ')[1].split(' ');
  return { peak_mb: Number(peak) / 1024, cpu_s: (Number(stat[11]) + Number(stat[12])) / 100 };
}

const peakOf = (pid) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmHWM:\s+(\d+) kB/)[1]) / 1024;

test('everybody is printed, and it tells how far it is', { timeout: LIMIT_MS }, async (t) => {
  const began = Date.now();
  const before_ = childOf(stack.all('relay')[0].child.pid);
  const { print_id: id } = await school.post('/prints', { school_code: SCHOOL });
  const seen = new Set();
  await waitFor('the order', async () => {
    const now = await school.get(`/prints/${id}`);
    seen.add(`${now.state} ${now.done}/${now.total}`);
    return now.state === 'made';
  }, LIMIT_MS, 5);
  run = await untilOver(school, id);
  const used = childOf(stack.all('relay')[0].child.pid);
  t.diagnostic(`${STUDENTS} students in ${Date.now() - began} ms, ${(used.cpu_s - before_.cpu_s).toFixed(2)} s of the relay's CPU; peak ${used.peak_mb.toFixed(0)} MB; seen ${[...seen].join(', ')}`);
  assert.deepEqual([run.total, run.done, run.left_out, run.bundles], [STUDENTS, STUDENTS, 0, Math.ceil(STUDENTS / 40)]);
  assert.equal(run.files.filter((f) => f.name === 'sheets.pdf').reduce((sum, f) => sum + f.pages, 0), STUDENTS);
  assert.ok(used.peak_mb < 150, `${used.peak_mb} MB`);
});

test('files of many megabytes are fetched whole, and ingest does not grow with them', { timeout: LIMIT_MS }, async (t) => {
  const volumes = run.files.filter((f) => f.name === 'sheets.pdf');
  assert.equal(volumes.length, 2);
  const ingest = stack.all('ingest')[0].child.pid;
  for (const file of volumes) {
    const got = await fetchFile(school, file.href);
    assert.deepEqual([got.length, got.bytes.length, got.sha256], [file.bytes, file.bytes, file.sha256]);
  }
  t.diagnostic(`${volumes.map((f) => (f.bytes / 1e6).toFixed(1)).join(' + ')} MB; ingest's peak ${peakOf(ingest).toFixed(0)} MB`);
  assert.ok(peakOf(ingest) < 100);
  const r = await school.raw('GET', `/prints/${run.print_id}/sheets.pdf`);
  assert.deepEqual([r.status, (await r.json()).code], [409, 'volume_missing']);
});

test('in the order of college, class and number', async () => {
  const rows = rowsOf((await fetchFile(school, `/prints/${run.print_id}/packing-list.csv`)).bytes).map(([, , , college, name, , , no]) => [college, parseInt(name, 10), Number(no)]);
  assert.equal(rows.length, STUDENTS);
  const sorted = [...rows].sort((a, b) => (a[0] < b[0] ? -1 : Number(a[0] > b[0])) || a[1] - b[1] || a[2] - b[2]);
  assert.deepEqual(rows, sorted);
});

test('a relay that dies in the middle of a volume makes the same bytes', { timeout: LIMIT_MS }, async () => {
  const id = run.print_id;
  const sums = await sumsOf(school, id);
  await tidyPrints(stack, school, id);
  await school.post(`/prints/${id}/remake`);
  await waitFor('the first volume', async () => (await school.get(`/prints/${id}`)).done >= VOLUME, LIMIT_MS, 2);
  await stack.all('relay')[0].restart(); // in the second one
  const again = await untilOver(school, id, LIMIT_MS);
  assert.deepEqual([again.state, again.done, again.left_out], ['made', STUDENTS, 0]);
  assert.deepEqual(await sumsOf(school, id), sums);
  const whole = await untilOver(school, (await school.post('/prints', { school_code: SCHOOL, scope: { college: '第1学院' } })).print_id, LIMIT_MS);
  assert.ok(whole.total < STUDENTS && whole.total > 0);
});
