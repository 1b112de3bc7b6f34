// Notices made by a library of another author: what we take, and what we refuse with which status.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { Formatter } from 'wechatpay-axios-plugin';
import { APPID, MCHID, Stage, makeKeys, sealedNotice, signedHeaders } from '../support/wechatpay.mjs';

let keys;
let other;
let stage;

before(() => {
  keys = makeKeys();
  other = makeKeys();
  stage = new Stage(keys, 'http://127.0.0.1:9');
});

after(async () => {
  assert.equal(await stage.stop(), 0);
  keys.remove();
  other.remove();
});

const payment = (over = {}) => ({
  mchid: MCHID, appid: APPID, out_trade_no: 'T20250601000001', transaction_id: '1217752501201407033233368018', trade_type: 'NATIVE',
  trade_state: 'SUCCESS', trade_state_desc: '支付成功', bank_type: 'CMC', attach: '', success_time: '2025-06-01T10:34:56+08:00',
  payer: { openid: 'oUpF8uMuAJO' }, amount: { total: 1500, payer_total: 1500, currency: 'CNY', payer_currency: 'CNY' }, ...over,
});

const refund = (over = {}) => ({
  mchid: MCHID, out_trade_no: 'T20250601000001', transaction_id: '1217752501201407033233368018', out_refund_no: 'R7752501201407033233368018',
  refund_id: '50000000382019052709732678859', refund_status: 'SUCCESS', success_time: '2025-06-02T10:34:56+08:00',
  user_received_account: '招商银行信用卡0403', amount: { total: 1500, refund: 1500, payer_total: 1500, payer_refund: 1500 }, ...over,
});

/** Hands a notice over as ingest would: raw body, four headers, the moment it came. */
function hand(body, headers, receivedMs = Date.now()) {
  return stage.ask({ notice: {
    body, timestamp: headers['Wechatpay-Timestamp'], nonce: headers['Wechatpay-Nonce'],
    signature: headers['Wechatpay-Signature'], serial: headers['Wechatpay-Serial'], received_ms: receivedMs,
  } });
}

test('a payment', async () => {
  const body = sealedNotice(keys, 'transaction', 'TRANSACTION.SUCCESS', payment());
  const said = await hand(body, signedHeaders(keys, body));
  assert.deepEqual(said, {
    id: JSON.parse(body).id, order_no: 'T20250601000001', transaction_id: '1217752501201407033233368018', state: 1,
    amount_fen: 1500, paid_at_ms: Date.parse('2025-06-01T10:34:56+08:00'),
  });
});

test('a refund', async () => {
  const body = sealedNotice(keys, 'refund', 'REFUND.SUCCESS', refund());
  const said = await hand(body, signedHeaders(keys, body));
  assert.deepEqual([said.order_no, said.refund_no, said.state, said.refund_fen], ['T20250601000001', 'R7752501201407033233368018', 1, 1500]);
});

test('the signature covers the raw bytes: another spelling of the same JSON is refused', async () => {
  const body = sealedNotice(keys, 'transaction', 'TRANSACTION.SUCCESS', payment());
  const said = await hand(JSON.stringify(JSON.parse(body), null, 1), signedHeaders(keys, body));
  assert.deepEqual(said, { refusal: 'signature_bad', status: 401 });
});

test('a notice that waited in our queue is judged by when it came', async () => {
  const at = Formatter.timestamp() - 3600;
  const body = sealedNotice(keys, 'transaction', 'TRANSACTION.SUCCESS', payment());
  assert.equal((await hand(body, signedHeaders(keys, body, { at }), at * 1000)).amount_fen, 1500);
  assert.equal((await hand(body, signedHeaders(keys, body, { at }))).refusal, 'stale');
});

test('an event of another name is acknowledged and credits nothing', async () => {
  const body = sealedNotice(keys, 'transaction', 'SOMETHING.ELSE', payment());
  const said = await hand(body, signedHeaders(keys, body));
  assert.deepEqual([said.refusal, said.state], [undefined, 0]);
});

test('what is refused, and how', async (t) => {
  const now = Formatter.timestamp();
  const said = (resource, event = 'TRANSACTION.SUCCESS', apiv3 = keys.apiv3) =>
    sealedNotice(keys, event.startsWith('REFUND') ? 'refund' : 'transaction', event, resource, apiv3);
  const good = said(payment());
  const spoiled = (change) => {
    const notice = JSON.parse(good);
    change(notice);
    return JSON.stringify(notice);
  };
  const rows = [
    ['no headers', good, {}, 'unsigned', 401],
    ['no signature', good, { ...signedHeaders(keys, good), 'Wechatpay-Signature': '' }, 'unsigned', 401],
    ['a timestamp that is no number', good, { ...signedHeaders(keys, good), 'Wechatpay-Timestamp': 'now' }, 'unsigned', 401],
    ['the provider\'s own probe', good, { ...signedHeaders(keys, good), 'Wechatpay-Signature': 'WECHATPAY/SIGNTEST/x' }, 'signature_bad', 401],
    ['301 s old', good, signedHeaders(keys, good, { at: now - 302 }), 'stale', 401],
    ['301 s ahead', good, signedHeaders(keys, good, { at: now + 303 }), 'stale', 401],
    ['a serial that nobody has', good, signedHeaders(keys, good, { serial: '00' }), 'serial_unknown', 401],
    ['another key under our serial', good, signedHeaders(keys, good, { key: other.platformKey }), 'signature_bad', 401],
    ['our own merchant key', good, signedHeaders(keys, good, { key: keys.merchantKey }), 'signature_bad', 401],
    ['one byte more', `${good}\n`, signedHeaders(keys, good), 'signature_bad', 401],
    ['sealed with another key', said(payment(), undefined, '0'.repeat(32)), null, 'sealed', 422],
    ['another associated text', spoiled((n) => { n.resource.associated_data = 'certificate'; }), null, 'sealed', 422],
    ['a nonce of 16 bytes', spoiled((n) => { n.resource.nonce += 'abcd'; }), null, 'sealed', 422],
    ['a ciphertext of 15 bytes', spoiled((n) => { n.resource.ciphertext = Buffer.alloc(15).toString('base64'); }), null, 'sealed', 422],
    ['a bit turned', spoiled((n) => { n.resource.ciphertext = `A${n.resource.ciphertext.slice(1)}` === n.resource.ciphertext ? `B${n.resource.ciphertext.slice(1)}` : `A${n.resource.ciphertext.slice(1)}`; }), null, 'sealed', 422],
    ['not base64', spoiled((n) => { n.resource.ciphertext = '!!!!'; }), null, 'malformed', 422],
    ['another algorithm', spoiled((n) => { n.resource.algorithm = 'AEAD_SM4_GCM'; }), null, 'malformed', 422],
    ['no resource', spoiled((n) => { delete n.resource; }), null, 'malformed', 422],
    ['no JSON', 'hello', null, 'malformed', 422],
    ['a member twice', good.replace('{', '{"id":"x",'), null, 'malformed', 422],
    ['opened, but no JSON', said('hello'), null, 'malformed', 422],
    ['another merchant', said(payment({ mchid: '1900000110' })), null, 'wrong_merchant', 422],
    ['another app', said(payment({ appid: 'wx0000000000000000' })), null, 'wrong_app', 422],
    ['an amount that is text', said(payment({ amount: { total: '1500', currency: 'CNY' } })), null, 'malformed', 422],
    ['an amount below nothing', said(payment({ amount: { total: -1500, currency: 'CNY' } })), null, 'malformed', 422],
    ['half a fen', said(payment({ amount: { total: 1500.5, currency: 'CNY' } })), null, 'malformed', 422],
    ['other money', said(payment({ amount: { total: 1500, currency: 'USD' } })), null, 'malformed', 422],
    ['a state of its own', said(payment({ trade_state: 'PERHAPS' })), null, 'malformed', 422],
    ['an order number of 100 characters', said(payment({ out_trade_no: 'x'.repeat(100) })), null, 'malformed', 422],
    ['paid at no time', said(payment({ success_time: 'yesterday' })), null, 'malformed', 422],
    ['another merchant\'s refund', said(refund({ mchid: '1900000110' }), 'REFUND.SUCCESS'), null, 'wrong_merchant', 422],
    ['a refund called a payment', said(refund(), 'TRANSACTION.SUCCESS'), null, 'malformed', 422],
  ];
  for (const [name, body, headers, refusal, status] of rows) {
    await t.test(name, async () => {
      assert.deepEqual(await hand(body, headers ?? signedHeaders(keys, body)), { refusal, status });
    });
  }
});
