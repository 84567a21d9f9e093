// Offsets in a text as lines and columns, also for a text inside another one, such as a policy in a ConfigMap.
import {isScalar, type Node, type Scalar} from 'yaml';
import type {Position} from './policy.ts';

/** From an offset in an inner text to one in the outer text. */
export type OffsetMap = (offset: number) => number;

/** Gives the place of [start, end) of a text in the file that it stands in. */
export type Locate = (start: number, end: number) => Position;

const BOM = '\ufeff';

/** `map` leads from the text that will be asked about to `file`. */
export function locator(file: string, map: OffsetMap = offset => offset): Locate {
  const starts = [0];
  for (let at = file.indexOf('\n'); at !== -1; at = file.indexOf('\n', at + 1)) starts.push(at + 1);
  const lineAt = (offset: number): number => {
    let low = 0;
    let high = starts.length;
    while (low + 1 < high) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low;
  };
  return (from, to) => {
    const offset = Math.min(map(from), file.length);
    const line = lineAt(offset);
    const lineStart = starts[line]! + (line === 0 && file.startsWith(BOM) ? 1 : 0);
    const lineEnd = (starts[line + 1] ?? file.length + 1) - 1;
    const end = Math.min(Math.max(map(to), offset), file[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd);
    return {line: line + 1, column: Math.max(1, offset - lineStart + 1), offset, length: Math.max(0, end - offset)};
  };
}

const indentOf = (line: string): number => /^ */.exec(line)![0].length;

/** Lines of a block scalar are lines of its value, less their indentation. */
function blockMap(source: string, start: number, end: number, value: string): OffsetMap | undefined {
  const body = source.indexOf('\n', start) + 1;
  if (body === 0) return undefined;
  const outer = source.slice(body, end).split('\n');
  const inner = value.replace(/\n+$/, '').split('\n');
  const first = inner.findIndex(line => line.trim() !== '');
  if (first === -1 || outer.length < inner.length) return undefined;
  const indent = indentOf(outer[first]!) - indentOf(inner[first]!);
  const innerStarts: number[] = [];
  const outerStarts: number[] = [];
  for (let line = 0, at = 0, from = body; line < inner.length; line++) {
    if (outer[line]!.slice(indent).replace(/\r$/, '') !== inner[line]) return undefined;
    innerStarts.push(at);
    // A blank line may have less than the indentation.
    outerStarts.push(from + Math.min(indent, outer[line]!.replace(/\r$/, '').length));
    at += inner[line]!.length + 1;
    from += outer[line]!.length + 1;
  }
  return offset => {
    let line = innerStarts.findLastIndex(from => from <= offset);
    if (line === -1) line = 0;
    const length = inner[line]!.length;
    return Math.min(outerStarts[line]! + Math.min(offset - innerStarts[line]!, length), source.length);
  };
}

const ESCAPE = /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[\s\S])/y;

/** Characters of a quoted scalar in one line, an escape being one. Its value is checked by its length only. */
function quotedMap(source: string, start: number, end: number, value: string): OffsetMap | undefined {
  const quote = source[start];
  const places: number[] = [];
  let at = start + 1;
  while (at < end - 1) {
    if (source[at] === '\n') return undefined;
    let width = 1;
    let units = 1;
    if (quote === '"' && source[at] === '\\') {
      ESCAPE.lastIndex = at;
      const escaped = ESCAPE.exec(source)?.[0] ?? '\\';
      width = escaped.length;
      if (escaped[1] === 'U' && Number.parseInt(escaped.slice(2), 16) > 0xffff) units = 2;
    } else if (quote === "'" && source.startsWith("''", at)) width = 2;
    for (let unit = 0; unit < units; unit++) places.push(at);
    at += width;
  }
  return places.length === value.length ? offset => places[offset] ?? end - 1 : undefined;
}

/** Where the characters of a string in `source` stand. Where that cannot be said (folded lines), all stand at its start. */
export function insideOf(source: string, scalar: Scalar<string>): OffsetMap {
  const [start, end] = scalar.range!;
  const {type, value} = scalar;
  const found =
    type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED'
      ? blockMap(source, start, end, value)
      : type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE'
        ? quotedMap(source, start, end, value)
        : undefined;
  return found ?? (() => start);
}

export const isText = (node: Node | null | undefined): node is Scalar<string> =>
  isScalar(node) && typeof node.value === 'string';
