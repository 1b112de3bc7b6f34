// Prints each step with its time and result as it happens, and the table at the end.
const LABELS = [
  ['photo', 'the made photo'], ['annotated', 'a refused photo, annotated'], ['sheet', 'five prints, 5-inch sheet'], ['receipt', "the registry's receipt"], ['order_no', 'the paid order'],
];

export class Story {
  constructor() {
    this.steps = [];
    this.began = Date.now();
  }

  /** Runs one step; its result is returned, and described by describe(result) if given. */
  async step(name, run, describe = () => '') {
    const from = performance.now();
    const result = await run();
    const ms = Math.round(performance.now() - from);
    this.steps.push({ name, ms });
    console.log(`${`${((Date.now() - this.began) / 1000).toFixed(1)} s`.padStart(7)}  ${name}  (${ms} ms)`);
    for (const line of [describe(result)].flat().filter(Boolean)) console.log(`         ${line}`);
    return result;
  }

  table(made) {
    console.log('\nWhat was made');
    for (const [key, label] of LABELS) if (made[key]) console.log(`  ${label.padEnd(30)} ${made[key]}`);
    if (made.recovered_ms !== undefined) console.log(`  ${'killed worker: job redone after'.padEnd(30)} ${made.recovered_ms} ms`);
    if (made.imbalance !== undefined) console.log(`  ${'jobs unaccounted for'.padEnd(30)} ${made.imbalance}`);
    console.log(`  ${'summary'.padEnd(30)} build/demo/summary.json`);
  }
}

/** A finding as one line: what was measured and what is allowed. */
export function findingLine(f) {
  const { min, max } = f.allowed ?? {};
  const range = [min ?? '…', max ?? '…'].map((x) => (typeof x === 'number' ? Number(x.toFixed(2)) : x)).join(' to ');
  const measured = typeof f.measured === 'number' ? ` measured ${Number(f.measured.toFixed(2))}, allowed ${range} ${f.unit ?? ''}` : '';
  return `${f.severity === 'warn' ? 'warning' : 'refused'} ${f.code}:${measured}  ${f.message ?? ''}`;
}
