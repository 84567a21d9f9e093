// `audit-tui top`: requests counted by the values of some fields.

import type {Field} from '../audit/fields.ts';
import type {Micros} from '../audit/time.ts';
import {TOP_FORMATS, type TopRow} from '../export/top.ts';
import {type Group, TIME_ORDER} from '../source/source.ts';
import {choiceFlag, contextOf, countFlag, exprOf, fieldsNamed} from './context.ts';
import {EXIT} from './exit.ts';
import {filteredBy} from './filter-flags.ts';
import type {ParsedArgs} from './flags.ts';
import {isHopeless, tellProblems, whole, withSource} from './input.ts';
import {complain, type Io} from './io.ts';

/** Groups in a table, unless asked otherwise. */
const TABLE_LIMIT = 30;

/** What requests are counted by. */
export const isCounted = (field: Field) =>
  field.column && ['text', 'number', 'list'].includes(field.kind) && field.name !== 'auditID';

/** The key under the name that queries use: its first alias. */
const keyName = (field: Field) => field.aliases[0] ?? field.name;

const rowOf =
  (by: readonly string[]) =>
  ({key, count, failed, p50, p90, p99}: Group): TopRow => ({
    key: Object.fromEntries(by.map((name, i) => [name, key[i] ?? null])),
    count,
    failed,
    p50: p50 ?? null,
    p90: p90 ?? null,
    p99: p99 ?? null,
  });

function understand(args: ParsedArgs, io: Io, logEnd?: Micros) {
  const fields = fieldsNamed(args.flags.get('by') ?? 'user,verb', isCounted, 'by');
  if (!fields.ok) return fields.message;
  const format = choiceFlag(
    args,
    'output',
    TOP_FORMATS.map(({name}) => name),
  );
  if (!format.ok) return format.message;
  const limit = countFlag(args, 'limit', format.value === 'table' ? TABLE_LIMIT : 0);
  if (!limit.ok) return limit.message;
  const context = contextOf(args, io, logEnd);
  const typed = exprOf(args.flags.get('where') ?? '', context);
  if (!typed.ok) return typed.message;
  const where = filteredBy(typed.value, args, context);
  if (!where.ok) return where.message;
  return {
    fields: fields.value,
    format: TOP_FORMATS.find(({name}) => name === format.value)!,
    limit: limit.value === 0 ? Number.POSITIVE_INFINITY : limit.value,
    view: {where: where.value, stages: args.flags.has('all-stages') ? 'all' : 'latest'},
  } as const;
}

export async function top(args: ParsedArgs, io: Io): Promise<number> {
  const checked = understand(args, io);
  if (typeof checked === 'string') return complain(checked, io);
  return withSource(args.positionals, args, io, async source => {
    const wanted = await whole(source, end => understand(args, io, end));
    if (typeof wanted === 'string') return complain(wanted, io);
    const {view, fields, format, limit} = wanted;
    const {groups} = await source.groups(
      view,
      fields.map(field => field.name),
    );
    const {total} = await source.rows(view, {order: TIME_ORDER, limit: 0, cells: []});
    const failed = await tellProblems(source, io);
    const by = fields.map(keyName);
    const shown = groups.slice(0, limit).map(rowOf(by));
    const {isTerminal: toTerminal, columns: width} = io.out;
    const options = {by, total, toTerminal, reveal: args.flags.has('reveal'), ...(width === undefined ? {} : {width})};
    if (!isHopeless(source.about())) await io.out.write(format.print(shown, options));
    const more = groups.length - shown.length;
    if (more > 0) await io.err.write(`audit-tui: ${more.toLocaleString('en-US')} more; --limit 0 shows all\n`);
    return failed ? EXIT.error : groups.length > 0 ? EXIT.found : EXIT.none;
  });
}
