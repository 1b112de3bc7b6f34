// make demo: one student from the registry's code to the prints, on the real system, told as it happens.
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT, Stack } from './stack.mjs';
import { Story } from './demo/story.mjs';
import { defaultPhoto, variants } from './demo/photos.mjs';
import { setUpSchool, issueCode } from './demo/school.mjs';
import { refusals, passingPhoto, payFor, review, delivery } from './demo/student.mjs';
import { killInMidShot, balance } from './demo/accident.mjs';

const DIR = path.join(ROOT, 'build/demo');

async function play(story, stack, photoFile) {
  const photo = readFileSync(photoFile);
  const made = { student_uid: '2021000000001' };
  const staff = await story.step('school configured by the staff calls', () => setUpSchool(stack));
  const code = await story.step('capture code issued by the registry', () => issueCode(stack, made.student_uid, 'code.png'));
  const student = await story.step('code opened, steps done', () => code.openAndPrepare());
  if (!process.argv[2]) {
    const files = await variants(photoFile, stack.dir);
    made.refused = await refusals(story, student, files);
  }
  const shot = await passingPhoto(story, student, photo);
  made.shot_id = shot.shot_id;
  made.findings = shot.findings;
  if (shot.state !== 'passed') return { ...made, failed: true };
  made.order_no = await story.step('submitted, ordered and paid: 15.00 yuan', () => payFor(stack, student));
  await story.step('approved by the school', () => review(staff, student));
  Object.assign(made, await delivery(story, stack, student, staff));
  Object.assign(made, await killInMidShot(story, stack, photo));
  made.imbalance = await story.step('conservation check: admitted = waiting + delayed + held + done + rejected + dead', () => balance(staff));
  return made;
}

function openStack() {
  try {
    return new Stack(DIR, { supervise: true });
  } catch (e) {
    console.error(`demo: ${e.message}`);
    return null;
  }
}

async function main() {
  const photoFile = process.argv[2] ? path.resolve(process.argv[2]) : await defaultPhoto();
  if (!existsSync(photoFile)) {
    console.error(`demo: there is no photo ${photoFile}`);
    return 1;
  }
  const story = new Story();
  const stack = openStack();
  if (!stack) return 1;
  const stop = async (signal) => {
    console.error(`demo: ${signal}, stopping`);
    await stack.stop();
    process.exit(1);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    await story.step('system started: redis, dispatch, decode, qc, billing, pay, notify, relay, ingest, sandbox', () => stack.start());
    copyFileSync(photoFile, path.join(DIR, 'original.jpg'));
    const made = await play(story, stack, photoFile);
    const { failed, ...summary } = { ...made, steps: story.steps };
    writeFileSync(path.join(DIR, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
    story.table(made);
    return failed ? 3 : 0;
  } catch (e) {
    console.error(`\ndemo: ${e.message}\ndemo: the logs are in ${path.relative(process.cwd(), DIR)}/*.log`);
    return 1;
  } finally {
    await stack.stop();
  }
}

process.exitCode = await main();
