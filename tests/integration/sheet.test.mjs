// `tucai-relay sheet`: the PDF is opened, measured in pixels and taken apart by other programs.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { BUILD, ROOT } from '../../scripts/stack.mjs';
import { stripedPhoto, readPpm } from '../support/picture.mjs';

const dir = mkdtempSync(path.join(tmpdir(), 'sheet-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const photo = (name, options) => {
  const file = path.join(dir, name);
  writeFileSync(file, stripedPhoto(options));
  return file;
};
const env = { ...process.env, LSAN_OPTIONS: `suppressions=${path.join(ROOT, 'tests/support/lsan.supp')}:print_suppressions=0` };
const sheet = (...args) => spawnSync(path.join(BUILD, 'tucai-relay'), ['sheet', ...args], { encoding: 'utf8', cwd: dir, env });
const mm = (n, dpi = 300) => Math.round((n * dpi) / 25.4);

function render(pdf, page = 1, dpi = 300) {
  execFileSync('pdftoppm', ['-r', String(dpi), '-f', String(page), '-l', String(page), '-singlefile', pdf, path.join(dir, 'page')]);
  return readPpm(readFileSync(path.join(dir, 'page.ppm')));
}

/** The photo's own colours: red band at the top, then green, blue at the right edge inside the crop. */
const is = {
  red: ([r, g, b]) => r > 180 && g < 90 && b < 90,
  green: ([r, g, b]) => g > 120 && r < 120 && b < 120,
  blue: ([r, g, b]) => b > 180 && r < 90 && g < 90,
  yellow: ([r, g, b]) => r > 180 && g > 180 && b < 100,
  white: ([r, g, b]) => r > 250 && g > 250 && b > 250,
  black: ([r, g, b]) => r < 140 && g < 140 && b < 140,
};

/** Prints of a 5-inch sheet: left, top in mm, turned. */
const PLACES = [[3, 3, false], [36, 3, false], [69, 3, false], [3, 51, true], [51, 51, true]];

test('5-inch: five prints where they belong, exact in millimetres', () => {
  const file = photo('a.jpg');
  const r = sheet('--paper', '5inch', '--out', 'a.pdf', file);
  assert.equal(r.status, 0, r.stderr);
  const page = render(path.join(dir, 'a.pdf'));
  assert.deepEqual([page.width, Math.abs(page.height - 1051) <= 1], [1500, true]);
  for (const [x, y, turned] of PLACES) {
    const h = turned ? 33 : 48;
    const at = (dx, dy) => page.at(mm(x + dx), mm(y + dy));
    // u to the right and v down as seen in the photo, in mm of the print
    const seen = (u, v) => (turned ? at(v, h - u) : at(u, v));
    assert.ok(is.red(seen(16, 2)), `head of the print at ${x},${y}`);
    assert.ok(is.green(seen(16, 30)), `body of the print at ${x},${y}`);
    assert.ok(is.blue(seen(32, 40)), `right edge of the print at ${x},${y}`);
    assert.ok(is.blue(seen(1, 40)), `left edge of the print at ${x},${y}`);
    for (const [u, v] of [[0.3, 24], [32.7, 24], [16, 0.3], [16, 47.7]]) {
      assert.ok(!is.yellow(seen(u, v)), `what is cropped shows at ${x},${y}`);
      assert.ok(!is.white(seen(u, v)), `the print at ${x},${y} is too small`);
    }
  }
  for (const [x, y] of [[2.6, 20], [102.5, 20], [99.5, 70], [20, 84.6]]) assert.ok(is.white(page.at(mm(x), mm(y))), `${x},${y} is not paper`);
});

test('cut marks stand in the margin, at every cut', () => {
  const file = photo('m.jpg');
  sheet('--paper', '5inch', '--out', 'm.pdf', file);
  const page = render(path.join(dir, 'm.pdf'), 1, 600);
  const dark = (x, y) => [-1, 0, 1].some((d) => is.black(page.at(mm(x, 600) + d, mm(y, 600))) || is.black(page.at(mm(x, 600), mm(y, 600) + d)));
  for (const x of [3, 36, 69, 102]) assert.ok(dark(x, 1), `top mark at ${x} mm`);
  for (const x of [3, 51, 99]) assert.ok(dark(x, 88), `bottom mark at ${x} mm`);
  for (const y of [3, 51, 84]) assert.ok(dark(1, y) && dark(126, y), `side marks at ${y} mm`);
  assert.ok(!dark(3, 2.75) && !dark(20, 1), 'no mark touches a print or stands elsewhere');
});

test('the JPEG is passed through, once per page', () => {
  const files = [photo('one.jpg', { seed: 1 }), photo('two.jpg', { seed: 2 })];
  assert.equal(sheet('--paper', '5inch', '--out', 'two.pdf', ...files).status, 0);
  execFileSync('pdfimages', ['-all', 'two.pdf', 'image'], { cwd: dir });
  for (let i = 0; i < 10; i++) {
    const got = readFileSync(path.join(dir, `image-00${i}.jpg`));
    assert.ok(got.equals(readFileSync(files[i < 5 ? 0 : 1])), `image ${i} is not the file`);
  }
  const objects = execFileSync('pdfimages', ['-list', 'two.pdf'], { cwd: dir, encoding: 'utf8' }).trim().split('\n').slice(2).map((l) => l.trim().split(/\s+/)[10]);
  assert.equal(new Set(objects).size, 2, 'one object per photo');
  assert.ok(readFileSync(path.join(dir, 'two.pdf')).length < 2 * readFileSync(files[0]).length + 30000);
});

test('a sound PDF of the paper\'s exact size', () => {
  const file = photo('s.jpg');
  for (const [paper, width, height] of [['5inch', 127, 89], ['6inch', 152, 102], ['a4', 210, 297]]) {
    assert.equal(sheet('--paper', paper, '--out', 's.pdf', '--caption', '张*三 2025000123', file).status, 0);
    assert.match(execFileSync('qpdf', ['--check', 's.pdf'], { cwd: dir, encoding: 'utf8' }), /No syntax or stream encoding errors/);
    const [, w, h] = execFileSync('pdfinfo', ['s.pdf'], { cwd: dir, encoding: 'utf8' }).match(/Page size: +([\d.]+) x ([\d.]+) pts/);
    assert.ok(Math.abs((w * 25.4) / 72 - width) < 0.01 && Math.abs((h * 25.4) / 72 - height) < 0.01, `${paper}: ${w} x ${h} pt`);
  }
});

test('6-inch: eight upright', () => {
  const file = photo('six.jpg');
  assert.equal(sheet('--paper', '6inch', '--out', 'six.pdf', file).status, 0);
  const page = render(path.join(dir, 'six.pdf'));
  for (const x of [3, 36, 69, 102]) {
    for (const y of [3, 51]) assert.ok(is.red(page.at(mm(x + 16), mm(y + 2))) && is.green(page.at(mm(x + 16), mm(y + 30))));
  }
});

test('the caption is Chinese text in an embedded font, in its strip', () => {
  const file = photo('c.jpg');
  assert.equal(sheet('--paper', '5inch', '--out', 'c.pdf', '--caption', '欧阳*娜 2025000123 计算机2101班', file).status, 0);
  const fonts = execFileSync('pdffonts', ['c.pdf'], { cwd: dir, encoding: 'utf8' }).trim().split('\n').slice(2);
  assert.ok(fonts.length > 0 && fonts.every((f) => /WenQuanYiMicroHei.* yes yes yes /.test(f)), fonts.join('\n'));
  const text = execFileSync('pdftotext', ['c.pdf', '-'], { cwd: dir, encoding: 'utf8' }).replace(/\s/g, '');
  assert.equal(text, '欧阳*娜2025000123计算机2101班');
  const page = render(path.join(dir, 'c.pdf'));
  let inside = 0;
  for (let y = 0; y < page.height; y++) {
    for (let x = mm(102.2); x < mm(124); x++) inside += is.black(page.at(x, y));
  }
  assert.ok(inside > 2000, `${inside} dark pixels in the strip`);
});

test('a very long caption stays in its strip', () => {
  const file = photo('l.jpg');
  assert.equal(sheet('--paper', '5inch', '--out', 'l.pdf', '--caption', '学'.repeat(200), file).status, 0);
  const page = render(path.join(dir, 'l.pdf'));
  for (let y = mm(4); y < mm(50); y++) assert.ok(is.white(page.at(mm(124.2), y)), 'text in the right margin');
});

const REFUSALS = [
  ['another size', (f) => writeFileSync(f, stripedPhoto({ width: 441, height: 640 })), /not 480x640 pixels/],
  ['turned', (f) => writeFileSync(f, stripedPhoto({ width: 640, height: 480 })), /not 480x640 pixels/],
  ['cut short', (f) => writeFileSync(f, stripedPhoto().subarray(0, 9000)), /ends before its end/],
  ['a PNG', (f) => writeFileSync(f, Buffer.from('89504E470D0A1A0A', 'hex')), /not a JPEG photo/],
  ['empty', (f) => writeFileSync(f, ''), /not a JPEG photo|ends before/],
  ['too many bytes', (f) => writeFileSync(f, Buffer.concat([stripedPhoto(), Buffer.alloc(120000)])), /more than 102,400 bytes/],
  ['not there', () => {}, /No such file/],
];
for (const [name, make, message] of REFUSALS) {
  test(`refused, and nothing left behind: ${name}`, () => {
    const file = path.join(dir, 'bad.jpg');
    rmSync(file, { force: true });
    make(file);
    const r = sheet('--paper', '5inch', '--out', 'bad.pdf', photo('good.jpg'), file);
    assert.equal(r.status, 1);
    assert.match(r.stderr, message);
    assert.match(r.stderr, /bad\.jpg/);
    assert.ok(!existsSync(path.join(dir, 'bad.pdf')) && !existsSync(path.join(dir, 'bad.pdf.part')));
  });
}

test('words it does not know', () => {
  for (const args of [[], ['--paper', '7inch', '--out', 'x.pdf', 'a.jpg'], ['--paper', '5inch', 'a.jpg'], ['--out', 'x.pdf', 'a.jpg'],
    ['--paper', '5inch', '--out', 'x.pdf'], ['--paper', '5inch', '--out', 'x.pdf', '--colour', 'a.jpg']]) {
    assert.equal(sheet(...args).status, 2, args.join(' '));
  }
  assert.ok(!existsSync(path.join(dir, 'x.pdf')));
});
