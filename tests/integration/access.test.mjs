// Every route with every role (R46): who may ask, and that nobody sees or touches another school's students.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { demoSchool } from '../../scripts/client.mjs';
import { BUILD, ROOT, Stack } from '../../scripts/stack.mjs';
import { jpeg } from '../support/ingest.mjs';
import { RedisClient } from '../support/redis.mjs';
import { parcelOf, printOf, problemOf, staffOf, studentOf } from '../support/staff.mjs';

const [OURS, THEIRS] = ['10284', '10285'];

// R46, written here a second time: what services/ingest/route.c says of a route, and which roles that lets in.
const MAY = {
  WHO_ANYBODY: ['nobody', 'student', 'college', 'school', 'province', 'operator', 'auditor'],
  WHO_STUDENT: ['student'],
  WHO_STAFF: ['college', 'school', 'province', 'operator'],
  WHO_REVIEWER: ['school', 'province'],
  WHO_PROVINCE: ['province'],
  WHO_OPERATOR: ['province', 'operator'],
  WHO_SIGNED_IN: ['college', 'school', 'province', 'operator', 'auditor'],
  WHO_PROGRESS: ['college', 'school', 'province'],
  WHO_ACCOUNTS: ['school', 'province'],
  WHO_AUDITOR: ['auditor'],
  WHO_ERASURES: ['auditor', 'province'],
  WHO_MACHINERY: ['operator'],
};

// What a path's parameter names: something of a school, or (of a student's own routes) of a student...
const OF_A_SCHOOL = {
  school_code: (school) => school,
  uid: (school) => `u-${school}`,
  student_uid: (school) => `u-${school}`,
  submission_id: (school) => `sub-${school}`,
  print_id: (school) => `print-${school}`,
  consignment_id: (school) => `parcel-${school}`,
  account: (school) => `college${school}-of-the-test`,
  appeal_id: (school) => `appeal-${school}`,
  problem_id: (school) => `problem-${school}`,
};
// ...or nothing that belongs to a school.
const OF_NO_SCHOOL = { season: '2025', rule_set: 'diploma', name: 'notice', challenge_id: 'c1', shot_id: 's1', draft_id: 'd1', order_no: 'o1', job_id: 'job1', batch_id: 'chsi-1', sha256: '0'.repeat(64) };
const NAME_OF_ACCOUNT = /^\/staff\/\{/;

// Calls that say in their body whom they are about.
const BODIES = {
  'POST /prints': (school) => ({ scope: { student_uid: `u-${school}` } }),
  'POST /consignments': (school) => ({ print_ids: [`print-${school}`] }),
  'PATCH /consignments/{}': () => ({ waybill: 'x' }),
  'POST /consignments/{}/scan': () => ({ codes: ['x'] }),
  'PATCH /staff': (school) => ({ name: `college${school}-of-the-test`, disabled: true }),
  'PATCH /staff/{}': () => ({ disabled: true }),
  'POST /submissions/{}/review': () => ({ decision: 'reject', reason: 'x' }),
  'POST /submissions/{}/reset': () => ({ reason: 'x' }),
  'POST /students/{}/unlock': () => ({ reason: 'x' }),
  'PUT /students/{}/waivers': () => ({ findings: ['head_covered'] }),
  'POST /appeals/{}': () => ({ decision: 'reject', reason: 'x' }),
  'POST /shots/{}/appeal': () => ({ text: 'x' }),
  'POST /submissions/{}/appeal': () => ({ text: 'x' }),
};

let stack;
let redis;

/** [{method, path, who, names}]: the table of the routes, with the names that the contract gives to its parameters. */
function readRoutes() {
  const named = new Map(Object.keys(parse(fs.readFileSync(path.join(ROOT, 'proto/openapi.yaml'), 'utf8')).paths)
    .map((p) => [p.replace(/\{\w+\}/g, '{}'), [...p.matchAll(/\{(\w+)\}/g)].map((m) => m[1])]));
  const rows = fs.readFileSync(path.join(ROOT, 'services/ingest/route.c'), 'utf8').matchAll(/\{"(\w+)", V1 "(\/[^"]*)", (WHO_\w+)/g);
  return [...rows].map(([, method, where, who]) => ({ method, path: where, who, names: named.get(where) ?? [] }));
}

const ROUTES = readRoutes();
const call = (route) => `${route.method} ${route.path}`;
const valueOf = (route, name, school) => (name === 'name' && NAME_OF_ACCOUNT.test(route.path) ? OF_A_SCHOOL.account : OF_A_SCHOOL[name])?.(school) ?? OF_NO_SCHOOL[name];

/** Asks; {status, code}. The body of what never ends is not waited for. */
async function ask(client, route, school) {
  const names = [...route.names];
  const target = route.path.replace(/\{\}/g, () => valueOf(route, names.shift(), school));
  const body = ['POST', 'PUT', 'PATCH'].includes(route.method) ? BODIES[call(route)]?.(school) ?? {} : undefined;
  const r = await client.raw(route.method, target, body);
  const isProblem = (r.headers.get('content-type') ?? '').includes('problem');
  const code = isProblem ? (await r.json()).code : '';
  if (!isProblem) await r.body?.cancel();
  return { status: r.status, code };
}

const clientOf = async (role, school) => {
  if (role === 'nobody') return { raw: (method, target, body) => fetch(`${stack.url}/api/v1${target}`, { method, body: body && JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }) };
  if (role === 'student') return studentOf(stack.url, redis, `u-${school}`, school);
  return staffOf(stack.url, redis, role, ['college', 'school'].includes(role) ? school : '', role === 'college' ? '水利' : '');
};

/** A student whose photo is approved, with a sheet made, an appeal and a reported problem. */
async function addStudent(school) {
  const [uid, sub] = [`u-${school}`, `sub-${school}`];
  const state = execFileSync(path.join(BUILD, 'tests/support/make_student'), ['keys/master.key', 'blobs', uid, sub, school], { cwd: stack.dir, input: jpeg() });
  await redis.ask('HSET', `s:${uid}`, 'v', 1, 'd', state);
  await redis.ask('SET', `sub:${sub}`, uid);
  await redis.ask('HSET', `print:print-${school}`, 'v', 1, 'd', printOf(`print-${school}`, school));
  await redis.ask('HSET', `con:parcel-${school}`, 'v', 1, 'd', parcelOf(`parcel-${school}`, school));
  await redis.ask('SET', `appeal:appeal-${school}`, uid);
  await redis.ask('HSET', `prob:problem-${school}`, 'v', 1, 'd', problemOf(`problem-${school}`, uid, school));
}

before(async () => {
  stack = new Stack(fs.mkdtempSync(path.join(os.tmpdir(), 'access-')), { qc: 0, relay: 0, decode: 0 });
  await stack.start();
  redis = new RedisClient(path.join(stack.dir, 'redis.sock'));
  const province = await staffOf(stack.url, redis, 'province');
  for (const school of [OURS, THEIRS]) {
    await province.put(`/schools/${school}`, demoSchool());
    await addStudent(school);
    await clientOf('college', school); // its account
  }
}, { timeout: 60000 });

after(async () => {
  redis?.close();
  await stack?.stop();
  fs.rmSync(stack.dir, { recursive: true, force: true });
});

test('the table of routes is read, and whom its parameters belong to is known', () => {
  assert.ok(ROUTES.length > 45);
  for (const route of ROUTES) {
    assert.ok(MAY[route.who], `${call(route)}: say in MAY whom ${route.who} lets in`);
    for (const name of route.names) assert.ok(valueOf(route, name, OURS), `${call(route)}: say above whose a ${name} is`);
  }
});

test('every route lets in the roles that R46 gives it, and no other', async () => {
  const judge = async (route, role) => {
    // Anew for each call: one of them ends it.
    const { status, code } = await ask(await clientOf(role, OURS), route, OURS);
    const what = `${call(route)} as ${role}: ${status} ${code}`;
    if (!MAY[route.who].includes(role)) return assert.equal(code, role === 'nobody' ? 'unauthorized' : 'forbidden', what);
    return assert.ok(code !== 'forbidden' && (status !== 401 || code === 'login_wrong'), what);
  };
  for (const route of ROUTES) {
    // A changed account loses its sessions: there one role after the other.
    if (route.method === 'PATCH') for (const role of MAY.WHO_ANYBODY) await judge(route, role);
    else await Promise.all(MAY.WHO_ANYBODY.map((role) => judge(route, role)));
  }
});

test('a school\'s people see and touch nothing of another school', async () => {
  const kept = async () => [await redis.askRaw('HGETALL', `s:u-${THEIRS}`), await redis.askRaw('HGETALL', `sc:${THEIRS}`), await redis.askRaw('HGETALL', `staff:college${THEIRS}-of-the-test`)];
  const before_ = await kept();
  let asked = 0;
  for (const route of ROUTES.filter((r) => r.names.some((n) => n in OF_A_SCHOOL) || BODIES[call(r)])) {
    for (const role of ['college', 'school'].filter((r) => MAY[route.who].includes(r))) {
      const { status, code } = await ask(await clientOf(role, OURS), route, THEIRS);
      assert.ok((status === 403 && code === 'forbidden') || (status === 404 && code === 'not_found'), `${call(route)} as ${role}: ${status} ${code}`);
      asked++;
    }
  }
  assert.ok(asked > 15, `${asked}`);
  assert.deepEqual(await kept(), before_);
  const log = (await redis.ask('XRANGE', 'audit:log', '-', '+')).map(([, fields]) => JSON.parse(fields[5]));
  assert.deepEqual(log.filter((e) => (e.student_uid === `u-${THEIRS}` || e.school_code === THEIRS) && !/^(province|operator)/.test(e.by)), []);
});

test('a student sees and touches nothing of another student', async () => {
  const before_ = await redis.askRaw('HGETALL', `s:u-${THEIRS}`);
  for (const route of ROUTES.filter((r) => r.who === 'WHO_STUDENT' && r.names.length && r.names[0] !== 'name')) {
    const { status, code } = await ask(await clientOf('student', OURS), route, THEIRS);
    assert.deepEqual([status, code], [404, 'not_found'], call(route));
  }
  assert.deepEqual(await redis.askRaw('HGETALL', `s:u-${THEIRS}`), before_);
});

test('every look at a photo is in the audit log, with its reason', async () => {
  const school = await clientOf('school', OURS);
  await school.get(`/submissions/sub-${OURS}/photo.jpg?reason=${encodeURIComponent('学生申诉')}`);
  for (let i = 0; i < 2; i++) await school.call('GET', `/submissions/sub-${OURS}/photo.jpg`, undefined, { 'Idempotency-Key': 'look' });
  assert.equal((await school.raw('GET', `/submissions/sub-${OURS}/original.jpg?reason=${'x'.repeat(513)}`)).status, 400);
  assert.equal((await school.raw('GET', `/submissions/sub-${OURS}/original.jpg?reason=%ff`)).status, 400);
  const log = (await (await clientOf('auditor')).get(`/audit?student=u-${OURS}&by=school${OURS}-of-the-test&limit=1000`)).entries;
  const looks = log.filter((e) => e.what.endsWith('_read')).map((e) => [e.what, e.about, e.reason]);
  assert.deepEqual(looks.slice(-3), [['photo_read', `sub-${OURS}`, '学生申诉'], ...Array(2).fill(['photo_read', `sub-${OURS}`, undefined])]);
  assert.ok(looks.some(([what]) => what === 'sheet_read') && looks.some(([what]) => what === 'original_read'));
});
