// The sender's side of docs/registry-protocol.md, written from that page with other tools (openssl's command line), to judge both of ours.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BUILD, freePort, waitFor } from '../../scripts/stack.mjs';

const SM2 = ['-digest', 'sm3', '-pkeyopt', 'distid:1234567812345678'];

export const sha256 = (data) => createHash('sha256').update(data).digest('hex');

/** DER of an SM2 signature to r || s in hex, and back. */
function rawOfDer(der) {
  const half = (at) => Buffer.concat([Buffer.alloc(32), der.subarray(at + 2, at + 2 + der[at + 1])]).subarray(-32);
  return Buffer.concat([half(2), half(4 + der[3])]).toString('hex');
}

function derOfRaw(hex) {
  const number = (part) => {
    const b = Buffer.from(part.replace(/^(00)+/, ''), 'hex');
    const body = b[0] & 0x80 ? Buffer.concat([Buffer.from([0]), b]) : b;
    return Buffer.concat([Buffer.from([2, body.length]), body]);
  };
  const body = Buffer.concat([number(hex.slice(0, 64)), number(hex.slice(64))]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}

const parse = (answer, pieces) => (answer.headers['content-type'] === 'application/json' ? JSON.parse(Buffer.concat(pieces)) : undefined);

/** The sandbox in a folder of its own. */
export class Registry {
  constructor() {
    this.dir = mkdtempSync(path.join(tmpdir(), 'registry-'));
    this.binary = path.join(BUILD, 'tucai-sandbox');
    execFileSync(this.binary, ['keygen', 'keys'], { cwd: this.dir });
  }

  file(name) {
    return path.join(this.dir, name);
  }

  key(name) {
    return this.file(`keys/${name}`);
  }

  async start() {
    [this.port, this.desk] = [await freePort(), await freePort()];
    await this.restart();
    return this;
  }

  /** mood: as posted to its desk. */
  async restart(mood) {
    await this.kill();
    this.child = spawn(this.binary, ['serve'], {
      cwd: this.dir,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        ...process.env,
        TUCAI_SANDBOX_LISTEN: `127.0.0.1:${this.desk}`,
        TUCAI_SANDBOX_REGISTRY_LISTEN: `127.0.0.1:${this.port}`,
        TUCAI_SANDBOX_KEYS: 'keys',
        TUCAI_SANDBOX_STATE: 'state',
        TUCAI_SANDBOX_REGISTRY: mood ? JSON.stringify(mood) : '',
      },
    });
    this.gone = new Promise((resolve) => this.child.once('exit', resolve));
    await waitFor('the registry', async () => (await fetch(`http://127.0.0.1:${this.desk}/`)).status < 500);
  }

  async kill() {
    this.child?.kill('SIGKILL');
    await this.gone;
  }

  async stop() {
    await this.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }

  misbehave(wish) {
    return fetch(`http://127.0.0.1:${this.desk}/sandbox/registry`, { method: 'POST', body: JSON.stringify(wish) });
  }

  /** How often a submission was accepted; without one, the sums of its book. */
  async count(submission) {
    const query = submission ? `?submission=${submission}` : '';
    return (await fetch(`http://127.0.0.1:${this.desk}/sandbox/registry${query}`)).json();
  }

  lines(name) {
    const file = this.file(`state/registry/${name}.jsonl`);
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map((l) => JSON.parse(l)) : [];
  }

  /** How often each student's photo was accepted. */
  accepted() {
    const counts = {};
    for (const r of this.lines('accepted')) counts[r.student_uid] = (counts[r.student_uid] ?? 0) + 1;
    return counts;
  }

  keyId(name) {
    const spki = execFileSync('openssl', ['pkey', '-pubin', '-in', this.key(`${name}.pub.pem`), '-outform', 'DER']);
    return execFileSync('openssl', ['dgst', '-sm3', '-r'], { input: spki.subarray(-65) }).toString().slice(0, 16);
  }

  sign(text, name = 'relay') {
    const input = this.file('to-sign');
    writeFileSync(input, text);
    return rawOfDer(execFileSync('openssl', ['pkeyutl', '-sign', '-rawin', '-in', input, '-inkey', this.key(`${name}.key.pem`), ...SM2]));
  }

  verify(text, signature, name = 'registry') {
    writeFileSync(this.file('to-verify'), text);
    writeFileSync(this.file('signature'), derOfRaw(signature));
    try {
      execFileSync('openssl', ['pkeyutl', '-verify', '-rawin', '-in', this.file('to-verify'), '-sigfile', this.file('signature'),
        '-pubin', '-inkey', this.key(`${name}.pub.pem`), ...SM2], { stdio: 'pipe' });
      return true;
    } catch {
      return false;
    }
  }

  /** A batch's body of {submission_id, student_uid, jpeg}; `change` may spoil the manifest before it is signed. */
  body(batchId, photos, change = (m) => m) {
    const manifest = JSON.stringify(change({
      version: 1, batch_id: batchId, sender: '32', sealed_at: 1748736000000,
      photos: photos.map((p) => ({
        submission_id: p.submission_id, student_uid: p.student_uid, school_code: '10284', graduation_year: 2026,
        bytes: p.jpeg.length, sha256: sha256(p.jpeg),
      })),
    }));
    const line = `tucai-batch 1 ${Buffer.byteLength(manifest)} ${this.keyId('relay')} ${this.sign(manifest)}\n`;
    return Buffer.concat([Buffer.from(line + manifest), ...photos.map((p) => p.jpeg)]);
  }

  /** One request: {status, document} or {cut: true}. */
  request(method, target, { body, key, certificate = true } = {}) {
    const headers = body ? { 'Content-Length': body.length, 'Content-Type': 'application/vnd.tucai.batch' } : {};
    if (key) headers['Idempotency-Key'] = key;
    const tls = { ca: readFileSync(this.key('mtls-ca.cert.pem')) };
    if (certificate) {
      tls.cert = readFileSync(this.key('mtls-client.cert.pem'));
      tls.key = readFileSync(this.key('mtls-client.key.pem'));
    }
    return new Promise((resolve) => {
      const r = https.request({ host: '127.0.0.1', port: this.port, path: target, method, headers, agent: false, ...tls }, (answer) => {
        const pieces = [];
        answer.on('data', (d) => pieces.push(d));
        answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, document: parse(answer, pieces) }));
      });
      r.on('error', (e) => resolve({ cut: true, code: e.code }));
      r.end(body);
    });
  }

  post(key, body, options) {
    return this.request('POST', '/registry/v1/batches', { key, body, ...options });
  }

  get(key, options) {
    return this.request('GET', `/registry/v1/batches/${key}`, options);
  }
}
