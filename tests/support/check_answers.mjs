// Preloaded into every process of the tests (scripts/test.sh): each answer of ingest that a client of the tests gets is held against
// proto/openapi.yaml. What does not fit fails the call, and, should a test catch that, its process.
import { faultsOfAnswer } from './openapi.mjs';

const OURS = /^http:\/\/127\.0\.0\.1:\d+(?:\/api\/v1)?(\/.*)$/;
const plain = globalThis.fetch;
const found = [];
const others = new Set();

/** A server of the test's own at this address is not ingest. */
export const isNotIngest = (origin) => others.add(origin);

/** The target as the contract has it; undefined for what is not ingest's interface. */
function targetOf(url) {
  if (others.has(new URL(url).origin)) return undefined;
  return /^http:\/\/127\.0\.0\.1:\d+\/(api\/v1|callbacks)\//.test(url) ? url.match(OURS)[1] : undefined;
}

const isJson = (type) => /^application\/(problem\+)?json\b/.test(type);

/** Throws when an answer does not fit; bytes: its body, headers: an object, names in small letters. */
export function checkAnswer(method, url, status, headers, bytes) {
  const type = headers['content-type'] ?? '';
  const target = targetOf(url);
  if (!target || !['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method)) return;
  const wrong = faultsOfAnswer(method, target, { status, type, body: isJson(type) ? JSON.parse(bytes) : undefined });
  if (!headers['x-request-id']) wrong.push('no X-Request-Id');
  if (!wrong.length) return;
  found.push(`proto/openapi.yaml: ${method} ${target}: ${wrong.join('; ')}`);
  throw new Error(found.at(-1));
}

globalThis.fetch = async (input, init) => {
  const url = String(input?.url ?? input);
  const answer = await plain(input, init);
  const type = answer.headers.get('content-type') ?? '';
  if (targetOf(url)) {
    const bytes = isJson(type) ? await answer.clone().text() : '';
    checkAnswer((init?.method ?? input?.method ?? 'GET').toUpperCase(), url, answer.status, Object.fromEntries(answer.headers), bytes);
  }
  return answer;
};

process.on('exit', () => {
  if (!found.length) return;
  console.error(found.join('\n'));
  process.exitCode ||= 1;
});
