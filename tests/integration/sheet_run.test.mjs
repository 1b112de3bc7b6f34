// Long runs of `tucai-relay sheet`: lists, files of so many pages, a killed run that goes on, progress; and packing lists.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { BUILD } from '../../scripts/stack.mjs';
import { env, RELAY, sheetsIn } from '../support/sheets.mjs';
import { until } from '../support/until.mjs';

const { dir, at, names, read, sheet, tool, codes, remove } = sheetsIn({ photos: 6 });
after(remove);

const line = (i, code) => `${names[i % names.length]}\t学*${i} ${2025000000 + i}\t${code}\n`;
const lines = (n, code) => Array.from({ length: n }, (_, i) => line(i, code(i))).join('');
const pages = (file) => Number(tool('pdfinfo', file).match(/Pages: +(\d+)/)[1]);

test('a list from standard input: caption and code of each', () => {
  const r = spawnSync(RELAY, ['sheet', '--paper', '5inch', '--list', '-', '--out', 'in.pdf'], { input: lines(3, (i) => `S-${i}`), cwd: dir, env, encoding: 'utf8' });
  assert.deepEqual([r.status, r.stderr, r.stdout], [0, '', '']);
  for (let i = 0; i < 3; i++) {
    tool('pdftoppm', '-r', 300, '-f', i + 1, '-singlefile', '-png', 'in.pdf', 'in');
    assert.deepEqual(codes('in.png'), [`S-${i}`]);
    assert.match(tool('pdftotext', '-f', i + 1, '-l', i + 1, 'in.pdf', '-'), new RegExp(`学\\*${i} ${2025000000 + i}`));
  }
});

const BAD = [
  ['a photo that is none', 'p1.jpg\nlist.tsv\n', /line 2: list\.tsv: not a JPEG photo/],
  ['a photo that is not there', 'p1.jpg\n\nnone.jpg\tx\n', /line 3: none\.jpg: No such file/],
  ['a code with small letters', 'p1.jpg\tx\tabc\n', /line 1: p1\.jpg: code is not 1 to 20/],
  ['too many fields', 'p1.jpg\tx\tA\tB\n', /list, line 1: is not PATH, CAPTION, CODE/],
  ['nobody', '\n', /list: names no photo/],
];
for (const [name, text, message] of BAD) {
  test(`refused, by line, and nothing left behind: ${name}`, () => {
    writeFileSync(at('list.tsv'), text);
    for (const more of [[], ['--pages-per-file', 1000], ['--format', 'jpeg']]) {
      const r = sheet('--paper', '5inch', '--list', 'list.tsv', '--out', 'bad.pdf', ...more);
      assert.equal(r.status, 1);
      assert.match(r.stderr, message);
      assert.deepEqual(readdirSync(dir).filter((f) => f.startsWith('bad')), []);
    }
  });
}

test('numbers out of range, and list and photos together, are not taken', () => {
  for (const more of [['--per-student', '0'], ['--per-student', '101'], ['--per-student', 'x'], ['--pages-per-file', '0'], ['--format', 'png'], ['--made', 'today'], ['--list', 'l.tsv']]) {
    assert.equal(sheet('--paper', 'a4', '--out', 'no.pdf', ...more, 'p1.jpg').status, 2, more.join(' '));
  }
  assert.equal(sheet('--paper', 'a4', '--out', 'no.pdf', '--list', 'none.tsv').status, 1);
});

test('files of so many pages; what is unchanged is kept, what is over is removed', () => {
  const run = (n, changed) => {
    writeFileSync(at('list.tsv'), lines(n, (i) => (i < 10 ? 'AAA' : 'BBB')).replace('学*0 ', changed ? '改*0 ' : '学*0 '));
    const r = sheet('--paper', '6inch', '--per-student', 5, '--pages-per-file', 3, '--list', 'list.tsv', '--out', 'v.pdf');
    assert.equal(r.status, 0, r.stderr);
    return r.stdout.trim().split('\n').map((l) => l.replace(/^v-0+/, '').replace('.pdf', ''));
  };
  // AAA: 10 students, 50 prints; a file takes 4 of them (20 prints on 3 sheets), the last of AAA shares one with BBB
  assert.deepEqual(run(13), ['1: 3 sheets', '2: 3 sheets', '3: 3 sheets', '4: 2 sheets']);
  assert.deepEqual([1, 2, 3, 4].map((i) => pages(`v-000${i}.pdf`)), [3, 3, 3, 2]);
  execFileSync('sha256sum', ['-c', '--quiet', 'v.sha256'], { cwd: dir });
  assert.match(tool('pdftotext', '-f', 1, '-l', 1, 'v-0002.pdf', '-'), /AAA-004/, 'sheets of a bundle are numbered on');
  assert.deepEqual(run(13), [1, 2, 3, 4].map((i) => `${i}: kept, nothing changed`));
  assert.deepEqual(run(13, true).map((l) => l.includes('kept')), [false, true, true, true], 'one caption changed');
  writeFileSync(at('v-0003.pdf'), 'not a PDF');
  assert.deepEqual(run(13, true).map((l) => l.includes('kept')), [true, true, false, true], 'one file damaged');
  assert.deepEqual(run(8, true).slice(-2), ['3: removed, of an earlier run', '4: removed, of an earlier run']);
  assert.ok(!existsSync(at('v-0003.pdf')));
  execFileSync('sha256sum', ['-c', '--quiet', 'v.sha256'], { cwd: dir });
});

const LONG = 2500;
const longRun = ['sheet', '--paper', '5inch', '--pages-per-file', '250', '--list', 'long.tsv', '--out', 'long.pdf', '--made', '2025-06-01T08:00:00+08:00'];

test('a killed run goes on where it was', async () => {
  writeFileSync(at('long.tsv'), lines(LONG, () => ''));
  const child = spawn(RELAY, longRun, { cwd: dir, env, stdio: 'ignore' });
  await until(() => existsSync(at('long.sha256')) && existsSync(at('long-0002.pdf')));
  child.kill('SIGKILL');
  await new Promise((done) => child.once('exit', done));
  const [first] = [statSync(at('long-0001.pdf')).mtimeMs];
  const files = readdirSync(dir).filter((f) => /^long-\d+\.pdf$/.test(f));
  for (const f of files) assert.equal(pages(f), 250, `${f} is whole`);
  assert.ok(files.length < LONG / 250, 'it was killed before its end');
  const r = spawnSync(RELAY, longRun, { cwd: dir, env, encoding: 'utf8' });
  assert.equal(r.status, 0, r.stderr);
  assert.match(r.stdout, /^long-0001\.pdf: kept, nothing changed$/m);
  assert.match(r.stdout, /^long-0010\.pdf: 250 sheets$/m);
  assert.equal(statSync(at('long-0001.pdf')).mtimeMs, first);
  assert.equal(readdirSync(dir).filter((f) => f.endsWith('.part')).length, 0);
  execFileSync('sha256sum', ['-c', '--quiet', 'long.sha256'], { cwd: dir });
});

test('progress stands on a terminal, once a second, and nowhere else', () => {
  for (const f of readdirSync(dir)) if (f.startsWith('long-') || f === 'long.sha256') rmSync(at(f));
  writeFileSync(at('long.tsv'), lines(150, () => ''));
  const words = `${RELAY} sheet --paper 5inch --format jpeg --list long.tsv --out long.zip`; // pictures take their time
  const shown = spawnSync('script', ['-qec', words, '/dev/null'], { cwd: dir, env, encoding: 'utf8', maxBuffer: 1 << 24 });
  assert.equal(shown.status, 0, shown.stdout);
  assert.match(shown.stdout, /\d+\/150 students, \d+ sheets\/s, \d+ s left/);
});

test('packing list: a page per bundle with place, count, code and its barcode', () => {
  const bundle = (name, code, n) => `bundle\t江苏大学\t本部\t计算机学院\t${name}\t${code}\t${n}\n`
    + Array.from({ length: n }, (_, i) => `student\t学*${i}\t${2025000000 + i}\tS${i}\n`).join('');
  const input = bundle('2班', 'ABCDEFG0001K', 40) + bundle('10班', 'ABCDEFG0002I', 80);
  const make = (what, text) => spawnSync(path.join(BUILD, 'tests/support/make_packing'), [what], { input: text, env, maxBuffer: 1 << 24 });
  const pdf = make('pdf', input);
  assert.equal(pdf.status, 0, String(pdf.stderr));
  assert.ok(pdf.stdout.equals(make('pdf', input).stdout), 'the same bytes again');
  writeFileSync(at('pack.pdf'), pdf.stdout);
  assert.match(tool('qpdf', '--check', 'pack.pdf'), /No syntax or stream encoding errors/);
  assert.equal(pages('pack.pdf'), 3);
  const texts = [1, 2, 3].map((page) => tool('pdftotext', '-raw', '-f', page, '-l', page, 'pack.pdf', '-'));
  assert.match(texts[0], /装箱单 +江苏大学 · 本部\n计算机学院 +2班\n共 40 人，每人 5 张，合计 200 张\n包号 ABCDEFG0001K/);
  assert.match(texts[0], /本包第 1 \/ 1 页/);
  assert.match(texts[2], /10班[^]*80[^]*本包第 2 \/ 2 页[^]*总第 3 页/);
  assert.ok(texts[1].includes('2025000073') && !texts[1].includes('2025000074') && texts[2].includes('2025000079'), 'every student once');
  tool('pdftoppm', '-r', 200, '-png', 'pack.pdf', 'pack');
  assert.deepEqual([1, 2, 3].map((i) => codes(`pack-${i}.png`)), [['ABCDEFG0001K'], ['ABCDEFG0002I'], ['ABCDEFG0002I']]);
  assert.equal(make('pdf', input.replace('ABCDEFG0001K', 'abc')).status, 3);
  const csv = make('csv', input.replace('学*0', '=1+1')).stdout;
  assert.deepEqual([...csv.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  assert.equal(csv.toString().split('\r\n')[1], "ABCDEFG0001K,江苏大学,本部,计算机学院,2班,40,1,2025000000,'=1+1,S0");
});
