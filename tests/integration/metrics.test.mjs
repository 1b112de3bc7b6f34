// What spec http-api.md says an operator sees, asked of a whole running system; promtool judges the text.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client, Student, demoSchool } from '../../scripts/client.mjs';
import { Stack, waitFor } from '../../scripts/stack.mjs';
import { addDraft } from '../support/draft.mjs';
import { RedisClient } from '../support/redis.mjs';

const SCHOOL = '10284';

/** Name and labels of every family, as the specification lists them. */
const FAMILIES = {
  tucai_stage_jobs: ['stage', 'state'], tucai_stage_oldest_age_seconds: ['stage'], tucai_jobs_total: ['stage', 'outcome'],
  tucai_job_duration_seconds: ['stage'], tucai_job_redeliveries_total: ['stage'], tucai_leases_expired_total: ['stage'],
  tucai_workers: ['stage'], tucai_credit: ['stage'], tucai_ledger_commit_seconds: [], tucai_ledger_batch_ops: [],
  tucai_ledger_imbalance: [], tucai_http_requests_total: ['route', 'status'], tucai_http_request_duration_seconds: ['route'],
  tucai_findings_total: ['code'], tucai_locks_total: ['reason'], tucai_orders_total: ['state'], tucai_registry_photos_total: ['result'],
};
const models = fs.existsSync(new URL('../../.models', import.meta.url));
let stack;
let redis;

const metrics = async (service) => (await fetch(`http://127.0.0.1:${service.healthPort}/metrics`)).text();
const all = async () => (await Promise.all(stack.services.filter((s) => s.healthPort).map(metrics))).join('');
const sample = async (line) => Number((await all()).split('\n').find((l) => l.startsWith(`${line} `))?.split(' ').pop());

async function pay(no) {
  await fetch(`${stack.sandboxUrl}/sandbox/pay/${no}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' });
}

/** One student's submission, paid. */
async function submitPaid() {
  const body = JSON.stringify({ uid: 'metrics-1', school: SCHOOL, campus: '', level: '本科', year: new Date().getFullYear() });
  const r = await fetch(`${stack.sandboxUrl}/sandbox/codes`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  const one = new Student(stack.url);
  await one.open((await r.json()).code, 'phone-1');
  await one.prepare('13800138000');
  await addDraft(redis, 'metrics-1', 'd1');
  const made = await one.post('/submissions', { draft_id: 'd1', channel: 'native' });
  await pay(made.order.order_no);
  await one.until('the payment', (me) => me.submission.state === 'in_review');
}

before(async () => {
  stack = new Stack(fs.mkdtempSync(path.join(os.tmpdir(), 'metrics-')), { qc: models ? 1 : 0 });
  await stack.start();
  redis = new RedisClient(path.join(stack.dir, 'redis.sock'));
  const staff = new Client(stack.url);
  staff.token = (await staff.post('/staff/login', stack.firstAccount())).token;
  await staff.put(`/schools/${SCHOOL}`, demoSchool(new Date(), { limits: { video_s: 0 } }));
  await submitPaid();
});

after(async () => {
  redis?.close();
  await stack?.stop();
  fs.rmSync(stack.dir, { recursive: true, force: true });
});

test('every family of the specification is there, with its labels and no others', async () => {
  const lines = (await all()).split('\n');
  for (const [name, labels] of Object.entries(FAMILIES)) {
    if (name === 'tucai_findings_total' && !models) continue;
    const found = lines.find((l) => new RegExp(`^${name}(_count)?[ {]`).test(l));
    assert.ok(found, name);
    assert.deepEqual([...found.matchAll(/(\w+)="/g)].map((m) => m[1]), labels, found);
  }
});

test('promtool accepts what each service says', async (t) => {
  if (spawnSync('promtool', ['--version']).error) return t.skip('promtool is not installed');
  for (const service of stack.services.filter((s) => s.healthPort))
    execFileSync('promtool', ['check', 'metrics'], { input: await metrics(service), stdio: ['pipe', 'pipe', 'inherit'] });
});

test('an order is counted once in each state it comes to', async () => {
  await waitFor('the count', async () => await sample('tucai_orders_total{state="paid"}') === 1);
  assert.equal(await sample('tucai_orders_total{state="created"}'), 1);
  assert.equal(await sample('tucai_orders_total{state="refunded"}'), 0);
});
