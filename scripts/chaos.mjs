// make chaos: JOBS students go the whole way, from the code to the prints, over tcp, while KILLS processes of every kind are killed, stopped
// for a while, or have their Redis taken away. The last line is the balance, one JSON object; exit 1 when anything was lost or done twice.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { Refused } from './client.mjs';
import { Stack, waitFor } from './stack.mjs';
import { balance } from './demo/accident.mjs';
import { defaultPhoto } from './demo/photos.mjs';
import { SCHOOL, issueCode, setUpSchool } from './demo/school.mjs';

const [SEED, JOBS, KILLS] = [process.env.SEED || 1, process.env.JOBS || 60, process.env.KILLS || 40].map(Number);
const LANES = 6;
const PATIENCE_MS = 120000;
const STOPPED_MS = 1500;
const VICTIMS = ['qc', 'decode', 'billing', 'pay', 'notify', 'relay', 'dispatch', 'ingest', 'redis', 'stopped'];

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The same accidents for the same seed. */
function randomOf(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** One accident; whoever was hit is back at the end of it. */
async function accident(stack, random, faults) {
  const kind = VICTIMS[random(VICTIMS.length)];
  faults[kind] = (faults[kind] ?? 0) + 1;
  if (kind === 'redis') {
    await stack.services.find((s) => s.name === 'redis').restart();
    await waitFor('redis', () => stack.redis('PING') === 'PONG');
  } else if (kind === 'stopped') {
    const all = ['qc', 'billing', 'dispatch'].flatMap((label) => stack.all(label));
    const one = all[random(all.length)];
    one.child.kill('SIGSTOP');
    await pause(STOPPED_MS);
    one.child.kill('SIGCONT');
  } else {
    const all = stack.all(kind);
    await all[random(all.length)].restart();
  }
}

/** A call that is made again, as the same one, until the system has its answer. */
async function persist(run) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await run();
    } catch (e) {
      const isPassing = !(e instanceof Refused) || e.status >= 500 || ['shot_in_progress', 'nonce_invalid'].includes(e.code);
      if (!isPassing || Date.now() > end) throw e;
      await pause(100);
    }
  }
}

/** The way of one student as far as a person has to act: photo, draft, order, money. */
async function goTheWay(stack, photo, index) {
  const student = await persist(() => issueCode(stack, `20220000${String(index).padStart(5, '0')}`, `chaos${index}.png`).openAndPrepare());
  const key = randomUUID();
  student.patience_ms = PATIENCE_MS;
  student.url = stack.ingest[index % stack.ingest.length].url;
  const { shot_id: shot } = await persist(async () => {
    const { nonce } = await student.post('/shots/nonce');
    return student.call('POST', '/shots', photo, { 'Content-Type': 'image/jpeg', 'X-Capture-Nonce': nonce, 'Idempotency-Key': key });
  });
  const verdict = await persist(() => student.verdict(shot, PATIENCE_MS / 1000));
  const { draft_id: draft } = verdict;
  await persist(() => student.post('/submissions', { draft_id: draft, channel: 'native' }));
  const { order } = await persist(() => student.until('the way to pay', (me) => me.order?.pay, PATIENCE_MS));
  await fetch(`${stack.sandboxUrl}/sandbox/pay/${order.order_no}`, { method: 'POST', body: '{}' });
  return { student, verdict };
}

/** Of every job of the ledger: its kind, how often a worker was given it, its final state. */
function jobsOf(stack) {
  const script = "local out = {} for _, k in ipairs(redis.call('KEYS', 'j:*')) do local f = redis.call('HMGET', k, 'k', 'n', 'z', 'w') out[#out + 1] = {f[1], tonumber(f[2]), f[3] or '', tonumber(f[4] or 0)} end return cjson.encode(out)";
  return JSON.parse(stack.redis('EVAL', script, '0')).map(([kind, runs, state, waits]) => ({ kind, runs, state, waits }));
}

/** How many students have paid for more than one order by the provider's own book. */
async function chargedTwice(stack) {
  const paid = {};
  for (const key of stack.redis('KEYS', 'ord:*').split('\n').filter(Boolean)) {
    const uid = stack.redis('GET', key);
    const { order } = await (await fetch(`${stack.sandboxUrl}/sandbox/orders/${key.slice(4)}`)).json();
    paid[uid] = (paid[uid] ?? 0) + (order?.trade_state === 'SUCCESS' ? 1 : 0);
  }
  return Object.values(paid).filter((n) => n > 1).length;
}

function acceptedTwice(stack) {
  const file = path.join(stack.dir, 'sandbox/registry/accepted.jsonl');
  const uids = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line).student_uid) : [];
  return uids.length - new Set(uids).size;
}

const STAGES = { code: 2, shot: 2, command: 1, sheet: 1 };

async function judge(stack, staff, results, faults, seconds) {
  const everybody = await Promise.all(results.map(({ student }) => student.get('/me')));
  const jobs = jobsOf(stack);
  const ours = jobs.filter((j) => j.state && j.kind in STAGES);
  return {
    seed: SEED, jobs: JOBS, ledger_jobs: jobs.length, stage_runs: jobs.reduce((sum, j) => sum + j.runs, 0),
    faults: KILLS, faults_of: faults, full_qc: results.filter((r) => r.verdict.timings_ms && Object.keys(r.verdict.timings_ms).length).length,
    lost: JOBS - everybody.filter((me) => me.submission?.state === 'accepted' && me.prints.state === 'made').length + jobs.filter((j) => j.state === 'dead').length,
    doubled: everybody.filter((me) => me.drafts.length > 0).length, // each photo has left the box, and there was only one
    skipped: ours.filter((j) => j.state === 'done' && j.runs < STAGES[j.kind]).length,
    charged_twice: await chargedTwice(stack), accepted_twice: acceptedTwice(stack), imbalance: await balance(staff),
    repeated_work: ours.reduce((sum, j) => sum + Math.max(0, j.runs - STAGES[j.kind] - j.waits), 0), seconds,
  };
}

async function run(stack) {
  const photo = readFileSync(await defaultPhoto());
  await stack.start();
  const staff = await setUpSchool(stack, { limits: { pause_s: 0, video_s: 0, undo_s: 0 }, auto_approval: true });
  const [random, faults, results, began] = [randomOf(SEED), {}, [], Date.now()];
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    for (let i = lane; i < JOBS; i += LANES) results.push(await goTheWay(stack, photo, i));
  });
  const all = Promise.all(lanes);
  for (let k = 0; k < KILLS; k++) {
    await Promise.race([waitFor('the next accident', () => results.length >= (k * JOBS) / KILLS, PATIENCE_MS * 10), all]);
    await accident(stack, random, faults);
    console.log(`${Math.round((Date.now() - began) / 1000)} s: ${results.length} of ${JOBS} students have paid, ${k + 1} of ${KILLS} accidents`);
  }
  await all;
  await waitFor('all photos to be accepted and printed', async () => (await Promise.all(results.map(({ student }) => student.get('/me'))))
    .every((me) => me.submission?.state === 'accepted' && me.prints.state === 'made'), PATIENCE_MS, 500).catch((e) => console.log(`${e.message} (st:${SCHOOL}:...)`));
  return judge(stack, staff, results, faults, (Date.now() - began) / 1000);
}

const dir = mkdtempSync(path.join(tmpdir(), 'tucai-chaos-'));
const stack = new Stack(dir, { tcp: true, dispatch: 2, ingest: 2, qc: 2, billing: 2, relay: 2 });
try {
  const sum = await run(stack);
  console.log(JSON.stringify(sum));
  process.exitCode = ['lost', 'doubled', 'skipped', 'charged_twice', 'accepted_twice', 'imbalance'].some((name) => sum[name] !== 0) ? 1 : 0;
} finally {
  await stack.stop();
  rmSync(dir, { recursive: true, force: true });
}
