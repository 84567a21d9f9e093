// Collects the lines of a body: folding, limits and wrapping are decided here, once for both formats.
import {COMING, comeOn, isComing} from '../../audit/coming.ts';
import type {Json} from '../../audit/event.ts';
import {isContainer} from '../../audit/exact-json.ts';
import {counted, grouped} from '../../audit/numbers.ts';
import type {Steps} from '../../audit/steps.ts';
import {type Line, type Span, span} from '../line.ts';
import {lineWidth, wrapLine} from '../text/fit.ts';
import {childIndex, childKey} from './path.ts';
import {type BodyLine, type BodyOptions, DEPTH_LIMIT, FOLDED_KEYS, LIST_LIMIT} from './types.ts';

export type Container = readonly Json[] | {readonly [key: string]: Json};

/** A value and where it stands. */
export type Node = {
  readonly value: Json;
  readonly path: string;
  readonly depth: number;
  /** Path of the container that it is in. */
  readonly parent: string;
  /** Its key in a mapping, `undefined` for items and for the body. */
  readonly key: string | undefined;
};

/** How a key is written; worked out once, because the same few keys make up most of a body. */
export type KeyForm = {readonly span: Span; readonly inPath: (path: string) => string};

export type Rows = {
  readonly options: BodyOptions;
  readonly lines: BodyLine[];
  readonly keys: Map<string, KeyForm>;
  readonly keyText: (key: string) => string;
  /** What is laid out. */
  readonly body: Json;
  /** Whether a line stands for more than it shows. */
  hasFolds: boolean;
};

/** Lines between two rests. */
export const REST_AFTER = 128;

export function keyForm(rows: Rows, key: string): KeyForm {
  const known = rows.keys.get(key);
  if (known !== undefined) return known;
  const below = childKey('_', key).slice(1);
  const form: KeyForm = {
    span: span(rows.keyText(key), 'key'),
    inPath: path => (path === '' && below.startsWith('.') ? key : path + below),
  };
  rows.keys.set(key, form);
  return form;
}

export const isList = (value: Container): value is readonly Json[] => Array.isArray(value);

export const sizeOf = (value: Container): number => (isList(value) ? value.length : Object.keys(value).length);

export function isEmpty(value: Json): boolean {
  if (!isContainer(value)) return true;
  if (isList(value)) return value.length === 0;
  for (const _ in value) return false;
  return true;
}

export const summaryOf = (value: Container): string =>
  isList(value) ? `▸ [${counted(value.length, 'item')}]` : `▸ {${counted(sizeOf(value), 'key')}}`;

export const linesSummary = (lines: number): string => `▸ ${counted(lines, 'line')}`;

/** Whether the node shows as one line, because the user or its key says so. */
export function isFolded({options}: Rows, {path, key}: Node): boolean {
  if (options.folded.size > 0 && options.folded.has(path)) return true;
  return key !== undefined && FOLDED_KEYS.has(key) && !options.unfolded.has(path);
}

/** What is left to do until the value of a key or index is there: the body may be still coming. */
export function* valueAt(rows: Rows, container: Container, slot: string | number): Steps<Json> {
  const values = container as {readonly [slot: string | number]: Json};
  while (values[slot] === COMING && isComing(rows.body)) {
    comeOn(rows.body);
    yield;
  }
  return values[slot]!;
}

export const isTooDeep = ({depth}: Node): boolean => depth > DEPTH_LIMIT;

/** How many items of a list are shown. */
export const shownItems = ({options}: Rows, path: string, length: number): number =>
  length <= LIST_LIMIT || options.unfolded.has(path) ? length : LIST_LIMIT;

export const itemOf = (node: Node, value: Json, index: number): Node => ({
  value,
  path: childIndex(node.path, index),
  depth: node.depth + 1,
  parent: node.path,
  key: undefined,
});

export const entryOf = (node: Node, value: Json, key: string, form: KeyForm): Node => ({
  value,
  path: form.inPath(node.path),
  depth: node.depth + 1,
  parent: node.path,
  key,
});

const BLANKS: string[] = [];
/** Indentation, shared: most lines of a body have one. */
export const blanks = (width: number): string => {
  BLANKS[width] ??= ' '.repeat(width);
  return BLANKS[width];
};

export type Fold = 'open' | 'folded' | 'none';

function isLong(line: Line, wrap: number): boolean {
  let units = 0;
  for (const part of line) units += part.text.length;
  return units * 2 > wrap && lineWidth(line) > wrap;
}

// Written out without spreads: a large body has hundreds of thousands of these.
const lineOf = (node: Node, line: Line, foldable: boolean, folded: boolean, fold: string, scalar?: string): BodyLine =>
  scalar === undefined
    ? {line, path: node.path, depth: node.depth, foldable, folded, fold}
    : {line, path: node.path, depth: node.depth, foldable, folded, fold, scalar};

/** Adds the line of `node`, or several where it has to be wrapped. `indent` is the column where its text starts. */
export function push(rows: Rows, node: Node, line: Span[], fold: Fold, indent: number, scalar?: string): void {
  const foldable = fold !== 'none';
  if (fold === 'folded') rows.hasFolds = true;
  const owner = foldable || (scalar === undefined && !isEmpty(node.value)) ? node.path : node.parent;
  const {wrap} = rows.options;
  if (wrap === undefined || !isLong(line, wrap)) {
    rows.lines.push(lineOf(node, line, foldable, fold === 'folded', owner, scalar));
    return;
  }
  const [first, ...rest] = wrapLine(line, wrap, indent + 2);
  rows.lines.push(lineOf(node, first!, foldable, fold === 'folded', owner, scalar));
  for (const more of rest) rows.lines.push({...lineOf(node, more, false, false, owner, scalar), continues: true});
}

/** The row that stands for the items of a long list which are not shown yet. */
export function pushMore(rows: Rows, node: Node, hidden: number, indent: number): void {
  const text = `… ${grouped(hidden)} more`;
  push(rows, node, [span(blanks(indent)), span(text, 'dim')], 'folded', indent);
}
