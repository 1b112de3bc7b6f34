// proto/openapi.yaml and the table of routes name the same calls.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../scripts/stack.mjs';

const read = (file) => readFileSync(path.join(ROOT, file), 'utf8');

/** "GET /me"... of the contract: paths stand two spaces deep, methods four. */
function described() {
  const calls = [];
  let where = '';
  for (const line of read('proto/openapi.yaml').split('\n')) {
    where = line.match(/^ {2}(\/\S+):$/)?.[1].replace(/\{\w+\}/g, '{}') ?? where;
    const method = line.match(/^ {4}(get|put|post|patch|delete):$/)?.[1];
    if (method) calls.push(`${method.toUpperCase()} ${where}`);
  }
  return calls.sort();
}

function served() {
  const rows = read('services/ingest/route.c').matchAll(/\{"(\w+)", V1 "(\/[^"]*)"/g);
  return [...rows].map(([, method, where]) => `${method} ${where}`).filter((call) => call !== 'GET /openapi.yaml').sort();
}

test('every route is described, and every description served', () => {
  assert.ok(served().length > 30);
  assert.deepEqual(served(), described());
});

test('every reference of the contract leads somewhere', () => {
  const text = read('proto/openapi.yaml');
  const components = text.slice(text.indexOf('\ncomponents:'));
  for (const [, group, name] of text.matchAll(/#\/components\/(\w+)\/(\w+)/g)) {
    const section = components.slice(components.indexOf(`\n  ${group}:`));
    assert.match(section, new RegExp(`\\n    ${name}:`), `${group}/${name}`);
  }
});
