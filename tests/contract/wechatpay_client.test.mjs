// What our client sends is judged by two libraries of other authors; what they sign, our client must accept.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { Rsa, Formatter } from 'wechatpay-axios-plugin';
import WxPay from 'wechatpay-node-v3';
import { APPID, MCHID, MERCHANT_SERIAL, Listener, Stage, authorization, makeKeys, signedHeaders } from '../support/wechatpay.mjs';

const CREATE = 0;
const QUERY = 1;
const CLOSE = 2;
const REFUND = 3;
const [READY, PAID, CLOSED, REFUNDING, REFUNDED, REFUND_FAILED, REFUSED] = [0, 1, 2, 3, 4, 5, 6];

let keys;
let provider;
let stage;
let answer; // what the provider says next

before(async () => {
  keys = makeKeys();
  provider = await Listener.start(() => {
    const body = answer.json ? JSON.stringify(answer.json) : '';
    return { status: answer.status, body, headers: answer.headers ?? signedHeaders(keys, body, answer.signing) };
  });
  stage = new Stage(keys, provider.url);
});

after(async () => {
  assert.equal(await stage.stop(), 0);
  provider.stop();
  keys.remove();
});

async function call(job, says) {
  answer = says;
  const said = await stage.pay(job);
  return { said, request: provider.requests.at(-1) };
}

/** Both libraries agree that the merchant signed this. */
function assertSigned({ method, url, headers, body }) {
  const a = authorization(headers.authorization);
  assert.equal(a.scheme, 'WECHATPAY2-SHA256-RSA2048');
  assert.equal(a.mchid, MCHID);
  assert.equal(a.serial_no, MERCHANT_SERIAL);
  assert.match(a.nonce_str, /^[0-9a-zA-Z]{16,32}$/);
  assert.ok(Math.abs(Number(a.timestamp) - Date.now() / 1000) < 60);
  const key = Rsa.from(new X509Certificate(keys.merchantCertificate).publicKey.export({ type: 'spki', format: 'pem' }), 'public');
  assert.ok(Rsa.verify(Formatter.request(method, url, a.timestamp, a.nonce_str, body), a.signature, key), 'wechatpay-axios-plugin refuses the signature');
  const peer = new WxPay({ appid: APPID, mchid: MCHID, publicKey: Buffer.from(keys.merchantCertificate), privateKey: Buffer.from(keys.merchantKey) });
  assert.equal(peer.getSignature(method, a.nonce_str, a.timestamp, url, body), a.signature, 'wechatpay-node-v3 signs otherwise');
  assert.equal(peer.serial_no.toUpperCase(), MERCHANT_SERIAL);
}

const created = { status: 200, json: { code_url: 'weixin://wxpay/bizpayurl?pr=p4lpSuKzz' } };

test('native: signed, complete, and the code comes back', async () => {
  const { said, request } = await call({ op: CREATE, order_no: 'T20250601000001' }, created);
  assertSigned(request);
  assert.equal(request.method, 'POST');
  assert.equal(request.url, '/v3/pay/transactions/native');
  const sent = JSON.parse(request.body);
  assert.deepEqual(sent.amount, { total: 1500, currency: 'CNY' });
  assert.equal(sent.appid, APPID);
  assert.equal(sent.mchid, MCHID);
  assert.equal(sent.out_trade_no, 'T20250601000001');
  assert.equal(sent.description, '毕业生图像采集');
  assert.match(sent.time_expire, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/);
  assert.ok(Math.abs(Date.parse(sent.time_expire) - Date.now() - 7_200_000) < 5000);
  assert.equal(said.how, 'ok');
  assert.equal(said.told.state, READY);
  assert.deepEqual(JSON.parse(said.told.pay_json), created.json);
  assert.equal(said.then.op, QUERY);
});

test('the order\'s end is told on the provider\'s clock, however ours is shifted', async () => {
  const shifted = Date.now() + 400 * 86_400_000;
  const { request } = await call({ op: CREATE, order_no: 'T20250601000002', now_ms: shifted, expires_ms: shifted + 600_000 }, created);
  assert.ok(Math.abs(Date.parse(JSON.parse(request.body).time_expire) - Date.now() - 600_000) < 5000);
});

test('h5 and jsapi carry what they need besides', async () => {
  const h5 = await call({ op: CREATE, channel: 1, order_no: 'T20250601000003', client_ip: '203.0.113.9' }, { status: 200, json: { h5_url: 'https://wx.tenpay.com/x' } });
  assertSigned(h5.request);
  assert.equal(h5.request.url, '/v3/pay/transactions/h5');
  assert.deepEqual(JSON.parse(h5.request.body).scene_info, { payer_client_ip: '203.0.113.9', h5_info: { type: 'Wap' } });
  assert.deepEqual(JSON.parse(h5.said.told.pay_json), { h5_url: 'https://wx.tenpay.com/x' });

  const jsapi = await call({ op: CREATE, channel: 2, order_no: 'T20250601000004', openid: 'oUpF8uMuAJO' }, { status: 200, json: { prepay_id: 'wx2611215250487459928b659bd466620000' } });
  assertSigned(jsapi.request);
  assert.deepEqual(JSON.parse(jsapi.request.body).payer, { openid: 'oUpF8uMuAJO' });
  const page = JSON.parse(jsapi.said.told.pay_json);
  assert.equal(page.package, 'prepay_id=wx2611215250487459928b659bd466620000');
  const lines = Formatter.joinedByLineFeed(page.appId, page.timeStamp, page.nonceStr, page.package);
  assert.equal(page.paySign, Rsa.sign(lines, Rsa.from(keys.merchantKey)));
});

test('query, close and refund are signed too', async () => {
  const query = await call({ op: QUERY, order_no: 'T20250601000005' }, { status: 404, json: { code: 'ORDER_NOT_EXIST' } });
  assertSigned(query.request);
  assert.equal(query.request.url, `/v3/pay/transactions/out-trade-no/T20250601000005?mchid=${MCHID}`);
  assert.equal(query.request.body, '');
  assert.equal(query.said.told, null);

  const close = await call({ op: CLOSE, order_no: 'T20250601000005' }, { status: 204 });
  assertSigned(close.request);
  assert.deepEqual(JSON.parse(close.request.body), { mchid: MCHID });
  assert.equal(close.said.told.state, CLOSED);

  const refund = await call({ op: REFUND, order_no: 'T20250601000005', refund_no: 'R1', refund_fen: 1500, reason: '撤回' }, {
    status: 200,
    json: { refund_id: '50', out_refund_no: 'R1', out_trade_no: 'T20250601000005', status: 'PROCESSING', amount: { total: 1500, refund: 1500, currency: 'CNY' } },
  });
  assertSigned(refund.request);
  assert.deepEqual(JSON.parse(refund.request.body).amount, { refund: 1500, total: 1500, currency: 'CNY' });
  assert.equal(refund.said.told.state, REFUNDING);
  assert.deepEqual([refund.said.then.op, refund.said.then.asked], [REFUND, 1]);
});

test('one of two payments of an order goes back by its transaction, and the order is not named', async () => {
  const job = { op: REFUND, order_no: 'T20250601000005-2', transaction_id: '1217752501201407033233368018', refund_no: 'T20250601000005-2R', refund_fen: 1500, reason: '重复支付' };
  const says = (status) => ({ status: 200, json: { refund_id: '50', out_refund_no: job.refund_no, transaction_id: job.transaction_id, out_trade_no: 'T20250601000005', status, amount: { total: 1500, refund: 1500, currency: 'CNY' } } });
  const { said, request } = await call(job, says('PROCESSING'));
  assertSigned(request);
  const { notify_url: url, ...sent } = JSON.parse(request.body);
  assert.ok(!url || url.startsWith('http'));
  assert.deepEqual(sent, { transaction_id: job.transaction_id, out_refund_no: job.refund_no, reason: '重复支付', amount: { refund: 1500, total: 1500, currency: 'CNY' } });
  assert.deepEqual([said.told.state, said.told.order_no, said.told.refund_no, said.then.id], [REFUNDING, job.order_no, job.refund_no, `pr:${job.order_no}:1`]);
  const again = await call({ ...job, asked: 1 }, { status: 400, json: { code: 'INVALID_REQUEST' } });
  assert.equal(again.request.body, request.body, 'the same words for every try');
  assert.deepEqual([again.said.told.state, again.said.then.asked], [REFUND_FAILED, 2]);
  assert.equal((await call(job, says('SUCCESS'))).said.told.state, REFUNDED);
});

const paidOrder = (over = {}) => ({
  appid: APPID, mchid: MCHID, out_trade_no: 'T20250601000006', transaction_id: '1217752501201407033233368018', trade_type: 'NATIVE',
  trade_state: 'SUCCESS', success_time: '2025-06-01T10:34:56+08:00', amount: { total: 1500, payer_total: 1500, currency: 'CNY' }, ...over,
});

test('what an answer means', async (t) => {
  const refund = { op: REFUND, refund_no: 'R1', refund_fen: 1500, reason: 'x' };
  const refunded = (status) => ({ refund_id: '5', out_refund_no: 'R1', out_trade_no: 'T20250601000006', status, amount: { refund: 1500, total: 1500 } });
  const rows = [
    ['paid', { op: QUERY }, 200, paidOrder(), 'ok', PAID],
    ['not paid yet', { op: QUERY }, 200, paidOrder({ trade_state: 'NOTPAY' }), 'ok', undefined],
    ['closed', { op: QUERY }, 200, paidOrder({ trade_state: 'CLOSED' }), 'ok', CLOSED],
    ['another order\'s payment', { op: QUERY }, 200, paidOrder({ out_trade_no: 'T20250601000099' }), 'retry', undefined],
    ['another merchant\'s', { op: QUERY }, 200, paidOrder({ mchid: '1900000110' }), 'retry', undefined],
    ['another app\'s', { op: QUERY }, 200, paidOrder({ appid: 'wx0000000000000000' }), 'retry', undefined],
    ['other money', { op: QUERY }, 200, paidOrder({ amount: { total: 1500, currency: 'USD' } }), 'retry', undefined],
    ['paid without a number', { op: QUERY }, 200, paidOrder({ transaction_id: undefined }), 'retry', undefined],
    ['not JSON', { op: QUERY }, 200, undefined, 'retry', undefined],
    ['closing what is closed', { op: CLOSE }, 400, { code: 'ORDER_CLOSED' }, 'ok', CLOSED],
    ['closing what never was', { op: CLOSE }, 404, { code: 'ORDERNOTEXIST' }, 'ok', CLOSED],
    ['refused for good', { op: CREATE }, 400, { code: 'PARAM_ERROR' }, 'ok', REFUSED],
    ['our signature refused', { op: CREATE }, 401, { code: 'SIGN_ERROR' }, 'retry', undefined],
    ['busy', { op: CREATE }, 429, { code: 'FREQUENCY_LIMITED' }, 'later', undefined],
    ['its fault', { op: CREATE }, 500, { code: 'SYSTEM_ERROR' }, 'later', undefined],
    ['refund through', refund, 200, refunded('SUCCESS'), 'ok', REFUNDED],
    ['refund broken', refund, 200, refunded('ABNORMAL'), 'ok', REFUND_FAILED],
    ['another sum refunded', refund, 200, { ...refunded('SUCCESS'), amount: { refund: 1, total: 1500 } }, 'retry', undefined],
    ['our account is short', refund, 403, { code: 'NOT_ENOUGH' }, 'later', undefined],
    ['refund refused', refund, 400, { code: 'INVALID_REQUEST' }, 'ok', REFUND_FAILED],
  ];
  for (const [name, job, status, json, how, state] of rows) {
    await t.test(name, async () => {
      const { said } = await call({ order_no: 'T20250601000006', ...job }, { status, json });
      assert.equal(said.how, how);
      assert.equal(said.told?.state, state);
    });
  }
});

test('an answer that the provider did not sign is not believed', async (t) => {
  const other = makeKeys();
  const body = JSON.stringify(created.json);
  const rows = [
    ['no signature', {}, 'unsigned'],
    ['another key', signedHeaders(keys, body, { key: other.platformKey }), 'signature_bad'],
    ['unknown serial', signedHeaders(keys, body, { serial: other.platformSerial }), 'serial_unknown'],
    ['signed over other bytes', signedHeaders(keys, `${body} `), 'signature_bad'],
    ['six minutes old', signedHeaders(keys, body, { at: Formatter.timestamp() - 360 }), 'stale'],
    ['six minutes ahead', signedHeaders(keys, body, { at: Formatter.timestamp() + 360 }), 'stale'],
  ];
  for (const [name, headers, reason] of rows) {
    await t.test(name, async () => {
      const { said } = await call({ op: CREATE, order_no: 'T20250601000007' }, { ...created, headers });
      assert.deepEqual([said.how, said.reason], ['retry', reason]);
    });
  }
  other.remove();
});

test('paid at the moment of closing or making: found out at once', async () => {
  for (const op of [CLOSE, CREATE]) {
    let first = true;
    const both = await Listener.start(() => {
      const body = JSON.stringify(first ? { code: 'ORDERPAID' } : paidOrder());
      const status = first ? 400 : 200;
      first = false;
      return { status, body, headers: signedHeaders(keys, body) };
    });
    const s = new Stage(keys, both.url);
    const said = await s.pay({ op, order_no: 'T20250601000006' });
    assert.equal(said.told.state, PAID);
    assert.equal(said.told.amount_fen, 1500);
    assert.equal(said.told.paid_at_ms, Date.parse('2025-06-01T10:34:56+08:00'));
    await s.stop();
    both.stop();
  }
});

test('a chain of queries grows slower and ends after the order', async () => {
  const now = Date.now();
  const notPaid = { status: 200, json: paidOrder({ trade_state: 'NOTPAY' }) };
  let last = 0;
  for (const asked of [1, 2, 3, 4, 5, 6, 9]) {
    const { said } = await call({ op: QUERY, order_no: 'T20250601000006', asked, now_ms: now, expires_ms: now + 1 }, notPaid);
    assert.equal(said.then.asked, asked + 1);
    assert.equal(said.then.id, `pq:T20250601000006:${asked + 1}`);
    assert.ok(said.then.not_before_ms - now >= last);
    last = said.then.not_before_ms - now;
  }
  assert.equal(last, 1_800_000);
  const over = await call({ op: QUERY, order_no: 'T20250601000006', asked: 3, now_ms: now, expires_ms: now - 301_000 }, notPaid);
  assert.equal(over.said.then, null);
});

test('nobody there: later, never a dead letter', async () => {
  const s = new Stage(keys, 'http://127.0.0.1:9');
  const said = await s.pay({ op: CREATE, order_no: 'T20250601000008' });
  assert.equal(said.how, 'later');
  await s.stop();
});

test('an order that cannot be asked for is refused without a call', async () => {
  const before = provider.requests.length;
  for (const job of [{ order_no: 'short' }, { order_no: 'T20250601000009/../x' }, { order_no: 'T20250601000009', amount_fen: 0 },
    { order_no: 'T20250601000009', channel: 2 }, { order_no: 'T20250601000009', expires_ms: Date.now() - 1 }]) {
    const { said } = await call({ op: CREATE, ...job }, created);
    assert.deepEqual([said.told.state, said.told.code], [REFUSED, 'PARAM_ERROR']);
  }
  assert.equal(provider.requests.length, before);
});
