// docs/registry-protocol.md against the sandbox registry, by a sender that shares no code with either side.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { waitFor } from '../../scripts/stack.mjs';
import { stripedPhoto } from '../support/picture.mjs';
import { Registry, sha256 } from '../support/registry.mjs';

let registry;
let next = 0;
before(async () => { registry = await new Registry().start(); });
after(() => registry.stop());
beforeEach(() => registry.misbehave({}));

const photo = (jpeg = stripedPhoto({ seed: ++next })) => ({ submission_id: `s-${++next}`, student_uid: `u-${next}`, jpeg });
const batchId = () => `chsi-${++next}`;

function signedText(answer, receipt) {
  return ['tucai-receipt 1', answer.batch_id, receipt.submission_id, receipt.student_uid, receipt.photo_sha256, receipt.result,
    receipt.reason, receipt.receipt_no, receipt.at, answer.manifest_sha256].map((l) => `${l}\n`).join('');
}

test('a batch is taken, each photo gets a signed receipt', async () => {
  const photos = [photo(), photo(stripedPhoto({ width: 441 })), photo()];
  const id = batchId();
  const { status, document } = await registry.post(id, registry.body(id, photos));
  assert.equal(status, 200);
  assert.equal(document.state, 'done');
  assert.deepEqual(document.receipts.map((r) => [r.submission_id, r.result, r.reason]), [
    [photos[0].submission_id, 'accepted', ''],
    [photos[1].submission_id, 'refused', 'photo_nonconforming'],
    [photos[2].submission_id, 'accepted', ''],
  ]);
  for (const [i, receipt] of document.receipts.entries()) {
    assert.equal(receipt.photo_sha256, sha256(photos[i].jpeg));
    assert.equal(receipt.key_id, registry.keyId('registry'));
    assert.ok(registry.verify(signedText(document, receipt), receipt.signature));
    assert.ok(!registry.verify(signedText(document, { ...receipt, receipt_no: 'R9' }), receipt.signature));
  }
  assert.deepEqual((await registry.get(id)).document, document);
});

test('the same key and bytes: the same answer, nothing accepted twice', async () => {
  const photos = [photo()];
  const id = batchId();
  const body = registry.body(id, photos);
  const first = await registry.post(id, body);
  assert.deepEqual((await registry.post(id, body)).document, first.document);
  await registry.restart();
  assert.deepEqual((await registry.post(id, body)).document, first.document);
  assert.equal(registry.accepted()[photos[0].student_uid], 1);
});

test('the same key with another manifest is refused', async () => {
  const id = batchId();
  await registry.post(id, registry.body(id, [photo()]));
  const { status, document } = await registry.post(id, registry.body(id, [photo()]));
  assert.deepEqual([status, document.error], [409, 'key_reused']);
});

test('a submission in another batch is not judged again', async () => {
  const p = photo();
  const [a, b] = [batchId(), batchId()];
  const first = (await registry.post(a, registry.body(a, [p]))).document;
  const second = (await registry.post(b, registry.body(b, [p]))).document;
  const facts = ({ result, reason, receipt_no, at }) => ({ result, reason, receipt_no, at });
  assert.deepEqual(facts(second.receipts[0]), facts(first.receipts[0]));
  assert.ok(registry.verify(signedText(second, second.receipts[0]), second.receipts[0].signature));
  assert.equal(registry.accepted()[p.student_uid], 1);
});

test('another photo of an accepted student is held', async () => {
  const p = photo();
  const [a, b] = [batchId(), batchId()];
  await registry.post(a, registry.body(a, [p]));
  const other = { ...photo(), student_uid: p.student_uid };
  const { document } = await registry.post(b, registry.body(b, [other]));
  assert.equal(document.receipts[0].reason, 'photo_held');
});

test('an unknown batch', async () => {
  const { status, document } = await registry.get('chsi-none');
  assert.deepEqual([status, document.error], [404, 'batch_unknown']);
});

test('no certificate: no answer to any path', async () => {
  const id = batchId();
  for (const r of [await registry.post(id, registry.body(id, [photo()]), { certificate: false }), await registry.get(id, { certificate: false })]) {
    assert.deepEqual([r.status, r.document?.error], [403, 'sender_unknown']);
  }
  assert.equal((await registry.get(id)).status, 404);
});

const swap = (text, from, to) => {
  const out = Buffer.from(text);
  out.write(to, out.indexOf(from));
  return out;
};
const REFUSALS = [
  ['empty body', 400, 'format', () => Buffer.alloc(0)],
  ['no line', 400, 'format', () => Buffer.alloc(5000, 'x')],
  ['another version', 400, 'format', (b) => swap(b, 'tucai-batch 1', 'tucai-batch 2')],
  ['line with two spaces', 400, 'format', (b) => Buffer.concat([Buffer.from('tucai-batch  '), b.subarray(12)])],
  ['manifest longer than the body', 400, 'format', (b) => Buffer.concat([Buffer.from('tucai-batch 1 500000'), b.subarray(17)])],
  ['manifest over the limit', 413, 'too_large', (b) => Buffer.concat([Buffer.from('tucai-batch 1 9999999'), b.subarray(17)])],
  ['unknown key', 401, 'key_unknown', (b) => swap(b, registry.keyId('relay'), '0011223344556677')],
  ['manifest changed', 401, 'signature', (b) => swap(b, '"sender":"32"', '"sender":"33"')],
  ['photo changed', 422, 'digest', (b) => { const c = Buffer.from(b); c[c.length - 100] ^= 1; return c; }],
  ['a byte too few', 400, 'format', (b) => b.subarray(0, -1)],
  ['a byte too many', 400, 'format', (b) => Buffer.concat([b, Buffer.from('x')])],
];
for (const [name, status, code, spoil] of REFUSALS) {
  test(`refused whole: ${name}`, async () => {
    const id = batchId();
    const body = registry.body(id, [photo()]);
    const r = await registry.post(id, spoil(body));
    assert.deepEqual([r.status, r.document.error], [status, code]);
    assert.equal((await registry.get(id)).status, 404, 'it left a trace');
    assert.equal((await registry.post(id, body)).status, 200, 'the key can be used again');
  });
}

const MANIFESTS = [
  ['version 2', (m) => ({ ...m, version: 2 })],
  ['another batch id', (m) => ({ ...m, batch_id: 'chsi-other' })],
  ['no photos', (m) => ({ ...m, photos: [] })],
  ['a photo twice', (m) => ({ ...m, photos: [m.photos[0], m.photos[0]] })],
  ['an id with a slash', (m) => ({ ...m, photos: [{ ...m.photos[0], student_uid: '../u' }] })],
  ['no school', (m) => ({ ...m, photos: [{ ...m.photos[0], school_code: '' }] })],
  ['a short digest', (m) => ({ ...m, photos: [{ ...m.photos[0], sha256: 'ab' }] })],
  ['a negative size', (m) => ({ ...m, photos: [{ ...m.photos[0], bytes: -1 }] })],
  ['a text as size', (m) => ({ ...m, photos: [{ ...m.photos[0], bytes: '30000' }] })],
  ['no object', () => []],
];
for (const [name, change] of MANIFESTS) {
  test(`well signed, but refused: ${name}`, async () => {
    const id = batchId();
    const r = await registry.post(id, registry.body(id, [photo()], change));
    assert.deepEqual([r.status, r.document.error], [400, 'format']);
  });
}

test('a bad idempotency key, and none', async () => {
  for (const key of ['../x', undefined]) {
    const r = await registry.post(key, registry.body('chsi-1', [photo()]));
    assert.deepEqual([r.status, r.document.error], [400, 'format']);
  }
});

const MODES = [['cut_before', false, (r) => r.cut], ['cut_after', true, (r) => r.cut], ['fail_after', true, (r) => r.status === 500],
  ['down', false, (r) => r.status === 500], ['closed', false, (r) => r.status === 422]];
for (const [mode, kept, holds] of MODES) {
  test(`misbehaves on request: ${mode}`, async () => {
    const id = batchId();
    const p = photo();
    const body = registry.body(id, [p]);
    await registry.misbehave({ mode, times: 1 });
    assert.ok(holds(await registry.post(id, body)));
    assert.equal((await registry.get(id)).status, kept ? 200 : 404);
    assert.equal((await registry.post(id, body)).status, 200);
    assert.equal(registry.accepted()[p.student_uid], 1);
  });
}

const LIES = [
  ['forged', (d) => d.receipts.map((r, i) => registry.verify(signedText(d, r), r.signature) === (i > 0))],
  ['stray_key', (d) => d.receipts.flatMap((r) => [r.key_id !== registry.keyId('registry'), !registry.verify(signedText(d, r), r.signature)])],
  ['other_manifest', (d) => [/^0{64}$/.test(d.manifest_sha256)]],
];
for (const [mode, holds] of LIES) {
  test(`misbehaves on request: ${mode}`, async () => {
    const id = batchId();
    await registry.misbehave({ mode, times: 1 });
    const { document } = await registry.post(id, registry.body(id, [photo(), photo()]));
    assert.ok(holds(document).every(Boolean), JSON.stringify(document));
    const after_ = (await registry.get(id)).document;
    for (const r of after_.receipts) assert.ok(registry.verify(signedText(after_, r), r.signature));
  });
}

test('it shows an expired certificate until it is told otherwise', async () => {
  await registry.misbehave({ expired: true });
  await waitFor('the certificate to expire', async () => (await registry.get('chsi-none')).code === 'CERT_HAS_EXPIRED');
  await registry.misbehave({});
  await waitFor('the certificate to be good', async () => (await registry.get('chsi-none')).status === 404);
});

test('it cannot be asked, or forgets what it was sent', async () => {
  const id = batchId();
  await registry.post(id, registry.body(id, [photo()]));
  for (const asks of [404, 405]) {
    await registry.misbehave({ asks });
    const r = await registry.get(id);
    assert.deepEqual([r.status, r.document], [asks, undefined]);
  }
  await registry.misbehave({ forgets: true });
  assert.equal((await registry.get(id)).document.error, 'batch_unknown');
  await registry.misbehave({});
  assert.equal((await registry.get(id)).status, 200);
});

test('one that does not deduplicate judges twice what comes twice, and counts it', async () => {
  const [id, p] = [batchId(), photo()];
  const body = registry.body(id, [p]);
  await registry.misbehave({ deduplicates: false });
  const numbers = [];
  for (let i = 0; i < 2; i++) numbers.push((await registry.post(id, body)).document.receipts[0].receipt_no);
  assert.notEqual(...numbers);
  assert.equal(registry.accepted()[p.student_uid], 2);
  const times = async () => [(await registry.count(p.submission_id)).accepted, (await registry.count()).accepted_again];
  assert.deepEqual(await times(), [2, 1]);
  await registry.restart(); // its book says the same
  assert.deepEqual(await times(), [2, 1]);
  assert.equal(registry.accepted()[p.student_uid], 2);
});

test('by chance, and with the same seed the same way', async () => {
  const run = async () => {
    await registry.misbehave({ chance: 60, seed: 7, delay_ms: 0 });
    const seen = [];
    for (let i = 0; i < 30; i++) seen.push((await registry.get('chsi-none')).status);
    return seen.join();
  };
  const first = await run();
  assert.equal(await run(), first);
  assert.ok(first.includes('500') && first.includes('404'), first);
});

test('it can be told at its start', async () => {
  await registry.restart({ asks: 405 });
  assert.equal((await registry.get('chsi-none')).status, 405);
  await registry.restart();
  assert.equal((await registry.get('chsi-none')).status, 404);
});

test('what makes no sense at its desk is refused', async () => {
  for (const wish of [{ mode: 'happy' }, { asks: 302 }, { chance: 101 }, { times: -1 }, { mood: 'bad' }, []]) assert.equal((await registry.misbehave(wish)).status, 422, JSON.stringify(wish));
});

test('a slow answer keeps nobody else waiting, and the batch is known meanwhile', async () => {
  const id = batchId();
  await registry.misbehave({ mode: 'slow', times: 1, delay_ms: 1500 });
  let late = false;
  const slow = registry.post(id, registry.body(id, [photo()])).then((answer) => { late = true; return answer; });
  let asked;
  do asked = await registry.get(id); while (asked.status === 404);
  assert.ok(!late && asked.document.state === 'done');
  assert.deepEqual((await slow).document, asked.document);
});
