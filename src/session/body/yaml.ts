// A body as YAML, laid out as kubectl does: the items of a list stand under the first letter of its key.

import {isContainer} from '../../audit/exact-json.ts';
import type {Steps} from '../../audit/steps.ts';
import {type Span, type Style, span} from '../line.ts';
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
  linesSummary,
  type Node,
  push,
  pushMore,
  REST_AFTER,
  type Rows,
  shownItems,
  summaryOf,
  valueAt,
} from './rows.ts';
import {blockScalar, rawText, type Scalar, scalarText, styleOf, yamlString} from './scalar.ts';

/** What stands before a value on its line: nothing, `key:`, or `- `. */
type Place = 'root' | 'key' | 'item';

/** YAML allows no longer key without `?`. */
const KEY_LIMIT = 1000;

const COLON = span(':', 'punct');
const DASH = span('- ', 'punct');
const BLANK = span(' ');
const ELLIPSIS = span('…', 'dim');

/** `lead` is this line so far; `column` where its key or dash stands. */
type At = {readonly lead: Span[]; readonly place: Place; readonly column: number};

const after = ({lead, place}: At, ...spans: Span[]): Span[] => {
  if (place === 'key') lead.push(BLANK);
  lead.push(...spans);
  return lead;
};

/** What is left to do of it: a container in which something is, or a text of many lines. */
export function yamlNode(rows: Rows, node: Node, at: At): Steps<void> | undefined {
  const {value} = node;
  if (!isContainer(value)) return scalar(rows, node, value, at);
  if (isEmpty(value)) {
    push(rows, node, after(at, span(isList(value) ? '[]' : '{}', 'punct')), 'none', at.column);
  } else if (isTooDeep(node)) push(rows, node, after(at, ELLIPSIS), 'none', at.column);
  else if (isFolded(rows, node)) push(rows, node, after(at, span(summaryOf(value), 'dim')), 'folded', at.column);
  else return container(rows, node, value, at);
  return undefined;
}

function* container(rows: Rows, node: Node, value: Container, {lead, place, column}: At): Steps<void> {
  if (place === 'key') push(rows, node, lead, 'open', column);
  const inner = isList(value) ? (place === 'item' ? column + 2 : column) : place === 'root' ? 0 : column + 2;
  // The first line of what is in an item goes on behind its dash.
  let line = place === 'item' ? lead : undefined;
  let rest = rows.lines.length + REST_AFTER;
  if (isList(value)) {
    const shown = shownItems(rows, node.path, value.length);
    for (let i = 0; i < shown; i++) {
      line ??= [span(blanks(inner))];
      line.push(DASH);
      const item = yamlNode(rows, itemOf(node, value[i] ?? (yield* valueAt(rows, value, i)), i), {
        lead: line,
        place: 'item',
        column: inner,
      });
      if (item !== undefined) yield* item;
      line = undefined;
      if (rows.lines.length >= rest) {
        rest = rows.lines.length + REST_AFTER;
        yield;
      }
    }
    if (shown < value.length) pushMore(rows, node, value.length - shown, inner);
    return;
  }
  for (const key of Object.keys(value)) {
    line ??= [span(blanks(inner))];
    const form = keyForm(rows, key);
    const below = entry(
      rows,
      entryOf(node, value[key] ?? (yield* valueAt(rows, value, key)), key, form),
      form.span,
      line,
      inner,
    );
    if (below !== undefined) yield* below;
    line = undefined;
    if (rows.lines.length >= rest) {
      rest = rows.lines.length + REST_AFTER;
      yield;
    }
  }
}

function entry(rows: Rows, node: Node, key: Span, line: Span[], column: number): Steps<void> | undefined {
  if (key.text.length <= KEY_LIMIT) {
    line.push(key, COLON);
    return yamlNode(rows, node, {lead: line, place: 'key', column});
  }
  line.push(span('? ', 'punct'), key);
  push(rows, node, line, 'none', column);
  return yamlNode(rows, node, {lead: [span(blanks(column)), COLON], place: 'key', column});
}

function scalar(rows: Rows, node: Node, value: Scalar, at: At): Steps<void> | undefined {
  const {column} = at;
  const block = typeof value === 'string' ? blockScalar(value) : undefined;
  if (block === undefined) {
    const text = typeof value === 'string' ? yamlString(value) : scalarText(value);
    push(rows, node, after(at, span(text, styleOf(value))), 'none', column, rawText(value));
    return undefined;
  }
  const raw = rawText(value);
  if (isFolded(rows, node)) {
    push(rows, node, after(at, span(linesSummary(block.lines.length), 'dim')), 'folded', column, raw);
    return undefined;
  }
  push(rows, node, after(at, span(block.header, 'punct')), 'open', column, raw);
  return textLines(rows, node, block.lines, {raw, style: styleOf(value), indent: column + 2});
}

type Text = {readonly raw: string; readonly style: Style; readonly indent: number};

function* textLines(rows: Rows, node: Node, lines: readonly string[], {raw, style, indent}: Text): Steps<void> {
  let rest = rows.lines.length + REST_AFTER;
  for (const text of lines) {
    push(rows, node, text === '' ? [] : [span(blanks(indent)), span(text, style)], 'none', indent, raw);
    if (rows.lines.length >= rest) {
      rest = rows.lines.length + REST_AFTER;
      yield;
    }
  }
}
