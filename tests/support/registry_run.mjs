// Approved photos on their way to a registry that misbehaves by chance, while relay and dispatch are killed: what became of each.
// Alone: PHOTOS=10000 SEED=1 node tests/support/registry_run.mjs; the last line is one JSON object, exit 1 when anything was lost or doubled.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BUILD } from '../../scripts/stack.mjs';
import { SCHOOL, inState, lines, misbehave, sealNow, startBatchStack, stopBatchStack } from './batch.mjs';
import { stripedPhoto } from './picture.mjs';
import { RedisClient } from './redis.mjs';
import { staffOf } from './staff.mjs';

const FILES = 200; // of the blob store, shared
const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

/** The same accidents for the same seed. */
function randomOf(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** n students at once, whose photos are ready for the registry. */
export function approveMany(stack, n, prefix = 'run') {
  const commands = execFileSync(path.join(BUILD, 'tests/support/make_approved'), ['keys/master.key', 'blobs', SCHOOL, prefix, n, Math.min(n, FILES)].map(String),
    { cwd: stack.dir, input: stripedPhoto(), maxBuffer: 2 ** 30 });
  execFileSync('redis-cli', ['-s', 'redis.sock', '--pipe'], { cwd: stack.dir, input: commands, stdio: ['pipe', 'ignore', 'inherit'] });
  sealNow(stack);
}

const ended = (stack) => inState(stack, 'accepted') + inState(stack, 'refused');

/** As a watchful operator does: what died of being killed three times is tried again. */
async function replayDead(operator) {
  const { dead_letters: letters } = await operator.get('/ops/dead-letters');
  for (const letter of letters) await operator.post(`/ops/dead-letters/${letter.id}/replay`, { reason: 'its worker was killed' });
  return letters.length;
}

/** Kills until so many have ended, and everybody is back. */
async function killAtRandom(stack, random, photos, patienceMs) {
  const killed = { relay: 0, dispatch: 0 };
  const end = Date.now() + patienceMs;
  while (ended(stack) < photos * 0.8 && Date.now() < end) {
    const name = ['relay', 'relay', 'dispatch'][random(3)];
    const all = stack.all(name);
    await all[random(all.length)].restart();
    killed[name] += 1;
    await pause(300 + random(900));
  }
  return killed;
}

async function waitForAll(stack, operator, photos, patienceMs) {
  const end = Date.now() + patienceMs;
  let replayed = 0;
  for (let n = 0; ended(stack) < photos; n++) {
    if (Date.now() > end) throw new Error(`only ${ended(stack)} of ${photos} have ended`);
    if (n % 10 === 0) replayed += await replayDead(operator);
    await pause(100);
  }
  return replayed;
}

/** What the students' states say, compared with the registry's book, one by one. */
async function compare(stack, redis, photos, prefix = 'run') {
  const book = new Map();
  for (const { receipts } of lines(stack, 'batches')) for (const r of receipts) book.set(r.submission_id, r);
  const found = { accepted: 0, refused: 0, different: 0 };
  for (let from = 0; from < photos; from += 500) {
    const uids = Array.from({ length: Math.min(500, photos - from) }, (_, i) => `${prefix}-${from + i}`);
    const states = await Promise.all(uids.map((uid) => redis.ask('HGET', `s:${uid}`, 'd')));
    uids.forEach((uid, i) => {
      const [, result, reason, number] = /"result":"(\w+)","reason":"(\w*)","receipt_no":"(\w+)"/.exec(states[i]) ?? [];
      const there = book.get(`s-${uid}`);
      if (there && there.result === result && there.reason === reason && there.receipt_no === number) found[result] += 1;
      else found.different += 1;
    });
  }
  return found;
}

async function imbalanceOf(stack) {
  const text = await (await fetch(`http://127.0.0.1:${stack.all('dispatch')[0].healthPort}/metrics`)).text();
  return Number(/^tucai_ledger_imbalance (-?\d+)$/m.exec(text)?.[1] ?? NaN);
}

/** Seconds of processor time of each kind of process, with its compute child. */
function cpuOf(stack) {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,times='], { encoding: 'utf8' }).trim().split('\n').map((l) => l.trim().split(/\s+/).map(Number));
  const cpu = {};
  for (const { name, label, child } of stack.services) {
    const own = rows.filter(([pid, parent]) => pid === child.pid || parent === child.pid).reduce((sum, [, , s]) => sum + s, 0);
    cpu[label ?? name] = (cpu[label ?? name] ?? 0) + own;
  }
  return cpu;
}

/** One body per batch: how many were sent with other bytes the second time. */
function changedBytes(stack) {
  const bodies = new Map();
  for (const r of lines(stack, 'requests')) bodies.set(r.batch_id, (bodies.get(r.batch_id) ?? new Set()).add(r.body_sha256));
  return [...bodies.values()].filter((set) => set.size > 1).length;
}

/**
 * Everything as options: { photos, seed, batch (photos), chance (percent of requests that go wrong), kills: false for none,
 * registry: more of the sandbox's mood, env: more of the relay's environment, relays, billings, patienceMs }
 */
export async function runRegistry(options) {
  const o = { photos: 500, seed: 1, batch: 25, chance: 30, kills: true, registry: {}, env: {}, relays: 2, billings: 1, patienceMs: 120000, ...options };
  const stack = await startBatchStack(mkdtempSync(path.join(tmpdir(), 'registry-run-')), {
    ingest: 1, relay: o.relays, billing: o.billings,
    serviceEnv: { TUCAI_SHEETS: '', TUCAI_REGISTRY_TIMEOUT_MS: '1500', TUCAI_REGISTRY_BATCH_PHOTOS: String(o.batch), ...o.env },
  });
  const redis = new RedisClient(path.join(stack.dir, 'redis.sock'));
  try {
    const operator = await staffOf(stack.url, redis, 'operator');
    const mood = { refuse_every: 17, ...o.registry };
    await misbehave(stack, { ...mood, chance: o.chance, seed: o.seed, delay_ms: 2000 });
    const started = Date.now();
    approveMany(stack, o.photos);
    const ready = Date.now();
    const killed = o.kills ? await killAtRandom(stack, randomOf(o.seed), o.photos, o.patienceMs) : {};
    await Promise.all(stack.services.filter((s) => s.healthPort).map((s) => s.ready()));
    if (o.kills) await misbehave(stack, mood);
    const replayed = await waitForAll(stack, operator, o.photos, o.patienceMs);
    const seconds = (Date.now() - ready) / 1000;
    const cpu_s = cpuOf(stack); // since the last time each was started
    await redis.ask('PING');
    const found = await compare(stack, redis, o.photos);
    const sums = await (await fetch(`${stack.sandboxUrl}/sandbox/registry`)).json();
    const [open, uncertain] = [await redis.ask('ZCARD', 'batch:open'), await redis.ask('ZCARD', 'batch:uncertain')];
    await pause(1100); // dispatch's figures are a second old
    return {
      photos: o.photos, seed: o.seed, ...found, accepted_again: sums.accepted_again, book_accepted: sums.accepted, book_refused: sums.refused,
      batches: Number(await redis.ask('GET', 'c:seal:chsi')), open, uncertain, changed_bytes: changedBytes(stack), sendings: lines(stack, 'requests').length,
      killed, replayed, cpu_s, imbalance: await imbalanceOf(stack), made_s: (ready - started) / 1000, seconds, photos_per_s: Math.round(o.photos / seconds),
    };
  } finally {
    redis.close();
    await stopBatchStack(stack);
    if (!process.env.KEEP) rmSync(stack.dir, { recursive: true, force: true });
    else console.log(`kept in ${stack.dir}`);
  }
}

/** What must be 0, or the same on both sides. */
export const faultsOf = (r) => Object.entries({
  different: r.different, accepted_again: r.accepted_again, open: r.open, uncertain: r.uncertain, changed_bytes: r.changed_bytes, imbalance: r.imbalance,
  accepted: r.accepted - r.book_accepted, refused: r.refused - r.book_refused, ended: r.accepted + r.refused - r.photos,
}).filter(([, n]) => n !== 0).map(([name]) => name);

if (process.argv[1] === import.meta.filename) {
  const number = (name, otherwise) => Number(process.env[name] || otherwise);
  const result = await runRegistry({
    photos: number('PHOTOS', 10000), seed: number('SEED', 1), batch: number('BATCH', 100), chance: number('CHANCE', 30), kills: process.env.KILLS !== '0',
    relays: number('RELAYS', 2), billings: number('BILLINGS', 1), patienceMs: 1800000,
  });
  const faults = faultsOf(result);
  console.log(JSON.stringify({ ...result, faults }));
  process.exit(faults.length ? 1 : 0);
}
