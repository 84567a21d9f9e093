// What stands where there are no rows: why, and which key gets on.

import {grouped, percent} from '../../audit/numbers.ts';
import {inputScope} from '../../ingest/problems.ts';
import type {Expr} from '../../query/ast.ts';
import type {About} from '../../source/source.ts';
import {rowsText} from '../about-text.ts';
import {type Line, span} from '../line.ts';
import type {Session} from '../session.ts';
import {clip, lineWidth, widthOf} from '../text/fit.ts';
import {safe} from '../text/safe.ts';
import {wallTime} from '../time-text.ts';
import type {ViewLine} from '../view.ts';
import {wrapWordsLine} from '../words.ts';
import {problemCount} from './header.ts';

/** The first moment that the filter lets through. */
function since(expr: Expr): number | undefined {
  if (expr.kind === 'time') return expr.from;
  if (expr.kind !== 'and') return undefined;
  const starts = expr.of.flatMap(term => (term.kind === 'time' && term.from !== undefined ? [term.from] : []));
  return starts.length === 0 ? undefined : Math.max(...starts);
}

const MOST_REASONS = 3;

/** Of a log without a single event: what its problems say, which knows more than a count. */
function nothingRead(about: About, width: number): readonly Line[] {
  const problems = problemCount(about);
  const later: Line = [
    span(about.following === true ? 'Rows appear as they are written. ' : '', 'dim'),
    span('q', 'accent'),
    span(' quits.', 'dim'),
  ];
  if (problems === 0) return [[span('There are no events in it yet.', 'warn')], later];
  const told = about.problems.flatMap(({examples}) => examples.map(({reason}) => reason));
  const said = told.slice(0, MOST_REASONS).flatMap(reason => wrapWordsLine([span(safe(reason), 'warn')], width));
  // Of an input that is no log, or holds nothing, its own sentence says all there is to say.
  const isAllSaid =
    told.length === problems &&
    told.length <= MOST_REASONS &&
    about.problems.every(({code}) => inputScope(code) !== undefined);
  if (isAllSaid) return [...said, [], later];
  const head: Line = [span('Nothing in it could be read as an audit event.', 'warn')];
  return [
    head,
    ...said.map((line): Line => line.map(part => span(part.text, 'dim'))),
    [
      span('p', 'accent'),
      span(` shows ${problems === 1 ? 'the problem' : `the ${grouped(problems)} problems`}.`, 'dim'),
    ],
  ];
}

function reasons(session: Session, width: number): readonly Line[] {
  const {table, about, filter, zone} = session;
  const dim = (text: string): Line => [span(text, 'dim')];
  if (!table.told) return [dim('reading…')];
  const {partial} = table;
  if (partial?.why === 'searching') return [dim(`searching ${percent(partial.done)}`)];
  if (about.events === 0) {
    if (about.loading) return [dim('reading…')];
    return nothingRead(about, width);
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
  const unit = rowsText(about, session.stages);
  const count = session.stages === 'all' ? about.events : about.requests;
  const none = `${count === 1 ? 'The' : 'None of the'} ${unit}${about.loading ? ' read so far' : ''}${count === 1 ? ' does not match ' : ' matches '}`;
  const text = clip(safe(filter.text), Math.max(8, width * 2 - widthOf(none)));
  return [
    ...wrapWordsLine([span(none, 'warn'), span(text, 'input')], width),
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

/** In the middle of `height` lines of `width` cells. */
export function emptyTable(session: Session, width: number, height: number): readonly ViewLine[] {
  const told = reasons(session, Math.max(8, width - 4));
  const above = Math.max(0, Math.min(1 + (height >> 2), (height - told.length) >> 1));
  const left = Math.max(0, (width - Math.max(...told.map(lineWidth))) >> 1);
  const lines: readonly Line[] = [
    ...Array.from({length: above}, (): Line => []),
    ...told.map((line): Line => [span(' '.repeat(left)), ...line]),
  ];
  return lines.map((line, at) => ({key: `why ${at}`, line}));
}
