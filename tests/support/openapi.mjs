// Judges answers by proto/openapi.yaml: the status is one that the call names, the body has the form that it describes, and
// no member that is described nowhere. Of JSON Schema, what the contract uses.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { ROOT } from '../../scripts/stack.mjs';

const CONTRACT = parse(readFileSync(path.join(ROOT, 'proto/openapi.yaml'), 'utf8'));

const PATHS = Object.keys(CONTRACT.paths)
  .map((name) => ({ name, matches: new RegExp(`^${name.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`) }))
  .sort((a, b) => a.name.split('{').length - b.name.split('{').length);

function follow(part) {
  while (part?.$ref) part = part.$ref.slice(2).split('/').reduce((at, key) => at[key], CONTRACT);
  return part;
}

function typeOf(value) {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function hasType(schema, value) {
  const types = schema.type ? [schema.type].flat() : [];
  const type = typeOf(value);
  return !types.length || types.includes(type) || (type === 'integer' && types.includes('number'));
}

function* faultsOfMembers(schema, value, at) {
  for (const name of schema.required ?? []) if (!(name in value)) yield `${at}.${name} is missing`;
  for (const [name, member] of Object.entries(value)) {
    if (name in (schema.properties ?? {})) yield* faults(schema.properties[name], member, `${at}.${name}`);
    else if (schema.properties) yield `${at}.${name} is not described`;
  }
}

/** What is wrong with a value, as sentences. */
function* faults(described, value, at) {
  const schema = follow(described);
  if (schema.oneOf) {
    const all = schema.oneOf.map((one) => [...faults(one, value, at)]);
    if (all.filter((one) => one.length === 0).length !== 1) yield `${at} is not one of its forms: ${all.flat().join('; ')}`;
  } else if (!hasType(schema, value)) yield `${at} is a ${typeOf(value)}, not ${schema.type}`;
  else if ('const' in schema && schema.const !== value) yield `${at} is ${value}, not ${schema.const}`;
  else if (schema.enum && !schema.enum.includes(value)) yield `${at} is ${value}, none of ${schema.enum}`;
  else if (schema.pattern && typeof value === 'string' && !new RegExp(schema.pattern).test(value)) yield `${at} does not match ${schema.pattern}`;
  else if (typeOf(value) === 'object') yield* faultsOfMembers(schema, value, at);
  else if (Array.isArray(value) && schema.items) for (const [i, one] of value.entries()) yield* faults(schema.items, one, `${at}[${i}]`);
}

/** The contract's call for METHOD and a target as it stands in the contract ("/me?x=1"); undefined when there is none. */
function callOf(method, target) {
  const where = target.split('?')[0];
  return CONTRACT.paths[PATHS.find((p) => p.matches.test(where) && method.toLowerCase() in CONTRACT.paths[p.name])?.name]?.[method.toLowerCase()];
}

/** The faults of one answer to METHOD TARGET (below /api/v1); what the contract does not have must be refused as not there. */
export function faultsOfAnswer(method, target, { status, type, body }) {
  const call = callOf(method, target);
  if (!call) return [404, 405].includes(status) ? [...faults(CONTRACT.components.schemas.Problem, body, '$')] : [`${status}, though the call is not described`];
  const answer = follow(call.responses[status]);
  if (!answer) return [`${status} ${body?.code ?? ''} is not described`];
  const media = type.split(';')[0];
  if (media && !(media in (answer.content ?? {}))) return [`${status} as ${media} is not described`];
  const schema = answer.content?.[media]?.schema;
  return schema && body !== undefined ? [...faults(schema, body, '$')] : [];
}
