import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import readline from 'node:readline';
import { makeKeys } from '../support/wechatpay.mjs';

const BUILD = process.env.TUCAI_BUILD ?? 'build';

class Client {
  constructor(connectMs, totalMs, ...files) {
    this.process = spawn(path.join(BUILD, 'tests/support/http_tool'), [String(connectMs), String(totalMs), ...files], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = readline.createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  async ask(request) {
    this.process.stdin.write(`${JSON.stringify({ method: 'GET', answer_max: 1000, ...request })}\n`);
    return JSON.parse((await this.lines.next()).value);
  }

  async stop() {
    this.process.stdin.end();
    const [code] = await once(this.process, 'exit');
    assert.equal(code, 0);
  }
}

let server;
let url;
let client;
let connections = 0;
const seen = [];

before(async () => {
  server = http.createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    seen.push({ method: request.method, headers: request.headers, body: Buffer.concat(pieces).toString() });
    if (request.url === '/redirect') response.writeHead(302, { Location: '/ok' }).end('gone');
    else if (request.url === '/silent') return;
    else if (request.url === '/long') response.end('x'.repeat(1001));
    else if (request.url === '/chunks') { for (let i = 0; i < 1001; i++) response.write('x'); response.end(); }
    else if (request.url === '/headers') { for (let i = 0; i < 12; i++) response.setHeader(`X-${i}`, 'y'.repeat(1500)); response.end(); }
    else if (request.url === '/cut') { response.writeHead(200, { 'Content-Length': 100 }); response.write('x'); response.destroy(); }
    else response.writeHead(request.url === '/404' ? 404 : 200, { 'X-Test': ' spaced out ', 'Content-Type': 'text/plain' }).end(request.url === '/empty' ? '' : 'hello');
  }).listen(0, '127.0.0.1');
  server.on('connection', () => { connections += 1; });
  await once(server, 'listening');
  url = `http://127.0.0.1:${server.address().port}`;
  client = new Client(1000, 500);
});

after(async () => {
  await client.stop();
  server.closeAllConnections();
  server.close();
});

test('any status is an answer', async () => {
  assert.deepEqual(await client.ask({ url: `${url}/ok` }), { status: 200, body: 'hello', headers: { 'x-test': 'spaced out', 'content-type': 'text/plain' } });
  assert.equal((await client.ask({ url: `${url}/404` })).status, 404);
  assert.equal((await client.ask({ url: `${url}/empty` })).body, '');
});

test('redirects are not followed', async () => {
  assert.equal((await client.ask({ url: `${url}/redirect` })).status, 302);
});

test('body and headers arrive as given, on the connection of before', async () => {
  const before = connections;
  for (const [method, body] of [['POST', '{"a":"单"}'], ['POST', ''], ['PUT', 'x'.repeat(100_000)], ['DELETE', '']]) {
    assert.equal((await client.ask({ url: `${url}/ok`, method, body, headers: ['X-A: 1', 'Content-Type: application/json'] })).status, 200);
    const last = seen.at(-1);
    assert.deepEqual([last.method, last.body, last.headers['x-a'], last.headers['content-type']], [method, body, '1', 'application/json']);
    assert.equal(last.headers.expect, undefined);
  }
  assert.equal(connections, before);
});

test('a caller may expect a 100 Continue; its headers are forgotten', async () => {
  const answer = await client.ask({ url: `${url}/ok`, method: 'POST', body: 'x'.repeat(2000), headers: ['Expect: 100-continue'] });
  assert.deepEqual([answer.status, answer.body, seen.at(-1).headers.expect], [200, 'hello', '100-continue']);
});

test('no usable answer is a fault with a name', async (t) => {
  const closed = net.createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address();
  closed.close();
  const rude = net.createServer((s) => s.destroy()).listen(0, '127.0.0.1');
  const mumbling = net.createServer((s) => s.end('hello\r\n\r\n')).listen(0, '127.0.0.1');
  t.after(() => { rude.close(); mumbling.close(); });
  await Promise.all([once(rude, 'listening'), once(mumbling, 'listening')]);
  const rows = [
    [`http://127.0.0.1:${port}/`, 'ECONNREFUSED'],
    [`http://127.0.0.1:${rude.address().port}/`, 'ECONNRESET'],
    [`http://127.0.0.1:${mumbling.address().port}/`, 'EPROTO'],
    ['http://no-such-name.invalid/', 'EHOSTUNREACH'],
    [`${url}/silent`, 'ETIMEDOUT'],
    [`${url}/long`, 'EMSGSIZE'],
    [`${url}/chunks`, 'EMSGSIZE'],
    [`${url}/headers`, 'EMSGSIZE'],
    [`${url}/cut`, 'ECONNRESET'],
    ['file:///etc/passwd', 'EINVAL'],
    ['gopher://127.0.0.1/', 'EINVAL'],
    ['http://', 'EINVAL'],
  ];
  for (const [where, fault] of rows) assert.deepEqual(await client.ask({ url: where }), { fault }, where);
  for (const header of ['X: a\r\nY: b', 'nothing']) assert.deepEqual(await client.ask({ url: `${url}/ok`, headers: [header] }), { fault: 'EINVAL' });
  assert.equal((await client.ask({ url: `${url}/ok` })).status, 200, 'the client still works');
});

test('a proxy of the environment is not asked', async () => {
  const direct = new Client(1000, 1000);
  process.env.http_proxy = 'http://127.0.0.1:1';
  const proxied = new Client(1000, 1000);
  delete process.env.http_proxy;
  for (const c of [direct, proxied]) {
    assert.equal((await c.ask({ url: `${url}/ok` })).status, 200);
    await c.stop();
  }
});

test('HTTPS: both sides must show a certificate of the authority', async (t) => {
  const keys = makeKeys();
  const other = makeKeys();
  const file = (k, name) => path.join(k.dir, name);
  const read = (name) => fs.readFileSync(file(keys, name));
  const secure = https.createServer({ key: read('mtls-server.key.pem'), cert: read('mtls-server.cert.pem'), ca: read('mtls-ca.cert.pem'), requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2' },
    (request, response) => response.end('secret')).listen(0, '127.0.0.1');
  await once(secure, 'listening');
  t.after(() => { secure.closeAllConnections(); secure.close(); keys.remove(); other.remove(); });
  const where = `https://127.0.0.1:${secure.address().port}/`;
  const rows = [
    [[file(keys, 'mtls-ca.cert.pem'), file(keys, 'mtls-client.cert.pem'), file(keys, 'mtls-client.key.pem')], { body: 'secret' }],
    [[file(keys, 'mtls-ca.cert.pem')], { faults: ['EACCES', 'ECONNRESET'] }],
    [[file(other, 'mtls-ca.cert.pem'), file(keys, 'mtls-client.cert.pem'), file(keys, 'mtls-client.key.pem')], { faults: ['EACCES'] }],
    [[file(keys, 'mtls-ca.cert.pem'), file(other, 'mtls-client.cert.pem'), file(other, 'mtls-client.key.pem')], { faults: ['EACCES', 'ECONNRESET'] }],
    [[file(keys, 'nothing')], { faults: ['EACCES'] }],
  ];
  for (const [files, expected] of rows) {
    const c = new Client(1000, 2000, ...files);
    const said = await c.ask({ url: where });
    if (expected.body) assert.equal(said.body, expected.body);
    else assert.ok(expected.faults.includes(said.fault), JSON.stringify(said));
    await c.stop();
  }
});

test('TLS before 1.2 is not spoken, whatever the machine\'s OpenSSL allows', async (t) => {
  const keys = makeKeys();
  const file = (name) => path.join(keys.dir, name);
  const read = (name) => fs.readFileSync(file(name));
  const old = https.createServer({ key: read('mtls-server.key.pem'), cert: read('mtls-server.cert.pem'), minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
    (request, response) => response.end('hello')).listen(0, '127.0.0.1');
  await once(old, 'listening');
  t.after(() => { old.closeAllConnections(); old.close(); keys.remove(); });
  fs.writeFileSync(file('openssl.cnf'), 'openssl_conf = all\n[all]\nssl_conf = ssl\n[ssl]\nsystem_default = tls\n[tls]\nMinProtocol = TLSv1\nCipherString = DEFAULT@SECLEVEL=0\n');
  process.env.OPENSSL_CONF = file('openssl.cnf');
  const lax = new Client(1000, 2000, file('mtls-ca.cert.pem'));
  delete process.env.OPENSSL_CONF;
  assert.deepEqual(await lax.ask({ url: `https://127.0.0.1:${old.address().port}/` }), { fault: 'EACCES' });
  await lax.stop();
});
