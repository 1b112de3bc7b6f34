// Encrypted links: who has no listed key is not heard, and a key stands for one role.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Pipeline, binary, freePort } from '../support/pipeline.mjs';
import { until } from '../support/until.mjs';

// The key pairs that ZeroMQ's manual shows.
const DISPATCH = { public: 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7', secret: 'JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6' };
const BILLING = { public: 'Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID', secret: 'D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs' };

let p;
let dispatch;
const file = (name, text) => {
  fs.writeFileSync(path.join(p.dir, name), `${text}\n`);
  return path.join(p.dir, name);
};
const keysOf = (pair) => ({
  TUCAI_CURVE_KEY_FILE: file(pair === BILLING ? 'billing.key' : 'front.key', pair.secret), TUCAI_CURVE_SERVER_KEY_FILE: file('server.key', DISPATCH.public),
});

before(async () => {
  p = await new Pipeline({ endpoints: [`tcp://127.0.0.1:${await freePort()}`] }).start();
  dispatch = await p.dispatch({
    TUCAI_CURVE_KEY_FILE: file('dispatch.key', DISPATCH.secret),
    TUCAI_CURVE_PEERS_FILE: file('peers', `# role, key\nfront ${DISPATCH.public}\nbilling ${BILLING.public}`),
  });
});
after(() => p.stop());

test('the listed key of the right role works', async () => {
  const front = p.front(keysOf(DISPATCH));
  await until(async () => (await front.now()).up, 'front up');
  await front.admit('a', 'command', 'ok');
  await p.worker('billing'); // without a key
  const { TUCAI_CURVE_KEY_FILE, TUCAI_CURVE_SERVER_KEY_FILE } = keysOf(BILLING);
  const worker = await p.worker('billing', { TUCAI_CURVE_KEY_FILE, TUCAI_CURVE_SERVER_KEY_FILE });
  assert.equal((await p.ended('a')).state, 'done');
  const hellos = dispatch.lines.filter((l) => l.event === 'hello' && l.stage === 'billing');
  assert.equal(hellos.length, 1);
  assert.ok(hellos[0].peer.endsWith(`:${worker.process.pid}`));
});

test('a key of another role is refused', async () => {
  await p.worker('relay', keysOf(BILLING));
  await until(() => dispatch.lines.find((l) => l.event === 'hello_refused' && l.role === 'billing'), 'refusal');
});

for (const wrong of ['TUCAI_CURVE_KEY_FILE', 'TUCAI_CURVE_SERVER_KEY_FILE']) {
  test(`a worker whose ${wrong} is no key does not start`, async () => {
    for (const path of ['/nowhere', file('short', 'no key')]) {
      const worker = await p.worker('billing', { ...keysOf(BILLING), [wrong]: path });
      assert.deepEqual(await Promise.race([worker.exited, setTimeout(3000, 'it runs')]), { code: 1, signal: null });
    }
  });
}

test('a peers file that makes no sense is refused', async () => {
  const bad = p.service('tucai-dispatch', {
    TUCAI_DISPATCH_BIND: `tcp://127.0.0.1:${await freePort()}`, TUCAI_REDIS: p.server.address,
    TUCAI_CURVE_KEY_FILE: file('dispatch.key', DISPATCH.secret), TUCAI_CURVE_PEERS_FILE: file('bad', 'front short'),
  });
  assert.deepEqual(await bad.exited, { code: 1, signal: null });
});

test('keys that dispatch made let each role in; made again they stay, and so does a line of the operator\'s', async () => {
  const dir = fs.mkdtempSync(path.join(p.dir, 'keys-'));
  const at = (name) => path.join(dir, name);
  const make = () => execFileSync(binary('tucai-dispatch'), ['--curve-keys', dir]);
  const all = () => fs.readdirSync(dir).map((name) => [name, fs.readFileSync(at(name), 'utf8')]);
  make();
  fs.appendFileSync(at('curve-peers'), `qc ${BILLING.public}\n`);
  const made = all();
  make();
  assert.deepEqual(all(), made);
  assert.equal(fs.statSync(at('curve-relay.key')).mode & 0o777, 0o600);
  const endpoint = `tcp://127.0.0.1:${await freePort()}`;
  const own = await p.dispatch({ TUCAI_DISPATCH_BIND: endpoint, TUCAI_CURVE_KEY_FILE: at('curve-dispatch.key'), TUCAI_CURVE_PEERS_FILE: at('curve-peers') });
  for (const role of ['decode', 'qc', 'billing', 'pay', 'notify', 'relay']) {
    await p.worker(role, { TUCAI_DISPATCH: endpoint, TUCAI_CURVE_KEY_FILE: at(`curve-${role}.key`), TUCAI_CURVE_SERVER_KEY_FILE: at('curve-dispatch.pub') });
    await until(() => own.lines.find((l) => l.event === 'hello' && l.stage === role), `${role} heard`);
  }
});
