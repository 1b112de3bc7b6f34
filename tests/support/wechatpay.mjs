// The sandbox's payment provider and our own payment stage, for tests.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { Rsa, Formatter, Aes } from 'wechatpay-axios-plugin';

const BUILD = process.env.TUCAI_BUILD ?? 'build';

export const MCHID = '1900000109';
export const APPID = 'wx8888888888888888';
export const MERCHANT_SERIAL = '5A0D4C4E7A6B3F2E1D0C9B8A79685746352413F0';

/** Waits until ask() gives something true. */
export async function until(what, ask, ms = 10_000) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await ask();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${ms} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Keys of a merchant and a provider in a folder of their own. */
export function makeKeys() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'wechatpay-'));
  execFileSync(path.join(BUILD, 'tucai-sandbox'), ['keygen', dir]);
  const read = (name) => fs.readFileSync(path.join(dir, name), 'utf8');
  const certificate = read('wechatpay-platform.cert.pem');
  return {
    dir,
    merchantKey: read('wechatpay-merchant.key.pem'),
    merchantCertificate: read('wechatpay-merchant.cert.pem'),
    platformKey: read('wechatpay-platform.key.pem'),
    platformCertificate: certificate,
    platformSerial: execFileSync('openssl', ['x509', '-noout', '-serial'], { input: certificate }).toString().trim().split('=')[1],
    apiv3: read('wechatpay-apiv3.key').trim(),
    remove: () => fs.rmSync(dir, { recursive: true, force: true }),
  };
}

/** `tucai-sandbox serve` on a free port. */
export class Sandbox {
  static async start(keys, env = {}) {
    const s = new Sandbox();
    s.port = await freePort();
    s.url = `http://127.0.0.1:${s.port}`;
    s.state = path.join(keys.dir, 'state');
    s.process = spawn(path.join(BUILD, 'tucai-sandbox'), ['serve'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TUCAI_SANDBOX_LISTEN: `127.0.0.1:${s.port}`, TUCAI_SANDBOX_KEYS: keys.dir, TUCAI_SANDBOX_STATE: s.state, ...env },
    });
    await once(s.process.stdout, 'data');
    return s;
  }

  async ask(method, where, body) {
    const response = await fetch(this.url + where, { method, body: body && JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  }

  async stop() {
    this.process.kill('SIGTERM');
    const [code] = this.process.exitCode === null ? await once(this.process, 'exit') : [this.process.exitCode];
    return code;
  }
}

export async function freePort() {
  const server = http.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** The payment stage without a queue (wechatpay_tool.c): one question, one answer. */
export class Stage {
  constructor(keys, url, env = {}) {
    this.process = spawn(path.join(BUILD, 'tests/support/wechatpay_tool'), [], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        ...process.env,
        TUCAI_WECHATPAY_URL: url,
        TUCAI_WECHATPAY_MCHID: MCHID,
        TUCAI_WECHATPAY_APPID: APPID,
        TUCAI_WECHATPAY_SERIAL: MERCHANT_SERIAL,
        TUCAI_WECHATPAY_KEY_FILE: path.join(keys.dir, 'wechatpay-merchant.key.pem'),
        TUCAI_WECHATPAY_APIV3_KEY_FILE: path.join(keys.dir, 'wechatpay-apiv3.key'),
        TUCAI_WECHATPAY_PLATFORM_KEY_FILES: path.join(keys.dir, 'wechatpay-platform.cert.pem'),
        TUCAI_WECHATPAY_NOTIFY_URL: 'http://127.0.0.1:9/callbacks/wechatpay',
        ...env,
      },
    });
    this.lines = readline.createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  async ask(question) {
    this.process.stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await this.lines.next();
    if (done) throw new Error('the payment stage has ended');
    return JSON.parse(value);
  }

  pay(job) {
    return this.ask({ pay: { uid: 'u1', description: '毕业生图像采集', amount_fen: 1500, now_ms: Date.now(), expires_ms: Date.now() + 7_200_000, ...job } });
  }

  async stop() {
    this.process.stdin.end();
    const [code] = await once(this.process, 'exit');
    return code;
  }
}

/** An HTTP server that keeps what comes, raw, and answers as told. */
export class Listener {
  static async start(answer = () => ({ status: 204 })) {
    const l = new Listener();
    l.requests = [];
    l.server = http.createServer(async (request, response) => {
      const pieces = [];
      for await (const piece of request) pieces.push(piece);
      const got = { method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(pieces).toString() };
      l.requests.push(got);
      const { status, body = '', headers = {} } = await answer(got);
      response.writeHead(status, headers).end(body);
    }).listen(0, '127.0.0.1');
    await once(l.server, 'listening');
    l.url = `http://127.0.0.1:${l.server.address().port}`;
    return l;
  }

  /** The n-th request, as soon as it is there. */
  at(n, ms) {
    return until(`request ${n}`, () => this.requests[n], ms);
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** The four headers that a provider's answer or notice carries, by wechatpay-axios-plugin. */
export function signedHeaders(keys, body, { at = Formatter.timestamp(), serial = keys.platformSerial, key = keys.platformKey } = {}) {
  const nonce = Formatter.nonce();
  return {
    'Wechatpay-Timestamp': String(at),
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Serial': serial,
    'Wechatpay-Signature': Rsa.sign(Formatter.response(String(at), nonce, body), key),
  };
}

/** A notice as the provider would send it, sealed by wechatpay-axios-plugin. */
export function sealedNotice(keys, type, event, resource, apiv3 = keys.apiv3) {
  const nonce = Formatter.nonce(12);
  return JSON.stringify({
    id: Formatter.nonce(32),
    create_time: new Date().toISOString(),
    resource_type: 'encrypt-resource',
    event_type: event,
    summary: '支付成功',
    resource: {
      algorithm: 'AEAD_AES_256_GCM',
      original_type: type,
      associated_data: type,
      nonce,
      ciphertext: Aes.AesGcm.encrypt(typeof resource === 'string' ? resource : JSON.stringify(resource), apiv3, nonce, type),
    },
  });
}

/** The five values of an Authorization header. */
export function authorization(header) {
  const [scheme, rest] = header.split(/ (.*)/s);
  return { scheme, ...Object.fromEntries(rest.split(',').map((pair) => /^(\w+)="(.*)"$/.exec(pair).slice(1))) };
}
