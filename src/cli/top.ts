// `audit-tui top`: requests counted by the values of some fields.
import {FIELDS, type Field} from '../audit/fields.ts';
import {topCsv, topJson, topTable} from '../export/top.ts';
import {choiceFlag, contextOf, countFlag, exprOf, fieldsNamed} from './context.ts';
import {EXIT} from './exit.ts';
import type {ParsedArgs} from './flags.ts';
import {openPaths, tellProblems} from './input.ts';
import type {Io} from './io.ts';

const FORMATS = ['table', 'json', 'csv'] as const;
const TABLE_LIMIT = 30;

const isCounted = (field: Field) =>
  field.column && ['text', 'number', 'list'].includes(field.kind) && field.name !== 'auditID';

/** The key as the user named the field: its first alias, or its path. */
const keyName = (field: Field) => field.aliases[0] ?? field.name;

export async function top(args: ParsedArgs, io: Io): Promise<number> {
  const by = fieldsNamed(args.flags.get('by') ?? 'user,verb', isCounted, 'by');
  const format = choiceFlag(args, 'output', FORMATS);
  const limit = countFlag(args, 'limit', format.ok && format.value === 'table' ? TABLE_LIMIT : 0);
  const where = exprOf(args.flags.get('where') ?? '', contextOf(args, io));
  for (const part of [by, format, limit, where]) {
    if (part.ok) continue;
    await io.err.write(`audit-tui: ${part.message}\n`);
    return EXIT.error;
  }
  if (!by.ok || !format.ok || !limit.ok || !where.ok) return EXIT.error;
  const opened = await openPaths(args.positionals, io);
  if (!opened.ok) {
    await io.err.write(`audit-tui: ${opened.message}\n`);
    return EXIT.error;
  }
  const {source} = opened;
  try {
    const view = {where: where.value, stages: args.flags.has('all-stages') ? 'all' : 'latest'} as const;
    const {groups} = await source.groups(
      view,
      by.value.map(field => field.name),
    );
    const failed = await tellProblems(source, io);
    const shown = limit.value === 0 ? groups : groups.slice(0, limit.value);
    const write = {table: topTable, json: topJson, csv: topCsv}[format.value];
    await io.out.write(
      write(shown, by.value.map(keyName), {
        toTerminal: io.out.isTerminal,
        hidden: groups.length - shown.length,
        total: groups.reduce((sum, group) => sum + group.count, 0),
      }),
    );
    return failed ? EXIT.error : groups.length > 0 ? EXIT.found : EXIT.none;
  } finally {
    await source.close();
  }
}

export const COUNTED_FIELDS: readonly Field[] = (FIELDS as readonly Field[]).filter(isCounted);
