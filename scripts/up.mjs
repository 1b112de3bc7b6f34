// make up: the whole system until Ctrl-C, behind nginx with a certificate of its own.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { ROOT, Stack, canListen, freePort, waitFor } from './stack.mjs';
import { SCHOOL, setUpSchool } from './demo/school.mjs';

const DIR = path.join(ROOT, 'build/up');
const LAN = process.env.LAN === '1';

function addresses() {
  const outer = Object.values(networkInterfaces()).flat().filter((a) => a.family === 'IPv4' && !a.internal).map((a) => a.address);
  return LAN ? outer : ['127.0.0.1'];
}

/** Asked before anything starts: whoever has the port would be taken for our nginx. */
async function httpsPort() {
  const wanted = Number(process.env.PORT ?? 8443);
  if (wanted && !(await canListen(wanted, LAN ? '0.0.0.0' : '127.0.0.1')))
    throw new Error(`port ${wanted} is taken or not allowed; choose another: make up PORT=8444`);
  return wanted || freePort();
}

function certificate(names) {
  const alt = ['DNS:localhost', 'IP:127.0.0.1', ...names.map((n) => `IP:${n}`)].join(',');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30',
    '-subj', '/CN=tucai', '-addext', `subjectAltName=${alt}`, '-keyout', 'tls.key', '-out', 'tls.crt'], { cwd: DIR, stdio: 'ignore' });
}

/** nginx in the foreground with the deployment's own configuration. */
async function startProxy(stack, port) {
  mkdirSync(path.join(DIR, 'nginx'), { recursive: true });
  const values = {
    RUN: 'nginx', LOG: 'nginx.log', INGEST: stack.url.replace('http://', ''), CERT: path.join(DIR, 'tls.crt'), KEY: path.join(DIR, 'tls.key'),
    LISTEN: LAN ? `0.0.0.0:${port}` : `127.0.0.1:${port}`,
  };
  const conf = readFileSync(path.join(ROOT, 'deploy/nginx/tucai.conf'), 'utf8').replace(/@([A-Z]+)@/g, (_, name) => values[name]);
  writeFileSync(path.join(DIR, 'nginx.conf'), conf);
  // setpriv: it ends with us, whatever ends us.
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', 'nginx', '-p', DIR, '-c', 'nginx.conf', '-e', 'nginx.log', '-g', 'daemon off;'], { cwd: DIR, stdio: 'inherit' });
  await waitFor('nginx (see build/up/nginx.log)', () => new Promise((resolve, reject) => {
    if (child.exitCode !== null) reject(new Error('nginx stopped'));
    const s = connect(port, '127.0.0.1', () => { s.destroy(); resolve(true); });
    s.once('error', () => resolve(false));
  }));
  return child;
}

function announce(stack, hosts, port) {
  const account = stack.firstAccount();
  console.log('\ntucai is up. Ctrl-C stops all of it.\n');
  for (const host of hosts) {
    console.log(`  student    https://${host}:${port}/student/`);
    console.log(`  school     https://${host}:${port}/school/    (school ${SCHOOL})`);
    console.log(`  province   https://${host}:${port}/admin/`);
    console.log(`  operator   https://${host}:${port}/ops/`);
  }
  console.log(`  sign in    ${account.name} / ${account.password}`);
  console.log(`  registry   ${stack.publicUrl}/    hands out capture codes, shows messages, takes payments\n`);
  console.log(execFileSync('qrencode', ['-t', 'ANSIUTF8', `https://${hosts[0]}:${port}/student/`], { encoding: 'utf8' }));
  console.log('The certificate is self-made: the browser asks once.');
}

const hosts = addresses();
let stack;
let proxy;
let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  console.log('\nstopping');
  proxy?.kill('SIGQUIT');
  await stack?.stop();
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);

try {
  if (!hosts.length) throw new Error('LAN=1, but this machine has no address on a network');
  const port = await httpsPort();
  stack = new Stack(DIR, {
    qc: 2, supervise: true, sandboxHost: LAN ? hosts[0] : undefined, serviceEnv: { TUCAI_BEHIND_PROXY: '1' },
  });
  console.log('starting redis, dispatch, decode, qc, billing, pay, notify, relay, ingest, sandbox');
  await stack.start();
  await setUpSchool(stack);
  certificate(hosts);
  proxy = await startProxy(stack, port);
  announce(stack, hosts, port);
} catch (e) {
  if (!stopping) {
    console.error(`up: ${e.message}`);
    proxy?.kill();
    await stack?.stop();
    process.exitCode = 1;
  }
}
