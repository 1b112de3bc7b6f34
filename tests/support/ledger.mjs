// The ledger script as a library: turns made of readable operations.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RedisServer } from './redis.mjs';

const build = process.env.TUCAI_BUILD ?? 'build';

export const script = () => execFileSync(path.join(build, 'tucai-dispatch'), ['--ledger'], { encoding: 'utf8' });

export const admit = (id, kind, { uid = '', payload = '', reply = '', notBefore = 0, exclusive = false, guard = '', fingerprint = '' } = {}) =>
  ['ADMIT', id, kind, uid, payload, reply, '', notBefore, exclusive ? 1 : '', guard, fingerprint];

export const done = (id, token, outcome = 'ok', { result = '', reason = '', after = 0, blobs = '', effects = [] } = {}) =>
  ['DONE', id, token, outcome, result, reason, after, blobs, effects.length, ...effects.flat()];

export const renew = (id, token) => ['RENEW', id, token];
export const giveBack = (id, token) => ['GIVE_BACK', id, token];
export const adopt = (id, token, by) => ['ADOPT', id, token, by];
export const lost = (id, token, by, reason = '') => ['LOST', id, token, by, reason];

const CLAIM = ['stage', 'id', 'token', 'expired', 'kind', 'uid', 'failures', 'crashes', 'waits', 'admitted', 'payload', 'previous', 'blobs'];
const STATS = ['stage', 'ready', 'delayed', 'held', 'dead', 'oldest'];
const STAGES = 6;

const rows = (flat, names) => {
  const list = [];
  for (let i = 0; i + names.length <= flat.length; i += names.length) {
    list.push(Object.fromEntries(names.map((name, k) => [name, flat[i + k]])));
  }
  return list;
};

export class Ledger {
  constructor(text = script()) {
    this.text = text;
    this.dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ledger-'));
    this.shift = 0;
    this.lease = 4000;
    this.seed = 1;
  }

  async start() {
    this.server = await new RedisServer(this.dir, { fsync: 'no' }).start();
    this.redis = this.server.client();
    await this.load(this.text);
    return this;
  }

  async load(text) {
    this.name = await this.redis.ask('FUNCTION', 'LOAD', 'REPLACE', text);
  }

  /** One turn: operations, and how many to claim of which stage. */
  async turn(operations, wanted = {}, stats = false) {
    const wants = Object.entries(wanted);
    const [now, letters, ends, claims, figures] = await this.redis.ask('FCALL', this.name, 0, this.lease, this.shift,
      2 ** 50 /* the turn before was just now */, this.seed++, stats ? 1 : 0, wants.length, ...wants.flat(), ...operations.flat());
    return {
      now, letters, ends, claims: rows(claims, CLAIM),
      stats: Object.fromEntries(rows(figures.slice(0, STAGES * STATS.length), STATS).map((s) => [s.stage, s])),
      imbalance: figures.at(-1),
    };
  }

  async claim(stage, n = 1) {
    return (await this.turn([], { [stage]: n })).claims;
  }

  job(id) {
    return this.redis.ask('HGETALL', `j:${id}`).then((flat) =>
      Object.fromEntries(flat.flatMap((name, i) => (i % 2 ? [] : [[name, flat[i + 1]]]))));
  }

  async imbalance() {
    return (await this.turn([], {}, true)).imbalance;
  }

  async stop() {
    this.redis.close();
    await this.server.kill();
    fs.rmSync(this.dir, { recursive: true });
  }
}
