import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Wire, exchange } from '../support/raw_http.mjs';
import { until } from '../support/until.mjs';

const build = process.env.TUCAI_BUILD ?? 'build';
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'http_server-'));
const file = path.join(dir, 'file');
const content = randomBytes(3_000_000);
let probe;
let port;
let output = '';

before(async () => {
  fs.writeFileSync(file, content);
  probe = spawn(path.join(build, 'tests/support/http_probe'), [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  port = await new Promise((resolve) => probe.stdout.on('data', (text) => {
    output += text;
    if (output.includes('\n')) resolve(Number.parseInt(output, 10));
  }));
});

after(() => {
  probe.kill('SIGKILL');
  fs.rmSync(dir, { recursive: true });
});

const HOST = 'Host: a\r\n';
const post = (target, body) => `POST ${target} HTTP/1.1\r\n${HOST}Content-Length: ${body.length}\r\n\r\n${body}`;

test('bodies of any size come back, with a length or in chunks', async () => {
  for (const size of [0, 1, 65535, 65536, 65537, 5_000_000]) {
    const body = randomBytes(size);
    const response = await fetch(`http://127.0.0.1:${port}/echo`, { method: 'POST', body });
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), body);
    const stream = new ReadableStream({ start(c) { if (size) c.enqueue(body); c.close(); } });
    const chunked = await fetch(`http://127.0.0.1:${port}/echo`, { method: 'POST', body: stream, duplex: 'half' });
    assert.deepEqual(Buffer.from(await chunked.arrayBuffer()), body);
  }
});

test('pipelined requests are answered in order', async () => {
  const wire = await exchange(port, post('/echo', 'one') + post('/early', 'two') + post('/echo', 'three'),
    (w) => w.text.endsWith('three'));
  assert.match(wire.text, /one.*409 Conflict.*no\n.*three$/s);
});

test('a request split into single bytes is the same request', async () => {
  const wire = new Wire(port);
  for (const c of post('/echo', 'abc')) await wire.send(c);
  await wire.until((w) => w.text.endsWith('abc'));
  wire.destroy();
});

test('smuggling: what two servers might read differently is refused and the connection ends', async () => {
  const smuggled = 'GET /early HTTP/1.1\r\nHost: a\r\n\r\n';
  for (const headers of [
    'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n',
    'Transfer-Encoding: chunked\r\nContent-Length: 4\r\n',
    'Transfer-Encoding: xchunked\r\n',
    'Transfer-Encoding: chunked, identity\r\n',
    'Transfer-Encoding : chunked\r\n',
    'Content-Length: 4\r\nContent-Length: 5\r\n',
  ]) {
    const wire = await exchange(port, `POST /echo HTTP/1.1\r\n${HOST}${headers}\r\n0\r\n\r\n${smuggled}`);
    assert.ok([400, 501].includes(wire.status()), `${headers} ${wire.text}`);
    assert.equal(wire.text.match(/HTTP\/1\.1 /g).length, 1, headers);
  }
});

test('413 comes before the body is read, by its length and by its chunks', async () => {
  const announced = await exchange(port, `POST /limit HTTP/1.1\r\n${HOST}Content-Length: 100000000\r\n\r\n`);
  assert.equal(announced.status(), 413);
  const chunk = `800\r\n${'x'.repeat(2048)}\r\n`;
  const counted = await exchange(port, `POST /limit HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n${chunk}`);
  assert.equal(counted.status(), 413);
});

test('an early answer reads a small rest and goes on, and closes before a large one', async () => {
  const small = await exchange(port, post('/early', 'x'.repeat(5000)) + post('/echo', 'next'), (w) => w.text.endsWith('next'));
  assert.equal(small.text.match(/HTTP\/1\.1 /g).length, 2);
  const large = await exchange(port, `POST /early HTTP/1.1\r\n${HOST}Content-Length: 90000\r\n\r\nxx`);
  assert.match(large.text, /Connection: close/);
});

test('an answer in the middle of a body ends the reading, and the next request is served', async () => {
  for (const size of [1, 5000, 60000, 200000]) {
    const wire = await exchange(port, post('/middle', 'x'.repeat(size)) + post('/echo', 'next'), (w) => w.closed || w.text.endsWith('next'));
    assert.equal(wire.status(), 422);
    assert.equal(wire.text.endsWith('next'), size < 100000);
  }
});

test('Expect: 100-continue is answered only when the body is wanted', async () => {
  const wire = new Wire(port);
  await wire.send(`POST /echo HTTP/1.1\r\n${HOST}Content-Length: 2\r\nExpect: 100-continue\r\n\r\n`);
  await wire.until((w) => w.text.startsWith('HTTP/1.1 100 Continue\r\n\r\n'));
  await wire.send('ok');
  await wire.until((w) => w.text.endsWith('ok'));
  wire.destroy();
  const refused = await exchange(port, `POST /early HTTP/1.1\r\n${HOST}Content-Length: 2\r\nExpect: 100-continue\r\n\r\n`);
  assert.equal(refused.status(), 409);
});

test('HEAD answers with the head alone', async () => {
  const wire = await exchange(port, `HEAD /file HTTP/1.1\r\n${HOST}\r\n` + `GET /early HTTP/1.1\r\n${HOST}Connection: close\r\n\r\n`);
  assert.match(wire.text, /Content-Length: 3000000\r\n\r\nHTTP\/1.1 409/);
});

test('files and streams arrive whole; HTTP/1.0 gets no chunks', async () => {
  const response = await fetch(`http://127.0.0.1:${port}/file`);
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), content);
  assert.equal(await (await fetch(`http://127.0.0.1:${port}/stream`)).text(), 'piece piece piece ');
  const old = await exchange(port, 'GET /stream HTTP/1.0\r\n\r\n');
  assert.match(old.text, /\r\n\r\npiece piece piece $/);
});

test('a slow sink holds the sender back and loses nothing', async () => {
  const body = randomBytes(600_000);
  const response = await fetch(`http://127.0.0.1:${port}/slow`, { method: 'POST', body });
  assert.deepEqual(Buffer.from(await response.arrayBuffer()), body);
});

test('a client that leaves is noticed while its answer is made', async () => {
  const wire = new Wire(port);
  const before = output.length;
  await wire.send(`GET /forever HTTP/1.1\r\n${HOST}\r\n`);
  await new Promise((resolve) => setImmediate(resolve));
  wire.socket.end();
  const gone = new Wire(port);
  await gone.until(() => output.slice(before).includes('gone') || (gone.socket.write(''), false), 5000).catch(() => {});
  assert.ok(output.slice(before).includes('gone'));
  gone.destroy();
  wire.destroy();
});

test('slowloris: 500 slow heads and bodies end with 408, others are served meanwhile', async () => {
  const slow = [];
  for (let i = 0; i < 500; i++) slow.push(new Wire(port));
  const head = `GET /early HTTP/1.1\r\n${HOST}`;
  const body = `POST /echo HTTP/1.1\r\n${HOST}Content-Length: 1000\r\n\r\n`;
  await Promise.all(slow.map((wire, i) => wire.send(i % 2 ? head : body)));
  const drip = setInterval(() => slow.forEach((wire, i) => wire.closed || wire.socket.write(i % 2 ? 'A: b\r\n' : 'x')), 200);
  const started = Date.now();
  const response = await fetch(`http://127.0.0.1:${port}/echo`, { method: 'POST', body: 'quick' });
  assert.equal(await response.text(), 'quick');
  assert.ok(Date.now() - started < 1000, 'served at once');
  await Promise.all(slow.map((wire) => wire.until((w) => w.closed)));
  clearInterval(drip);
  assert.ok(slow.every((wire) => wire.status() === 408));
  slow.forEach((wire) => wire.destroy());
});

test('idle connections give way to new ones at the limit', async () => {
  const idle = [];
  for (let i = 0; i < 650; i++) {
    idle.push(new Wire(port));
    await idle[i].open;
  }
  const response = await fetch(`http://127.0.0.1:${port}/early`);
  assert.equal(response.status, 409);
  idle.forEach((wire) => wire.destroy());
});

test('SIGTERM finishes what runs, then the process ends', async () => {
  const body = randomBytes(400_000);
  const before = output.length;
  const running = fetch(`http://127.0.0.1:${port}/slow`, { method: 'POST', body });
  const wire = new Wire(port);
  await wire.open;
  const exited = new Promise((resolve) => probe.once('exit', resolve));
  await until(() => output.slice(before).includes('slow'), 'the upload to run');
  probe.kill('SIGTERM');
  const response = await running;
  assert.equal((await response.arrayBuffer()).byteLength, body.length);
  assert.equal(response.headers.get('connection'), 'close');
  assert.equal(await exited, 0);
  wire.destroy();
});
