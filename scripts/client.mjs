// A client of the HTTP interface, for the demo and the tests: one student, or one member of the staff.
import { randomUUID } from 'node:crypto';

export class Refused extends Error {
  constructor(status, body, what) {
    super(`${what}: ${status} ${body.code ?? ''} ${body.detail ?? ''}`);
    this.status = status;
    this.code = body.code;
    this.body = body;
  }
}

const pause = (ms) => new Promise((r) => setTimeout(r, ms));

/** fetch that outlives a process's death: no connection and 503 are tried again for a while. */
export async function patientFetch(url, init, patience_ms) {
  const end = Date.now() + patience_ms;
  for (;;) {
    try {
      const r = await fetch(url, init);
      if (r.status !== 503 || Date.now() > end) return r;
    } catch (e) {
      if (Date.now() > end) throw e;
    }
    await pause(100);
  }
}

export class Client {
  /** patience_ms: how long a call is tried again while the other side is away; 0: not at all. */
  constructor(url, token = '', patience_ms = 0) {
    this.url = url;
    this.token = token;
    this.patience_ms = patience_ms;
  }

  /** The raw answer, whatever its status. */
  async raw(method, path, body, headers = {}) {
    const init = { method, headers: { ...headers } };
    if (this.token) init.headers.Authorization = `Bearer ${this.token}`;
    if (Buffer.isBuffer(body) || typeof body === 'string') init.body = body;
    else if (body !== undefined) {
      init.body = JSON.stringify(body);
      init.headers['Content-Type'] ??= 'application/json';
    }
    // A repeated POST must be known as the same one.
    if (this.patience_ms && method === 'POST' && this.token) init.headers['Idempotency-Key'] ??= randomUUID();
    return patientFetch(path.startsWith('/callbacks') ? this.url + path : `${this.url}/api/v1${path}`, init, this.patience_ms);
  }

  /** The body of a success (object, Buffer or undefined); throws Refused. */
  async call(method, path, body, headers) {
    const r = await this.raw(method, path, body, headers);
    const bytes = Buffer.from(await r.arrayBuffer());
    const isJson = (r.headers.get('content-type') ?? '').includes('json');
    const answer = isJson && bytes.length ? JSON.parse(bytes) : bytes;
    if (!r.ok) throw new Refused(r.status, isJson ? answer : {}, `${method} ${path}`);
    if (isJson) Object.defineProperty(answer, 'status_code', { value: r.status, enumerable: false });
    return answer;
  }

  get(path) { return this.call('GET', path); }
  post(path, body = {}, headers = undefined) { return this.call('POST', path, body, headers); }
  put(path, body, headers) { return this.call('PUT', path, body, headers); }
  patch(path, body) { return this.call('PATCH', path, body); }
  delete(path) { return this.call('DELETE', path); }
}

export class Student extends Client {
  /** code: the text, or {picture: Buffer, type}. */
  async open(code, device = 'demo-device') {
    const answer = typeof code === 'string'
      ? await this.post('/sessions', { code, device })
      : await this.call('POST', '/sessions', code.picture, { 'Content-Type': code.type, 'X-Device': device });
    this.token = answer.token ?? '';
    return answer;
  }

  /** All steps before the camera, in their order (R5). */
  async prepare(phone = '13800138000', wait = pause) {
    await this.patch('/me', { phone });
    for (const [text, field] of [['notice', 'notice_read'], ['precautions', 'precautions_read'], ['consent', 'consent']]) {
      const { version } = await this.get(`/texts/${text}`);
      await this.patch('/me', { [field]: version });
    }
    await this.patch('/me', { subscriptions: ['photo', 'payment'] });
    const begun = await this.post('/me/video', { event: 'started' });
    await wait((begun.length_s ?? 1) * 1000 + 50);
    await this.post('/me/video', { event: 'ended' });
    return this.get('/me');
  }

  /** Uploads a JPEG; the shot's id. */
  async upload(jpeg) {
    const { nonce } = await this.post('/shots/nonce');
    return (await this.call('POST', '/shots', jpeg, { 'Content-Type': 'image/jpeg', 'X-Capture-Nonce': nonce })).shot_id;
  }

  /** Waits for the verdict of a shot. */
  async verdict(id, seconds = 60) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const shot = await this.get(`/shots/${id}?wait=10`);
      if (!['queued', 'checking'].includes(shot.state)) return shot;
      if (Date.now() > end) throw new Error(`shot ${id} still ${shot.state} after ${seconds} s`);
    }
  }

  async shoot(jpeg) {
    const id = await this.upload(jpeg);
    return { shot_id: id, ...(await this.verdict(id)) };
  }

  /** Polls /me until `test(me)` holds. */
  async until(what, test, ms = 15000) {
    const end = Date.now() + ms;
    for (;;) {
      const me = await this.get('/me');
      if (test(me)) return me;
      if (Date.now() > end) throw new Error(`waited ${ms} ms for ${what}; state ${me.submission?.state}, order ${me.order?.state}`);
      await new Promise((r) => setTimeout(r, 50));
    }
  }
}

/** The demo's school: open at any hour of every day of this and the next season. */
export function demoSchool(now = new Date(), changes = {}) {
  const day = (offset) => new Date(now.getTime() + offset * 86400000 + 8 * 3600000).toISOString().slice(0, 10);
  return {
    name: '示范大学',
    campuses: ['南京校区', '常州校区'],
    hours: { open: '00:00', close: '24:00' },
    phases: [{ phase: 'first_capture', from: day(-1), to: day(60) }],
    limits: { pause_s: 1, video_s: 1, undo_s: 0 },
    contacts: [{ campus: '南京校区', name: '教务处学籍科', phone: '025-00000000', email: 'jwc@example.edu.cn' }],
    ...changes,
  };
}
