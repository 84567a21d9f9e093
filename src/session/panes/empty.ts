// What stands where there are no rows: why, and which key gets on.

import {visible} from '../../audit/visible.ts';
import type {Expr} from '../../query/ast.ts';
import {type Line, span} from '../line.ts';
import {grouped, percent} from '../numbers.ts';
import type {Session} from '../session.ts';
import {clip} from '../text/fit.ts';
import {wallTime} from '../time-text.ts';
import type {ViewLine} from '../view.ts';
import {problemCount} from './header.ts';

/** The first moment that the filter lets through. */
function since(expr: Expr): number | undefined {
  if (expr.kind === 'time') return expr.from;
  if (expr.kind !== 'and') return undefined;
  const starts = expr.of.flatMap(term => (term.kind === 'time' && term.from !== undefined ? [term.from] : []));
  return starts.length === 0 ? undefined : Math.max(...starts);
}

function reasons(session: Session, width: number): readonly Line[] {
  const {table, about, filter, zone} = session;
  const dim = (text: string): Line => [span(text, 'dim')];
  if (!table.told) return [dim('reading…')];
  const {partial} = table;
  if (partial?.why === 'searching') return [dim(`searching ${percent(partial.done)}`)];
  if (about.events === 0) {
    if (about.loading) return [dim('reading…')];
    const problems = problemCount(about);
    return problems > 0
      ? [
          [span('Nothing in it could be read as an audit event.', 'warn')],
          dim(`p shows the ${grouped(problems)} problems.`),
        ]
      : [[span('There are no events in it yet.', 'warn')], dim('Rows appear as they are written. q quits.')];
  }
  if (filter.text === '') return [dim(about.loading ? 'reading…' : 'There are no rows.')];
  const from = since(filter.expr);
  const newest = about.extent?.to;
  const late: readonly Line[] =
    from !== undefined && newest !== undefined && from > newest
      ? [
          [
            span(
              `It asks for events since ${wallTime(from, zone).slice(0, 19)}; the newest is of ${wallTime(newest, zone).slice(0, 19)}.`,
              'warn',
            ),
          ],
        ]
      : [];
  const unit = session.stages === 'all' ? `${grouped(about.events)} events` : `${grouped(about.requests)} requests`;
  const text = clip(visible(filter.text), Math.max(8, width - 24));
  return [
    [span(`None of the ${unit}${about.loading ? ' read so far' : ''} matches `, 'warn'), span(text, 'input')],
    ...late,
    [
      span('\\', 'accent'),
      span(' undoes the last change, '),
      span('X', 'accent'),
      span(' clears the filter, '),
      span('/', 'accent'),
      span(' edits it.'),
    ],
  ];
}

export const emptyTable = (session: Session, width: number): readonly ViewLine[] =>
  [[], ...reasons(session, width)].map((line, at) => ({key: `why ${at}`, line}));
