// `tucai-relay sheet` in a folder of its own, and its pages as pixels.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BUILD, ROOT } from '../../scripts/stack.mjs';
import { readPpm, stripedPhoto } from './picture.mjs';

export const RELAY = path.join(BUILD, 'tucai-relay');
export const env = { ...process.env, LSAN_OPTIONS: `suppressions=${path.join(ROOT, 'tests/support/lsan.supp')}:print_suppressions=0` };

/** Pixels of so many millimetres. */
export const px = (mm, dpi = 300) => Math.round((mm * dpi) / 25.4);

/** A folder with photos p1.jpg, p2.jpg, ..., and what is done in it. */
export function sheetsIn({ photos = 0 } = {}) {
  const dir = mkdtempSync(path.join(tmpdir(), 'sheets-'));
  const at = (name) => path.join(dir, name);
  for (let i = 1; i <= photos; i++) writeFileSync(at(`p${i}.jpg`), stripedPhoto({ seed: i }));
  return {
    dir,
    at,
    names: Array.from({ length: photos }, (_, i) => `p${i + 1}.jpg`),
    read: (name) => readFileSync(at(name)),
    sheet: (...args) => spawnSync(RELAY, ['sheet', ...args.map(String)], { encoding: 'utf8', cwd: dir, env }),
    tool: (name, ...args) => execFileSync(name, args.map(String), { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    /** A page of a PDF, or a part of it: [x, y, width, height] in pixels. */
    render(pdf, { page = 1, dpi = 300, part } = {}) {
      const crop = part ? ['-x', part[0], '-y', part[1], '-W', part[2], '-H', part[3]] : [];
      execFileSync('pdftoppm', ['-r', dpi, '-f', page, '-l', page, ...crop, '-singlefile', pdf, 'page'].map(String), { cwd: dir });
      return readPpm(readFileSync(at('page.ppm')));
    },
    /** A sheet of a ZIP, as JPEG bytes and pixels. */
    unzip(zip, name = '0001.jpg') {
      const jpeg = execFileSync('unzip', ['-p', zip, name], { cwd: dir, maxBuffer: 1 << 26 });
      const ppm = execFileSync(path.join(BUILD, 'tests/support/jpeg_to_ppm'), { input: jpeg, maxBuffer: 1 << 27 });
      return { jpeg, picture: readPpm(ppm) };
    },
    /** What zbarimg reads in a picture's file: the codes, sorted. */
    codes(file) {
      const out = spawnSync('zbarimg', ['-q', '--raw', '-Sdisable', '-Scode128.enable', file], { cwd: dir, encoding: 'utf8' });
      return out.stdout.trim().split('\n').filter(Boolean).sort();
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
