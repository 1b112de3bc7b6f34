// What is kept goes when its time is over, whatever is killed; what a student asks for is given or erased; a person's data stand nowhere they should not.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { createServer } from 'node:http';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, ROOT, waitFor } from '../../scripts/stack.mjs';
import { Client, Student, demoSchool } from '../../scripts/client.mjs';
import { payFor, review } from '../../scripts/demo/student.mjs';
import { metric } from '../../scripts/demo/accident.mjs';
import { defaultPhoto } from '../../scripts/demo/photos.mjs';
import { Scene, ask, jpeg } from '../support/ingest.mjs';
import { RedisClient } from '../support/redis.mjs';
import { Sealer } from '../support/seal.mjs';

const { sm2, sm3 } = createRequire(import.meta.url)('sm-crypto');
const DAY_MS = 86_400_000;
const skip = !existsSync(path.join(ROOT, '.models/face_detection_short_range.tflite')) && 'the networks are not here (scripts/models.sh)';
const MARK = { name: '标*记', id: '7777**********999X', phone: '13987654321', openid: 'oMarkedOpenId-0123456789abcd', pixels: 'pixels-marked-in-a-comment',
  report: '反馈标记七三一', plea: '申诉标记八四二', number: 'B-MARK-20219', password: 'marked-password-5127' };
/** In front of the sandbox's real-name service: passes on, or takes the question and says nothing. */
const realName = createServer(async (req, res) => {
  if (silence) {
    silence.asked++;
    return;
  }
  const answer = await fetch(`${scene.stack.sandboxUrl}${req.url}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: req, duplex: 'half' });
  res.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(await answer.text());
});
let silence;
let scene;
let redis;
let photo;
let marked;
let kept;
const secrets = [];
const tokens = [];

before(async () => {
  if (skip) return;
  execFileSync('prlimit', ['--pid', String(process.pid), '--core=unlimited:']); // whoever crashes might leave one
  await new Promise((up) => realName.listen(0, '127.0.0.1', up));
  scene = await Scene.start({ qc: 1, relay: 1, serviceEnv: { TMPDIR: '.', TUCAI_REAL_NAME_URL: `http://127.0.0.1:${realName.address().port}` } });
  redis = new RedisClient(path.join(scene.dir, 'redis.sock'));
  photo = withComment(readFileSync(await defaultPhoto()), MARK.pixels);
}, { timeout: 60000 });

after(async () => {
  realName.close();
  realName.closeAllConnections();
  redis?.close();
  await scene?.stop();
});

/** The JPEG with a comment behind its first marker. */
function withComment(bytes, text) {
  const comment = Buffer.from(`\xFF\xFE\0\0${text}`, 'latin1');
  comment.writeUInt16BE(text.length + 2, 2);
  return Buffer.concat([bytes.subarray(0, 2), comment, bytes.subarray(2)]);
}

const blobs = () => readdirSync(path.join(scene.dir, 'blobs'), { recursive: true }).map((f) => path.basename(String(f))).filter((f) => /^[0-9a-f]{32}$/.test(f));
const notFound = async (student, url) => assert.equal((await ask(student, 'GET', url.replace('/api/v1', ''))).status, 404);

/** A student under the marks, by hand as issueCode() is not. */
async function markedStudent(uid) {
  const text = execFileSync(scene.stack.binary('sandbox'), ['issue', '--uid', uid, '--school', '10284', '--name', MARK.name, '--id', MARK.id,
    '--campus', '南京校区', '--year', String(new Date().getFullYear()), '--level', '本科', '--key-dir', 'keys', '--out', `${uid}.png`], { cwd: scene.dir, encoding: 'utf8' }).trim();
  const student = new Student(scene.url);
  student.uid = uid;
  student.code = text;
  await student.open(text, 'device-1');
  secrets.push(text, student.token);
  await student.prepare(MARK.phone, async () => {});
  return student;
}

/** Runs the days' retention: dispatch comes back on another day. */
async function dayIs(n) {
  const [dispatch] = scene.stack.all('dispatch');
  dispatch.env.TUCAI_CLOCK_SHIFT_MS = String(n * DAY_MS);
  await dispatch.restart();
  await dispatch.ready();
}

/** The children of a worker: its compute process. */
const childOf = (pid) => execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' }).trim().split('\n').map(Number);

/** One-time codes sent to the marked phone. */
async function otp() {
  return waitFor('the one-time code', async () => {
    const { messages } = await (await fetch(`${scene.stack.sandboxUrl}/sandbox/messages?to=${MARK.phone}`)).json();
    return messages.map((m) => /验证码(\d{6})/.exec(m.text)?.[1]).find(Boolean);
  });
}

test('the way of a marked student, with what goes wrong on it', { skip, timeout: 60000 }, async () => {
  marked = await markedStudent('marked1');
  const other = new Student(scene.url);
  const asked = await other.open(marked.code, 'device-2');
  const code = await otp();
  secrets.push(code);
  assert.equal((await ask(other, 'POST', `/sessions/${asked.challenge_id}`, { otp: code === '000000' ? '111111' : '000000' })).status, 422);
  assert.equal((await ask(other, 'POST', `/sessions/${asked.challenge_id}`, { otp: code })).status, 201);
  assert.equal((await ask(other, 'POST', '/sessions', { code: `${marked.code.slice(0, -4)}AAAA` })).status, 422);
  assert.equal((await ask(marked, 'PATCH', '/me', { phone: MARK.phone }, { 'Idempotency-Key': 'phone' })).status, 200);
  assert.equal((await ask(marked, 'PATCH', '/me', { phone: `${MARK.phone}0` })).status, 422);
  assert.equal((await marked.shoot(withComment(jpeg(), MARK.pixels))).state, 'rejected');
  assert.equal((await marked.shoot(photo)).state, 'passed');
  await bindWechat();
  await office();
  const { drafts } = await marked.get('/me');
  const { submission_id: id, order } = await marked.post('/submissions', { draft_id: drafts[0].draft_id, channel: 'jsapi' });
  assert.ok(order.pay?.package ?? (await marked.until('the way to pay', (me) => me.order?.pay)).order.pay.package);
  assert.equal((await ask(marked, 'DELETE', '/me')).body.code, 'erasure_not_now');
  assert.equal((await ask(marked, 'DELETE', `/submissions/${id}`)).status, 204);
  await payFor(scene.stack, marked);
  await review(scene.staff, marked);
  await marked.until('the prints', (me) => me.submission.state === 'accepted' && me.prints.state === 'made', 30000);
});

/** By WeChat's code, as the page gets it. */
async function bindWechat() {
  const login = await fetch(`${scene.stack.sandboxUrl}/sandbox/wechat/codes`, { method: 'POST', body: JSON.stringify({ openid: MARK.openid }) });
  const { js_code: code } = await login.json();
  secrets.push(code);
  tokens.push(code);
  assert.equal((await ask(marked, 'POST', '/me/wechat', { js_code: code })).status, 200);
  assert.equal((await ask(marked, 'POST', '/me/wechat', { js_code: `${code}x` })).status, 422);
}

/** What students and staff write to each other, and how the staff signs in: appeal, report with a screenshot, waiver, roster, a password that is wrong. */
async function office() {
  const refused = await marked.shoot(withComment(jpeg(), MARK.pixels));
  const { body: { appeal_id: appeal } } = await ask(marked, 'POST', `/shots/${refused.shot_id}/appeal`, { text: MARK.plea });
  const form = new FormData();
  form.append('text', MARK.report);
  form.append('screenshot', new Blob([photo], { type: 'image/jpeg' }), 'screen');
  const reported = await fetch(`${scene.url}/api/v1/problems`, { method: 'POST', headers: { Authorization: `Bearer ${marked.token}` }, body: form });
  assert.equal(reported.status, 202);
  const { problem_id: problem } = await reported.json();
  const { staff } = scene;
  secrets.push(staff.token, scene.stack.firstAccount().password);
  assert.equal((await ask(staff, 'POST', '/staff/login', { name: 'province', password: MARK.password })).status, 401);
  assert.equal((await ask(staff, 'POST', '/staff', { name: 'li', role: 'school', school_code: '10284', password: MARK.password })).status, 201);
  const li = new Client(scene.url);
  li.token = (await li.post('/staff/login', { name: 'li', password: MARK.password })).token;
  secrets.push(li.token);
  tokens.push(li.token, staff.token, marked.token);
  await li.put('/schools/10284/roster', `student_uid,student_no,campus,college,class\n${marked.uid},${MARK.number},,,\n${marked.uid}x,${MARK.number}\n`, { 'Content-Type': 'text/csv' });
  await li.get('/schools/10284/missing');
  assert.equal((await li.get('/schools/10284/problems')).problems[0].text, MARK.report);
  assert.ok((await li.get(`/problems/${problem}/screenshot`)).equals(photo));
  assert.equal((await li.get('/schools/10284/appeals?state=open')).appeals[0].text, MARK.plea);
  await li.get(`/appeals/${appeal}/original.jpg`);
  await li.put(`/students/${marked.uid}/waivers`, { findings: ['head_covered'] });
  await li.post(`/appeals/${appeal}`, { decision: 'reject', reason: '不符合要求' });
}

/** A shot whose compute child is killed under it until it is a dead letter. */
test('a worker crashes, a job dies', { skip, timeout: 60000 }, async () => {
  const unlucky = await markedStudent('marked2');
  const [qc] = scene.stack.all('qc');
  const id = await unlucky.upload(photo);
  let killed = 0;
  await waitFor('the dead letter', async () => {
    const [end, crashes] = await redis.ask('HMGET', `j:${id}`, 'z', 'c');
    if (end === 'dead') return true;
    if (Number(crashes ?? 0) === killed && await metric(qc.healthPort, 'tucai_worker_running') > 0) {
      for (const pid of childOf(qc.child.pid)) process.kill(pid, 'SIGSEGV');
      killed++;
    }
    return false;
  }, 30000, 10);
  assert.equal(killed, 3);
  assert.equal((await unlucky.verdict(id)).state, 'failed');
  const crashing = ['ingest', 'dispatch', 'decode', 'qc', 'billing', 'pay', 'notify', 'relay'].flatMap((label) => scene.stack.all(label));
  for (const s of crashing) {
    await s.kill('SIGSEGV');
    s.start();
  }
  await Promise.all(crashing.map((s) => s.ready()));
});

const textIn = (dir) => readdirSync(dir, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => path.join(f.parentPath ?? f.path, f.name));
const found = (bytes, needles) => needles.filter((n) => bytes.includes(n));

test('none of it stands in a log, a metric, a key or a file it has no business in', { skip }, async () => {
  const everything = [...Object.values(MARK), ...secrets];
  // Not even while a job ran; a code, a one-time code that is typed in and words are what their jobs are about, for milliseconds.
  const unwritten = [MARK.phone, MARK.openid, MARK.pixels, MARK.password, ...tokens];
  for (const file of textIn(scene.dir)) {
    const own = path.relative(scene.dir, file);
    if (own.startsWith('appendonlydir/')) assert.deepEqual(found(readFileSync(file), unwritten), [], own);
    if (/^(sandbox|keys)\/|^sandbox\.log$|^appendonlydir\/|^dump\.rdb$|^marked\d\.png$/.test(own)) continue; // the outside world; Redis, below
    assert.deepEqual(found(readFileSync(file), everything), [], own);
    assert.doesNotMatch(path.basename(file), /^core/);
  }
  for (const s of scene.stack.services.filter((x) => x.healthPort)) {
    const text = await (await fetch(`http://127.0.0.1:${s.healthPort}/metrics`)).text();
    assert.deepEqual(found(Buffer.from(text), [...everything, marked.uid]), [], s.name);
  }
  for (const log of scene.stack.services.map((s) => s.name).filter((n) => n !== 'sandbox')) assert.ok(!scene.stack.log(log).includes('marked1'), `the uid in ${log}'s log`);
});

/** Every value of a key, as one text. */
async function valueOf(key) {
  const read = { hash: ['HGETALL'], string: ['GET'], zset: ['ZRANGE', 0, -1], stream: ['XRANGE', '-', '+'], list: ['LRANGE', 0, -1], set: ['SMEMBERS'] };
  const [command, ...rest] = read[await redis.ask('TYPE', key)] ?? ['EXISTS'];
  const flat = (v) => (Array.isArray(v) ? v.flatMap(flat) : [Buffer.isBuffer(v) ? v : Buffer.from(String(v))]);
  return Buffer.concat(flat(await redis.askRaw(command, key, ...rest)));
}

test('in Redis the masked name stands in states, reports and what led to them, words where they are read; phone, openid, codes, passwords and tokens nowhere', { skip }, async () => {
  const where = new Map();
  for (const key of await redis.ask('KEYS', '*')) {
    assert.deepEqual(found(Buffer.from(key), [...Object.values(MARK), ...secrets]), [], 'a key');
    for (const hit of found(await valueOf(key), [...Object.values(MARK), ...secrets])) where.set(`${key.split(':')[0]} ${hit}`, key);
  }
  assert.deepEqual([...where.keys()].sort(), [`ev ${MARK.plea}`, `j ${MARK.id}`, `j ${MARK.name}`, `prob ${MARK.report}`, `prob ${MARK.name}`, `s ${MARK.id}`, `s ${MARK.name}`, `s ${MARK.plea}`], JSON.stringify([...where]));
  const sealed = (await redis.askRaw('HGET', `s:${marked.uid}`, 'd'));
  assert.ok(sealed.includes(new Sealer(scene.stack).hash(MARK.phone)), 'the state knows the phone by its keyed hash');
});

/** A receipt judged by the command; the first line it says. */
function judge(receipt, ...more) {
  const file = path.join(scene.dir, 'receipt.json');
  writeFileSync(file, JSON.stringify(receipt));
  const r = spawnSync(path.join(BUILD, 'tucai-relay'), ['verify-receipt', '--key', 'keys/relay.pub.pem', '--registry-key', 'keys/registry.pub.pem', ...more, file], { cwd: scene.dir, encoding: 'utf8' });
  return [r.status, r.stdout.trim()];
}

const FIELDS = {
  raw: ['sha256', 'size_bytes', 'at'], produced: ['sha256', 'size_bytes', 'rule_set', 'rule_set_version', 'at'], approved: ['by', 'at'], sent: ['batch_id', 'at'],
  accepted: ['batch_id', 'submission_id', 'student_uid', 'photo_sha256', 'result', 'reason', 'receipt_no', 'at', 'manifest_sha256', 'key_id', 'signature'],
};

/** docs/receipt.md by other people's SM2 and SM3. */
function holdsElsewhere(receipt) {
  let hash = '0'.repeat(64);
  for (const [name, fields] of Object.entries(FIELDS)) {
    const link = receipt.chain.find((l) => l.link === name);
    const lines = ['tucai-link 1', name, hash, ...fields.map((f) => link[f] ?? '')].map((l) => `${l}\n`).join('');
    hash = sm3([...Buffer.from(lines)]);
    assert.equal(link.hash, hash, name);
  }
  const point = createPublicKey(readFileSync(path.join(scene.dir, 'keys/relay.pub.pem'))).export({ type: 'spki', format: 'der' }).subarray(-65).toString('hex');
  const head = ['tucai-chain 1', receipt.submission_id, receipt.student_uid, receipt.school_code, hash].map((l) => `${l}\n`).join('');
  return sm2.doVerifySignature([...Buffer.from(head)], receipt.signature, point, { hash: true });
}

test('the receipt holds offline, by us and by others, and says which link does not', { skip }, async () => {
  const receipt = await marked.get('/me/receipt');
  const made = path.join(scene.dir, 'made.jpg');
  writeFileSync(made, await marked.get('/me/photo.jpg'));
  writeFileSync(path.join(scene.dir, 'original.jpg'), photo);
  assert.deepEqual(judge(receipt, '--photo', made, '--original', 'original.jpg'), [0, 'holds: raw, produced, approved, sent, accepted, signature']);
  assert.ok(holdsElsewhere(receipt));
  assert.match(judge(receipt, '--photo', 'original.jpg')[1], /^broken: produced: /);
  for (const [i, link] of receipt.chain.entries()) {
    const changed = structuredClone(receipt);
    changed.chain[i].at = '2020-01-01T00:00:00+08:00';
    assert.deepEqual(judge(changed), [1, `broken: ${link.link}: its hash is another`]);
  }
  assert.match(judge({ ...receipt, school_code: '10285' })[1], /^broken: signature: /);
  for (const name of ['made.jpg', 'original.jpg', 'receipt.json']) rmSync(path.join(scene.dir, name));
});

test('the export has all of it, in plain, for its owner', { skip }, async () => {
  const out = await marked.get('/me/export');
  assert.equal(out.phone, MARK.phone);
  assert.equal(out.openid, MARK.openid);
  assert.deepEqual([out.student.name_masked, out.student.id_masked], [MARK.name, MARK.id]);
  assert.deepEqual(out.consents.map((c) => c.given), [true]);
  assert.equal(out.submissions.at(-1).state, 'accepted');
  assert.equal(out.orders.at(-1).state, 'paid');
  kept = out.submissions.at(-1).pictures;
  assert.deepEqual(kept.map((p) => p.kind), ['original', 'preview', 'made']);
  const original = await marked.get(kept[0].url.replace('/api/v1', ''));
  assert.ok(original.equals(photo));
  await notFound(marked, `/me/pictures/${'0'.repeat(64)}`);
  const stranger = await scene.student();
  await notFound(stranger, kept[0].url);
});

test('a consent taken back empties the box at once; a request erases what nobody is at work on', { skip, timeout: 30000 }, async () => {
  const one = await scene.student();
  assert.equal((await one.shoot(photo)).state, 'passed');
  const [{ pictures }] = (await one.get('/me/export')).drafts;
  const there = blobs().length;
  assert.equal((await one.patch('/me', { consent: false })).drafts.length, 0);
  await waitFor('the files to go', () => blobs().length === there - 3);
  await notFound(one, pictures[0].url);
  assert.deepEqual((await one.get('/me/export')).consents.map((c) => c.given), [true, false]);

  const before = await marked.get('/me/export');
  const answer = await ask(marked, 'DELETE', '/me');
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.ok(answer.body.kept.some((k) => k.what === 'orders') && answer.body.kept.some((k) => k.what === 'submission'));
  assert.equal((await ask(marked, 'GET', '/me')).status, 401, 'the session is over');
  await marked.open(marked.code, 'device-3');
  const after = await marked.get('/me/export');
  assert.deepEqual([after.phone, after.openid, after.steps, after.devices_known], [null, null, [], 1]);
  assert.deepEqual(after.submissions.map((s) => [s.state, s.pictures.map((p) => p.kind)]), [['accepted', ['made']]]);
  assert.equal(before.orders.length, after.orders.length);
});

test('another face goes to a person, and a service that is away holds nobody up', { skip, timeout: 60000 }, async () => {
  const say = (answer) => fetch(`${scene.stack.sandboxUrl}/sandbox/real-name`, { method: 'POST', body: JSON.stringify({ answer }) });
  await scene.staff.put('/schools/10284', demoSchool(new Date(), { limits: { pause_s: 0, video_s: 0, undo_s: 0 }, plan: { amount_fen: 0 }, real_name: true, auto_approval: true }));
  const submitted = async (answer) => {
    await say(answer);
    const one = await scene.student();
    assert.equal((await one.shoot(photo)).state, 'passed');
    const said = async () => (await one.get('/me/export')).drafts[0].real_name;
    if (answer !== 'away') await waitFor('the answer', async () => await said() === answer);
    const { drafts } = await one.get('/me');
    const { state, submission_id: id } = await one.post('/submissions', { draft_id: drafts[0].draft_id, channel: 'native' });
    return { state, id };
  };
  assert.equal((await submitted('same')).state, 'approved');
  assert.equal((await submitted('away')).state, 'approved');
  const other = await submitted('other');
  assert.equal(other.state, 'in_review');
  const { reviews } = await scene.staff.get('/schools/10284/reviews?state=in_review');
  assert.equal(reviews.find((r) => r.submission_id === other.id).real_name, 'other');
  await scene.staff.put('/schools/10284', demoSchool(new Date(), { limits: { pause_s: 0, video_s: 0, undo_s: 0 } }));
});

test('a real-name service that says nothing is asked once, and files go meanwhile', { skip, timeout: 30000 }, async () => {
  const limits = { pause_s: 0, video_s: 0, undo_s: 0 };
  await scene.staff.put('/schools/10284', demoSchool(new Date(), { limits, real_name: true }));
  silence = { asked: 0 };
  const students = [];
  for (let i = 0; i < 4; i++) students.push(await scene.student());
  const there = blobs().length;
  await Promise.all(students.map(async (s) => assert.equal((await s.shoot(photo)).state, 'passed')));
  assert.equal((await students[0].patch('/me', { consent: false })).drafts.length, 0);
  await waitFor('the files to go', () => blobs().length === there + 3 * 3, 5000);
  await waitFor('the jobs to wait', async () => {
    const waits = await Promise.all((await redis.ask('ZRANGE', 'q:relay:low', 0, -1)).map((id) => redis.ask('HGET', `j:${id}`, 'w')));
    return waits.length >= 3 && waits.every((n) => Number(n) > 0);
  });
  assert.equal(silence.asked, 1);
  silence = undefined;
  await scene.staff.put('/schools/10284', demoSchool(new Date(), { limits }));
});

test('originals go after their time, though everybody is killed', { skip, timeout: 60000 }, async () => {
  const one = await scene.student();
  await one.shoot(photo);
  await payFor(scene.stack, one);
  await review(scene.staff, one);
  await one.until('the registry', (me) => me.submission.state === 'accepted', 30000);
  const there = blobs().length;
  const [relay] = scene.stack.all('relay');
  await relay.kill(); // the state is changed, the files cannot go yet
  await dayIs(31);
  await waitFor('the job for the files', async () => Number(await redis.ask('ZCARD', 'q:relay')) > 0);
  for (const label of ['billing', 'dispatch']) await scene.stack.all(label)[0].restart();
  relay.start();
  await Promise.all(['relay', 'billing', 'dispatch'].map((l) => scene.stack.all(l)[0].ready()));
  const gone = await waitFor('the record', async () => Number(await redis.ask('GET', (await redis.ask('KEYS', 'erased:*:originals'))[0])));
  await waitFor('the files to go', () => blobs().length === there - 2 * gone);
  await waitFor('the dead letter to go', async () => Number(await redis.ask('ZCARD', 'dead:qc')) === 0);
});

const filesOf = (dir) => readdirSync(path.join(dir, 'blobs'), { recursive: true }).map((f) => path.basename(f));

test('a season closed long enough ago leaves nothing but the records', { skip, timeout: 90000 }, async () => {
  const staff = new Client(scene.url, '', 15000);
  const year = new Date().getFullYear();
  staff.token = (await staff.post('/staff/login', scene.stack.firstAccount())).token;
  await staff.put(`/seasons/${year}`, { graduation_years: [year, year + 1] });
  const kept = new Set();
  for (const key of await redis.ask('KEYS', 's:*')) for (const [name] of (await valueOf(key)).toString('latin1').matchAll(/[0-9a-f]{32}/g)) kept.add(name);
  assert.ok(filesOf(scene.dir).some((name) => kept.has(name)));
  await staff.post(`/seasons/${year}/close`);
  await dayIs(32 + 181);
  await waitFor('the students to go', async () => (await redis.ask('KEYS', 's:*')).length === 0, 20000);
  await waitFor('their photos and print sheets to go', () => !filesOf(scene.dir).some((name) => kept.has(name)), 40000);
  const uids = ['marked1', 'marked2', '202100000100'];
  for (const key of await redis.ask('KEYS', '*')) {
    if (/^(j|x|sess|chal):/.test(key)) continue; // gone by themselves, within days
    if (/^(audit|b):/.test(key)) continue; // what the law keeps: the audit log, the lists that the money is reconciled by
    assert.deepEqual(found(Buffer.concat([Buffer.from(key), await valueOf(key)]), uids), [], key);
  }
  staff.token = (await staff.post('/staff/login', scene.stack.firstAccount())).token;
  const { erasures } = await staff.get('/erasures');
  assert.deepEqual([...new Set(erasures.map((e) => e.kind))].sort(), ['dead_letters', 'drafts', 'originals', 'request', 'roster', 'student']);
  assert.ok(erasures.filter((e) => e.kind === 'student').reduce((n, e) => n + e.count, 0) >= 4);
});
