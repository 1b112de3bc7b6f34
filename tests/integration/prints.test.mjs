// Prints by class (R37, R38): ordered, printed, packed, shipped and scanned; relay, billing, dispatch and ingest as shipped.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { waitFor } from '../../scripts/stack.mjs';
import { SCHOOL, approve, keepRoster, startBatchStack, stopBatchStack, untilState } from '../support/batch.mjs';
import { barcodesOf, fetchFile, orderPrints, rowsOf, sumsOf, tidyPrints, untilOver } from '../support/prints.mjs';
import { RedisClient } from '../support/redis.mjs';
import { staffOf, studentOf } from '../support/staff.mjs';

const N = 12;
// Campus, college, class of each student; numbers that no order of characters puts right.
const CLASSES = [['水利学院', '水工10班'], ['水利学院', '水工2班'], ['水利学院', '水工1班'], ['土木学院', '土木10班'], ['土木学院', '土木2班'], ['土木学院', '土木1班']];
const PLACES = Array.from({ length: N }, (_, i) => ['江宁校区', ...CLASSES[i % 6], String(i < 6 ? 10 + i : 2 + i)]);

let stack;
let redis;
let school;
let province;
let uids;
let run;
let parcel;

before(async () => {
  stack = await startBatchStack(mkdtempSync(path.join(tmpdir(), 'prints-')), { ingest: 1, env: { TUCAI_PRINT_KEEP_H: '0' } });
  redis = new RedisClient(path.join(stack.dir, 'redis.sock'));
  [school, province] = [await staffOf(stack.url, redis, 'school', SCHOOL), await staffOf(stack.url, redis, 'province')];
  keepRoster(stack, ...PLACES.map(([campus, college, name, no], i) => [`p-${i}`, no, campus, college, name]));
  uids = approve(stack, N, 'p');
  await untilState(stack, 'accepted', N);
}, { timeout: 60000 });

after(async () => {
  redis?.close();
  await stopBatchStack(stack);
  rmSync(stack.dir, { recursive: true, force: true });
});

const student = (uid) => studentOf(stack.url, redis, uid, SCHOOL);
const prints = async (uid) => (await (await student(uid)).get('/me')).prints.state;
const refusal = async (client, method, target, body) => {
  const r = await client.raw(method, target, body);
  return [r.status, (await r.json()).code];
};
const auditOf = async (what) => (await (await staffOf(stack.url, redis, 'auditor')).get('/audit?limit=1000')).entries.filter((e) => e.what === what);

/** Every file of the blob store. */
const blobs = () => readdirSync(path.join(stack.dir, 'blobs'), { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => readFileSync(path.join(f.parentPath ?? f.path, f.name)));

test('an accepted photo has its prints made by themselves, and nothing lies in the clear', async () => {
  for (const uid of uids) await waitFor(`the prints of ${uid}`, async () => await prints(uid) === 'made');
  const sheet = await fetchFile(school, '/students/p-3/sheet.pdf');
  assert.match(execFileSync('pdftotext', ['-', '-'], { input: sheet.bytes, encoding: 'utf8' }).replace(/\s/g, ''), /张\*三13土木10班/);
  assert.ok(blobs().length >= 2 * N && blobs().every((b) => b.subarray(0, 4).toString() === 'TCB1' && !b.includes('%PDF')));
  assert.deepEqual(await refusal(await staffOf(stack.url, redis, 'school', '99999'), 'GET', '/students/p-3/sheet.pdf'), [403, 'forbidden']);
});

test('an order of a school: in the order of college, class and number, a barcode on every sheet', async () => {
  run = await orderPrints(school, { school_code: SCHOOL, scope: {}, paper: '5inch', format: 'pdf' });
  assert.deepEqual([run.state, run.total, run.done, run.left_out, run.bundles], ['made', N, N, 0, 6]);
  const list = await fetchFile(school, run.files.find((f) => f.name === 'packing-list.csv').href);
  const rows = rowsOf(list.bytes);
  assert.deepEqual(rows.map(([, , campus, college, name, , , no]) => [campus, college, name, no]), [...PLACES].sort((a, b) => a[1].localeCompare(b[1])
    || parseInt(a[2].slice(2), 10) - parseInt(b[2].slice(2), 10) || a[3] - b[3]));
  const [file] = run.files;
  const sheets = await fetchFile(school, file.href);
  assert.deepEqual([sheets.length, sheets.sha256, sheets.type, file.pages], [file.bytes, file.sha256, 'application/pdf', N]);
  assert.deepEqual(barcodesOf(sheets.bytes).map((code) => code.split('-')[0]), rows.map((row) => row.at(-1)));
  assert.deepEqual((await auditOf('sheets_read')).map((e) => [e.about, e.by]), [[run.print_id, `school${SCHOOL}-of-the-test`]]);
});

test('on larger paper students share a sheet, a class does not; and JPEG for a minilab', async () => {
  const a4 = await orderPrints(school, { school_code: SCHOOL, paper: 'a4' });
  const codes = barcodesOf((await fetchFile(school, a4.files[0].href)).bytes, { dpi: 300, pages: 1 });
  const bundles = [...new Set(rowsOf((await fetchFile(school, `/prints/${a4.print_id}/packing-list.csv`)).bytes).map(([code]) => code))];
  assert.deepEqual([bundles.length, a4.files[0].pages, codes.map((c) => c.slice(0, 12))], [6, 6, bundles.slice(0, 1)]);
  const jpeg = await orderPrints(school, { school_code: SCHOOL, scope: { college: '土木学院', class: '土木2班' }, format: 'jpeg' });
  assert.deepEqual([jpeg.total, jpeg.files[0].name, jpeg.files[0].pages], [2, 'sheets.zip', 2]);
  const zip = path.join(stack.dir, 'sheets.zip');
  writeFileSync(zip, (await fetchFile(school, jpeg.files[0].href)).bytes);
  assert.match(execFileSync('unzip', ['-t', zip], { encoding: 'utf8' }), /No errors detected/);
  assert.deepEqual(await refusal(school, 'GET', `/prints/${jpeg.print_id}/sheets.pdf`), [404, 'not_found']);
});

test('what makes no sense is refused, and other schools see nothing', async () => {
  const other = await staffOf(stack.url, redis, 'school', '99999');
  assert.deepEqual(await refusal(school, 'POST', '/prints', { school_code: SCHOOL, scope: { class: '水工3班' } }), [409, 'scope_empty']);
  assert.deepEqual(await refusal(school, 'POST', '/prints', { school_code: SCHOOL, paper: '7inch' }), [422, 'request_invalid']);
  assert.deepEqual(await refusal(school, 'POST', '/prints', { school_code: SCHOOL, format: 'png' }), [422, 'request_invalid']);
  assert.deepEqual(await refusal(school, 'POST', '/prints', { school_code: SCHOOL, scope: { class: 5 } }), [400, 'bad_request']);
  assert.deepEqual(await refusal(school, 'POST', '/prints', { scope: { student_uid: 'nobody' } }), [404, 'not_found']);
  assert.deepEqual(await refusal(other, 'POST', '/prints', { school_code: SCHOOL }), [403, 'forbidden']);
  for (const file of ['', '/sheets.pdf', '/packing-list.csv']) assert.deepEqual(await refusal(other, 'GET', `/prints/${run.print_id}${file}`), [404, 'not_found']);
  assert.deepEqual((await other.get('/prints')).prints, []);
  assert.ok((await province.get(`/prints?school_code=${SCHOOL}`)).prints.some((p) => p.print_id === run.print_id));
});

test('a key makes the same order the same one', async () => {
  const order = () => school.post('/prints', { school_code: SCHOOL, scope: { class: '水工2班' } }, { 'Idempotency-Key': 'once' });
  assert.equal((await order()).print_id, (await order()).print_id);
});

test('one student\'s sheet, again: with a reason, in the audit log', async () => {
  const one = (reason) => ({ scope: { student_uid: 'p-5' }, reason });
  const first = await orderPrints(school, one());
  assert.deepEqual([first.total, first.files.find((f) => f.name === 'sheets.pdf').pages], [1, 1]);
  assert.deepEqual(await refusal(school, 'POST', '/prints', one()), [422, 'request_invalid']);
  const again = await orderPrints(school, one('裁坏了'));
  const log = await auditOf('order_prints');
  assert.deepEqual(log.filter((e) => e.student_uid).map((e) => [e.about, e.student_uid, e.reason, e.by]), [
    [first.print_id, 'p-5', undefined, `school${SCHOOL}-of-the-test`], [again.print_id, 'p-5', '裁坏了', `school${SCHOOL}-of-the-test`]]);
});

test('files go when they are old; made again, whatever dies, they are the same bytes', async () => {
  const before_ = await sumsOf(school, run.print_id);
  await tidyPrints(stack, school, run.print_id);
  assert.deepEqual(await refusal(school, 'GET', `/prints/${run.print_id}/sheets.pdf`), [409, 'print_expired']);
  for (let i = 0; i < 2; i++) {
    const relay = stack.all('relay')[0];
    relay.kill('SIGSTOP'); // so that it dies with the order in its hands
    await school.post(`/prints/${run.print_id}/remake`);
    relay.kill('SIGCONT');
    await relay.restart();
    await untilOver(school, run.print_id);
    assert.deepEqual(await sumsOf(school, run.print_id), before_);
    await tidyPrints(stack, school, run.print_id);
  }
  const fresh = await orderPrints(school, { school_code: SCHOOL, scope: { class: '水工2班' } });
  assert.deepEqual(await refusal(school, 'POST', `/prints/${fresh.print_id}/remake`, {}), [409, 'state_conflict']);
});

test('packed: every student hears of it', async () => {
  parcel = await province.post('/consignments', { print_ids: [run.print_id] });
  assert.deepEqual([parcel.state, parcel.bundles.map((b) => [b.college, b.class, b.count])], ['packed',
    [['土木学院', '土木1班', 2], ['土木学院', '土木2班', 2], ['土木学院', '土木10班', 2], ['水利学院', '水工1班', 2], ['水利学院', '水工2班', 2], ['水利学院', '水工10班', 2]]]);
  for (const uid of uids) await waitFor(`${uid} to be packed`, async () => await prints(uid) === 'packed');
  const event = (await redis.ask('XREVRANGE', 'ev:p-1', '+', '-', 'COUNT', 1))[0][1];
  assert.deepEqual(event, ['kind', 'print', 'json', '{"state":"packed"}']);
  assert.deepEqual(await refusal(province, 'POST', '/consignments', { print_ids: [run.print_id] }), [409, 'already_packed']);
  assert.deepEqual(await refusal(province, 'POST', '/consignments', { print_ids: ['nothing'] }), [404, 'not_found']);
  assert.deepEqual(await refusal(province, 'POST', '/consignments', { print_ids: [] }), [400, 'bad_request']);
});

test('shipped with a waybill, and not before scanned', async () => {
  const where = `/consignments/${parcel.consignment_id}`;
  const codes = parcel.bundles.map((b) => b.code);
  assert.deepEqual(await refusal(school, 'POST', `${where}/scan`, { codes }), [409, 'not_shipped']);
  assert.deepEqual(await refusal(school, 'PATCH', where, { state: 'received' }), [409, 'not_shipped']);
  assert.deepEqual(await refusal(province, 'PATCH', where, { carrier: '顺丰' }), [422, 'request_invalid']);
  const shipped = await province.patch(where, { waybill: 'SF1234567890', carrier: '顺丰' });
  assert.deepEqual([shipped.state, shipped.waybill, shipped.carrier], ['shipped', 'SF1234567890', '顺丰']);
  for (const uid of uids) await waitFor(`${uid} to be shipped`, async () => await prints(uid) === 'shipped');
});

test('received by scanning, by two people at once; what is missing is listed and stays on its way', async () => {
  const where = `/consignments/${parcel.consignment_id}`;
  const codes = parcel.bundles.map((b) => b.code);
  const swapped = codes[0].slice(0, 9) + codes[0][10] + codes[0][9] + codes[0].slice(11);
  const stray = rowsOf((await fetchFile(school, `/prints/${(await orderPrints(school, { school_code: SCHOOL, scope: { class: '水工1班' } })).print_id}/packing-list.csv`)).bytes)[0][0];
  const scan = (list, client = school) => client.post(`${where}/scan`, { codes: list });
  await Promise.all([scan(codes.slice(0, 3)), scan([` ${codes[3].toLowerCase()}`, codes[2]], province)]);
  const last = await scan([codes[4], codes[4], swapped, stray]);
  assert.deepEqual([last.received, last.missing, last.doubled, last.misread, last.unknown], [codes.slice(0, 5), [codes[5]], [codes[4]], [swapped], [stray]]);
  const closed = await school.patch(where, { state: 'received' });
  assert.deepEqual([closed.state, closed.missing, closed.unknown], ['received', [codes[5]], [stray]]);
  const isMissing = (i) => PLACES[i][2] === '水工10班';
  for (const [i, uid] of uids.entries()) if (!isMissing(i)) await waitFor(`${uid} to be received`, async () => await prints(uid) === 'received');
  for (const [i, uid] of uids.entries()) if (isMissing(i)) assert.equal(await prints(uid), 'shipped');
  await scan([codes[5]]); // it turns up
  for (const uid of uids) await waitFor(`${uid} to be received`, async () => await prints(uid) === 'received');
  assert.deepEqual((await school.get('/consignments')).consignments.map((c) => [c.consignment_id, c.state, c.bundles_received]), [[parcel.consignment_id, 'received', 6]]);
});

/** Every value of the orders, as text in which uids and numbers can be looked for. */
async function recordsOf(...patterns) {
  const keys = (await Promise.all(patterns.map((p) => redis.ask('KEYS', p)))).flat();
  return (await Promise.all(keys.map(async (key) => (stack.redis('TYPE', key).trim() === 'hash' ? stack.redis('HGET', key, 'd') : '')))).join('\n');
}

test('who has the data erased leaves the orders, and files with the photo in them go at once; made again they are without it', async () => {
  const whole = await orderPrints(school, { school_code: SCHOOL });
  const one = await orderPrints(school, { scope: { student_uid: 'p-7' }, reason: '遗失' });
  const other = await orderPrints(school, { school_code: SCHOOL, scope: { class: '水工10班' } });
  const before_ = blobs().length;
  const answer = await (await student('p-7')).raw('DELETE', '/me');
  assert.equal(answer.status, 200);
  assert.match((await answer.json()).kept.find((k) => k.what === 'submission').why, /纸质照片不再打印/);
  await waitFor('the order to lose its files', async () => (await school.get(`/prints/${whole.print_id}`)).state === 'expired');
  await waitFor('the order of one to go', async () => (await school.raw('GET', `/prints/${one.print_id}`)).status === 404);
  await waitFor('the files to go', () => blobs().length <= before_ - whole.files.length - one.files.length);
  await waitFor('the uid to go', async () => !(await recordsOf('print:*', 'con:*')).includes('p-7'));
  assert.equal((await school.get(`/prints/${other.print_id}`)).state, 'made', 'another class keeps its files');
  assert.ok(!(await school.get('/prints')).prints.some((p) => p.print_id === one.print_id));
  await school.post(`/prints/${whole.print_id}/remake`);
  const again = await untilOver(school, whole.print_id);
  assert.deepEqual([again.state, again.total, again.left_out, again.files.find((f) => f.name === 'sheets.pdf').pages], ['made', N, 1, N - 1]);
  const rows = rowsOf((await fetchFile(school, `/prints/${whole.print_id}/packing-list.csv`)).bytes);
  assert.deepEqual([rows.length, rows.filter((row) => row[7] === '').length], [N, 1]);
  assert.deepEqual(await refusal(school, 'POST', '/prints', { scope: { student_uid: 'p-7' }, reason: '再来一张' }), [409, 'scope_empty']);
  assert.deepEqual(await refusal(school, 'GET', '/students/p-7/sheet.pdf'), [404, 'not_found']);
});

test('who has the data erased while an order is being gathered is not in it', async () => {
  const relay = stack.all('relay')[0];
  relay.kill('SIGSTOP');
  const { print_id: id } = await school.post('/prints', { school_code: SCHOOL });
  assert.equal((await (await student('p-8')).raw('DELETE', '/me')).status, 200);
  const asked = () => Promise.all(['q:billing', 'held:billing'].map((q) => redis.ask('ZRANGE', q, 0, -1)));
  await waitFor('the job to wait for the order', async () => (await asked()).flat().some((job) => job.startsWith('retention:')));
  relay.kill('SIGCONT');
  const made = await untilOver(school, id);
  assert.deepEqual([made.state, made.total, made.left_out], ['made', N - 2, 0]);
  await waitFor('the job to end', async () => !(await asked()).flat().some((job) => job.startsWith('retention:')));
  assert.ok(!(await recordsOf('print:*', 'con:*')).includes('p-8'));
  assert.equal((await school.get(`/prints/${id}`)).state, 'made', 'it never had the photo in it');
});

test('orders and consignments go with their season, with what they have made', async () => {
  assert.equal((await redis.ask('KEYS', 'con:*')).length, 1);
  const kept = new Set((await recordsOf('print:*', 's:*')).match(/[0-9a-f]{32}/g));
  const there = () => readdirSync(path.join(stack.dir, 'blobs'), { recursive: true }).map((f) => path.basename(String(f))).filter((f) => kept.has(f));
  assert.ok(there().length > N);
  await province.put('/seasons/2026', { graduation_years: [2026] });
  await redis.ask('ZADD', 'keep:groups', 0, `2026/${SCHOOL}`); // as a first session would have done it
  await redis.ask('ZADD', `keep:2026/${SCHOOL}`, ...uids.flatMap((uid) => [0, uid]));
  await province.post('/seasons/2026/close');
  const [dispatch] = stack.all('dispatch');
  for (const [days, isOver] of [[179, false], [181, true]]) {
    dispatch.env.TUCAI_CLOCK_SHIFT_MS = String(days * 86400000);
    await dispatch.restart();
    await waitFor('the day\'s retention', async () => (await redis.ask('KEYS', 'j:timer:retention:*')).length > (isOver ? 1 : 0), 20000);
    if (!isOver) assert.ok((await recordsOf('print:*')).includes('p-1'), 'a day too early');
  }
  await waitFor('the orders to go', async () => (await redis.ask('KEYS', 'print:*')).length + (await redis.ask('KEYS', 'con*:*')).length === 0, 20000);
  assert.deepEqual(await redis.ask('KEYS', 'prints:*'), []);
  await waitFor('their files to go', () => there().length === 0);
  assert.ok((await redis.ask('KEYS', `erased:*:${SCHOOL}:prints`)).length > 0);
});

test('no name and no number in any log', () => {
  for (const f of readdirSync(stack.dir).filter((n) => n.endsWith('.log'))) {
    const text = readFileSync(path.join(stack.dir, f), 'utf8');
    assert.ok(!text.includes('张*三') && !/"p-\d+"|水工|土木/.test(text), `${f} names a student`);
  }
});
