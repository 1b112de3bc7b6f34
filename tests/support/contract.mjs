// Calls whose answers are held against proto/openapi.yaml one by one, with what was sent in the message where one is not as described.
import assert from 'node:assert/strict';
import { ask } from './ingest.mjs';
import { faultsOfAnswer } from './openapi.mjs';

/** One call: {status, type, body, headers}. */
export async function call(client, method, target, body, headers) {
  const answer = await ask(client, method, target, body, headers);
  answer.type = answer.headers.get('content-type') ?? '';
  assert.deepEqual(faultsOfAnswer(method, target, answer), [], `${method} ${target} ${JSON.stringify(answer.body)}`);
  return answer;
}

/** The body of an answer with that status, and that code where it is a refusal. */
export function is(answer, status, code) {
  assert.deepEqual([answer.status, answer.body.code], [status, code], JSON.stringify(answer.body));
  return answer.body;
}
