// A school of many students whose photos are accepted, and its archive as other programs see it.
import { createHash } from 'node:crypto';
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { BUILD } from '../../scripts/stack.mjs';

const run = promisify(execFile);
const MAKERS = 4; // each waits for the disk most of the time

/** uids 2025 and eight digits. */
export const uidOf = (i) => `2025${String(i).padStart(8, '0')}`;

/** Puts n accepted students into a stack's Redis and blob store. */
export async function addAccepted(stack, school, n, photo) {
  const share = Math.ceil(n / MAKERS);
  const make = (from) => new Promise((resolve, reject) => {
    const count = Math.max(0, Math.min(share, n - from));
    const commands = path.join(stack.dir, `students-${from}`);
    const out = fs.openSync(commands, 'w');
    const maker = spawn(path.join(BUILD, 'tests/support/make_school'), ['keys/master.key', 'blobs', school, String(from), String(count)], { cwd: stack.dir, stdio: ['pipe', out, 'inherit'] });
    maker.on('exit', (code) => (code ? reject(new Error(`make_school: ${code}`)) : resolve(commands)));
    maker.stdin.end(photo);
    fs.closeSync(out);
  });
  const files = await Promise.all(Array.from({ length: MAKERS }, (_, i) => make(i * share)));
  for (const file of files) {
    const text = fs.readFileSync(file);
    if (text.length) await new Promise((resolve, reject) => {
      const pipe = spawn('redis-cli', ['-s', 'redis.sock', '--pipe'], { cwd: stack.dir, stdio: ['pipe', 'ignore', 'inherit'] });
      pipe.on('exit', (code) => (code ? reject(new Error('redis-cli')) : resolve()));
      pipe.stdin.end(text);
    });
  }
}

/** How each of three programs unpacks FILE into the folder it is run in; the last one again as a stream, by the headers before each photo alone. */
export const UNZIPPERS = {
  unzip: (file, cwd) => run('unzip', ['-q', file], { cwd, maxBuffer: 1 << 26, env: { ...process.env, LC_ALL: 'C.UTF-8' } }),
  '7z': (file, cwd) => run('7z', ['x', '-y', '-bd', file], { cwd, maxBuffer: 1 << 26 }),
  bsdtar: (file, cwd) => run('bsdtar', ['-xf', file], { cwd, maxBuffer: 1 << 26 }),
  stream: (file, cwd) => run('sh', ['-c', 'cat "$1" | bsdtar -xf -', 'sh', file], { cwd, maxBuffer: 1 << 26 }),
};

/** {path: SHA-256} of every file below a folder. */
export function sumsOf(folder) {
  const files = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
  return Object.fromEntries(files.map((f) => {
    const file = path.join(f.parentPath ?? f.path, f.name);
    return [path.relative(folder, file), createHash('sha256').update(fs.readFileSync(file)).digest('hex')];
  }));
}

/** RFC 4180, as a list of objects by the header line; cells as they stand. */
export function readCsv(text) {
  const rows = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/gy;
  for (let m; cell.lastIndex < text.length && (m = cell.exec(text));) {
    rows.at(-1).push(m[1]?.replaceAll('""', '"') ?? m[2]);
    if (m[3] === '\r\n') rows.push([]);
  }
  const [names, ...lines] = rows.filter((row) => row.length);
  return lines.map((line) => Object.fromEntries(names.map((name, i) => [name, line[i]])));
}
