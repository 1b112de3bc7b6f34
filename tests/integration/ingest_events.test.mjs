// Server-sent events: what changes is told at once, and nothing is missed by who comes back.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { Scene } from '../support/ingest.mjs';
import { Wire } from '../support/raw_http.mjs';
import { until } from '../support/until.mjs';

let scene;

before(async () => {
  scene = await Scene.start();
}, { timeout: 60000 });

after(() => scene?.stop());

/** An event as billing commits it: into the student's stream, and a word on the channel. */
function commit(uid, kind, json) {
  scene.stack.redis('XADD', `ev:${uid}`, 'MAXLEN', '64', '*', 'kind', kind, 'json', JSON.stringify(json));
  scene.stack.redis('PUBLISH', 'ev', JSON.stringify({ uid, kind, data: json }));
}

class Stream {
  constructor(student, last) {
    this.wire = new Wire(scene.port);
    this.open = this.wire.send(`GET /api/v1/events HTTP/1.1\r\nHost: a\r\nCookie: __Host-tucai=${student.token}\r\n${last ? `Last-Event-ID: ${last}\r\n` : ''}\r\n`);
  }

  events() {
    const blocks = this.wire.text.replace(/\r\n[0-9a-f]+\r\n/g, '').split('\n\n').filter((b) => b.includes('event: '));
    return blocks.map((b) => ({ id: b.match(/id: (.*)/)[1], event: b.match(/event: (.*)/)[1], data: JSON.parse(b.match(/data: (.*)/)[1]) }));
  }

  async has(n) {
    await this.open;
    await until(() => this.events().length >= n, `${n} events in ${this.wire.text}`, 3000);
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

test('an event whose word was lost comes a little later', async () => {
  const student = await scene.student({ steps: false });
  const stream = new Stream(student);
  await stream.wire.until((w) => w.text.includes('retry:'));
  scene.stack.redis('XADD', `ev:${student.uid}`, '*', 'kind', 'shot', 'json', '{"n":1}');
  await until(() => stream.events().length === 1, 'the event', 8000);
  stream.wire.destroy();
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
