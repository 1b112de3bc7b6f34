// Orders of prints in a running stack: given, waited for, taken apart by other programs.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { waitFor } from '../../scripts/stack.mjs';

/** The order as it is shown once it is over. */
export async function untilOver(client, id, ms = 30000) {
  return waitFor(`the order ${id}`, async () => {
    const run = await client.get(`/prints/${id}`);
    return ['made', 'failed'].includes(run.state) && run;
  }, ms);
}

export async function orderPrints(client, order, ms) {
  const { print_id: id } = await client.post('/prints', order);
  return untilOver(client, id, ms);
}

let tidied = 0;

/** What dispatch's clock does once an hour, where TUCAI_PRINT_KEEP_H is 0: the order's files go. */
export async function tidyPrints(stack, client, id) {
  stack.front.stdin.write(`print_tidy:test:${++tidied}\tprint_tidy\t-\t-\t-\t-\t-\n`);
  await waitFor('the files to go', async () => (await client.get(`/prints/${id}`)).state === 'expired');
}

/** What an order's files are: [[name, sha256]]. */
export const sumsOf = async (client, id) => (await client.get(`/prints/${id}`)).files.map((f) => [f.name, f.sha256]);

/** A file of an order: {bytes, length, sha256, type}. */
export async function fetchFile(client, href) {
  const answer = await client.raw('GET', href.replace('/api/v1', ''));
  if (answer.status !== 200) throw new Error(`${href}: ${answer.status} ${await answer.text()}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { bytes, length: Number(answer.headers.get('content-length')), sha256: createHash('sha256').update(bytes).digest('hex'), type: answer.headers.get('content-type') };
}

/** The rows of a CSV without quotes inside its fields, its head left out. */
export const rowsOf = (csv) => csv.toString('utf8').replace('\uFEFF', '').trim().split('\r\n').slice(1).map((l) => l.split(','));

/** What the barcodes of a PDF say, page by page, of its first pages. */
export function barcodesOf(pdf, { dpi = 200, pages = 1000 } = {}) {
  const dir = mkdtempSync(path.join(tmpdir(), 'codes-'));
  try {
    writeFileSync(path.join(dir, 'sheets.pdf'), pdf);
    execFileSync('pdftoppm', ['-r', String(dpi), '-l', String(pages), '-gray', 'sheets.pdf', 'page'], { cwd: dir });
    return readdirSync(dir).filter((f) => f.startsWith('page')).sort().map((page) => execFileSync('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Scode128.enable', page], { cwd: dir, encoding: 'utf8' }).trim());
  } finally {
    rmSync(dir, { recursive: true });
  }
}
