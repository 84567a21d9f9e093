// A body as JSON, laid out as JSON.stringify(value, null, 2) would.

import {isContainer} from '../../audit/exact-json.ts';
import type {Steps} from '../../audit/steps.ts';
import {type Span, span} from '../line.ts';
import {
  blanks,
  type Container,
  entryOf,
  isEmpty,
  isFolded,
  isList,
  isTooDeep,
  itemOf,
  keyForm,
  type Node,
  push,
  pushMore,
  REST_AFTER,
  type Rows,
  shownItems,
  summaryOf,
  valueAt,
} from './rows.ts';
import {jsonString, rawText, scalarText, styleOf} from './scalar.ts';

const COMMA = span(',', 'punct');
const COLON = span(': ', 'punct');

/** `lead` is this line so far, `column` its indentation; `more` if another value follows in the same container. */
type At = {readonly lead: Span[]; readonly column: number; readonly more: boolean};

const ended = (line: Span[], more: boolean): Span[] => {
  if (more) line.push(COMMA);
  return line;
};

const finish = ({lead, more}: At, value: Span): Span[] => {
  lead.push(value);
  return ended(lead, more);
};

/** What is left to do of it: a container in which something is. */
export function jsonNode(rows: Rows, node: Node, at: At): Steps<void> | undefined {
  const {value} = node;
  if (!isContainer(value)) {
    const text = typeof value === 'string' ? jsonString(value) : scalarText(value);
    push(rows, node, finish(at, span(text, styleOf(value))), 'none', at.column, rawText(value));
  } else if (isEmpty(value)) {
    push(rows, node, finish(at, span(isList(value) ? '[]' : '{}', 'punct')), 'none', at.column);
  } else if (isTooDeep(node)) push(rows, node, finish(at, span('…', 'dim')), 'none', at.column);
  else if (isFolded(rows, node)) push(rows, node, finish(at, span(summaryOf(value), 'dim')), 'folded', at.column);
  else return container(rows, node, value, at);
  return undefined;
}

function* container(rows: Rows, node: Node, value: Container, {lead, column, more}: At): Steps<void> {
  const list = isList(value);
  lead.push(span(list ? '[' : '{', 'punct'));
  push(rows, node, lead, 'open', column);
  const inner = column + 2;
  let rest = rows.lines.length + REST_AFTER;
  if (isList(value)) {
    const shown = shownItems(rows, node.path, value.length);
    for (let i = 0; i < shown; i++) {
      const item = jsonNode(rows, itemOf(node, value[i] ?? (yield* valueAt(rows, value, i)), i), {
        lead: [span(blanks(inner))],
        column: inner,
        more: i + 1 < value.length,
      });
      if (item !== undefined) yield* item;
      if (rows.lines.length >= rest) {
        rest = rows.lines.length + REST_AFTER;
        yield;
      }
    }
    if (shown < value.length) pushMore(rows, node, value.length - shown, inner);
  } else {
    const keys = Object.keys(value);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      const form = keyForm(rows, key);
      const entry = jsonNode(rows, entryOf(node, value[key] ?? (yield* valueAt(rows, value, key)), key, form), {
        lead: [span(blanks(inner)), form.span, COLON],
        column: inner,
        more: i + 1 < keys.length,
      });
      if (entry !== undefined) yield* entry;
      if (rows.lines.length >= rest) {
        rest = rows.lines.length + REST_AFTER;
        yield;
      }
    }
  }
  push(rows, node, ended([span(blanks(column)), span(list ? ']' : '}', 'punct')], more), 'none', column);
}
