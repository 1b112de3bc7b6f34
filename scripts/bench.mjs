// make bench (Q=name): the questions of how fast it is, each beside its peer where that is to be had. One JSON line a question:
// {question, figure, unit, peer, peer_figure, ratio, target, holds, machine, commit}; null where there is no such thing.
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { qc } from './bench/qc.mjs';
import { sheets } from './bench/sheets.mjs';
import { ROOT } from './stack.mjs';

const QUESTIONS = { qc, sheets };

const machine = `${cpus()[0].model.trim()} x${cpus().length}`;
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();

const round = (value) => (typeof value === 'number' ? Number(value.toPrecision(4)) : (value ?? null));

/** `holds`: false, true, or null where there is no target or nothing to compare with. */
function print({ question, figure, unit, peer, peer_figure, ratio, target, holds }) {
  const line = { question, figure: round(figure), unit, peer: peer ?? null, peer_figure: round(peer_figure), ratio: round(ratio), target: target ?? null };
  console.log(JSON.stringify({ ...line, holds: holds ?? null, machine, commit }));
}

const wanted = process.argv.slice(2).filter(Boolean);
for (const name of wanted.length ? wanted : Object.keys(QUESTIONS)) {
  if (!QUESTIONS[name]) {
    console.error(`bench: no question ${name}; there are: ${Object.keys(QUESTIONS).join(', ')}`);
    process.exit(2);
  }
  await QUESTIONS[name](print);
}
