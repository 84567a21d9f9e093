// What a log holds, in a few lines of text.
import {type FieldName, fieldOf} from '../audit/fields.ts';
import {grouped} from '../audit/numbers.ts';
import {formatMicroTime} from '../audit/time.ts';
import {visible} from '../audit/visible.ts';
import {EVERYTHING} from '../query/ast.ts';
import {readText} from '../session/about-text.ts';
import {type About, type Source, TIME_ORDER, type View} from '../source/source.ts';

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

/** A server tells the number of requests when it is asked for it. */
async function counted(source: Source, view: View): Promise<About> {
  const about = source.about();
  if (about.lacks?.files === undefined) return about;
  const {total} = await source.rows(view, {order: TIME_ORDER, limit: 0, cells: []});
  return {...about, requests: total};
}

function sizeText({files, bytes: {read}, problems, lacks}: About): string {
  if (lacks?.files !== undefined) return `  ${grouped(read)} bytes on the server`;
  const count = problems.reduce((sum, problem) => sum + problem.count, 0);
  return `  ${grouped(files.length)} ${files.length === 1 ? 'file' : 'files'}, ${grouped(read)} bytes, ${grouped(count)} ${count === 1 ? 'problem' : 'problems'}`;
}

/** Of everything in `source`, which is loaded. `paths` are repeated in the hints. `isDumb` if it is for a terminal that draws nothing. */
export async function summary(source: Source, paths: readonly string[], isDumb = false): Promise<string> {
  const view = {where: EVERYTHING, stages: 'latest'} as const;
  const about = await counted(source, view);
  const {unknown = []} = about;
  const all = about.alerts === undefined ? SHOWN : [...SHOWN, ...OF_ALERTS];
  const shownFields = all.filter(([field]) => !unknown.includes(field));
  const {facets} = await source.facets(
    view,
    shownFields.map(([field]) => field),
    8,
  );
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
    sizeText(about),
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
