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
export function commandOf(session: Session): string {
  const {order, stages, zone, take} = session;
  const isByTime = order.field === 'stageTimestamp';
  const options = [
    '-o',
    'json',
    ...(stages === 'all' ? ['--all-stages'] : []),
    ...(isByTime ? [] : ['--sort', fieldOf(order.field).aliases[0] ?? order.field]),
    ...(order.descending ? ['--desc'] : []),
    ...take.invocation.flags,
    ...(zone === 'local' ? ['--local'] : []),
  ];
  const query = lastingQuery(session);
  const {paths} = take.invocation;
  // A word with a dash in front would be read as a flag.
  const words = [query, ...paths].some(word => /^-./.test(word))
    ? [...options, '--', query, ...paths]
    : [query, ...paths, ...options];
  return ['audit-tui', 'query', ...words].map(shellWord).join(' ');
}
