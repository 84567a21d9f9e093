// A body as YAML, laid out as kubectl does: the items of a list stand under the first letter of its key.
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
  linesSummary,
  type Node,
  push,
  pushMore,
  type Rows,
  shownItems,
  sizeOf,
  summaryOf,
} from './rows.ts';
import {blockScalar, numberText, styleOf, yamlString} from './scalar.ts';

/** What stands before a value on its line: nothing, `key:`, or `- `. */
type Place = 'root' | 'key' | 'item';

/** YAML allows no longer key without `?`. */
const KEY_LIMIT = 1000;

const COLON = span(':', 'punct');
const DASH = span('- ', 'punct');
const BLANK = span(' ');
const ELLIPSIS = span('…', 'dim');
const LITERALS = {true: span('true', 'literal'), false: span('false', 'literal'), null: span('null', 'literal')};

/** `lead` is this line so far; `column` where its key or dash stands. */
type At = {readonly lead: Span[]; readonly place: Place; readonly column: number};

const after = ({lead, place}: At, ...spans: Span[]): Span[] => {
  if (place === 'key') lead.push(BLANK);
  lead.push(...spans);
  return lead;
};

export function yamlNode(rows: Rows, node: Node, at: At): void {
  const {value} = node;
  if (!isContainer(value)) return scalar(rows, node, value, at);
  if (sizeOf(value) === 0) {
    return push(rows, node, after(at, span(isList(value) ? '[]' : '{}', 'punct')), 'none', at.column);
  }
  if (isTooDeep(node)) return push(rows, node, after(at, ELLIPSIS), 'none', at.column);
  if (isFolded(rows, node)) return push(rows, node, after(at, span(summaryOf(value), 'dim')), 'folded', at.column);
  container(rows, node, value, at);
}

function container(rows: Rows, node: Node, value: Container, {lead, place, column}: At): void {
  if (place === 'key') push(rows, node, lead, 'open', column);
  const inner = isList(value) ? (place === 'item' ? column + 2 : column) : place === 'root' ? 0 : column + 2;
  const first = place === 'item' ? lead : undefined;
  if (isList(value)) {
    const shown = shownItems(rows, node.path, value.length);
    for (let i = 0; i < shown; i++) {
      const line = i === 0 && first !== undefined ? first : [span(blanks(inner))];
      line.push(DASH);
      yamlNode(rows, itemOf(node, value[i]!, i), {lead: line, place: 'item', column: inner});
    }
    if (shown < value.length) pushMore(rows, node, value.length - shown, inner);
    return;
  }
  let line = first;
  for (const key of Object.keys(value)) {
    line ??= [span(blanks(inner))];
    entry(rows, entryOf(node, value[key]!, key), key, line, inner);
    line = undefined;
  }
}

function entry(rows: Rows, node: Node, key: string, line: Span[], column: number): void {
  const text = yamlString(key);
  if (text.length <= KEY_LIMIT) {
    line.push(span(text, 'key'), COLON);
    return yamlNode(rows, node, {lead: line, place: 'key', column});
  }
  line.push(span('? ', 'punct'), span(text, 'key'));
  push(rows, node, line, 'none', column);
  yamlNode(rows, node, {lead: [span(blanks(column)), COLON], place: 'key', column});
}

function scalar(rows: Rows, node: Node, value: Exclude<Json, Container>, at: At): void {
  if (value === null || typeof value === 'boolean') {
    return push(rows, node, after(at, LITERALS[`${value}`]), 'none', at.column, String(value));
  }
  if (typeof value === 'number') {
    const text = numberText(value);
    return push(rows, node, after(at, span(text, 'number')), 'none', at.column, text);
  }
  const block = blockScalar(value);
  if (block === undefined) {
    return push(rows, node, after(at, span(yamlString(value), styleOf(value))), 'none', at.column, value);
  }
  if (isFolded(rows, node)) {
    return push(rows, node, after(at, span(linesSummary(block.lines.length), 'dim')), 'folded', at.column, value);
  }
  push(rows, node, after(at, span(block.header, 'punct')), 'open', at.column, value);
  const style = styleOf(value);
  const indent = at.column + 2;
  for (const text of block.lines) {
    push(rows, node, text === '' ? [] : [span(blanks(indent)), span(text, style)], 'none', indent, value);
  }
}
