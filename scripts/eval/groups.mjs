// Who is refused: rates of groups of people side by side.
import { excused, rate, ratioOf } from './counts.mjs';

// Columns of people.csv and what 1 and 0 are called.
const PAIRS = {
  woman: ['women', 'men'],
  darker_skin: ['darker skin', 'lighter skin'],
  glasses: ['glasses', 'no glasses'],
};

const refusal = (rows, refused) => ({ photos: rows.length, refused: rows.filter(refused).length });
// A refusal that a person saw no reason for.
const wrongly = (r) => r.refused.some((code) => !excused(r.row ?? r, code));

// `fair`: what nobody objects to, the near-standard photos and their harmless changes.
function side(rows, spoilt) {
  const fair = [...rows.filter((r) => r.near_standard === '1'), ...spoilt.filter((c) => c.level === 'harmless' && c.defect)];
  const bad = spoilt.filter((c) => c.level === 'object');
  const caught = bad.filter((c) => c.found.some((code) => c.defect.finds.includes(code))).length;
  const all = refusal(rows, (r) => !r.passed), good = refusal(fair, wrongly);
  return {
    all: { ...all, rate: rate(all.refused, all.photos) },
    fair: { ...good, rate: rate(good.refused, good.photos) },
    defects: { cases: bad.length, found: caught, rate: rate(caught, bad.length) },
  };
}

/** {name: {sides: {name: {all, fair, defects}}, ratio: {...}}}: rows carry the columns of people.csv. */
export function compare(rows, spoilt) {
  const out = {};
  for (const [column, names] of Object.entries(PAIRS)) {
    const sides = {};
    ['1', '0'].forEach((value, i) => {
      const mine = new Set(rows.filter((r) => r[column] === value).map((r) => r.path));
      sides[names[i]] = side(rows.filter((r) => mine.has(r.path)), spoilt.filter((c) => mine.has(c.photo)));
    });
    const [a, b] = names.map((name) => sides[name]);
    out[column] = { sides, ratio: { all: ratioOf(a.all.rate, b.all.rate), fair: ratioOf(a.fair.rate, b.fair.rate) } };
  }
  return out;
}
