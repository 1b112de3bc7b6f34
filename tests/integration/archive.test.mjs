// Electronic photos. A school's archive over HTTP (R39): what is in it for three unzippers and a reader of CSV, who may have it, and what it costs others.
// A student's own photo and receipt in every state (R40). ARCHIVE: students of the school; in the long run 5,000, as many as a large school has.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { demoSchool } from '../../scripts/client.mjs';
import { BUILD, Stack, waitFor } from '../../scripts/stack.mjs';
import { UNZIPPERS, addAccepted, readCsv, sumsOf, uidOf } from '../support/archive.mjs';
import { ask, jpeg } from '../support/ingest.mjs';
import { RedisClient } from '../support/redis.mjs';
import { staffOf, studentOf } from '../support/staff.mjs';

const SCHOOL = '10284';
const N = Number(process.env.ARCHIVE ?? 200);
const LIMIT_MS = 20000;
const ZIP = `/schools/${SCHOOL}/export.zip`;
const [ERASED, RESET, DAMAGED, LOST] = [10, 11, 12, 13].map(uidOf); // see "left out"
let stack;
let redis;
let school;
let dir;

// Names that a computer takes ill, beside plain ones.
const PLACES = [
  ['江宁校区', '水利学院', '水工10班'], ['江宁校区', '水利学院', '水工2班'], ['江宁校区', '土木/交通', '土木 1班.'],
  ['鼓楼校区', 'CON', '..'], ['鼓楼校区', '=cmd()', '2021-1'], ['', '商学院', '𠮷田"班"'],
];
const NUMBERS = { 0: '7', 1: '7', 2: '', 3: '000123', 4: '320100199901011234', 5: '../../x', 6: '-1+1' };
const lineOf = (i) => [uidOf(i), NUMBERS[i] ?? String(20210000 + i), ...PLACES[i < 7 ? Math.max(0, i - 2) % PLACES.length : i % PLACES.length]];
const quoted = (cell) => `"${cell.replaceAll('"', '""')}"`;

before(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'archive-'));
  stack = new Stack(path.join(dir, 'stack'), { qc: 0, relay: 0, decode: 0 });
  await stack.start();
  redis = new RedisClient(path.join(stack.dir, 'redis.sock'));
  await (await staffOf(stack.url, redis, 'province')).put(`/schools/${SCHOOL}`, demoSchool());
  school = await staffOf(stack.url, redis, 'school', SCHOOL);
  const lines = Array.from({ length: N - 1 }, (_, i) => lineOf(i).map(quoted).join(',')); // the last one is in no roster
  await school.put(`/schools/${SCHOOL}/roster`, `student_uid,student_no,campus,college,class\r\n${lines.join('\r\n')}\r\n`, { 'Content-Type': 'text/csv' });
  await addAccepted(stack, SCHOOL, N, jpeg());
}, { timeout: 300000 });

after(async () => {
  redis?.close();
  await stack?.stop();
  if (!process.env.TUCAI_KEEP) fs.rmSync(dir, { recursive: true, force: true });
});

const ingest = () => stack.ingest[0].child.pid;
const statusOf = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(fs.readFileSync(`/proc/${ingest()}/status`, 'utf8'))[1]);

/** A student in a state, with a photo. */
const putStudent = (uid, state) => redis.ask('HSET', `s:${uid}`, 'v', 1, 'd', execFileSync(path.join(BUILD, 'tests/support/make_student'), ['keys/master.key', 'blobs', uid, `sub-${uid}`, SCHOOL, state], { cwd: stack.dir, input: jpeg() }));
const locationOf = async (uid) => /[0-9a-f]{32}/.exec((await redis.askRaw('HGET', `s:${uid}`, 'd')).toString('latin1'))[0];
const fileOf = (at) => path.join(stack.dir, 'blobs', at.slice(0, 2), at.slice(2, 4), at);

/** Fetches the archive into a file; {file, headers}. */
async function fetchZip(query = '', name = 'all.zip') {
  const r = await school.raw('GET', ZIP + query);
  assert.equal(r.status, 200);
  const file = path.join(dir, name);
  await pipeline(Readable.fromWeb(r.body), fs.createWriteStream(file));
  return { file, headers: r.headers };
}

async function unpack(file, program = 'bsdtar') {
  const folder = fs.mkdtempSync(path.join(dir, 'unpacked-'));
  await UNZIPPERS[program](file, folder);
  return folder;
}

const manifestOf = (folder) => readCsv(fs.readFileSync(path.join(folder, 'manifest.csv'), 'utf8').slice(1));
const namesIn = (file) => execFileSync('bsdtar', ['-tf', file], { encoding: 'utf8', maxBuffer: 1 << 26, env: { ...process.env, LC_ALL: 'C.UTF-8' } }).trim().split('\n');

const median = (sorted) => sorted[sorted.length >> 1];

/** Latencies of /healthz until stop() is called, in ms. */
function watchOthers() {
  const times = [];
  let isOver = false;
  const url = `http://127.0.0.1:${stack.ingest[0].healthPort}/healthz`;
  const done = (async () => {
    while (!isOver) {
      const from = performance.now();
      await (await fetch(url)).text();
      times.push(performance.now() - from);
      await new Promise((r) => setTimeout(r, 5));
    }
    return times.sort((a, b) => a - b);
  })();
  return () => { isOver = true; return done; };
}

test('the archive opens in three programs, and every photo is the one that was made', async (t) => {
  await fetchZip('?class=none', 'none.zip'); // what the first call allocates for good
  const before_ = statusOf('VmRSS');
  const idle = watchOthers();
  await new Promise((r) => setTimeout(r, 300));
  const idle_ms = median(await idle());
  fs.writeFileSync(`/proc/${ingest()}/clear_refs`, '5'); // the peak begins anew
  const others = watchOthers();
  const from = performance.now();
  const { file, headers } = await fetchZip();
  const took = performance.now() - from;
  const waits = await others();
  const grown = statusOf('VmHWM') - before_;
  t.diagnostic(`${N} photos, ${(fs.statSync(file).size / 1e6).toFixed(0)} MB in ${took.toFixed(0)} ms; ingest ${before_} kB and ${grown} kB more; /healthz p50 ${idle_ms.toFixed(1)} ms before, ${median(waits).toFixed(1)} ms meanwhile, p99 ${waits[Math.floor(waits.length * 0.99)].toFixed(1)} ms`);
  assert.ok(took < LIMIT_MS, `${took} ms`);
  assert.ok(grown < 20480, `${grown} kB more`);
  assert.ok(median(waits) < 100, `others wait ${median(waits)} ms`);
  assert.equal(headers.get('accept-ranges'), 'none');
  assert.equal(headers.get('cache-control'), 'private, no-store');
  assert.match(headers.get('content-disposition'), /^attachment; filename="photos-10284\.zip"; filename\*=UTF-8''(%[0-9A-F]{2}|[\w.-])+\.zip$/);
  for (const program of Object.keys(UNZIPPERS)) {
    const folder = await unpack(file, program);
    const { 'manifest.csv': _, ...sums } = sumsOf(folder);
    const listed = Object.fromEntries(manifestOf(folder).map((line) => [line.path, line.sha256]));
    assert.equal(Object.keys(sums).length, N, program);
    assert.deepEqual(sums, listed, program);
    fs.rmSync(folder, { recursive: true });
  }
});

test('names are safe, distinct, and in the order in which people look for them', async () => {
  const { file } = await fetchZip();
  const names = namesIn(file);
  assert.equal(new Set(names.map((n) => n.toLowerCase())).size, N + 1);
  for (const name of names) assert.doesNotMatch(name, /^\/|(^|\/)\.|[<>:"\\|?*\x00-\x1f]|[. ](\/|$)|(^|\/)(con|nul)(\.|\/|$)/i, name);
  const at = (name) => { assert.ok(names.includes(name), `${name} in ${names.slice(0, 12)}`); return names.indexOf(name); };
  assert.ok(at('江宁校区/水利学院/水工2班/000123.jpg') < at(`江宁校区/水利学院/水工10班/7~${uidOf(0)}.jpg`));
  assert.equal(at(`江宁校区/水利学院/水工10班/7~${uidOf(1)}.jpg`), at(`江宁校区/水利学院/水工10班/7~${uidOf(0)}.jpg`) + 1);
  at(`江宁校区/水利学院/水工10班/无学号~${uidOf(2)}.jpg`);
  at('江宁校区/土木_交通/土木 1班/320100199901011234.jpg');
  at('鼓楼校区/_CON/_/_._.._x.jpg');
  at('鼓楼校区/_cmd()/2021-1/_1+1.jpg');
  at('商学院/𠮷田_班_/20210011.jpg');
  assert.deepEqual(names.slice(-2), [`未分班/无学号~${uidOf(N - 1)}.jpg`, 'manifest.csv']);
});

test('the manifest opens in a spreadsheet as it is', async () => {
  const folder = await unpack((await fetchZip()).file);
  const bytes = fs.readFileSync(path.join(folder, 'manifest.csv'));
  const text = bytes.toString('utf8');
  assert.deepEqual([...bytes.subarray(0, 3)], [0xEF, 0xBB, 0xBF]);
  assert.equal(text.split('\n').length, text.split('\r\n').length);
  const lines = Object.fromEntries(readCsv(text.slice(1)).map((line) => [line.student_uid.trim(), line]));
  assert.deepEqual(Object.keys(lines[uidOf(3)]), ['path', 'student_uid', 'student_no', 'campus', 'college', 'class', 'sha256', 'bytes', 'receipt_no', 'accepted_at', 'state', 'remark']);
  assert.equal(lines[uidOf(3)].student_no, '000123\t');
  assert.equal(lines[uidOf(4)].student_no, '320100199901011234\t');
  assert.equal(lines[uidOf(7)].student_no, '20210007');
  assert.equal(lines[uidOf(6)].student_no, "'-1+1\t");
  assert.deepEqual([lines[uidOf(6)].college, lines[uidOf(6)].class], ["'=cmd()", '2021-1\t']);
  assert.deepEqual([lines[uidOf(3)].receipt_no, lines[uidOf(3)].accepted_at, lines[uidOf(3)].state], [`R-${uidOf(3)}`, '2025-06-04T09:20:00+08:00', 'accepted']);
  assert.equal(lines[uidOf(N - 1)].remark, '不在学籍名册中');
});

test('a part of it, and what is no part', async () => {
  const count = async (query) => namesIn((await fetchZip(query, 'part.zip')).file).length - 1;
  const of = (test_) => Array.from({ length: N - 1 }, (_, i) => lineOf(i)).filter(test_).length;
  assert.equal(await count(`?college=${encodeURIComponent('水利学院')}`), of((l) => l[3] === '水利学院'));
  assert.equal(await count(`?campus=${encodeURIComponent('鼓楼校区')}&class=2021-1`), of((l) => l[2] === '鼓楼校区' && l[4] === '2021-1'));
  assert.equal(await count('?class=none'), 0);
  assert.equal(await count('?state=approved,sent'), 0);
  for (const query of ['?state=in_review', '?state=', '?state=accepted,', '?campus=%zz', `?college=${'x'.repeat(80)}`, '?reason=%ff'])
    assert.deepEqual([(await ask(school, 'GET', ZIP + query)).status, query], [400, query]);
  assert.equal((await ask(await staffOf(stack.url, redis, 'province'), 'GET', '/schools/99999/export.zip')).status, 404);
  const head = await school.raw('HEAD', ZIP);
  assert.deepEqual([head.status, head.headers.get('allow')], [405, 'GET']);
});

test('who took how many, and why, is in the audit log before the first is sent', async () => {
  await fetchZip(`?state=accepted,sent&college=${encodeURIComponent('水利学院')}&reason=${encodeURIComponent('归档')}`, 'part.zip');
  const auditor = await staffOf(stack.url, redis, 'auditor');
  const { entries } = await auditor.get('/audit?what=archive_read');
  const last = entries.reduce((a, b) => (a.number > b.number ? a : b));
  const n = Array.from({ length: N - 1 }, (_, i) => lineOf(i)).filter((l) => l[3] === '水利学院').length;
  assert.deepEqual([last.by, last.role, last.school_code, last.about, last.detail, last.reason],
    [`school${SCHOOL}-of-the-test`, 'school', SCHOOL, 'state=accepted,sent 水利学院', `photos=${n}`, '归档']);
});

/** A client that asks and does not read on. */
function stalled() {
  return new Promise((resolve, reject) => {
    const request = http.get(`${stack.url}/api/v1${ZIP}`, { headers: { Authorization: `Bearer ${school.token}` }, agent: false, highWaterMark: 1024 }, (answer) => {
      answer.pause();
      resolve({ status: answer.statusCode, answer, close: () => request.destroy() });
    });
    request.on('error', reject);
  });
}

const readBytes = () => Number(/^rchar: (\d+)/m.exec(fs.readFileSync(`/proc/${ingest()}/io`, 'utf8'))[1]);

test('a slow client stops the reading, few are served at a time, and who leaves makes room', async () => {
  const before_ = readBytes();
  const one = await stalled();
  const two = await stalled();
  assert.deepEqual([one.status, two.status], [200, 200]);
  const third = await ask(school, 'GET', ZIP);
  assert.deepEqual([third.status, third.body.code, third.headers.get('retry-after')], [503, 'busy', '15']);
  let last = -1;
  await waitFor('the reading to stop', async () => {
    const now = readBytes();
    const stopped = now - last < 65536;
    last = now;
    await new Promise((r) => setTimeout(r, 300));
    return stopped;
  });
  if (N >= 1000) assert.ok(last - before_ < 32 << 20, `${last - before_} bytes read for clients that take nothing`);
  one.close();
  await waitFor('room', async () => {
    const r = await school.raw('GET', `${ZIP}?class=none`);
    await r.arrayBuffer();
    return r.status === 200;
  });
  two.close();
});

test('whose photo is not to be had any more is left out and named', async () => {
  await redis.ask('DEL', `s:${ERASED}`);
  fs.rmSync(fileOf(await locationOf(LOST)));
  const damaged = fileOf(await locationOf(DAMAGED));
  const bytes = fs.readFileSync(damaged);
  bytes[bytes.length >> 1] ^= 1;
  fs.chmodSync(damaged, 0o600);
  fs.writeFileSync(damaged, bytes);
  await putStudent(RESET, 'reset');
  const { file } = await fetchZip();
  const lines = Object.fromEntries(manifestOf(await unpack(file)).map((line) => [line.student_uid.trim(), line]));
  assert.equal(namesIn(file).length, N - 4 + 1);
  for (const [uid, remark] of [[ERASED, '照片已删除，未导出'], [LOST, '照片已删除，未导出'], [RESET, '状态已变更，未导出'], [DAMAGED, '照片无法读取，未导出，请联系技术人员']])
    assert.deepEqual([lines[uid].path, lines[uid].sha256, lines[uid].bytes, lines[uid].remark], ['', '', '', remark]);
});

test('a student has the made photo in every state in which it is paid for', async () => {
  const MAY = { awaiting_payment: 409, in_review: 200, approved: 200, sent: 200, accepted: 200, rejected: 200, refused: 200, reset: 200, withdrawn: 409 };
  for (const [state, status] of Object.entries(MAY)) {
    const uid = `own-${state}`;
    await putStudent(uid, state);
    const student = await studentOf(stack.url, redis, uid, SCHOOL);
    const r = await student.raw('GET', '/me/photo.jpg');
    const body = Buffer.from(await r.arrayBuffer());
    assert.deepEqual([state, r.status], [state, status]);
    if (status === 409) assert.equal(JSON.parse(body).code, 'not_ready');
    else {
      assert.ok(body.equals(jpeg()), state);
      assert.equal(r.headers.get('cache-control'), 'private, no-store');
      assert.equal(r.headers.get('content-disposition'), `attachment; filename="photo.jpg"; filename*=UTF-8''${encodeURIComponent('毕业照片')}.jpg`);
    }
    assert.equal((await ask(student, 'GET', '/me/receipt')).status, 404); // nothing is signed yet
  }
  const withdrawn = await ask(await studentOf(stack.url, redis, 'own-in_review', SCHOOL), 'DELETE', '/submissions/sub-own-in_review');
  assert.deepEqual([withdrawn.status, withdrawn.body.code], [409, 'downloaded']); // R27
  fs.rmSync(fileOf(await locationOf('own-rejected'))); // R41
  assert.equal((await ask(await studentOf(stack.url, redis, 'own-rejected', SCHOOL), 'GET', '/me/photo.jpg')).status, 404);
});

test('what changes while it is made leaves no torn file', async () => {
  let isOver = false;
  const change = async (i) => {
    for (; !isOver && i < N; i += 4) {
      await putStudent(uidOf(i), i % 8 < 4 ? 'accepted' : 'reset'); // another photo, or none any more
      await new Promise((r) => setTimeout(r, 1));
    }
  };
  const changes = [20, 21].map(change);
  const folder = await unpack((await fetchZip('', 'changing.zip')).file);
  isOver = true;
  await Promise.all(changes);
  const { 'manifest.csv': _, ...sums } = sumsOf(folder);
  const lines = manifestOf(folder);
  assert.equal(lines.length, N);
  assert.deepEqual(sums, Object.fromEntries(lines.filter((line) => line.path).map((line) => [line.path, line.sha256])));
});

test('an archive that cannot be completed is cut off, not ended', async () => {
  const { answer } = await stalled();
  answer.on('error', () => {}); // that it is cut
  stack.services.find((s) => s.name === 'redis').kill();
  answer.resume();
  await new Promise((resolve) => answer.on('close', resolve));
  assert.equal(answer.complete, false);
  assert.match(stack.log('ingest-0'), /archive_cut/);
});
