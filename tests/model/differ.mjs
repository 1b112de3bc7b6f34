// Holds billing's handlers (tests/model/student_model) against reference.mjs: differ.mjs [LIVES] [FIRST_SEED]. What differs is shrunk to the
// few events that show it, and printed with its seed; exit 1. As a module: differences().
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Reference } from './reference.mjs';
import { lifeOf } from './events.mjs';

const PROGRAM = path.resolve(process.env.TUCAI_BUILD ?? path.join(path.dirname(fileURLToPath(import.meta.url)), '../../build'), 'tests/model/student_model');
const CHUNK = 250;

const text = (ms) => `${new Date(ms + 8 * 3600000).toISOString().slice(0, 19)}+08:00`;
const floor = (ms) => (ms === null ? null : text(ms));
const ceiling = (ms) => (ms === null ? null : text(Math.ceil(ms / 1000) * 1000));
const fits = (allowed, is) => (Array.isArray(allowed) ? allowed.includes(is) : allowed === is);

/** What the C code shows, and the same as the reference has it; equal when nothing differs. */
function views(expected, me, actual) {
  const { json = {} } = actual;
  const isLocked = actual.me.lock && me.lock && me.lock.reasons.includes(actual.me.lock.reason);
  const until = json.opens_at ?? json.until ?? json.deletable_at;
  return [{
    status: fits(expected.status, actual.status) ? actual.status : expected.status,
    code: expected.code === null || fits(expected.code, actual.code || undefined) ? actual.code || undefined : expected.code,
    missing: actual.code === 'steps_missing' ? expected.missing : undefined,
    until: expected.until === undefined ? until : expected.code === 'window_closed' ? floor(expected.until) : ceiling(expected.until),
    reason: !expected.reasons || expected.reasons.includes(json.reason) ? json.reason : expected.reasons,
    ...me,
    window: { ...me.window, opens_at: floor(me.window.opens_at), closes_at: floor(me.window.closes_at) },
    lock: me.lock && { reason: isLocked ? actual.me.lock.reason : me.lock.reasons, until: ceiling(me.lock.until) },
    cooling_off_until: ceiling(me.cooling_off_until),
    drafts: me.drafts.map(ceiling),
    jobs: expected.jobs,
  }, {
    status: actual.status,
    code: actual.code || undefined,
    missing: json.missing,
    until: until === undefined && expected.until === null ? null : until,
    reason: json.reason,
    steps: actual.me.steps.filter((s) => s.done_at).map((s) => s.name),
    next_step: actual.me.next_step,
    window: actual.me.window,
    lock: actual.me.lock && { reason: actual.me.lock.reason, until: actual.me.lock.until },
    cooling_off_until: actual.me.cooling_off_until,
    attempts: actual.me.attempts,
    drafts: actual.me.drafts.map((d) => d.deletable_at),
    submission: actual.me.submission,
    orders: actual.orders,
    prints: actual.me.prints.state,
    jobs: actual.jobs.map((j) => j.replace('PAY_OP_', '')).filter((j) => j !== 'QUERY'),
  }];
}

function firstFault(life, answers) {
  const ref = new Reference(life.rules ?? life.school, life.student);
  for (const [i, event] of life.events.entries()) {
    const expected = ref.act(event);
    const [want, got] = views(expected, ref.me(event.at), answers[i]);
    const wrong = Object.keys(got).filter((name) => JSON.stringify(want[name]) !== JSON.stringify(got[name]));
    if (wrong.length) return { i, wrong: wrong.map((name) => `${name}: rules ${JSON.stringify(want[name])}, code ${JSON.stringify(got[name])}`) };
  }
  return null;
}

function answersTo(lives) {
  const input = lives.flatMap((l) => [{ op: 'begin', school: l.school, ...l.student }, ...l.events]).map((e) => JSON.stringify(e)).join('\n');
  const { status, signal, stdout, stderr } = spawnSync(PROGRAM, { input: `${input}\n`, maxBuffer: 1 << 30, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${PROGRAM} ended with ${signal ?? status}: ${stderr}`);
  const lines = stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  return lives.map((l) => lines.splice(0, l.events.length));
}

/** The fault of one life; null as well when the events make no sense without those that were taken out. */
function faultOf(life) {
  try {
    return firstFault(life, answersTo([life])[0]);
  } catch {
    return null;
  }
}

/** The shortest list of events that still differs, by leaving out ever smaller parts. */
function shrink(life, fault) {
  let events = life.events.slice(0, fault.i + 1);
  let found = fault;
  const names = (one) => one?.wrong.map((w) => w.split(':')[0]).join();
  const isRepeat = (e, before) => !e.again || before?.op === e.op;
  for (let size = events.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at + size < events.length;) {
      const less = [...events.slice(0, at), ...events.slice(at + size)].filter((e, i, all) => isRepeat(e, all[i - 1]));
      const left = faultOf({ ...life, events: less });
      if (names(left) === names(fault)) [events, found] = [less.slice(0, left.i + 1), left];
      else at += size;
    }
  }
  return { events, wrong: found.wrong };
}

/**
 * Lives of `first`, `first` + 1... that differ, at most `most`: [{seed, school, events, wrong}]; events: how many were played.
 * rulesOf: the school as the reference is to see it.
 */
export function differences(count, first = 1, most = 3, rulesOf = (school) => school) {
  const found = [];
  let events = 0;
  for (let seed = first; seed < first + count && found.length < most; seed += CHUNK) {
    const lives = Array.from({ length: Math.min(CHUNK, first + count - seed) }, (_, i) => lifeOf(seed + i)).map((l) => ({ ...l, rules: rulesOf(l.school) }));
    const answers = answersTo(lives);
    for (const [i, life] of lives.entries()) {
      events += life.events.length;
      const fault = found.length < most && firstFault(life, answers[i]);
      if (fault) found.push({ seed: seed + i, school: life.school, ...shrink(life, fault) });
    }
  }
  return { found, events };
}

export function describe({ seed, school, events, wrong }) {
  const when = (ms) => `${new Date(ms + 8 * 3600000).toISOString().slice(0, 23)}+08:00`;
  const { texts, name, ...rest } = school;
  return [`seed ${seed}, school ${JSON.stringify(rest)}`, ...events.map((e) => `  ${when(e.at)} ${JSON.stringify({ ...e, at: undefined })}`), ...wrong.map((w) => `  ${w}`)].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [count, first] = process.argv.slice(2).map(Number);
  const lives = count || 2000;
  const { found, events } = differences(lives, first || 1);
  for (const one of found) console.log(describe(one));
  console.log(`${lives} lives, ${events} events, ${found.length} differ`);
  process.exitCode = found.length ? 1 : 0;
}
