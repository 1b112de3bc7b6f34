// The worked example of docs/registry-protocol.md, checked by implementations that are none of ours (sm-crypto), and sent to the sandbox.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../../scripts/stack.mjs';
import { Registry, sha256 } from '../support/registry.mjs';

const { sm2, sm3 } = createRequire(import.meta.url)('sm-crypto');
const page = readFileSync(path.join(ROOT, 'docs/registry-protocol.md'), 'utf8');
const example = page.slice(page.indexOf('## 10. '));
const blocks = [...example.matchAll(/```\w*\n([^]*?)\n```/g)].map((m) => m[1]);
const [manifest, line, ends, receiptText, tenLines] = blocks;
const receipt = JSON.parse(receiptText);
const told = (pattern) => pattern.exec(example)[1];
const keys = Object.fromEntries([...example.matchAll(/^\| (sender|registry) \| `(\w+)` \| `(\w+)` \| `(\w+)` \| `(\w+)` \|$/gm)]
  .map(([, who, d, x, y, id]) => [who, { d, x, y, id, point: `04${x}${y}` }]));
const photos = ['photo of one', 'photo of the other'].map((t) => Buffer.from(t));
const body = Buffer.concat([Buffer.from(`${line}\n${manifest}`), ...photos]);

const bytes = (hex) => Array.from(Buffer.from(hex, 'hex'));
const holds = (text, signature, key) => sm2.doVerifySignature(Array.from(Buffer.from(text)), signature, key.point, { hash: true, userId: '1234567812345678' });

test('the keys belong together, and are called as section 2 says', () => {
  assert.deepEqual(Object.keys(keys), ['sender', 'registry']);
  for (const key of Object.values(keys)) {
    assert.equal(sm2.getPublicKeyFromPrivateKey(key.d), key.point);
    assert.equal(sm3(bytes(key.point)).slice(0, 16), key.id);
  }
});

test('Z and the digest that is signed', () => {
  const curve = 'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93'
    + '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0';
  const z = sm3([...bytes('0080'), ...Buffer.from('1234567812345678'), ...bytes(curve + keys.sender.x + keys.sender.y)]);
  assert.equal(told(/Z of the sender is `(\w+)`/), z);
  assert.equal(told(/SM3\(Z \|\| manifest\) is `(\w+)`/), sm3([...bytes(z), ...Buffer.from(manifest)]));
});

test('the manifest lists the photos, its line signs it', () => {
  assert.equal(told(/The manifest, (\d+) bytes/), String(Buffer.byteLength(manifest)));
  assert.equal(told(/The manifest, .* SHA-256 `(\w+)`/), sha256(manifest));
  assert.deepEqual(JSON.parse(manifest).photos.map((p) => [p.bytes, p.sha256]), photos.map((p) => [p.length, sha256(p)]));
  const [word, version, length, id, signature] = line.split(' ');
  assert.deepEqual([word, version, Number(length), id], ['tucai-batch', '1', Buffer.byteLength(manifest), keys.sender.id]);
  assert.ok(holds(manifest, signature, keys.sender));
  assert.ok(!holds(manifest.replace('"32"', '"33"'), signature, keys.sender));
});

test('the body', () => {
  assert.equal(told(/two photos, (\d+) bytes/), String(body.length));
  assert.equal(told(/two photos, .* SHA-256 `(\w+)`/), sha256(body));
  assert.equal(ends, `${body.subarray(0, 16).toString('hex')} ... ${body.subarray(-32).toString('hex')}`);
});

test('the receipt and the ten lines that it signs', () => {
  const lines = ['tucai-receipt 1', 'chsi-7', receipt.submission_id, receipt.student_uid, receipt.photo_sha256, receipt.result, receipt.reason, receipt.receipt_no,
    receipt.at, sha256(manifest)];
  assert.equal(tenLines, lines.join('\n'));
  assert.equal(told(/is over \((\d+) bytes/), String(Buffer.byteLength(`${tenLines}\n`)));
  assert.equal(receipt.key_id, keys.registry.id);
  assert.ok(holds(`${tenLines}\n`, receipt.signature, keys.registry));
  assert.equal(receipt.photo_sha256, sha256(photos[1]));
});

test('the sandbox takes these bytes from a sender of that key', async () => {
  const registry = new Registry();
  const spki = Buffer.concat([Buffer.from('3059301306072a8648ce3d020106082a811ccf5501822d034200', 'hex'), Buffer.from(keys.sender.point, 'hex')]);
  writeFileSync(registry.key('relay.pub.pem'), `-----BEGIN PUBLIC KEY-----\n${spki.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END PUBLIC KEY-----\n`);
  await registry.start();
  try {
    const { status, document } = await registry.post('chsi-7', body);
    assert.equal(status, 200, JSON.stringify(document));
    assert.equal(document.manifest_sha256, sha256(manifest));
    assert.deepEqual(document.receipts.map((r) => [r.photo_sha256, r.reason]), photos.map((p) => [sha256(p), 'photo_nonconforming']));
  } finally {
    await registry.stop();
  }
});
