// The command line that prints the rows of the view again.

import {fieldOf} from '../../audit/fields.ts';
import {parse} from '../../query/parse.ts';
import {print} from '../../query/print.ts';
import type {Session} from '../session.ts';
import {contextOf} from '../suggest.ts';
import {shellWord} from './shell-word.ts';

const DAY = 86_400e6;

/** The filter as it was typed; where its times depend on when it is read, with those times written out. */
export function lastingQuery(session: Session): string {
  const {text, expr} = session.filter;
  const context = contextOf(session);
  const later = parse(text, {...context, now: context.now + DAY});
  return later.ok && print(later.expr) === print(expr) ? text : print(expr);
}

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
