// What the relay says to a registry: one of our own in place of the sandbox, which shows what arrives and answers as little as the protocol allows.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { waitFor } from '../../scripts/stack.mjs';
import { approve, startBatchStack, stopBatchStack } from '../support/batch.mjs';
import { sha256 } from '../support/registry.mjs';

let stack;
let server;
const heard = []; // {method, expects}
const documents = new Map();

const answer = (response, status, document) => response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(document));

/** Section 5: 202 without Retry-After. */
async function receive(request, response) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const body = Buffer.concat(pieces);
  const line = body.toString('latin1', 0, body.indexOf('\n'));
  const manifest = body.subarray(line.length + 1, line.length + 1 + Number(line.split(' ')[2]));
  const document = { batch_id: JSON.parse(manifest).batch_id, manifest_sha256: sha256(manifest), state: 'processing' };
  documents.set(document.batch_id, document);
  answer(response, 202, document);
}

function handle(request, response) {
  heard.push({ method: request.method, expects: request.headers.expect });
  if (request.method === 'POST') return receive(request, response);
  const document = documents.get(path.basename(request.url));
  return document ? answer(response, 202, document) : answer(response, 404, { error: 'batch_unknown', message: '' });
}

before(async () => {
  stack = await startBatchStack(mkdtempSync(path.join(tmpdir(), 'sender-')), { relay: 0 });
  const pem = (name) => readFileSync(path.join(stack.dir, 'keys', name));
  server = https.createServer({ key: pem('mtls-server.key.pem'), cert: pem('mtls-server.cert.pem'), ca: pem('mtls-ca.cert.pem'), requestCert: true }, handle);
  server.on('checkContinue', (request, response) => {
    response.writeContinue();
    handle(request, response);
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  await stack.add('relay', { TUCAI_REGISTRY_URL: `https://127.0.0.1:${server.address().port}` });
});
after(async () => {
  await stopBatchStack(stack);
  server.closeAllConnections();
  server.close();
  rmSync(stack.dir, { recursive: true, force: true });
});

test('it asks first, waits for "100 Continue" before the photos, and asks again after 5 s where it is not told when', async () => {
  approve(stack, 1);
  const waits = () => /"event":"batch_waits"[^\n]*"reason":"registry is processing"[^\n]*"pause_ms":(\d+)/.exec(stack.log('relay-0'));
  await waitFor('the batch to wait', waits, 30000);
  assert.deepEqual(heard.slice(0, 2), [{ method: 'GET', expects: undefined }, { method: 'POST', expects: '100-continue' }]);
  assert.equal(waits()[1], '5000');
});
