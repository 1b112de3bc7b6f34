// Puts a photo into a student's drafts box past qc, for tests of what comes after.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { BUILD } from '../../scripts/stack.mjs';

export async function addDraft(redis, uid, id, storedMs = Date.now(), location = 'aa/none') {
  const [version, state] = await redis.askRaw('HMGET', `s:${uid}`, 'v', 'd');
  const changed = execFileSync(path.join(BUILD, 'tests/support/add_draft'), [id, String(storedMs), location], { input: state });
  await redis.ask('HSET', `s:${uid}`, 'v', Number(version) + 1, 'd', changed);
}
