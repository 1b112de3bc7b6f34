// docs/accuracy.md out of the figures: no date, no machine, no commit, so that it changes only when a figure does.
import { wilson } from './counts.mjs';
import { DEFECTS } from './defects.mjs';

const percent = (v) => (v === null || v === undefined ? '-' : `${(100 * v).toFixed(1)} %`);
const range = (part, whole) => {
  const w = wilson(part, whole);
  return w ? `${(100 * w[0]).toFixed(0)}-${(100 * w[1]).toFixed(0)} %` : '-';
};
const row = (...cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [row(...head), row(...head.map(() => '---')), ...rows].join('\n');
const counted = (part, whole) => `${part} / ${whole}`;
const reasons = (by) => Object.entries(by).sort((a, b) => b[1] - a[1]).map(([code, n]) => `\`${code}\` ${n}`).join(', ') || '-';

const unknown = (t) => (t.name.startsWith('ratio') ? 'cannot be told: see Groups' : 'no cases');

const reach = (targets) => table(['figure', 'measured', 'to reach', 'reached'], targets.map((t) => {
  const figure = t.name.startsWith('ratio') ? (t.figure ?? '-') : percent(t.figure);
  const limit = t.name.startsWith('ratio') ? `<= ${t.reach}` : `${t.name.endsWith('found') ? '>=' : '<='} ${percent(t.reach)}`;
  return row(t.name.replace(/^([a-z]+_[a-z]+|turned):/, '`$1`:'), figure, limit, t.holds === null ? unknown(t) : t.holds ? 'yes' : '**no**');
}));

const labelled = (findings) => table(
  ['finding', 'found', 'rate', '95 % interval', 'wrongly found', 'rate', '95 % interval'],
  Object.entries(findings).map(([code, n]) => row(`\`${code}\``,
    counted(n.tp, n.tp + n.fn), percent(n.found_rate), range(n.tp, n.tp + n.fn),
    counted(n.fp, n.fp + n.tn), percent(n.false_rate), range(n.fp, n.fp + n.tn))));

const defectTable = ({ kinds, all }) => table(
  ['defect', 'finding', 'found where a person objects', 'rate', '95 % interval', 'wrongly: unspoilt', 'wrongly: harmless'],
  [...DEFECTS.map((d) => [d, kinds[d.name]]).filter(([, k]) => k.strengths.length).map(([d, k]) => row(d.name.replaceAll('_', ' '),
    d.finds.map((c) => `\`${c}\``).join(' '), counted(k.found, k.cases), percent(k.found_rate), range(k.found, k.cases),
    counted(k.false_at_zero, k.zero), counted(k.false, k.clean))),
  row('**all**', '', counted(all.found, all.cases), percent(all.found_rate), range(all.found, all.cases), '', counted(all.false, all.clean))]);

const MARK = { harmless: '', doubtful: '?', object: '!' };

const sweepTable = (kinds) => table(['defect', 'unit', 'strength: found / photos', 'where a person objects, and why'],
  DEFECTS.filter((d) => kinds[d.name].strengths.length).map((d) => row(d.name.replaceAll('_', ' '), d.unit || '-',
    kinds[d.name].strengths.map((s) => `${s.strength}${MARK[s.level]}: ${s.found}/${s.cases}`).join(', '), d.why)));

const groupTable = (groups) => table(
  ['group', 'all photos: refused', 'nothing to object to: refused', 'rate', '95 % interval', 'spoilt: found'],
  Object.values(groups).flatMap((g) => [
    ...Object.entries(g.sides).map(([name, s]) => row(name, counted(s.all.refused, s.all.photos),
      counted(s.fair.refused, s.fair.photos), percent(s.fair.rate), range(s.fair.refused, s.fair.photos),
      counted(s.defects.found, s.defects.cases))),
    row('*ratio*', g.ratio.all ?? '-', g.ratio.fair ?? '-', '', '', ''),
  ]));

export function markdown(r) {
  const near = r.near_standard;
  return `# Accuracy

How often a check finds what is wrong with a photo, and how often it refuses one that is right. Written by \`make eval DATA=dir\`; do not edit.

**Photos.** ${r.photos} portraits (1000x1000, Creative Commons Zero, collection "interfaces", odd numbers), labelled by one person
(\`labels.csv\` beside them) and a second one for groups and a few more findings ([people.csv](../scripts/eval/people.csv)); what is arguable
is not scored. The photos are no part of this project.${r.missing.length ? ` Not there and left out: ${r.missing.join(', ')}.` : ''}
**Rules.** The preset \`diploma\`. Found means refused, or warned where the finding only ever warns.

## What is to be reached

${reach(r.targets)}

## Labelled photos

${labelled(r.findings)}

By the second person, on the same photos:

${labelled(r.people)}

## Photos that should come out usable

${near.photos} photos are labelled near-standard: frontal, eyes open, mouth closed or nearly, no hat, no tinted glasses.
${near.passed} pass. Refused wrongly, by reason: ${reasons(near.refused_by)}. For a reason of light or sharpness: ${percent(near.light_or_sharpness_rate)}
(95 % interval ${range(Math.round(near.light_or_sharpness_rate * near.photos), near.photos)}).

Changed in ways that nobody objects to (a third of a stop, a degree and a half, a fine re-encoding: below), ${r.harmless.passed} of ${r.harmless.photos} pass.
Refused, by reason: ${reasons(r.harmless.refused_by)}.

## Defects made by code

Each near-standard photo that can be read is spoilt in ${DEFECTS.length} ways by \`tests/support/defect\`, in several strengths. A finding counts as wrong on an unspoilt
photo, or on any harmless change.

${defectTable(r.defects)}

The strengths were set by looking at the spoilt photos: \`!\` everybody objects, \`?\` some would (not scored), no mark: nobody would.

${sweepTable(r.defects.kinds)}

## Groups

"Nothing to object to": near-standard photos and their harmless changes. The ratio is the larger rate by the smaller; 1 where both are 0, \`-\` where only one is.
Skin is what the second person saw, and left open where it was neither; glasses are of any kind, tinted ones too.

${groupTable(r.groups)}

## What these figures are not

* **Labels of one person, limits set on the same photos.** Limits were chosen while looking at these photos, so the figures are optimistic: on other photos expect worse.
* **Small numbers.** With n cases and none missed, the true rate may still be as low as the interval says; 10 photos cannot show 2 %.
  Harmless changes of one photo are not independent of each other, so their intervals are narrower than what we know.
* **Not the students.** Few of the portraits are East Asian, none was taken for a diploma, nearly all by photographers with good light; a phone in a dormitory gives other photos.
* **Painted defects are cleaner than real ones.** They show that a measure reacts, in the right order and at the right strength, not that it finds every
  pair of sunglasses. What has to be hit (eyes, hair, clothes) is placed by the reading under test, so photos that it reads badly are not in this part.
* **Mirroring cannot be seen** in a portrait without writing, and is not scored. A screen or a print that fills the picture, a light retouch, and one in a compressed
  file are often not found in one picture: such findings warn, and people decide.
`;
}
