// What a log holds, in a few lines of text.
import {type FieldName, fieldOf} from '../audit/fields.ts';
import {grouped} from '../audit/numbers.ts';
import {formatMicroTime} from '../audit/time.ts';
import {visible} from '../audit/visible.ts';
import {EVERYTHING} from '../query/ast.ts';
import {readText} from '../session/about-text.ts';
import type {Source} from '../source/source.ts';

const SHOWN: readonly (readonly [field: FieldName, top: number])[] = [
  ['stage', 4],
  ['level', 4],
  ['verb', 8],
  ['responseStatus.code', 8],
  ['user.username', 5],
  ['objectRef.resource', 5],
  ['objectRef.namespace', 5],
];

const OF_ALERTS: typeof SHOWN = [
  ['priority', 8],
  ['rule', 5],
];

/** Of everything in `source`, which is loaded. `paths` are repeated in the hints. `isDumb` if it is for a terminal that draws nothing. */
export async function summary(source: Source, paths: readonly string[], isDumb = false): Promise<string> {
  const about = source.about();
  const view = {where: EVERYTHING, stages: 'latest'} as const;
  const shownFields = about.alerts === undefined ? SHOWN : [...SHOWN, ...OF_ALERTS];
  const {facets} = await source.facets(
    view,
    shownFields.map(([field]) => field),
    8,
  );
  const problems = about.problems.reduce((sum, problem) => sum + problem.count, 0);
  const lines = facets.map((facet, i) => {
    const [field, top] = shownFields[i]!;
    const values = facet.values
      .slice(0, top)
      .map(({value, count}) => `${visible(value ?? '(none)')} ${grouped(count)}`);
    const rest = facet.distinct - values.length;
    return `  ${fieldOf(field).label.padEnd(10)} ${values.join(', ')}${rest > 0 ? `, and ${grouped(rest)} more` : ''}`;
  });
  const shown = paths.map(path => (/^[\w./@:+-]+$/.test(path) ? path : `'${visible(path)}'`)).join(' ') || '-';
  return [
    `${visible(about.name)}: ${readText(about)}`,
    ...(about.extent === undefined
      ? []
      : [`  from ${formatMicroTime(about.extent.from)} to ${formatMicroTime(about.extent.to)}`]),
    `  ${grouped(about.files.length)} ${about.files.length === 1 ? 'file' : 'files'}, ${grouped(about.bytes.read)} bytes, ${grouped(problems)} ${problems === 1 ? 'problem' : 'problems'}`,
    ...lines,
    '',
    isDumb
      ? 'The explorer needs a terminal that can move its cursor; TERM says that this one is dumb. In another, run:'
      : 'The explorer needs a terminal. There, run:',
    `  audit-tui ${shown}`,
    isDumb ? 'In this one, use:' : 'Without one, use:',
    `  audit-tui query 'code:>=400' ${shown}`,
    `  audit-tui top --by user,verb ${shown}`,
    '',
  ].join('\n');
}
