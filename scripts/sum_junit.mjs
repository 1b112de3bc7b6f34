// Sums meson's JUnit log, which holds one case per TAP subtest, into the one line people read.
import { readFileSync } from 'node:fs';

const xml = readFileSync(process.argv[2], 'utf8');
const cases = xml.match(/<testcase\b[^>]*?(\/>|>[\s\S]*?<\/testcase>)/g) ?? [];
const failed = cases.filter((c) => /<(failure|error)\b/.test(c));
const skipped = cases.filter((c) => /<skipped\b/.test(c));
for (const c of failed) console.log(`failed: ${c.match(/name="([^"]*)"/)?.[1]}`);
console.log(`${cases.length - failed.length - skipped.length} passed, ${failed.length} failed, ${skipped.length} skipped`);
