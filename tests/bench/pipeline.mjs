// Durable no-op jobs per second through dispatch, and the time from admission to start when idle.
import { execFile } from 'node:child_process';
import os from 'node:os';
import { promisify } from 'node:util';
import { Pipeline, binary } from '../support/pipeline.mjs';

const workers = Number(process.env.WORKERS ?? 2);
const pipeline = await new Pipeline().start();
await pipeline.dispatch();
for (let i = 0; i < workers; i++) await pipeline.worker('billing', { TEST_LOG: '', TEST_CREDIT: '32' });

const load = async (jobs, rate, window) => JSON.parse((await promisify(execFile)(binary('tests/support/pipeline_load'),
  [pipeline.endpoints[0], pipeline.server.address, jobs, rate, window])).stdout);

const machine = `${os.cpus()[0].model} x${os.cpus().length}`;
const say = (question, figure, unit, more) => console.log(JSON.stringify({ question, figure, unit, machine, ...more }));
await load(2000, 0, 1000);
const full = await load(Number(process.env.JOBS ?? 50_000), 0, 1000);
say('durable_noop_jobs', full.jobs_per_s, 'jobs/s', full);
const idle = await load(1500, 300, 1000);
say('idle_start_p50', idle.start_us_p50, 'us', idle);
say('idle_start_p99', idle.start_us_p99, 'us', {});
await pipeline.stop();
