// What we ask WeChat, and what the sandbox answers in its place, is judged by node-easywechat, a client of another author: for the
// same wish it must make the same request, and the sandbox must satisfy it.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import MiniApp from 'node-easywechat/dist/MiniApp/Application.js'; // its index needs a package whose newest version does not fit
import { APPID, Listener, Sandbox, makeKeys } from '../support/wechatpay.mjs';

const BUILD = process.env.TUCAI_BUILD ?? 'build';
const AT = Date.parse('2025-04-01T10:00:00+08:00');
const MESSAGE = {
  touser: 'oUpF8uMuAJO', template_id: 'T-payment_1', page: 'pages/index/index', miniprogram_state: 'trial', lang: 'zh_CN',
  data: { phrase1: { value: '支付成功' }, amount2: { value: '15.00元' }, character_string3: { value: '20250401aa' }, time4: { value: '2025-04-01 10:00' } },
};
const WISH = { openid: MESSAGE.touser, payment: true, status: '支付成功', note: '', order_no: '20250401aa', at_ms: AT, amount_fen: 1500 };

let keys;
let secret;
let sandbox;
let wechat; // keeps what comes, answers as told
let answers; // by path: what WeChat says next, oldest first; the last one stays
const tools = [];

before(async () => {
  keys = makeKeys();
  secret = fs.readFileSync(path.join(keys.dir, 'wechat-app.secret'), 'utf8').trim();
  sandbox = await Sandbox.start(keys);
  wechat = await Listener.start(({ url }) => {
    const list = answers[url.split('?')[0].split('/').at(-1)];
    return { status: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(list.length > 1 ? list.shift() : list[0]) };
  });
});

after(async () => {
  for (const tool of tools) assert.equal(await tool.stop(), 0);
  wechat.stop();
  assert.equal(await sandbox.stop(), 0);
  keys.remove();
});

/** Our client; each has an access token of its own. */
class Ours {
  constructor(url) {
    tools.push(this);
    this.process = spawn(path.join(BUILD, 'tests/support/wechat_tool'), [], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        ...process.env, TUCAI_WECHAT_URL: url, TUCAI_WECHATPAY_APPID: APPID, TUCAI_WECHAT_SECRET_FILE: path.join(keys.dir, 'wechat-app.secret'),
        TUCAI_WECHAT_PHOTO_TEMPLATE: 'T-photo phrase1=status time2=time thing3=note',
        TUCAI_WECHAT_PAYMENT_TEMPLATE: 'T-payment_1 phrase1=status amount2=amount character_string3=order_no time4=time',
        TUCAI_WECHAT_PAGE: MESSAGE.page, TUCAI_WECHAT_STATE: MESSAGE.miniprogram_state,
      },
    });
    this.lines = readline.createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  async ask(question) {
    this.process.stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await this.lines.next();
    assert.ok(!done, 'our client has ended');
    return JSON.parse(value);
  }

  async stop() {
    this.process.stdin.end();
    const [code] = await once(this.process, 'exit');
    return code;
  }
}

/** The other author's, with the same app and a memory of its own for tokens. */
function theirs(url) {
  const kept = new Map();
  const app = new MiniApp({ app_id: APPID, secret, token: '', aes_key: '', use_stable_access_token: true, http: { baseURL: url } });
  app.setCache({ get: async (k) => kept.get(k), set: async (k, v) => Boolean(kept.set(k, v)), has: async (k) => kept.has(k), delete: async (k) => kept.delete(k) });
  return app;
}

const send = async (app, message) => (await app.getClient().postJson('/cgi-bin/message/subscribe/send', message)).toObject();

/** What a server sees of a request: method, path, query and body, however they are ordered. */
function seen({ method, url, body }) {
  const { pathname, searchParams } = new URL(url, 'http://a');
  return { method, pathname, query: Object.fromEntries(searchParams), body: body ? JSON.parse(body) : null };
}

/** The requests that came while `act` ran. */
async function requestsOf(act) {
  const from = wechat.requests.length;
  await act();
  return wechat.requests.slice(from).map(seen);
}

test('for the same wish the same requests', async () => {
  answers = {
    jscode2session: [{ openid: 'oUpF8uMuAJO', session_key: 'k', unionid: 'u' }],
    stable_token: [{ access_token: 'ACCESS_token-1', expires_in: 7200 }],
    send: [{ errcode: 0, errmsg: 'ok', msgid: 1 }],
  };
  const [ours, other] = [new Ours(wechat.url), theirs(wechat.url)];
  const js_code = '0a3kK4Ga10Gk3F0oBAHa1mGyRl3kK4Gd';
  const mine = await requestsOf(async () => {
    assert.equal((await ours.ask({ js_code })).openid, 'oUpF8uMuAJO');
    for (let i = 0; i < 3; i++) assert.equal((await ours.ask(WISH)).verdict, 'done');
  });
  const yours = await requestsOf(async () => {
    assert.equal((await other.getUtils().codeToSession(js_code)).openid, 'oUpF8uMuAJO');
    for (let i = 0; i < 3; i++) assert.equal((await send(other, MESSAGE)).errcode, 0);
  });
  assert.equal(mine.length, 5, 'one token for three messages');
  assert.deepEqual(mine, yours);
});

test('node-easywechat is satisfied with the sandbox', async () => {
  const app = theirs(sandbox.url);
  const desk = async (target, body) => (await fetch(`${sandbox.url}/sandbox/wechat/${target}`, { method: 'POST', body: JSON.stringify(body) })).json();
  const { js_code, openid } = await desk('codes', {});
  assert.equal((await app.getUtils().codeToSession(js_code)).openid, openid);
  await assert.rejects(app.getUtils().codeToSession(js_code), /40163/);
  await assert.rejects(app.getUtils().codeToSession('never-given'), /40029/);
  assert.equal((await send(app, { ...MESSAGE, touser: openid })).errcode, 0);
  const { messages } = await (await fetch(`${sandbox.url}/sandbox/messages?to=${openid}`)).json();
  assert.deepEqual(messages.map((m) => [m.template_id, m.text]), [['T-payment_1', '支付成功 15.00元 20250401aa 2025-04-01 10:00']]);
  for (const [wrong, errcode] of [
    [{ touser: '' }, 40003], [{ template_id: '' }, 40037], [{ data: {} }, 47003], [{ data: { phrase1: { value: '六个字的状态' } } }, 47003], [{ data: { thing1: { value: '' } } }, 47003],
  ]) assert.equal((await send(app, { ...MESSAGE, ...wrong })).errcode, errcode, JSON.stringify(wrong));
  const stranger = new MiniApp({ app_id: APPID, secret: 'x', token: '', aes_key: '', http: { baseURL: sandbox.url } });
  await assert.rejects(stranger.getUtils().codeToSession(js_code), /40125/);
});

test('a token that is over: the current one is asked for, a new one forced only when there is none', async () => {
  const over = { errcode: 42001, errmsg: 'access_token expired' };
  const ok = { errcode: 0, errmsg: 'ok' };
  const token = (name) => ({ access_token: name, expires_in: 7200 });
  const ours = new Ours(wechat.url);
  const told = (requests) => requests.map((r) => r.query.access_token ?? r.body.force_refresh);
  answers = { stable_token: [token('T1'), token('T2'), token('T2')], send: [over, ok] };
  assert.deepEqual(told(await requestsOf(() => ours.ask(WISH))), [false, 'T1', false, 'T2'], 'another process had made a new one');
  answers = { stable_token: [token('T2'), token('T3')], send: [{ errcode: 40001 }, ok] };
  assert.deepEqual(told(await requestsOf(() => ours.ask(WISH))), ['T2', false, true, 'T3']);
  answers = { stable_token: [token('T4')], send: [over] };
  assert.equal((await ours.ask(WISH)).verdict, 'away', 'it gives up for now');
  answers = { stable_token: [{ errcode: 40125 }], send: [over] };
  assert.equal((await ours.ask(WISH)).verdict, 'impossible', 'a wrong secret');
});

test('a token is kept until shortly before its end', async () => {
  const ours = new Ours(wechat.url);
  answers = { stable_token: [{ access_token: 'SHORT', expires_in: 1 }], send: [{ errcode: 0 }] };
  const tokens = async () => (await requestsOf(() => ours.ask(WISH))).filter((r) => r.pathname.endsWith('stable_token')).length;
  assert.equal(await tokens(), 1);
  await new Promise((resolve) => setTimeout(resolve, 600)); // half of its second
  assert.equal(await tokens(), 1);
});

test('answers that make no sense are no success', async () => {
  const ours = new Ours(wechat.url);
  for (const said of [{}, { openid: '' }, { openid: 'x'.repeat(129) }, { openid: 7 }]) {
    answers = { jscode2session: [said] };
    assert.equal((await ours.ask({ js_code: 'c' })).verdict, 'away', JSON.stringify(said));
  }
  for (const said of [{}, { access_token: 'a b', expires_in: 7200 }, { access_token: 'T', expires_in: 0 }, { access_token: 'T'.repeat(513), expires_in: 7200 }]) {
    answers = { stable_token: [said], send: [{ errcode: 0 }] };
    assert.equal((await ours.ask(WISH)).verdict, 'away', JSON.stringify(said).slice(0, 60));
  }
  const nobody = new Ours('http://127.0.0.1:9');
  assert.equal((await nobody.ask(WISH)).verdict, 'away');
});
