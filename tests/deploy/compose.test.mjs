// The compose file on a real Docker engine: healthy, the student's way to a verdict, more qc workers under load.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { ROOT, waitFor } from '../../scripts/stack.mjs';
import { Client, Student, demoSchool } from '../../scripts/client.mjs';
import { defaultPhoto } from '../../scripts/demo/photos.mjs';

const COMPOSE = spawnSync('docker', ['compose', 'version']).status === 0 ? ['docker', 'compose'] : ['docker-compose'];
const PROJECT = `tucai-test-${process.pid}`;
const PORT = 18080;
const URL = `http://127.0.0.1:${PORT}`;
const engine = spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0;
const skip = engine ? false : 'no Docker engine answers here';
let photo;

const composed = (args) => [COMPOSE[0], [...COMPOSE.slice(1), '-p', PROJECT, '--profile', 'demo', ...args], {
  cwd: ROOT, encoding: 'utf8', timeout: 1500000, maxBuffer: 1 << 26,
  env: { ...process.env, TUCAI_PORT: String(PORT), TUCAI_SANDBOX_PORT: '18081', TUCAI_STAFF_TOTP: 'no' },
}];
const compose = (...args) => execFileSync(...composed(args));
/** Meanwhile others go on. */
const composing = (...args) => promisify(execFile)(...composed(args));

const docker = (...args) => execFileSync('docker', args, { encoding: 'utf8' });
const containers = (service) => compose('ps', '-q', service).trim().split('\n');

/** By the engine's clock, from the worker's own log; undefined: not yet. */
function firstJobAt(id) {
  const line = docker('logs', '-t', id).split('\n').find((l) => l.includes('"first_job"'));
  return line && Date.parse(line.split(' ')[0]);
}

const inside = (service, index, ...args) => compose('exec', '-T', `--index=${index}`, service, ...args);

/** One entry into the container for all: it takes longer than the code. */
const issue = (uids) => inside('sandbox', 1, 'sh', '-c', `for uid in ${uids.join(' ')}; do tucai-sandbox issue --uid $uid --school 10284 --name 'A*B' \
  --level 本科 --year ${new Date().getFullYear()} --key-dir /keys --out /tmp/code.png; done`).trim().split('\n');

async function student(code) {
  const s = new Student(URL);
  await s.open(code);
  await s.prepare();
  return s;
}

before(async () => {
  if (!engine) return;
  photo = readFileSync(await defaultPhoto());
  compose('build');
  compose('up', '-d');
  await waitFor('ingest to be ready', async () => (await fetch(`${URL}/student/`)).status === 200, 120000, 500);
  const { name, password } = JSON.parse(inside('billing', 1, 'cat', '/keys/staff.json'));
  const staff = new Client(URL);
  await waitFor('the first account', async () => {
    staff.token = (await staff.post('/staff/login', { name, password })).token;
    return true;
  }, 30000, 500);
  const year = new Date().getFullYear();
  await staff.put(`/seasons/${year}`, { graduation_years: [year, year + 1] });
  await staff.put('/schools/10284', demoSchool());
}, { timeout: 1800000 });

after(() => {
  if (engine) compose('down', '-v');
}, { timeout: 120000 });

test('every service says that it is healthy', { skip, timeout: 90000 }, async () => {
  await waitFor('all to be healthy', () => {
    const states = ['dispatch', 'ingest', 'decode', 'qc', 'billing', 'pay', 'notify', 'relay', 'redis']
      .map((s) => execFileSync('docker', ['inspect', '-f', '{{.State.Health.Status}}', compose('ps', '-q', s).trim()], { encoding: 'utf8' }).trim());
    return states.every((s) => s === 'healthy');
  }, 60000, 1000);
});

test('a photo is checked and made', { skip, timeout: 60000 }, async () => {
  const shot = await (await student(issue(['2021000000001'])[0])).shoot(photo);
  assert.equal(shot.state, 'passed', JSON.stringify(shot.findings));
});

test('more qc workers take work within 2 s of their start, while the load goes on', { skip, timeout: 180000 }, async () => {
  const codes = issue(Array.from({ length: 24 }, (_, i) => `20210000000${i + 10}`));
  const students = await Promise.all(codes.map(student));
  const before = containers('qc');
  const lane = async (s) => {
    for (let n = 0; n < 3; n++) assert.equal((await s.shoot(photo)).state, 'passed');
  };
  const load = Promise.all(students.map(lane));
  await composing('up', '-d', '--no-recreate', '--scale', 'qc=4', 'qc');
  const fresh = containers('qc').filter((id) => !before.includes(id));
  assert.equal(fresh.length, 3);
  await waitFor('each new worker to have begun a job', () => fresh.every(firstJobAt), 30000, 200);
  for (const id of fresh) {
    const ms = firstJobAt(id) - Date.parse(docker('inspect', '-f', '{{.State.StartedAt}}', id).trim());
    console.log(`# a new worker began its first job ${ms} ms after its container started`);
    assert.ok(ms <= 2000, `${ms} ms`);
  }
  await load;
});

test('the links are encrypted: a worker without a key, or with another role\'s, gets nothing', { skip, timeout: 180000 }, () => {
  const log = () => compose('logs', '--no-color', 'dispatch');
  const asks = (key) => compose('run', '--rm', '--no-deps', '-e', `TUCAI_CURVE_KEY_FILE=${key}`, 'qc', 'timeout', '3', 'tucai-qc');
  const hellos = () => log().match(/"hello".*"stage":"qc"/g).length;
  const known = hellos();
  for (const key of ['', '/keys/curve-billing.key']) assert.throws(() => asks(key));
  assert.match(log(), /"hello_refused".*"role":"billing"/);
  assert.equal(hellos(), known);
});
