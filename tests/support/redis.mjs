// A redis-server of one's own on a unix socket, and a client that speaks RESP2.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { until } from './until.mjs';

/** Reads one reply from buf at i: [value, next], or null when it has not all come. */
function parse(buf, i) {
  const eol = buf.indexOf('\r\n', i);
  if (eol < 0) return null;
  const kind = String.fromCharCode(buf[i]);
  const head = buf.toString('utf8', i + 1, eol);
  if (kind === ':') return [Number(head), eol + 2];
  if (kind === '+') return [head, eol + 2];
  if (kind === '-') return [new Error(head), eol + 2];
  const n = Number(head);
  if (kind === '$') {
    if (n < 0) return [null, eol + 2];
    return buf.length < eol + 4 + n ? null : [buf.subarray(eol + 2, eol + 2 + n), eol + 4 + n];
  }
  const list = [];
  for (let at = eol + 2; ;) {
    if (list.length >= n) return [n < 0 ? null : list, at];
    const item = parse(buf, at);
    if (!item) return null;
    list.push(item[0]);
    at = item[1];
  }
}

const textOf = (v) => (Buffer.isBuffer(v) ? v.toString() : Array.isArray(v) ? v.map(textOf) : v);

export class RedisClient {
  constructor(socketPath) {
    this.waiting = [];
    this.pushed = [];
    this.rest = Buffer.alloc(0);
    this.socket = net.connect(socketPath);
    this.socket.on('data', (piece) => this.#take(piece));
    this.socket.on('error', (error) => this.#end(error));
    this.socket.on('close', () => this.#end(new Error('closed')));
  }

  #take(piece) {
    this.rest = Buffer.concat([this.rest, piece]);
    for (let reply; (reply = parse(this.rest, 0));) {
      this.rest = this.rest.subarray(reply[1]);
      const call = this.waiting.shift();
      if (!call) this.pushed.push(textOf(reply[0]));
      else if (reply[0] instanceof Error) call.reject(reply[0]);
      else call.resolve(call.raw ? reply[0] : textOf(reply[0]));
    }
  }

  #end(error) {
    for (const call of this.waiting.splice(0)) call.reject(error);
  }

  #send(words, raw) {
    const parts = [`*${words.length}\r\n`];
    for (const word of words) {
      const bytes = Buffer.isBuffer(word) ? word : Buffer.from(String(word));
      parts.push(`$${bytes.length}\r\n`, bytes, '\r\n');
    }
    this.socket.write(Buffer.concat(parts.map((p) => (Buffer.isBuffer(p) ? p : Buffer.from(p)))));
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject, raw }));
  }

  /** Replies with texts as strings. */
  ask(...words) {
    return this.#send(words, false);
  }

  /** Replies with texts as Buffers. */
  askRaw(...words) {
    return this.#send(words, true);
  }

  close() {
    this.socket.destroy();
  }
}

export class RedisServer {
  constructor(dir, { fsync = 'always' } = {}) {
    this.dir = dir;
    this.path = path.join(dir, 'redis.sock');
    this.address = `unix:${this.path}`;
    this.fsync = fsync;
  }

  async start() {
    fs.rmSync(this.path, { force: true });
    this.process = spawn('redis-server', ['--port', '0', '--unixsocket', this.path, '--dir', this.dir,
      '--appendonly', 'yes', '--appendfsync', this.fsync, '--save', '', '--loglevel', 'warning'], { stdio: 'ignore' });
    this.exited = new Promise((resolve) => this.process.once('exit', resolve));
    await until(() => this.answers(), 'redis-server to answer');
    return this;
  }

  async answers() {
    if (!fs.existsSync(this.path)) return false;
    const client = new RedisClient(this.path);
    try {
      return (await client.ask('PING')) === 'PONG';
    } catch {
      return false;
    } finally {
      client.close();
    }
  }

  client() {
    return new RedisClient(this.path);
  }

  async kill(signal = 'SIGKILL') {
    this.process.kill(signal);
    await this.exited;
  }
}
