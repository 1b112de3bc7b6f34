// Server-sent events: what changes is told at once, and nothing is missed by who comes back.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Student } from '../../scripts/client.mjs';
import { defaultPhoto } from '../../scripts/demo/photos.mjs';
import { Scene } from '../support/ingest.mjs';
import { Wire } from '../support/raw_http.mjs';
import { until } from '../support/until.mjs';

let scene;

before(async () => {
  scene = await Scene.start({ ingest: 2, qc: 1 }, { limits: { pause_s: 0, video_s: 0, undo_s: 0 } });
}, { timeout: 60000 });

after(() => scene?.stop());

/** An event as billing commits it: into the student's stream, and a word on the channel. */
function commit(uid, kind, json) {
  scene.stack.redis('XADD', `ev:${uid}`, 'MAXLEN', '64', '*', 'kind', kind, 'json', JSON.stringify(json));
  scene.stack.redis('PUBLISH', 'ev', JSON.stringify({ uid, kind, data: json }));
}

class Stream {
  constructor(student, last, at = 0) {
    this.wire = new Wire(Number(new URL(scene.stack.ingest[at].url).port));
    this.open = this.wire.send(`GET /api/v1/events HTTP/1.1\r\nHost: a\r\nCookie: __Host-tucai=${student.token}\r\n${last ? `Last-Event-ID: ${last}\r\n` : ''}\r\n`);
  }

  events() {
    const text = Buffer.from(this.wire.text, 'latin1').toString();
    const blocks = text.replace(/\r\n[0-9a-f]+\r\n/g, '').split('\n\n').filter((b) => b.includes('event: '));
    return blocks.map((b) => ({ id: b.match(/id: (.*)/)[1], event: b.match(/event: (.*)/)[1], data: JSON.parse(b.match(/data: (.*)/)[1]) }));
  }

  /** The place from which it goes on, told before any event. */
  begin() {
    return this.wire.until((w) => /retry: \d+\nid: \d+-\d+\n/.test(w.text)).then(() => this.wire.text.match(/\nid: (\S+)/)[1]);
  }

  async has(n, ms = 3000) {
    await this.open;
    await until(() => this.events().length >= n, `${n} events in ${this.wire.text}`, ms);
    return this.events();
  }
}

test('events arrive at once and in order, only the student\'s own; Last-Event-ID resumes', async () => {
  const student = await scene.student({ steps: false });
  const other = await scene.student({ steps: false });
  commit(student.uid, 'lock', { n: 0 });
  const stream = new Stream(student);
  await stream.open;
  await stream.wire.until((w) => w.text.includes('retry:'));
  assert.match(stream.wire.text, /content-type: text\/event-stream/i);
  commit(other.uid, 'draft', { n: 9 });
  commit(student.uid, 'draft', { n: 1 });
  commit(student.uid, 'order', { n: 2 });
  const seen = await stream.has(2);
  assert.deepEqual(seen.map((e) => [e.event, e.data.n]), [['draft', 1], ['order', 2]]);
  stream.wire.destroy();
  commit(student.uid, 'print', { n: 3 });
  const resumed = new Stream(student, seen[0].id);
  assert.deepEqual((await resumed.has(2)).map((e) => e.data.n), [2, 3]);
  resumed.wire.destroy();
});

/** Another ingest's client with the same session. */
function at(student, n) {
  const other = new Student(scene.stack.ingest[n].url);
  other.token = student.token;
  return other;
}

test('all kinds, in the order in which they happened; broken off at one ingest, resumed at another without loss or repeat', async () => {
  const student = await scene.student();
  const whole = new Stream(student, undefined, 1);
  const broken = new Stream(student, undefined, 0);
  await Promise.all([whole.begin(), broken.begin()]);
  const shot = await student.shoot(readFileSync(await defaultPhoto()));
  assert.equal(shot.state, 'passed');
  // R12: the verdict and what follows from it are there at once, whoever is asked.
  for (const n of [1, 0]) {
    const { drafts } = await at(student, n).get('/me');
    assert.deepEqual(drafts.map((d) => d.draft_id), [shot.draft_id], `ingest ${n}`);
  }
  const before_ = await broken.has(2, 10000);
  broken.wire.destroy();
  const { submission_id, order } = await student.post('/submissions', { draft_id: shot.draft_id, channel: 'native' });
  assert.equal((await at(student, 1).get('/me')).submission.submission_id, submission_id);
  await fetch(`${scene.stack.sandboxUrl}/sandbox/pay/${order.order_no}`, { method: 'POST' });
  await student.until('the payment', (me) => me.submission.state === 'in_review');
  await scene.staff.post(`/submissions/${submission_id}/review`, { decision: 'reject', reason: '翻拍', ground: 'violation' });
  const me = await at(student, 1).get('/me');
  assert.equal(me.submission.state, 'rejected');
  assert.equal(me.lock.reason, 'violation');
  await until(() => whole.events().some((e) => e.event === 'lock'), 'the lock');
  const told = whole.events();
  assert.deepEqual([...new Set(told.map((e) => e.event))].sort(), ['draft', 'lock', 'order', 'print', 'shot', 'submission']);
  const resumed = new Stream(student, before_[0].id, 1);
  await resumed.has(told.length - 1);
  assert.deepEqual([before_[0], ...resumed.events()], told);
  // Each tells its part of /me as it is now.
  const last = (kind) => told.filter((e) => e.event === kind).at(-1).data;
  assert.deepEqual([last('submission'), last('order'), last('lock'), last('draft'), last('print')], [me.submission, me.order, me.lock, me.drafts, me.prints]);
  resumed.wire.destroy();
  whole.wire.destroy();
});

test('who has seen no event yet comes back to the same place', async () => {
  const student = await scene.student({ steps: false });
  for (const already of [0, 1]) {
    const stream = new Stream(student);
    const place = await stream.begin();
    stream.wire.destroy();
    commit(student.uid, 'draft', { n: already });
    const resumed = new Stream(student, place, 1);
    assert.deepEqual((await resumed.has(1)).map((e) => [e.event, e.data.n]), [['draft', already]]);
    resumed.wire.destroy();
  }
});

test('who comes back after more than is kept is told so, and goes on from now', async () => {
  const student = await scene.student({ steps: false });
  commit(student.uid, 'draft', { n: 0 });
  const stream = new Stream(student);
  const place = await stream.begin();
  stream.wire.destroy();
  for (let n = 1; n <= 64; n++) scene.stack.redis('XADD', `ev:${student.uid}`, 'MAXLEN', '64', '*', 'kind', 'draft', 'json', `{"n":${n}}`);
  const [oldest] = scene.stack.redis('XRANGE', `ev:${student.uid}`, '-', '+', 'COUNT', '1').split('\n');
  const kept = new Stream(student, oldest, 1);
  assert.deepEqual((await kept.has(63)).map((e) => e.data.n), Array.from({ length: 63 }, (_, i) => i + 2));
  kept.wire.destroy();
  for (const last of [place, '99999999999999-0']) {
    const late = new Stream(student, last, 1);
    const [reset] = await late.has(1);
    assert.deepEqual([reset.event, reset.data], ['reset', {}]);
    commit(student.uid, 'lock', { n: 65 });
    const [, next] = await late.has(2);
    assert.deepEqual([next.event, next.data.n], ['lock', 65]);
    late.wire.destroy();
  }
});

test('an event whose word was lost comes a little later', async () => {
  const student = await scene.student({ steps: false });
  const stream = new Stream(student);
  await stream.wire.until((w) => w.text.includes('retry:'));
  scene.stack.redis('XADD', `ev:${student.uid}`, '*', 'kind', 'shot', 'json', '{"n":1}');
  await until(() => stream.events().length === 1, 'the event', 8000);
  stream.wire.destroy();
});

test('an id that is none of ours: look at /me', async () => {
  const student = await scene.student({ steps: false });
  const ids = ['abc', '-1', '1-', 'x'.repeat(500), '99999999999999-0'];
  const streams = ids.map((id) => new Stream(student, id));
  for (const [i, stream] of streams.entries()) {
    await until(() => /event: reset\ndata: {}\n\n/.test(stream.wire.text), `a reset for ${ids[i]}`, 3000);
    stream.wire.destroy();
  }
});

test('who has signed out sees nothing more', async () => {
  const student = await scene.student({ steps: false });
  const stream = new Stream(student);
  await stream.begin();
  await student.delete('/sessions');
  await until(() => {
    commit(student.uid, 'draft', { n: 1 });
    return stream.wire.text.endsWith('0\r\n\r\n');
  }, 'the end of the stream', 3000);
  const late = stream.events().length;
  commit(student.uid, 'draft', { n: 2 });
  assert.equal(stream.events().length, late);
});

test('a stream ends with its session', async () => {
  const student = await scene.student({ steps: false });
  const stream = new Stream(student);
  await stream.wire.until((w) => w.text.includes('retry:'));
  const [dispatch] = scene.stack.all('dispatch');
  dispatch.env.TUCAI_CLOCK_SHIFT_MS = String(12 * 3600000);
  await dispatch.restart();
  await dispatch.ready();
  await until(async () => (await student.raw('GET', '/me')).status === 401, 'the clock to be 12 h on', 5000);
  commit(student.uid, 'draft', { n: 1 });
  await until(() => stream.wire.text.endsWith('0\r\n\r\n'), 'the end of the stream', 8000);
  assert.deepEqual(stream.events(), [], 'nothing is told any more');
});

test('SIGTERM ends streams and long polls, and the process, well before its deadline', async () => {
  const student = await scene.student();
  const stream = new Stream(student);
  await stream.wire.until((w) => w.text.includes('retry:'));
  const [ingest] = scene.stack.all('ingest');
  const started = Date.now();
  const { code } = await ingest.kill('SIGTERM');
  assert.equal(code, 0);
  assert.ok(Date.now() - started < 4000, `${Date.now() - started} ms`);
  assert.ok(stream.wire.text.endsWith('0\r\n\r\n'), 'the stream was ended');
});
