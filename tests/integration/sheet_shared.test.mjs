// Several students on one sheet: who is where, what stands beside, what a scanner reads, exact sizes; PDF and JPEG.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { readPpm } from '../support/picture.mjs';
import { env, px, sheetsIn } from '../support/sheets.mjs';

const PHOTOS = 8;
const { dir, at, names, read, sheet, tool, render, unzip, codes, remove } = sheetsIn({ photos: PHOTOS });
after(remove);

const MADE = ['--made', '2025-06-01T08:00:00+08:00'];
const PER_SHEET = { '5inch': 5, '6inch': 8, a4: 36, a3: 72 };

const list = names.map((name, i) => `${name}\t学*${i + 1} 20250001${i + 10} 计算机2101班\tABCDEFG0001K\n`).join('');
writeFileSync(at('list.tsv'), list);
const shared = (paper, out, ...more) => {
  const r = sheet('--paper', paper, '--per-student', 5, '--list', 'list.tsv', '--out', out, ...MADE, ...more);
  assert.equal(r.status, 0, r.stderr);
};

const is = {
  white: ([r, g, b]) => r > 250 && g > 250 && b > 250,
  black: ([r, g, b]) => r < 140 && g < 140 && b < 140,
  blue: ([r, g, b]) => b > 150 && r < 110 && g < 110,
  red: ([r, g, b]) => r > 180 && g < 90 && b < 90,
};

for (const paper of ['6inch', 'a4']) {
  test(`${paper}: five prints of each, one student after another, no place empty`, () => {
    shared(paper, 'flow.pdf');
    const pages = Math.ceil((5 * PHOTOS) / PER_SHEET[paper]);
    const images = tool('pdfimages', '-list', 'flow.pdf').trim().split('\n').slice(2).map((l) => l.trim().split(/\s+/));
    const perPage = Array.from({ length: pages }, (_, i) => images.filter((f) => Number(f[0]) === i + 1).length);
    assert.deepEqual(perPage.slice(0, -1), Array(pages - 1).fill(PER_SHEET[paper]), 'full sheets but the last');
    assert.equal(images.length, 5 * PHOTOS);
    tool('pdfimages', '-all', 'flow.pdf', 'flow');
    for (let i = 0; i < images.length; i++) {
      const got = read(`flow-${String(i).padStart(3, '0')}.jpg`);
      assert.ok(got.equals(read(names[Math.floor(i / 5)])), `place ${i} does not show student ${Math.floor(i / 5) + 1}`);
    }
    assert.equal(new Set(images.map((f) => f[10])).size, PHOTOS, 'each photo stands once in the file');
  });
}

test('captions beside the rows tell whose prints these are; the text is text', () => {
  shared('a4', 'text.pdf');
  const text = tool('pdftotext', '-raw', 'text.pdf', '-').replace(/[ \f\n]+/g, ' ');
  for (const part of ['左起1-5 学*1 2025000110 计算机2101班', '左起6 (1/5) 学*2 2025000111', '左起1-4 (2-5/5) 学*2', '末行左起1-5 学*7', '末行左起6 (1/5) 学*8',
    '左起1-4 (2-5/5) 学*8', 'ABCDEFG0001K-001', 'ABCDEFG0001K-002']) {
    assert.ok(text.includes(part), `${part} in ${text}`);
  }
});

for (const paper of Object.keys(PER_SHEET)) {
  test(`${paper}: the sheet's barcode is read back, from PDF and from JPEG`, () => {
    const code = paper === '5inch' ? 'ABCDEFG0001K' : 'ABCDEFG0001K-001';
    shared(paper, 'bars.pdf');
    tool('pdftoppm', '-r', 300, '-f', 1, '-l', 1, '-singlefile', '-gray', 'bars.pdf', 'bars');
    assert.deepEqual(codes('bars.pgm'), [code]);
    if (paper === 'a3') return; // 17 megapixels: as A4
    shared(paper, 'bars.zip', '--format', 'jpeg');
    writeFileSync(at('bars.jpg'), unzip('bars.zip').jpeg);
    assert.deepEqual(codes('bars.jpg'), [code]);
  });
}

test('a code as long as codes get, on every paper', () => {
  for (const paper of Object.keys(PER_SHEET)) {
    assert.equal(sheet('--paper', paper, '--code', 'A-0B1C2D3E4F5G6H7I8J', '--out', 'long.pdf', 'p1.jpg').status, 0);
    const [, width] = tool('pdfinfo', 'long.pdf').match(/Page size: +([\d.]+)/);
    const strip = px((width * 25.4) / 72 - 26); // the bars stand at the right
    tool('pdftoppm', '-r', 300, '-x', strip, '-y', 0, '-W', px(26), '-H', px(297), '-singlefile', '-gray', 'long.pdf', 'long');
    assert.deepEqual(codes('long.pgm'), ['A-0B1C2D3E4F5G6H7I8J'], paper);
  }
});

test('bars keep away from prints and margins, with quiet zones', () => {
  assert.equal(sheet('--paper', '5inch', '--code', 'QUIET-ZONE-01', '--out', 'q.pdf', 'p1.jpg').status, 0);
  const page = render('q.pdf');
  const rows = [];
  for (let y = 0; y < page.height; y++) if (is.black(page.at(px(116), y))) rows.push(y);
  const module = Math.min(...rows.map((y, i) => (i && rows[i - 1] !== y - 1 ? y - rows[i - 1] - 1 : 99)));
  assert.ok(module >= 3, `thinnest space ${module} dots`);
  assert.ok(rows[0] >= px(3) + 10 * module - 1 && rows.at(-1) <= px(86) - 10 * module + 1, `bars from ${rows[0]} to ${rows.at(-1)}`);
});

/** Where paper and print change along a line of pixels; a pixel that is covered by half counts as print. */
const edges = (length, colourAt) => {
  const isPaper = (i) => Math.min(...colourAt(i)) > 127;
  const found = [];
  for (let i = 1; i < length; i++) if (isPaper(i - 1) !== isPaper(i)) found.push(i);
  return found;
};

test('a print is 33.00 x 48.00 mm at 1200 dpi, upright and turned', () => {
  const dpi = 1200;
  const within = (got, mm, what) => assert.ok(Math.abs(got - px(mm, dpi)) <= 1, `${what}: ${got} for ${mm} mm`);
  assert.equal(sheet('--paper', 'a4', '--per-student', 1, '--out', 'one.pdf', 'p1.jpg').status, 0);
  const page = render('one.pdf', { dpi, part: [0, 0, px(45, dpi), px(56, dpi)] });
  const [left, right] = edges(page.width, (x) => page.at(x, px(30, dpi)));
  const [top, bottom] = edges(page.height, (y) => page.at(px(20, dpi), y));
  within(left, 3, 'left');
  within(right - left, 33, 'width');
  within(top, 3, 'top');
  within(bottom - top, 48, 'height');
  assert.equal(sheet('--paper', '5inch', '--out', 'five.pdf', 'p1.jpg').status, 0);
  const five = render('five.pdf', { dpi, part: [0, px(45, dpi), px(127, dpi), px(44, dpi)] });
  const across = edges(five.width, (x) => five.at(x, px(20, dpi)));
  const down = edges(five.height, (y) => five.at(px(60, dpi), y));
  within(across[1] - across[0], 96, 'two turned ones');
  within(down.at(-1) + px(45, dpi), 84, 'their lower edge');
  for (const x of [3, 51, 99]) assert.ok(is.black(five.at(px(x, dpi), px(42.5, dpi))), `cut mark below at ${x} mm`);
});

test('JPEG sheets: the paper in pixels of 300 dpi, prints of 390x567 that were cropped, not squeezed', () => {
  for (const [paper, width, height] of [['5inch', 1500, 1051], ['6inch', 1795, 1205], ['a4', 2480, 3508]]) {
    assert.equal(sheet('--paper', paper, '--per-student', 1, '--format', 'jpeg', '--out', 'j.zip', 'p1.jpg').status, 0);
    const { jpeg, picture } = unzip('j.zip');
    assert.deepEqual([picture.width, picture.height], [width, height]);
    assert.equal(jpeg.subarray(0, 18).toString('hex'), 'ffd8ffe000104a46494600010101012c012c', 'JFIF with 300 dots per inch');
    const [left, right] = edges(600, (x) => picture.at(x, 400));
    const [top, bottom] = edges(800, (y) => picture.at(200, y));
    assert.deepEqual([left, right - left, top, bottom - top], [35, 390, 35, 567]);
    // 30 px of blue at the sides, 60 px of red at the top become 26.6 and 53.2: the same factor both ways, no yellow left
    const run = (test, at_) => { let n = 0; while (test(at_(n))) n++; return n; };
    const blue = run(is.blue, (i) => picture.at(left + i, 400));
    const red = run(is.red, (i) => picture.at(230, top + i));
    assert.ok(Math.abs(blue - 26.6) <= 2 && Math.abs(red - 53.2) <= 2, `${blue} blue, ${red} red`);
  }
});

test('PDF and JPEG show the same sheet; poppler and mupdf draw the same page', () => {
  shared('6inch', 'same.pdf');
  shared('6inch', 'same.zip', '--format', 'jpeg');
  const page = render('same.pdf');
  const { picture } = unzip('same.zip');
  tool('mutool', 'draw', '-q', '-r', 300, '-o', 'mu.ppm', 'same.pdf', 1);
  const mu = readPpm(read('mu.ppm'));
  let jpegFar = 0, muFar = 0, n = 0;
  const far = (a, b) => Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2]) > 150;
  for (let y = 5; y < 1195; y += 5) {
    for (let x = 5; x < 1790; x += 5, n++) {
      jpegFar += far(page.at(x, y), picture.at(x, y));
      muFar += far(page.at(x, y), mu.at(x, y));
    }
  }
  assert.ok(jpegFar / n < 0.02 && muFar / n < 0.02, `${jpegFar} and ${muFar} of ${n} points differ`);
});

test('the same input gives the same bytes, in whatever time zone', () => {
  for (const format of ['pdf', 'jpeg']) {
    env.TZ = 'UTC';
    shared('6inch', `first.${format}`, '--format', format);
    env.TZ = 'America/New_York';
    shared('6inch', `second.${format}`, '--format', format);
    delete env.TZ;
    assert.ok(read(`first.${format}`).equals(read(`second.${format}`)), format);
  }
  assert.match(tool('pdfinfo', '-isodates', 'first.pdf'), /CreationDate: +2025-06-01T0[08]:00:00/);
  assert.match(tool('unzip', '-t', 'first.jpeg'), /No errors/);
  assert.match(tool('zipinfo', '-T', 'first.jpeg'), / 20250601\.\d{6} /);
  assert.match(tool('qpdf', '--check', 'first.pdf'), /No syntax or stream encoding errors/);
});

test('rare characters are drawn and found again; what no font has is a box', () => {
  assert.equal(sheet('--paper', '5inch', '--caption', '䶮㛃𬭚𠮷·阿', '--out', 'rare.pdf', 'p1.jpg').status, 0);
  assert.equal(tool('pdftotext', '-raw', 'rare.pdf', '-').trim(), '䶮㛃𬭚𠮷·阿');
  const ink = (caption) => {
    assert.equal(sheet('--paper', '5inch', '--caption', caption, '--out', 'ink.pdf', 'p1.jpg').status, 0);
    const page = render('ink.pdf');
    let n = 0;
    for (let y = px(4); y < px(85); y++) for (let x = px(102.5); x < px(123); x++) n += is.black(page.at(x, y));
    return n;
  };
  assert.ok(ink('\u{F0000}') > 60, 'a character of nobody leaves a mark');
  assert.match(tool('qpdf', '--check', 'ink.pdf'), /No syntax or stream encoding errors/);
  assert.equal(sheet('--paper', '5inch', '--caption', 'AV fi 张\u{F0000}三 مرحبا', '--out', 'mixed.pdf', 'p1.jpg').status, 0);
  const text = tool('pdftotext', '-raw', 'mixed.pdf', '-').replace(/[\u202a-\u202e\s]/g, '');
  assert.equal(text, 'AVfi张三مرحبا', 'what is copied from it is what was written');
});
