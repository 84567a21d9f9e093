// `audit-tui query`: the explorer's query for scripts.
import {fieldOf} from '../audit/fields.ts';
import type {Micros} from '../audit/time.ts';
import {visible} from '../audit/visible.ts';
import {cellsFor, exportText, type Format, type FormatOptions} from '../export/format.ts';
import {FORMATS} from '../export/formats.ts';
import {itemsOf} from '../export/items.ts';
import {type Order, TIME_ORDER, type View} from '../source/source.ts';
import {choiceFlag, contextOf, countFlag, exprOf, fieldsNamed} from './context.ts';
import {EXIT} from './exit.ts';
import {filteredBy} from './filter-flags.ts';
import type {ParsedArgs} from './flags.ts';
import {isHopeless, tellProblems, whole, withSource} from './input.ts';
import {complain, type Io} from './io.ts';

type Wanted = {
  readonly view: View;
  readonly order: Order;
  readonly limit: number;
  readonly format: Format;
  readonly options: FormatOptions;
};

/** Everything asked for, or what is wrong with it. */
function understand(args: ParsedArgs, io: Io, logEnd?: Micros): Wanted | string {
  const context = contextOf(args, io, logEnd);
  const typed = exprOf(args.positionals[0]!, context);
  if (!typed.ok) return typed.message;
  const where = filteredBy(typed.value, args, context);
  if (!where.ok) return where.message;
  const name = choiceFlag(
    args,
    'output',
    FORMATS.map(format => format.name),
  );
  if (!name.ok) return name.message;
  const limit = countFlag(args, 'limit', Number.POSITIVE_INFINITY);
  if (!limit.ok) return limit.message;
  const sort = fieldsNamed(args.flags.get('sort') ?? 'time', field => field.sortable, 'sort');
  if (!sort.ok) return sort.message;
  const names = args.flags.get('fields');
  const fields = names === undefined ? undefined : fieldsNamed(names, () => true, 'fields');
  if (fields?.ok === false) return fields.message;
  const allStages = args.flags.has('all-stages');
  return {
    view: {where: where.value, stages: allStages ? 'all' : 'latest'},
    order: {field: sort.value[0]?.name ?? TIME_ORDER.field, descending: args.flags.has('desc')},
    limit: limit.value,
    format: FORMATS.find(format => format.name === name.value)!,
    options: {
      allStages,
      reveal: args.flags.has('reveal'),
      zone: args.flags.has('local') ? 'local' : 'utc',
      toTerminal: io.out.isTerminal,
      ...(io.out.columns === undefined ? {} : {width: io.out.columns}),
      ...(fields === undefined ? {} : {fields: fields.value.map(field => field.name)}),
    },
  };
}

/** Why the rows cannot be sorted as asked, if so: nobody is to take the end of the list for the smallest values. */
function unsortable({order}: Wanted, unsorted: number): string {
  const field = fieldOf(order.field);
  const name = field.aliases[0] ?? field.name;
  const rows =
    unsorted === 1 ? 'one row has a value that is' : `${unsorted.toLocaleString('en-US')} rows have values that are`;
  return `--sort ${name}: ${rows} not in the index, which is full; give it more with --max-memory, or narrow the query and sort its csv elsewhere.`;
}

export async function query(args: ParsedArgs, io: Io): Promise<number> {
  const checked = understand(args, io);
  if (typeof checked === 'string') return complain(checked, io);
  return withSource(args.positionals.slice(1), args, io, async source => {
    const wanted = await whole(source, end => understand(args, io, end));
    if (typeof wanted === 'string') return complain(wanted, io);
    const {total, unsorted = 0} = await source.rows(wanted.view, {order: wanted.order, limit: 0, cells: []});
    if (unsorted > 0 && wanted.format.needs !== 'count') return complain(unsortable(wanted, unsorted), io);
    const found = Math.min(total, wanted.limit);
    let failed = await tellProblems(source, io);
    const lost: string[] = [];
    if (wanted.format.needs === 'count') await io.out.write(`${found}\n`);
    else if (!isHopeless(source.about())) {
      const {format, options, view, order, limit} = wanted;
      const listing = {view, order, cells: cellsFor(format, options), events: format.needs === 'event'};
      const items = itemsOf(source, listing, {limit, unreadable: reason => lost.push(reason)});
      for await (const text of exportText(format, items, options)) await io.out.write(text);
    }
    if (lost[0] !== undefined) {
      await io.err.write(`audit-tui: ${lost.length} could not be read: ${visible(lost[0])}\n`);
      failed = true;
    }
    return failed ? EXIT.error : found > 0 ? EXIT.found : EXIT.none;
  });
}
