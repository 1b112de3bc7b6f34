// proto/openapi.yaml and the table of routes name the same calls.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../../scripts/stack.mjs';
import { faultsOfAnswer } from '../support/openapi.mjs';

const read = (file) => readFileSync(path.join(ROOT, file), 'utf8');
const contract = parse(read('proto/openapi.yaml'));

/** "GET /me"... of the contract, each under the address of its server. */
function described() {
  return Object.entries(contract.paths).flatMap(([where, methods]) => Object.keys(methods)
    .filter((method) => ['get', 'put', 'post', 'patch', 'delete'].includes(method))
    .map((method) => `${method.toUpperCase()} ${(methods.servers ?? contract.servers)[0].url}${where}`.replace('//', '/').replace(/\{\w+\}/g, '{}'))).sort();
}

function served() {
  const rows = read('services/ingest/route.c').matchAll(/\{"(\w+)",\s+(V1 )?"(\/[^"]*)"/g);
  return [...rows].map(([, method, v1, where]) => `${method} ${v1 ? '/api/v1' : ''}${where}`).sort();
}

test('every route is described, and every description served', () => {
  assert.ok(served().length > 30);
  assert.deepEqual(served(), described());
});

test('every reference of the contract leads somewhere', () => {
  for (const [, group, name] of read('proto/openapi.yaml').matchAll(/#\/components\/(\w+)\/(\w+)/g)) assert.ok(contract.components[group]?.[name], `${group}/${name}`);
});

test('a school\'s configuration is described as it is read: its members, and each number with its range and default', () => {
  const { properties } = contract.components.schemas.School;
  const members = [...read('lib/model/school_members.c').split('} MEMBERS[] = {')[1].matchAll(/^ {4}\{"(\w+)", /gm)].map(([, name]) => name);
  assert.ok(members.length > 15);
  assert.deepEqual(Object.keys(properties).sort(), members.sort());
  const numbers = [...read('lib/rules/policy.c').matchAll(/\{"(limits|plan)", "(\w+)", "[^"]+", NUMBER\(\w+\), \d+, (\d+), (\d+), (\d+),/g)];
  assert.ok(numbers.length > 20);
  assert.deepEqual(['limits', 'plan'].flatMap((g) => Object.entries(properties[g].properties).map(([name, n]) => [g, name, n.default, n.minimum, n.maximum])).sort(),
    numbers.map(([, g, name, ...n]) => [g, name, ...n.map(Number)]).sort());
});

test('an answer that is not in the contract is told', () => {
  const problem = { type: 'about:blank', title: 'x', status: 404, detail: '没有', code: 'not_found' };
  const rows = [
    ['GET', '/me', { status: 418, type: 'application/json', body: {} }, /418 .* is not described/],
    ['GET', '/me', { status: 200, type: 'text/html', body: undefined }, /text\/html is not described/],
    ['GET', '/me?x=1', { status: 200, type: 'application/json', body: {} }, /\$\.student is missing/],
    ['GET', '/rule-sets', { status: 200, type: 'application/json', body: { rule_sets: [], more: 1 } }, /\$\.more is not described/],
    ['POST', '/callbacks/wechatpay', { status: 401, type: 'application/json', body: { code: 'OK', message: '' } }, /\$\.code is OK, not FAIL/],
    ['GET', '/nowhere', { status: 200, type: 'application/json', body: {} }, /not described/],
    ['GET', '/nowhere', { status: 404, type: 'application/problem+json', body: problem }, undefined],
    ['GET', '/rule-sets', { status: 200, type: 'application/json', body: { rule_sets: [] } }, undefined],
  ];
  for (const [method, target, answer, wrong] of rows) {
    const faults = faultsOfAnswer(method, target, answer);
    if (wrong) assert.match(faults.join(), wrong);
    else assert.deepEqual(faults, []);
  }
});
