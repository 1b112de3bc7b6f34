// Sums what meson ran into the one line people read: a case for each TAP subtest (its JUnit log), and a failure for each program
// that ended badly though all subtests it told of had passed: stopped by a sanitizer, leaking, out of its time. Of these that log says nothing.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const [logs] = process.argv.slice(2);
const read = (name) => readFileSync(path.join(logs, name), 'utf8');
const ENDS_WELL = ['OK', 'SKIP', 'EXPECTEDFAIL'];

const attribute = (xml, name) => xml.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1] ?? '';
const cases = read('testlog.junit.xml').match(/<testcase\b[^>]*?(\/>|>[\s\S]*?<\/testcase>)/g) ?? [];
const failed = cases.filter((c) => /<(failure|error)\b/.test(c));
const skipped = cases.filter((c) => /<skipped\b/.test(c));
const told = new Set(failed.map((c) => attribute(c, 'classname').replace(/^[^.]*\./, '')));
const programs = read('testlog.json').trim().split('\n').map((line) => JSON.parse(line));
const broken = programs.filter((p) => !ENDS_WELL.includes(p.result) && !told.has(p.name));

for (const c of failed) console.log(`failed: ${attribute(c, 'name')}`);
for (const p of broken) console.log(`failed: ${p.name}: ${p.result}, ended with ${p.returncode}`);
console.log(`${cases.length - failed.length - skipped.length} passed, ${failed.length + broken.length} failed, ${skipped.length} skipped`);
