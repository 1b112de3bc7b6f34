// The accident: a qc worker is killed in the middle of a second student's shot; nothing is lost.
import { waitFor } from '../stack.mjs';
import { issueCode } from './school.mjs';

/** One gauge or counter, summed over its series; without any it is no 0. */
export async function metric(port, name) {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const series = text.split('\n').filter((l) => l.startsWith(name) && /[{ ]/.test(l[name.length]));
  if (!series.length) throw new Error(`there is no metric ${name}`);
  return series.reduce((sum, l) => sum + Number(l.split(' ').pop()), 0);
}

export async function killInMidShot(story, stack, photo) {
  const second = await issueCode(stack, '2021000000002', 'code2.png', '李*').openAndPrepare();
  await stack.add('qc');
  await Promise.all(stack.all('qc').map((s) => s.ready()));
  let killed;
  const verdict = await story.step('a second student; the qc worker that has the photo is killed', async () => {
    const id = await second.upload(photo);
    const holder = await waitFor('a worker to run the job', () => busyWorker(stack), 10000, 1);
    await holder.kill('SIGKILL');
    killed = Date.now();
    return second.verdict(id);
  }, (v) => v.state);
  if (verdict.state !== 'passed') throw new Error(`the second student's photo ended as ${verdict.state}`);
  return { recovered_ms: Date.now() - killed };
}

/** The qc worker that runs a job now, by its own gauge. */
async function busyWorker(stack) {
  for (const s of stack.all('qc')) {
    if (!s.exited && await metric(s.healthPort, 'tucai_worker_running') > 0) return s;
  }
  return null;
}

/** Counted afresh: dispatch's own gauge is a second old, and may be of before the accident. What moves meanwhile evens out. */
export async function balance(staff) {
  const { imbalance } = await waitFor('every job to be accounted for', async () => {
    const board = await staff.get('/ops/queues');
    return board.imbalance === 0 && board;
  });
  return imbalance;
}
