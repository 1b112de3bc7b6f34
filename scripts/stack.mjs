// Starts a whole system of real processes in one folder, for the demo, `make up` and the tests.
// Paths are relative to that folder (the processes' working directory): socket names stay short wherever the clone lies.
import { spawn, execFileSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, openSync, closeSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
export const BUILD = path.resolve(ROOT, process.env.TUCAI_BUILD ?? 'build');

/** A process that died is started again after this. */
const RESTART_MS = 200;

const given = new Set();

/** Can a program listen at this port of this machine? */
export function canListen(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const s = createServer();
    s.once('error', () => resolve(false));
    s.listen(port, host, () => s.close(() => resolve(true)));
  });
}

/** A port of 127.0.0.1 that is free now, below those that the kernel gives to outgoing connections; never the same twice. */
export async function freePort() {
  for (;;) {
    const port = 20000 + randomInt(12000);
    if (given.has(port) || !(await canListen(port))) continue;
    given.add(port);
    return port;
  }
}

/** Polls until `check` gives something truthy; throws with `what` after `ms`. */
export async function waitFor(what, check, ms = 10000, every = 20) {
  const end = Date.now() + ms;
  for (;;) {
    let last;
    try {
      const got = await check();
      if (got) return got;
    } catch (e) {
      last = e;
    }
    if (Date.now() > end) throw new Error(`waited ${ms} ms for ${what}${last ? `: ${last.message}` : ''}`);
    await new Promise((r) => setTimeout(r, every));
  }
}

async function isReady(port) {
  const r = await fetch(`http://127.0.0.1:${port}/readyz`);
  return r.status === 200;
}

/** One process: its log goes to NAME.log in the stack's folder. */
class Service {
  constructor(stack, name, command, args, env, healthPort) {
    Object.assign(this, { stack, name, command, args, env, healthPort });
    this.start();
  }

  start() {
    const log = openSync(path.join(this.stack.dir, `${this.name}.log`), 'a');
    this.exited = false;
    // setpriv: whatever ends us, even SIGKILL, ends what we started.
    this.child = spawn('setpriv', ['--pdeathsig', 'TERM', this.command, ...this.args], {
      cwd: this.stack.dir,
      env: { PATH: process.env.PATH, LANG: 'C.UTF-8', ...this.stack.extraEnv, ...this.env },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.gone = new Promise((resolve) => this.child.once('exit', (code, signal) => {
      this.exited = true;
      resolve({ code, signal });
      if (this.stack.options.supervise && !this.stack.stopping) setTimeout(() => this.stack.stopping || this.start(), RESTART_MS);
    }));
    this.child.once('error', () => { this.exited = true; });
  }

  async ready(ms = 20000) {
    await waitFor(`${this.name} to be ready (see ${this.name}.log)`, async () => {
      if (this.exited && !this.stack.options.supervise) throw new Error(`${this.name} stopped`);
      return isReady(this.healthPort);
    }, ms);
  }

  kill(signal = 'SIGKILL') {
    if (!this.exited) this.child.kill(signal);
    return this.gone;
  }

  async restart() {
    await this.kill();
    this.start();
  }
}

export class Stack {
  /**
   * dir: the folder; options: { qc, dispatch, ingest, decode, billing: counts; tcp: true for tcp links;
   * clockShiftMs; env: extra environment for every process; fresh: remove the folder first;
   * supervise: start again what stops by itself, as `restart: always` does;
   * sandboxHost: the address at which people on the network reach the sandbox }
   */
  constructor(dir, options = {}) {
    this.dir = path.resolve(dir);
    this.options = { qc: 1, dispatch: 1, ingest: 1, decode: 1, billing: 1, relay: 1, fresh: true, ...options };
    this.extraEnv = options.env ?? {};
    this.services = [];
    // Its files would be taken from under it.
    if (this.isInUse()) throw new Error(`a system runs in ${path.relative(process.cwd(), this.dir)} already: stop it first`);
    if (this.options.fresh) rmSync(this.dir, { recursive: true, force: true });
    mkdirSync(path.join(this.dir, 'blobs'), { recursive: true });
  }

  binary(name) {
    return path.join(BUILD, `tucai-${name}`);
  }

  key(name) {
    return path.join('keys', name);
  }

  async start() {
    if (!existsSync(path.join(this.dir, 'keys'))) {
      execFileSync(this.binary('sandbox'), ['keygen', 'keys'], { cwd: this.dir });
      writeFileSync(path.join(this.dir, 'keys/staff.json'), JSON.stringify({ name: 'province', role: 'province', password: randomBytes(9).toString('base64url') }));
    }
    this.ports = [];
    for (let i = 0; i < this.options.ingest; i++) this.ports.push(this.options.ports?.[i] ?? await freePort());
    await this.startRedis();
    await this.startSandbox();
    await this.startDispatch();
    for (const name of ['decode', 'qc', 'billing', 'relay']) {
      for (let i = 0; i < this.options[name]; i++) await this.add(name);
    }
    await this.add('billing', { TUCAI_STAGE: 'pay' }, 'pay');
    await this.add('billing', { TUCAI_STAGE: 'notify' }, 'notify');
    this.ingest = [];
    for (const port of this.ports) {
      const ingest = await this.add('ingest', { TUCAI_LISTEN: `127.0.0.1:${port}` });
      ingest.url = `http://127.0.0.1:${port}`;
      this.ingest.push(ingest);
    }
    this.url = this.ingest[0]?.url;
    await Promise.all(this.services.filter((s) => s.healthPort).map((s) => s.ready()));
    return this;
  }

  async startRedis() {
    this.services.push(new Service(this, 'redis', 'redis-server', [
      path.join(ROOT, 'deploy/redis/redis.conf'), '--port', '0', '--unixsocket', 'redis.sock',
      '--unixsocketperm', '700', '--dir', '.', '--daemonize', 'no',
    ], {}));
    await waitFor('redis', () => this.redis('PING') === 'PONG');
  }

  async startSandbox() {
    const [http, registry] = [await freePort(), await freePort()];
    const host = this.options.sandboxHost;
    this.sandboxUrl = `http://127.0.0.1:${http}`;
    this.publicUrl = `http://${host ?? '127.0.0.1'}:${http}`;
    this.registryUrl = `https://127.0.0.1:${registry}`;
    const s = new Service(this, 'sandbox', this.binary('sandbox'), ['serve'], {
      TUCAI_SANDBOX_LISTEN: `${host ? '0.0.0.0' : '127.0.0.1'}:${http}`,
      TUCAI_SANDBOX_PUBLIC_URL: host ? this.publicUrl : '',
      TUCAI_SANDBOX_REGISTRY_LISTEN: `127.0.0.1:${registry}`,
      TUCAI_SANDBOX_KEYS: 'keys',
      TUCAI_SANDBOX_STATE: 'sandbox',
    });
    this.services.push(s);
    await waitFor('the sandbox (see sandbox.log)', async () => (await fetch(this.sandboxUrl)).status < 500);
  }

  async startDispatch() {
    this.endpoints = [];
    for (let i = 0; i < this.options.dispatch; i++) {
      const endpoint = this.options.tcp ? `tcp://127.0.0.1:${await freePort()}` : `ipc://dispatch${i}.sock`;
      this.endpoints.push(endpoint);
      await this.add('dispatch', {
        TUCAI_DISPATCH_BIND: endpoint,
        TUCAI_CLOCK_SHIFT_MS: String(this.options.clockShiftMs ?? 0),
      });
    }
  }

  /** Does somebody's Redis answer in the folder? */
  isInUse() {
    if (!existsSync(path.join(this.dir, 'redis.sock'))) return false;
    try {
      return this.redis('PING') === 'PONG';
    } catch {
      return false; // the socket of one that was killed
    }
  }

  /** What every service is told; each reads only what is in its table. */
  environment() {
    const keys = (...names) => names.map((n) => this.key(n)).join(',');
    return {
      TUCAI_DISPATCH: this.endpoints.join(','),
      TUCAI_REDIS: 'unix:redis.sock',
      TUCAI_BLOBS: 'blobs',
      TUCAI_MASTER_KEY_FILE: this.key('master.key'),
      TUCAI_MODELS: path.join(ROOT, '.models'),
      TUCAI_WEB: path.join(ROOT, 'web'),
      TUCAI_COLLECTOR_KEY_FILES: keys('collector.key.pem'),
      TUCAI_REGISTRY_KEY_FILES: keys('registry.pub.pem'),
      TUCAI_STAFF_FILE: this.key('staff.json'),
      TUCAI_MESSAGE_URL: this.sandboxUrl,
      TUCAI_WECHAT_URL: this.sandboxUrl,
      TUCAI_WECHAT_SECRET_FILE: this.key('wechat-app.secret'),
      TUCAI_WECHAT_PHOTO_TEMPLATE: 'sandbox-photo phrase1=status time2=time thing3=note',
      TUCAI_WECHAT_PAYMENT_TEMPLATE: 'sandbox-payment phrase1=status amount2=amount character_string3=order_no time4=time',
      TUCAI_REAL_NAME_URL: this.sandboxUrl,
      ...this.payment(),
      TUCAI_REGISTRY_URL: this.registryUrl,
      TUCAI_REGISTRY_CERT_FILE: this.key('mtls-client.cert.pem'),
      TUCAI_REGISTRY_KEY_FILE: this.key('mtls-client.key.pem'),
      TUCAI_REGISTRY_CA_FILE: this.key('mtls-ca.cert.pem'),
      TUCAI_REGISTRY_SIGN_FILE: this.key('relay.key.pem'),
      TUCAI_REGISTRY_BATCH_AGE_S: '0', // who tries it does not want to wait
      TUCAI_STAFF_TOTP: 'no', // a sandbox: its first account signs in with its password alone
      TUCAI_JOURNAL: 'journal',
      TUCAI_JOURNAL_KEY_FILE: this.key('relay.key.pem'),
      ...this.options.serviceEnv,
    };
  }

  /** The sandbox's merchant (sandbox/key_names.h). */
  payment() {
    return {
      TUCAI_WECHATPAY_URL: this.sandboxUrl,
      TUCAI_WECHATPAY_MCHID: '1900000109',
      TUCAI_WECHATPAY_APPID: 'wx8888888888888888',
      TUCAI_WECHATPAY_SERIAL: '5A0D4C4E7A6B3F2E1D0C9B8A79685746352413F0',
      TUCAI_WECHATPAY_KEY_FILE: this.key('wechatpay-merchant.key.pem'),
      TUCAI_WECHATPAY_APIV3_KEY_FILE: this.key('wechatpay-apiv3.key'),
      TUCAI_WECHATPAY_PLATFORM_KEY_FILES: this.key('wechatpay-platform.cert.pem'),
      TUCAI_WECHATPAY_NOTIFY_URL: `http://127.0.0.1:${this.ports[0]}/callbacks/wechatpay`,
    };
  }

  /** {name, password} of the account that the first start makes. */
  firstAccount() {
    return JSON.parse(readFileSync(path.join(this.dir, 'keys/staff.json'), 'utf8'));
  }

  /** Starts one more process of a service; NAME-N by number. */
  async add(name, env = {}, label = name) {
    const port = await freePort();
    const n = this.services.filter((s) => s.label === label).length;
    const s = new Service(this, `${label}-${n}`, this.binary(name), [],
      { ...this.environment(), TUCAI_HEALTH: `127.0.0.1:${port}`, ...env }, port);
    s.label = label;
    this.services.push(s);
    return s;
  }

  all(label) {
    return this.services.filter((s) => s.label === label);
  }

  /** One Redis command by redis-cli, its answer as text. */
  redis(...args) {
    return execFileSync('redis-cli', ['-s', path.join(this.dir, 'redis.sock'), ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  }

  log(name) {
    return readFileSync(path.join(this.dir, `${name}.log`), 'utf8');
  }

  /** Ends everything, front first, Redis last; only what this stack started. */
  async stop() {
    this.stopping = true;
    const order = [...this.services].reverse();
    for (const s of order) {
      s.kill('SIGTERM');
      const timer = setTimeout(() => s.kill('SIGKILL'), 5000);
      await s.gone;
      clearTimeout(timer);
    }
  }
}
