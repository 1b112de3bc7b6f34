// Writes docs/settings.md from every service's --help, or with --check says whether it is still true.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BUILD, ROOT } from './stack.mjs';

const FILE = path.join(ROOT, 'docs/settings.md');
const SERVICES = ['ingest', 'dispatch', 'decode', 'qc', 'billing', 'relay'];
const ENTRY = /^ {2}(TUCAI_\w+) {2}\((text|number|yes\/no), (required|default "([^"]*)"), ?(.*)\)\n {6}(.*)$/gm;

function table(service) {
  const help = execFileSync(path.join(BUILD, `tucai-${service}`), ['--help'], { encoding: 'utf8' });
  const rows = [...help.matchAll(ENTRY)].map(([, name, type, presence, value, unit, text]) =>
    `| \`${name}\` | ${type}${unit.trim() ? `, ${unit.trim()}` : ''} | ${presence === 'required' ? 'required' : value ? `\`${value}\`` : 'empty'} | ${text} |`);
  return `## ${service}\n\n${help.split('\n')[0].replace(/^tucai-\w+ - /, '').replace(/^./, (c) => c.toUpperCase())}.\n\n| variable | type, range, unit | default | meaning |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}

const page = `# Settings

Every service reads its settings from the environment once, at start; \`tucai-NAME --help\` prints the same tables, this page is made from them (\`node scripts/settings.mjs\`).
A bad or missing value is named with what is allowed, then the service stops with exit code 1.

${SERVICES.map(table).join('\n')}`;

if (process.argv[2] !== '--check') writeFileSync(FILE, page);
else if (readFileSync(FILE, 'utf8') !== page) {
  console.log('docs/settings.md is out of date: node scripts/settings.mjs writes it anew');
  process.exitCode = 1;
}
