// What is marked as found: the words, regular expressions and values that filter and search ask for, as patterns for texts
// that are about to be drawn. Marking changes styles only: a line keeps its text and its width.
import type {FieldName} from '../../audit/fields.ts';
import {visible} from '../../audit/visible.ts';
import type {Expr} from '../../query/ast.ts';
import {compileRegex} from '../../query/pattern.ts';
import {type Line, type Span, span} from '../line.ts';
import type {Session} from '../session.ts';
import {graphemes, isSimple, lineText, lineWidth} from '../text/fit.ts';

export type Marks = {
  /** Text and regular expressions: wherever they stand. */
  readonly anywhere: readonly RegExp[];
  /** The same as they stand in the file, in JSON strings. */
  readonly raw: readonly RegExp[];
  /** Values of paths, wherever they stand in a body. */
  readonly body: readonly RegExp[];
  readonly ofField: ReadonlyMap<FieldName, readonly RegExp[]>;
};

export const NO_MARKS: Marks = {anywhere: [], raw: [], body: [], ofField: new Map()};

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Go's encoder writes these three escaped, and JSON two more. */
const IN_JSON: Readonly<Record<string, string>> = {
  '<': '(?:<|\\\\u003c)',
  '>': '(?:>|\\\\u003e)',
  '&': '(?:&|\\\\u0026)',
  '"': '\\\\?"',
  '\\': '\\\\{1,2}',
};

const inJson = (text: string): string => Array.from(text, char => IN_JSON[char] ?? literal(char)).join('');

const globSource = (glob: string): string =>
  Array.from(glob, char => (char === '*' ? '\\S*' : char === '?' ? '\\S' : literal(char))).join('');

const pattern = (source: string, ignoresCase = true): readonly RegExp[] => {
  const found = compileRegex(source);
  if (!(found instanceof RegExp)) return [];
  const flags = ignoresCase ? found.flags : found.flags.replace('i', '');
  return [new RegExp(source, `${flags}g`)];
};

/** A value begins and ends amid a line: its edges are where a word's could be. */
const loose = (source: string): string =>
  source.includes('|') ? source : source.replace(/^\^/, '(?<![\\w-])').replace(/(?<!\\)\$$/, '(?![\\w-])');

type Found = {
  readonly anywhere: RegExp[];
  readonly raw: RegExp[];
  readonly body: RegExp[];
  readonly ofField: Map<FieldName, RegExp[]>;
};

type Ref = Extract<Expr, {kind: 'in'}>['field'];

function addValue(found: Found, field: Ref, patterns: readonly RegExp[]): void {
  if (field.kind === 'path') found.body.push(...patterns);
  else found.ofField.set(field.name, [...(found.ofField.get(field.name) ?? []), ...patterns]);
}

/** What is found by not being there cannot be marked. */
function collect(expr: Expr, isWanted: boolean, found: Found): void {
  switch (expr.kind) {
    case 'and':
    case 'or':
      for (const each of expr.of) collect(each, isWanted, found);
      return;
    case 'not':
      collect(expr.of, !isWanted, found);
      return;
    case 'has':
    case 'time':
    case 'compare':
      return;
  }
  if (!isWanted) return;
  switch (expr.kind) {
    case 'text':
      if (expr.text === '') return;
      found.anywhere.push(...pattern(literal(visible(expr.text))));
      found.raw.push(...pattern(inJson(visible(expr.text))));
      return;
    case 'regex':
      found.anywhere.push(...pattern(loose(expr.source)));
      found.raw.push(...pattern(loose(expr.source)));
      return;
    case 'in':
      for (const value of expr.values)
        if (value !== '') addValue(found, expr.field, pattern(literal(visible(value)), false));
      return;
    case 'like':
      if (/[^*?]/.test(expr.glob)) addValue(found, expr.field, pattern(globSource(visible(expr.glob))));
      return;
    case 'match':
      addValue(found, expr.field, pattern(loose(expr.source)));
      return;
  }
}

export function marksOf(...exprs: readonly (Expr | undefined)[]): Marks {
  const found: Found = {anywhere: [], raw: [], body: [], ofField: new Map()};
  for (const expr of exprs) if (expr !== undefined) collect(expr, true, found);
  const isEmpty = found.anywhere.length + found.body.length + found.ofField.size === 0;
  return isEmpty ? NO_MARKS : found;
}

const remembering = (): ((...exprs: readonly (Expr | undefined)[]) => Marks) => {
  let last: {readonly key: readonly unknown[]; readonly marks: Marks} | undefined;
  return (...exprs) => {
    if (last === undefined || !last.key.every((part, at) => part === exprs[at]))
      last = {key: exprs, marks: marksOf(...exprs)};
    return last.marks;
  };
};

const shown = remembering();
const searched = remembering();

/** What is searched for, as far as it is typed. */
const searchExpr = ({search}: Session): Expr | undefined => search.edit?.expr ?? search.expr;

/** Of filter and search; the same value for as long as both stay. */
export const marksIn = (session: Session): Marks => shown(session.filter.expr, searchExpr(session));

/** What n and N go to inside of an event: the search, or without one what the filter finds. */
export const searchMarks = (session: Session): Marks => searched(searchExpr(session) ?? session.filter.expr);

/** UTF-16 units of a text. */
export type Range = readonly [from: number, to: number];

/** A line with more of them says nothing by marks. */
const MOST_RANGES = 500;

export function rangesIn(text: string, patterns: readonly RegExp[], most = MOST_RANGES): readonly Range[] {
  const ranges: Range[] = [];
  for (const regex of patterns) {
    regex.lastIndex = 0;
    for (let match = regex.exec(text); match !== null && ranges.length < most; match = regex.exec(text)) {
      const {length} = match[0];
      if (length === 0) regex.lastIndex++;
      else ranges.push([match.index, match.index + length]);
    }
  }
  return ranges.sort((a, b) => a[0] - b[0]);
}

/** Ranges widened to whole characters as a person counts them, and joined where they touch. */
function settled(text: string, ranges: readonly Range[]): readonly Range[] {
  const edges = isSimple(text) ? undefined : edgesOf(text);
  const joined: Range[] = [];
  for (const [start, end] of ranges) {
    const from = edges === undefined ? start : edges.findLast(edge => edge <= start)!;
    const to = edges === undefined ? end : edges.find(edge => edge >= end)!;
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1]) joined[joined.length - 1] = [last[0], Math.max(last[1], to)];
    else joined.push([from, to]);
  }
  return joined;
}

function edgesOf(text: string): readonly number[] {
  const edges = [0];
  for (const part of graphemes(text)) edges.push(edges.at(-1)! + part.length);
  return edges;
}

/** `line` with its matches in style `match`; the line itself where nothing is found. */
export const marked = (line: Line, patterns: readonly RegExp[]): Line =>
  patterns.length === 0 ? line : markedAt(line, rangesIn(lineText(line), patterns));

/** `line` with `found` in style `match`. */
export function markedAt(line: Line, found: readonly Range[]): Line {
  if (found.length === 0) return line;
  const text = lineText(line);
  const ranges = settled(text, found);
  const out: Span[] = [];
  let at = 0;
  for (const part of line) {
    const end = at + part.text.length;
    let from = at;
    for (const [start, stop] of ranges) {
      if (stop <= from || start >= end) continue;
      const [first, last] = [Math.max(start, from), Math.min(stop, end)];
      if (first > from) out.push(span(text.slice(from, first), part.style));
      out.push(span(text.slice(first, last), 'match'));
      from = last;
    }
    if (from < end) out.push(from === at ? part : span(text.slice(from, end), part.style));
    at = end;
  }
  // Where parts of a script measure otherwise than the whole, the place of everything counts for more.
  return isSimple(text) || lineWidth(out) === lineWidth(line) ? out : line;
}
