// 200 real shots over tcp while workers, dispatchers and ingests are killed at random: nothing lost, nothing twice, every client answered.
// Runs alone: how fast things recover is part of what it asks.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BUILD, Stack, waitFor } from '../../scripts/stack.mjs';
import { Refused, Student } from '../../scripts/client.mjs';
import { issueCode, setUpSchool } from '../../scripts/demo/school.mjs';
import { metric } from '../../scripts/demo/accident.mjs';
import { defaultPhoto } from '../../scripts/demo/photos.mjs';

const SEED = Number(process.env.SEED ?? 1);
const STUDENTS = 67; // three shots each fill a drafts box
const KILLS = 20;
const SHOTS = STUDENTS * 3;
const dir = mkdtempSync(path.join(tmpdir(), 'tucai-chaos-'));
let stack;
let photo;

/** The same kills for the same seed. */
function randomOf(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

before(async () => {
  photo = readFileSync(await defaultPhoto());
  stack = await new Stack(dir, { tcp: true, dispatch: 2, ingest: 2, qc: 2, billing: 2 }).start();
  await setUpSchool(stack, { limits: { pause_s: 0, video_s: 0, undo_s: 0 } });
}, { timeout: 120000 });

after(async () => {
  await stack?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** A client that survives a killed ingest: tries again, the other one next, with the same idempotency key. */
async function persist(student, run) {
  for (let attempt = 0; ; attempt++) {
    student.url = stack.ingest[(student.index + attempt) % stack.ingest.length].url;
    try {
      return await run();
    } catch (e) {
      const passing = !(e instanceof Refused) || e.status >= 500 || e.code === 'shot_in_progress';
      if (!passing || attempt > 100) throw e;
      await new Promise((r) => setTimeout(r, 100));
    }
  }
}

async function shoot(student, number) {
  const { nonce } = await persist(student, () => student.post('/shots/nonce'));
  const headers = { 'Content-Type': 'image/jpeg', 'X-Capture-Nonce': nonce, 'Idempotency-Key': `shot-${number}` };
  const { shot_id: id } = await persist(student, () => student.call('POST', '/shots', photo, headers));
  const verdict = await persist(student, () => student.verdict(id));
  return { id, state: verdict.state };
}

async function enter(index) {
  const student = await issueCode(stack, `20210000${String(index).padStart(5, '0')}`, `code${index}.png`).openAndPrepare();
  student.index = index;
  return student;
}

const victims = ['qc', 'billing', 'dispatch', 'ingest'];

/** Kills one process of a kind and starts it again, as a supervisor does. */
async function killOne(random) {
  const all = stack.all(victims[random(victims.length)]);
  await all[random(all.length)].restart();
}

test(`${KILLS} kills during ${SHOTS} shots (seed ${SEED}, ${path.basename(BUILD)})`, { timeout: 420000 }, async () => {
  const random = randomOf(SEED);
  const students = [];
  for (let i = 0; i < STUDENTS; i++) students.push(await enter(i));

  let done = 0;
  const results = [];
  const queue = students.flatMap((s) => [0, 1, 2].map((n) => [s, n]));
  async function client(own) {
    for (const s of own) for (let n = 0; n < 3; n++) {
      results.push({ student: s, ...(await shoot(s, n)) });
      done++;
    }
  }
  const lanes = Array.from({ length: 6 }, (_, k) => client(students.filter((s) => s.index % 6 === k)));
  const all = Promise.all(lanes);
  for (let k = 0; k < KILLS; k++) {
    await Promise.race([waitFor(`shot ${k * 9}`, () => done >= k * 9, 120000, 5), all]);
    await killOne(random);
  }
  await all;

  assert.equal(results.length, queue.length, 'every client has its answer');
  const why = (r) => ({ id: r.id, state: r.state, ledger: stack.redis('HMGET', `j:${r.id}`, 's', 'e', 'a', 'c').split('\n').join(' ') });
  assert.deepEqual(results.filter((r) => r.state !== 'passed').map(why), []);
  assert.equal(new Set(results.map((r) => r.id)).size, SHOTS, 'no two shots share an id');
  for (const s of students) {
    const me = await persist(s, () => s.get('/me'));
    assert.equal(me.drafts.length, 3, 'one draft for each shot, none lost, none twice');
  }
  for (const r of results) {
    const [state, took] = stack.redis('HMGET', `j:${r.id}`, 'z', 'w').split('\n');
    assert.equal(state, 'done', took);
  }
  await waitFor('the ledger to balance', async () => {
    const [dispatch] = stack.all('dispatch');
    return (await metric(dispatch.healthPort, 'tucai_ledger_imbalance')) === 0;
  });
});
