// Approved students on their way to the registry: put into a running stack, counted at the far end.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { BUILD, Stack, waitFor } from '../../scripts/stack.mjs';
import { stripedPhoto } from './picture.mjs';

export const SCHOOL = '10284';

/** Redis, dispatch, billing, relay and the sandbox; no student gets in but by approve(). */
export async function startBatchStack(dir, options = {}) {
  const stack = new Stack(dir, { qc: 0, decode: 0, ingest: 0, ...options });
  await stack.start();
  stack.front = spawn(path.join(BUILD, 'tests/support/test_front'), [stack.endpoints[0]], { cwd: stack.dir, stdio: ['pipe', 'ignore', 'ignore'] });
  stack.redis('HSET', `sc:${SCHOOL}`, 'v', '1', 'd', JSON.stringify({ name: '测试大学', registry: 'chsi' }));
  return stack;
}

const photo = stripedPhoto();
let seals = 0;

/** What dispatch's clock does every 5 s. */
export function sealNow(stack) {
  stack.front.stdin.write(`seal:test:${++seals}\tseal\t-\t-\t-\t-\t-\n`);
}

/** What billing keeps of a student with an approved photo; with 'reset', one that was then reset. */
export function keep(stack, uid, version, ...reset) {
  const state = execFileSync(path.join(BUILD, 'tests/support/make_student'), ['keys/master.key', 'blobs', uid, `s-${uid}`, SCHOOL, ...reset], { cwd: stack.dir, input: photo });
  execFileSync('redis-cli', ['-s', 'redis.sock', '-x', 'HSET', `s:${uid}`, 'v', version, 'd'], { cwd: stack.dir, input: state });
}

/** A roster of at most 256 lines, as it lies in Redis (lib/model/roster_store.h). */
export function keepRoster(stack, ...lines) {
  const set = (value, ...words) => execFileSync('redis-cli', ['-s', 'redis.sock', '-x', ...words], { cwd: stack.dir, input: value });
  const sorted = lines.sort((a, b) => (a[0] < b[0] ? -1 : 1));
  const [[first]] = sorted;
  set(deflateSync(sorted.map((line) => `${line.join('\t')}\n`).join('')), 'SET', `ro:${SCHOOL}:1:0`);
  set(Buffer.concat([Buffer.from([0x08, lines.length, 0x12, first.length]), Buffer.from(first)]), 'HSET', `ro:${SCHOOL}`, 'v', '1', 'd');
}

/** n students whose photo is approved; they are ready for the registry once put(). */
export function approve(stack, n, prefix = 'u') {
  const uids = [];
  for (let i = 0; i < n; i++) {
    const uid = `${prefix}-${i}`;
    keep(stack, uid, '1');
    uids.push(uid);
  }
  stack.redis('ZADD', 'ready:chsi', ...uids.flatMap((uid) => ['0', uid]));
  sealNow(stack);
  return uids;
}

export function lines(stack, name) {
  const file = path.join(stack.dir, 'sandbox/registry', `${name}.jsonl`);
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map((l) => JSON.parse(l)) : [];
}

/** How often the registry accepted each student's photo. */
export function accepted(stack) {
  const counts = {};
  for (const r of lines(stack, 'accepted')) counts[r.student_uid] = (counts[r.student_uid] ?? 0) + 1;
  return counts;
}

export const misbehave = (stack, wish) => fetch(`${stack.sandboxUrl}/sandbox/registry`, { method: 'POST', body: JSON.stringify(wish) });

/** Billing's view: the names in the status index st:SCHOOL:STATE. */
export const inState = (stack, state) => Number(stack.redis('ZCARD', `st:${SCHOOL}:${state}`));

/** Ends all of it. */
export async function stopBatchStack(stack) {
  stack.front.stdin.end();
  stack.front.kill();
  await stack.stop();
}

/** Until so many students of the school stand there. */
export const untilState = (stack, state, n, ms = 60000) => waitFor(`${n} students ${state} (${inState(stack, state)})`, () => inState(stack, state) >= n, ms);
