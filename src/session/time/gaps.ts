// Gaps: stretches of time between the files that were read which none of them covers. What happened then is not here, and
// an empty bar of the histogram must not be taken for quiet.
import type {Micros} from '../../audit/time.ts';
import type {About} from '../../source/source.ts';

/** Between the last event before it and the first one after it. */
export type Gap = {readonly from: Micros; readonly to: Micros};

/** As long as the silence between two files that is noted under what was read. */
const LEAST_GAP: Micros = 60e6;

/** In the order of time. Inputs whose extent is not known yet make none. */
export function gapsOf({inputs = [], loading}: Pick<About, 'inputs' | 'loading'>): readonly Gap[] {
  // While files are read from their ends, what lies between them is only not read yet.
  if (loading) return [];
  const spans = inputs.flatMap(({from, to}) => (from === undefined || to === undefined ? [] : [{from, to}]));
  const gaps: Gap[] = [];
  let end: Micros | undefined;
  for (const span of spans.sort((a, b) => a.from - b.from)) {
    if (end !== undefined && span.from - end > LEAST_GAP) gaps.push({from: end, to: span.from});
    end = Math.max(end ?? span.to, span.to);
  }
  return gaps;
}

/** The gap that [from, to) touches. */
export const gapIn = (gaps: readonly Gap[], from: Micros, to: Micros): Gap | undefined =>
  gaps.find(gap => gap.from < to && gap.to > from);
