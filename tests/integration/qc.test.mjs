// `tucai-qc check`: awkward files, photos with one defect each, rule sets; and the compute child shut in.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { BUILD, ROOT } from '../../scripts/stack.mjs';

const MODELS = path.join(ROOT, '.models');
const PHOTO = path.join(MODELS, 'demo', 'marc.jpg');
const NO_MODELS = existsSync(path.join(MODELS, 'selfie_multiclass_256x256.tflite')) ? false : 'no networks (scripts/models.sh)';
const NO_PHOTO = NO_MODELS || (existsSync(PHOTO) ? false : 'no photo (scripts/demo_photo.sh)');

const dir = mkdtempSync(path.join(tmpdir(), 'qc-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const at = (name) => path.join(dir, name);
const support = (name) => path.join(BUILD, 'tests/support', name);
const run = (program, ...args) => spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, TUCAI_MODELS: MODELS } });
const check = (...args) => run(path.join(BUILD, 'tucai-qc'), 'check', ...args);
const lines = (result) => result.stdout.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
const refused = (verdict) => verdict.findings.filter((f) => f.severity === 'refuse').map((f) => f.code);

function make(tool, ...args) {
  const { status, stderr } = run(support(tool), ...args);
  assert.equal(status, 0, stderr);
}

function jpeg(kind, ...photo) {
  make('jpeg_kind', kind, at(`${kind}.jpg`), ...photo);
  return at(`${kind}.jpg`);
}

function text(name, content) {
  writeFileSync(at(name), content);
  return at(name);
}

const PNG = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de', 'hex');
const WEBP = Buffer.from('524946461a000000574542505650384c0d0000002f00000010071011118888fe0700', 'hex');
const JPEG_KINDS = ['grey', 'cmyk', 'one_pixel', 'vast_header', 'vast_progressive', 'many_scans', 'truncated'];
const FILES = {
  'nothing.jpg': '', 'words.jpg': 'a text named like a photo\n', 'picture.jpg': PNG, 'web.jpg': WEBP,
  'start.jpg': Buffer.from('ffd8', 'hex'), 'zeros.jpg': Buffer.alloc(100_000),
};
let awkward;

before(() => {
  if (NO_MODELS) return;
  awkward = [...JPEG_KINDS.map((kind) => jpeg(kind)), ...Object.entries(FILES).map(([name, bytes]) => text(name, bytes))];
});

test('awkward files are answered quickly as image_invalid', { skip: NO_MODELS }, () => {
  const result = check(...awkward);
  assert.equal(result.status, 0, result.stderr);
  const verdicts = lines(result);
  assert.equal(verdicts.length, awkward.length);
  for (const verdict of verdicts) {
    assert.deepEqual(verdict.findings.map((f) => f.code), ['image_invalid'], verdict.file);
    assert.equal(verdict.passed, false);
    assert.equal(verdict.produced, null);
    assert.ok(verdict.reason, verdict.file);
    assert.ok(verdict.ms.total < 2000, `${verdict.file}: ${verdict.ms.total} ms`);
  }
});

test('a sound file of 100 megapixels is judged within 2 s', { skip: NO_MODELS }, () => {
  const [verdict] = lines(check(jpeg('vast')));
  assert.deepEqual(refused(verdict), ['no_face']);
  if (BUILD.endsWith('build')) assert.ok(verdict.ms.total < 2000);
});

test('the compute child judges the same, shut in', { skip: NO_MODELS }, () => {
  const result = run(support('qc_shut_in'), MODELS, ...awkward);
  assert.equal(result.status, 0, result.stderr);
  assert.ok(lines(result).every((verdict) => refused(verdict)[0] === 'image_invalid'));
});

for (const deed of ['--open', '--socket', '--exec'])
  test(`code that took the compute child over dies when it tries ${deed}`, { skip: NO_MODELS }, () => {
    const result = run(support('qc_shut_in'), MODELS, at('one_pixel.jpg'), deed);
    assert.equal(lines(result).length, 1);
    assert.equal(result.signal, 'SIGSYS');
  });

test('a photo good enough passes and is made', { skip: NO_PHOTO }, () => {
  const result = check('--out', at('out'), PHOTO);
  const [verdict] = lines(result);
  assert.equal(result.status, 0);
  assert.equal(verdict.passed, true, JSON.stringify(verdict.findings));
  assert.ok(verdict.findings.every((f) => f.severity === 'warn'));
  assert.equal(verdict.produced, at('out/marc.jpg'));
  const made = readFileSync(verdict.produced);
  assert.ok(made.length >= 20480 && made.length <= 40000);
  for (const name of ['yaw_deg', 'eye_distance_px', 'skin_light', 'sharpness']) assert.equal(typeof verdict.measures[name], 'number');
});

const DEFECTS = {
  too_dark: 'too_dark', too_bright: 'too_bright', side_light: 'light_uneven', too_small: 'face_too_small',
  cut_off: 'face_cut_off', tilted: 'tilted', upside_down: 'upside_down', two_faces: 'many_faces', blurred: 'blurred',
};
for (const [variant, code] of Object.entries(DEFECTS))
  test(`the photo made ${variant} is refused as ${code}`, { skip: NO_PHOTO }, () => {
    make('photo_variant', variant, PHOTO, at(`${variant}.jpg`));
    const [verdict] = lines(check(at(`${variant}.jpg`)));
    const finding = verdict.findings.find((f) => f.code === code);
    assert.ok(finding, JSON.stringify(verdict.findings));
    assert.equal(finding.severity, 'refuse');
    const { min, max } = finding.allowed;
    assert.ok((min !== null && finding.measured < min) || (max !== null && finding.measured > max));
    assert.equal(typeof finding.unit, 'string');
    assert.equal(verdict.passed, false);
  });

test('by its recipe a photo is made again, byte for byte', { skip: NO_PHOTO }, () => {
  const [verdict] = lines(check('--out', at('first'), '--background', 'grey', PHOTO));
  const recipe = text('recipe.json', verdict.recipe);
  const again = run(path.join(BUILD, 'tucai-qc'), 'make', '--recipe', recipe, PHOTO, at('again.jpg'));
  assert.equal(again.status, 0, again.stderr);
  assert.deepEqual(readFileSync(at('again.jpg')), readFileSync(verdict.produced));
  assert.equal(run(path.join(BUILD, 'tucai-qc'), 'make', '--recipe', text('none.json', '{}'), PHOTO, at('again.jpg')).status, 2);
  const old = text('old.json', verdict.recipe.replace(/"version":\d+/, '"version":0'));
  assert.equal(run(path.join(BUILD, 'tucai-qc'), 'make', '--recipe', old, PHOTO, at('again.jpg')).status, 1);
});

test('once warm, a photo takes no memory but what libjpeg asks for each file', { skip: NO_PHOTO }, () => {
  const { status, stdout, stderr } = run(support('qc_stages'), MODELS, PHOTO, '2');
  assert.equal(status, 0, stderr);
  assert.equal(JSON.parse(stdout).allocations, 0);
});

test('a progressive photo is judged like any other', { skip: NO_PHOTO }, () => {
  const [sound, progressive] = lines(check(PHOTO, jpeg('progressive', PHOTO)));
  assert.equal(progressive.passed, true);
  assert.ok(Math.abs(sound.measures.yaw_deg - progressive.measures.yaw_deg) < 1);
});

test('a refused photo gets an annotated picture', { skip: NO_PHOTO }, () => {
  make('photo_variant', 'tilted', PHOTO, at('leaning.jpg'));
  check('--out', at('out'), at('leaning.jpg'));
  const svg = readFileSync(at('out/leaning.svg'), 'utf8');
  assert.match(svg, /^<svg .*<image .*data:image\/jpeg;base64,/);
  assert.match(svg, /头部向一侧歪斜/);
});

test('a rule set decides what refuses', { skip: NO_PHOTO }, () => {
  make('photo_variant', 'tilted', PHOTO, at('tilted.jpg'));
  const rules = text('rules.json', JSON.stringify({
    name: 'lenient', version: 1,
    findings: { tilted: { severity: 'warn' }, light_uneven: { severity: 'off' }, turned: { max: 0.1, min: -0.1 } },
  }));
  const [verdict] = lines(check('--rules', rules, at('tilted.jpg')));
  const severity = Object.fromEntries(verdict.findings.map((f) => [f.code, f.severity]));
  assert.equal(severity.tilted, 'warn');
  assert.equal(severity.light_uneven, undefined);
  assert.equal(severity.turned, 'refuse');
});

test('a malformed rule set is refused, naming the line', () => {
  const rules = text('bad.json', '{\n "name": "x", "version": 1,\n "findings": {\n  "too_drak": {}\n }\n}\n');
  const result = check('--rules', rules, at('any.jpg'));
  assert.equal(result.status, 2);
  assert.match(result.stderr, /bad\.json:4: findings\.too_drak: 没有这一检测项，是否想写 "too_dark"？/);
});

test('the photo of an ID card has its own size, geometry and background', { skip: NO_PHOTO }, () => {
  const [verdict] = lines(check('--rules', 'id-card', '--out', at('card'), PHOTO));
  assert.deepEqual(verdict.rule_set, { name: 'id-card', version: 2 });
  const made = readFileSync(verdict.produced);
  assert.ok(made.length >= 14336 && made.length <= 20000, `${made.length} bytes`);
  const frame = made.indexOf(Buffer.from('ffc0', 'hex'));
  assert.deepEqual([made.readUInt16BE(frame + 7), made.readUInt16BE(frame + 5)], [358, 441]);
  assert.deepEqual([made.readUInt8(13), made.readUInt16BE(14), made.readUInt16BE(16)], [1, 350, 350]);
});

test('a file that cannot be read has its line too, and an exit code', { skip: NO_MODELS }, () => {
  const result = check(at('absent.jpg'), text('words.jpg', 'words'));
  assert.equal(result.status, 1);
  assert.deepEqual(lines(result).map((v) => v.findings[0].code), ['image_invalid', 'image_invalid']);
});
