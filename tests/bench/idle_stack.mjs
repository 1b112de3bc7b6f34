// Memory of a stack that nobody uses: proportional share (PSS) of each service, its compute child included.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Stack } from '../../scripts/stack.mjs';

const COUNTED = ['dispatch', 'ingest', 'decode', 'billing', 'relay'];
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'idle-'));
const stack = await new Stack(dir, { qc: 0 }).start();

const children = (pid) => fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
const pssKb = (pid) => Number(/^Pss:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]);
const treeKb = (pid) => pssKb(pid) + children(pid).reduce((sum, child) => sum + treeKb(child), 0);

const mb = {};
for (const s of stack.services) mb[s.name.replace(/-\d+$/, '')] = treeKb(s.child.pid) / 1024;
const sum = COUNTED.reduce((total, name) => total + mb[name], 0);
const machine = `${os.cpus()[0].model} x${os.cpus().length}`;
const each = Object.fromEntries(Object.entries(mb).map(([name, x]) => [name, Number(x.toFixed(1))]));
console.log(JSON.stringify({ question: 'idle_stack_pss', figure: Number(sum.toFixed(1)), unit: 'MB', reach: 60, machine, ...each }));
await stack.stop();
fs.rmSync(dir, { recursive: true });
