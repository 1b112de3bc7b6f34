// Calls of /api/v1. The token lives in this tab's session; the same token is in a cookie, which pictures and event streams use.
const BASE = '/api/v1';

/** A refusal of the server: problem+json with a sentence for the person in `detail`. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `HTTP ${status}`);
    this.status = status;
    this.code = body.code ?? '';
    this.body = body;
  }
}

export const session = {
  get token() { return sessionStorage.getItem('token'); },
  set token(value) { if (value) sessionStorage.setItem('token', value); else sessionStorage.removeItem('token'); },
};

/** Stays with this browser; a code opened elsewhere first asks for a one-time code (R3). */
export function device() {
  let id = localStorage.getItem('device');
  if (!id) {
    id = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
    localStorage.setItem('device', id);
  }
  return id;
}

async function problemOf(response) {
  const body = await response.json().catch(() => ({}));
  return new Problem(response.status, body);
}

/** method, path behind /api/v1, body: object (JSON), Blob or FormData; gives {status, body, headers}. */
export async function call(method, path, body, headers = {}) {
  const init = { method, headers: { ...headers }, credentials: 'same-origin' };
  if (session.token) init.headers.Authorization = `Bearer ${session.token}`;
  if (body instanceof Blob) {
    init.body = body;
    init.headers['Content-Type'] ??= body.type;
  } else if (body instanceof FormData) {
    init.body = body;
  } else if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers['Content-Type'] = 'application/json';
  }
  let response;
  try {
    response = await fetch(BASE + path, init);
  } catch {
    throw new Problem(0, { detail: '网络连接失败，请检查网络后重试。', code: 'network' });
  }
  if (!response.ok) throw await problemOf(response);
  const type = response.headers.get('Content-Type') ?? '';
  const answer = type.includes('json') ? await response.json() : await response.blob();
  return { status: response.status, body: answer, headers: response.headers };
}

export const get = async (path) => (await call('GET', path)).body;
export const post = async (path, body, headers) => (await call('POST', path, body, headers)).body;

/** A picture that needs the token: an object URL, to be revoked by the caller. */
export async function picture(path) {
  return URL.createObjectURL((await call('GET', path)).body);
}
