// Calls of /api/v1. The token lives in this tab's session; the same token is in a cookie, which pictures and event streams use.
const BASE = '/api/v1';

/** Tried again after these, when the network or the server is away for a moment. */
const RETRY_MS = [600, 1500, 3000];

/** A refusal of the server: problem+json with a sentence for the person in `detail`. */
export class Problem extends Error {
  constructor(status, body, request = '') {
    super((body.detail || body.title || `服务器没有正常回答（${status}），请稍后再试。`) + (status >= 500 && request ? `（编号 ${request}）` : ''));
    this.status = status;
    this.code = body.code ?? '';
    this.body = body;
  }

  /** Nobody judged the request: the same one may be sent again. */
  get passing() { return this.status === 0 || [502, 503, 504].includes(this.status); }
}

export const session = {
  get token() { return sessionStorage.getItem('token'); },
  set token(value) { if (value) sessionStorage.setItem('token', value); else sessionStorage.removeItem('token'); },
};

const randomHex = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');

/** Stays with this browser; a code opened elsewhere first asks for a one-time code (R3). */
export function device() {
  let id = localStorage.getItem('device');
  if (!id) {
    id = randomHex();
    localStorage.setItem('device', id);
  }
  return id;
}

let ahead_ms = 0;

/** The server's clock, as its last answer told: a phone's own may be wrong, and every limit is the server's. */
export const serverNow = () => Date.now() + ahead_ms;

function noteClock(response) {
  const at = Date.parse(response.headers.get('Date') ?? '');
  if (at) ahead_ms = Math.abs(at - Date.now()) > 5000 ? at - Date.now() : 0;
}

function requestOf(method, body, headers) {
  const init = { method, headers: { ...headers }, credentials: 'same-origin' };
  if (session.token) init.headers.Authorization = `Bearer ${session.token}`;
  // A repeated POST, by a double click or after a broken line, is answered as the first one was.
  if (session.token && method === 'POST') init.headers['Idempotency-Key'] ??= randomHex();
  if (body instanceof FormData) {
    init.body = body;
  } else if (body instanceof Blob) {
    init.body = body;
    init.headers['Content-Type'] ??= body.type;
  } else if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers['Content-Type'] = 'application/json';
  }
  return init;
}

/** One document; lines of JSON are a file. */
const JSON_TYPE = /^application\/(problem\+)?json\b/;

let failed_request = '';

/** The number of the last answer that was a refusal, for a report of it; "" if there was none. */
export const failedRequest = () => failed_request;

async function once(path, init) {
  let response;
  try {
    response = await fetch(BASE + path, init);
    noteClock(response);
    const type = response.headers.get('Content-Type') ?? '';
    const answer = JSON_TYPE.test(type) ? await response.json().catch(() => ({})) : await response.blob();
    if (!response.ok) {
      failed_request = response.headers.get('X-Request-Id') ?? '';
      throw new Problem(response.status, answer, failed_request);
    }
    return { status: response.status, body: answer, headers: response.headers };
  } catch (e) {
    if (e instanceof Problem) throw e;
    throw new Problem(0, { detail: '网络连接失败，请检查网络后重试。', code: 'network' });
  }
}

/** Resolves after ms, or as soon as the network is back. */
function pause(ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
    addEventListener('online', resolve, { once: true });
  });
}

/** method, path behind /api/v1, body: object (JSON), Blob or FormData; gives {status, body, headers}. */
export async function call(method, path, body, headers = {}) {
  const init = requestOf(method, body, headers);
  const repeatable = method !== 'DELETE' && (method !== 'POST' || init.headers['Idempotency-Key']);
  for (let tries = 0; ; tries++) {
    try {
      return await once(path, init);
    } catch (e) {
      if (!repeatable || !e.passing || tries === RETRY_MS.length) throw e;
      await pause(RETRY_MS[tries]);
    }
  }
}

export const get = async (path) => (await call('GET', path)).body;
export const post = async (path, body, headers) => (await call('POST', path, body, headers)).body;

/** A live board asks again by itself: one try. */
export const getNow = async (path) => (await once(path, requestOf('GET', undefined, {}))).body;

const pictures = new Map();

/** A picture that needs the token, fetched once: an object URL, valid until forgetPictures(). */
export function picture(path) {
  if (!pictures.has(path)) {
    const url = call('GET', path).then(({ body }) => URL.createObjectURL(body));
    url.catch(() => pictures.delete(path));
    pictures.set(path, url);
  }
  return pictures.get(path);
}

/** At sign-out nothing of the person stays in the page. */
export function forgetPictures() {
  for (const url of pictures.values()) url.then(URL.revokeObjectURL, () => {});
  pictures.clear();
}
