// Figures as a person reads them: the units of findings and rule sets, as lib/model/annotate_words.c writes them into the picture.

/** What follows the number, what it is multiplied by, its decimals. */
const UNITS = { degrees: ['°', 1, 0], px: [' 像素', 1, 0], share: ['%', 100, 1], probability: ['%', 100, 0], faces: [' 张', 1, 0] };
const OTHER = ['', 1, 2];
const DECIMALS_MAX = 5;

function write(x, unit, decimals) {
  const [suffix, factor] = UNITS[unit] ?? OTHER;
  return `${Number((x * factor).toFixed(decimals))}${suffix}`;
}

/** Writes limits as they were given. */
export const exactly = (unit) => (x) => write(x, unit, DECIMALS_MAX);

/** Writes a measure and its limits: with as many decimals as tell the value from the limit it passed. */
export function apart({ measured, allowed, unit }) {
  const same = (limit, decimals) => typeof limit === 'number' && limit !== measured && write(limit, unit, decimals) === write(measured, unit, decimals);
  let decimals = (UNITS[unit] ?? OTHER)[2];
  while (decimals < DECIMALS_MAX && (same(allowed.min, decimals) || same(allowed.max, decimals))) decimals += 1;
  return (x) => write(x, unit, decimals);
}

/** "在 -14° 至 14° 之间", "不小于 50 像素", "不大于 6%"; "" where both sides are open. */
export function range({ min, max }, written) {
  if (typeof min === 'number' && typeof max === 'number') return `在 ${written(min)} 至 ${written(max)} 之间`;
  if (typeof min === 'number') return `不小于 ${written(min)}`;
  return typeof max === 'number' ? `不大于 ${written(max)}` : '';
}
