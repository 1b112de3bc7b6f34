// The sandbox's payment provider is judged by two libraries of other authors: as merchants they must be understood, and its answers and notices must satisfy them.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin';
import WxPay from 'wechatpay-node-v3';
import { APPID, MCHID, MERCHANT_SERIAL, Listener, Sandbox, Stage, makeKeys, until } from '../support/wechatpay.mjs';

const REAL = 'https://api.mch.weixin.qq.com';
const SPEED = '300'; // 15 s between notices become 50 ms

let keys;
let sandbox;
let merchant; // what the sandbox calls back
let axios;
let peer;
let orders = 0;
let callbackStatus;

before(async () => {
  keys = makeKeys();
  sandbox = await Sandbox.start(keys, { TUCAI_SANDBOX_NOTICE_SPEED: SPEED });
  merchant = await Listener.start(() => ({ status: callbackStatus() }));
  axios = client();
  peer = new WxPay({ appid: APPID, mchid: MCHID, publicKey: Buffer.from(keys.merchantCertificate), privateKey: Buffer.from(keys.merchantKey), key: keys.apiv3 });
  peer.createHttp(throughSandbox());
});

after(async () => {
  assert.equal(await sandbox.stop(), 0);
  merchant.stop();
  keys.remove();
});

function client(over = {}) {
  return new Wechatpay({
    baseURL: `${sandbox.url}/`, mchid: MCHID, serial: MERCHANT_SERIAL, privateKey: Rsa.from(keys.merchantKey),
    certs: { [keys.platformSerial]: keys.platformCertificate }, ...over,
  });
}

/** wechatpay-node-v3 always calls the real provider: its requests go to the sandbox, byte for byte. */
function throughSandbox() {
  const send = async (method, url, headers, params) => {
    const response = await fetch(url.replace(REAL, sandbox.url), { method, headers, body: params && JSON.stringify(params) });
    const text = await response.text();
    return { status: response.status, data: text && JSON.parse(text), text, headers: response.headers };
  };
  return { get: (url, headers) => send('GET', url, headers), post: (url, params, headers) => send('POST', url, headers, params) };
}

function newOrder(over = {}) {
  orders += 1;
  return {
    appid: APPID, mchid: MCHID, description: '毕业生图像采集', out_trade_no: `T2025060100${String(orders).padStart(4, '0')}`,
    notify_url: `${merchant.url}/callbacks/wechatpay`, amount: { total: 1500, currency: 'CNY' }, ...over,
  };
}

/** An order, made by wechatpay-axios-plugin, which verifies the answer's signature. */
async function made() {
  const order = newOrder();
  const { status, data } = await axios.v3.pay.transactions.native.post(order);
  assert.equal(status, 200);
  assert.match(data.code_url, /^http:.*\/sandbox\/pay\//);
  return order.out_trade_no;
}

test('wechatpay-axios-plugin makes, queries, closes', async () => {
  const no = await made();
  const query = await axios.v3.pay.transactions.outTradeNo.$no$.get({ no, params: { mchid: MCHID } });
  assert.equal(query.data.trade_state, 'NOTPAY');
  const close = await axios.v3.pay.transactions.outTradeNo.$no$.close.post({ mchid: MCHID }, { no });
  assert.equal(close.status, 204);
  const closed = await axios.v3.pay.transactions.outTradeNo.$no$.get({ no, params: { mchid: MCHID } });
  assert.equal(closed.data.trade_state, 'CLOSED');
});

test('wechatpay-node-v3 fetches certificates, makes, queries, and verifies each answer', async () => {
  const order = newOrder({ payer: { openid: 'oUpF8uMuAJO' } });
  const answers = [await peer.transactions_native(order), await peer.query({ out_trade_no: order.out_trade_no })];
  for (const { status, text, headers } of answers) {
    assert.equal(status, 200);
    assert.ok(await peer.verifySign({
      timestamp: headers.get('wechatpay-timestamp'), nonce: headers.get('wechatpay-nonce'), signature: headers.get('wechatpay-signature'),
      serial: headers.get('wechatpay-serial'), body: text, apiSecret: keys.apiv3,
    }));
  }
  assert.equal((await peer.transactions_jsapi(newOrder({ payer: { openid: 'oUpF8uMuAJO' } }))).data.package.slice(0, 12), 'prepay_id=wx');
  assert.match((await peer.transactions_h5(newOrder({ scene_info: { payer_client_ip: '203.0.113.9', h5_info: { type: 'Wap' } } }))).data.h5_url, /^http/);
});

test('who is not the merchant is refused', async () => {
  const strangers = [client({ privateKey: Rsa.from(keys.platformKey) }), client({ serial: '77' }), client({ mchid: '1900000110' })];
  for (const stranger of strangers) {
    await assert.rejects(stranger.v3.pay.transactions.native.post(newOrder()), (e) => e.response.status === 401 && e.response.data.code === 'SIGN_ERROR');
  }
});

function opened(request) {
  const h = request.headers;
  assert.ok(Rsa.verify(Formatter.response(h['wechatpay-timestamp'], h['wechatpay-nonce'], request.body), h['wechatpay-signature'],
    Rsa.from(keys.platformCertificate, Rsa.KEY_TYPE_PUBLIC)), 'wechatpay-axios-plugin refuses the notice');
  assert.equal(h['wechatpay-serial'], keys.platformSerial);
  const { resource } = JSON.parse(request.body);
  const plain = JSON.parse(Aes.AesGcm.decrypt(resource.ciphertext, keys.apiv3, resource.nonce, resource.associated_data));
  assert.deepEqual(peer.decipher_gcm(resource.ciphertext, resource.associated_data, resource.nonce, keys.apiv3), plain);
  return plain;
}

test('a notice comes after paying, signed and sealed, again and again until it is taken', async () => {
  const no = await made();
  let refusals = 3;
  callbackStatus = () => (refusals-- > 0 ? 500 : 204);
  merchant.requests.length = 0;
  assert.equal((await sandbox.ask('POST', `/sandbox/pay/${no}`)).status, 200);
  const last = await merchant.at(3);
  const paid = opened(last);
  assert.deepEqual([paid.out_trade_no, paid.mchid, paid.appid, paid.amount.total, paid.trade_state], [no, MCHID, APPID, 1500, 'SUCCESS']);
  assert.equal(new Set(merchant.requests.map((r) => JSON.parse(r.body).id)).size, 1, 'the repeats are one notice');
  assert.equal(new Set(merchant.requests.map((r) => r.headers['wechatpay-nonce'])).size, 4, 'each is signed anew');
  const log = await until('the log', async () => {
    const { body } = await sandbox.ask('GET', `/sandbox/orders/${no}`);
    return body.notices.length === 4 && body.notices;
  });
  assert.deepEqual(log.map((n) => n.status), [500, 500, 500, 204]);
});

test('the sandbox misbehaves on request', async () => {
  callbackStatus = () => 204;
  const rows = [
    [{ copies: 3 }, (r) => opened(r).amount.total === 1500],
    [{ amount_fen: 1 }, (r) => opened(r).amount.total === 1],
    [{ mchid: '1900000110' }, (r) => opened(r).mchid === '1900000110'],
    [{ wrong_serial: true }, (r) => r.headers['wechatpay-serial'] !== keys.platformSerial],
    [{ wrong_signature: true }, (r) => { assert.throws(() => opened(r), /refuses/); return true; }],
    [{ wrong_seal: true }, (r) => { assert.throws(() => opened(r)); return true; }],
    [{ stale: true }, (r) => Date.now() / 1000 - r.headers['wechatpay-timestamp'] > 300],
    [{ after_ms: 50 }, (r) => opened(r).trade_state === 'SUCCESS'],
  ];
  for (const [wish, holds] of rows) {
    const no = await made();
    merchant.requests.length = 0;
    await sandbox.ask('POST', `/sandbox/pay/${no}`, wish);
    assert.ok(holds(await merchant.at((wish.copies ?? 1) - 1)), JSON.stringify(wish));
  }
});

test('a refund goes through once under its number, and is told', async () => {
  callbackStatus = () => 204;
  const no = await made();
  const ask = (over) => axios.v3.refund.domestic.refunds.post({ out_trade_no: no, out_refund_no: `R${no}`, reason: '撤回', notify_url: `${merchant.url}/x`, amount: { refund: 1500, total: 1500, currency: 'CNY' }, ...over });
  await assert.rejects(ask(), (e) => e.response.data.code === 'INVALID_REQUEST');
  await sandbox.ask('POST', `/sandbox/pay/${no}`, { no_notice: true });
  merchant.requests.length = 0;
  assert.equal((await ask()).data.status, 'PROCESSING');
  assert.equal((await ask()).data.status, 'SUCCESS');
  const told = opened(await merchant.at(0));
  assert.deepEqual([told.out_refund_no, told.refund_status, told.amount.refund], [`R${no}`, 'SUCCESS', 1500]);
  await assert.rejects(ask({ out_refund_no: `S${no}` }), (e) => e.response.data.code === 'INVALID_REQUEST');
  assert.equal((await axios.v3.refund.domestic.refunds.$no$.get({ no: `R${no}` })).data.status, 'SUCCESS');
});

test('an order paid twice: each payment goes back by its own transaction, and both stand in the bill', async () => {
  callbackStatus = () => 204;
  const no = await made();
  merchant.requests.length = 0;
  await sandbox.ask('POST', `/sandbox/pay/${no}`);
  await sandbox.ask('POST', `/sandbox/pay/${no}`, { twice: true });
  const [first, second] = (await Promise.all([merchant.at(0), merchant.at(1)])).map((r) => opened(r).transaction_id);
  assert.notEqual(first, second);
  const ask = (over) => axios.v3.refund.domestic.refunds.post({ transaction_id: second, out_refund_no: `${no}-2R`, amount: { refund: 1500, total: 1500, currency: 'CNY' }, ...over });
  await assert.rejects(ask({ out_trade_no: no }), (e) => e.response.data.code === 'PARAM_ERROR');
  await assert.rejects(ask({ transaction_id: 'nothing' }), (e) => e.response.status === 404);
  assert.deepEqual([(await ask()).data.transaction_id, (await ask()).data.out_trade_no], [second, no]);
  await assert.rejects(ask({ out_refund_no: `${no}-3R` }), (e) => e.response.data.code === 'INVALID_REQUEST', 'it is back already');
  assert.equal((await peer.refunds({ transaction_id: first, out_refund_no: `${no}R`, amount: { refund: 1500, total: 1500, currency: 'CNY' } })).status, 200);
  const { payments, refunds } = (await sandbox.ask('GET', `/sandbox/orders/${no}`)).body;
  assert.deepEqual([payments.length, refunds.length], [2, 2]);
  const day = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
  const { data } = await axios.v3.bill.tradebill.get({ params: { bill_date: day, bill_type: 'ALL', tar_type: 'GZIP' } });
  const file = await axios.v3.billdownload.file.get({ params: Object.fromEntries(new URL(data.download_url).searchParams), responseType: 'arraybuffer', transformResponse: [(raw) => raw] });
  const lines = Formatter.castCsvBill(gunzipSync(Buffer.from(file.data))).rows.filter((row) => Object.values(row).includes(no));
  assert.deepEqual(lines.map((l) => l['交易状态']).sort(), ['REFUND', 'REFUND', 'SUCCESS', 'SUCCESS']);
});

test('a trade bill: asked for, downloaded and read by wechatpay-axios-plugin', async () => {
  callbackStatus = () => 204;
  const no = await made();
  const day = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10);
  await sandbox.ask('POST', `/sandbox/pay/${no}`, { no_notice: true });
  const ask = (date) => axios.v3.bill.tradebill.get({ params: { bill_date: date, bill_type: 'ALL', tar_type: 'GZIP' } });
  const { data } = await ask(day); // its signature is verified by the library
  assert.equal(data.hash_type, 'SHA1');
  const { searchParams } = new URL(data.download_url);
  const file = await axios.v3.billdownload.file.get({ params: Object.fromEntries(searchParams), responseType: 'arraybuffer', transformResponse: [(raw) => raw] });
  assert.equal(file.headers['wechatpay-signature'], undefined, 'the download itself is unsigned');
  const csv = gunzipSync(Buffer.from(file.data));
  assert.equal(createHash('sha1').update(csv).digest('hex'), data.hash_value.toLowerCase());
  const { rows, summary } = Formatter.castCsvBill(csv);
  const line = rows.find((row) => Object.values(row).includes(no));
  assert.deepEqual([line['交易状态'], line['订单金额'], line['申请退款金额'], line['商户号']], ['SUCCESS', '15.00', '0.00', MCHID]);
  assert.equal(Number(summary['总交易单数']), rows.length);
  await assert.rejects(ask('2020-01-01'), (e) => e.response.status === 400 && e.response.data.code === 'NO_STATEMENT_EXIST');
  await assert.rejects(ask('yesterday'), (e) => e.response.data.code === 'PARAM_ERROR');
  const stranger = client({ privateKey: Rsa.from(keys.platformKey) });
  await assert.rejects(stranger.v3.billdownload.file.get({ params: Object.fromEntries(searchParams) }), (e) => e.response.status === 401);
});

test('our own payment stage and the sandbox understand each other', async () => {
  callbackStatus = () => 204;
  const stage = new Stage(keys, sandbox.url, { TUCAI_WECHATPAY_NOTIFY_URL: `${merchant.url}/n` });
  const order = { order_no: 'T20250601777777' };
  for (const wish of [{ channel: 0 }, { channel: 0 }]) assert.equal((await stage.pay({ op: 0, ...order, ...wish })).told.state, 0);
  assert.equal((await stage.pay({ op: 1, ...order })).told, null);
  await sandbox.ask('POST', '/sandbox/pay/T20250601777777');
  const paid = await stage.pay({ op: 1, ...order });
  assert.deepEqual([paid.told.state, paid.told.amount_fen], [1, 1500]);
  assert.equal((await stage.pay({ op: 2, ...order })).told.state, 1, 'closing finds the payment');
  assert.equal((await stage.pay({ op: 0, ...order })).told.state, 1, 'so does making it again');
  const refund = { op: 3, ...order, refund_no: 'R777777', refund_fen: 1500, reason: '撤回' };
  assert.equal((await stage.pay(refund)).told.state, 3);
  assert.equal((await stage.pay({ ...refund, asked: 1 })).told.state, 4);
  for (const [answers, how] of [['down', 'later'], ['busy', 'later'], ['unsigned', 'retry'], ['forged', 'retry'], ['stale', 'retry'], ['normal', 'ok']]) {
    await sandbox.ask('POST', '/sandbox/mode', { answers });
    assert.equal((await stage.pay({ op: 1, ...order })).how, how, answers);
  }
  assert.equal(await stage.stop(), 0);
});

test('orders, and notices not yet taken, survive a restart', async () => {
  const no = await made();
  callbackStatus = () => 500;
  merchant.requests.length = 0;
  await sandbox.ask('POST', `/sandbox/pay/${no}`);
  await merchant.at(0);
  assert.equal(await sandbox.stop(), 0);
  callbackStatus = () => 204;
  sandbox = await Sandbox.start(keys, { TUCAI_SANDBOX_NOTICE_SPEED: SPEED });
  axios = client();
  const seen = merchant.requests.length;
  assert.equal(opened(await merchant.at(seen)).out_trade_no, no);
});

test('the desk shows a page, the message service what was sent', async () => {
  const no = await made();
  const page = await (await fetch(`${sandbox.url}/sandbox/pay/${no}`)).text();
  assert.match(page, /15\.00/);
  assert.equal((await fetch(`${sandbox.url}/sandbox/pay/nothing`)).status, 404);
  const message = { id: 'm1', to: '13800000000', text: '验证码 123456' };
  for (let i = 0; i < 2; i++) assert.equal((await sandbox.ask('POST', '/messages', message)).status, 202);
  assert.equal((await sandbox.ask('POST', '/messages', { id: 'm2' })).status, 422);
  const { body } = await sandbox.ask('GET', '/sandbox/messages?to=13800000000');
  assert.deepEqual(body.messages.map(({ id, text }) => ({ id, text })), [{ id: 'm1', text: message.text }]);
});
