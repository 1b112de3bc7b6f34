// What is to be reached, and whether it was. Pure.

const LABELLED = ['glasses_tinted', 'head_covered', 'turned', 'mouth_open'];

const target = (name, figure, reach, at_least) => ({
  name, figure, reach, holds: figure === null ? null : at_least ? figure >= reach : figure <= reach,
});

/** [{name, figure, reach, holds}]; a figure without cases is null, and so is whether it holds. */
export function summary({ findings, near_standard, defects, groups }) {
  const of = (code) => findings[code] ?? { found_rate: null, false_rate: null };
  const none = defects.kinds.no_person, painted = defects.kinds.face_painted_out;
  const gone = none && none.cases + painted.cases > 0 ? (none.found + painted.found) / (none.cases + painted.cases) : null;
  return [
    ...LABELLED.flatMap((code) => [
      target(`${code}: found`, of(code).found_rate, 0.95, true),
      target(`${code}: false`, of(code).false_rate, 0.03, false),
    ]),
    target('defects made by code: found', defects.all.found_rate, 0.95, true),
    target('defects made by code: false', defects.all.false_rate, 0.02, false),
    target('no face: found', gone === null ? null : Number(gone.toFixed(4)), 0.95, true),
    target('no face: false', none?.false_rate ?? null, 0.02, false),
    target('near-standard refused for light or sharpness', near_standard.light_or_sharpness_rate, 0.02, false),
    ...Object.entries(groups).map(([name, g]) => target(`ratio of refusal rates: ${name}`, g.ratio.fair, 1.25, false)),
  ];
}
