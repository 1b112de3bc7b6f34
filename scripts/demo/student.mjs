// The student's way: refused photos, the passing one, payment, review, registry, prints.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { patientFetch } from '../client.mjs';
import { findingLine } from './story.mjs';
import { SCHOOL } from './school.mjs';

const place = (stack, file) => path.join('build/demo', file);

async function untilCool(student) {
  await student.until('the pause after a failed check', (me) => !me.cooling_off_until || new Date(me.cooling_off_until) <= new Date(), 5000);
}

/** The bad versions are refused, in numbers; [{variant, codes}]. */
export async function refusals(story, student, files) {
  const refused = [];
  for (const [variant, file] of Object.entries(files)) {
    const shot = await story.step(`a photo that is ${variant.replace('_', ' ')}`, () => student.shoot(readFileSync(file)),
      (s) => [`${s.state}`, ...s.findings.map(findingLine)]);
    if (shot.state !== 'rejected') throw new Error(`the photo that is ${variant} was not refused`);
    writeFileSync(file.replace('.jpg', '.annotated.svg'), await student.get(`/shots/${shot.shot_id}/annotated`));
    refused.push({ variant, codes: shot.findings.filter((f) => f.severity === 'refuse').map((f) => f.code) });
    await untilCool(student);
  }
  return refused;
}

export function passingPhoto(story, student, photo) {
  return story.step('the photo, checked and made', () => student.shoot(photo), (s) => [`${s.state}`, ...s.findings.map(findingLine)]);
}

/** Submits the only draft, pays it at the provider; the order's number. */
export async function payFor(stack, student) {
  const { drafts } = await student.get('/me');
  const submission = await student.post('/submissions', { draft_id: drafts[0].draft_id, channel: 'native' });
  const order = submission.order.order_no;
  const paid = await patientFetch(`${stack.sandboxUrl}/sandbox/pay/${order}`, { method: 'POST' }, 15000);
  if (!paid.ok) throw new Error(`the sandbox did not take the payment: ${paid.status} ${await paid.text()}`);
  await student.until('the payment to be credited', (me) => me.order?.state === 'paid');
  return order;
}

export async function review(staff, student) {
  const me = await student.until('the review', (m) => m.submission.state === 'in_review');
  const list = await staff.get(`/schools/${SCHOOL}/reviews?state=in_review`);
  const mine = list.reviews.find((r) => r.submission_id === me.submission.submission_id);
  if (!mine) throw new Error('the submission is not in the list of reviews');
  await staff.get(`/submissions/${mine.submission_id}/photo.jpg?reason=review`);
  await staff.post(`/submissions/${mine.submission_id}/review`, { decision: 'approve' });
}

/** Sent and accepted; the photo, the receipt and the sheet are fetched into the demo's folder. */
export async function delivery(story, stack, student, staff) {
  await story.step('sent to the registry and accepted', () => student.until('the registry', (me) => me.submission.state === 'accepted', 30000));
  const photo = await student.get('/me/photo.jpg');
  writeFileSync(path.join(stack.dir, 'photo.jpg'), photo);
  const receipt = await student.get('/me/receipt');
  writeFileSync(path.join(stack.dir, 'receipt.json'), `${JSON.stringify(receipt, null, 2)}\n`);
  await story.step('print sheet made', async () => {
    const me = await student.until('the prints', (m) => m.prints.state === 'made', 20000);
    writeFileSync(path.join(stack.dir, 'sheet.pdf'), await staff.get(`/students/${me.student.uid}/sheet.pdf`));
  });
  return { photo: place(stack, 'photo.jpg'), receipt: place(stack, 'receipt.json'), sheet: place(stack, 'sheet.pdf'), annotated: place(stack, 'too_dark.annotated.svg') };
}
