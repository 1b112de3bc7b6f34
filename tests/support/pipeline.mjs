// Dispatchers, workers and a front process around a Redis of their own.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { RedisServer } from './redis.mjs';
import { until } from './until.mjs';

const build = process.env.TUCAI_BUILD ?? 'build';
export const binary = (name) => path.resolve(build, name);

export const freePort = () => new Promise((resolve) => {
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});

/** A process whose JSON log lines are kept; killed with its pipeline. */
export class Service {
  constructor(program, env) {
    this.lines = [];
    this.process = spawn(binary(program), [], { env: { PATH: process.env.PATH, ASAN_OPTIONS: process.env.ASAN_OPTIONS ?? '', ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
    this.exited = new Promise((resolve) => this.process.once('exit', (code, signal) => resolve({ code, signal })));
    readline.createInterface({ input: this.process.stdout }).on('line', (line) => this.lines.push(JSON.parse(line)));
  }

  said(event) {
    return this.lines.find((line) => line.event === event);
  }

  kill(signal = 'SIGKILL') {
    this.process.kill(signal);
    return this.exited;
  }
}

/** Admits jobs and hears the answers (tests/support/test_front.c). */
export class Front {
  constructor(endpoints, env = {}) {
    this.answers = new Map();
    this.other = [];
    this.process = spawn(binary('tests/support/test_front'), [endpoints], { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
    readline.createInterface({ input: this.process.stdout }).on('line', (line) => this.#hear(line.split('\t')));
  }

  #hear(fields) {
    if (fields[0] === 'now' || fields[0] === 'load') {
      this.other.push(fields);
      return;
    }
    const [id, status, detail, result] = fields;
    this.answers.get(id)?.shift()?.({ status, detail, result });
  }

  async #ask(line) {
    this.process.stdin.write(`${line}\n`);
    return until(() => this.other.shift(), line);
  }

  async now() {
    const [, ms, up] = await this.#ask('now');
    return { ms: Number(ms), up: up === '1' };
  }

  async load(stage) {
    const [, waiting, workers] = await this.#ask(`load ${stage}`);
    return { waiting: Number(waiting), workers: Number(workers) };
  }

  admit(id, kind, payload = '-', { uid = '-', reply = '-', flags = '-', notBefore = 0 } = {}) {
    this.process.stdin.write(`${[id, kind, uid, reply, flags, notBefore, payload].join('\t')}\n`);
    return new Promise((resolve) => {
      if (!this.answers.has(id)) this.answers.set(id, []);
      this.answers.get(id).push(resolve);
    });
  }

  close() {
    this.process.stdin.end();
  }
}

export class Pipeline {
  constructor({ endpoints, redis } = {}) {
    this.dir = fs.mkdtempSync(path.join(os.tmpdir(), 'pipeline-'));
    this.endpoints = endpoints ?? [`ipc://${this.dir}/dispatch`];
    this.log = path.join(this.dir, 'executions');
    this.services = [];
    this.fronts = [];
    this.server = new RedisServer(this.dir, redis);
  }

  async start() {
    await this.server.start();
    this.redis = this.server.client();
    return this;
  }

  service(program, env) {
    const service = new Service(program, env);
    this.services.push(service);
    return service;
  }

  /** Listens on the n-th endpoint. */
  async dispatch(env = {}, n = 0) {
    const service = this.service('tucai-dispatch', {
      TUCAI_DISPATCH_BIND: this.endpoints[n].replace('localhost', '127.0.0.1'), TUCAI_REDIS: this.server.address, TUCAI_TIMERS: 'no', ...env,
    });
    await until(() => service.said('ledger_up') || service.process.exitCode !== null, 'dispatch to be up');
    return service;
  }

  async worker(stage, env = {}) {
    const service = this.service('tests/support/test_worker', {
      TUCAI_DISPATCH: this.endpoints.join(','), TUCAI_REDIS: this.server.address, TEST_STAGE: stage, TEST_LOG: this.log, ...env,
    });
    await until(() => service.said('ready') || service.process.exitCode !== null, 'worker to be up');
    return service;
  }

  front(env) {
    const front = new Front(this.endpoints.join(','), env);
    this.fronts.push(front);
    return front;
  }

  async state(id) {
    const [z, r, e] = await this.redis.ask('HMGET', `j:${id}`, 'z', 'r', 'e');
    return z && { state: z, result: r, reason: e };
  }

  ended(id, ms) {
    return until(() => this.state(id), `end of ${id}`, ms);
  }

  /** [{stage, id, token, attempt}] of everything a test worker began. */
  executions() {
    if (!fs.existsSync(this.log)) return [];
    return fs.readFileSync(this.log, 'utf8').trim().split('\n').filter(Boolean).map((line) => {
      const [stage, id, token, attempt] = line.split(' ');
      return { stage, id, token: Number(token), attempt: Number(attempt) };
    });
  }

  async stop() {
    for (const front of this.fronts) front.close();
    await Promise.all(this.services.map((s) => s.kill()));
    this.redis.close();
    await this.server.kill();
    fs.rmSync(this.dir, { recursive: true });
  }
}
