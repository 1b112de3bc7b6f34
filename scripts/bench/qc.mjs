// How fast qc is: every stage beside the prototype, the whole beside the prototype and beside what there is no way around.
// Peers run in turn with us, round by round, on one core; what counts is the median of the rounds' ratios.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import path from 'node:path';
import { BUILD, ROOT } from '../stack.mjs';

const ROUNDS = 5;
const PHOTOS = 5; // a round
const TWO_PHOTOS = 20; // of each process in the trial of two
const MODELS = path.join(ROOT, '.models');
const PROTOTYPE = path.join(ROOT, '..', 'shared', 'prototypes', 'vision');
const BUSY = 3; // load from which figures say little

// Our stages and what the prototype calls the same.
const STAGES = {
  decode: ['decode'], detect: ['detect_short', 'detect_full'], mesh: ['mesh1', 'mesh2', 'pose'], segment: ['seg'],
  check: [], matte: ['matte', 'fg', 'compose'], encode: ['encode'],
};

const tool = (name) => path.join(BUILD, 'tests/support', name);
const one = (program, args, options = {}) => execFileSync('taskset', ['-c', '0', program, ...args], { encoding: 'utf8', ...options });
const sum = (values) => values.reduce((a, b) => a + b, 0);
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

function makePhoto(folder) {
  const photo = path.join(folder, 'photo.jpg');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(photo)) execFileSync(tool('large_photo'), [path.join(MODELS, 'demo', 'marc.jpg'), photo]);
  return photo;
}

/** The prototype's program, built beside ours; null where its source is not here. */
function buildPrototype(folder) {
  if (!existsSync(path.join(PROTOTYPE, 'mk.sh'))) {
    console.error('bench: no ../shared/prototypes/vision here: nothing to compare with');
    return null;
  }
  const to = path.join(folder, 'prototype');
  if (!existsSync(path.join(to, 'pipe'))) {
    cpSync(PROTOTYPE, to, { recursive: true });
    execFileSync('sh', [path.join(to, 'mk.sh')], { stdio: 'ignore' });
  }
  return path.join(to, 'pipe');
}

function runPrototype(program, photo, folder) {
  const env = { ...process.env, MODELS: `${MODELS}/`, NOOVL: '1' };
  const out = one(program, [folder, ...Array(PHOTOS).fill(photo)], { env });
  const runs = [...out.matchAll(/^ {3}ms: (.*)$/gm)].map(([, line]) => {
    const words = line.trim().split(/\s+/);
    return Object.fromEntries(words.flatMap((word, i) => (i % 2 ? [] : [[word, Number(words[i + 1])]])));
  });
  const ms = (names) => median(runs.map((run) => sum(names.map((name) => run[name]))));
  return { ...Object.fromEntries(Object.entries(STAGES).map(([stage, names]) => [stage, ms(names)])), all: ms(Object.values(STAGES).flat()) };
}

const stages = (photo, n) => JSON.parse(one(tool('qc_stages'), [MODELS, photo, String(n)]));

/** One round of everybody, close together in time. The preview is drawn for the page, the prototype has none. */
function round(photo, prototype, folder) {
  const ours = stages(photo, PHOTOS);
  const peer = prototype ? runPrototype(prototype, photo, folder) : null;
  const floor = JSON.parse(one(tool('qc_floor'), [MODELS, photo, String(PHOTOS)]));
  return { ours, peer, floor: floor.decode + floor.networks, all: ours.ms.all - ours.ms.preview };
}

function beside(rounds, ours, peer) {
  const ratios = rounds.map((r) => ours(r) / peer(r));
  return { figure: median(rounds.map(ours)), peer_figure: median(rounds.map(peer)), ratio: median(ratios) };
}

/** Photos per second of `n` processes at once, each on its own core. */
async function perSecond(photo, n) {
  const results = await Promise.all(Array.from({ length: n }, (_, core) => new Promise((resolve, reject) => {
    const child = spawn('taskset', ['-c', String(core), tool('qc_stages'), MODELS, photo, String(TWO_PHOTOS)]);
    let out = '';
    child.stdout.on('data', (part) => { out += part; });
    child.on('error', reject);
    child.on('close', () => resolve(1000 / JSON.parse(out).ms.all));
  })));
  return sum(results);
}

async function twoProcesses(photo, print) {
  if (cpus().length < 2) return;
  const pairs = [];
  for (let i = 0; i < 3; i++) pairs.push([await perSecond(photo, 2), await perSecond(photo, 1)]);
  const ratio = median(pairs.map(([two, alone]) => two / alone));
  print({ question: 'qc_two_processes', figure: median(pairs.map((p) => p[0])), unit: 'photos/s', peer: 'one process',
    peer_figure: median(pairs.map((p) => p[1])), ratio, target: '>= 1.9', holds: ratio >= 1.9 });
}

export async function qc(print) {
  const folder = path.join(BUILD, 'bench');
  const photo = makePhoto(folder);
  const prototype = buildPrototype(folder);
  if (loadavg()[0] > BUSY) console.error(`bench: the machine is busy (load ${loadavg()[0].toFixed(1)}): read the ratios only`);
  const rounds = Array.from({ length: ROUNDS }, () => round(photo, prototype, folder));
  for (const stage of [...Object.keys(STAGES), 'preview']) {
    const peer = prototype && STAGES[stage]?.length ? { peer: 'prototype', ...beside(rounds, (r) => r.ours.ms[stage], (r) => r.peer[stage]) } : {};
    print({ question: `qc_${stage}`, figure: median(rounds.map((r) => r.ours.ms[stage])), unit: 'ms', ...peer });
  }
  const floor = beside(rounds, (r) => r.all, (r) => r.floor);
  if (prototype) {
    const all = beside(rounds, (r) => r.all, (r) => r.peer.all);
    print({ question: 'qc', ...all, unit: 'ms', peer: 'prototype', target: '<= 0.75', holds: all.ratio <= 0.75 });
  }
  print({ question: 'qc_floor', ...floor, unit: 'ms', peer: 'decode at 1/4 + bare networks', target: '<= 1.35', holds: floor.ratio <= 1.35 });
  const peak = Math.max(...rounds.map((r) => r.ours.peak_mb));
  print({ question: 'qc_memory', figure: peak, unit: 'MB', target: '<= 170', holds: peak <= 170 });
  const asked = Math.max(...rounds.map((r) => r.ours.allocations));
  print({ question: 'qc_allocations', figure: asked, unit: 'a photo, beside libjpeg\'s', target: '0', holds: asked === 0 });
  await twoProcesses(photo, print);
}
