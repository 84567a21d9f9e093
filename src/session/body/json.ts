// A body as JSON, laid out as JSON.stringify(value, null, 2) would.
import type {Json} from '../../audit/event.ts';
import {type Span, span} from '../line.ts';
import {
  blanks,
  type Container,
  entryOf,
  isContainer,
  isFolded,
  isList,
  isTooDeep,
  itemOf,
  type Node,
  push,
  pushMore,
  type Rows,
  shownItems,
  sizeOf,
  summaryOf,
} from './rows.ts';
import {jsonString, numberText, styleOf} from './scalar.ts';

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

export function jsonNode(rows: Rows, node: Node, at: At): void {
  const {value} = node;
  if (!isContainer(value)) {
    const text = scalarText(value);
    return push(
      rows,
      node,
      finish(at, scalarSpan(value, text)),
      'none',
      at.column,
      typeof value === 'string' ? value : text,
    );
  }
  if (sizeOf(value) === 0) {
    return push(rows, node, finish(at, span(isList(value) ? '[]' : '{}', 'punct')), 'none', at.column);
  }
  if (isTooDeep(node)) return push(rows, node, finish(at, span('…', 'dim')), 'none', at.column);
  if (isFolded(rows, node)) return push(rows, node, finish(at, span(summaryOf(value), 'dim')), 'folded', at.column);
  container(rows, node, value, at);
}

const scalarText = (value: Exclude<Json, Container>): string =>
  typeof value === 'string' ? jsonString(value) : typeof value === 'number' ? numberText(value) : String(value);

const scalarSpan = (value: Exclude<Json, Container>, text: string): Span =>
  span(text, typeof value === 'string' ? styleOf(value) : typeof value === 'number' ? 'number' : 'literal');

function container(rows: Rows, node: Node, value: Container, {lead, column, more}: At): void {
  const list = isList(value);
  lead.push(span(list ? '[' : '{', 'punct'));
  push(rows, node, lead, 'open', column);
  const inner = column + 2;
  if (isList(value)) {
    const shown = shownItems(rows, node.path, value.length);
    for (let i = 0; i < shown; i++) {
      jsonNode(rows, itemOf(node, value[i]!, i), {
        lead: [span(blanks(inner))],
        column: inner,
        more: i + 1 < value.length,
      });
    }
    if (shown < value.length) pushMore(rows, node, value.length - shown, inner);
  } else {
    const keys = Object.keys(value);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      jsonNode(rows, entryOf(node, value[key]!, key), {
        lead: [span(blanks(inner)), span(jsonString(key), 'key'), COLON],
        column: inner,
        more: i + 1 < keys.length,
      });
    }
  }
  push(rows, node, ended([span(blanks(column)), span(list ? ']' : '}', 'punct')], more), 'none', column);
}
