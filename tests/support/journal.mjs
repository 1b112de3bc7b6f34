// The money journal of a stack: its lines, and the commands that work on it.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const folder = (stack) => path.join(stack.dir, 'journal');

/** Names of the files of lines, oldest first. */
export const days = (stack) => readdirSync(folder(stack)).filter((f) => f.endsWith('.jsonl')).sort();

/** Every whole line, parsed. */
export function events(stack) {
  return days(stack).flatMap((day) => readFileSync(path.join(folder(stack), day), 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line)));
}

/** `tucai-billing NAME FOLDER ...`: { code, out, said }. */
export function command(stack, name, args = [], where = folder(stack)) {
  const r = spawnSync(stack.binary('billing'), [name, where, ...args],
    { cwd: stack.dir, encoding: 'utf8', env: { PATH: process.env.PATH, ...stack.environment() } });
  return { code: r.status, out: r.stdout, said: r.stderr };
}

export const verify = (stack, args = ['--keys', 'keys/relay.pub.pem'], where = undefined) => command(stack, 'verify-journal', args, where);

/** The orders that rebuild-orders writes, by number. */
export function rebuilt(stack) {
  const { code, out, said } = command(stack, 'rebuild-orders');
  if (code !== 0) throw new Error(said);
  return new Map(out.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line)).map((o) => [o.order_no, o]));
}
