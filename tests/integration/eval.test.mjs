// The figures of `make eval`: how they are counted, and a dozen defects made by code from the demo's photo.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { confusion, fate, ratioOf, readLabels, sweeps, wilson } from '../../scripts/eval/counts.mjs';
import { DEFECTS, sweep } from '../../scripts/eval/defects.mjs';
import { judgeAllSpoilt, ROOT } from '../../scripts/eval/judge.mjs';

const PHOTO = path.join(ROOT, '.models/demo/marc.jpg');
const there = existsSync(PHOTO) && existsSync(path.join(ROOT, '.models/selfie_multiclass_256x256.tflite'));
const skip = there ? false : 'no networks or no photo (scripts/models.sh, scripts/demo_photo.sh)';

test('what was found, missed and wrongly found is counted, what is arguable is not', () => {
  const rows = readLabels('file,turned,near\na,1,0\nb,1,1\nc,0,1\nd,0,0\ne,?,0\n').map((row, i) => {
    const refused = [['turned'], [], ['turned', 'blurred'], [], ['turned']][i];
    return { ...row, passed: i === 3, refused, found: refused };
  });
  const counts = confusion(rows, 'turned', (row) => (row.turned === '?' ? null : row.turned === '1'));
  assert.deepEqual(counts, { tp: 1, fp: 1, fn: 1, tn: 1, found_rate: 0.5, false_rate: 0.5 });
  assert.equal(confusion([], 'turned', () => null).found_rate, null);
  const group = fate(rows.filter((row) => row.near === '1'));
  assert.equal(group.light_or_sharpness_rate, 0.5);
  assert.deepEqual(group.refused_by, { turned: 1, blurred: 1 });
});

test('an interval holds for none found and for few cases', () => {
  assert.equal(wilson(0, 0), null);
  assert.deepEqual(wilson(0, 10), [0, 0.2775]);
  assert.deepEqual(wilson(10, 10), [0.7225, 1]);
  assert.deepEqual(wilson(50, 100), [0.4038, 0.5962]);
});

test('rates of two groups are compared, where there is something to compare', () => {
  assert.equal(ratioOf(0.2, 0.1), 2);
  assert.equal(ratioOf(0, 0), 1);
  assert.equal(ratioOf(0, 0.1), null);
  assert.equal(ratioOf(null, 0.1), null);
});

test('a sweep counts objections as found and harmless changes as false', () => {
  const [blur, tint] = [{ name: 'blur', finds: ['blurred'] }, { name: 'tint', finds: ['glasses_tinted'] }];
  const spoilt = [
    { defect: null, strength: 0, level: 'harmless', found: [] },
    { defect: blur, strength: 1, level: 'harmless', found: ['glasses_tinted'] },
    { defect: blur, strength: 3, level: 'object', found: ['blurred'] },
    { defect: tint, strength: 1, level: 'object', found: ['blurred'] },
  ];
  const { kinds, all } = sweeps([blur, tint], spoilt);
  assert.equal(kinds.blur.found_rate, 1);
  assert.equal(kinds.tint.found_rate, 0);
  assert.equal(kinds.tint.false, 1);
  assert.equal(kinds.tint.false_at_zero, 0);
  assert.deepEqual(all, { found: 1, cases: 2, false: 1, clean: 4, found_rate: 0.5, false_rate: 0.25 });
  assert.equal(sweeps([blur], []).kinds.blur.found_rate, null);
});

test('each kind of defect says what finds it, and its strengths are its own', () => {
  for (const defect of DEFECTS) {
    const all = [...defect.harmless, ...defect.doubtful, ...defect.object];
    assert.equal(new Set(all).size, all.length, defect.name);
    assert.ok(defect.finds.length > 0 && defect.why, defect.name);
  }
});

// The strongest of each of these is found on the demo's photo, and their harmless strengths refuse nothing.
const SURE = ['dark', 'bright', 'side_light', 'focus', 'motion', 'roll', 'upside_down', 'off_centre', 'two_faces', 'far',
  'sunglasses', 'red_eye'];

test('a dozen defects of the demo photo are found, and nothing in its harmless changes', { skip }, async () => {
  const wanted = (c) => !c.defect || (SURE.includes(c.defect.name) && (c.level === 'harmless' || c.strength === c.defect.object.at(-1)));
  const cases = await judgeAllSpoilt([PHOTO], sweep().filter(wanted));
  for (const c of cases) {
    const name = `${c.defect?.name} ${c.strength}`;
    if (c.level === 'harmless') assert.deepEqual(c.refused, [], name);
    else assert.ok(c.refused.some((code) => c.defect.finds.includes(code)), `${name}: ${c.refused}`);
  }
  assert.equal(cases.filter((c) => c.level === 'object').length, SURE.length);
});
