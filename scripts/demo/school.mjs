// The school, set up as a province would: by the staff calls, nothing else.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client, Student, demoSchool } from '../client.mjs';

export const SCHOOL = '10284';

/** Longer than any one process needs to come back. */
const PATIENCE_MS = 15000;

/** A signed-in client of the first account, with the demo's season and school in place. */
export async function setUpSchool(stack, changes = {}) {
  const staff = new Client(stack.url, '', PATIENCE_MS);
  const { name, password } = stack.firstAccount();
  const answer = await staff.post('/staff/login', { name, password });
  staff.token = answer.token;
  const year = new Date().getFullYear();
  await staff.put('/seasons/' + year, { graduation_years: [year, year + 1] });
  await staff.put(`/schools/${SCHOOL}`, demoSchool(new Date(), changes));
  return staff;
}

/** A code as the registry gives it: its text, its picture, and a session opened with the picture. */
export function issueCode(stack, uid, file, name = '张*三') {
  const png = path.join(stack.dir, file);
  const text = execFileSync(stack.binary('sandbox'), ['issue', '--uid', uid, '--school', SCHOOL, '--name', name,
    '--campus', '南京校区', '--year', String(new Date().getFullYear()), '--level', '本科', '--key-dir', 'keys', '--out', png],
  { cwd: stack.dir, encoding: 'utf8' }).trim();
  writeFileSync(path.join(stack.dir, file.replace('.png', '.txt')), `${text}\n`);
  return {
    text,
    async openAndPrepare() {
      const student = new Student(stack.url, '', PATIENCE_MS);
      await student.open({ picture: readFileSync(png), type: 'image/png' });
      await student.prepare();
      return student;
    },
  };
}
