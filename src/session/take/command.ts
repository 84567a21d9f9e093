// The command line that prints the rows of the view again.

import {fieldOf} from '../../audit/fields.ts';
import {shellWord} from '../../audit/shell-word.ts';
import type {Expr} from '../../query/ast.ts';
import {type ParseContext, parse} from '../../query/parse.ts';
import {print} from '../../query/print.ts';
import type {Session} from '../session.ts';
import {contextOf} from '../suggest.ts';

const DAY = 86_400e6;

/** `15m` and `10:30` mean another time after a day, `monday` after a week. */
const LATER = [DAY, 7 * DAY] as const;

/** A query as it was typed; where its times depend on when it is read, with those times written out. `expr` is what it means. */
export function lasting(text: string, expr: Expr, context: ParseContext): string {
  const canonical = print(expr);
  const lasts = LATER.every(after => {
    const later = parse(text, {...context, now: context.now + after});
    return later.ok && print(later.expr) === canonical;
  });
  return lasts ? text : canonical;
}

export const lastingQuery = (session: Session): string =>
  lasting(session.filter.text, session.filter.expr, contextOf(session));

/** `audit-tui query 'verb:delete' audit.log -o json`: each word is what it was, whatever a shell would make of it. */
export function queryCommand(query: string, paths: readonly string[], options: readonly string[]): string {
  // A word with a dash in front would be read as a flag.
  const words = [query, ...paths].some(word => /^-./.test(word))
    ? [...options, '--', query, ...paths]
    : [query, ...paths, ...options];
  return ['audit-tui', 'query', ...words].map(shellWord).join(' ');
}

/** Prints the rows of the view, in their order. */
export function commandOf(session: Session): string {
  const {order, stages, zone, take} = session;
  const isByTime = order.field === 'stageTimestamp';
  return queryCommand(lastingQuery(session), take.invocation.paths, [
    '-o',
    'json',
    ...(stages === 'all' ? ['--all-stages'] : []),
    ...(isByTime ? [] : ['--sort', fieldOf(order.field).aliases[0] ?? order.field]),
    ...(order.descending ? ['--desc'] : []),
    ...take.invocation.flags,
    ...(zone === 'local' ? ['--local'] : []),
  ]);
}

/** Prints the events of a bundle: the same rows in the order of time, a line each. */
export const bundleCommand = ({stages, zone, take, ...rest}: Session, reveal: boolean): string =>
  queryCommand(lastingQuery({stages, zone, take, ...rest}), take.invocation.paths, [
    '-o',
    'jsonl',
    ...(stages === 'all' ? ['--all-stages'] : []),
    ...(reveal ? ['--reveal'] : []),
    ...take.invocation.flags,
    ...(zone === 'local' ? ['--local'] : []),
  ]);
